package chart

import "despatch/reports"

// stacked draws one bar a category, its segments the series. A value stands in
// its segment where it fits; the rest (and symbols, which have no segment) are
// named in a line under the bar, so that nothing is left unsaid.
func (p *pen) stacked(c *reports.Chart) {
	const thick, gap = 28.0, 14.0
	p.key(c, func(i int, x, y float64) { p.rect(x+10, y-8, 16, 16, p.look.series(i), nil) })
	f := p.frame(c)
	longest := 0.0
	for i := range c.Cats {
		sum := 0.0
		for _, s := range c.Series {
			sum += max(s.Points[i].Cell.Float(), 0)
		}
		longest = max(longest, sum)
	}
	scale := 0.0
	if longest > 0 {
		scale = f.avail / longest
	}
	for i := range c.Cats {
		top := p.row(f, i, thick, gap)
		if rest, empty := p.segments(c, i, f.left, top, thick, scale); len(rest) > 0 {
			under := top + thick + 2
			if empty { // the words stand in the bar's place
				under = top + (thick-leading)/2
			}
			p.y = max(p.y, under+p.flow(rest, f.left, under, f.avail, size, leading))
		}
	}
	p.y += 4
}

// segments draws the bar of category i and returns what did not fit into it, and
// whether there was nothing to draw.
func (p *pen) segments(c *reports.Chart, i int, left, top, thick, scale float64) (rest []run, empty bool) {
	x, sum := left, 0.0
	var edges []float64
	for j, s := range c.Series {
		f := s.Points[i]
		sum += max(f.Cell.Float(), 0)
		end := left + sum*scale
		if end > x {
			p.rect(x, top, end-x, thick, p.look.series(j), f)
			edges = append(edges, end)
		}
		if f.Cell.IsNumber() && end-x >= p.m.Width(Value(f), size, true)+beside {
			p.value((x+end)/2, top+thick/2, Middle, f).Fill = p.look.on(p.look.series(j))
		} else {
			if len(rest) > 0 {
				rest = append(rest, run{text: ", ", fill: p.look.text})
			}
			rest = append(rest, run{text: s.Label + " ", fill: p.look.text}, run{text: Value(f), bold: true, figure: f, fill: p.look.text})
		}
		x = end
	}
	// White between neighbours, whose colours may be near in greyscale (C15).
	for k := 0; k+1 < len(edges); k++ {
		p.line(edges[k], top, edges[k], top+thick, "#FFFFFF", 2, nil)
	}
	return rest, len(edges) == 0
}
