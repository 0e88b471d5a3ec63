package reports

import "time"

// A Document is what a format renders: blocks in reading order for one reader.
// It reaches cells, never a tally, and holds no interface or function, so that a
// test can see all it reaches.
type Document struct {
	ID        string // "release", "brief", "press"
	Title     string // with the release's title and period; unique in the pack
	Meta      Meta
	Side      Side
	Marking   string // on every page of the briefing side: "Official: for ministers. Not for publication before …"
	MaxPages  int    // in PDF; 0: no limit
	Blocks    []Block
	Tables    []*Table // release: every table of the release in order; others: those they show
	Charts    []*Chart // likewise
	Notes     []*Note  // in order of number
	Cover     []Block  // workbook cover: main points; release only
	Downloads []Download
}

// Meta is what every file says about its release.
type Meta struct {
	ReleaseID    string
	Title        string
	Organisation string
	Status       Status
	State        State
	AsAt         Day
	Published    time.Time
	NextUpdate   Day
	Contact      []string
	Area         string
	Source       string
	Notice       string // "Synthetic data …"; "" for none
	Policies     []Link
	Keywords     []string
	Disclosure   string // the policy in words, with reason and approver (R14)
	Lang         string
	Theme        Theme
}

// A Block is exactly one of its fields, but for OnPaper, which says of a table that a page
// leaves it out and leads to its data: what few read may be long in print, not on a telephone.
type Block struct {
	Heading *Heading
	Para    *Para
	List    *List
	Facts   *Facts
	Terms   *Terms
	Table   *Table
	Chart   *Chart
	OnPaper bool
}

// A Heading opens a section; levels start at 1 and skip none.
type Heading struct {
	Level int
	ID    string // unique in the document: "main-points"
	Spans []Span
}

// A Para is a paragraph. Number, where not 0, is its number for citing.
type Para struct {
	Number int
	Kind   ParaKind
	Spans  []Span
}

// ParaKind says what a paragraph is for; looks follow it.
type ParaKind string

// The kinds of paragraph.
const (
	Plainly ParaKind = ""
	Lead    ParaKind = "lead"    // the first sentence under the title
	Details ParaKind = "details" // published, as at, status, next update: small
	Warned  ParaKind = "warning" // a notice or embargo line
)

// A List is points or numbered points.
type List struct {
	Ordered bool
	Points  [][]Block
}

// Facts are key figures: each a figure and a plain caption.
type Facts struct{ Facts []Fact }

// A Fact is one key figure.
type Fact struct {
	Figure  *Figure
	Caption string
}

// Terms are definitions, or questions with answers.
type Terms struct{ Terms []Term }

// A Term is one definition.
type Term struct {
	Term []Span
	Text []Block
}

// A Span is a run of text of one kind. With a Figure, Text shows that figure, as
// digits or in words, and is a place to be read back.
type Span struct {
	Text   string
	Figure *Figure
	Bold   bool
	Italic bool
	URL    string // a link out
	Ref    string // a link inside: "table/progress", "chart/progress", "note/started", "section/main-points"
	Note   *Note  // a mark to a note: Text is "[note 1]"
	Lang   string // where not the document's
}

// PlainText is the spans' text, joined.
func PlainText(spans []Span) string {
	n := 0
	for _, s := range spans {
		n += len(s.Text)
	}
	b := make([]byte, 0, n)
	for _, s := range spans {
		b = append(b, s.Text...)
	}
	return string(b)
}

// A Download is a file of the pack offered beside what it holds.
type Download struct {
	File  string // relative to the pack: "tables/progress.csv"
	Kind  string // "CSV", "XLSX", "PDF"
	Bytes int64
	Table string // id, where it holds one table
	Chart string // id, where it holds one chart
}

// A Store holds every figure of a release, made once by protect.
type Store struct {
	Tables  []*Table           // in the release's order, then the reserved ones
	Figures []*Figure          // every figure once: cells of the tables, stated figures, derived ones
	Answers map[string]*Figure // Expr.String() → the figure it came to
}

// Table is the table of an id, or nil.
func (s *Store) Table(id string) *Table {
	for _, t := range s.Tables {
		if t.ID == id {
			return t
		}
	}
	return nil
}
