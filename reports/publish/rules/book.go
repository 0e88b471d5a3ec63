package rules

import (
	"slices"
	"strconv"
	"strings"
)

// A book is a workbook, XLSX or ODS alike, as far as the rules ask.
type book struct {
	file   File
	ods    bool
	props  props
	sheets []*sheet
	blank  []string // names of sheets that hold nothing, and are none of sheets
	looks  []look
	parts  map[string]bool // names of the parts of the file
	active int             // the sheet the file opens on
	faults []string        // relations that lead nowhere, parts that are no XML
	macros []string        // parts that are code, connections or links to other files
}

// props are a document's properties.
type props struct{ title, creator, lang, keywords string }

// A sheet is one worksheet.
type sheet struct {
	name    string
	hidden  bool
	rows    []row
	cols    []column
	merges  []string
	ranges  []tableRange
	links   []link
	drawn   []drawing
	pane    bool
	filter  bool
	active  string // the cell the cursor is in; ODS says nothing
	zoom    int    // per cent; 0 is 100
	banner  bool   // a page header or footer carries text
	styled  bool   // conditional formats
	heading int    // ODS: the row tagged as header, from 1; 0 for none
}

// A row is one row that the file holds, with its cells in order.
type row struct {
	n      int // from 1
	height float64
	hidden bool
	cells  []cell
}

// A cell is one cell that the file holds.
type cell struct {
	col     int // from 1
	text    string
	number  bool
	formula bool
	raised  bool   // superscript or subscript within
	look    int    // index into book.looks
	shown   string // of a number in ODS: as it is printed
}

// A column is the width of a run of columns, in points.
type column struct {
	min, max int
	width    float64
	hidden   bool
}

// A tableRange is a real table: its name and the cells it spans.
type tableRange struct {
	name           string
	r1, c1, r2, c2 int
	heads          []string // as the table itself names its columns; ODS has none
	headless       bool
	buttons        bool
}

// A link is a cell that leads somewhere.
type link struct {
	row, col int
	text     string // of the link, where the cell holds more than it
	to       string // "#progress.A1" inside, else an address
}

// A drawing is a thing that floats over a sheet.
type drawing struct {
	kind  string // "chart", "picture", "shape"
	alt   string
	col   int // the column it begins in, from 1
	chart *node
}

// A look is how a cell is set.
type look struct {
	style   string // the named style: "Heading 1"
	font    string
	size    float64
	bold    bool
	italic  bool
	under   bool
	struck  bool
	colour  string // "#0000FF"; "" is automatic
	fill    bool
	border  bool
	slant   bool
	indent  int
	align   string // "left", "right", "" as the kind of value has it
	wrap    bool
	dp      int // decimals shown; -1 where the format says nothing of them
	grouped bool
}

// The sheets that are not tables, by name.
const (
	coverName    = "Cover"
	contentsName = "Table_of_contents"
	notesName    = "Notes"
	chartsName   = "Charts"
)

func (s *sheet) special() bool {
	return s.name == coverName || s.name == contentsName || s.name == notesName || s.name == chartsName
}

// table is the sheet's first table, nil without one.
func (s *sheet) table() *tableRange {
	if len(s.ranges) == 0 {
		return nil
	}
	return &s.ranges[0]
}

// at is the cell of a row and column, both from 1; nil where the file holds none.
func (s *sheet) at(r, col int) *cell {
	if r < 1 || r > len(s.rows) || s.rows[r-1].n != r {
		for i := range s.rows { // rows were left out
			if s.rows[i].n == r {
				return s.rows[i].at(col)
			}
		}
		return nil
	}
	return s.rows[r-1].at(col)
}

func (r *row) at(col int) *cell {
	if col <= len(r.cells) && col > 0 && r.cells[col-1].col == col {
		return &r.cells[col-1]
	}
	for i := range r.cells {
		if r.cells[i].col == col {
			return &r.cells[i]
		}
	}
	return nil
}

// text is what stands at a row and column.
func (s *sheet) text(r, col int) string {
	if c := s.at(r, col); c != nil {
		return c.text
	}
	return ""
}

// above is the texts of column A over the table, or all of a sheet without one.
func (s *sheet) above() []string {
	var out []string
	for _, r := range s.rows {
		if t := s.table(); t != nil && r.n >= t.r1 {
			break
		}
		if c := r.at(1); c != nil {
			out = append(out, c.text)
		}
	}
	return out
}

// last is the last row and column with anything in them.
func (s *sheet) last() (r, c int) {
	for i := range s.rows {
		for _, x := range s.rows[i].cells {
			if strings.TrimSpace(x.text) != "" {
				r, c = max(r, s.rows[i].n), max(c, x.col)
			}
		}
	}
	return r, c
}

// width is a column's width in points.
func (s *sheet) width(col int) float64 {
	for _, c := range s.cols {
		if col >= c.min && col <= c.max {
			return c.width
		}
	}
	return 0
}

// eachCell calls f for every cell of the book.
func (b *book) eachCell(f func(s *sheet, r *row, c *cell, l *look)) {
	for _, s := range b.sheets {
		for i := range s.rows {
			r := &s.rows[i]
			for j := range r.cells {
				f(s, r, &r.cells[j], b.look(&r.cells[j]))
			}
		}
	}
}

// setBlankAside takes the sheets that hold nothing out: one rule tells them (X22).
func (b *book) setBlankAside() {
	b.sheets = slices.DeleteFunc(b.sheets, func(s *sheet) bool {
		r, _ := s.last()
		if r == 0 {
			b.blank = append(b.blank, s.name)
		}
		return r == 0
	})
}

func (b *book) look(c *cell) *look {
	if c.look < len(b.looks) {
		return &b.looks[c.look]
	}
	return &look{dp: -1}
}

func (b *book) sheet(name string) *sheet {
	for _, s := range b.sheets {
		if s.name == name {
			return s
		}
	}
	return nil
}

// address is a cell as people write it: C5.
func address(r, c int) string {
	s := ""
	for ; c > 0; c = (c - 1) / 26 {
		s = string(rune('A'+(c-1)%26)) + s
	}
	return s + strconv.Itoa(r)
}

// place is a cell with its sheet: progress!C5.
func (s *sheet) place(r, c int) string { return s.name + "!" + address(r, c) }

// parseAddress reads C5; zeros where it is none.
func parseAddress(s string) (r, c int) {
	i := 0
	for i < len(s) && i < 4 && s[i] >= 'A' && s[i] <= 'Z' {
		c = c*26 + int(s[i]-'A') + 1
		i++
	}
	n, err := strconv.Atoi(s[i:])
	if err != nil || n < 1 || c == 0 {
		return 0, 0
	}
	return n, c
}

// parseRange reads A3:B15.
func parseRange(s string) (r1, c1, r2, c2 int) {
	a, b, ok := strings.Cut(s, ":")
	r1, c1 = parseAddress(a)
	if !ok {
		return r1, c1, r1, c1
	}
	r2, c2 = parseAddress(b)
	return r1, c1, r2, c2
}

// values says which columns of a sheet's table hold figures: at least one number,
// or nothing but symbols.
func (s *sheet) values() map[int]bool {
	out := map[int]bool{}
	t := s.table()
	if t == nil || s.special() {
		return out
	}
	for c := t.c1; c <= t.c2; c++ {
		numbers, signs, cells := 0, 0, 0
		for r := t.r1 + 1; r <= t.r2; r++ {
			if x := s.at(r, c); x != nil {
				cells++
				if x.number {
					numbers++
				} else if symbolForm().MatchString(strings.TrimSpace(x.text)) {
					signs++
				}
			}
		}
		if numbers > 0 || cells > 0 && signs == cells {
			out[c] = true
		}
	}
	return out
}
