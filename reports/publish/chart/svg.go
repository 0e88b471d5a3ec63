package chart

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
)

// SVGOptions says how a drawing stands in its file or page.
type SVGOptions struct {
	ID    string // prefix of every id: the SVG's title is ID.title, its n-th value label ID.1, ID.2 …
	Class string // of the svg element; "" for none
	Title string // the text alternative; once, named by aria-labelledby
	Desc  string // the description; once, named by aria-describedby. "" for none
	// Values, where not nil, is a chart whose every value follows the description: for
	// a drawing that stands without its table.
	Values *reports.Chart
	Lang   string // "" where the page says it
	// Alone marks a file of its own: namespace, font and white ground included.
	Alone bool
}

// A ValueLabel is a figure's text in an SVG: the element with ID holds Text.
type ValueLabel struct {
	ID     string
	Figure *reports.Figure
	Text   string
}

// SVG writes a drawing as an SVG element: an image with a title and a
// description, whose text stays text. It returns the value labels with the ids
// by which they can be read back.
func SVG(d *Drawing, o SVGOptions) ([]byte, []ValueLabel) {
	w := &svg{id: o.ID, alone: o.Alone}
	w.put(`<svg`)
	if o.Alone {
		w.attr("xmlns", "http://www.w3.org/2000/svg")
		w.attr("font-family", `Arial, Helvetica, "Liberation Sans", sans-serif`)
	}
	if o.Class != "" {
		w.attr("class", o.Class)
	}
	if o.Lang != "" {
		w.attr("xml:lang", o.Lang)
	}
	w.attr("viewBox", "0 0 "+num(d.W)+" "+num(d.H))
	if o.Alone {
		w.attr("width", num(d.W))
		w.attr("height", num(d.H))
	}
	w.attr("font-size", num(size))
	if w.fill = commonFill(d.Ops); w.fill != "" {
		w.attr("fill", string(w.fill))
	}
	w.attr("role", "img")
	w.attr("aria-labelledby", o.ID+".title")
	if o.Desc != "" || o.Values != nil {
		w.attr("aria-describedby", o.ID+".desc")
	}
	w.put(">")
	w.element("title", o.ID+".title", o.Title)
	switch {
	case o.Values != nil:
		w.values(o.Desc, o.Values)
	case o.Desc != "":
		w.element("desc", o.ID+".desc", o.Desc)
	}
	if o.Alone {
		w.put(`<rect width="` + num(d.W) + `" height="` + num(d.H) + `" fill="#FFFFFF"/>`)
	}
	w.ops(d.Ops)
	w.put("</svg>")
	return w.b.Bytes(), w.labels
}

type svg struct {
	b      bytes.Buffer
	alone  bool
	id     string
	fill   reports.Colour // of most texts: said once, on the svg element
	labels []ValueLabel
}

func commonFill(ops []Op) reports.Colour {
	for _, op := range ops {
		if op.Kind == Text {
			return op.Fill
		}
	}
	return ""
}

func (w *svg) put(s string) { w.b.WriteString(s) }

func (w *svg) attr(name, value string) { w.put(w.attribute(name, value)) }

// attribute is an attribute; within a page, without quotes where it needs none.
func (w *svg) attribute(name, value string) string {
	if !w.alone && Bare(value) {
		return " " + name + "=" + value
	}
	return " " + name + `="` + Escape(value) + `"`
}

// end closes an element that holds nothing. The space keeps the stroke out of a
// value without quotes.
func (w *svg) end() {
	if !w.alone {
		w.put(" ")
	}
	w.put("/>")
}

func (w *svg) element(name, id, text string) {
	w.put("<" + name)
	w.attr("id", id)
	w.put(">" + Escape(text) + "</" + name + ">")
}

// values writes the description with every value of the chart, each in an element
// of its own that can be read back.
func (w *svg) values(said string, c *reports.Chart) {
	w.put("<desc")
	w.attr("id", w.id+".desc")
	w.put(">")
	w.element("tspan", w.id+".said", said)
	for _, s := range c.Series {
		w.put(" " + Escape(s.Label) + ":")
		for i, f := range s.Points {
			if i > 0 {
				w.put(";")
			}
			w.put(" " + Escape(Label(c.Cats[i])) + " ")
			w.element("tspan", w.label(f, Value(f)), Value(f))
		}
		w.put(".")
	}
	w.put("</desc>")
}

// label notes a figure's text and returns the id of its element.
func (w *svg) label(f *reports.Figure, text string) string {
	id := w.id + "." + strconv.Itoa(len(w.labels)+1)
	w.labels = append(w.labels, ValueLabel{id, f, text})
	return id
}

// manyPoints is the number of points of a line above which half a pixel is not told.
const manyPoints = 20

// ops writes the marks and then the words, which stand over them. Neighbours
// that look alike are a group that says so once.
func (w *svg) ops(ops []Op) {
	ordered := slices.Clone(ops)
	slices.SortStableFunc(ordered, func(a, b Op) int { return above(a) - above(b) })
	for len(ordered) > 0 {
		look, n := w.look(ordered[0]), 1
		for n < len(ordered) && above(ordered[n]) == above(ordered[0]) && w.look(ordered[n]) == look {
			n++
		}
		group := n > 2 && look != ""
		if group {
			w.put("<g" + look + ">")
			look = ""
		}
		for _, op := range ordered[:n] {
			w.op(op, look)
		}
		if group {
			w.put("</g>")
		}
		ordered = ordered[n:]
	}
}

// above is 0 of a mark, 1 of words.
func above(op Op) int {
	if op.Kind == Text {
		return 1
	}
	return 0
}

// op writes one step of the drawing; look is what its group does not say.
func (w *svg) op(op Op, look string) {
	switch op.Kind {
	case Rect:
		w.put("<rect")
		w.numbers("x", op.X, "y", op.Y, "width", op.W, "height", op.H)
		w.put(look)
		w.end()
	case Line:
		w.put("<line")
		at := math.Round // an axis or a grid line
		if op.Width > 1 {
			at = round // what parts two colours stands where they meet
		}
		w.numbers("x1", at(op.X), "y1", at(op.Y), "x2", at(op.X2), "y2", at(op.Y2))
		w.put(look)
		w.end()
	case Path:
		name := "polyline"
		if op.Fill != "" {
			name = "polygon"
		}
		w.put("<" + name + ` points="`)
		for i, p := range op.Points {
			if i > 0 {
				w.put(" ")
			}
			if len(op.Points) > manyPoints {
				p.X, p.Y = math.Round(p.X), math.Round(p.Y)
			}
			w.put(num(p.X) + "," + num(p.Y))
		}
		w.put(`"` + look)
		w.end()
	case Text:
		w.put("<text")
		if op.Figure != nil {
			w.attr("id", w.label(op.Figure, op.Text))
		}
		w.numbers("x", math.Round(op.X), "y", math.Round(op.Y)) // half a pixel tells nobody anything
		w.put(look + ">" + Escape(op.Text) + "</text>")
	}
}

// look is how a step looks, as attributes.
func (w *svg) look(op Op) (look string) {
	add := func(name, value string) { look += w.attribute(name, value) }
	switch op.Kind {
	case Rect:
		add("fill", string(op.Fill))
	case Path:
		if op.Fill != "" {
			add("fill", string(op.Fill))
		} else {
			add("fill", "none")
		}
	case Text:
		if op.Anchor != Start {
			add("text-anchor", [...]string{"start", "middle", "end"}[op.Anchor])
		}
		if op.Size != size {
			add("font-size", num(op.Size))
		}
		if op.Bold {
			add("font-weight", "bold")
		}
		if op.Fill != w.fill {
			add("fill", string(op.Fill))
		}
		return look
	}
	if op.Stroke == "" || op.Kind == Rect {
		return look
	}
	add("stroke", string(op.Stroke))
	if op.Width != 1 {
		add("stroke-width", num(op.Width))
	}
	if op.Dash != nil {
		parts := make([]string, len(op.Dash))
		for i, d := range op.Dash {
			parts[i] = num(d)
		}
		add("stroke-dasharray", strings.Join(parts, " "))
	}
	if op.Kind == Path {
		add("stroke-linejoin", "round")
	}
	return look
}

func (w *svg) numbers(pairs ...any) {
	for i := 0; i < len(pairs); i += 2 {
		if n := pairs[i+1].(float64); n != 0 || w.alone { // 0 is what each is without
			w.attr(pairs[i].(string), num(n))
		}
	}
}

// Bare says whether HTML takes an attribute's value without quotes: letters,
// digits and some marks, with no "/" at the end, which could be the element's.
func Bare(value string) bool {
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_.:/@#+", c) >= 0:
		default:
			return false
		}
	}
	return value != "" && value[len(value)-1] != '/'
}

func num(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// Escape is a text as XML and HTML take it, in an element or in double quotes.
// Characters XML cannot hold at all become U+FFFD.
func Escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF:
			b.WriteRune('\uFFFD')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
