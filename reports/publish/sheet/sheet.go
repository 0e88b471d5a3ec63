// Package sheet lays a document out as worksheets: a cover, a table of
// contents, the notes, a sheet a table, and a sheet of charts where the release
// asks for them (guidance X). The plan says what stands in which cell, how wide
// and how high; the formats that print it, XLSX and ODS, add only their syntax,
// and so hold the same cells (X40).
package sheet

import (
	"time"
	"unicode/utf8"

	"despatch/reports"
)

// A Book is the worksheets of a document in order, and what the file says of itself.
type Book struct {
	Title     string // of the file's properties (X28)
	Subject   string
	Creator   string // the organisation, never a person
	Keywords  []string
	Lang      string
	Published time.Time
	Sheets    []*Sheet
}

// A Sheet is one worksheet: lines in column A, then at most one table, which
// ends the sheet (X23 to X26).
type Sheet struct {
	Name      string    // on the tab (X21)
	Title     string    // in A1, without note markers
	Widths    []float64 // of each column: points of text it has room for
	Above     []Row     // the lines above the table; all of a sheet without one
	Table     string    // the table's name (X02); "" for none
	Header    Row
	Rows      int           // of the body
	Body      func(int) Row // row i of the body, from 0
	Landscape bool
	OnePage   bool             // printed on one page, made smaller by a little
	Wide      bool             // printed at WideScale, on as many pages across as it takes
	Figures   *reports.Table   // the table of figures shown, nil for another sheet
	Charts    []*PlacedChart   // beside column A, on the last sheet only (X41)
	places    map[string]place // of the figures of a table a chart draws, by id
}

// declared is where the release declares the table of the sheet; no place for a sheet of words.
func (s *Sheet) declared() reports.Pos {
	if s.Figures == nil {
		return reports.Pos{}
	}
	return s.Figures.Pos
}

// A Row is the cells of a row from column A on; none is left empty.
type Row struct {
	Cells  []Cell
	Height float64 // points
}

// A Cell is words, or one figure.
type Cell struct {
	Text   string
	Figure *reports.Figure // its number or symbol; Text is then empty
	Look   Look
	Link   string // an address, or "#" and the name of a sheet: to its A1
	Marks  []Mark // figures among the words
}

// A Mark is a figure among the words of a cell: runes First to Last of the
// text, Last excluded.
type Mark struct {
	Figure      *reports.Figure
	First, Last int
}

// Look is what a cell is for; the style follows.
type Look int

// The looks.
const (
	Body        Look = iota // wrapped, left
	Title                   // Heading 1
	Heading                 // Heading 2
	Header                  // of a column of text: bold, left
	HeaderRight             // of a column of numbers: bold, right
	Label                   // a row's label
	Value                   // a number or symbol, right
	TotalLabel              // bold
	TotalValue              // bold
	LinkText                // underlined
	Looks                   // how many looks there are
)

// A PlacedChart is a chart and the row beside whose column A it stands, with
// its size in points.
type PlacedChart struct {
	Chart         *reports.Chart
	Sheet         *Sheet // the sheet of its table
	Row           int    // from 1
	Width, Height float64
}

// Columns is how many columns the sheet uses.
func (s *Sheet) Columns() int { return max(1, len(s.Header.Cells)) }

// HeaderRow is the row the table's header stands in, from 1.
func (s *Sheet) HeaderRow() int { return len(s.Above) + 1 }

// LastRow is the last row used, from 1.
func (s *Sheet) LastRow() int {
	if s.Table == "" {
		return len(s.Above)
	}
	return s.HeaderRow() + s.Rows
}

// Each calls f for every row from the first on, numbered from 1, and stops at an error.
func (s *Sheet) Each(f func(n int, r Row) error) error {
	for i, r := range s.Above {
		if err := f(i+1, r); err != nil {
			return err
		}
	}
	if s.Table == "" {
		return nil
	}
	if err := f(s.HeaderRow(), s.Header); err != nil {
		return err
	}
	for i := range s.Rows {
		if err := f(s.HeaderRow()+1+i, s.Body(i)); err != nil {
			return err
		}
	}
	return nil
}

// words is a cell of runs of text, with the figures among them marked.
func words(look Look, spans []reports.Span) Cell {
	c := Cell{Look: look}
	n := 0
	for _, s := range spans {
		first := n
		n += utf8.RuneCountInString(s.Text)
		c.Text += s.Text
		if s.Figure != nil {
			c.Marks = append(c.Marks, Mark{s.Figure, first, n})
		}
	}
	return c
}

// after is c with text before its own, the marks moved along.
func (c Cell) after(before string) Cell {
	n := utf8.RuneCountInString(before)
	c.Text = before + c.Text
	marks := make([]Mark, len(c.Marks))
	for i, m := range c.Marks {
		marks[i] = Mark{m.Figure, m.First + n, m.Last + n}
	}
	c.Marks = marks
	return c
}

// Text is what a mark covers.
func (m Mark) Text(words string) string { return string([]rune(words)[m.First:m.Last]) }
