package reports

import (
	"slices"
	"strings"
)

// A Figure is a cell with an id: the only way a number reaches a reader.
type Figure struct {
	ID          string // "progress/since_august/started", or a derived figure's formula, resolved
	Cell        Cell
	Unit        Unit
	Table       string // ids of the table, row and column it stands in; "" for a derived or stated figure
	Row         string
	Column      string
	Measure     string   // "" is the table's first
	Label       string   // what it is, in words: "Progress of consideration: Released …: Deported"
	RowLabel    string   // "Released August 2005 to March 2006"
	ColumnLabel string   // "Deported"
	Formula     string   // of a derived figure: its id; "" for one counted
	Parts       []string // ids of the figures it is made from
	Rule        string   // what puts a case here: `cohort "since_august"; stage "deported" reached`
}

// Text is the figure as words show it: "1,023", "34.7%", "3 percentage points", "[c]".
func (f *Figure) Text() string {
	if !f.Cell.IsNumber() {
		return f.Cell.String()
	}
	switch f.Unit {
	case Pct:
		return f.Cell.String() + "%"
	case Points:
		if s := f.Cell.String(); s == "1" || s == "−1" {
			return s + " percentage point"
		} else {
			return s + " percentage points"
		}
	}
	return f.Cell.String()
}

// A Table is rows and columns of figures, ready to print.
type Table struct {
	ID       string
	Number   int      // "Table 3"
	Title    string   // "Progress of consideration"
	Subtitle string   // what is counted, of whom, where, when (X39): "Foreign national prisoners, Released …"
	Corner   []string // heads of the label columns, one a dimension of the rows: "Severity", "Main offence"
	Rows     []Head   // Labels: as many as Corner
	Cols     []ColumnHead
	Cells    [][]*Figure // [row][column], none nil
	Remarks  []string    // sentences a reader needs: "Each stage includes …", "Figures are rounded …"
	Source   string
	Reached  bool     // stages are nested: columns must not be added, nor stacked in a chart
	Natural  bool     // the rows have an order of their own (time, stage, band): not to be sorted by size
	Time     bool     // the rows are periods, in order, without gaps
	ColTime  bool     // the columns are periods
	Auto     bool     // one of ReservedTables
	Pos      Pos      // where the release declares it; no place for a reserved one
	Formats  []string // of files that hold tables, those that hold this one; none: all

	// Set by compose:
	Notes     []*Note    // on the whole table
	RowNotes  [][]*Note  // by row, nil or as long as Rows
	ColNotes  [][]*Note  // by column, nil or as long as Cols
	CellNotes []CellNote // on single figures: in a last column "Notes" (X11)
}

// A ColumnHead is one column of figures.
type ColumnHead struct {
	Head
	Measure string // the fourth part of its figures' ids; "" is the table's first
	Unit    Unit
	What    string // the measure's label where the table shows several, or where it is the only head: "Per cent of all"
}

// Text is the head as one line, unique in its table: "Child, Female (%)". The
// unit stands in round brackets (X34).
func (h ColumnHead) Text() string {
	parts := make([]string, 0, 3)
	for _, l := range h.Labels {
		if l != "" {
			parts = append(parts, l)
		}
	}
	if h.What != "" {
		parts = append(parts, h.What)
	}
	s := strings.Join(parts, ", ")
	if h.Unit != Number {
		s += " (" + string(h.Unit) + ")"
	}
	return s
}

// A CellNote is a note on one figure of a table.
type CellNote struct {
	Row, Col int
	Note     *Note
}

// Name is the table's name in files, words joined by underscores (X02): "table_progress".
func (t *Table) Name() string { return "table_" + t.ID }

// In says whether a format of files that hold tables, such as "xlsx", holds this one.
func (t *Table) In(format string) bool {
	return len(t.Formats) == 0 || slices.Contains(t.Formats, format)
}

// Symbols lists the symbols its cells hold, each once, in order of appearance, and
// then the mark of a break in its series (S02).
func (t *Table) Symbols() []Symbol {
	var out []Symbol
	seen := map[Symbol]bool{}
	for _, row := range t.Cells {
		for _, f := range row {
			if s := f.Cell.Symbol(); s != "" && !seen[s] {
				seen[s] = true
				out = append(out, s)
			}
		}
	}
	broken := slices.ContainsFunc(t.Rows, func(h Head) bool { return h.Break })
	if broken || slices.ContainsFunc(t.Cols, func(h ColumnHead) bool { return h.Break }) {
		out = append(out, SeriesBreak)
	}
	return out
}

// A Note is a note or a definition, kept once; Number is the same in every file:
// the order in which the notes first appear in the tables.
type Note struct {
	ID     string
	Number int
	Label  string // the term, for a definition
	Text   []Span
}

// A Chart is a view of a table. One model; publish/chart draws it once for
// every format.
type Chart struct {
	ID          string
	Number      int
	Title       []Span // the message; a heading outside the drawing (C06)
	Subtitle    string // measure, place, period
	Source      string
	Alt         []Span // kind, subject, main message: at most 250 characters (C05)
	Desc        []Span // one visible sentence (C04)
	Kind        ChartKind
	Panels      bool // small multiples: each series in a panel of its own, all on one scale; Kind is Bars or Lines
	Unit        Unit
	Table       *Table // the same figures; it follows the chart
	Cats        []Head // along the axis, in drawing order
	Series      []Series
	Reached     bool // caption says that each stage includes the later ones (C21)
	Workbook    bool
	Interactive bool
	Pos         Pos // where the release declares it
}

// ChartKind is how a chart is drawn.
type ChartKind string

// The kinds. Bars are horizontal.
const (
	Bars        ChartKind = "bar"
	GroupedBars ChartKind = "grouped"
	StackedBars ChartKind = "stacked"
	Lines       ChartKind = "line"
)

// The fewest and the most panels of small multiples: one is a chart of its own,
// and of more than MaxPanels nobody finds the one they look for.
const (
	MinPanels = 2
	MaxPanels = 24
)

// OneUnit says whether every figure drawn has the chart's unit: counts and
// percentages have no scale in common (C16).
func (c *Chart) OneUnit() bool {
	for _, s := range c.Series {
		for _, f := range s.Points {
			if f.Unit != c.Unit {
				return false
			}
		}
	}
	return true
}

// Breaks are the categories at which the chart's series break: nothing joins such a
// point with the one before it.
func (c *Chart) Breaks() []int {
	var out []int
	for i, h := range c.Cats {
		if h.Break {
			out = append(out, i)
		}
	}
	return out
}

// A Series is one row of points; Points[i] belongs to Cats[i] and is never nil.
type Series struct {
	Label  string
	Points []*Figure
}
