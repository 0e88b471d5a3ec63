// Package pdf writes a Document as a tagged PDF that meets PDF/UA-1 and
// PDF/A-2a. In comes a Document, out go one file and the places of its figures.
// A layout records what stands where; gofpdf draws it; the rewriter (finish.go)
// adds what gofpdf lacks; and the finished bytes must pass pdfcheck, which shares
// no code with this package, or there is no file. It never reads the clock.
package pdf

import (
	"fmt"
	"io"

	"despatch/reports"
	"despatch/reports/publish/pdf/pdfcheck"
)

// Format is the PDF output: one file a document. A place is a page and a marked
// content, "p3#14", or the alternative text of a drawing, "#chart-progress".
var Format = reports.Format{Name: "pdf", Label: "PDF", Write: write, Open: open}

func open(r io.ReaderAt, size int64) (reports.Reader, error) {
	f, err := pdfcheck.Open(r, size)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func write(create reports.Create, d *reports.Document) (reports.Written, error) {
	if f := unset(d); f != nil {
		return reports.Written{Findings: f}, nil
	}
	s := compose(d)
	out := reports.Written{Places: s.places, Pages: len(s.d.pages)}
	if s.d.err != nil {
		return out, s.d.err
	}
	out.Findings = append(s.unshown(), s.failures...)
	if d.MaxPages > 0 && out.Pages > d.MaxPages {
		out.Findings = append(out.Findings, s.tooLong())
	}
	if reports.Errors(out.Findings) {
		return out, nil
	}
	b, err := s.bytes(false, false)
	if err != nil {
		return out, err
	}
	f, err := pdfcheck.Read(b)
	if err != nil {
		return out, fmt.Errorf("reading %s back: %w", s.file, err)
	}
	for _, bad := range append(f.Check(), f.Against(d)...) {
		out.Findings = append(out.Findings, bad)
	}
	if reports.Errors(out.Findings) {
		return out, nil
	}
	w, err := create(s.file)
	if err != nil {
		return out, err
	}
	_, err = w.Write(b)
	return out, err
}

// compose sets the document, with a table of contents where a release is long,
// and more tightly where it would be longer than it may.
func compose(d *reports.Document) *setter {
	file := reports.FileBase(d) + ".pdf"
	s := set(d, file, roomy, nil)
	if s.d.err == nil && d.ID == "release" && len(s.d.pages) > longRelease && d.MaxPages == 0 {
		// The second pass finds the pages with the contents in place; the third prints them.
		s = set(d, file, roomy, s.sections())
		s = set(d, file, roomy, s.sections())
	}
	if s.d.err == nil && d.MaxPages > 0 && len(s.d.pages) > d.MaxPages {
		if t := set(d, file, tight, nil); len(t.d.pages) < len(s.d.pages) {
			s = t
		}
	}
	return s
}

// longRelease is the number of pages above which a release has a table of contents.
const longRelease = 4

// bytes is the finished file. Classic and plain are for tests.
func (s *setter) bytes(classic, plain bool) ([]byte, error) {
	m := about(s.doc)
	raw, err := s.d.output(m, plain)
	if err != nil {
		return nil, err
	}
	return finish(raw, s.d, m, classic)
}
