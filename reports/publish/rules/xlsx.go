package rules

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// readXLSX takes an Office Open XML workbook apart.
func readXLSX(f File) (*book, error) {
	a, err := unzip(f.Data)
	if err != nil {
		return nil, err
	}
	b := &book{file: f, parts: map[string]bool{}}
	for name := range a.files {
		b.parts[name] = true
		for _, code := range []string{"vbaProject", "externalLinks/", "connections.xml", "queryTables/", "macrosheets/", "embeddings/", "activeX/"} {
			if strings.Contains(name, code) {
				b.macros = append(b.macros, name)
			}
		}
	}
	wb, err := a.tree("xl/workbook.xml")
	if err != nil {
		return nil, err
	}
	rels := b.relations(a, "xl/workbook.xml")
	shared, err := sharedTexts(a)
	if err != nil {
		return nil, err
	}
	styles, err := a.tree("xl/styles.xml")
	if err != nil {
		return nil, err
	}
	b.looks = xlsxLooks(styles)
	if core, err := a.tree("docProps/core.xml"); err == nil {
		b.props = props{core.child("title").all(), core.child("creator").all(), core.child("language").all(), core.child("keywords").all()}
	}
	b.active, _ = strconv.Atoi(wb.path("bookViews", "workbookView").attr("activeTab"))
	sheets := wb.child("sheets")
	if sheets == nil {
		return nil, errors.New("the workbook names no sheets")
	}
	for _, n := range sheets.kids {
		s := &sheet{name: n.attr("name")}
		state := n.attr("state")
		s.hidden = state != "" && state != "visible"
		if err := b.readSheet(a, s, rels[n.attr("id")].target, shared); err != nil {
			return nil, errors.New("worksheet " + s.name + ": " + err.Error())
		}
		b.sheets = append(b.sheets, s)
	}
	b.setBlankAside()
	return b, nil
}

type relation struct{ target, kind string }

// relations are those of a part; one that leads to no part of the file is a fault.
func (b *book) relations(a *archive, part string) map[string]relation {
	out := map[string]relation{}
	name := path.Dir(part) + "/_rels/" + path.Base(part) + ".rels"
	if a.files[name] == nil {
		return out
	}
	n, err := a.tree(name)
	if err != nil {
		b.faults = append(b.faults, err.Error())
		return out
	}
	for _, k := range n.kids {
		to := k.attr("Target")
		if k.attr("TargetMode") != "External" {
			if strings.HasPrefix(to, "/") {
				to = strings.TrimPrefix(to, "/")
			} else {
				to = path.Join(path.Dir(part), to)
			}
			if a.files[to] == nil {
				b.faults = append(b.faults, part+" leads to "+to+", which is not there")
			}
		}
		out[k.attr("Id")] = relation{to, path.Base(k.attr("Type"))}
	}
	return out
}

// sharedTexts are the texts cells name by number; a raised run is marked.
func sharedTexts(a *archive) ([]cell, error) {
	if a.files["xl/sharedStrings.xml"] == nil {
		return nil, nil
	}
	n, err := a.tree("xl/sharedStrings.xml")
	if err != nil {
		return nil, err
	}
	var out []cell
	for _, si := range n.kids {
		c := cell{}
		si.each("t", func(t *node) { c.text += t.text })
		c.raised = si.has("vertAlign")
		out = append(out, c)
	}
	return out, nil
}

// readSheet reads one worksheet and what hangs on it.
func (b *book) readSheet(a *archive, s *sheet, part string, shared []cell) error {
	r, err := a.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	rels := b.relations(a, part)
	if err := b.scanSheet(xml.NewDecoder(r), s, shared, rels); err != nil {
		return err
	}
	for _, id := range sorted(rels) {
		rel := rels[id]
		switch rel.kind {
		case "table":
			n, err := a.tree(rel.target)
			if err != nil {
				return err
			}
			s.ranges = append(s.ranges, xlsxTable(n))
		case "drawing":
			if err := b.drawings(a, s, rel.target); err != nil {
				return err
			}
		case "vmlDrawing", "comments", "oleObject", "ctrlProp":
			s.drawn = append(s.drawn, drawing{kind: "shape"})
		}
	}
	return nil
}

func xlsxTable(n *node) tableRange {
	t := tableRange{name: n.attr("displayName"), headless: n.attr("headerRowCount") == "0", buttons: n.has("autoFilter")}
	t.r1, t.c1, t.r2, t.c2 = parseRange(n.attr("ref"))
	n.each("tableColumn", func(c *node) { t.heads = append(t.heads, unescape(c.attr("name"))) })
	return t
}

// unescape undoes _x000a_, as tables write a line break in a header.
func unescape(s string) string { return lineBreaks.Replace(s) }

var lineBreaks = strings.NewReplacer("_x000a_", "\n", "_x000A_", "\n", "_x000d_", "", "_x000D_", "")

// drawings reads what floats over a sheet.
func (b *book) drawings(a *archive, s *sheet, part string) error {
	n, err := a.tree(part)
	if err != nil {
		return err
	}
	rels := b.relations(a, part)
	for _, anchor := range n.kids {
		d := drawing{kind: "shape", alt: ""}
		if from := anchor.path("from", "col"); from != nil {
			i, _ := strconv.Atoi(strings.TrimSpace(from.text))
			d.col = i + 1
		}
		anchor.each("cNvPr", func(p *node) { d.alt += p.attr("descr") })
		switch {
		case anchor.has("pic"):
			d.kind = "picture"
		case anchor.child("graphicFrame") != nil:
			d.kind = "chart"
			anchor.each("chart", func(c *node) {
				if t, err := a.tree(rels[c.attr("id")].target); err == nil {
					d.chart = t
				}
			})
		}
		s.drawn = append(s.drawn, d)
	}
	return nil
}

// scanSheet reads a worksheet's XML as a stream: a long table is not held twice.
func (b *book) scanSheet(d *xml.Decoder, s *sheet, shared []cell, rels map[string]relation) error {
	var c *cell
	var kind string
	var text strings.Builder
	inText, inBanner := false, false
	end := func() {
		v := text.String()
		text.Reset()
		switch kind {
		case "s":
			if i, err := strconv.Atoi(v); err == nil && i >= 0 && i < len(shared) {
				c.text, c.raised = shared[i].text, shared[i].raised
			}
		case "", "n":
			c.text, c.number = v, v != ""
		default:
			c.text = v
		}
	}
	for depth := 0; ; {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return io.ErrUnexpectedEOF
			}
			s.linkTexts()
			return nil
		}
		if err != nil {
			return errors.New("is no sound XML")
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			switch t.Name.Local {
			case "row":
				s.rows = append(s.rows, xlsxRow(t.Attr, len(s.rows)))
			case "c":
				if len(s.rows) == 0 {
					return errors.New("a cell stands outside a row")
				}
				r := &s.rows[len(s.rows)-1]
				r.cells = append(r.cells, cell{})
				c = &r.cells[len(r.cells)-1]
				_, c.col = parseAddress(attr(t.Attr, "r"))
				c.look, _ = strconv.Atoi(attr(t.Attr, "s"))
				kind = attr(t.Attr, "t")
			case "v", "t":
				inText = c != nil
			case "f":
				if c != nil {
					c.formula = true
				}
			case "vertAlign":
				if c != nil {
					c.raised = true
				}
			default:
				inBanner = strings.HasSuffix(t.Name.Local, "Header") || strings.HasSuffix(t.Name.Local, "Footer")
				b.around(s, t, rels)
			}
		case xml.EndElement:
			depth--
			switch t.Name.Local {
			case "v", "t":
				inText = false
			case "c":
				if c != nil {
					end()
				}
				c = nil
			}
		case xml.CharData:
			if inText {
				text.Write(t)
			}
			s.banner = s.banner || inBanner && len(t) > 0
		}
	}
}

func xlsxRow(attrs []xml.Attr, before int) row {
	r := row{n: before + 1}
	for _, a := range attrs {
		switch a.Name.Local {
		case "r":
			r.n, _ = strconv.Atoi(a.Value)
		case "ht":
			r.height, _ = strconv.ParseFloat(a.Value, 64)
		case "hidden":
			r.hidden = on(a.Value)
		}
	}
	return r
}

// charWidth is the width in points of a column's unit: a digit of the default
// font, 12 point sans serif.
const charWidth = 6.75

// around reads what stands in a worksheet beside its cells.
func (b *book) around(s *sheet, t xml.StartElement, rels map[string]relation) {
	get := func(name string) string { return attr(t.Attr, name) }
	switch t.Name.Local {
	case "col":
		c := column{hidden: on(get("hidden"))}
		c.min, _ = strconv.Atoi(get("min"))
		c.max, _ = strconv.Atoi(get("max"))
		w, _ := strconv.ParseFloat(get("width"), 64)
		c.width = w * charWidth
		s.cols = append(s.cols, c)
	case "mergeCell":
		s.merges = append(s.merges, get("ref"))
	case "autoFilter":
		s.filter = true
	case "pane":
		s.pane = true
	case "selection":
		s.active = get("activeCell")
	case "sheetView":
		s.zoom, _ = strconv.Atoi(get("zoomScale"))
	case "conditionalFormatting":
		s.styled = true
	case "hyperlink":
		l := link{to: rels[get("id")].target}
		if where := get("location"); where != "" {
			l.to = "#" + strings.ReplaceAll(strings.ReplaceAll(where, "'", ""), "!", ".")
		}
		l.row, l.col = parseAddress(get("ref"))
		s.links = append(s.links, l)
	}
}

// linkTexts gives each link the text of its cell: in this format the whole cell is the link.
func (s *sheet) linkTexts() {
	for i := range s.links {
		s.links[i].text = s.text(s.links[i].row, s.links[i].col)
	}
}
