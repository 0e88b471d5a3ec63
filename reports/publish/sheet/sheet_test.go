package sheet

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

func plan(t *testing.T, d *reports.Document) *Book {
	t.Helper()
	b, findings, err := Plan(d, "xlsx")
	if err != nil || b == nil {
		t.Fatal(findings, err)
	}
	return b
}

// Every rule of the plan is raised by a document that breaks it.
func TestRules(t *testing.T) {
	var long strings.Builder
	for range 3500 {
		long.WriteString("ten signs ")
	}
	note := func(text string) func(*reports.Document) {
		return func(d *reports.Document) { d.Notes[1].Text = []reports.Span{{Text: text}} }
	}
	progress := func(f func(*reports.Table)) func(*reports.Document) {
		return func(d *reports.Document) { f(d.Tables[0]) }
	}
	for name, c := range map[string]struct {
		id, says string
		spoil    func(*reports.Document)
	}{
		"too long": {"O030", `table "progress" needs 1,048,5`, progress(func(t *reports.Table) {
			t.Rows = make([]reports.Head, MaxRows)
		})},
		"too wide": {"O031", "16,385 columns", progress(func(t *reports.Table) {
			t.Cols = make([]reports.ColumnHead, MaxCols)
		})},
		"long text":   {"O032", "Notes!B5", note(long.String())},
		"long header": {"O032", "characters", progress(func(t *reports.Table) { t.Corner[0] = strings.Repeat("x", 300) })},
		"reserved":    {"O033", "the notes", progress(func(t *reports.Table) { t.ID = "notes" })},
		"history":     {"O033", "Excel", progress(func(t *reports.Table) { t.ID = "history" })},
		"long id":     {"O033", "31 characters", progress(func(t *reports.Table) { t.ID = strings.Repeat("x", 31) })},
		"one name": {"O033", `table "a-b"`, func(d *reports.Document) {
			d.Tables[0].ID, d.Tables[1].ID = "a-b", "a_b"
		}},
		"same header":  {"O034", "Deported", progress(func(t *reports.Table) { t.Corner[0] = "deported" })},
		"empty header": {"O034", "no header", progress(func(t *reports.Table) { t.Corner[0] = " " })},
		"long number": {"O035", "progress/all/due", progress(func(t *reports.Table) {
			t.Cells[0][0].Cell = reports.MakeNumber(1234567890123456, 0)
		})},
		"chart elsewhere": {"O036", `chart "progress"`, func(d *reports.Document) { d.Tables = d.Tables[1:] }},
		"line with a symbol": {"O036", `chart "quarters"`, func(d *reports.Document) {
			d.Tables[2].Cells[3][0].Cell = reports.MakeSymbol(reports.Confidential)
		}},
		"a break": {"O036", `chart "quarters" is left out of the workbook: a spreadsheet draws one line across a break`, func(d *reports.Document) {
			d.Charts[1].Cats = slices.Clone(d.Charts[1].Cats)
			d.Charts[1].Cats[2] = d.Charts[1].Cats[2].Marked()
		}},
		"small multiples": {"O036", `chart "progress" is left out of the workbook: a spreadsheet has no small multiples`, func(d *reports.Document) {
			d.Charts[0].Panels = true
		}},
		"control":  {"O037", "Notes!B5", note("a\x00b")},
		"high row": {"O038", "worksheet Notes", note(long.String()[:30_000])},
		"no rows":  {"O039", "no rows", progress(func(t *reports.Table) { t.Rows, t.Cells = nil, nil })},
	} {
		d := formattest.Fixture()
		c.spoil(d)
		_, findings, err := Plan(d, "xlsx")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		said := false
		for _, f := range findings {
			said = said || f.ID == c.id && strings.Contains(f.Msg, c.says)
		}
		if !said {
			t.Errorf("%s: findings %v, want %s with %q", name, findings, c.id, c.says)
		}
	}
}

// A plan keeps the guidance whatever the document: every cell of it says
// something, the table ends the sheet, headers are unique, rows are as wide as the header.
func TestPlan(t *testing.T) {
	b := plan(t, formattest.Fixture())
	titles := map[string]bool{}
	for _, s := range b.Sheets {
		n := 0
		_ = s.Each(func(row int, r Row) error {
			n++
			if row != n {
				t.Errorf("%s: row %d comes as %d", s.Name, n, row)
			}
			if row >= s.HeaderRow() && len(r.Cells) != s.Columns() {
				t.Errorf("%s: row %d has %d cells, the header %d", s.Name, row, len(r.Cells), s.Columns())
			}
			for i, c := range r.Cells {
				if c.Figure == nil && strings.TrimSpace(c.Text) == "" {
					t.Errorf("X08: %s!%s is empty", s.Name, Address(row, i+1))
				}
				if w := s.Widths[i]; c.Figure != nil && Width(c.Figure.Cell.String(), TotalValue)+indent > w {
					t.Errorf("X06: %s!%s does not fit", s.Name, Address(row, i+1))
				}
				for _, word := range strings.Fields(c.Text) {
					if s.Table != "" && Width(word, c.Look) > s.Widths[i] {
						t.Errorf("X06: %s!%s: %q is wider than its column", s.Name, Address(row, i+1), word)
					}
				}
			}
			if r.Height <= 0 || r.Height > MaxHeight {
				t.Errorf("%s: row %d is %v points high", s.Name, row, r.Height)
			}
			return nil
		})
		if n != s.LastRow() {
			t.Errorf("%s has %d rows, not %d", s.Name, n, s.LastRow())
		}
		if titles[s.Title] {
			t.Errorf("X16: two sheets are called %q", s.Title)
		}
		titles[s.Title] = true
	}
}

// X23: the lines above a table, in order.
func TestAbove(t *testing.T) {
	b := plan(t, formattest.Fixture())
	var got []string
	for _, r := range b.Sheets[4].Above {
		got = append(got, r.Cells[0].Text)
	}
	want := []string{
		"Table 2: Main offence by severity. Number of people, England and Wales",
		"This worksheet contains one table. Some cells refer to notes, which can be found on the worksheet Notes.",
		"This table uses shorthand: [c] means confidential.",
		"Source: Foreign national prisoners, Home Office",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("above the table stands\n%s", strings.Join(got, "\n"))
	}
}

// X36: a date that a spreadsheet cannot hold, before 1900, is in words like any other.
func TestOldDates(t *testing.T) {
	d := formattest.Fixture()
	d.Meta.AsAt = reports.DayOf(1899, time.March, 12)
	b := plan(t, d)
	said := false
	for _, r := range b.Sheets[0].Above {
		said = said || r.Cells[0].Text == "As at 12 March 1899."
	}
	if !said {
		t.Error("the cover does not give the day in words")
	}
}

// X10 to X12: markers at labels, a column for single cells, every note on its sheet.
func TestNotes(t *testing.T) {
	d := formattest.Fixture()
	d.Notes = append(d.Notes, &reports.Note{ID: "unused", Number: 3, Text: []reports.Span{{Text: "Nobody refers to this."}}})
	b := plan(t, d)
	notes, offence := b.Sheets[2], b.Sheets[4]
	if notes.Name != NotesName || notes.Rows != 2 {
		t.Errorf("%s has %d notes", notes.Name, notes.Rows)
	}
	if got := notes.Body(0).Cells[1].Text; got != "Consideration started: A caseworker has opened the case; no decision need have been made." {
		t.Errorf("note 1 reads %q", got)
	}
	row := offence.Body(0).Cells
	if got := row[len(row)-1].Text; got != "Not started: [note 2]" {
		t.Errorf("the column of notes says %q", got)
	}
	if got := offence.Body(4).Cells[1].Text; got != "Offence not known [note 2]" {
		t.Errorf("the label is %q", got)
	}
	m := notes.Body(1).Cells[1]
	if len(m.Marks) != 1 || m.Marks[0].Text(m.Text) != "120" {
		t.Errorf("the figure in %q is marked %+v", m.Text, m.Marks)
	}
}

// A sheet is made to fit the width of a page while it can be read there, and no further.
func TestPrint(t *testing.T) {
	for cols, wide := range map[int]bool{3: false, 10: false, 14: false, 40: true} {
		s := &Sheet{}
		for range cols {
			s.Widths = append(s.Widths, 100)
		}
		if s.page(); s.Wide != wide || s.Landscape != (cols > 5) {
			t.Errorf("%d columns: wide %v, landscape %v", cols, s.Wide, s.Landscape)
		}
	}
}

func TestColumnName(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 702: "ZZ", 703: "AAA", MaxCols: "XFD"} {
		if got := ColumnName(n); got != want {
			t.Errorf("column %d is %s, want %s", n, got, want)
		}
	}
}

// The width of a column is that of its widest number, though not each is measured.
func TestValueWidth(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		table, want := &reports.Table{}, 0.0
		for range 1 + rnd.IntN(12) {
			most := int64(1) << (1 + rnd.IntN(40)) // numbers of all lengths
			c := reports.MakeNumber(rnd.Int64N(2*most)-most, uint8(rnd.IntN(3)))
			table.Cells = append(table.Cells, []*reports.Figure{{Cell: c}})
			want = max(want, Width(c.String(), TotalValue))
		}
		if got := valueWidth(table, 0); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%v is not %v, the widest of %v", got, want, table.Cells)
		}
	}
}
