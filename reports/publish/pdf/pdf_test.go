package pdf

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
	"despatch/reports/publish/pdf/pdfcheck"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestFormat(t *testing.T) { formattest.Run(t, Format) }

// finished sets and finishes a document, past the gate of Write.
func finished(t testing.TB, d *reports.Document, classic, plain bool) []byte {
	t.Helper()
	s := compose(d)
	if s.d.err != nil {
		t.Fatal(s.d.err)
	}
	b, err := s.bytes(classic, plain)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// read opens a file and fails on any finding.
func read(t testing.TB, b []byte) *pdfcheck.File {
	t.Helper()
	f, err := pdfcheck.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range f.Check() {
		t.Error(x)
	}
	return f
}

// TestTree compares the fixture's tag tree with the golden, which people read.
func TestTree(t *testing.T) {
	for name, d := range map[string]*reports.Document{"release": formattest.Fixture(), "brief": formattest.Brief()} {
		golden(t, name+".golden", read(t, finished(t, d, false, false)).Tree())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s differs; run with -update and look at the difference", path)
	}
}
