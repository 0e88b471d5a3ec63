package compose

import (
	"fmt"
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
	chart := &reports.Chart{ID: c.ID, Number: c.Number, Table: t, Kind: d.kind(), Reached: t.Reached,
		Workbook: c.Workbook, Interactive: c.Interactive, Source: t.Source}
	if chart.Source == "" {
		chart.Source = sourceLine(w.rel)
	}
	if !d.lay(chart) {
		return nil
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
		d.rows = parts(len(t.Rows), func(int) bool { return true }, rowKind)
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
	d.across = len(d.rows) == 1 && len(d.cols) > 1 || t.ColTime && !t.Time
	return true
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
	case d.spec.Kind == "line":
		return reports.Lines
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
	if len(series) > 6 {
		d.w.find(d.spec.Pos, "W053", "chart %q has more than six series", id)
		return false
	}
	if len(series) > 4 {
		d.w.find(d.spec.Pos, "W052", "chart %q has more than four series", id)
	}
	if len(series) > 1 && chart.Kind != reports.Lines && (d.across && t.ColTime || !d.across && t.Time) {
		d.w.find(d.spec.Pos, "W055", "chart %q draws several series over time as bars", id)
	}
	cell := func(cat, s int) *reports.Figure {
		if d.across {
			return t.Cells[s][cat]
		}
		return t.Cells[cat][s]
	}
	if !d.natural() && chart.Kind != reports.Lines {
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
	return true
}

func (d *drawn) catHead(i int) reports.Head {
	if d.across {
		return d.table.Cols[i].Head
	}
	return d.table.Rows[i]
}

func (d *drawn) seriesLabel(i int) string {
	if d.across {
		return headText(d.table.Rows[i])
	}
	c := d.table.Cols[i]
	if len(d.cols) == 1 {
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

// subtitle says what is drawn: the table's title, the one row drawn, and of what, where, when.
func (d *drawn) subtitle() string {
	t := d.table
	var parts []string
	if len(d.rows) == 1 && t.Rows[d.rows[0]].Kind != reports.Total {
		if label := headText(t.Rows[d.rows[0]]); !strings.Contains(t.Title+t.Subtitle, label) {
			parts = append(parts, label)
		}
	}
	if t.Subtitle != "" {
		parts = append(parts, t.Subtitle)
	}
	if len(parts) == 0 {
		return t.Title
	}
	return t.Title + ": " + strings.Join(parts, ", ")
}

// describe is the one sentence seen beside the chart.
func (d *drawn) describe(c *reports.Chart) []reports.Span {
	l := d.w.line()
	first, end := c.Series[0].Points[0], c.Series[0].Points[len(c.Cats)-1]
	switch {
	case c.Reached && len(c.Series) == 1 && d.across:
		l.text("Each bar includes the cases of the bars below it.")
	case c.Reached:
		l.text("Each stage includes the cases of the stages after it.")
	case c.Kind == reports.Lines && len(c.Series) == 1 && first.Cell.IsNumber() && end.Cell.IsNumber():
		l.text("From ")
		l.figure(first, first.Text())
		l.text(" in " + headText(c.Cats[0]) + " to ")
		l.figure(end, end.Text())
		l.text(" in " + headText(c.Cats[len(c.Cats)-1]) + ".")
	case c.Kind == reports.Lines && len(c.Series) == 1:
		l.text("The line follows the table.")
	case c.Kind == reports.Lines:
		l.text("Each line is one " + d.seriesName() + ".")
	case c.Kind == reports.StackedBars:
		l.text("The parts of each bar add up to its length.")
	case d.natural():
		l.text("The bars stand in the order of the table.")
	case last(c.Cats[len(c.Cats)-1]) == reports.Plain:
		l.text("The longest bar comes first.")
	default:
		l.text("The named bars are in order of size; what has no name of its own comes last.")
	}
	return l.done()
}

func (d *drawn) seriesName() string {
	corner := d.table.Corner
	if d.across && len(corner) > 0 && corner[len(corner)-1] != "" {
		return "row of the table"
	}
	return "column of the table"
}

// alternative is the short text for a reader who cannot see the chart: its
// kind, its subject and what it shows, in at most 250 characters (C05).
func (d *drawn) alternative(c *reports.Chart) []reports.Span {
	kind := map[reports.ChartKind]string{reports.Bars: "Bar chart", reports.GroupedBars: "Grouped bar chart",
		reports.StackedBars: "Stacked bar chart", reports.Lines: "Line chart"}[c.Kind]
	subject := d.table.Title
	if len(d.rows) == 1 && len(d.cols) > 1 {
		subject += ", " + headText(d.table.Rows[d.rows[0]])
	}
	for _, say := range []func(*line){d.message(c), func(*line) {}} {
		l := d.w.line()
		l.text(fmt.Sprintf("%s of %s.", kind, lower(subject)))
		say(l)
		if out := l.done(); len([]rune(reports.PlainText(out))) <= 250 {
			return out
		}
	}
	return []reports.Span{{Text: kind + "."}}
}

// message is what the chart shows: the run of stages, the ends and the peak of
// a line, or the longest bar.
func (d *drawn) message(c *reports.Chart) func(*line) {
	return func(l *line) {
		points := c.Series[0].Points
		end := len(points) - 1
		if len(c.Series) > 1 && c.Kind != reports.Lines {
			l.text(" The bars are of " + listed(c.Series) + ".")
			return
		}
		if !points[0].Cell.IsNumber() || !points[end].Cell.IsNumber() {
			return
		}
		if c.Kind == reports.Lines || c.Reached {
			name := ""
			if len(c.Series) > 1 {
				name = c.Series[0].Label + ": from "
			} else {
				name = "From "
			}
			l.text(" " + name)
			l.figure(points[0], points[0].Text())
			l.text(" (" + headText(c.Cats[0]) + ") to ")
			l.figure(points[end], points[end].Text())
			l.text(" (" + headText(c.Cats[end]) + ").")
			return
		}
		named := points[:len(points)-unnamed(c.Cats)]
		if top := peak(named); top >= 0 {
			largest := " The largest is "
			if len(named) < len(points) {
				largest = " The largest with a name is "
			}
			l.text(largest + headText(c.Cats[top]) + ", ")
			l.figure(points[top], points[top].Text())
			l.text(".")
		}
	}
}

// listed names the series of a chart.
func listed(series []reports.Series) string {
	var names []string
	for _, s := range series {
		names = append(names, s.Label)
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// unnamed is how many of the last bars are other, rest or not known.
func unnamed(cats []reports.Head) int {
	n := 0
	for n < len(cats)-1 && last(cats[len(cats)-1-n]) != reports.Plain {
		n++
	}
	return n
}

// peak is the place of the one largest figure, or -1 where there is none or two are as large.
func peak(points []*reports.Figure) int {
	top, tie := -1, false
	for i, f := range points {
		if !f.Cell.IsNumber() {
			continue
		}
		if top < 0 {
			top = i
			continue
		}
		switch order, _ := f.Cell.Compare(points[top].Cell); order {
		case 1:
			top, tie = i, false
		case 0:
			tie = true
		}
	}
	if tie {
		return -1
	}
	return top
}
