package pdfcheck

import (
	"errors"
	"fmt"
	"strings"

	"despatch/reports"
)

// A page is one page and what was drawn on it.
type page struct {
	ref     ref
	dict    dict
	box     [4]float64
	marks   map[int]*content
	parents any // the page's entry in the parent tree
	fills   []fill
}

// A content is one marked content.
type content struct {
	role   string
	shown  strings.Builder
	actual string
	owner  *node // the element that holds it
}

// text is what a reader is told: the replacement where there is one.
func (c *content) text() string {
	if c.actual != "" {
		return c.actual
	}
	return c.shown.String()
}

// A fill is a filled rectangle: what text may stand on.
type fill struct {
	x, y, x2, y2 float64
	colour       reports.Colour
}

func (f *File) readPages() error {
	root := f.dict(f.catalog["Pages"])
	kids, _ := f.get(root["Kids"]).(array)
	if len(kids) == 0 {
		return errors.New("the PDF has no pages")
	}
	for i, k := range kids {
		r, _ := k.(ref)
		d := f.dict(k)
		if d == nil || d["Type"] != name("Page") {
			return fmt.Errorf("page %d is no page", i+1)
		}
		box, ok := f.get(d["MediaBox"]).(array)
		if !ok {
			box, _ = f.get(root["MediaBox"]).(array)
		}
		p := &page{ref: r, dict: d, marks: map[int]*content{}}
		for j := range min(4, len(box)) {
			p.box[j], _ = box[j].(float64)
		}
		f.pages = append(f.pages, p)
		f.byPage[r] = i
	}
	for i, p := range f.pages {
		st, ok := f.get(p.dict["Contents"]).(stream)
		if !ok {
			return fmt.Errorf("page %d has no content", i+1)
		}
		data, err := f.unpack(st)
		if err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
		in := &interpreter{f: f, p: p, n: i + 1, fonts: f.dict(f.dict(p.dict["Resources"])["Font"])}
		in.colour = "#000000"
		if err := in.run(data); err != nil {
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
	args    []any
	open    *content // within marked content
	within  bool     // within marked content or an artifact
	x, y    float64  // where text begins
	rects   []fill   // of the path being made
	strange bool     // colours that are not RGB
}

func (in *interpreter) run(data []byte) error {
	s := &scanner{b: data}
	for {
		s.skip()
		if s.at >= len(s.b) {
			break
		}
		v, err := s.value()
		if err != nil {
			return err
		}
		o, ok := v.(op)
		if !ok {
			if in.args = append(in.args, v); len(in.args) > 64 {
				return errors.New("an operator has too many operands")
			}
			continue
		}
		in.do(string(o))
		in.args = in.args[:0]
	}
	if in.within {
		in.find("O058", "its last marked content is not closed")
	}
	return nil
}

func (in *interpreter) find(id, format string, args ...any) {
	in.f.find(id, "page %d: "+format, append([]any{in.n}, args...)...)
}

func (in *interpreter) num(i int) float64 {
	if i < len(in.args) {
		n, _ := in.args[i].(float64)
		return n
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
		in.open, in.within = nil, false
	case "q":
		if in.kept = append(in.kept, in.state); len(in.kept) > 1000 {
			in.kept = in.kept[1:]
		}
	case "Q":
		if n := len(in.kept); n > 0 {
			in.state, in.kept = in.kept[n-1], in.kept[:n-1]
		}
	case "g":
		in.colour = rgb(in.num(0), in.num(0), in.num(0))
	case "rg":
		in.colour = rgb(in.num(0), in.num(1), in.num(2))
	case "Tf":
		if n, ok := in.args0().(name); ok {
			in.font = in.f.typeface(in.fonts[string(n)])
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
		in.rects = nil
	case "S", "s":
		in.draws(o)
		in.rects = nil
	case "n":
		in.rects = nil
	}
}

// graphics: what a drawing fills stands out from the page (WCAG 1.4.11).
func (in *interpreter) graphics() {
	if in.open == nil || len(in.rects) == 0 || in.colour == "#FFFFFF" {
		return
	}
	if c := reports.Contrast(in.colour, "#FFFFFF"); c < 3 {
		in.find("O067", "a drawing is filled with %s, whose contrast with the page is %.2f; it needs 3", in.colour, c)
	}
}

func (in *interpreter) args0() any {
	if len(in.args) > 0 {
		return in.args[0]
	}
	return nil
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
	in.within, in.open = true, nil
	if len(in.args) != 2 {
		in.find("O058", "marked content has no properties")
		return
	}
	role, _ := in.args[0].(name)
	d, _ := in.args[1].(dict)
	if role == "Artifact" {
		return
	}
	n, ok := d["MCID"].(float64)
	if !ok {
		in.find("O058", "marked content %q has no number", role)
		return
	}
	if in.p.marks[int(n)] != nil {
		in.find("O059", "the number %d is given to two marked contents", int(n))
		return
	}
	in.open = &content{role: string(role), actual: in.f.words(d["ActualText"])}
	in.p.marks[int(n)] = in.open
}

// show reads what Tj shows through the font's ToUnicode, and checks glyphs,
// contrast and size on the way.
func (in *interpreter) show() {
	t, _ := in.args0().(text)
	if in.font == nil {
		in.find("O066", "text is shown without a font")
		return
	}
	got := in.font.decode(in.f, string(t))
	if in.open != nil {
		in.open.shown.WriteString(got)
		if in.size < 11.99 && strings.TrimSpace(got) != "" {
			in.find("O067", "text of %.1f points; all that is content has 12 or more (P12)", in.size)
		}
	}
	if strings.TrimSpace(got) == "" {
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
	if c := reports.Contrast(in.colour, ground); c < 4.5 {
		in.find("O067", "text of colour %s on %s has a contrast of %.2f; it needs 4.5", in.colour, ground, c)
	}
}

func rgb(r, g, b float64) reports.Colour {
	h := func(v float64) int { return int(min(max(v, 0), 1)*255 + 0.5) }
	return reports.Colour(fmt.Sprintf("#%02X%02X%02X", h(r), h(g), h(b)))
}
