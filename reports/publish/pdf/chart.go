package pdf

import (
	"fmt"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/chart"
)

// A drawing is a chart with its words: a heading with the message, what is
// measured, the drawing, one sentence on it and its source. It stays on one page,
// but for small multiples taller than that, which go on from one row of panels to the next.
type drawing struct {
	s     *setter
	c     *reports.Chart
	d     *chart.Drawing
	scale float64
	above []part // heading and subtitle
	below []part // description, source
}

// chart measures a chart for the column.
func (s *setter) chart(c *reports.Chart) part {
	m, err := chart.NewMetrics()
	if err != nil {
		s.d.fail(err)
		return nothing{}
	}
	out := drawing{s: s, c: c, scale: min(s.width(), a4Width-2*s.style.margin) / chart.Wide}
	out.d = chart.Draw(c, s.doc.Meta.Theme, chart.Wide, m)
	if strings.TrimSpace(reports.PlainText(c.Alt)) == "" || out.d.H <= 0 {
		s.failures = append(s.failures, reports.Find(Rules, "O053", "%s: chart %q has no text alternative or nothing to draw", s.file, c.ID).At(c.Pos))
		return nothing{}
	}
	level := min(s.level+1, 6)
	title := c.Title
	if c.Number > 0 {
		title = append([]reports.Span{{Text: fmt.Sprintf("Chart %d: ", c.Number)}}, title...)
	}
	h := s.headingOf(title, level, s.width())
	h.leading, h.before, h.after = 18, 12, 2
	for i := range h.runs {
		h.runs[i].look.size = 13.5
	}
	h.lines = s.even(h.runs, s.width())
	h.spot, h.outline, h.title = "chart/"+c.ID, level, reports.PlainText(title)
	out.above = append(out.above, h)
	plain := func(spans []reports.Span, l look, after float64) *words {
		runs := s.runs(spans, l)
		return &words{s: s, role: "P", runs: runs, lines: s.d.wrap(runs, s.width()), x: s.left(), w: s.width(), leading: rowLead, after: after, whole: true}
	}
	grey := look{body, false, s.secondary}
	if c.Subtitle != "" {
		out.above = append(out.above, plain([]reports.Span{{Text: c.Subtitle}}, grey, 8))
	}
	if len(c.Desc) > 0 {
		out.below = append(out.below, plain(c.Desc, look{body, false, s.text}, 2))
	}
	if c.Source != "" {
		out.below = append(out.below, plain([]reports.Span{{Text: "Source: " + c.Source}}, grey, 2))
	}
	for _, d := range s.doc.Downloads {
		if d.Chart == c.ID {
			p := plain(nil, grey, 2)
			p.runs = s.download(d, fmt.Sprintf("Download chart %d", c.Number))
			p.lines = s.d.wrap(p.runs, s.width())
			out.below = append(out.below, p)
		}
	}
	return out
}

// least is the whole: a chart is never torn from its title or its source. Of small
// multiples taller than a page it is what stands above, and the first row of panels.
func (g drawing) least() float64 {
	if g.goesOn() {
		return heights(g.above) + g.d.Cuts[0].Y*g.scale + 4
	}
	return heights(g.above) + g.d.H*g.scale + 20 + heights(g.below)
}

func heights(parts []part) (h float64) {
	for _, p := range parts {
		h += p.(*words).height()
	}
	return h
}

// goesOn says whether the drawing is taller than a page and can be taken apart.
func (g drawing) goesOn() bool {
	return len(g.d.Cuts) > 0 && heights(g.above)+g.d.H*g.scale+20+heights(g.below) > g.s.bottomAt-g.s.top
}

func (g drawing) draw(parent *Elem) {
	s := g.s
	s.need(g.least())
	if g.least() > s.room() {
		s.failures = append(s.failures, reports.Find(Rules, "O054", "%s: chart %q is taller than a page", s.file, g.c.ID).At(g.c.Pos))
		return
	}
	for _, p := range g.above {
		p.draw(parent)
	}
	s.y += 2
	n := len(g.c.Series)
	pieces := []chart.Piece{{Drawing: g.d, To: n}}
	if g.goesOn() {
		again := g.again()
		page := s.bottomAt - s.top
		pieces = g.d.Pieces(n, (s.room()-2)/g.scale, (page-again.height()-2)/g.scale, (heights(g.below)+10)/g.scale)
	}
	for i, p := range pieces {
		if i > 0 {
			s.page(s.wide)
			g.again().draw(parent)
		}
		if p.H*g.scale > s.room() {
			s.failures = append(s.failures, reports.Find(Rules, "O054", "%s: a row of panels of chart %q is taller than a page", s.file, g.c.ID))
			return
		}
		g.figure(parent, p, i, len(pieces))
	}
	s.y += 10
	for _, p := range g.below {
		p.draw(parent)
	}
	s.y += 8
}

// again is the line above a chart that goes on from the page before.
func (g drawing) again() *words {
	runs := g.s.runs([]reports.Span{{Text: fmt.Sprintf("Chart %d, continued", g.c.Number), Bold: true}}, look{body, true, g.s.text})
	return &words{s: g.s, role: "P", runs: runs, lines: g.s.d.wrap(runs, g.s.width()), x: g.s.left(), w: g.s.width(), leading: rowLead, after: 8, whole: true}
}

// figure draws piece i of n. The first has the chart's text alternative; of a later
// one it is enough to say which panels it holds.
func (g drawing) figure(parent *Elem, piece chart.Piece, i, n int) {
	s := g.s
	e := parent.Add("Figure")
	e.Alt = reports.PlainText(g.c.Alt)
	if i > 0 {
		var names []string
		for _, one := range g.c.Series[piece.From:piece.To] {
			names = append(names, one.Label)
		}
		e.Alt = fmt.Sprintf("Chart %d, part %d of %d: the panels of %s.", g.c.Number, i+1, n, strings.Join(names, "; "))
	}
	e.ID = s.id("chart-" + g.c.ID)
	p, _ := s.d.last()
	x, y := s.left(), s.y
	h := piece.H * g.scale
	e.BBox = [4]float64{x, p.h - y - h, x + piece.W*g.scale, p.h - y}
	g.marks(e, piece.Ops, x, y)
	s.y += h
	if i > 0 {
		return
	}
	k := 0
	for _, sp := range g.c.Alt {
		if sp.Figure != nil {
			k++
			s.places = append(s.places, reports.Place{Figure: sp.Figure.ID, File: s.file,
				At: fmt.Sprintf("#%s.%d", e.ID, k), Text: strings.TrimSpace(clean(e.Alt))})
		}
	}
}

// marks puts the drawing list on the page. Each value's label is a marked content
// of its own, so that it can be read back alone; what stands between is one.
func (g drawing) marks(e *Elem, ops []chart.Op, x, y float64) {
	s := g.s
	for len(ops) > 0 {
		if o := ops[0]; o.Kind == chart.Text && o.Figure != nil {
			at := s.d.Mark(e, func() { g.mark(o, x, y) })
			s.place(o.Figure, at, o.Text)
			ops = ops[1:]
			continue
		}
		n := 0
		for n < len(ops) && (ops[n].Kind != chart.Text || ops[n].Figure == nil) {
			n++
		}
		s.d.Mark(e, func() {
			for _, o := range ops[:n] {
				g.mark(o, x, y)
			}
		})
		ops = ops[n:]
	}
}

// mark draws one mark with the drawing's corner at x, y.
func (g drawing) mark(o chart.Op, x, y float64) {
	s, k := g.s, g.scale
	switch o.Kind {
	case chart.Rect:
		s.d.Rect(x+o.X*k, y+o.Y*k, o.W*k, o.H*k, colour(o.Fill, "#000000"))
	case chart.Line:
		s.d.Line(x+o.X*k, y+o.Y*k, x+o.X2*k, y+o.Y2*k, o.Width*k, colour(o.Stroke, "#000000"), scaled(o.Dash, k))
	case chart.Path:
		var points [][2]float64
		for _, p := range o.Points {
			points = append(points, [2]float64{x + p.X*k, y + p.Y*k})
		}
		if o.Fill != "" {
			s.d.Area(points, colour(o.Fill, "#000000"))
		} else {
			s.d.Path(points, o.Width*k, colour(o.Stroke, "#000000"), scaled(o.Dash, k))
		}
	case chart.Text:
		l := look{o.Size * k, o.Bold, colour(o.Fill, "#0B0C0C")}
		left := x + o.X*k
		switch o.Anchor {
		case chart.Middle:
			left -= s.d.Width(o.Text, l) / 2
		case chart.End:
			left -= s.d.Width(o.Text, l)
		}
		text := o.Text
		if o.Figure == nil {
			text += " " // words stay apart when read
		}
		s.d.Text(left, y+o.Y*k, text, l)
	}
}

func scaled(dash []float64, k float64) []float64 {
	out := make([]float64, len(dash))
	for i, d := range dash {
		out[i] = d * k
	}
	return out
}
