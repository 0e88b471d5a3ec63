package chart

import (
	"cmp"
	"slices"

	"despatch/reports"
)

// Dash is how series i of a line chart is dashed, lengths on and off; nil is solid.
func Dash(i int) []float64 { return dashes[i%len(dashes)] }

// dashes tell series apart without colour (C14, C15).
var dashes = [][]float64{nil, {9, 5}, {2.5, 4}, {12, 4, 2.5, 4}, {5, 3}, {16, 6}}

// plot is the area of a line chart.
type plot struct {
	left, right, top, bottom float64
	n                        int
	lo, hi                   float64
}

func (a plot) x(i int) float64 {
	if a.n == 1 {
		return a.right // beside its value
	}
	return a.left + (a.right-a.left)*float64(i)/float64(a.n-1)
}

func (a plot) y(v float64) float64 {
	return a.bottom - (a.bottom-a.top)*(v-a.lo)/(a.hi-a.lo)
}

// lines draws series over time from a zero base: gaps where a value is missing,
// each line named at its end.
func (p *pen) lines(c *reports.Chart) {
	scale := p.span(c)
	ends, named := p.ends(c)
	if len(c.Breaks()) > 0 {
		p.y += leading // for [b] above the plot
	}
	if len(c.Series) > 1 && !named {
		p.key(c, func(i int, x, y float64) { p.line(x, y, x+28, y, p.look.series(i), 3, Dash(i)) })
	}
	step := scale[1] - scale[0]
	a := plot{n: len(c.Cats), lo: scale[0], hi: scale[len(scale)-1], top: p.y + leading/2}
	tall, wide := 0.0, 0.0
	for _, e := range ends {
		tall += e.h + 4
		wide = max(wide, e.w)
	}
	for _, v := range scale {
		a.left = max(a.left, p.m.Width(tickText(v, step, c.Unit), size, false)+10)
	}
	a.right = p.w - wide - 12
	a.bottom = a.top + max(0.4*p.w, 200, tall)
	p.ruled(a, scale)
	p.numbers(a, scale, c.Unit)
	p.broken(c, a)
	for j := range c.Series {
		p.series(c, j, a)
	}
	p.endLabels(ends, a)
	p.y = a.bottom + 6
	p.missing(c, a)
	p.periods(c, a)
}

// ruled draws the light lines across a plot, and its base.
func (p *pen) ruled(a plot, scale []float64) {
	for _, v := range scale {
		colour := grid
		if v == 0 {
			colour = p.look.rule
		}
		p.line(a.left, a.y(v), a.right, a.y(v), colour, 1, nil)
	}
}

// numbers writes the value axis at a plot's left.
func (p *pen) numbers(a plot, scale []float64, unit reports.Unit) {
	for _, v := range scale {
		op := p.text(a.left-10, a.y(v), End, tickText(v, scale[1]-scale[0], unit))
		op.Scale, op.Fill = true, p.look.secondary
	}
}

// span is the value axis of a chart, which always holds zero.
func (p *pen) span(c *reports.Chart) []float64 {
	var rows [][]*reports.Figure
	for _, s := range c.Series {
		rows = append(rows, s.Points)
	}
	return span(rows)
}

// Scale is where the value axis of some figures begins and ends, and its step, for
// a renderer that sets its own axis.
func Scale(rows [][]*reports.Figure) []float64 {
	t := span(rows)
	return []float64{t[0], t[len(t)-1], t[1] - t[0]}
}

func span(rows [][]*reports.Figure) []float64 {
	lo, hi, whole := 0.0, 0.0, true
	for _, row := range rows {
		for _, f := range row {
			v := f.Cell.Float()
			lo, hi = min(lo, v), max(hi, v)
			_, dp := f.Cell.Scaled()
			whole = whole && dp == 0
		}
	}
	return ticks(lo, hi, whole)
}

// series draws the runs of points that have values; a point alone gets a mark of
// its own, and so does the last.
func (p *pen) series(c *reports.Chart, j int, a plot) {
	var runs [][]Point
	open := false
	for i, f := range c.Series[j].Points {
		if !f.Cell.IsNumber() {
			open = false
			continue
		}
		if !open || c.Cats[i].Break {
			runs = append(runs, nil)
			open = true
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], Point{a.x(i), a.y(f.Cell.Float())})
	}
	for k, r := range runs {
		if len(r) > 1 {
			p.path(r, p.look.series(j), 3, Dash(j))
		}
		if len(r) == 1 || k == len(runs)-1 {
			q := r[len(r)-1]
			p.area([]Point{{q.X - 5, q.Y}, {q.X, q.Y - 5}, {q.X + 5, q.Y}, {q.X, q.Y + 5}}, p.look.series(j))
		}
	}
}

// broken marks where the series break: a dashed line between two periods, with [b]
// above it, once where breaks are so near that the marks would touch.
func (p *pen) broken(c *reports.Chart, a plot) {
	w := p.m.Width(string(reports.SeriesBreak), size, false)
	free := a.left
	for _, i := range c.Breaks() {
		if i == 0 {
			continue // nothing stands before it
		}
		x := (a.x(i-1) + a.x(i)) / 2
		p.line(x, a.top-leading/2, x, a.bottom, p.look.secondary, 1, []float64{4, 4})
		if at := min(max(x, w/2), p.w-w/2); at-w/2 >= free {
			p.text(at, a.top-leading, Middle, string(reports.SeriesBreak))
			free = at + w/2 + 4
		}
	}
}

// An end is the label at the end of a line.
type end struct {
	figure *reports.Figure // the last that is a number, else the last
	index  int
	lines  []string // the series' name, where there are several and they fit
	w, h   float64
	y      float64
}

// ends are the labels at the lines' ends. named is false where a name would need
// more than four lines: then a key above names them.
func (p *pen) ends(c *reports.Chart) (out []end, named bool) {
	column := max(0.25*p.w, 104)
	named = len(c.Series) > 1
	for _, s := range c.Series {
		i := len(s.Points) - 1
		for i > 0 && !s.Points[i].Cell.IsNumber() {
			i--
		}
		if !s.Points[i].Cell.IsNumber() {
			i = len(s.Points) - 1
		}
		e := end{figure: s.Points[i], index: i, lines: p.m.Wrap(s.Label, size, false, column)}
		named = named && len(e.lines) <= 4
		out = append(out, e)
	}
	for i := range out {
		e := &out[i]
		if !named {
			e.lines = nil
		}
		e.w = max(p.m.Width(Value(e.figure), size, true), p.m.widest(e.lines))
		e.h = leading * float64(1+len(e.lines))
	}
	return out, named
}

// endLabels puts the labels beside their lines, moved apart where they would
// touch; a label that moved, or whose line ends early, is led to by a thin line.
func (p *pen) endLabels(ends []end, a plot) {
	order := make([]*end, len(ends))
	for i := range ends {
		e := &ends[i]
		e.y = a.bottom
		if e.figure.Cell.IsNumber() {
			e.y = a.y(e.figure.Cell.Float())
		}
		order[i] = e
	}
	slices.SortStableFunc(order, func(x, y *end) int { return cmp.Compare(x.y, y.y) })
	tops := make([]float64, len(order))
	next := a.top - leading/2
	for i, e := range order {
		tops[i] = max(next, e.y-leading/2)
		next = tops[i] + e.h + 4
	}
	floor := a.bottom + leading/2
	for i := len(order) - 1; i >= 0; i-- {
		tops[i] = min(tops[i], floor-order[i].h)
		floor = tops[i] - 4
	}
	for i, e := range order {
		mid := tops[i] + leading/2
		if x := a.x(e.index); e.figure.Cell.IsNumber() && (mid-e.y > 6 || e.y-mid > 6 || e.index < a.n-1) {
			p.line(x+6, e.y, a.right+9, mid, p.look.rule, 1, nil)
		}
		p.value(a.right+12, mid, Start, e.figure)
		p.stack(a.right+12, tops[i]+leading, Start, e.lines)
	}
}

// missing writes the symbols of points that have none under the axis where they
// belong (C20): once where several in a row read alike.
func (p *pen) missing(c *reports.Chart, a plot) {
	type box struct {
		lo, hi float64
		text   string
		row    int
	}
	var boxes []box
	rows := 0
	for _, s := range c.Series {
		for i, f := range s.Points {
			if f.Cell.IsNumber() {
				continue
			}
			at := a.x(i)
			if c.Panels { // once for a run, in its middle
				last := i
				for last+1 < len(s.Points) && s.Points[last+1].Cell == f.Cell {
					last++
				}
				if i > 0 && s.Points[i-1].Cell == f.Cell {
					continue
				}
				at = (at + a.x(last)) / 2
			}
			w := p.m.Width(Value(f), size, true)
			x := min(max(at, w/2), p.w-w/2)
			b := box{lo: x - w/2 - 3, hi: x + w/2 + 3, text: Value(f)}
			said := false
			for again := true; again; {
				again = false
				for _, o := range boxes {
					if o.row != b.row || o.hi <= b.lo || b.hi <= o.lo {
						continue
					}
					if said = said || o.text == b.text; !said {
						b.row++
						again = true
					}
					break
				}
			}
			if said {
				continue
			}
			boxes = append(boxes, b)
			rows = max(rows, b.row+1)
			p.value(x, p.y+leading*(float64(b.row)+0.5), Middle, f)
		}
	}
	p.y += leading * float64(rows)
}

// periods writes the labels of the time axis with a tick at each.
func (p *pen) periods(c *reports.Chart, a plot) {
	marks, _ := p.thinned(c, a.x)
	if last := len(c.Cats) - 1; c.Panels && marks[len(marks)-1].index != last {
		marks = p.outermost(c, a.x) // a panel says from when to when
	}
	deep := 0
	for _, m := range marks {
		p.line(a.x(m.index), a.bottom, a.x(m.index), a.bottom+6, p.look.rule, 1, nil)
		p.stack(m.x, p.y+4, Middle, m.lines)
		deep = max(deep, len(m.lines))
	}
	p.y += 4 + leading*float64(deep) + 2
}
