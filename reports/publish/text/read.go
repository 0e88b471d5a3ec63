package text

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/within"
)

// open reads the text back by its lines.
func open(r io.ReaderAt, size int64) (reports.Reader, error) {
	b, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, err
	}
	return lines(strings.Split(string(b), "\n")), nil
}

type lines []string

// At reads "12[5:8]": of line 12, counted from 1, runes 5 to 8, last excluded.
func (l lines) At(where string) (string, error) {
	spot, first, last, inside, err := within.Cut(where)
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(spot)
	if err != nil || !inside || n < 1 || n > len(l) {
		return "", fmt.Errorf("%q is no place of this text", where)
	}
	return within.At([]rune(l[n-1]), first, last)
}
