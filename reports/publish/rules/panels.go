package rules

import (
	"math"
	"slices"
)

// eachPanel makes a check of one that looks at each drawing by itself, and at each
// panel of small multiples as a drawing of its own.
func eachPanel(f func(*call, *graphic)) func(*call) {
	return func(c *call) {
		for _, g := range c.drawn {
			for _, p := range g.parts() {
				f(c, p)
			}
		}
	}
}

// parts are the panels of small multiples, and of another drawing itself. Where
// panels have no names they cannot be told apart: C14 says so, and no more is looked at.
func (g *graphic) parts() []*graphic {
	if !g.multiples {
		return []*graphic{g}
	}
	return g.panels
}

// A nameplate is the name of a panel: bold words that are no figure, of one or more lines.
type nameplate struct{ x, top, foot float64 }

// names are those of a drawing's panels, from the top and the left. What a file says
// above its chart ends with the chart's title, the last text that is larger.
func (g *graphic) names() []nameplate {
	above := 0.0
	for _, l := range g.texts {
		if l.size > 16 {
			above = max(above, l.y)
		}
	}
	var out []nameplate
	for _, l := range g.texts {
		if l.id != "" || !l.bold || l.size != 16 || l.y <= above {
			continue
		}
		if n := len(out) - 1; n >= 0 && out[n].x == l.x && math.Abs(l.y-out[n].foot-20) < 1.5 {
			out[n].foot = l.y
			continue
		}
		out = append(out, nameplate{l.x, l.y, l.y})
	}
	slices.SortStableFunc(out, func(a, b nameplate) int {
		if math.Abs(a.foot-b.foot) > 1.5 { // the names of one row end level
			return sign(a.foot - b.foot)
		}
		return sign(a.x - b.x)
	})
	return out
}

// apart gives each panel what stands below its name, up to the next name at its
// right and to the next row; the first of a row also what is at its left.
func (g *graphic) apart() []*graphic {
	const near = 1.5 // words stand at whole numbers
	names := g.names()
	out := make([]*graphic, 0, len(names))
	for i := 0; i < len(names); {
		row := i + 1
		for row < len(names) && math.Abs(names[row].foot-names[i].foot) < near {
			row++
		}
		foot := g.h
		for _, n := range names[row:] {
			foot = min(foot, n.top-14)
		}
		for j := i; j < row; j++ {
			left, right := names[j].x-near, g.w+near
			if j == i {
				left = -near
			}
			if j+1 < row {
				right = names[j+1].x - near
			}
			out = append(out, g.within(left, right, names[j].foot, foot))
		}
		i = row
	}
	return out
}

// within is what of a drawing begins in a rectangle of it.
func (g *graphic) within(left, right, top, foot float64) *graphic {
	in := func(x, y float64) bool { return x >= left && x < right && y > top && y < foot }
	p := *g
	p.w, p.multiples, p.panels = right-left, false, nil
	p.texts, p.rects, p.strokes, p.spots = nil, nil, nil, nil
	for _, l := range g.texts {
		if in(l.x, l.y) {
			p.texts = append(p.texts, l)
		}
	}
	for _, r := range g.rects {
		if in(r.x, r.y) {
			p.rects = append(p.rects, r)
		}
	}
	for _, s := range g.strokes {
		if in(s.points[0][0], s.points[0][1]) {
			p.strokes = append(p.strokes, s)
		}
	}
	for _, q := range g.spots {
		if in(q[0], q[1]) {
			p.spots = append(p.spots, q)
		}
	}
	return &p
}

// oneScale: small multiples can be compared only if a value is as high, or as
// long, in one panel as in another.
func (c *call) oneScale(g *graphic) {
	if !g.lines {
		basedAtZero(c, g.parts())
		return
	}
	type end struct {
		l     *letters
		v, up float64
	}
	var ends []end
	zero, scale, most := math.NaN(), 0.0, 0.0
	foot := math.Inf(-1)
	for _, p := range g.parts() {
		if _, bottom := p.body(); bottom > foot+3 { // another row: its first panel has the numbers
			zero, foot = math.NaN(), bottom+20
			for i := range p.texts {
				if l := &p.texts[i]; l.anchor == "end" && (l.text == "0" || l.text == "0%") {
					zero = l.y - 5.6
				}
			}
			if math.IsNaN(zero) {
				c.bad(g.file.Name, "%s: a row of panels has no number of the axis that is 0", g.place(nil))
				return
			}
		}
		l := p.endLabel()
		if l == nil || len(p.spots) == 0 || !isNumber(l.text) {
			continue
		}
		last := slices.MaxFunc(p.spots, func(a, b [2]float64) int { return sign(a[0] - b[0]) })
		e := end{l: l, v: plain(l.text), up: zero - last[1]}
		if v := math.Abs(e.v); v > most {
			most, scale = v, e.up/e.v
		}
		ends = append(ends, e)
	}
	for _, e := range ends {
		if math.Abs(e.up-scale*e.v) > 1.6 {
			c.bad(g.file.Name, "%s: %s ends %.1f high, and on the scale of the other panels %.1f", g.place(e.l), short(e.l.text), e.up, scale*e.v)
		}
	}
}

// endLabel is the value at the end of a panel's line: the one furthest right of it.
func (g *graphic) endLabel() *letters {
	var out *letters
	for _, l := range g.labels() {
		if l.anchor != "middle" && (out == nil || l.x > out.x) {
			out = l
		}
	}
	return out
}
