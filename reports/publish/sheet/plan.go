package sheet

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"despatch/reports"
	"despatch/reports/publish/chart"
)

// Names of the sheets that are not tables.
const (
	CoverName    = "Cover"
	ContentsName = "Table_of_contents"
	NotesName    = "Notes"
	ChartsName   = "Charts"
)

// Limits of a worksheet: rows, columns, characters of a cell and of a table's
// header (UTF-16 units), digits of a number, letters of a sheet's name, points of a row.
const (
	MaxRows   = 1_048_576
	MaxCols   = 16_384
	MaxText   = 32_767
	MaxHeader = 255
	maxDigits = 999_999_999_999_999
	maxName   = 30
	MaxHeight = 409
)

// Plan lays a document out for a format, "xlsx" or "ods": the tables it is to hold
// and, where it can draw them, a sheet of charts. Where a finding is an error there
// is no book to print. It fails on an unset cell, which is a fault of the program.
func Plan(d *reports.Document, format string) (*Book, []reports.Finding, error) {
	if _, err := chart.NewMetrics(); err != nil {
		return nil, nil, err
	}
	p := &planner{}
	d = p.held(d, format)
	p.doc, p.noted = d, notesUsed(d)
	b := &Book{Title: d.Title, Subject: d.Meta.Title, Creator: d.Meta.Organisation, Keywords: d.Meta.Keywords,
		Lang: d.Meta.Lang, Published: d.Meta.Published}
	p.names()
	for _, t := range d.Tables {
		if err := p.check(t); err != nil {
			return nil, nil, err
		}
	}
	if reports.Errors(p.findings) {
		return nil, p.findings, nil
	}
	var tables []*Sheet
	for _, t := range d.Tables {
		tables = append(tables, p.table(t))
	}
	if n := p.notes(); n != nil {
		b.Sheets = append(b.Sheets, n)
	}
	b.Sheets = append(b.Sheets, tables...)
	if format == "xlsx" {
		if c := p.charts(tables); c != nil {
			b.Sheets = append(b.Sheets, c)
		}
	}
	b.Sheets = append([]*Sheet{p.cover(), p.contents(b.Sheets)}, b.Sheets...)
	for _, s := range b.Sheets {
		p.texts(s)
	}
	return b, p.findings, nil
}

// planner collects findings on the way.
type planner struct {
	doc      *reports.Document
	noted    []*reports.Note  // those a table or the cover refers to
	left     []*reports.Table // those other files hold, and this one does not
	findings []reports.Finding
}

// held is the document with the tables that files of a format are to hold.
func (p *planner) held(d *reports.Document, format string) *reports.Document {
	with := *d
	with.Tables = nil
	for _, t := range d.Tables {
		if t.In(format) {
			with.Tables = append(with.Tables, t)
		} else {
			p.left = append(p.left, t)
		}
	}
	return &with
}

func (p *planner) find(at reports.Pos, id, format string, args ...any) {
	p.findings = append(p.findings, reports.Find(Rules, id, format, args...).At(at))
}

// TabName is the name of a table's sheet: its id, underscores for dashes.
func TabName(t *reports.Table) string { return strings.ReplaceAll(t.ID, "-", "_") }

// names refuses names of sheets that a workbook cannot hold or tell apart.
func (p *planner) names() {
	seen := map[string]string{"history": "Excel's own list of changes", "cover": "the cover", "table_of_contents": "the contents",
		"contents": "the contents", "notes": "the notes", "of_contents": "the contents", "of_notes": "the notes", "charts": "the charts"}
	for _, t := range p.doc.Tables {
		name := TabName(t)
		if other, taken := seen[name]; taken {
			p.find(t.Pos, "O033", "table %q would have a worksheet of the same name as %s", t.ID, other)
		}
		if len(name) > maxName {
			p.find(t.Pos, "O033", "the id of table %q has %d characters; a worksheet's name has at most %d", t.ID, len(name), maxName)
		}
		seen[strings.ToLower(name)] = fmt.Sprintf("table %q", t.ID)
	}
}

// check refuses a table no worksheet can hold as it is.
func (p *planner) check(t *reports.Table) error {
	cols := len(t.Corner) + len(t.Cols)
	if len(t.CellNotes) > 0 {
		cols++
	}
	switch rows := len(t.Rows) + len(p.above(t)) + 1; {
	case len(t.Rows) == 0:
		p.find(t.Pos, "O039", "table %q has no rows", t.ID)
	case rows > MaxRows:
		p.find(t.Pos, "O030", "table %q needs %s rows; a worksheet holds %s", t.ID, grouped(rows), grouped(MaxRows))
	case cols > MaxCols:
		p.find(t.Pos, "O031", "table %q needs %s columns; a worksheet holds %s", t.ID, grouped(cols), grouped(MaxCols))
	}
	seen := map[string]bool{}
	for _, c := range p.header(t) {
		key := strings.ToLower(strings.TrimSpace(c.Text))
		switch {
		case key == "":
			p.find(t.Pos, "O034", "a column of table %q has no header", t.ID)
		case seen[key]:
			p.find(t.Pos, "O034", "two columns of table %q have the header %q", t.ID, c.Text)
		case units(c.Text) > MaxHeader:
			p.find(t.Pos, "O032", "a header of table %q has %d characters; a workbook's table takes %d", t.ID, units(c.Text), MaxHeader)
		}
		seen[key] = true
	}
	for _, row := range t.Cells {
		for _, f := range row {
			if !f.Cell.IsSet() {
				return fmt.Errorf("figure %s is unset", f.ID)
			}
			if n, _ := f.Cell.Scaled(); n > maxDigits || n < -maxDigits {
				p.find(t.Pos, "O035", "figure %s has more than 15 digits", f.ID)
			}
		}
	}
	return nil
}

// texts refuses what no cell can hold: too long, or not a character of XML.
func (p *planner) texts(s *Sheet) {
	high := false
	_ = s.Each(func(n int, r Row) error { // the function never fails
		high = high || r.Height > MaxHeight
		for col, c := range r.Cells {
			if u := units(c.Text); u > MaxText {
				p.find(s.declared(), "O032", "%s!%s needs %d characters; a cell holds %d", s.Name, Address(n, col+1), u, MaxText)
			}
			if strings.ContainsFunc(c.Text, notXML) {
				p.find(s.declared(), "O037", "%s!%s holds a control character", s.Name, Address(n, col+1))
			}
		}
		return nil
	})
	if high {
		p.find(s.declared(), "O038", "worksheet %s has a row that needs more height than a worksheet allows", s.Name)
	}
}

// notXML says whether XML 1.0 has no room for a character.
func notXML(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF
}

func units(s string) int {
	if len(s) <= MaxHeader {
		return len(s) // never fewer than the units; well below each limit
	}
	return len(utf16.Encode([]rune(s)))
}

// Address is a cell's address from its row and column, both from 1: C5.
func Address(row, col int) string { return ColumnName(col) + strconv.Itoa(row) }

// ColumnName is the letters of column col, from 1: A, Z, AA.
func ColumnName(col int) string {
	if col > 0 && col <= 26 {
		return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[col-1 : col] // nearly all, without making a string
	}
	s := ""
	for ; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s
}

func grouped(n int) string { // a count of cells, not a figure of the release
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// notesUsed are the document's notes that a table or the cover refers to.
func notesUsed(d *reports.Document) []*reports.Note {
	used := map[*reports.Note]bool{}
	for _, t := range d.Tables {
		lists := append(append([][]*reports.Note{t.Notes}, t.RowNotes...), t.ColNotes...)
		for _, l := range lists {
			for _, n := range l {
				used[n] = true
			}
		}
		for _, n := range t.CellNotes {
			used[n.Note] = true
		}
	}
	eachPara(d.Cover, func(spans []reports.Span) {
		for _, s := range spans {
			if s.Note != nil {
				used[s.Note] = true
			}
		}
	})
	var out []*reports.Note
	for _, n := range d.Notes {
		if used[n] {
			out = append(out, n)
		}
	}
	return out
}
