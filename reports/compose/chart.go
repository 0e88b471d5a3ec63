package compose

import (
	"slices"
	"strings"

	"despatch/reports"
)

// drawing is a chart of the release, made from its table; one in a document.
// A chart that cannot be drawn is a finding, and nil.
func (w *writing) drawing(c *reports.ChartSpec) *reports.Chart {
	if chart, ok := w.charts[c.ID]; ok {
		return chart
	}
	w.charts[c.ID] = nil
	t := w.decorated(c.Table.ID)
	if t == nil {
		w.find(c.Pos, "W056", "chart %q draws table %q, which was not made", c.ID, c.Table.ID)
		return nil
	}
	d := &drawn{w: w, spec: c, table: t}
	if !d.choose() {
		return nil
	}
	chart := &reports.Chart{ID: c.ID, Number: c.Number, Table: t, Kind: d.kind(), Panels: d.panels(), Reached: t.Reached,
		Workbook: c.Workbook, Interactive: c.Interactive, Source: t.Source, Pos: c.Pos}
	if chart.Source == "" {
		chart.Source = sourceLine(w.rel)
	}
	if !d.lay(chart) {
		return nil
	}
	if chart.Panels && chart.Kind != reports.Lines && c.Interactive {
		w.find(c.Pos, "W060", "chart %q is small multiples of bars and has no interactive version", c.ID)
		chart.Interactive = false
	}
	l := w.line()
	l.write(w.titles[c.ID])
	chart.Title = l.done()
	if n := len(strings.Fields(reports.PlainText(chart.Title))); n > 15 {
		w.find(c.Title.Pos, "W050", "the title of chart %q has more than fifteen words", c.ID)
	}
	chart.Subtitle = d.subtitle()
	chart.Desc = d.describe(chart)
	chart.Alt = d.alternative(chart)
	w.charts[c.ID] = chart
	return chart
}

// drawn is a chart while its rows and columns are chosen.
type drawn struct {
	w      *writing
	spec   *reports.ChartSpec
	table  *reports.Table
	rows   []int
	cols   []int
	across bool // the columns lie along the axis, the rows are series
}

// choose picks the rows and columns to draw: those named, else all but totals
// of the table's first measure.
func (d *drawn) choose() bool {
	t := d.table
	var ok bool
	if d.rows, ok = d.named(d.spec.Rows, "row", len(t.Rows), func(i int) (string, string) { return t.Rows[i].Code, "" }); !ok {
		return false
	}
	if d.cols, ok = d.named(d.spec.Columns, "column", len(t.Cols), func(j int) (string, string) { return t.Cols[j].Code, t.Cols[j].Measure }); !ok {
		return false
	}
	rowKind := func(i int) reports.Kind { return t.Rows[i].Kind }
	colKind := func(j int) reports.Kind { return t.Cols[j].Kind }
	if d.rows == nil {
		// A line runs through periods: what has no date stands in the table only.
		timed := (d.spec.Kind == "line" || d.panels()) && t.Time
		d.rows = parts(len(t.Rows), func(i int) bool { return !timed || last(t.Rows[i]) == reports.Plain }, rowKind)
	}
	if d.cols == nil {
		first := ""
		if len(t.Cols) > 0 {
			first = t.Cols[0].Measure
		}
		d.cols = parts(len(t.Cols), func(j int) bool { return t.Cols[j].Measure == first }, colKind)
	}
	if len(d.rows) == 0 || len(d.cols) == 0 {
		d.w.find(d.spec.Pos, "W056", "chart %q has nothing to draw: its table is empty", d.spec.ID)
		return false
	}
	if mixed(d.rows, rowKind) || mixed(d.cols, colKind) {
		d.w.find(d.spec.Pos, "W054", "chart %q draws a total among its parts", d.spec.ID)
		return false
	}
	d.across = len(d.rows) == 1 && len(d.cols) > 1 && !d.panels() || t.ColTime && !t.Time || d.panels() && d.staged()
	return true
}

// panels says whether the chart is small multiples.
func (d *drawn) panels() bool { return d.spec.Kind == "multiples" }

// staged says whether the columns are nested stages: they are the bars of a
// panel, each of which includes the next, and never panels beside one another.
func (d *drawn) staged() bool {
	return d.table.Reached && slices.ContainsFunc(d.spec.Table.Columns, func(p reports.AxisPart) bool { return p.Ladder != nil })
}

// timed says whether periods lie along the axis.
func (d *drawn) timed() bool {
	if d.across {
		return d.table.ColTime
	}
	return d.table.Time
}

// named finds the rows or columns a chart names; nil where it names none.
func (d *drawn) named(names []string, what string, n int, code func(int) (string, string)) ([]int, bool) {
	var out []int
	for _, name := range names {
		want, measure, _ := strings.Cut(name, "/")
		at := -1
		var codes []string
		for i := range n {
			c, m := code(i)
			codes = append(codes, c)
			if sameCode(c, want) && (measure == "" || measure == m) {
				at = i
				break
			}
		}
		if at < 0 {
			f := reports.Find(Rules, "W056", "chart %q names %s %q, which table %q does not have", d.spec.ID, what, name, d.table.ID).At(d.spec.Pos)
			if hint := didYouMean(want, codes); hint != "" {
				f.Hints = append([]string{hint}, f.Hints...)
			}
			d.w.report(f)
			return nil, false
		}
		out = append(out, at)
	}
	return out, true
}

// parts are the places of an axis that are no totals; an axis of nothing but a total is that total.
func parts(n int, use func(int) bool, kind func(int) reports.Kind) []int {
	var out, totals []int
	for i := range n {
		switch {
		case !use(i):
		case kind(i) == reports.Total || kind(i) == reports.GroupTotal:
			totals = append(totals, i)
		default:
			out = append(out, i)
		}
	}
	if len(out) == 0 && len(totals) > 0 {
		return totals[len(totals)-1:]
	}
	return out
}

// mixed says whether totals stand beside parts, or the total beside sub-totals.
func mixed(chosen []int, kind func(int) reports.Kind) bool {
	groups := map[string]bool{}
	for _, i := range chosen {
		switch kind(i) {
		case reports.Total:
			groups["total"] = true
		case reports.GroupTotal:
			groups["group"] = true
		default:
			groups["part"] = true
		}
	}
	return len(groups) > 1 && !(len(groups) == 2 && groups["group"] && groups["part"] && onlyUnknown(chosen, kind))
}

// onlyUnknown says whether the parts among sub-totals are only what is not
// known, which is a group of its own.
func onlyUnknown(chosen []int, kind func(int) reports.Kind) bool {
	return !slices.ContainsFunc(chosen, func(i int) bool {
		return kind(i) != reports.GroupTotal && kind(i) != reports.NotKnown
	})
}

func (d *drawn) kind() reports.ChartKind {
	series := len(d.cols)
	if d.across {
		series = len(d.rows)
	}
	switch {
	case d.spec.Kind == "line" || d.panels() && d.timed():
		return reports.Lines
	case d.panels():
		return reports.Bars
	case d.spec.Kind == "stacked" && series > 1:
		return reports.StackedBars
	case series > 1:
		return reports.GroupedBars
	}
	return reports.Bars
}

// lay fills the chart's categories and series.
func (d *drawn) lay(chart *reports.Chart) bool {
	t, id := d.table, d.spec.ID
	if chart.Kind == reports.StackedBars && t.Reached {
		d.w.find(d.spec.Pos, "W051", "chart %q stacks the stages of table %q, which are nested", id, t.ID)
		return false
	}
	cats, series := d.rows, d.cols
	if d.across {
		cats, series = d.cols, d.rows
	}
	if !d.mayHave(len(series), chart.Kind) {
		return false
	}
	cell := func(cat, s int) *reports.Figure {
		if d.across {
			return t.Cells[s][cat]
		}
		return t.Cells[cat][s]
	}
	if !d.natural() && chart.Kind != reports.Lines && !chart.Panels { // panels keep one order, the table's
		cats = bySize(cats, d.catHead, func(cat int) *reports.Figure { return cell(cat, series[0]) })
	}
	chart.Unit = cell(cats[0], series[0]).Unit
	for _, c := range cats {
		chart.Cats = append(chart.Cats, d.catHead(c))
	}
	for _, s := range series {
		one := reports.Series{Label: d.seriesLabel(s)}
		for _, c := range cats {
			one.Points = append(one.Points, cell(c, s))
		}
		chart.Series = append(chart.Series, one)
	}
	if !chart.OneUnit() {
		d.w.find(d.spec.Pos, "W057", "chart %q draws figures of different units on one scale", id)
		return false
	}
	return true
}

// mayHave says whether a chart of a kind can have n series, or panels.
func (d *drawn) mayHave(n int, kind reports.ChartKind) bool {
	id := d.spec.ID
	if d.panels() {
		switch {
		case n < reports.MinPanels:
			d.w.find(d.spec.Pos, "W058", "chart %q is small multiples and has one panel", id)
		case n > reports.MaxPanels:
			d.w.find(d.spec.Pos, "W059", "chart %q has %d panels, and at most %d are drawn", id, n, reports.MaxPanels)
		}
		return n >= reports.MinPanels && n <= reports.MaxPanels
	}
	if n > 6 {
		d.w.find(d.spec.Pos, "W053", "chart %q has more than six series", id)
		return false
	}
	if n > 4 {
		d.w.find(d.spec.Pos, "W052", "chart %q has more than four series", id)
	}
	if n > 1 && kind != reports.Lines && d.timed() {
		d.w.find(d.spec.Pos, "W055", "chart %q draws several series over time as bars", id)
	}
	return true
}

func (d *drawn) catHead(i int) reports.Head {
	if d.across {
		return d.table.Cols[i].Head
	}
	h := d.table.Rows[i]
	if label := d.table.Cells[i][0].RowLabel; label != "" {
		broken := h.Break
		h.Labels, h.Break = []string{label}, false // of a code within a group, its own label alone
		if broken {
			h = h.Marked()
		}
	}
	return h
}

func (d *drawn) seriesLabel(i int) string {
	if d.across {
		return headText(d.table.Rows[i])
	}
	c := d.table.Cols[i]
	if len(d.cols) == 1 || d.panels() {
		c.Unit = reports.Number // the one unit of a chart stands in its subtitle
	}
	return c.Text()
}

// headText is a head in one line; a label said twice ("Not known, Not known") is said once.
func headText(h reports.Head) string {
	return strings.Join(slices.Compact(slices.DeleteFunc(slices.Clone(h.Labels), func(s string) bool { return s == "" })), ", ")
}

// natural says whether the axis has an order of its own: time, stages, bands, cohorts.
func (d *drawn) natural() bool {
	if !d.across {
		return d.table.Natural || d.table.Time
	}
	return d.table.ColTime || !slices.ContainsFunc(d.spec.Table.Columns, func(p reports.AxisPart) bool {
		return p.Dim != nil && (p.Dim.Kind == reports.AsFound || p.Dim.Kind == reports.Coded)
	})
}

// bySize orders bars by length; Other, the rest and what is not known come last (C10).
func bySize(cats []int, head func(int) reports.Head, cell func(int) *reports.Figure) []int {
	out := slices.Clone(cats)
	slices.SortStableFunc(out, func(a, b int) int {
		x, y := last(head(a)), last(head(b))
		if x != y {
			return int(x) - int(y)
		}
		order, _ := cell(b).Cell.Compare(cell(a).Cell)
		return order
	})
	return out
}

// last is 0 for a named category, and more the further to the end it stands.
func last(h reports.Head) reports.Kind {
	if h.Kind == reports.Other || h.Kind == reports.Rest || h.Kind == reports.NotKnown {
		return h.Kind
	}
	return reports.Plain
}
