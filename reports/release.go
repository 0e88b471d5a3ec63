package reports

import (
	"slices"
	"time"
)

// Status is the kind of statistics a release is (CODE3): "accredited",
// "official", "in development" or "management information".
type Status string

// Text is the status as printed: "Accredited official statistics".
func (s Status) Text() string {
	switch s {
	case "accredited":
		return "Accredited official statistics"
	case "official":
		return "Official statistics"
	case "in development":
		return "Official statistics in development"
	}
	return "Management information"
}

// State is how final a release is: "draft", "provisional", "final", "revised".
type State string

// A Release is one publication: whose cases, as at when, counted into which
// tables, told in which documents. Package spec makes it; nobody changes it.
// Everything with an id stands in a slice, in the order it was written.
type Release struct {
	File string // the release file as the user named it, for findings: "release.yaml"

	ID           string // names the pack's folder: [a-z0-9-]+
	Title        string // {as_at} already filled in
	Organisation string
	Status       Status
	State        State
	AsAt         Day       // the only clock
	Published    time.Time // printed as written, in its own zone; never compared with the computer's clock
	NextUpdate   Day       // NoDay: none given
	Contact      []string  // statistics first, media second
	Area         string    // the place the figures are about (X39)
	Source       string    // the source line (C07); default: title, organisation
	Notice       string    // a line at the head of every file: "Synthetic data, made for demonstration"
	Policies     []Link    // revisions and release-practice policies (R06)
	Decimals     int       // of percentages, means and medians
	Lang         string    // "en-GB"

	Theme      *Theme
	Extracts   []*Extract
	Private    []string // names of columns that never leave
	PrivateAt  []Pos    // where each is named
	Columns    []*Column
	Dimensions []*Dimension
	Ladders    []*Ladder
	Cohorts    []*Cohort // at most 64
	Measures   []*Measure
	Tables     []*TableSpec
	Charts     []*ChartSpec
	Documents  []*DocSpec
	Notes      []*NoteSpec
	Earlier    []*Earlier
	Checks     []Words // "progress/all/due = 1023", parsed by compose
	Disclosure Disclosure
}

// Words are a text of the release in which figures are named by id, and where
// it stands; package compose parses it.
type Words struct {
	Text string
	Pos  Pos // of the text's first character
}

// A Link is a target and the words that say where it goes.
type Link struct{ Text, URL string }

// Code is a category's position in a Coding. Unknown is always 0.
type Code uint32

// Unknown is the code of a blank or unmapped value in every coding.
const Unknown Code = 0

// DimKind says how a dimension turns a value into a code.
type DimKind int

// The kinds of dimension.
const (
	AsFound DimKind = iota // one category a folded value
	Coded                  // by a code list
	Period                 // by month, quarter, year, financial year of a date
	Banded                 // by bands of a number or of the days between two dates
)

// A Dimension is what a table counts by.
type Dimension struct {
	ID      string
	Label   string // heads the labels: "Main offence"
	Kind    DimKind
	Column  *Column
	Column2 *Column // with it, the value is the days from Column to Column2 (Banded)
	// Categories of a Coded or Banded dimension, in order; [0] is Unknown with its label.
	Categories  []Category
	Raw         map[string]Code // Coded: folded raw value to code; Raw[""] is what blank means, if said
	CodeList    string          // the file a Coded dimension came from: "offence.csv"; "" where inline
	CodeColumns []string        // the columns of that file, in their order: raw, code, label, …
	By          string          // the grouping column counted by, if any
	Period      string          // "month", "quarter", "year", "financial-year"
	Bands       []Band          // Bands[i] is Categories[i+1]
	Within      *Dimension      // each code lies in one code of that one
	// Parents[d.ID][c] is the code of d in which code c lies: for dimensions that count one
	// code list by two groupings. For Within on values as found, tabulate finds it.
	Parents    map[string][]Code
	HasUnknown bool     // false: a blank or unmapped value quarantines the record
	Totals     []string // folded raw values that are the source's own totals
	Order      string   // "name", "size" for AsFound; "" is name
	Pos        Pos
}

// A Band is a range of whole numbers, ends included.
type Band struct{ Lo, Hi int64 }

// Kind of a category or of a row or column head.
type Kind int

// The kinds, in the order in which they stand along an axis.
const (
	Plain      Kind = iota
	Other           // the ordinary code "other": after the named ones
	Rest            // what --top left out
	NotKnown        // blank and unmapped
	GroupTotal      // a sub-total
	Total
)

// A Category is one code of a dimension.
type Category struct {
	Code   string // "most-serious": [a-z0-9_-]+
	Label  string // "Most serious"
	Kind   Kind
	Start  Day // of a period: its first day
	End    Day // of a period: its last day
	Note   string
	Number int64 // of a period: counts periods, so that neighbours differ by one
}

// A Ladder is stages in order; a case has passed every stage before the furthest it reached.
type Ladder struct {
	ID     string
	Label  string
	Stages []*Stage // Stages[i] is code i+1; code 0 is no stage at all
	Pos    Pos
}

// A Stage is a milestone with a date, or, for a source with only a status, with a condition.
type Stage struct {
	ID       string
	Label    string  // in view reached: "Consideration started"
	Furthest string  // in view furthest: "Started, not completed"
	Date     *Column // reached where there and not after the as-at date
	Where    Where
	// Skipped says what a case that reached a later stage without this one costs: "" stops the
	// release with a finding, "passed" takes this stage as passed, "quarantine" sets the record aside.
	Skipped string
	Pos     Pos
}

// A Cohort is the cases a table is about; cohorts may overlap.
type Cohort struct {
	ID    string
	Label string
	Where Where
	Pos   Pos
}

// MeasureKind says what is worked out for a cell.
type MeasureKind int

// The kinds of measure.
const (
	CountCases MeasureKind = iota // cases, or records where no id is declared
	Distinct                      // distinct values of columns
	Sum                           // of a whole-number column
	Median                        // of whole days between two dates
	Mean                          // of whole days between two dates
)

// A Measure is what a cell of a table holds.
type Measure struct {
	ID    string
	Label string // the unit in words: "Foreign national prisoners"
	Kind  MeasureKind
	Of    []*Column // Distinct: the columns; Sum: one column
	From  *Column   // Median, Mean
	To    *Column
	Stock *Column // a state at that date, never added over dates
	Pos   Pos
}

// StockDates is the distinct dates of a stock. They are counted beside it, so that a cell
// that would add a stock over several dates is seen.
func (m *Measure) StockDates() *Measure {
	return &Measure{ID: m.ID + " dates", Kind: Distinct, Of: []*Column{m.Stock}, Pos: m.Pos}
}

// DatesOf is the distinct dates, among what an extract counts, of a stock; -1 where they are not read.
func (x *Extract) DatesOf(stock *Measure) int {
	return slices.IndexFunc(x.Distinct, func(d *Measure) bool { return d.ID == stock.ID+" dates" })
}

// Additive says whether parts add up to their total.
func (m *Measure) Additive() bool { return m.Kind == CountCases || m.Kind == Sum }

// Percent says of what a percentage column is a share.
type Percent string

// The percentages a table can show; the texts are their ids in a figure.
const (
	NoPercent       Percent = ""
	PercentOfRow    Percent = "percent-row"
	PercentOfColumn Percent = "percent-column"
	PercentOfTotal  Percent = "percent-total"
)

// A TableMeasure is one of the values a table shows for each row and column.
type TableMeasure struct {
	ID      string   // "people", "percent-total": the fourth part of a figure's id
	Measure *Measure // what is counted, or what the percentage is of
	Percent Percent
}

// View is how a ladder is counted.
type View string

// A case is in every stage it passed (Reached), or only in the furthest (Furthest).
const (
	Reached  View = "reached"
	Furthest View = "furthest"
)

// An AxisPart is one dimension, one ladder, or the cohorts.
type AxisPart struct {
	Dim     *Dimension
	Ladder  *Ladder
	Cohorts bool
}

// A TableSpec says what a table counts; Axis sides have at most two parts.
type TableSpec struct {
	ID       string
	Number   int // "Table 3": its place in the release
	Title    string
	Extract  *Extract
	Rows     []AxisPart
	Columns  []AxisPart // none: one column "total"
	View     View
	Cohorts  []*Cohort // shown where an axis is the cohorts, else the cases in any of them; none: every case
	Measures []TableMeasure
	Top      int      // more rows than this become one row "rest"; 0: all
	Formats  []string // of TableFormats, those that hold the table; none: all
	Pos      Pos
}

// TableFormats are the formats whose files hold every table of the release, placed in its words or not.
var TableFormats = []string{"xlsx", "ods", "csv"}

// A ChartSpec draws rows and columns of a table.
type ChartSpec struct {
	ID          string
	Number      int // "Chart 2"
	Table       *TableSpec
	Title       Words
	Kind        string // "bar", "line", "stacked", "multiples"
	Rows        []string
	Columns     []string
	Workbook    bool // also a native chart on the workbook's last sheet (X41)
	Interactive bool // the page offers an interactive version
	Pos         Pos
}

// Side is who may see a document.
type Side string

// The two sides documents are written to.
const (
	Published Side = "published"
	Briefing  Side = "briefing"
)

// A DocSpec is one document: words, tables and charts for one reader.
type DocSpec struct {
	ID       string // "release", "brief", "press"
	Words    Words  // the whole Markdown file; Pos.File names it
	File     string // "release.md", as the release names it; "" where the words are despatch's own
	Formats  []string
	Pages    int // at most so many in PDF; 0: no limit
	Side     Side
	Numbered bool // paragraphs are numbered, for citing
	Pos      Pos
}

// A NoteSpec is a note or, with a label, a definition.
type NoteSpec struct {
	ID    string
	Label string
	Text  Words
	On    []Words // what it marks: a table, row, column or figure
	Break bool    // it tells of a break in the series, at the periods it marks
	Pos   Pos
}

// Earlier is what has been said before: a pack, or stated figures.
type Earlier struct {
	ID      string
	Title   string
	AsAt    Day
	Figures []Stated
	Pos     Pos
}

// A Stated is one figure of an earlier statement.
type Stated struct {
	ID     string // a figure's full id where it is the like figure, else an id of its own
	Label  string
	N      int64 // value times ten to the DP; a withheld one has Symbol
	DP     uint8
	Symbol Symbol
	Unit   Unit
	Pos    Pos
}

// Disclosure is the policy that makes the figures safe to publish; there is no default.
type Disclosure struct {
	Policy     string // "exact", "suppress"
	Threshold  int
	Reason     string
	ApprovedBy string
	Pos        Pos
}
