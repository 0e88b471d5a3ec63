package pdfcheck

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"despatch/reports"
)

// Against compares what the tagged file says with the document it was written
// from: every heading and paragraph in its order, every head and cell of every
// table (P08, law 1). It works from the document alone.
func (f *File) Against(d *reports.Document) []reports.Finding {
	a := &against{f: f}
	for _, n := range f.all() {
		if n.role == "Table" {
			a.tables = append(a.tables, n)
		}
		if level(n.role) > 0 || n.role == "P" || n.role == "Lbl" {
			a.said = append(a.said, asShown(f.text(n)))
		}
	}
	a.blocks(d.Blocks)
	return a.found
}

type against struct {
	f      *File
	said   []string // headings, paragraphs and terms, in reading order
	at     int
	tables []*node
	found  []reports.Finding
}

func (a *against) find(format string, args ...any) {
	if len(a.found) < enough {
		a.found = append(a.found, reports.Find(Rules, "O068", format, args...))
	}
}

// words finds the next text that ends in the spans' words: before them may
// stand a paragraph's number or "Chart 2:".
func (a *against) words(what string, spans []reports.Span) {
	want := asShown(reports.PlainText(spans))
	if want == "" || composed(want) {
		return
	}
	i := slices.IndexFunc(a.said[a.at:], func(s string) bool { return strings.HasSuffix(s, want) })
	if i < 0 {
		a.find("the tagged text lacks %s of the document, or has it in another place", what)
		return
	}
	a.at += i + 1
}

func (a *against) blocks(blocks []reports.Block) {
	for _, b := range blocks {
		switch {
		case b.Heading != nil:
			a.words("a heading", b.Heading.Spans)
		case b.Para != nil:
			a.words("a paragraph", b.Para.Spans)
		case b.List != nil:
			for _, p := range b.List.Points {
				a.blocks(p)
			}
		case b.Facts != nil:
			for _, one := range b.Facts.Facts {
				a.words("a key figure", []reports.Span{{Text: one.Figure.Text()}})
				a.words("a key figure's caption", []reports.Span{{Text: one.Caption}})
			}
		case b.Terms != nil:
			for _, t := range b.Terms.Terms {
				a.words("a term", t.Term)
				a.blocks(t.Text)
			}
		case b.Chart != nil:
			a.words("a chart's title", b.Chart.Title)
			a.words("a chart's description", b.Chart.Desc)
		case b.Table != nil:
			a.table(b.Table)
		}
	}
}

// table compares a table with the next table elements: more than one where its
// columns did not fit side by side.
func (a *against) table(t *reports.Table) {
	for from := 0; from < len(t.Cols); {
		if len(a.tables) == 0 {
			a.find("table %q: %d of its %d columns are not in the file", t.ID, len(t.Cols)-from, len(t.Cols))
			return
		}
		n := a.tables[0]
		a.tables = a.tables[1:]
		cols := a.tablePart(n, t, from)
		if cols <= 0 {
			return
		}
		from += cols
	}
}

// tablePart compares one element with the columns from from on and says how many it holds.
func (a *against) tablePart(n *node, t *reports.Table, from int) int {
	var rows []*node
	for _, part := range n.kids {
		if part.node != nil && part.node.role != "Caption" {
			for _, r := range part.node.kids {
				rows = append(rows, r.node)
			}
		}
	}
	if len(rows) != len(t.Rows)+1 {
		a.find("table %q has %d rows in the file and %d in the document", t.ID, len(rows)-1, len(t.Rows))
		return 0
	}
	cols := len(rows[0].kids) - len(t.Corner)
	if len(t.CellNotes) > 0 {
		cols--
	}
	if cols < 1 || from+cols > len(t.Cols) {
		a.find("table %q has not the document's columns", t.ID)
		return 0
	}
	for i, r := range rows {
		for j, c := range r.kids {
			want := ""
			switch k := j - len(t.Corner); {
			case k >= cols:
				continue
			case i == 0 && k < 0:
				want = t.Corner[j]
			case i == 0:
				want = t.Cols[from+k].Text()
			case k < 0:
				if j < len(t.Rows[i-1].Labels) {
					want = t.Rows[i-1].Labels[j]
				}
			default:
				want = t.Cells[i-1][from+k].Cell.String()
			}
			if !a.reads(c.node, asShown(want), i > 0 && j >= len(t.Corner)) {
				a.find("table %q: %s does not read as in the document", t.ID, cellName(t, i, j, from))
			}
		}
	}
	return cols
}

// cellName is what people call the cell j of row i of a part of a table.
func cellName(t *reports.Table, i, j, from int) string {
	switch k := j - len(t.Corner); {
	case i == 0 && k < 0:
		return fmt.Sprintf("corner %d", j+1)
	case i == 0:
		return fmt.Sprintf("the head of column %d", from+k+1)
	case k < 0:
		return fmt.Sprintf("the label of row %d", i)
	default:
		return fmt.Sprintf("row %q, column %q", t.Rows[i-1].Code, t.Cols[from+k].Code)
	}
}

// reads says whether an element reads as wanted; unless exact, marks of notes may follow.
func (a *against) reads(n *node, want string, exact bool) bool {
	got := ""
	if n != nil {
		got = asShown(a.f.text(n))
	}
	if got == want || composed(want) {
		return true
	}
	rest, ok := strings.CutPrefix(got, want)
	return ok && !exact && strings.HasPrefix(rest, " [note ")
}

// asShown is a text without what does not show: marks without a shape, the kind of space.
func asShown(s string) string {
	if ascii(s) {
		return squeeze(s)
	}
	return squeeze(strings.Map(func(r rune) rune {
		switch {
		case r == '\u2011':
			return '-'
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, s))
}

// composed says whether s has letters that the file may hold in their composed
// form (NFC) and the document in another: a letter and a mark, or a double of an older
// code. Only tables of Unicode could compare them, so they are left to the reading back of places.
func composed(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		switch r {
		case 0x374, 0x37e, 0x387, 0x2000, 0x2001, 0x2126, 0x212a, 0x212b, 0x2329, 0x232a:
			return true
		}
		return unicode.Is(unicode.Mn, r) || r >= 0x1f00 && r <= 0x1fff || r >= 0xf900 && r <= 0xfaff || r >= 0xfb1d && r <= 0xfb4f
	})
}

// ascii says whether s has none but the printed characters of ASCII.
func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}
