// Package chart draws a chart once for every format that shows it: from the
// cells of a reports.Chart to a list of rectangles, lines, paths and texts, laid
// out by the widths of the real font. It writes that list as SVG; other formats
// put it on their own page. It never works out a figure: a withheld cell has no
// bar and its symbol as a label, a true zero shows 0.
package chart

import (
	"math"
	"strings"

	"despatch/reports"
)

// The widths charts are drawn at. Text is 16 units in both, so a wide drawing put
// on 480 points of paper has text of 12 points.
const (
	Wide   = 640.0
	Narrow = 330.0
)

// Kind says what an Op draws.
type Kind uint8

// The kinds.
const (
	Rect Kind = iota // X, Y, W, H filled with Fill
	Line             // X, Y to X2, Y2 with Stroke
	Path             // Points joined by Stroke, or the area within them filled with Fill
	Text             // Text with its anchor at X and its baseline at Y, coloured Fill
)

// Anchor says which point of a text stands at its X.
type Anchor uint8

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// A Point is a point of a path.
type Point struct{ X, Y float64 }

// An Op is one mark of a drawing. Y grows downward; every number is rounded to 0.1.
type Op struct {
	Kind   Kind
	X, Y   float64
	W, H   float64        // Rect
	X2, Y2 float64        // Line
	Points []Point        // Path: at least two, or, with Fill, a closed area
	Fill   reports.Colour // Rect, Text, filled Path
	Stroke reports.Colour // Line, open Path
	Width  float64        // of the stroke
	Dash   []float64      // lengths on and off; nil: solid

	Anchor Anchor
	Size   float64
	Bold   bool
	Text   string
	Figure *reports.Figure // the figure the text or mark shows: on value labels, bars and segments
	Scale  bool            // a text that is a number of the axis, which is no figure
}

// A Drawing is a chart laid out. Marks are in painting order.
type Drawing struct {
	W, H float64
	Ops  []Op
	Cuts []Cut // where it may be taken apart over pages, from the top
}

// A Cut is white across a drawing, between two rows of panels.
type Cut struct {
	Y    float64
	From int // the first panel below it
}

// Draw lays a chart out at a width: Wide or Narrow, or another. It is a pure
// function of its arguments and never fails; what a chart may not be is the
// business of Check.
func Draw(c *reports.Chart, th reports.Theme, width float64, m *Metrics) *Drawing {
	p := &pen{m: m, look: newLook(th), w: width}
	switch {
	case len(c.Cats) == 0 || len(c.Series) == 0:
	case c.Panels:
		p.panels(c)
	case c.Kind == reports.Lines:
		p.lines(c)
	case c.Kind == reports.StackedBars:
		p.stacked(c)
	default:
		p.bars(c)
	}
	return &Drawing{W: round(width), H: round(p.y), Ops: p.ops, Cuts: p.cuts}
}

// Label is how a category reads along an axis: "Most serious, Murder". A part
// that repeats the one before it is said once.
func Label(h reports.Head) string {
	var parts []string
	for _, l := range h.Labels {
		if l != "" && (len(parts) == 0 || parts[len(parts)-1] != l) {
			parts = append(parts, l)
		}
	}
	return strings.Join(parts, ", ")
}

// Value is how a figure reads at the end of its bar: "1,023", "34.7%", "[c]".
func Value(f *reports.Figure) string {
	if f.Unit == reports.Pct {
		return f.Text()
	}
	return f.Cell.String()
}

// look is the theme with its gaps filled, as reports.Chart may come with none.
type look struct {
	text, secondary, rule reports.Colour
	palette               []reports.Colour
}

// grid is decoration only: values stand at the marks and in the table.
const grid reports.Colour = "#D9D9D9"

func newLook(th reports.Theme) look {
	l := look{th.Text, th.Secondary, th.Secondary, th.Palette}
	if l.text == "" {
		l.text = "#0B0C0C"
	}
	if l.secondary == "" {
		l.secondary, l.rule = "#505A5F", "#505A5F"
	}
	if len(l.palette) == 0 {
		l.palette = []reports.Colour{"#12436D", "#F46A25", "#801650", "#28A197", "#3D3D3D", "#A285D1"}
	}
	return l
}

// series is the colour of a series: the same in each chart of a pack (C18).
func (l look) series(i int) reports.Colour { return l.palette[i%len(l.palette)] }

// on is the text colour that reads best on a fill.
func (l look) on(fill reports.Colour) reports.Colour {
	if reports.Contrast("#FFFFFF", fill) >= reports.Contrast(l.text, fill) {
		return "#FFFFFF"
	}
	return l.text
}

// The measures of all drawings, in units of which a text is 16.
const (
	size    = 16.0
	leading = 20.0 // from a line of text to the next
	beside  = 8.0  // between a bar's end and its value
)

// pen collects the marks; y is how far down the drawing has come.
type pen struct {
	m    *Metrics
	look look
	w, y float64
	ops  []Op
	cuts []Cut
}

func round(x float64) float64 {
	r := math.Round(x*10) / 10
	if r == 0 {
		return 0 // never −0
	}
	return r
}

func (p *pen) rect(x, y, w, h float64, fill reports.Colour, f *reports.Figure) {
	p.ops = append(p.ops, Op{Kind: Rect, X: round(x), Y: round(y), W: round(w), H: round(h), Fill: fill, Figure: f})
}

func (p *pen) line(x, y, x2, y2 float64, stroke reports.Colour, width float64, dash []float64) {
	p.ops = append(p.ops, Op{Kind: Line, X: round(x), Y: round(y), X2: round(x2), Y2: round(y2), Stroke: stroke, Width: width, Dash: dash})
}

func (p *pen) path(points []Point, stroke reports.Colour, width float64, dash []float64) {
	p.ops = append(p.ops, Op{Kind: Path, Points: rounded(points), Stroke: stroke, Width: width, Dash: dash})
}

func (p *pen) area(points []Point, fill reports.Colour) {
	p.ops = append(p.ops, Op{Kind: Path, Points: rounded(points), Fill: fill})
}

func rounded(points []Point) []Point {
	out := make([]Point, len(points))
	for i, q := range points {
		out[i] = Point{round(q.X), round(q.Y)}
	}
	return out
}

// text puts a line of 16 units with the middle of its letters at y: the baseline
// is worked out, since renderers disagree about dominant-baseline.
func (p *pen) text(x, y float64, a Anchor, s string) *Op {
	if s == "" {
		return &Op{} // a mark of nothing is no mark
	}
	p.ops = append(p.ops, Op{Kind: Text, X: round(x), Y: round(y + 0.35*size), Anchor: a, Size: size, Text: s, Fill: p.look.text})
	return &p.ops[len(p.ops)-1]
}

// value puts a figure's label, bold.
func (p *pen) value(x, y float64, a Anchor, f *reports.Figure) *Op {
	op := p.text(x, y, a, Value(f))
	op.Bold, op.Figure = true, f
	return op
}

// lines16 puts lines of text under each other, the first centred on y+leading/2.
func (p *pen) stack(x, y float64, a Anchor, lines []string) {
	for i, l := range lines {
		p.text(x, y+leading*(float64(i)+0.5), a, l)
	}
}

// key names the series above the drawing in the order of the data (C14), each
// beside a sample of its mark, and moves y below it.
func (p *pen) key(c *reports.Chart, sample func(i int, x, y float64)) {
	const mark, gap = 34.0, 24.0
	x := 0.0
	for i, s := range c.Series {
		lines := p.m.Wrap(s.Label, size, false, p.w-mark)
		w := mark + p.m.widest(lines)
		if x > 0 && (x+w > p.w || len(lines) > 1) {
			x = 0
			p.y += leading + 4
		}
		sample(i, x, p.y+leading/2)
		p.stack(x+mark, p.y, Start, lines)
		p.y += leading * float64(len(lines)-1)
		x += w + gap
	}
	p.y += leading + 12
}
