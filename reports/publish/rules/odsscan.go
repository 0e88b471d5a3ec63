package rules

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// odsScan is where a reading of content.xml has got to.
type odsScan struct {
	o         *odsReader
	style     *node   // an automatic style being read
	open      []*node // elements of it that are open
	sheet     *sheet
	row       *row
	next      int // the row or column that comes next, from 1
	col       int
	cell      *cell
	paragraph int
	lines     int
	text      strings.Builder
	link      string
	linked    int // where in text the link begins
	heads     bool
	drawn     *drawing
}

func (s *odsScan) start(t xml.StartElement) {
	get := func(name string) string { return attr(t.Attr, name) }
	if s.style != nil || t.Name.Space == "style" && t.Name.Local == "style" || strings.HasSuffix(t.Name.Local, "-style") && t.Name.Space == "number" {
		n := &node{name: t.Name.Local, attrs: t.Attr}
		if s.style == nil {
			s.style = n
		} else {
			top := s.open[len(s.open)-1]
			top.kids = append(top.kids, n)
		}
		s.open = append(s.open, n)
		return
	}
	switch t.Name.Local {
	case "table":
		s.sheet = &sheet{name: get("name"), hidden: s.o.hidden[get("style-name")] || get("display") == "false"}
		s.o.book.sheets = append(s.o.book.sheets, s.sheet)
		s.next, s.row = 1, nil
	case "table-column":
		s.column(t)
	case "table-header-rows":
		s.heads = true
	case "table-row":
		s.startRow(t)
	case "table-cell", "covered-table-cell":
		s.startCell(t)
	case "p":
		if s.cell != nil {
			if s.lines++; s.lines > 1 {
				s.text.WriteByte('\n')
			}
			s.paragraph++
		}
	case "span":
		if s.cell != nil && s.o.raised[get("style-name")] {
			s.cell.raised = true
		}
	case "s":
		n, _ := strconv.Atoi(get("c"))
		s.text.WriteString(strings.Repeat(" ", min(max(n, 1), 1000)))
	case "tab":
		s.text.WriteByte('\t')
	case "line-break":
		s.text.WriteByte('\n')
	case "a":
		s.link, s.linked = get("href"), s.text.Len()
	case "database-range":
		s.database(t)
	case "frame", "custom-shape", "rect", "line", "ellipse", "image", "object":
		s.drawing(t)
	case "annotation":
		s.drawing(t)
	case "script", "event-listeners", "dde-links":
		s.o.book.macros = append(s.o.book.macros, "content.xml: "+t.Name.Local)
	}
}

func (s *odsScan) column(t xml.StartElement) {
	if s.sheet == nil {
		return
	}
	n, _ := strconv.Atoi(attr(t.Attr, "number-columns-repeated"))
	first := 1
	if k := len(s.sheet.cols); k > 0 {
		first = s.sheet.cols[k-1].max + 1
	}
	s.sheet.cols = append(s.sheet.cols, column{min: first, max: first + max(n, 1) - 1, width: s.o.sizes[attr(t.Attr, "style-name")],
		hidden: notShown(attr(t.Attr, "visibility"))})
}

func notShown(visibility string) bool { return visibility == "collapse" || visibility == "filter" }

func (s *odsScan) startRow(t xml.StartElement) {
	if s.sheet == nil {
		return
	}
	n, _ := strconv.Atoi(attr(t.Attr, "number-rows-repeated"))
	s.sheet.rows = append(s.sheet.rows, row{n: s.next, height: s.o.sizes[attr(t.Attr, "style-name")], hidden: notShown(attr(t.Attr, "visibility"))})
	s.row, s.col = &s.sheet.rows[len(s.sheet.rows)-1], 1
	if s.heads {
		s.sheet.heading = s.next
	}
	s.next += max(n, 1)
}

func (s *odsScan) startCell(t xml.StartElement) {
	if s.row == nil {
		return
	}
	get := func(name string) string { return attr(t.Attr, name) }
	many, _ := strconv.Atoi(get("number-columns-repeated"))
	across, _ := strconv.Atoi(get("number-columns-spanned"))
	down, _ := strconv.Atoi(get("number-rows-spanned"))
	if across > 1 || down > 1 || t.Name.Local == "covered-table-cell" {
		s.sheet.merges = append(s.sheet.merges, address(s.row.n, s.col))
	}
	s.row.cells = append(s.row.cells, cell{col: s.col, look: s.o.look(get("style-name")), formula: get("formula") != ""})
	s.cell = &s.row.cells[len(s.row.cells)-1]
	switch get("value-type") {
	case "float", "percentage", "currency":
		s.cell.number = true
		s.cell.text = get("value")
	}
	s.lines, s.paragraph = 0, 0
	s.text.Reset()
	s.col += max(many, 1)
}

func (s *odsScan) end(name xml.Name) {
	if s.style != nil {
		n := s.open[len(s.open)-1]
		if s.open = s.open[:len(s.open)-1]; len(s.open) == 0 {
			s.learn(n)
			s.style = nil
		}
		return
	}
	switch name.Local {
	case "table-cell", "covered-table-cell":
		if s.cell != nil && !s.cell.number {
			s.cell.text = s.text.String()
		} else if s.cell != nil && s.cell.text != "" {
			s.cell.shown = s.text.String()
		}
		s.cell = nil
	case "p":
		s.paragraph = max(0, s.paragraph-1)
	case "a":
		if s.cell != nil && s.sheet != nil {
			s.sheet.links = append(s.sheet.links, link{row: s.row.n, col: s.cell.col, text: s.text.String()[s.linked:], to: s.link})
		}
	case "table-header-rows":
		s.heads = false
	case "table":
		s.sheet, s.row = nil, nil
	case "frame":
		s.drawn = nil
	}
}

// learn keeps an automatic style or a number format.
func (s *odsScan) learn(n *node) {
	if n.name == "style" {
		s.o.learn(n)
		if n.attr("family") == "text" && n.child("text-properties").attr("text-position") != "" {
			s.o.raised[n.attr("name")] = true
		}
		return
	}
	l := look{dp: 0}
	if num := n.child("number"); num != nil {
		l.dp, _ = strconv.Atoi(num.attr("decimal-places"))
		l.grouped = on(num.attr("grouping"))
	}
	s.o.formats[n.attr("name")] = l
}

// database reads a named range: "progress.A6:progress.E8".
func (s *odsScan) database(t xml.StartElement) {
	from, to, _ := strings.Cut(strings.NewReplacer("$", "", "'", "").Replace(attr(t.Attr, "target-range-address")), ":")
	name, a, _ := strings.Cut(from, ".")
	_, b, _ := strings.Cut(to, ".")
	r := tableRange{name: attr(t.Attr, "name"), headless: attr(t.Attr, "contains-header") == "false", buttons: attr(t.Attr, "display-filter-buttons") == "true"}
	r.r1, r.c1 = parseAddress(a)
	r.r2, r.c2 = parseAddress(b)
	if x := s.o.book.sheet(name); x != nil {
		x.ranges = append(x.ranges, r)
		return
	}
	s.o.book.faults = append(s.o.book.faults, "the range "+r.name+" is on no sheet of the file")
}

// drawing notes a thing that floats over a sheet.
func (s *odsScan) drawing(t xml.StartElement) {
	if s.sheet == nil {
		return
	}
	kind := "shape"
	switch t.Name.Local {
	case "image":
		kind = "picture"
	case "object":
		kind = "chart"
	}
	if s.drawn != nil { // the frame was noted; it holds this
		s.drawn.kind = kind
		return
	}
	s.sheet.drawn = append(s.sheet.drawn, drawing{kind: kind})
	if t.Name.Local == "frame" {
		s.drawn = &s.sheet.drawn[len(s.sheet.drawn)-1]
	}
}
