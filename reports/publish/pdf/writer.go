package pdf

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/bidi"
)

// A Doc is the pages being laid out and the structure tree above them. It
// records what is drawn; nothing reaches gofpdf before every rune was checked
// (engine.go), since gofpdf draws a missing glyph in silence and panics on others.
// All lengths are points, from the page's upper left. The first error sticks.
type Doc struct {
	root     *Elem
	pages    []*page
	faces    [2]*face // regular, bold
	links    []*link
	spots    map[string]spot
	outlines []outline
	missing  map[rune]string // where a rune no face can show was first met
	err      error
	now      *mark
	mark     mark                // what now points to
	segs     []seg               // the words of what is being broken into lines
	begins   map[string][]string // the opening operator of a role, by number
}

// A page is what is drawn on one page, in order.
type page struct {
	w, h  float64
	ops   []op
	mcids []*Elem // the element of each marked content
}

// A mark is the marked content or artifact being drawn.
type mark struct {
	page  int
	at    int // its opening op
	texts []string
	turn  bool // it holds text that runs from right to left
}

type opKind uint8

const (
	opBegin opKind = iota // s: the whole operator
	opEnd
	opText
	opRect
	opLine
	opPath
	opArea
)

// An op is one step of drawing.
type op struct {
	kind       opKind
	face       uint8 // of text: 0 regular, 1 bold
	colour     rgb
	x, y, w, h float64 // a line's end is w, h
	size       float64 // of text; a line's width
	s          string
	rare       *rare // nil for nearly all
}

// rare is what few ops have: a long table has hundreds of thousands of ops.
type rare struct {
	actual string // of opBegin: what the marked content reads, where not what it shows
	dash   []float64
	points [][2]float64
}

func (o op) extra() rare {
	if o.rare == nil {
		return rare{}
	}
	return *o.rare
}

type rgb [3]uint8

// colour is c, or other where the theme has none.
func colour(c, other reports.Colour) rgb {
	r, g, b, err := c.RGB()
	if err != nil {
		r, g, b, _ = other.RGB()
	}
	return rgb{uint8(r), uint8(g), uint8(b)}
}

// newDoc starts a document without pages.
func newDoc() *Doc {
	d := &Doc{root: &Elem{Role: "Document"}, spots: map[string]spot{}, missing: map[rune]string{}, begins: map[string][]string{}}
	parsed, err := fonts()
	if err != nil {
		d.err = fmt.Errorf("the text font: %w", err)
		return d
	}
	for i, f := range parsed {
		d.faces[i] = newFace(f)
	}
	return d
}

func (d *Doc) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// AddPage starts a page of w by h points.
func (d *Doc) AddPage(w, h float64) {
	if d.now != nil {
		d.fail(errors.New("a page was started within marked content"))
	}
	p := &page{w: w, h: h}
	if n := len(d.pages); n > 0 { // pages are much alike
		last := d.pages[n-1]
		p.ops = make([]op, 0, len(last.ops)+48) // running heads and feet come last
		p.mcids = make([]*Elem, 0, len(last.mcids)+4)
	}
	d.pages = append(d.pages, p)
}

func (d *Doc) last() (*page, int) { return d.pages[len(d.pages)-1], len(d.pages) - 1 }

// Mark draws the next marked content of e on the last page and returns its place, "p3#14".
func (d *Doc) Mark(e *Elem, draw func()) string {
	p, n := d.last()
	mcid := len(p.mcids)
	p.mcids = append(p.mcids, e)
	e.Kids = append(e.Kids, Kid{Page: n, MCID: mcid})
	d.within(n, d.begin(e.Role, mcid), draw)
	return "p" + strconv.Itoa(n+1) + "#" + strconv.Itoa(mcid)
}

// begin is the opening operator of a marked content; a table has the same on every page.
func (d *Doc) begin(role string, mcid int) string {
	known := d.begins[role]
	if mcid < len(known) && known[mcid] != "" {
		return known[mcid]
	}
	for len(known) <= mcid {
		known = append(known, "")
	}
	known[mcid] = "/" + role + " <</MCID " + strconv.Itoa(mcid)
	d.begins[role] = known
	return known[mcid]
}

// Artifact draws on page n what is no content: kind "Pagination" with sub "Header"
// or "Footer", "Layout", "Background".
func (d *Doc) Artifact(n int, kind, sub string, draw func()) {
	s := "/Artifact <</Type /" + kind
	if sub != "" {
		s += " /Attached [/" + map[string]string{"Header": "Top", "Footer": "Bottom"}[sub] + "] /Subtype /" + sub
	}
	d.within(n, s, draw)
}

func (d *Doc) within(n int, begin string, draw func()) {
	if d.now != nil {
		d.fail(errors.New("marked content within marked content"))
		return
	}
	p := d.pages[n]
	d.mark = mark{page: n, at: len(p.ops), texts: d.mark.texts[:0]}
	d.now = &d.mark
	p.ops = append(p.ops, op{kind: opBegin, s: begin})
	draw()
	if d.now.page == n && d.now.turn {
		p.ops[d.now.at].rare = &rare{actual: strings.Join(d.now.texts, "")}
	}
	p.ops = append(p.ops, op{kind: opEnd})
	d.now = nil
}

func (d *Doc) draw(o op) {
	if d.now == nil {
		d.fail(errors.New("something was drawn outside marked content"))
		return
	}
	p := d.pages[d.now.page]
	p.ops = append(p.ops, o)
}

// Text draws s with its baseline at y.
func (d *Doc) Text(x, y float64, s string, t look) {
	s = clean(s)
	f := d.faces[t.face()]
	shown := s
	if d.now != nil {
		d.now.texts = append(d.now.texts, s)
	}
	if bidi.RightToLeft(s) {
		shown = bidi.Visual(s)
		if d.now != nil {
			d.now.turn = true
		}
	}
	for _, r := range shown {
		if f.rune(r) < 0 {
			if _, ok := d.missing[r]; !ok {
				d.missing[r] = s
			}
		}
		f.use(r)
	}
	d.draw(op{kind: opText, x: x, y: y, s: shown, face: t.face(), size: t.size, colour: t.colour})
}

// Rect fills a rectangle.
func (d *Doc) Rect(x, y, w, h float64, c rgb) {
	d.draw(op{kind: opRect, x: x, y: y, w: w, h: h, colour: c})
}

// Line draws a line of the given width; dash is nil for a full one.
func (d *Doc) Line(x, y, x2, y2, width float64, c rgb, dash []float64) {
	d.draw(op{kind: opLine, x: x, y: y, w: x2, h: y2, size: width, colour: c, rare: dashed(dash)})
}

func dashed(dash []float64) *rare {
	if len(dash) == 0 {
		return nil
	}
	return &rare{dash: dash}
}

// Path draws a line through points.
func (d *Doc) Path(points [][2]float64, width float64, c rgb, dash []float64) {
	d.draw(op{kind: opPath, size: width, colour: c, rare: &rare{points: points, dash: dash}})
}

// Area fills what the points enclose.
func (d *Doc) Area(points [][2]float64, c rgb) {
	d.draw(op{kind: opArea, colour: c, rare: &rare{points: points}})
}

// Width is the width of s in t.
func (d *Doc) Width(s string, t look) float64 { return d.faces[t.face()].width(clean(s), t.size) }

// Link records one rectangle of a Link element on the last page and makes it the
// element's kid.
func (d *Doc) Link(e *Elem, x, y, w, h float64, to target) {
	p, n := d.last()
	l := &link{page: n, rect: [4]float64{x, p.h - y - h, x + w, p.h - y}, contents: to.contents, url: to.url, dest: to.dest, elem: e}
	d.links = append(d.links, l)
	e.Kids = append(e.Kids, Kid{Link: l})
}

// Spot names the place at y of the last page, for links.
func (d *Doc) Spot(name string, y float64) spot {
	p, n := d.last()
	s := spot{page: n, top: p.h - y}
	if _, ok := d.spots[name]; !ok && name != "" {
		d.spots[name] = s
	}
	return s
}

// A look is how text looks.
type look struct {
	size   float64
	bold   bool
	colour rgb
}

func (t look) face() uint8 {
	if t.bold {
		return 1
	}
	return 0
}

// A target is where a link leads, and the words that say so.
type target struct {
	url, dest, contents string
}

// unshown are the runes no face can show, in order.
func (d *Doc) unshown() []rune {
	var out []rune
	for r := range d.missing {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}
