// Package pdf writes a Document as a tagged PDF that meets PDF/UA-1 and
// PDF/A-2a. In comes a Document, out go one file and the places of its figures.
// A layout records what stands where; gofpdf draws it; the rewriter (finish.go)
// adds what gofpdf lacks; and the finished bytes must pass pdfcheck, which shares
// no code with this package, or there is no file. It never reads the clock.
package pdf

import (
	"fmt"
	"io"
	"slices"

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
	file := s.file
	b, err := s.bytes(false, false)
	if err != nil {
		return out, err
	}
	f, err := pdfcheck.Read(b)
	if err != nil {
		return out, fmt.Errorf("reading %s back: %w", file, err)
	}
	out.Findings = append(append(out.Findings, f.Check()...), f.Against(d)...)
	if reports.Errors(out.Findings) {
		return out, nil
	}
	w, err := create(file)
	if err != nil {
		return out, err
	}
	_, err = w.Write(b)
	return out, err
}

// compose sets the document in the style that fills its pages best, and within
// the pages it may fill where any style does. A release that is long has a table of contents.
func compose(d *reports.Document) *setter {
	file, known := reports.FileBase(d)+".pdf", &measured{}
	var contents []contentsLine
	mayHave := d.ID == "release" && d.MaxPages == 0 && hasContents(d)
	if mayHave && figures(d) > manyFigures { // the pages come to be known, and take no room
		contents = (&setter{doc: d, d: newDoc()}).sections()
	}
	first := set(d, file, styles[0], contents, known)
	if first.d.err != nil {
		return first
	}
	with := contents != nil // first has its table of contents
	if mayHave && !with && len(first.d.pages) > longRelease {
		contents = first.sections()
	}
	var best *setter
	least := 0.0
	for i, st := range styles {
		s := first
		if i > 0 || contents != nil && !with {
			s = set(d, file, st, contents, known)
		}
		cost := s.cost() + 0.1*float64(i)
		if d.MaxPages > 0 {
			cost += 1000 * float64(max(0, len(s.d.pages)-d.MaxPages))
		}
		if best == nil || cost < least {
			best, least = s, cost
		}
		if n := len(s.d.pages); n > manyPages || least < float64(n)+0.2 {
			break // nothing to be gained, or too little for the time it takes
		}
	}
	if now := best.sections(); contents != nil && !slices.Equal(now, contents) { // the pages are known now
		best = set(d, file, best.style, now, known)
	}
	return best
}

// manyFigures is a number of figures that fit on no longRelease pages, however
// small: such a release has a table of contents, and need not be set to know it.
const manyFigures = 4000

// manyPages is the number of pages above which one style is enough.
const manyPages = 60

// cost is how ill a document fills its pages: their number, and what is left
// empty, on the last page only where that is all but empty.
func (s *setter) cost() float64 {
	cost := float64(len(s.d.pages)) + 1.5*s.blank
	if used := (s.y - s.top) / (s.bottomAt - s.top); len(s.d.pages) > 1 && used < 0.25 {
		cost += 1 - 2*used
	}
	return cost
}

// longRelease is the number of pages above which a release has a table of contents.
const longRelease = 4

// bytes is the finished file. Classic and plain are for tests.
func (s *setter) bytes(classic, plain bool) ([]byte, error) {
	m := about(s.doc)
	raw, err := s.d.output(m)
	if err != nil {
		return nil, err
	}
	return finish(raw, s.d, m, classic, plain)
}
