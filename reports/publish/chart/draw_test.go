package chart

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

func theme() reports.Theme { return formattest.Meta().Theme }

// made is a chart of made-up values: an int, a float with one decimal, or a symbol.
func made(id string, kind reports.ChartKind, cats []string, series []string, value func(i, j int) any) *reports.Chart {
	c := &reports.Chart{ID: id, Number: 1, Kind: kind, Title: []reports.Span{{Text: "A chart for trial"}},
		Subtitle: "Number of people, England and Wales", Source: "Trial, Home Office", Alt: []reports.Span{{Text: "A chart."}}}
	for i, l := range cats {
		c.Cats = append(c.Cats, reports.Head{Code: code(l, i), Labels: []string{l}})
	}
	for j, l := range series {
		s := reports.Series{Label: l}
		for i := range cats {
			f := &reports.Figure{ID: fmt.Sprintf("t/c%d/s%d", i, j)}
			switch v := value(i, j).(type) {
			case int:
				f.Cell = reports.MakeNumber(int64(v), 0)
			case float64:
				f.Cell, f.Unit = reports.MakeNumber(int64(math.Round(v*10)), 1), reports.Pct
			case reports.Symbol:
				f.Cell = reports.MakeSymbol(v)
			}
			s.Points = append(s.Points, f)
		}
		c.Series = append(c.Series, s)
	}
	return c
}

// code is what a period's code looks like where the label is one.
func code(label string, i int) string {
	for q, s := range []string{"January to March ", "April to June ", "July to September ", "October to December "} {
		if year, ok := strings.CutPrefix(label, s); ok {
			return fmt.Sprintf("%s-q%d", year, q+1)
		}
	}
	if strings.HasSuffix(label, fmt.Sprint(2002+i/12)) {
		return fmt.Sprintf("%d-%02d", 2002+i/12, i%12+1)
	}
	return fmt.Sprintf("c%d", i)
}

func names(n int, format string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(format, i+1)
	}
	return out
}

func months(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s %d", [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}[i%12], 2002+i/12)
	}
	return out
}

func quarters(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s %d", [...]string{"January to March", "April to June", "July to September", "October to December"}[i%4], 1995+i/4)
	}
	return out
}

func years(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(2001 + i)
	}
	return out
}

// inPanels makes small multiples of a chart.
func inPanels(c *reports.Chart) *reports.Chart {
	c.Panels = true
	return c
}

// breaking makes the series of a chart break at some of its categories.
func breaking(c *reports.Chart, at ...int) *reports.Chart {
	for _, i := range at {
		c.Cats[i] = c.Cats[i].Marked()
	}
	return c
}

// hard is the charts that go wrong first.
func hard() []*reports.Chart {
	long := strings.Repeat("An offence of which the name goes on, ", 8)
	wait := func(i, j int) any { return (i*37+j*91)%400 + 20*j }
	withheld := func(i, j int) any {
		if (i+j)%4 == 1 {
			return reports.Confidential
		}
		return wait(i, j)
	}
	return []*reports.Chart{
		made("forty", reports.Bars, names(40, "Category number %d"), []string{"People"}, wait),
		made("one", reports.Bars, []string{"Only"}, []string{"People"}, func(int, int) any { return 7 }),
		made("zeros", reports.Bars, names(4, "Nothing %d"), []string{"People"}, func(int, int) any { return 0 }),
		made("huge", reports.Bars, names(4, "Category %d"), []string{"People"}, func(i, _ int) any { return []int{123456789, 3, 0, 12}[i] }),
		made("withheld", reports.Bars, names(5, "Category %d"), []string{"People"}, withheld),
		made("all-withheld", reports.Bars, names(2, "Category %d"), []string{"People"}, func(int, int) any { return reports.Confidential }),
		made("percent", reports.Bars, names(3, "Share %d"), []string{"Per cent"}, func(i, _ int) any { return 34.7 - 11*float64(i) }),
		made("below", reports.Bars, names(4, "Change %d"), []string{"Change"}, func(i, _ int) any { return []int{206, -6, 0, -4310}[i] }),
		made("long", reports.Bars, []string{long, "Short", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"}, []string{"People"}, wait),
		made("middling", reports.Bars, []string{"Should have been considered for deportation before release", "Short"}, []string{"People"}, wait),
		made("grouped", reports.GroupedBars, names(5, "Offence %d"), []string{"Released August 2005 to March 2006", "Released February 1999 to July 2005", "Third", "Fourth"}, withheld),
		made("stacked", reports.StackedBars, names(4, "Offence %d"), []string{"Not started", "Started, not completed", "Completed, not deported", "Deported"},
			func(i, j int) any {
				if i == 3 && j == 3 {
					return reports.Confidential
				}
				return [][]int{{205, 30, 39, 14}, {668, 248, 87, 20}, {0, 0, 0, 0}, {1000, 1, 2, 0}}[i][j]
			}),
		made("line", reports.Lines, quarters(12), []string{"People"}, func(i, _ int) any { return 40 + 7*i }),
		made("sixty", reports.Lines, months(60), []string{"People"}, func(i, _ int) any {
			if i > 20 && i < 25 || i == 40 || i == 42 {
				return reports.Confidential
			}
			return 300 + (i*i*7)%90 - i
		}),
		made("four-lines", reports.Lines, quarters(44), []string{"Released August 2005 to March 2006", "Considered", "Started", "Deported"},
			func(i, j int) any {
				if j == 3 && i > 35 || j == 1 && i == 10 {
					return reports.NotAvailable
				}
				return 1500 - 300*j + (i*(j+3)*7)%80
			}),
		made("near-ends", reports.Lines, quarters(8), []string{"First", "Second", "Third", "Fourth"}, func(i, j int) any { return 100 + i + j }),
		made("long-lines", reports.Lines, quarters(8), []string{long, long + "again"}, func(i, j int) any { return 100*j + i }),
		made("one-period", reports.Lines, quarters(1), []string{"People"}, func(int, int) any { return 9 }),
		made("no-line", reports.Lines, quarters(6), []string{"People", "Others"}, func(i, j int) any {
			if j == 0 {
				return reports.Confidential
			}
			return 0
		}),
		inPanels(made("panels", reports.Lines, quarters(12), names(5, "Region number %d"), wait)),
		inPanels(made("panels-four", reports.Lines, years(10), []string{"North", "South", "East", "West"}, wait)),
		inPanels(made("panels-sixty", reports.Lines, months(60), names(14, "Police force area %d"), func(i, j int) any {
			if j == 3 || j == 4 && i%9 == 2 || j == 5 && i > 50 || j == 6 && i < 58 {
				return reports.Confidential
			}
			return 10*j + i
		})),
		inPanels(made("panels-long", reports.Lines, years(5), []string{long, "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "Short", "Abermaw a’r cylch, gan gynnwys y pentrefi cyfagos", "Short again"}, wait)),
		inPanels(made("panels-zeros", reports.Lines, years(5), names(3, "None %d"), func(int, int) any { return 0 })),
		inPanels(made("panels-huge", reports.Lines, years(6), names(3, "Holding %d"), func(i, j int) any {
			if j == 1 {
				return 2147483000 - i
			}
			return i
		})),
		inPanels(made("panels-below", reports.Lines, years(8), names(6, "Change %d"), func(i, j int) any { return 40*j - 30*i })),
		inPanels(made("panels-one-period", reports.Lines, years(1), names(3, "Only %d"), wait)),
		inPanels(made("panels-bars", reports.Bars, names(5, "Offence %d"), names(12, "Court number %d"), withheld)),
		inPanels(made("panels-bars-long", reports.Bars, []string{long, "Short"}, []string{"Women", "Men", "Not known"}, wait)),
		inPanels(made("panels-bars-middling", reports.Bars, []string{"Should have been considered for deportation before release", "Short"}, []string{"Women", "Men", "Not known"}, wait)),
		inPanels(made("panels-bars-huge", reports.Bars, names(3, "Size %d"), names(3, "Holding %d"), func(i, j int) any { return []int{2147483000, 3, 0}[(i+j)%3] })),
		inPanels(made("panels-bars-below", reports.Bars, names(3, "Change %d"), names(4, "Area %d"), func(i, j int) any { return 500*j - 700*i })),
		inPanels(made("panels-bars-zeros", reports.Bars, names(3, "None %d"), names(2, "Area %d"), func(int, int) any { return 0 })),
		breaking(made("break", reports.Lines, quarters(12), []string{"People"}, wait), 4, 7),
		breaking(made("breaks", reports.Lines, months(60), []string{"People", "Others"}, wait), 1, 2, 30, 59),
		breaking(inPanels(made("panels-break", reports.Lines, years(10), names(5, "Area %d"), wait)), 5),
		made("percent-lines", reports.Lines, quarters(9), []string{"People"}, func(i, _ int) any { return 0.3 * float64(i) }),
	}
}

func each(t *testing.T, check func(t *testing.T, c *reports.Chart, d *Drawing, width float64)) {
	t.Helper()
	m, err := NewMetrics()
	if err != nil {
		t.Fatal(err)
	}
	charts := append(hard(), formattest.Fixture().Charts...)
	for _, c := range charts {
		for _, width := range []float64{Wide, Narrow} {
			t.Run(fmt.Sprintf("%s/%v", c.ID, width), func(t *testing.T) { check(t, c, Draw(c, theme(), width, m), width) })
		}
	}
}

type box struct{ x0, y0, x1, y1 float64 }

// boxOf is where a text's letters stand: the height of a capital and a descender.
func boxOf(op Op) box {
	m, _ := NewMetrics()
	w := m.Width(op.Text, op.Size, op.Bold)
	x := op.X - w*float64(op.Anchor)/2
	return box{x, op.Y - 0.75*op.Size, x + w, op.Y + 0.22*op.Size}
}

func TestTextsDoNotTouch(t *testing.T) {
	each(t, func(t *testing.T, c *reports.Chart, d *Drawing, _ float64) {
		var seen []Op
		for _, op := range d.Ops {
			if op.Kind != Text {
				continue
			}
			a := boxOf(op)
			for _, o := range seen {
				if b := boxOf(o); a.x0 < b.x1-0.2 && b.x0 < a.x1-0.2 && a.y0 < b.y1 && b.y0 < a.y1 {
					t.Errorf("%q at %v touches %q at %v", op.Text, a, o.Text, b)
				}
			}
			seen = append(seen, op)
		}
	})
}

func TestEverythingLiesInside(t *testing.T) {
	each(t, func(t *testing.T, c *reports.Chart, d *Drawing, width float64) {
		if d.W != width || d.H <= 0 {
			t.Fatalf("drawing is %v by %v", d.W, d.H)
		}
		in := func(what string, b box) {
			if b.x0 < -0.1 || b.y0 < -0.1 || b.x1 > d.W+0.1 || b.y1 > d.H+0.1 {
				t.Errorf("%s %v leaves %v by %v", what, b, d.W, d.H)
			}
		}
		for _, op := range d.Ops {
			switch op.Kind {
			case Text:
				in(op.Text, boxOf(op))
			case Rect:
				in("rect", box{op.X, op.Y, op.X + op.W, op.Y + op.H})
			case Line:
				in("line", box{min(op.X, op.X2), min(op.Y, op.Y2) + 4, max(op.X, op.X2), max(op.Y, op.Y2)})
			case Path:
				for _, q := range op.Points {
					in("path", box{q.X, q.Y, q.X, q.Y})
				}
			}
		}
	})
}

// C03: text is 16 units or more, level, and in a colour of 4.5:1 on what it stands on.
func TestC03TextIsLargeAndDark(t *testing.T) {
	each(t, func(t *testing.T, c *reports.Chart, d *Drawing, _ float64) {
		for _, op := range d.Ops {
			if op.Kind != Text {
				continue
			}
			if op.Size < 16 {
				t.Errorf("%q is %v units", op.Text, op.Size)
			}
			ground := reports.Colour("#FFFFFF")
			if op.Fill == "#FFFFFF" {
				ground = "" // stands in a segment: find it
				for _, o := range d.Ops {
					if o.Kind == Rect && o.X <= op.X && op.X <= o.X+o.W && o.Y < op.Y && op.Y < o.Y+o.H {
						ground = o.Fill
					}
				}
			}
			if got := reports.Contrast(op.Fill, ground); got < 4.5 {
				t.Errorf("%q has contrast %.2f", op.Text, got)
			}
		}
	})
}

// Nothing is cut off: the words of each category, series and value are all there.
func TestNoLabelIsCut(t *testing.T) {
	each(t, func(t *testing.T, c *reports.Chart, d *Drawing, _ float64) {
		var all strings.Builder
		shown := map[*reports.Figure]bool{}
		for _, op := range d.Ops {
			if op.Kind == Text {
				all.WriteString(strings.ReplaceAll(op.Text, " ", ""))
				if op.Figure != nil {
					shown[op.Figure] = true
					if op.Text != Value(op.Figure) {
						t.Errorf("figure %s is labelled %q", op.Figure.ID, op.Text)
					}
				}
			}
		}
		has := func(s string) {
			if !strings.Contains(all.String(), strings.ReplaceAll(s, " ", "")) {
				t.Errorf("%q is not all there", s)
			}
		}
		if c.Kind == reports.Lines {
			if len(c.Series) > 1 {
				for _, s := range c.Series {
					has(s.Label)
				}
			}
			return
		}
		if c.Panels {
			for _, s := range c.Series {
				has(s.Label)
			}
		}
		for _, h := range c.Cats {
			has(Label(h))
		}
		for _, s := range c.Series {
			for _, f := range s.Points {
				if !shown[f] {
					t.Errorf("figure %s has no label", f.ID)
				}
			}
		}
	})
}

// C09 and C20: a bar's length is its value, from zero; a symbol has no bar.
func TestC09BarsAreProportional(t *testing.T) {
	each(t, func(t *testing.T, c *reports.Chart, d *Drawing, _ float64) {
		if c.Kind == reports.Lines {
			return
		}
		most, unit := 0.0, 0.0
		for _, op := range d.Ops {
			if op.Kind == Rect && op.Figure != nil {
				if !op.Figure.Cell.IsNumber() {
					t.Errorf("%s is withheld and has a bar", op.Figure.ID)
				}
				if v := math.Abs(op.Figure.Cell.Float()); v > most {
					most, unit = v, op.W/v
				}
			}
		}
		bars := map[*reports.Figure]bool{}
		for _, op := range d.Ops {
			if op.Kind == Rect && op.Figure != nil {
				bars[op.Figure] = true
				if want := math.Abs(op.Figure.Cell.Float()) * unit; math.Abs(op.W-want) > 0.2 {
					t.Errorf("%s is %v long, want %.1f", op.Figure.ID, op.W, want)
				}
			}
		}
		for _, s := range c.Series {
			for _, f := range s.Points {
				if f.Cell.Float() != 0 && !bars[f] {
					t.Errorf("%s has no bar", f.ID)
				}
			}
		}
	})
}

// C20: a line has a gap where a value is missing, and stands at its values.
func TestC20LinesHaveGaps(t *testing.T) {
	m, _ := NewMetrics()
	c := made("gap", reports.Lines, quarters(6), []string{"People"}, func(i, _ int) any {
		if i == 3 {
			return reports.Confidential
		}
		return 10 * i
	})
	var paths []Op
	label := false
	for _, op := range Draw(c, theme(), Wide, m).Ops {
		if op.Kind == Path && op.Stroke != "" {
			paths = append(paths, op)
		}
		label = label || op.Kind == Text && op.Text == "[c]" && op.Figure == c.Series[0].Points[3]
	}
	if len(paths) != 2 || len(paths[0].Points) != 3 || len(paths[1].Points) != 2 || !label {
		t.Fatalf("paths %v, symbol shown %v", paths, label)
	}
	p, q := paths[0].Points, paths[1].Points
	if rise, later := p[0].Y-p[2].Y, p[0].Y-q[1].Y; math.Abs(later/rise-2.5) > 0.01 {
		t.Errorf("20 rises %v, 50 rises %v", rise, later)
	}
}

// A line does not join what a break parts: a dashed line and [b] stand between.
func TestBreaksPartLines(t *testing.T) {
	m, _ := NewMetrics()
	c := breaking(made("break", reports.Lines, quarters(6), []string{"People"}, func(i, _ int) any { return 10 * i }), 2)
	for _, width := range []float64{Wide, Narrow} {
		var runs []Op
		var mark, across *Op
		d := Draw(c, theme(), width, m)
		for i, op := range d.Ops {
			switch {
			case op.Kind == Path && op.Stroke != "":
				runs = append(runs, op)
			case op.Kind == Text && op.Text == "[b]" && op.Y < d.H/2:
				mark = &d.Ops[i]
			case op.Kind == Line && op.X == op.X2 && op.Dash != nil:
				across = &d.Ops[i]
			}
		}
		if len(runs) != 2 || len(runs[0].Points) != 2 || len(runs[1].Points) != 4 || mark == nil || across == nil {
			t.Fatalf("%v: runs %v, mark %v, line %v", width, runs, mark, across)
		}
		if x := across.X; x <= runs[0].Points[1].X || x >= runs[1].Points[0].X || math.Abs(mark.X-x) > 0.1 {
			t.Errorf("%v: the break stands at %v, between %v and %v, its mark at %v", width, x, runs[0].Points[1], runs[1].Points[0], mark.X)
		}
	}
}

// C14: the lines of a chart differ by dash, in the order of the data.
func TestC14LinesDifferByDash(t *testing.T) {
	m, _ := NewMetrics()
	seen := map[string]bool{}
	for _, op := range Draw(hard()[15], theme(), Wide, m).Ops {
		if op.Kind == Path && op.Stroke != "" {
			seen[fmt.Sprint(op.Dash)] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("four lines, dashes %v", seen)
	}
}

// C11: in a wide drawing the gap is narrower than a bar.
func TestC11GapIsNarrowerThanBar(t *testing.T) {
	m, _ := NewMetrics()
	var bars []Op
	for _, op := range Draw(hard()[0], theme(), Wide, m).Ops {
		if op.Kind == Rect {
			bars = append(bars, op)
		}
	}
	if gap := bars[1].Y - bars[0].Y - bars[0].H; gap <= 0 || gap >= bars[0].H {
		t.Errorf("gap %v, bar %v", gap, bars[0].H)
	}
}

func TestTicksAreRoundAndFew(t *testing.T) {
	for _, tc := range []struct {
		lo, hi float64
		whole  bool
		want   string
	}{
		{0, 117, true, "0 50 100 150"}, {0, 1, true, "0 1"}, {0, 0, true, "0 1"}, {0, 2.4, false, "0 1 2 3"},
		{0, 123456789, true, "0 50,000,000 100,000,000 150,000,000"}, {-6, 206, true, "−100 0 100 200 300"}, {0, 0.3, false, "0.0 0.1 0.2 0.3"},
	} {
		got := ticks(tc.lo, tc.hi, tc.whole)
		var text []string
		for _, v := range got {
			text = append(text, tickText(v, got[1]-got[0], reports.Number))
		}
		if s := strings.Join(text, " "); s != tc.want {
			t.Errorf("%v to %v: %s, want %s", tc.lo, tc.hi, s, tc.want)
		}
		if len(got) > 10 {
			t.Errorf("%d gridlines (C02)", len(got))
		}
	}
}

func TestWrapKeepsEveryLetter(t *testing.T) {
	m, _ := NewMetrics()
	for _, s := range []string{"", "one", strings.Repeat("x", 300), "words of several lengths, ŵ ŷ", "  spaces   inside  "} {
		lines := m.Wrap(s, 16, false, 60)
		if got, want := strings.Join(strings.Fields(strings.Join(lines, "")), ""), strings.Join(strings.Fields(s), ""); got != want {
			t.Errorf("%q became %q", s, lines)
		}
		for _, l := range lines {
			if m.Width(l, 16, false) > 60.01 {
				t.Errorf("line %q is too wide", l)
			}
		}
	}
	// Arial's own widths: 16 units of "Deported" are 0.722+0.556+0.556+0.556+0.333+0.278+0.556+0.556 ems.
	if got := m.Width("Deported", 1, false); math.Abs(got-4.113) > 0.002 {
		t.Errorf("width %v", got)
	}
}

// Small multiples go on from page to page between rows of panels: every mark and every
// panel is in one piece, and pieces are as tall as they may be.
func TestPieces(t *testing.T) {
	m, _ := NewMetrics()
	c := inPanels(made("c", reports.Lines, years(6), names(14, "Area %d"), func(i, j int) any { return i + j }))
	d := Draw(c, theme(), Wide, m)
	if len(d.Cuts) != 4 {
		t.Fatalf("%d rows of panels", len(d.Cuts)+1)
	}
	row := d.Cuts[1].Y - d.Cuts[0].Y
	for _, tc := range []struct {
		first, later, below float64
		want                string
	}{
		{5 * row, row, 0, "0-14"}, {3 * row, 3 * row, 0, "0-9 9-14"}, {row, 2 * row, 0, "0-3 3-9 9-14"}, {3 * row, 2 * row, row, "0-9 9-12 12-14"}, {0, 0, 0, "0-3 3-6 6-9 9-12 12-14"},
	} {
		var got []string
		ops, high := 0, 0.0
		for _, p := range d.Pieces(14, tc.first, tc.later, tc.below) {
			got = append(got, fmt.Sprintf("%d-%d", p.From, p.To))
			ops, high = ops+len(p.Ops), high+p.H
			for _, op := range p.Ops {
				if y := op.height(); y < 0 || y > p.H {
					t.Errorf("%v: %+v lies outside its piece of %v", tc, op, p.H)
				}
			}
		}
		if s := strings.Join(got, " "); s != tc.want || ops != len(d.Ops) || math.Abs(high-d.H) > 0.5 {
			t.Errorf("%v: %s, %d of %d marks, %v of %v high", tc, s, ops, len(d.Ops), high, d.H)
		}
	}
}

// TestLook writes the hard cases where LOOK says, for a person to see.
func TestLook(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		t.Skip("LOOK names no folder")
	}
	each(t, func(t *testing.T, c *reports.Chart, d *Drawing, width float64) {
		body, _ := SVG(d, SVGOptions{ID: "c", Title: "trial", Alone: true})
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%v.svg", c.ID, width)), body, 0o600); err != nil {
			t.Fatal(err)
		}
	})
}
