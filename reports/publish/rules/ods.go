package rules

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// readODS takes an OpenDocument spreadsheet apart into the same shape.
func readODS(f File) (*book, error) {
	a, err := unzip(f.Data)
	if err != nil {
		return nil, err
	}
	b := &book{file: f, ods: true, parts: map[string]bool{}}
	for name := range a.files {
		b.parts[name] = true
		if strings.HasPrefix(name, "Basic/") || strings.HasPrefix(name, "Scripts/") || strings.HasPrefix(name, "Object") {
			b.macros = append(b.macros, name)
		}
	}
	styles, err := a.tree("styles.xml")
	if err != nil {
		return nil, err
	}
	meta, err := a.tree("meta.xml")
	if err != nil {
		return nil, err
	}
	manifest, err := a.tree("META-INF/manifest.xml")
	if err != nil {
		return nil, err
	}
	manifest.each("file-entry", func(n *node) {
		if name := n.attr("full-path"); !strings.HasSuffix(name, "/") && !b.parts[name] {
			b.faults = append(b.faults, "the list of parts names "+name+", which is not there")
		}
	})
	b.odsProps(meta, styles)
	o := &odsReader{book: b, looks: map[string]int{}, sizes: map[string]float64{}, hidden: map[string]bool{}, raised: map[string]bool{}, styles: map[string]*odsStyle{}, formats: map[string]look{}}
	styles.each("style", o.learn)
	styles.each("header", o.bannered)
	styles.each("footer", o.bannered)
	r, err := a.open("content.xml")
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := o.scan(xml.NewDecoder(r)); err != nil {
		return nil, errors.New("content.xml: " + err.Error())
	}
	b.setBlankAside()
	return b, nil
}

func (b *book) odsProps(meta, styles *node) {
	m := meta.child("meta")
	var words []string
	m.each("keyword", func(n *node) { words = append(words, n.text) })
	b.props = props{title: m.child("title").all(), creator: m.child("creator").all(), keywords: strings.Join(words, ", ")}
	if m.child("initial-creator").all() != b.props.creator {
		b.props.creator = ""
	}
	b.props.lang = m.child("language").all()
	styles.each("default-style", func(n *node) {
		if n.attr("family") != "table-cell" {
			return
		}
		t := n.child("text-properties")
		if lang := t.attr("language") + "-" + t.attr("country"); lang != b.props.lang {
			b.props.lang = ""
		}
	})
}

// odsStyle is one style: its own settings, its parent and its number format.
type odsStyle struct {
	node   *node
	parent string
	format string
}

type odsReader struct {
	book    *book
	styles  map[string]*odsStyle // of cells
	formats map[string]look
	sizes   map[string]float64 // of rows and columns, in points
	hidden  map[string]bool    // tables that are not shown
	raised  map[string]bool    // styles of superscript and subscript
	looks   map[string]int     // resolved, by style
	header  bool               // the page's header or footer says something
}

func (o *odsReader) bannered(n *node) {
	if n.attr("display") != "false" && strings.TrimSpace(n.all()) != "" {
		o.header = true
	}
}

// learn keeps one style.
func (o *odsReader) learn(n *node) {
	name := n.attr("name")
	switch n.attr("family") {
	case "table-cell":
		o.styles[name] = &odsStyle{n, n.attr("parent-style-name"), n.attr("data-style-name")}
	case "table-row":
		o.sizes[name] = points(n.child("table-row-properties").attr("row-height"))
	case "table-column":
		o.sizes[name] = points(n.child("table-column-properties").attr("column-width"))
	case "table":
		o.hidden[name] = n.child("table-properties").attr("display") == "false"
	}
}

// points reads a length: 21.0pt, 2cm, 0.5in.
func points(s string) float64 {
	for unit, f := range map[string]float64{"pt": 1, "cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72} {
		if v, err := strconv.ParseFloat(strings.TrimSuffix(s, unit), 64); err == nil && strings.HasSuffix(s, unit) {
			return v * f
		}
	}
	return 0
}

// look is the resolved look of a style, kept once.
func (o *odsReader) look(name string) int {
	if i, ok := o.looks[name]; ok {
		return i
	}
	l := look{dp: -1}
	var chain []*odsStyle
	for at := name; len(chain) < 20; {
		s := o.styles[at]
		if s == nil {
			break
		}
		chain = append(chain, s)
		at = s.parent
	}
	for i := len(chain) - 1; i >= 0; i-- {
		l.apply(chain[i].node)
		if f, ok := o.formats[chain[i].format]; ok {
			l.dp, l.grouped = f.dp, f.grouped
		}
		if d := chain[i].node.attr("display-name"); d != "" {
			l.style = d
		}
	}
	if l.font == "" {
		l.font, l.size = "Arial", 12
	}
	o.book.looks = append(o.book.looks, l)
	o.looks[name] = len(o.book.looks) - 1
	return o.looks[name]
}

// apply lays a style's own settings over what its parents set.
func (l *look) apply(n *node) {
	c, p, t := n.child("table-cell-properties"), n.child("paragraph-properties"), n.child("text-properties")
	if v := c.attr("wrap-option"); v != "" {
		l.wrap = v == "wrap"
	}
	if v := c.attr("background-color"); v != "" {
		l.fill = v != "transparent"
	}
	for _, side := range []string{"border", "border-left", "border-right", "border-top", "border-bottom"} {
		if v := c.attr(side); v != "" {
			l.border = v != "none"
		}
	}
	if v := c.attr("rotation-angle"); v != "" {
		l.slant = v != "0"
	}
	switch p.attr("text-align") {
	case "start", "left":
		l.align = "left"
	case "end", "right":
		l.align = "right"
	case "center", "justify":
		l.align = p.attr("text-align")
	}
	if v := p.attr("margin-left"); v != "" {
		l.indent = int(points(v))
	}
	if v := t.attr("font-name"); v != "" {
		l.font = v
	}
	if v := t.attr("font-size"); v != "" {
		l.size = points(v)
	}
	if v := t.attr("font-weight"); v != "" {
		l.bold = v == "bold"
	}
	if v := t.attr("font-style"); v != "" {
		l.italic = v != "normal"
	}
	if v := t.attr("text-underline-style"); v != "" {
		l.under = v != "none"
	}
	if v := t.attr("color"); v != "" {
		l.colour = strings.ToUpper(v)
	}
	if t.attr("letter-spacing") != "" && t.attr("letter-spacing") != "normal" {
		l.slant = true
	}
}

// scan reads content.xml as a stream.
func (o *odsReader) scan(d *xml.Decoder) error {
	s := odsScan{o: o}
	for depth := 0; ; {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return io.ErrUnexpectedEOF
			}
			for _, x := range o.book.sheets {
				x.banner = o.header
			}
			return nil
		}
		if err != nil {
			return errors.New("is no sound XML")
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > deepest {
				return errDeep
			}
			s.start(t)
		case xml.EndElement:
			depth--
			s.end(t.Name)
		case xml.CharData:
			if s.paragraph > 0 {
				s.text.Write(t)
			}
		}
	}
}
