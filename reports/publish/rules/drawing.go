package rules

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"despatch/reports"
)

// A graphic is one drawing as written: an SVG file, or an SVG in a page.
type graphic struct {
	file     File
	at       string // "" for a file, "#progress.wide" in a page
	page     *page
	figure   *html.Node // the figure of the page it stands in
	root     *node
	w, h     float64
	title    string
	desc     string
	texts    []letters
	rects    []block
	strokes  []stroke
	spots    [][2]float64 // middles of filled shapes: the marks at lines' ends
	foreign  []string     // elements a drawing must not hold
	lines    bool         // series over time
	narrow   bool
	figures  map[string]*reports.ManifestFigure // by the id of a text
	stacked  bool
	swatches []block // of a key: a colour beside a name

	multiples bool       // small multiples: panels, each of which is looked at by itself
	panels    []*graphic // by its parts
}

// letters is one text of a drawing.
type letters struct {
	id, text, anchor, fill string
	x, y, size             float64
	bold                   bool
}

// block is one rectangle.
type block struct {
	x, y, w, h float64
	fill       string
}

// stroke is a line or a run of them.
type stroke struct {
	points [][2]float64
	colour string
	dash   string
	run    bool // a polyline: a series
}

// number reads a length of a drawing.
func number(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil {
		return 0
	}
	return f
}

// readSVG reads a drawing that is a file.
func readSVG(f File) (*graphic, error) {
	n, err := parse(f.Data)
	if err != nil {
		return nil, err
	}
	return draw(n, f, ""), nil
}

// svgOf is an SVG of a page as a tree of the same kind.
func svgOf(n *html.Node) *node {
	out := &node{name: n.Data}
	for _, a := range n.Attr {
		out.set(a.Key, a.Val)
	}
	for k := range n.ChildNodes() {
		switch k.Type {
		case html.TextNode:
			out.text += k.Data
		case html.ElementNode:
			out.kids = append(out.kids, svgOf(k))
		}
	}
	return out
}

// draw takes a drawing apart.
func draw(root *node, f File, at string) *graphic {
	g := &graphic{file: f, at: at, root: root, figures: map[string]*reports.ManifestFigure{}}
	box := strings.Fields(root.attr("viewBox"))
	if len(box) == 4 {
		g.w, g.h = number(box[2]), number(box[3])
	}
	g.narrow = g.w < 480
	g.title, g.desc = squeeze(root.child("title").all()), squeeze(root.child("desc").all())
	g.multiples = strings.HasPrefix(g.title, "Small multiples")
	g.lines = strings.HasPrefix(g.title, "Line") || strings.HasPrefix(g.title, "Small multiples, line")
	g.stacked = strings.HasPrefix(g.title, "Stacked")
	size, fill := number(root.attr("font-size")), root.attr("fill")
	var walk func(*node)
	walk = func(n *node) {
		for _, k := range n.kids {
			switch k.name {
			case "title", "desc":
			case "text":
				l := letters{id: k.attr("id"), text: squeeze(k.all()), anchor: k.attr("text-anchor"), fill: fill, size: size,
					x: number(k.attr("x")), y: number(k.attr("y")), bold: k.attr("font-weight") == "bold"}
				if v := k.attr("fill"); v != "" {
					l.fill = v
				}
				if v := k.attr("font-size"); v != "" {
					l.size = number(v)
				}
				if k.attr("transform") != "" || k.attr("rotate") != "" {
					g.foreign = append(g.foreign, "a turned text")
				}
				g.texts = append(g.texts, l)
			case "rect":
				g.rect(k)
			case "line":
				g.strokes = append(g.strokes, stroke{points: [][2]float64{{number(k.attr("x1")), number(k.attr("y1"))}, {number(k.attr("x2")), number(k.attr("y2"))}},
					colour: k.attr("stroke"), dash: k.attr("stroke-dasharray")})
			case "polyline":
				if points := pointsOf(k); len(points) > 0 {
					g.strokes = append(g.strokes, stroke{points: points, colour: k.attr("stroke"), dash: k.attr("stroke-dasharray"), run: true})
				}
			case "polygon":
				if points := pointsOf(k); len(points) > 0 {
					g.spots = append(g.spots, middle(points))
				}
			case "g":
				for _, kid := range k.kids { // what the group says, each of its kids says
					for _, a := range k.attrs {
						if kid.attr(a.Name.Local) == "" {
							kid.set(a.Name.Local, a.Value)
						}
					}
				}
				walk(k)
			default:
				g.foreign = append(g.foreign, k.name)
			}
			for _, a := range []string{"filter", "style", "opacity", "rx", "mask", "clip-path"} {
				if k.attr(a) != "" {
					g.foreign = append(g.foreign, k.name+" with "+a)
				}
			}
			if strings.HasPrefix(k.attr("fill"), "url(") {
				g.foreign = append(g.foreign, "a pattern or gradient")
			}
		}
	}
	walk(root)
	if g.multiples {
		g.panels = g.apart()
	}
	return g
}

// pointsOf are the points of a run of lines or of a shape.
func pointsOf(n *node) [][2]float64 {
	var out [][2]float64
	for p := range strings.FieldsSeq(n.attr("points")) {
		x, y, _ := strings.Cut(p, ",")
		out = append(out, [2]float64{number(x), number(y)})
	}
	return out
}

func middle(points [][2]float64) [2]float64 {
	var sum [2]float64
	for _, p := range points {
		sum[0], sum[1] = sum[0]+p[0], sum[1]+p[1]
	}
	n := float64(len(points))
	return [2]float64{sum[0] / n, sum[1] / n}
}

func (g *graphic) rect(k *node) {
	b := block{number(k.attr("x")), number(k.attr("y")), number(k.attr("width")), number(k.attr("height")), k.attr("fill")}
	switch {
	case b.w == g.w && b.h == g.h: // the ground of a file
		if contrast(b.fill, "#FFFFFF") != 1 {
			g.foreign = append(g.foreign, "a coloured ground")
		}
		return
	case k.attr("stroke") != "":
		g.foreign = append(g.foreign, "a border")
	}
	if b.w == 16 && b.h == 16 {
		g.swatches = append(g.swatches, b)
		return
	}
	g.rects = append(g.rects, b)
}

// place names the drawing, with a text of it where one is given.
func (g *graphic) place(l *letters) string {
	at := g.at
	if l != nil && l.id != "" {
		at = "#" + l.id
	}
	if at == "" {
		return "drawing"
	}
	return at
}

// labels are the values of the drawing: texts that are figures, in the drawing
// proper and not in the words around it.
func (g *graphic) labels() []*letters {
	var out []*letters
	top, bottom := g.body()
	for i := range g.texts {
		l := &g.texts[i]
		if l.id != "" && l.bold && l.y > top-4 && l.y < bottom+24 && l.size == 16 {
			out = append(out, l)
		}
	}
	return out
}

// body is where marks stand: below what a file says above its chart, and above its source.
func (g *graphic) body() (top, bottom float64) {
	top, bottom = g.h, 0
	for _, b := range g.rects {
		top, bottom = min(top, b.y), max(bottom, b.y+b.h)
	}
	for _, s := range g.strokes {
		for _, p := range s.points {
			top, bottom = min(top, p[1]), max(bottom, p[1])
		}
	}
	if top > bottom {
		return 0, g.h
	}
	return top, bottom
}

// A bar is a rectangle with the value written at it.
type bar struct {
	block
	label *letters
	value float64
}

// bars pairs values with rectangles of a chart of bars that are not stacked: the
// label beside the bar's end. A value without a bar has a block of no width.
func (g *graphic) bars() (out []bar, loose []block) {
	used := make([]bool, len(g.rects))
	for _, l := range g.labels() {
		b := bar{label: l, value: plain(l.text)}
		for i, r := range g.rects {
			mid := r.y + r.h/2
			near := l.x-(r.x+r.w) < 12 && l.x-(r.x+r.w) > 0 || l.anchor == "end" && r.x-l.x < 12 && r.x-l.x > 0
			if !used[i] && near && math.Abs(l.y-5.6-mid) < 1.2 {
				b.block, used[i] = r, true
				break
			}
		}
		out = append(out, b)
	}
	for i, r := range g.rects {
		if !used[i] {
			loose = append(loose, r)
		}
	}
	return out, loose
}

// plain is a printed number as a number; 0 for a symbol.
func plain(s string) float64 {
	return number(strings.TrimSuffix(bare(s), "%"))
}

var aboutTime = pattern(`^((January|February|March|April|May|June|July|August|September|October|November|December)\b.*)?\b(1[6-9]|20)[0-9]{2}$`)

// cats are the names along the bars: texts of the drawing's body that are no values.
func (g *graphic) cats() []*letters {
	var out []*letters
	top, bottom := g.body()
	for i := range g.texts {
		l := &g.texts[i]
		if l.id == "" && !l.bold && l.y > top-24 && l.y < bottom+4 && l.size == 16 {
			out = append(out, l)
		}
	}
	return out
}
