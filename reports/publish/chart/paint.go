package chart

import (
	"image"
	"image/color"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
	"golang.org/x/text/unicode/norm"

	"despatch/reports"
	"despatch/reports/publish/bidi"
)

// paint draws the marks on a white ground, density dots to a unit. It is a pure
// function: same marks, same dots.
func paint(d *Drawing, m *Metrics) image.Image {
	size := image.Rect(0, 0, int(math.Ceil(d.W*density)), int(math.Ceil(d.H*density)))
	few := newFew(size)
	if c := (&canvas{dots: few, size: size, m: m}); c.draw(d) {
		return few.ordered()
	}
	all := newFull(size)
	(&canvas{dots: all, size: size, m: m}).draw(d)
	return short(all.img)
}

// draw paints every mark, and says whether the ground could hold all their colours.
func (c *canvas) draw(d *Drawing) bool {
	for _, op := range d.Ops {
		switch op.Kind {
		case Rect:
			c.box(op.X, op.Y, op.X+op.W, op.Y+op.H, op.Fill)
		case Line:
			c.strokes([]Point{{op.X, op.Y}, {op.X2, op.Y2}}, op)
		case Path:
			if op.Fill != "" {
				c.area(op.Points, op.Fill)
			}
			if op.Stroke != "" {
				c.strokes(op.Points, op)
			}
		case Text:
			c.text(op)
		}
		if c.full {
			return false
		}
	}
	return true
}

// canvas takes marks in units of the drawing.
type canvas struct {
	dots dots
	size image.Rectangle
	full bool // the ground took no more colours
	m    *Metrics
	z    vector.Rasterizer
	mask []uint8 // of the shape being filled
	buf  sfnt.Buffer
}

// shades is how many steps the edge of a shape has between nothing and all of its
// ink: few enough for a picture to need a short palette, and too many to be seen.
const shades = 16

func ink(c reports.Colour) color.RGBA {
	r, g, b, err := c.RGB()
	if err != nil {
		return color.RGBA{A: 255}
	}
	return color.RGBA{uint8(r), uint8(g), uint8(b), 255}
}

// box fills an upright rectangle: each dot by the part of it that is covered.
func (c *canvas) box(x0, y0, x1, y1 float64, fill reports.Colour) {
	x0, y0, x1, y1 = x0*density, y0*density, x1*density, y1*density
	r := image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1)), int(math.Ceil(y1))).Intersect(c.size)
	if r.Empty() {
		return
	}
	part := func(at int, from, to float64) float64 { return min(float64(at+1), to) - max(float64(at), from) }
	with, was := ink(fill), math.NaN()
	c.mask = slices.Grow(c.mask[:0], r.Dx())[:r.Dx()]
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if tall := part(y, y0, y1); tall != was { // the same for all rows but the first and the last
			was = tall
			for x := range c.mask {
				c.mask[x] = uint8(max(0, math.Round(shades*tall*part(r.Min.X+x, x0, x1))))
			}
		}
		c.mix(r.Min.X, y, c.mask, with)
	}
}

func (c *canvas) mix(x, y int, parts []uint8, with color.RGBA) {
	c.full = !c.dots.mix(x, y, parts, with) || c.full
}

// area fills a closed shape.
func (c *canvas) area(points []Point, fill reports.Colour) {
	lo, hi := points[0], points[0]
	for _, p := range points {
		lo, hi = around(lo, hi, p)
	}
	c.fill(lo, hi, func(at func(Point) (float32, float32)) {
		x, y := at(points[0])
		c.z.MoveTo(x, y)
		for _, p := range points[1:] {
			x, y := at(p)
			c.z.LineTo(x, y)
		}
		c.z.ClosePath()
	}, fill)
}

// around is the box of two corners made large enough for a point.
func around(lo, hi, p Point) (Point, Point) {
	return Point{min(lo.X, p.X), min(lo.Y, p.Y)}, Point{max(hi.X, p.X), max(hi.Y, p.Y)}
}

// fill has a shape traced within the box of two corners, and fills it.
func (c *canvas) fill(lo, hi Point, trace func(at func(Point) (float32, float32)), fill reports.Colour) {
	r := image.Rect(int(math.Floor(lo.X*density)), int(math.Floor(lo.Y*density)), int(math.Ceil(hi.X*density))+1, int(math.Ceil(hi.Y*density))+1)
	r = r.Intersect(c.size)
	if r.Empty() {
		return
	}
	c.z.Reset(r.Dx(), r.Dy())
	trace(func(p Point) (float32, float32) {
		return float32(p.X*density) - float32(r.Min.X), float32(p.Y*density) - float32(r.Min.Y)
	})
	c.mask = slices.Grow(c.mask[:0], r.Dx()*r.Dy())[:r.Dx()*r.Dy()]
	clear(c.mask)
	mask := &image.Alpha{Pix: c.mask, Stride: r.Dx(), Rect: image.Rect(0, 0, r.Dx(), r.Dy())}
	c.z.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	with := ink(fill)
	for i, a := range c.mask {
		c.mask[i] = uint8((int(a)*shades + 127) / 255)
	}
	for y := range r.Dy() {
		c.mix(r.Min.X, r.Min.Y+y, c.mask[y*r.Dx():(y+1)*r.Dx()], with)
	}
}

// strokes draws a line through points: each stretch of it by itself, with round
// joins, dashed where the mark is.
func (c *canvas) strokes(points []Point, op Op) {
	half := max(op.Width, 1) / 2
	if len(op.Dash) == 0 && len(points) > 2 {
		for _, p := range points[1 : len(points)-1] {
			c.area(disc(p, half), op.Stroke)
		}
	}
	for _, s := range dashed(points, op.Dash) {
		c.stroke(s[0], s[1], half, op.Stroke)
	}
}

func (c *canvas) stroke(a, b Point, half float64, fill reports.Colour) {
	switch {
	case a.Y == b.Y:
		c.box(min(a.X, b.X), a.Y-half, max(a.X, b.X), a.Y+half, fill)
	case a.X == b.X:
		c.box(a.X-half, min(a.Y, b.Y), a.X+half, max(a.Y, b.Y), fill)
	default:
		long := math.Hypot(b.X-a.X, b.Y-a.Y)
		dx, dy := -(b.Y-a.Y)/long*half, (b.X-a.X)/long*half
		c.area([]Point{{a.X + dx, a.Y + dy}, {b.X + dx, b.Y + dy}, {b.X - dx, b.Y - dy}, {a.X - dx, a.Y - dy}}, fill)
	}
}

// disc is a circle as a shape of sixteen corners, which at these sizes is round.
func disc(at Point, radius float64) []Point {
	out := make([]Point, 16)
	for i := range out {
		sin, cos := math.Sincos(float64(i) * math.Pi / 8)
		out[i] = Point{at.X + radius*cos, at.Y + radius*sin}
	}
	return out
}

// dashed cuts the line through points into the stretches that are drawn.
func dashed(points []Point, dash []float64) (out [][2]Point) {
	at, left, on := 0, math.Inf(1), true
	if len(dash) > 0 {
		left = dash[0]
	}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		for {
			long := math.Hypot(b.X-a.X, b.Y-a.Y)
			if long <= left {
				if on && long > 0 {
					out = append(out, [2]Point{a, b})
				}
				left -= long
				break
			}
			mid := Point{a.X + (b.X-a.X)*left/long, a.Y + (b.Y-a.Y)*left/long}
			if on {
				out = append(out, [2]Point{a, mid})
			}
			a, on = mid, !on
			at = (at + 1) % len(dash)
			left = dash[at]
		}
	}
	return out
}

// text sets a line letter by letter, at the widths the layout was made with.
func (c *canvas) text(op Op) {
	f := c.m.regular
	if op.Bold {
		f = c.m.bold
	}
	x := op.X
	switch w := c.m.Width(op.Text, op.Size, op.Bold); op.Anchor {
	case Middle:
		x -= w / 2
	case End:
		x -= w
	}
	for _, r := range standing(op.Text) {
		c.letter(f, r, Point{x, op.Y}, op.Size, op.Fill)
		x += c.m.Width(string(r), op.Size, op.Bold)
	}
}

// standing is a text as it stands on paper: composed, marks without a shape left
// out, Hebrew from the right.
func standing(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, norm.NFC.String(s))
	if bidi.RightToLeft(s) {
		return bidi.Visual(s)
	}
	return s
}

func (c *canvas) letter(f *face, r rune, at Point, size float64, fill reports.Colour) {
	g, err := f.font.GlyphIndex(&c.buf, r)
	if err != nil || g == 0 {
		return // missing was asked before
	}
	shape, err := f.font.LoadGlyph(&c.buf, g, fixed.Int26_6(math.Round(size*density*64)), nil)
	if err != nil || len(shape) == 0 {
		return
	}
	place := func(p fixed.Point26_6) Point {
		return Point{at.X + float64(p.X)/64/density, at.Y + float64(p.Y)/64/density}
	}
	lo := place(shape[0].Args[0])
	hi := lo
	for _, s := range shape {
		for _, p := range s.Args[:arguments(s.Op)] {
			lo, hi = around(lo, hi, place(p))
		}
	}
	c.fill(lo, hi, func(on func(Point) (float32, float32)) {
		for _, s := range shape {
			x0, y0 := on(place(s.Args[0]))
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				c.z.MoveTo(x0, y0)
			case sfnt.SegmentOpLineTo:
				c.z.LineTo(x0, y0)
			case sfnt.SegmentOpQuadTo:
				x1, y1 := on(place(s.Args[1]))
				c.z.QuadTo(x0, y0, x1, y1)
			case sfnt.SegmentOpCubeTo:
				x1, y1 := on(place(s.Args[1]))
				x2, y2 := on(place(s.Args[2]))
				c.z.CubeTo(x0, y0, x1, y1, x2, y2)
			}
		}
		c.z.ClosePath()
	}, fill)
}

func arguments(op sfnt.SegmentOp) int {
	switch op {
	case sfnt.SegmentOpQuadTo:
		return 2
	case sfnt.SegmentOpCubeTo:
		return 3
	}
	return 1
}

// missing is the first letter of a drawing that its font has no shape for, and the
// text it stands in.
func (m *Metrics) missing(d *Drawing) (r rune, in string, ok bool) {
	var buf sfnt.Buffer
	for _, op := range d.Ops {
		f := m.regular
		if op.Bold {
			f = m.bold
		}
		for _, r := range standing(op.Text) {
			if g, err := f.font.GlyphIndex(&buf, r); err != nil || g == 0 {
				return r, op.Text, true
			}
		}
	}
	return 0, "", false
}
