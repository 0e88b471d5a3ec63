package main

import (
	"fmt"
	"strconv"
	"strings"
)

// A size is a number of bytes as people write it: 64MB, 2GB. It is a flag's value.
type size int64

var sizeUnits = []struct {
	name  string
	bytes size
}{{"KB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30}, {"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {"B", 1}}

// String is the size as it may be written; nothing for none.
func (s *size) String() string {
	if *s == 0 {
		return ""
	}
	return strconv.FormatInt(int64(*s), 10) + "B"
}

// Set reads a size.
func (s *size) Set(text string) error {
	for _, u := range sizeUnits {
		number, ok := strings.CutSuffix(strings.ToUpper(text), u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 32)
		if err == nil && n > 0 {
			*s = size(n) * u.bytes
			return nil
		}
		break
	}
	return fmt.Errorf("%q is no size such as 512MB or 2GB", text)
}

// Type names the kind of value in the help.
func (s *size) Type() string { return "size" }
