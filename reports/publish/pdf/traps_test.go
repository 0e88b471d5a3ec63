package pdf

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"despatch/reports"
	"despatch/reports/publish/formattest"
	"despatch/reports/publish/pdf/pdfcheck"
)

// para is a document of one paragraph below a title.
func para(spans ...reports.Span) *reports.Document {
	d := formattest.Fixture()
	d.Tables, d.Charts, d.Notes, d.Cover, d.Downloads = nil, nil, nil, nil, nil
	d.Blocks = []reports.Block{{Heading: &reports.Heading{Level: 1, ID: "title", Spans: []reports.Span{{Text: "Title"}}}},
		{Para: &reports.Para{Spans: spans}}}
	return d
}

// written writes a document through the format and gives back the file, if any.
func written(t testing.TB, d *reports.Document) ([]byte, reports.Written) {
	t.Helper()
	var b bytes.Buffer
	w, err := Format.Write(func(string) (io.Writer, error) { return &b, nil }, d)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w
}

func finding(t testing.TB, w reports.Written, id string) string {
	t.Helper()
	for _, f := range w.Findings {
		if f.ID == id {
			return f.Msg
		}
	}
	t.Fatalf("no finding %s among %v", id, w.Findings)
	return ""
}

// TestRunes: every rune the font lacks is told, all at once, before gofpdf sees
// one, on which it would panic; and a label's value is not quoted.
func TestRunes(t *testing.T) {
	d := para(reports.Span{Text: "A tick ✓, نص and 😀 in one."}, reports.Span{Text: "fine"})
	d.Blocks[0].Heading.Spans[0].Text = "Title ★"
	table := wide("t", 1, 2, 2)
	table.Rows[0].Labels[0] = "Secret label 漢"
	d.Blocks = append(d.Blocks, reports.Block{Table: table})
	b, w := written(t, d)
	if len(b) > 0 {
		t.Error("a file was written")
	}
	msg := finding(t, w, "O050")
	for _, want := range []string{"U+2713 in “A tick", "U+0646", "U+1F600", "U+2605 in “Title", "U+6F22"} {
		if !strings.Contains(msg, want) {
			t.Errorf("%q lacks %s", msg, want)
		}
	}
	if strings.Contains(msg, "Secret") {
		t.Errorf("%q quotes a label", msg)
	}
}

// TestAnyText: whatever the words, Write gives a file that reads back or a
// finding; it does not panic.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text")
		fig := &reports.Figure{ID: "f", Cell: reports.MakeNumber(rapid.Int64Range(-1e12, 1e12).Draw(rt, "n"), 0)}
		b, w := written(t, para(reports.Span{Text: text}, reports.Span{Text: fig.Text(), Figure: fig}))
		if reports.Errors(w.Findings) {
			for _, f := range w.Findings {
				if f.ID != "O050" {
					rt.Fatal(f)
				}
			}
			return
		}
		f, err := pdfcheck.Read(b)
		if err != nil {
			rt.Fatal(err)
		}
		if got, err := f.At(w.Places[0].At); err != nil || reports.Bare(got) != fig.Cell.Bare() {
			rt.Fatalf("%q, %v, not %s", got, err, fig.Cell)
		}
	})
}

// TestLongWords: words and sentences wrap within the column, whatever their length.
func TestLongWords(t *testing.T) {
	s := &setter{d: newDoc()}
	rapid.Check(t, func(rt *rapid.T) {
		l := look{12, rapid.Bool().Draw(rt, "bold"), rgb{}}
		width := rapid.Float64Range(30, 500).Draw(rt, "width")
		var runs []run
		for range rapid.IntRange(1, 5).Draw(rt, "runs") {
			runs = append(runs, run{text: rapid.StringMatching(`( |[a-zW.,-]{1,60}){1,12}`).Draw(rt, "words"), look: l})
		}
		var got []string
		for i, line := range s.d.wrap(runs, width) {
			if line.w > width+0.02 {
				rt.Fatalf("line %d is %.2f wide, the column %.2f", i, line.w, width)
			}
			for _, p := range line.pieces {
				got = append(got, p.text)
			}
		}
		want := ""
		for _, r := range runs {
			want += r.text
		}
		if strings.Join(got, "") != want {
			rt.Fatalf("%q became %q", want, strings.Join(got, ""))
		}
	})
}

// TestRightToLeft: Hebrew stands on the page from right to left and reads in its own order.
func TestRightToLeft(t *testing.T) {
	b := finished(t, para(reports.Span{Text: "The word שלום 12 here"}), true, true)
	f := read(t, b)
	if !strings.Contains(f.Tree(), "The word שלום 12 here") {
		t.Error(f.Tree())
	}
	if !bytes.Contains(b, []byte("\x05\xdd\x05\xd5\x05\xdc\x05\xe9")) {
		t.Error("the letters do not stand in visual order")
	}
}

// TestParagraphOverPages: a paragraph goes on over the page as one P, leaves no
// line alone, and a figure is not torn apart.
func TestParagraphOverPages(t *testing.T) {
	fig := &reports.Figure{ID: "f", Cell: reports.MakeNumber(3, 0), Unit: reports.Points}
	for n := 4; n < 130; n += 3 {
		words := strings.Repeat("several words ", n*4)
		d := para(reports.Span{Text: words}, reports.Span{Text: "an increase of 3 percentage points", Figure: fig}, reports.Span{Text: " " + words})
		s := compose(d)
		b, err := s.bytes(false, false)
		if err != nil {
			t.Fatal(err)
		}
		f := read(t, b)
		if got, err := f.At(s.places[0].At); err != nil || got != "an increase of 3 percentage points" {
			t.Errorf("%d: %q, %v", n, got, err)
		}
		for i, p := range s.d.pages[1:] {
			if lines := baselines(p); lines < 2 {
				t.Errorf("n=%d: page %d begins with %d line", n, i+2, lines)
			}
		}
		for _, x := range f.Against(d) {
			t.Error(x)
		}
	}
}

// baselines counts the lines of 12 point text on a page.
func baselines(p *page) int {
	seen := map[string]bool{}
	for _, o := range p.ops {
		if o.kind == opText && o.size == body {
			seen[fmt.Sprintf("%.1f", o.y)] = true
		}
	}
	return len(seen)
}

// TestLongTable: a thousand rows, each once, in order, with a head on every page.
func TestLongTable(t *testing.T) {
	d := para(reports.Span{Text: "A long table."})
	table := wide("long", 1, 1000, 4)
	d.Blocks = append(d.Blocks, reports.Block{Table: table})
	b, w := written(t, d)
	if len(w.Findings) > 0 {
		t.Fatal(w.Findings)
	}
	if len(w.Places) != 4000 || w.Pages < 25 {
		t.Fatalf("%d places on %d pages", len(w.Places), w.Pages)
	}
	f := read(t, b)
	for i, p := range w.Places {
		want := table.Cells[i/4][i%4]
		if got, err := f.At(p.At); err != nil || p.Figure != want.ID || got != want.Cell.String() {
			t.Fatalf("place %d reads %q, %v; want %s", i, got, err, want.Cell)
		}
	}
	for i, p := range compose(d).d.pages[1:] {
		heads := 0
		for _, o := range p.ops {
			if o.kind == opText && strings.HasPrefix(o.s, "Police force area") {
				heads++
			}
		}
		if heads != 1 {
			t.Errorf("page %d has %d heads", i+2, heads)
		}
	}
}

// TestWideTable: a table too wide for an upright page is turned, one too wide for
// that is parted by columns, and every figure stands once.
func TestWideTable(t *testing.T) {
	for _, cols := range []int{1, 6, 9, 10, 14, 30, 60} {
		d := para(reports.Span{Text: "A wide table."})
		d.Blocks = append(d.Blocks, reports.Block{Heading: &reports.Heading{Level: 2, ID: "w", Spans: []reports.Span{{Text: "Wide"}}}},
			reports.Block{Table: wide("wide", 1, 5, cols)}, reports.Block{Para: &reports.Para{Spans: []reports.Span{{Text: "After."}}}})
		b, w := written(t, d)
		if len(w.Findings) > 0 {
			t.Fatal(cols, w.Findings)
		}
		if len(w.Places) != 5*cols {
			t.Errorf("%d columns: %d places", cols, len(w.Places))
		}
		f := read(t, b)
		parts := strings.Count(f.Tree(), "\n  Table\n")
		if n := strings.Count(f.Tree(), "Area number 3"); n != parts {
			t.Errorf("%d columns: the heading of the third row stands %d times in %d parts", cols, n, parts)
		}
		turned := false
		for _, p := range compose(d).d.pages {
			turned = turned || p.w > p.h
			for _, o := range p.ops {
				if o.kind == opText && (o.x < 0 || o.x+width(o) > p.w-40) {
					t.Fatalf("%d columns: %q stands beyond the margin", cols, o.s)
				}
			}
		}
		if want := cols > 6; turned != want || (parts > 1) != (cols > 10) {
			t.Errorf("%d columns: turned %v, %d parts", cols, turned, parts)
		}
	}
}

func width(o op) float64 { return newDoc().Width(o.s, look{o.size, o.face == 1, o.colour}) }

// TestTooLong: a document longer than it may be is set more tightly, and
// refused, by page, where that is not enough.
func TestTooLong(t *testing.T) {
	words := strings.Repeat("Words for a minister. ", 30)
	d := para()
	d.ID = "brief"
	d.Blocks = d.Blocks[:1]
	add := func() {
		d.Blocks = append(d.Blocks, reports.Block{Para: &reports.Para{Spans: []reports.Span{{Text: words}}}})
	}
	for len(set(d, "", styles[0], nil, &measured{}).d.pages) == 1 {
		add()
	}
	d.MaxPages = 1
	if b, w := written(t, d); len(b) == 0 || w.Pages != 1 {
		t.Errorf("%d pages, %v", w.Pages, w.Findings)
	}
	for range 30 {
		d.Blocks = append(d.Blocks, reports.Block{Heading: &reports.Heading{Level: 2, ID: fmt.Sprint(len(d.Blocks)), Spans: []reports.Span{{Text: "Next"}}}},
			reports.Block{Para: &reports.Para{Spans: []reports.Span{{Text: words}}}})
	}
	b, w := written(t, d)
	if msg := finding(t, w, "O052"); len(b) > 0 || !regexp.MustCompile(`brief\.pdf fills \d+ pages and may fill 1; page 2 holds “Next”`).MatchString(msg) {
		t.Errorf("%q, %d bytes", msg, len(b))
	}
}

// TestTallRow: a row taller than a page is refused, not cut.
func TestTallRow(t *testing.T) {
	d := para(reports.Span{Text: "x"})
	table := wide("t", 1, 2, 8)
	table.Rows[1].Labels[0] = strings.Repeat("long label ", 300)
	d.Blocks = append(d.Blocks, reports.Block{Table: table})
	_, w := written(t, d)
	finding(t, w, "O054")
}

// TestTallChart: forty bars fit a page; more than fit are refused, not cut.
func TestTallChart(t *testing.T) {
	for bars, fits := range map[int]bool{40: true, 90: false} {
		c := &reports.Chart{ID: "tall", Number: 1, Title: []reports.Span{{Text: "Tall"}}, Alt: []reports.Span{{Text: "A chart."}}, Series: []reports.Series{{Label: "S"}}}
		for i := range bars {
			c.Cats = append(c.Cats, reports.Head{Code: fmt.Sprint(i), Labels: []string{fmt.Sprintf("Bar %d", i)}})
			c.Series[0].Points = append(c.Series[0].Points, &reports.Figure{ID: fmt.Sprintf("t/%d", i), Cell: reports.MakeNumber(int64(i), 0)})
		}
		d := para(reports.Span{Text: "x"})
		d.Blocks = append(d.Blocks, reports.Block{Chart: c})
		if _, w := written(t, d); !fits {
			finding(t, w, "O054")
		} else if len(w.Findings) > 0 {
			t.Errorf("%d bars: %v", bars, w.Findings)
		}
	}
}

// TestTallPanels: small multiples taller than a page go on overleaf, a drawing on each
// page, every value once, and each drawing says which panels it holds.
func TestTallPanels(t *testing.T) {
	c := &reports.Chart{ID: "tall", Number: 7, Kind: reports.Lines, Panels: true, Title: []reports.Span{{Text: "Tall"}}, Alt: []reports.Span{{Text: "Small multiples."}}, Source: "Source"}
	for i := range 6 {
		c.Cats = append(c.Cats, reports.Head{Code: fmt.Sprint(2001 + i), Labels: []string{fmt.Sprint(2001 + i)}})
	}
	for j := range reports.MaxPanels {
		s := reports.Series{Label: fmt.Sprintf("Area %d", j+1)}
		for i := range c.Cats {
			s.Points = append(s.Points, &reports.Figure{ID: fmt.Sprintf("t/%d/%d", i, j), Cell: reports.MakeNumber(int64(10*i+j), 0)})
		}
		c.Series = append(c.Series, s)
	}
	d := para(reports.Span{Text: "x"})
	d.Blocks = append(d.Blocks, reports.Block{Chart: c})
	if _, w := written(t, d); len(w.Findings) > 0 {
		t.Fatal(w.Findings)
	}
	s := compose(d)
	var alts []string
	pages := map[int]bool{}
	values := 0
	for _, k := range s.d.root.Kids {
		if k.Elem == nil || k.Elem.Role != "Figure" {
			continue
		}
		alts = append(alts, k.Elem.Alt)
		pages[k.Elem.Kids[0].Page] = true
	}
	for _, p := range s.places {
		if strings.HasPrefix(p.Figure, "t/") {
			values++
		}
	}
	const last = "Chart 7, part 2 of 2: the panels of Area 13; Area 14; Area 15; Area 16; Area 17; Area 18; Area 19; Area 20; Area 21; Area 22; Area 23; Area 24."
	if len(alts) != 2 || len(pages) != 2 || alts[0] != "Small multiples." || alts[1] != last || values != reports.MaxPanels {
		t.Errorf("drawings %q on pages %v, %d values", alts, pages, values)
	}
}

// TestUnset: a figure nobody worked out is refused.
func TestUnset(t *testing.T) {
	_, w := written(t, para(reports.Span{Text: "x", Figure: &reports.Figure{ID: "f"}}))
	finding(t, w, "O051")
}

// TestNoAlt: a chart without a text alternative, or without bars, is refused.
func TestNoAlt(t *testing.T) {
	for _, spoil := range []func(c *reports.Chart){func(c *reports.Chart) { c.Alt = nil }, func(c *reports.Chart) { c.Series = nil }} {
		d := formattest.Fixture()
		spoil(d.Charts[0])
		_, w := written(t, d)
		finding(t, w, "O053")
	}
}

// TestLastNotes: notes that only words mark are printed once, at the end; notes
// nobody marks are not.
func TestLastNotes(t *testing.T) {
	a := &reports.Note{ID: "a", Number: 1, Text: []reports.Span{{Text: "The text of a."}}}
	b := &reports.Note{ID: "b", Number: 2, Text: []reports.Span{{Text: "The text of b."}}}
	d := para(reports.Span{Text: "Words"}, reports.Span{Text: "[note 1]", Note: a}, reports.Span{Text: " and more"}, reports.Span{Text: "[note 1]", Note: a})
	d.Notes = []*reports.Note{a, b}
	tree := read(t, finished(t, d, false, false)).Tree()
	if strings.Count(tree, "The text of a.") != 1 || strings.Contains(tree, "The text of b.") || strings.Count(tree, "Go to the text") != 2 {
		t.Error(tree)
	}
}

// TestContents: the table of contents names the pages on which the sections are.
func TestContents(t *testing.T) {
	s := compose(long())
	if len(s.contents) < 10 {
		t.Fatalf("%d lines of contents", len(s.contents))
	}
	for _, c := range s.contents {
		if got := s.d.spots[c.dest].page; got != c.page {
			t.Errorf("%q is on page %d, the contents say %d", c.text, got+1, c.page+1)
		}
	}
	if s := compose(formattest.Fixture()); s.contents != nil {
		t.Error("a short release has a table of contents")
	}
}

// TestNoCrowding: nothing stands in the foot of a page or beyond its edge.
func TestNoCrowding(t *testing.T) {
	for i, p := range compose(long()).d.pages {
		within := false
		for _, o := range p.ops {
			if o.kind == opBegin {
				within = !strings.HasPrefix(o.s, "/Artifact")
			}
			if o.kind == opText && within && (o.y > p.h-styles[0].foot+2 || o.y < 20) {
				t.Errorf("page %d: %q stands at %.0f of %.0f", i+1, o.s, o.y, p.h)
			}
		}
	}
}

// TestRefused: the writer refuses a tree that is no PDF/UA-1.
func TestRefused(t *testing.T) {
	for want, spoil := range map[string]func(d *Doc){
		"neither scope nor headers": func(d *Doc) { d.root.Add("TH") },
		"no text alternative":       func(d *Doc) { d.root.Add("Figure") },
		"no extent":                 func(d *Doc) { d.root.Add("Figure").Alt = "x" },
		"used twice":                func(d *Doc) { d.root.Add("P").ID = "a"; d.root.Add("P").ID = "a" },
		"a note has no id":          func(d *Doc) { d.root.Add("Note") },
		"nowhere": func(d *Doc) {
			d.Mark(d.root.Add("Link"), func() {})
			d.Link(d.root.Kids[len(d.root.Kids)-1].Elem, 0, 0, 1, 1, target{dest: "x"})
		},
	} {
		s := compose(para(reports.Span{Text: "x"}))
		spoil(s.d)
		if _, err := s.bytes(false, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	for want, spoil := range map[string]func(d *Doc){
		"outside marked content":    func(d *Doc) { d.Text(0, 0, "x", look{size: 12}) },
		"within marked content":     func(d *Doc) { d.Mark(d.root, func() { d.Mark(d.root, func() {}) }) },
		"a page was started within": func(d *Doc) { d.Mark(d.root, func() { d.AddPage(1, 1) }) },
	} {
		s := compose(para(reports.Span{Text: "x"}))
		spoil(s.d)
		if s.d.err == nil || !strings.Contains(s.d.err.Error(), want) {
			t.Errorf("%s: %v", want, s.d.err)
		}
	}
}

// TestHeaders: cells may name their heads by id in place of a scope.
func TestHeaders(t *testing.T) {
	s := twoLevels()
	b, err := s.bytes(true, true)
	if err != nil {
		t.Fatal(err)
	}
	read(t, b)
	f, _ := pdfcheck.Read(bytes.Replace(b, []byte("/Headers [(row)"), []byte("/Headers [(rox)"), 1))
	for _, x := range f.Check() {
		if x.ID == "O065" {
			return
		}
	}
	t.Error("a head that is not there was not found")
}

// twoLevels is a document with a table whose cells name their heads by id.
func twoLevels() *setter {
	s := compose(para(reports.Span{Text: "x"}))
	table := s.d.root.Add("Table")
	l := look{12, false, rgb{}}
	say := func(e *Elem, text string) { s.d.Mark(e, func() { s.d.Text(100, 300, text, l) }) }
	say(table.Add("Caption"), "Table")
	head := table.Add("THead").Add("TR")
	for _, id := range []string{"corner", "col"} {
		th := head.Add("TH")
		th.ID, th.Scope = id, "Column"
		say(th, id)
	}
	row := table.Add("TBody").Add("TR")
	th, td := row.Add("TH"), row.Add("TD")
	th.ID, th.Headers, td.Headers = "row", []string{"corner"}, []string{"row", "col"}
	say(th, "a")
	say(td, "1")
	return s
}

// FuzzCut feeds the rewriter what gofpdf would not write.
func FuzzCut(f *testing.F) {
	s := compose(para(reports.Span{Text: "x"}))
	raw, err := s.d.output(about(s.doc))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(raw[:len(raw)/2])
	f.Add([]byte("%PDF-1.3\nstartxref\n0\n"))
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = finish(b, s.d, about(s.doc), false, false) })
}
