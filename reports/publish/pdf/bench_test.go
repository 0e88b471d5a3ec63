package pdf

import (
	"bytes"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"

	"despatch/reports"
	"despatch/reports/publish/formattest"
	"despatch/templates"
)

func writeTo(t testing.TB, d *reports.Document, to io.Writer) {
	w, err := Format.Write(func(string) (io.Writer, error) { return to, nil }, d)
	if err != nil || len(w.Findings) > 0 {
		t.Fatal(err, w.Findings)
	}
}

// BenchmarkWrite is the whole road, the check of the finished file included.
func BenchmarkWrite(b *testing.B) {
	d := formattest.Fixture()
	for b.Loop() {
		writeTo(b, d, io.Discard)
	}
}

// longTable is a document of a table of 7,600 rows by 5, 38,000 figures, with
// sections: it is set twice, as its table of contents names their pages.
func longTable() *reports.Document {
	d := para(reports.Span{Text: "A long table."})
	for _, id := range []string{"points", "figures", "after"} {
		d.Blocks = append(d.Blocks, reports.Block{Heading: &reports.Heading{Level: 2, ID: id, Spans: []reports.Span{{Text: "Section " + id}}}})
		if id == "figures" {
			d.Blocks = append(d.Blocks, reports.Block{Table: wide("long", 1, 7600, 5)})
		} else {
			d.Blocks = append(d.Blocks, reports.Block{Para: &reports.Para{Spans: []reports.Span{{Text: "Words."}}}})
		}
	}
	return d
}

// The table of contents of a long table names the page on which its last section stands.
func TestLongContents(t *testing.T) {
	s := compose(longTable())
	if last := s.contents[len(s.contents)-1]; last.page < 300 || last.page != s.d.spots["section/after"].page || !slices.Equal(s.contents, s.sections()) {
		t.Errorf("the contents say %v, and the sections are on %v", s.contents, s.sections())
	}
}

// BenchmarkLongTable is a table of more than 300 pages, and the same pages drawn by gofpdf
// alone, without tags or layout, in the same run. The measure x-plain is how many times
// setting and writing takes as long as that, x-plain-checked with the reading back and the
// check of every element, which gofpdf has nothing of.
func BenchmarkLongTable(b *testing.B) {
	d := longTable()
	s := compose(d)
	written, checked, plain := time.Hour, time.Hour, time.Hour // the quickest of each: other programs only ever slow one down
	for b.Loop() {
		at := time.Now()
		if _, err := compose(d).bytes(false, false); err != nil {
			b.Fatal(err)
		}
		mid := time.Now()
		writeTo(b, d, io.Discard)
		end := time.Now()
		drawPlain(b, s.d)
		written, checked, plain = min(written, mid.Sub(at)), min(checked, end.Sub(mid)), min(plain, time.Since(end))
	}
	b.ReportMetric(float64(written)/float64(plain), "x-plain")
	b.ReportMetric(float64(checked)/float64(plain), "x-plain-checked")
	b.ReportMetric(checked.Seconds(), "s/file")
	b.ReportMetric(float64(len(s.d.pages)), "pages")
}

// drawPlain puts recorded pages on gofpdf as any program would, which measures
// each text to know where it goes.
func drawPlain(t testing.TB, d *Doc) []byte {
	f := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: gofpdf.SizeType{Wd: a4Width, Ht: a4Height}})
	for i, style := range faceStyle {
		f.AddUTF8FontFromBytes(family, style, slices.Clone(templates.Font(i == 1)))
	}
	width := 0.0
	for _, p := range d.pages {
		f.AddPage()
		for _, o := range p.ops {
			r, g, b := int(o.colour[0]), int(o.colour[1]), int(o.colour[2])
			switch o.kind {
			case opText:
				f.SetFont(family, faceStyle[o.face], o.size)
				f.SetTextColor(r, g, b)
				width += f.GetStringWidth(o.s)
				f.Text(o.x, o.y, o.s)
			case opRect:
				f.SetFillColor(r, g, b)
				f.Rect(o.x, o.y, o.w, o.h, "F")
			case opLine:
				f.SetDrawColor(r, g, b)
				f.SetLineWidth(o.size)
				f.Line(o.x, o.y, o.w, o.h)
			}
		}
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil || width == 0 {
		t.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkPlain is what gofpdf alone takes for the pages of BenchmarkLongTable.
func BenchmarkPlain(b *testing.B) {
	s := compose(longTable())
	for b.Loop() {
		drawPlain(b, s.d)
	}
}
