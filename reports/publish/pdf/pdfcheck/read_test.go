package pdfcheck_test

import (
	"bytes"
	"io"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
	"despatch/reports/publish/pdf"
	"despatch/reports/publish/pdf/pdfcheck"
)

func sample(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := pdf.Format.Write(func(string) (io.Writer, error) { return &b, nil }, formattest.Fixture())
	if err != nil || reports.Errors(w.Findings) {
		t.Fatal(err, w.Findings)
	}
	return b.Bytes()
}

// FuzzRead: no bytes make the reader panic or run on.
func FuzzRead(f *testing.F) {
	b := sample(f)
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add([]byte("%PDF-1.7\n%\xff\n1 0 obj\n<</Type /Catalog /Pages 1 0 R /Kids [1 0 R]>>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000011 00000 n \ntrailer\n<</Root 1 0 R>>\nstartxref\n70\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := pdfcheck.Read(b)
		if err != nil {
			return
		}
		file.Check()
		file.Tree()
		file.Against(formattest.Fixture())
		_, _ = file.At("p1#0")
	})
}

// TestHalf: a file cut short anywhere is an error or full of findings, never a
// panic, and never sound.
func TestHalf(t *testing.T) {
	b := sample(t)
	for n := 0; n < len(b)-1; n += 997 {
		f, err := pdfcheck.Read(b[:n])
		if err == nil && len(f.Check()) == 0 {
			t.Errorf("%d of %d bytes are taken for a whole file", n, len(b))
		}
	}
}

// TestFlipped: a byte changed anywhere does not make the reader panic.
func TestFlipped(t *testing.T) {
	b := sample(t)
	for n := 0; n < len(b); n += 211 {
		c := bytes.Clone(b)
		c[n] ^= 0x55
		if f, err := pdfcheck.Read(c); err == nil {
			f.Check()
		}
	}
}

// TestPlaces: places that are none are errors.
func TestPlaces(t *testing.T) {
	f, err := pdfcheck.Read(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"", "p", "p1", "p0#0", "p1#-1", "p1#9999", "p99#0", "#", "#nobody", "#note-started", "3#4x"} {
		if got, err := f.At(at); err == nil {
			t.Errorf("%q reads %q", at, got)
		}
	}
}
