package compose

import (
	"fmt"
	"slices"
	"strings"

	"despatch/reports"
)

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
	case c.Panels:
		l.text(d.panelled(c))
	case c.Reached && len(c.Series) == 1 && d.across:
		l.text("Each bar includes the cases of the bars below it.")
	case c.Reached:
		l.text("Each stage includes the cases of the stages after it.")
	case c.Kind == reports.Lines && len(c.Series) == 1 && first.Cell.IsNumber() && end.Cell.IsNumber() && len(c.Breaks()) == 0:
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
	case len(c.Cats) == 1 && len(c.Series) == 1:
		l.text("There is one bar.")
	case c.Kind == reports.Bars && level(c.Series[0].Points):
		if first.Cell.Float() == 0 {
			l.text("Every value is zero.")
		} else {
			l.text("The bars are of one length.")
		}
	case d.natural():
		l.text("The bars stand in the order of the table.")
	case last(c.Cats[len(c.Cats)-1]) == reports.Plain:
		l.text("The longest bar comes first.")
	default:
		l.text("The named bars are in order of size; what has no name of its own comes last.")
	}
	for _, i := range c.Breaks() {
		l.text(" The series breaks at " + headText(c.Cats[i]) + ": figures before it cannot be compared with those from it on.")
	}
	return l.done()
}

// panelled says how small multiples are to be read.
func (d *drawn) panelled(c *reports.Chart) string {
	said := "Each panel is one " + d.seriesName() + ", and all have one scale"
	switch {
	case c.Kind == reports.Lines:
		return said + "; the latest value stands at the end of each line."
	case c.Reached && d.across:
		return said + ". Each bar includes the cases of the bars below it."
	case c.Reached:
		return said + ". Each stage includes the cases of the stages after it."
	}
	return said + "; the bars stand in the order of the table."
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
	if c.Panels {
		kind = map[reports.ChartKind]string{reports.Bars: "Small multiples, bar charts", reports.Lines: "Small multiples, line charts"}[c.Kind]
	}
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
	if c.Panels {
		return panelMessage(c)
	}
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
		if c.Kind == reports.Lines && len(c.Breaks()) > 0 { // its ends cannot be compared
			of := ""
			if len(c.Series) > 1 {
				of = " of " + c.Series[0].Label
			}
			l.text(" The latest value" + of + ", in " + headText(c.Cats[end]) + ", is ")
			l.figure(points[end], points[end].Text())
			l.text(". The series breaks at " + headText(c.Cats[c.Breaks()[0]]) + ".")
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

// panelMessage is what small multiples show: which panel ends highest and which
// lowest, or the longest bar of all.
func panelMessage(c *reports.Chart) func(*line) {
	if c.Kind == reports.Lines {
		end := len(c.Cats) - 1
		var ends []*reports.Figure
		for _, s := range c.Series {
			ends = append(ends, s.Points[end])
		}
		return func(l *line) {
			most, least := peak(ends), trough(ends)
			if most < 0 || least < 0 {
				return
			}
			l.text(" In " + headText(c.Cats[end]) + " the largest is " + c.Series[most].Label + ", ")
			l.figure(ends[most], ends[most].Text())
			l.text(", and the smallest " + c.Series[least].Label + ", ")
			l.figure(ends[least], ends[least].Text())
			l.text(".")
		}
	}
	named := len(c.Cats) - unnamed(c.Cats)
	var all []*reports.Figure
	for _, s := range c.Series {
		all = append(all, s.Points[:named]...)
	}
	return func(l *line) {
		if top := peak(all); top >= 0 {
			l.text(" The largest value is ")
			l.figure(all[top], all[top].Text())
			l.text(": " + c.Series[top/named].Label + ", " + headText(c.Cats[top%named]) + ".")
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

// level says whether all of some figures are numbers and the same.
func level(points []*reports.Figure) bool {
	for _, f := range points {
		if order, ok := f.Cell.Compare(points[0].Cell); !ok || order != 0 {
			return false
		}
	}
	return true
}

// peak is the place of the one largest figure, or -1 where there is none or two are as large.
func peak(points []*reports.Figure) int { return extreme(points, 1) }

// trough is the place of the one smallest figure, or -1 likewise, or where one is
// withheld, which may be smaller.
func trough(points []*reports.Figure) int {
	if slices.ContainsFunc(points, func(f *reports.Figure) bool { return !f.Cell.IsNumber() }) {
		return -1
	}
	return extreme(points, -1)
}

// extreme is the place of the one figure furthest in a direction, 1 up or -1 down.
func extreme(points []*reports.Figure, way int) int {
	top, tie := -1, false
	for i, f := range points {
		if !f.Cell.IsNumber() {
			continue
		}
		if top < 0 {
			top = i
			continue
		}
		switch order, _ := f.Cell.Compare(points[top].Cell); order * way {
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
