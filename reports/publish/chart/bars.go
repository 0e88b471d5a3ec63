package chart

import "despatch/reports"

// frame is where labels and bars stand: labels in a column at the left, or, on a
// phone and where a label needs more than three lines, above their bars (C12).
type frame struct {
	above  bool
	labels [][]string
	tight  bool    // many bars: lines stand as close as they can
	left   float64 // where bars may begin
	avail  float64 // how far they may reach from there
}

func (p *pen) frame(c *reports.Chart) frame {
	f := frame{above: p.w < 480}
	column := 0.4 * p.w
	for _, h := range c.Cats {
		lines := p.m.Wrap(Label(h), size, false, column)
		f.above = f.above || len(lines) > 3
		f.labels = append(f.labels, lines)
		f.left = max(f.left, p.m.widest(lines)+12)
	}
	if f.above {
		f.left = 0
		for i, h := range c.Cats {
			f.labels[i] = p.m.Wrap(Label(h), size, false, p.w)
		}
	}
	f.avail = p.w - f.left
	return f
}

// row puts a category's label beside or above a body of a height, and returns
// the body's top; y moves below both.
func (p *pen) row(f frame, i int, body, gap float64) float64 {
	if i > 0 {
		p.y += gap
	}
	text := leading * float64(len(f.labels[i]))
	if f.above {
		p.stack(0, p.y, Start, f.labels[i])
		top := p.y + text + 2
		p.y = top + body
		return top
	}
	tall := max(text, body)
	if f.tight && len(f.labels[i]) == 1 {
		tall = 18
	}
	p.stack(f.left-12, p.y+(tall-text)/2, End, f.labels[i])
	top := p.y + (tall-body)/2
	p.y += tall
	return top
}

// bars draws horizontal bars from zero, one a series for each category, with the
// value at the end and so no axis, grid or tick (C02, C09).
func (p *pen) bars(c *reports.Chart) {
	n := float64(len(c.Series))
	thick, inner, gap := 24.0, 0.0, 10.0
	if n > 1 {
		thick, inner, gap = 20, 2, 16
		p.key(c, func(i int, x, y float64) { p.rect(x+10, y-8, 16, 16, p.look.series(i), nil) })
	}
	f := p.frame(c)
	switch {
	case f.above:
		thick = 20
	case len(c.Series) == 1 && len(c.Cats) > 20: // as close as their labels may stand, so that forty fit a page
		thick, gap, f.tight = 14, 0, true
	}
	zero, scale := p.scale(c, f)
	start := p.y
	var tops []float64
	for i := range c.Cats {
		tops = append(tops, p.row(f, i, n*thick+(n-1)*inner, gap))
	}
	for i, top := range tops {
		for j, s := range c.Series {
			y := top + float64(j)*(thick+inner)
			p.bar(s.Points[i], zero, y, scale, thick, p.look.series(j))
		}
	}
	if !f.above || zero > 0 {
		p.line(zero, start-4, zero, p.y+4, p.look.rule, 1, nil)
	}
	p.y += 4
}

// bar is one bar and its value; a symbol stands where the bar would begin (C20).
func (p *pen) bar(f *reports.Figure, zero, y, scale, thick float64, fill reports.Colour) {
	v := f.Cell.Float() * scale
	switch {
	case !f.Cell.IsNumber() || v == 0:
		p.value(zero+beside, y+thick/2, Start, f)
	case v > 0:
		p.rect(zero, y, v, thick, fill, f)
		p.value(zero+v+beside, y+thick/2, Start, f)
	default:
		p.rect(zero+v, y, -v, thick, fill, f)
		p.value(zero+v-beside, y+thick/2, End, f)
	}
}

// scale is where zero stands and how long a bar of 1 is: as long as leaves room
// for every value beside its bar.
func (p *pen) scale(c *reports.Chart, f frame) (zero, scale float64) {
	var most, least, label float64
	scale = -1
	for _, s := range c.Series {
		for _, pt := range s.Points {
			w := beside + p.m.Width(Value(pt), size, true)
			label = max(label, w)
			v := pt.Cell.Float()
			most, least = max(most, v), min(least, v)
			if fits := (f.avail - w) / v; v > 0 && (scale < 0 || fits < scale) {
				scale = fits
			}
		}
	}
	zero = f.left
	if least < 0 {
		scale = (f.avail - 2*label) / (most - least)
		zero += label - least*scale
	}
	return zero, max(scale, 0)
}
