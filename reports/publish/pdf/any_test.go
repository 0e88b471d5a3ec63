package pdf

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"despatch/reports"
	"despatch/reports/publish/formattest"
	"despatch/reports/publish/pdf/pdfcheck"
)

// TestAnyDocument: documents of any blocks, with labels of any length, tables of
// any shape and notes anywhere, are sound, say what they should, stand within
// their margins, and give back every figure.
func TestAnyDocument(t *testing.T) {
	documents := rapid.Custom(drawn)
	for seed := range 25 {
		d := documents.Example(seed)
		s := compose(d)
		if len(s.d.missing) > 0 || s.d.err != nil {
			t.Fatal(seed, s.d.err, s.d.missing)
		}
		b, err := s.bytes(false, false)
		if err != nil {
			t.Fatal(seed, err)
		}
		f, err := pdfcheck.Read(b)
		if err != nil {
			t.Fatal(seed, err)
		}
		for _, x := range append(f.Check(), f.Against(d)...) {
			t.Error(seed, x)
		}
		figures := formattest.Figures(d)
		for _, p := range s.places {
			if got, err := f.At(p.At); err != nil || reports.Bare(got) != figures[p.Figure].Cell.Bare() {
				t.Errorf("%d: %s at %s reads %q, %v", seed, p.Figure, p.At, got, err)
			}
		}
		if len(s.failures) == 0 { // else a row is taller than a page
			inside(t, s)
		}
	}
}

// inside: nothing that is content leaves the text column or enters the foot.
func inside(t *testing.T, s *setter) {
	t.Helper()
	for i, p := range s.d.pages {
		content := false
		for _, o := range p.ops {
			switch o.kind {
			case opBegin:
				content = !strings.HasPrefix(o.s, "/Artifact")
			case opText:
				w := s.d.faces[o.face].width(strings.TrimRight(o.s, " "), o.size)
				if content && (o.x < s.style.margin-0.1 || o.x+w > p.w-s.style.margin+0.3 || o.y > p.h-s.style.foot+1) {
					t.Errorf("page %d: %q stands at %.1f to %.1f, %.1f of %.1f by %.1f", i+1, o.s, o.x, o.x+w, o.y, p.w, p.h)
				}
			}
		}
	}
}

func drawn(rt *rapid.T) *reports.Document {
	d := formattest.Fixture()
	d.Blocks, d.Tables, d.Charts, d.Notes, d.Cover, d.Downloads = nil, nil, nil, nil, nil, nil
	d.ID = rapid.SampledFrom([]string{"release", "brief"}).Draw(rt, "id")
	if rapid.Bool().Draw(rt, "marked") {
		d.Marking = strings.Repeat("Official: for ministers. ", rapid.IntRange(1, 12).Draw(rt, "marking"))
	}
	words := rapid.StringMatching(`([A-Za-z’ŵ]{1,14}[ ,./-]){1,60}[a-z]{1,90}`)
	for i := range 3 {
		d.Notes = append(d.Notes, &reports.Note{ID: fmt.Sprintf("n%d", i), Number: i + 1, Text: []reports.Span{{Text: words.Draw(rt, "note")}}})
	}
	note := func() *reports.Note { return d.Notes[rapid.IntRange(0, 2).Draw(rt, "which")] }
	para := func() reports.Block {
		n := note()
		return reports.Block{Para: &reports.Para{Number: rapid.IntRange(0, 1).Draw(rt, "numbered") * 7, Kind: rapid.SampledFrom([]reports.ParaKind{"", "lead", "details", "warning"}).Draw(rt, "kind"),
			Spans: []reports.Span{{Text: words.Draw(rt, "words")}, {Text: noteMark(n), Note: n}, {Text: " " + words.Draw(rt, "more"), Bold: true}}}}
	}
	d.Blocks = append(d.Blocks, reports.Block{Heading: &reports.Heading{Level: 1, ID: "h", Spans: []reports.Span{{Text: words.Draw(rt, "title")}}}})
	for i := range rapid.IntRange(1, 12).Draw(rt, "blocks") {
		switch rapid.IntRange(0, 4).Draw(rt, "block") {
		case 0:
			d.Blocks = append(d.Blocks, reports.Block{Heading: &reports.Heading{Level: 2, ID: fmt.Sprint("h", i), Spans: []reports.Span{{Text: words.Draw(rt, "heading")}}}})
		case 1:
			d.Blocks = append(d.Blocks, para())
		case 2:
			l := &reports.List{Ordered: rapid.Bool().Draw(rt, "ordered")}
			for range rapid.IntRange(1, 5).Draw(rt, "points") {
				l.Points = append(l.Points, []reports.Block{para()})
			}
			d.Blocks = append(d.Blocks, reports.Block{List: l})
		case 3:
			d.Blocks = append(d.Blocks, reports.Block{Terms: &reports.Terms{Terms: []reports.Term{{Term: []reports.Span{{Text: words.Draw(rt, "term")}}, Text: []reports.Block{para()}}}}})
		case 4:
			t := wide(fmt.Sprint("t", i), i+1, rapid.IntRange(1, 30).Draw(rt, "rows"), rapid.IntRange(1, 14).Draw(rt, "cols"))
			t.Corner = append(t.Corner, "Second")
			t.RowNotes = make([][]*reports.Note, len(t.Rows))
			for j := range t.Rows {
				t.Rows[j].Labels = append(t.Rows[j].Labels, "x")
				if rapid.IntRange(0, 5).Draw(rt, "long") == 0 {
					t.Rows[j].Labels[rapid.IntRange(0, 1).Draw(rt, "side")] = words.Draw(rt, "label")
					t.RowNotes[j] = []*reports.Note{note(), note()}
				}
			}
			t.Cols[0].Labels = []string{words.Draw(rt, "head")}
			if rapid.Bool().Draw(rt, "cell note") {
				t.CellNotes = []reports.CellNote{{Row: 0, Col: 0, Note: note()}}
			}
			d.Blocks, d.Tables = append(d.Blocks, reports.Block{Table: t}), append(d.Tables, t)
		}
	}
	return d
}
