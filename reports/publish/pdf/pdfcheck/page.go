package pdfcheck

import (
	"bytes"
	"errors"
	"fmt"

	"despatch/reports"
)

// A page is one page and what was drawn on it.
type page struct {
	ref   ref
	dict  dict
	box   [4]float64
	marks []content // by their numbers
	said  string    // what the marks show, one after the other
	fills []fill
}

// mark is the marked content of a number, nil where there is none.
func (p *page) mark(mcid int) *content {
	if mcid < 0 || mcid >= len(p.marks) || !p.marks[mcid].there {
		return nil
	}
	return &p.marks[mcid]
}

// A content is one marked content.
type content struct {
	there    bool // a number may be left out
	from, to int32
	role     string
	actual   string
	owner    *node // the element that holds it
}

// text is what a reader is told: the replacement where there is one.
func (c *content) text(p *page) string {
	if c.actual != "" {
		return c.actual
	}
	return p.said[c.from:c.to]
}

// A fill is a filled rectangle: what text may stand on.
type fill struct {
	x, y, x2, y2 float64
	colour       reports.Colour
}

func (f *File) readPages() error {
	root := f.dict(f.catalog.at("Pages"))
	kids, _ := f.get(root.at("Kids")).(array)
	if len(kids) == 0 {
		return errors.New("the PDF has no pages")
	}
	for i, k := range kids {
		r, _ := k.(ref)
		d := f.dict(k)
		if d == nil || d.at("Type") != name("Page") {
			return fmt.Errorf("page %d is no page", i+1)
		}
		box, ok := f.get(d.at("MediaBox")).(array)
		if !ok {
			box, _ = f.get(root.at("MediaBox")).(array)
		}
		p := &page{ref: r, dict: d}
		for j := range min(4, len(box)) {
			p.box[j], _ = box[j].(float64)
		}
		f.pages = append(f.pages, p)
		f.byPage[r] = i
	}
	in := &interpreter{f: f, colours: map[[3]float64]reports.Colour{}, contrasts: map[[2]reports.Colour]float64{}}
	for i, p := range f.pages {
		st, ok := f.get(p.dict.at("Contents")).(stream)
		if !ok {
			return fmt.Errorf("page %d has no content", i+1)
		}
		data, err := f.unpack(st)
		if err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
		in.data = append(in.data[:0], data...) // what a page names is unpacked on the way
		if err := in.page(p, i+1); err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return nil
}

// state is what q keeps and Q brings back.
type state struct {
	colour reports.Colour
	font   *typeface
	size   float64
}

// An interpreter follows a page's operators.
type interpreter struct {
	state
	f       *File
	p       *page
	n       int
	fonts   dict
	kept    []state
	args    []operand
	strings []byte  // what operands of the operator being read show
	open    int     // the number of the marked content it is within, or -1
	within  bool    // within marked content or an artifact
	x, y    float64 // where text begins
	rects   []fill  // of the path being made
	data    []byte
	said    []byte // what marked contents show

	colours   map[[3]float64]reports.Colour
	contrasts map[[2]reports.Colour]float64
}

// An operand is a number, a string in brackets, or any other value.
type operand struct {
	number float64
	text   []byte
	value  any
}

// page follows one page.
func (in *interpreter) page(p *page, n int) error {
	in.state, in.p, in.n, in.fonts = state{colour: "#000000"}, p, n, in.f.dict(in.f.dict(p.dict.at("Resources")).at("Font"))
	in.kept, in.args, in.rects, in.said = in.kept[:0], in.args[:0], nil, in.said[:0]
	in.open, in.within, in.x, in.y = -1, false, 0, 0
	err := in.run()
	p.said = string(in.said)
	return err
}

func (in *interpreter) run() error {
	s := &scanner{b: in.data, pool: in.f.pool}
	for {
		s.skip()
		if s.at >= len(s.b) {
			break
		}
		o, err := in.operand(s)
		if err != nil {
			return err
		}
		if o != nil {
			in.do(string(o))
			in.args, in.strings = in.args[:0], in.strings[:0]
		} else if len(in.args) > 64 {
			return errors.New("an operator has too many operands")
		}
	}
	if in.within {
		in.find("O058", "its last marked content is not closed")
	}
	return nil
}

// operand reads the next operand or gives the operator that stands there.
func (in *interpreter) operand(s *scanner) ([]byte, error) {
	switch c := s.b[s.at]; {
	case c == '(':
		from := len(in.strings)
		var err error
		if in.strings, err = s.appendLiteral(in.strings); err != nil {
			return nil, err
		}
		in.args = append(in.args, operand{text: in.strings[from:]})
		return nil, nil
	case class[c] == 0:
		from := s.at
		w := s.word()
		if n, ok := number(w); ok {
			in.args = append(in.args, operand{number: n})
			return nil, nil
		}
		if c != 't' && c != 'f' && c != 'n' {
			return w, nil
		}
		s.at = from
	}
	v, err := s.value()
	if o, ok := v.(op); ok {
		return []byte(o), err
	}
	in.args = append(in.args, operand{value: v})
	return nil, err
}

func (in *interpreter) find(id, format string, args ...any) {
	in.f.find(id, "page %d: "+format, append([]any{in.n}, args...)...)
}

func (in *interpreter) num(i int) float64 {
	if i < len(in.args) {
		return in.args[i].number
	}
	return 0
}

func (in *interpreter) do(o string) {
	switch o {
	case "BDC", "BMC":
		in.begin()
	case "EMC":
		if !in.within {
			in.find("O058", "marked content is closed that was not open")
		}
		in.close()
	case "q":
		if in.kept = append(in.kept, in.state); len(in.kept) > 1000 {
			in.kept = in.kept[1:]
		}
	case "Q":
		if n := len(in.kept); n > 0 {
			in.state, in.kept = in.kept[n-1], in.kept[:n-1]
		}
	case "g":
		in.colour = in.rgb(in.num(0), in.num(0), in.num(0))
	case "rg":
		in.colour = in.rgb(in.num(0), in.num(1), in.num(2))
	case "Tf":
		if n, ok := in.args0().value.(name); ok {
			in.font = in.f.typeface(in.fonts.at(string(n)))
		}
		in.size = in.num(1)
	case "Td":
		in.x, in.y = in.num(0), in.num(1)
	case "BT":
		in.x, in.y = 0, 0
	case "Tj":
		in.draws(o)
		in.show()
	case "TJ", "'", "\"", "Do", "sh", "BI":
		in.draws(o)
		in.find("O058", "%s is an operator despatch does not use", o)
	case "re":
		x, y, x2, y2 := in.num(0), in.num(1), in.num(0)+in.num(2), in.num(1)+in.num(3)
		in.rects = append(in.rects, fill{min(x, x2), min(y, y2), max(x, x2), max(y, y2), in.colour})
	case "f", "F", "f*", "B", "B*", "b", "b*":
		in.draws(o)
		in.graphics()
		if len(in.p.fills)+len(in.rects) < 5000 {
			in.p.fills = append(in.p.fills, in.rects...)
		}
		in.rects = in.rects[:0]
	case "S", "s":
		in.draws(o)
		in.rects = in.rects[:0]
	case "n":
		in.rects = in.rects[:0]
	}
}

// graphics: what a drawing fills stands out from the page (WCAG 1.4.11).
func (in *interpreter) graphics() {
	if in.open < 0 || len(in.rects) == 0 || in.colour == "#FFFFFF" {
		return
	}
	if c := in.contrast(in.colour, "#FFFFFF"); c < 3 {
		in.find("O067", "a drawing is filled with %s, whose contrast with the page is %.2f; it needs 3", in.colour, c)
	}
}

func (in *interpreter) args0() operand {
	if len(in.args) > 0 {
		return in.args[0]
	}
	return operand{}
}

// close ends the marked content at hand.
func (in *interpreter) close() {
	if in.open >= 0 {
		in.p.marks[in.open].to = int32(len(in.said))
	}
	in.open, in.within = -1, false
}

// draws refuses what leaves a trace outside marked content (P03).
func (in *interpreter) draws(o string) {
	if !in.within {
		in.find("O058", "%s draws outside marked content", o)
	}
}

func (in *interpreter) begin() {
	if in.within {
		in.find("O058", "marked content is opened within marked content")
	}
	in.close()
	in.within = true
	if len(in.args) != 2 {
		in.find("O058", "marked content has no properties")
		return
	}
	role, _ := in.args[0].value.(name)
	d, _ := in.args[1].value.(dict)
	if role == "Artifact" {
		return
	}
	n, ok := d.at("MCID").(float64)
	if !ok {
		in.find("O058", "marked content %q has no number", role)
		return
	}
	if n < 0 || n > float64(len(in.p.marks)+farAhead) {
		in.find("O058", "marked content %q has the number %.0f, far from those before it", role, n)
		return
	}
	for len(in.p.marks) <= int(n) {
		in.p.marks = append(in.p.marks, content{})
	}
	if in.p.mark(int(n)) != nil {
		in.find("O059", "the number %d is given to two marked contents", int(n))
		return
	}
	in.open = int(n)
	in.p.marks[in.open] = content{there: true, from: int32(len(in.said)), to: int32(len(in.said)), role: string(role), actual: in.f.words(d.at("ActualText"))}
}

// farAhead is by how much the number of a marked content may go beyond the next.
const farAhead = 1000

// show reads what Tj shows through the font's ToUnicode, and checks glyphs,
// contrast and size on the way.
func (in *interpreter) show() {
	if in.font == nil {
		in.find("O066", "text is shown without a font")
		return
	}
	from := len(in.said)
	in.said = in.font.decode(in.f, in.said, in.args0().text)
	empty := len(bytes.TrimSpace(in.said[from:])) == 0
	if in.open < 0 {
		in.said = in.said[:from]
	} else if in.size < 11.99 && !empty {
		in.find("O067", "text of %.1f points; all that is content has 12 or more (P12)", in.size)
	}
	if empty {
		return
	}
	ground := reports.Colour("#FFFFFF")
	x, y := in.x+0.5, in.y+in.size*0.3
	for i := len(in.p.fills) - 1; i >= 0; i-- {
		if r := in.p.fills[i]; x >= r.x && x <= r.x2 && y >= r.y && y <= r.y2 {
			ground = r.colour
			break
		}
	}
	if c := in.contrast(in.colour, ground); c < 4.5 {
		in.find("O067", "text of colour %s on %s has a contrast of %.2f; it needs 4.5", in.colour, ground, c)
	}
}

// enoughColours is how many colours are remembered.
const enoughColours = 1000

func (in *interpreter) rgb(r, g, b float64) reports.Colour {
	key := [3]float64{r, g, b}
	c, ok := in.colours[key]
	if !ok {
		h := func(v float64) int { return int(min(max(v, 0), 1)*255 + 0.5) }
		c = reports.Colour(fmt.Sprintf("#%02X%02X%02X", h(r), h(g), h(b)))
		if len(in.colours) < enoughColours {
			in.colours[key] = c
		}
	}
	return c
}

func (in *interpreter) contrast(a, b reports.Colour) float64 {
	key := [2]reports.Colour{a, b}
	c, ok := in.contrasts[key]
	if !ok {
		c = reports.Contrast(a, b)
		if len(in.contrasts) < enoughColours {
			in.contrasts[key] = c
		}
	}
	return c
}
