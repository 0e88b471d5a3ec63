package main

import (
	"bytes"
	"os"
	"testing"
)

// The extract in the repository is the one this program makes.
func TestExtractIsCurrent(t *testing.T) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../../data/fnp-2006/cases.csv")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, b.Bytes()) {
		t.Error("data/fnp-2006/cases.csv is not what cmd/fnp2006 makes; run: go run ./cmd/fnp2006 > data/fnp-2006/cases.csv")
	}
}
