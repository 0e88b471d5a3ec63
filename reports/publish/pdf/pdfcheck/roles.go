package pdfcheck

// within says which elements a kind of element may hold; nil: any block or words.
var within = map[string][]string{
	"Table": {"Caption", "THead", "TBody"},
	"THead": {"TR"}, "TBody": {"TR"}, "TR": {"TH", "TD"},
	"L": {"LI"}, "LI": {"Lbl", "LBody"}, "TOC": {"TOCI"}, "TOCI": {"Link"},
	"Figure": {}, "Span": {}, "Link": {"Span"},
	"H1": words, "H2": words, "H3": words, "H4": words, "H5": words, "H6": words,
	"P": words, "Lbl": words, "Caption": words, "Note": words, "TH": words, "TD": words,
	"LBody":    {"P", "L", "Table", "Figure"},
	"Document": {"H1", "H2", "H3", "H4", "H5", "H6", "P", "L", "Table", "Figure", "Note", "TOC"},
}

var words = []string{"Span", "Link"}

// structural are the kinds that hold no words of their own.
var structural = map[string]bool{"Document": true, "Table": true, "THead": true, "TBody": true, "TR": true,
	"L": true, "LI": true, "LBody": true, "TOC": true, "TOCI": true}

// level is a heading's, 0 for anything else.
func level(role string) int {
	if len(role) == 2 && role[0] == 'H' && role[1] >= '1' && role[1] <= '6' {
		return int(role[1] - '0')
	}
	return 0
}

// checkNode checks an element and those in it (P04 to P09).
func (f *File) checkNode(n *node, last *int) {
	allowed, known := within[n.role]
	if !known {
		f.find("O061", "%s is no kind of element despatch writes", n.role)
	}
	for _, k := range n.kids {
		switch {
		case k.node != nil:
			if known && !holds(allowed, k.node.role) {
				f.find("O061", "a %s stands in a %s", k.node.role, n.role)
			}
		case k.annot != 0:
			if n.role != "Link" {
				f.find("O061", "a link's object stands in a %s", n.role)
			}
		case structural[n.role]:
			f.find("O061", "words stand in a %s itself", n.role)
		}
	}
	if l := level(n.role); l > 0 {
		if l > *last+1 {
			f.find("O063", "a heading of level %d follows one of level %d", l, *last)
		}
		*last = l
	}
	switch n.role {
	case "Figure":
		f.checkFigure(n)
	case "Table":
		f.checkTable(n)
	case "L":
		if n.list == "" {
			f.find("O061", "a list does not say how it is numbered (ListNumbering)")
		}
	case "Note":
		if n.id == "" {
			f.find("O065", "a note has no id")
		}
	case "Link":
		if !linked(n) {
			f.find("O060", "a Link element has no link object or no words")
		}
	}
	if n.role == "TH" && n.scope == "" && len(n.headers) == 0 {
		f.find("O062", "a table head has neither Scope nor Headers")
	}
	for _, h := range n.headers {
		if k := f.byID[h]; k == nil || k.role != "TH" {
			f.find("O065", "a cell names the head %q, which is not there", h)
		}
	}
	for _, k := range n.kids {
		if k.node != nil {
			f.checkNode(k.node, last)
		}
	}
}

func holds(list []string, role string) bool {
	for _, r := range list {
		if r == role {
			return true
		}
	}
	return false
}

func linked(n *node) bool {
	object, words := false, false
	for _, k := range n.kids {
		if k.annot != 0 {
			object = true
		} else {
			words = true
		}
	}
	return object && words
}

func (f *File) checkFigure(n *node) {
	if n.alt == "" {
		f.find("O064", "a drawing has no text alternative (Alt)")
	}
	if len(n.kids) == 0 || n.kids[0].node != nil {
		f.find("O064", "a drawing holds nothing")
		return
	}
	box := f.pages[n.kids[0].page].box
	if len(n.box) != 4 || n.box[0] < box[0] || n.box[1] < box[1] || n.box[2] > box[2] || n.box[3] > box[3] || n.box[0] >= n.box[2] || n.box[1] >= n.box[3] {
		f.find("O064", "a drawing's extent is not within its page (BBox)")
	}
	for _, k := range n.kids {
		if k.node == nil && k.annot == 0 && f.pages[k.page] != f.pages[n.kids[0].page] {
			f.find("O064", "a drawing runs over two pages")
		}
	}
}

// checkTable: caption, one head, one body, rows of equal length (P06).
func (f *File) checkTable(t *node) {
	var order []string
	cells := -1
	for _, part := range t.kids {
		if part.node == nil {
			continue
		}
		order = append(order, part.node.role)
		for _, row := range part.node.kids {
			if row.node == nil || row.node.role != "TR" {
				continue
			}
			if cells < 0 {
				cells = len(row.node.kids)
			}
			if len(row.node.kids) != cells {
				f.find("O062", "a row of a table has %d cells and the first has %d", len(row.node.kids), cells)
			}
			f.checkRow(part.node.role, row.node)
		}
	}
	if len(order) != 3 || order[0] != "Caption" || order[1] != "THead" || order[2] != "TBody" {
		f.find("O062", "a table has not exactly a caption, a head and a body")
	}
}

func (f *File) checkRow(part string, row *node) {
	heads, named := 0, false
	for _, c := range row.kids {
		if c.node != nil && c.node.role == "TH" {
			heads++
			want := "Column"
			if part == "TBody" {
				want = "Row"
			}
			if c.node.scope != "" && c.node.scope != want {
				f.find("O062", "a head of a %s has the scope %s", part, c.node.scope)
			}
			empty := f.text(c.node) == ""
			named = named || !empty
			if empty && part == "THead" {
				f.find("O062", "the head of a column is empty")
			}
		}
	}
	if !named {
		f.find("O062", "a row of a table has no name")
	}
	if heads == 0 || part == "THead" && heads != len(row.kids) {
		f.find("O062", "a row of a table has cells without heads")
	}
}
