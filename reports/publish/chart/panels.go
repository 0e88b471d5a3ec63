package chart

import (
	"slices"

	"despatch/reports"
)

// The measures of small multiples.
const (
	panelGap  = 24.0  // between panels, side by side
	panelFoot = 22.0  // between rows of panels
	panelPlot = 112.0 // height of a panel's lines: room for seven numbers of an axis
	leastPlot = 96.0  // narrower lines or bars say nothing
	barThick  = 18.0
	barGap    = 8.0
)

// A panels is small multiples while they are laid out: k panels side by side, each
// of a width, the first of each row beside what names the axis (C16: one scale).
type panels struct {
	*pen
	c      *reports.Chart
	k      int
	left   float64 // what names the axis: numbers or categories
	w      float64 // of a panel
	titles [][]string
}

// panels draws each series in a panel of its own under its name, in the order of
// the data: all on one scale, so that heights and lengths can be compared.
func (p *pen) panels(c *reports.Chart) {
	g := &panels{pen: p, c: c}
	var draw func(first, last int)
	if c.Kind == reports.Lines {
		draw = g.lined()
	} else {
		draw = g.barred()
	}
	for i := 0; i < len(c.Series); i += g.k {
		last := min(i+g.k, len(c.Series))
		if i > 0 {
			p.y += panelFoot
			p.cuts = append(p.cuts, Cut{round(p.y - panelFoot/2), i})
		}
		deep := 0
		for j := i; j < last; j++ {
			deep = max(deep, len(g.titles[j]))
		}
		for j := i; j < last; j++ { // names stand on their panels, the last lines level
			top := p.y + leading*float64(deep-len(g.titles[j]))
			for n, l := range g.titles[j] {
				p.text(g.x(j), top+leading*(float64(n)+0.5), Start, l).Bold = true
			}
		}
		p.y += leading*float64(deep) + 4
		draw(i, last)
	}
	p.y += 4
}

// x is where panel j begins.
func (g *panels) x(j int) float64 { return g.left + float64(j%g.k)*(g.w+panelGap) }

// fit sets how many panels stand side by side: as many as leave each enough room
// beside what its values take, and its name three lines without a broken word;
// where no number does, two.
func (g *panels) fit(left, values float64) {
	tries := []int{3, 2}
	switch n := len(g.c.Series); {
	case g.pen.w < 480:
		tries = []int{1}
	case n == 2 || n == 4:
		tries = []int{2}
	}
	g.left = left
	for _, k := range tries {
		g.k, g.w = k, (g.pen.w-left-float64(k-1)*panelGap)/float64(k)
		g.titles = nil
		good := g.w-values >= leastPlot
		for _, s := range g.c.Series {
			lines := g.m.Wrap(s.Label, size, true, g.w)
			good = good && len(lines) <= 3 && !g.m.breaks(s.Label, true, g.w)
			g.titles = append(g.titles, lines)
		}
		if good {
			return
		}
	}
}

// one is the chart of a single panel.
func (g *panels) one(j int) *reports.Chart {
	c := *g.c
	c.Series = c.Series[j : j+1]
	return &c
}

// put moves what a panel's own pen drew to where the panel stands.
func (g *panels) put(q *pen, j int) {
	for _, op := range q.ops {
		g.ops = append(g.ops, op.moved(g.x(j), 0))
	}
}

// lined draws panels of lines: the axis is numbered at the left of each row, the
// periods are named under each panel, and the latest value stands at the line's end.
func (g *panels) lined() func(first, last int) {
	scale := g.span(g.c)
	numbers, value := 0.0, 0.0
	for _, v := range scale {
		numbers = max(numbers, g.m.Width(tickText(v, scale[1]-scale[0], g.c.Unit), size, false)+10)
	}
	ends, _ := g.ends(g.c)
	for _, e := range ends {
		value = max(value, g.m.Width(Value(e.figure), size, true))
	}
	g.fit(numbers, value+12)
	return func(first, last int) {
		if len(g.c.Breaks()) > 0 {
			g.y += leading // for [b] above the plot
		}
		top, foot := g.y, g.y
		for j := first; j < last; j++ {
			c := g.one(j)
			q := &pen{m: g.m, look: g.look, w: g.w, y: top}
			a := plot{n: len(c.Cats), lo: scale[0], hi: scale[len(scale)-1], top: top + leading/2, right: g.w - value - 12}
			a.bottom = a.top + panelPlot
			q.ruled(a, scale)
			q.broken(c, a)
			q.series(c, 0, a)
			ends, _ := q.ends(c)
			q.endLabels(ends, a)
			q.y = a.bottom + 6
			q.missing(c, a)
			q.periods(c, a)
			foot = max(foot, q.y)
			g.put(q, j)
			if j == first {
				a.left = g.left
				g.numbers(a, scale, c.Unit)
			}
		}
		g.y = foot
	}
}

// barred draws panels of bars: the categories are named once at the left of each
// row of panels, or, on a phone and where a name is long, above each bar (C12).
func (g *panels) barred() func(first, last int) {
	column, longest, value := 0.0, 0, 0.0
	var labels [][]string
	for _, h := range g.c.Cats {
		lines := g.m.Wrap(Label(h), size, false, 0.3*g.pen.w)
		column = max(column, g.m.widest(lines)+12)
		longest = max(longest, len(lines))
		labels = append(labels, lines)
	}
	for _, s := range g.c.Series {
		for _, f := range s.Points {
			value = max(value, beside+g.m.Width(Value(f), size, true))
		}
	}
	above := g.pen.w < 480 || longest > 6
	if above {
		column = 0
	}
	g.fit(column, value)
	if above {
		labels = labels[:0]
		for _, h := range g.c.Cats {
			labels = append(labels, g.m.Wrap(Label(h), size, false, g.w))
		}
	}
	zero, scale := g.scale(g.c, frame{avail: g.w})
	return func(first, last int) {
		start, foot := g.y, g.y
		for j := first; j < last; j++ {
			q := &pen{m: g.m, look: g.look, w: g.w, y: start}
			f := frame{above: above, labels: labels}
			if !above && j > first {
				f.labels = blank(labels) // named beside the first panel of the row
			}
			for i := range g.c.Cats {
				top := q.row(f, i, barThick, barGap)
				q.bar(g.c.Series[j].Points[i], zero, top, scale, barThick, g.look.series(0))
			}
			if !above || zero > 0 {
				q.line(zero, start-2, zero, q.y+2, g.look.rule, 1, nil)
			}
			foot = max(foot, q.y)
			g.put(q, j)
		}
		g.y = foot
	}
}

// blank is lines that take the room of some labels and say nothing.
func blank(labels [][]string) [][]string {
	out := make([][]string, len(labels))
	for i, l := range labels {
		out[i] = make([]string, len(l))
	}
	return out
}

// A Piece is part of a drawing that is taken apart, with the panels From to To (not
// included) of its chart.
type Piece struct {
	*Drawing
	From, To int
}

// Pieces takes a drawing of n panels apart where it may be, so that the first piece
// is no taller than first, the others no taller than later, and the last leaves
// below free under it, as far as one row of panels allows.
func (d *Drawing) Pieces(n int, first, later, below float64) []Piece {
	var out []Piece
	start, from := 0.0, 0
	end := Cut{Y: d.H, From: n}
	stops := append(slices.Clone(d.Cuts), end)
	for i, stop := range stops {
		room := later
		if len(out) == 0 {
			room = first
		}
		if i+2 == len(stops) {
			room -= below // the next stop is the drawing's end
		}
		if i+1 < len(stops) && stops[i+1].Y-start <= room {
			continue
		}
		p := &Drawing{W: d.W, H: round(stop.Y - start)}
		for _, op := range d.Ops {
			if y := op.height(); y >= start && y < stop.Y {
				p.Ops = append(p.Ops, op.moved(0, -start))
			}
		}
		out = append(out, Piece{p, from, stop.From})
		start, from = stop.Y, stop.From
	}
	return out
}

// height is how far down a mark stands.
func (op Op) height() float64 {
	if op.Kind == Path {
		return op.Points[0].Y
	}
	return op.Y
}
