package main

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
)

// A curve is one engine's time over the number of records.
type curve struct {
	name   string
	points []point
}

type point struct {
	n       int64
	seconds float64
}

// drawn are the engines in the drawing, in the order of their colours.
var drawn = []struct{ id, name string }{
	{"despatch", "despatch"}, {"despatch-parquet", "despatch, Parquet"}, {"duckdb-raw", "DuckDB, raw GROUP BY"},
	{"duckdb", "DuckDB, the job"}, {"polars", "Polars, the job"}, {"pandas", "pandas, the job"}, {"encoding-csv", "encoding/csv, the job"},
}

// curves takes the engines' medians out of the runs; of a size in two runs the first counts.
func curves(runs []*outcome) (out []curve) {
	for _, d := range drawn {
		c := curve{name: d.name}
		for _, r := range runs {
			for _, m := range r.Sizes {
				l, _ := r.line(m.N, d.id)
				if l != nil && !slices.ContainsFunc(c.points, func(p point) bool { return p.n == m.N }) {
					c.points = append(c.points, point{m.N, l.wall()})
				}
			}
		}
		slices.SortFunc(c.points, func(a, b point) int { return cmp.Compare(a.n, b.n) })
		if len(c.points) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// The drawing's measures, in pixels: both scales are logarithmic, so that a cost in
// proportion to the records is a line at the slope of the dashed one.
const (
	wide, high               = 760, 470
	left, right, top, bottom = 70, 190, 40, 60
)

// colours are told apart by people who see red and green alike, and stand out from white
// by 3 to 1 at least; every curve is named at its end too.
var colours = []string{"#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1", "#2073BC"}

// A plane turns records and seconds into places of the drawing.
type plane struct{ x0, x1, y0, y1 float64 } // whole powers of ten

func (p plane) x(n float64) float64 { return left + (math.Log10(n)-p.x0)/(p.x1-p.x0)*(wide-left-right) }
func (p plane) y(s float64) float64 {
	return high - bottom - (math.Log10(s)-p.y0)/(p.y1-p.y0)*(high-top-bottom)
}

// planeOf is the whole powers of ten round all points.
func planeOf(curves []curve) plane {
	p := plane{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
	for _, c := range curves {
		for _, at := range c.points {
			n, s := math.Log10(float64(at.n)), math.Log10(at.seconds)
			p.x0, p.x1 = min(p.x0, math.Floor(n)), max(p.x1, math.Ceil(n))
			p.y0, p.y1 = min(p.y0, math.Floor(s)), max(p.y1, math.Ceil(s))
		}
	}
	if len(curves) == 0 {
		return plane{5, 8, -1, 2}
	}
	p.x1, p.y1 = max(p.x1, p.x0+1), max(p.y1, p.y0+1)
	return p
}

// draw is the drawing: the same bytes for the same curves.
func draw(curves []curve) []byte {
	var b bytes.Buffer
	p := planeOf(curves)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d" font-family="sans-serif" font-size="12">
<title id="t">Seconds a run takes, by number of records</title>
<desc id="d">%s</desc>
<rect width="%d" height="%d" fill="#fff"/>
<text x="%d" y="22" font-size="14" font-weight="bold">Seconds a run takes, by number of records (both scales logarithmic)</text>
`, wide, high, wide, high, html.EscapeString(told(curves)), wide, high, left)
	p.grid(&b)
	names := make([]float64, len(curves))
	for i, c := range curves {
		names[i] = p.y(c.points[len(c.points)-1].seconds) + 4
	}
	apart(names)
	for i, c := range curves {
		p.curve(&b, c, colours[i], names[i])
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// grid draws the lines of the powers of ten, their numbers, and the slope of a cost in
// proportion to the records.
func (p plane) grid(b *bytes.Buffer) {
	for e := int(p.x0); e <= int(p.x1); e++ {
		at := p.x(math.Pow10(e))
		fmt.Fprintf(b, "<path d=\"M%.1f %dV%d\" stroke=\"#ddd\"/>\n<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
			at, top, high-bottom, at, high-bottom+20, grouped(int64(math.Pow10(e))))
	}
	for e := int(p.y0); e <= int(p.y1); e++ {
		at := p.y(math.Pow10(e))
		fmt.Fprintf(b, "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>\n<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g s</text>\n",
			left, at, wide-right, left-8, at+4, math.Pow10(e))
	}
	fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">records</text>\n", (left+wide-right)/2, high-16)
	run := min(p.x1-p.x0, p.y1-p.y0)
	x, y := p.x(math.Pow(10, p.x1)), p.y(math.Pow(10, p.y0))
	fmt.Fprintf(b, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#767676\" stroke-dasharray=\"5 5\"/>\n<text x=\"%.1f\" y=\"%.1f\" fill=\"#595959\" text-anchor=\"end\">dashed: in proportion</text>\n",
		p.x(math.Pow(10, p.x1-run)), y, x, p.y(math.Pow(10, p.y0+run)), x-6, y-6)
}

// curve draws one engine, its name at the height given.
func (p plane) curve(b *bytes.Buffer, c curve, colour string, name float64) {
	var path strings.Builder
	for i, at := range c.points {
		x, y := p.x(float64(at.n)), p.y(at.seconds)
		fmt.Fprintf(&path, "%c%.1f %.1f", "ML"[min(i, 1)], x, y)
		fmt.Fprintf(b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n", x, y, colour)
	}
	last := c.points[len(c.points)-1]
	fmt.Fprintf(b, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", path.String(), colour)
	fmt.Fprintf(b, "<path d=\"M%.1f %.1fL%d %.1f\" stroke=\"%s\" stroke-width=\"0.7\" stroke-dasharray=\"1 3\"/>\n<text x=\"%d\" y=\"%.1f\">%s</text>\n",
		p.x(float64(last.n)), p.y(last.seconds), wide-right+6, name-4, colour, wide-right+10, name, html.EscapeString(c.name))
}

// apart moves the names of curves down until none covers another.
func apart(at []float64) {
	order := make([]int, len(at))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(at[a], at[b]), cmp.Compare(a, b)) })
	for k := 1; k < len(order); k++ {
		at[order[k]] = max(at[order[k]], at[order[k-1]]+15)
	}
}

// told is the drawing in words.
func told(curves []curve) string {
	var all []string
	for _, c := range curves {
		var points []string
		for _, p := range c.points {
			points = append(points, fmt.Sprintf("%s records in %s s", grouped(p.n), short(p.seconds)))
		}
		all = append(all, c.name+": "+strings.Join(points, ", "))
	}
	return strings.Join(all, ". ") + "."
}
