package reports

import "io/fs"

// An Extract is a file, a pattern of files or a query: the records to count.
type Extract struct {
	ID     string
	From   string // "cases.csv", "{file_month:YYYY-MM}-street.csv": relative to Files
	Files  fs.FS  // the release's folder, or what --cases put in its place
	Folder string // how messages name a file of Files: joined before the file's name; "" for none
	// Env looks up the environment variable that holds a database's address; nil where
	// there is none. The address itself is kept nowhere.
	Env      func(name string) (string, bool)
	Closed   bool // the header must hold exactly the columns named
	Key      []*Column
	Recorded *Column // newest on or before the as-at date; nil: the last by position
	Where    Where   // records this extract is about
	Exclude  []Exclusion
	Header   int    // physical line of the header, from 1
	Comma    byte   // the separator
	Encoding string // "utf-8", "windows-1252", "latin-1"
	Limit    Share  // more quarantined than this stops the release
	// LimitSaid is true where the release names the limit: it then holds however few the
	// records are. The default spares small extracts, in which one record is a large share.
	LimitSaid bool
	// IfNewestBroken says what counts where the newest record of a case is quarantined:
	// "earlier" (an older sound one, with a warning) or "drop" (the case is excluded).
	IfNewestBroken string
	// ByDatabase is true where the database itself puts records together and counts them.
	ByDatabase bool
	Pos        Pos

	// What tables ask of this extract, settled by spec, so that ingest and
	// tabulate agree on the columns of a block.
	Columns  []*Column    // every column needed, each once
	Dims     []*Dimension // Cases.Codes[i] belongs to Dims[i]
	Ladders  []*Ladder    // Cases.Codes[len(Dims)+j] belongs to Ladders[j]: the furthest stage
	Sums     []*Measure   // Cases.Weights[i]: Kind Sum
	Days     []*Measure   // Cases.Days[i]: Kind Median or Mean
	Distinct []*Measure   // Cases.Values[i]: Kind Distinct
	Cohorts  uint64       // bit i: cohort Release.Cohorts[i] applies to this extract
	// Everyone is true where some table of the extract has no cohort: then no
	// case is left out for being in none.
	Everyone bool
}

// An Exclusion takes records out before the newest of a case is chosen; its
// reason is a line of the account.
type Exclusion struct {
	Reason string
	Where  Where
}

// A Share is a limit on quarantined records: a fraction of those read, in
// parts per million; 50000 is 5 per cent.
type Share int

// Otherwise says what a bad value costs.
type Otherwise string

// What a value that does not parse, lies outside its range or before an earlier date costs.
const (
	QuarantineIt Otherwise = "quarantine" // the record
	BlankIt      Otherwise = "blank"      // only the value: it counts as not known
	KeepIt       Otherwise = "keep"       // nothing (range and order only): counted and reported
)

// A Column is one column of an extract and what its values may be.
type Column struct {
	Name      string
	Named     []string // spellings of the header; exactly one must occur. Default: Name
	Template  string   // "{year}-{month}-{day}": joins several headers; then Named is empty
	Layouts   []string // of dates, as written in the release: "YYYY-MM-DD", "DD/MM/YYYY"; empty: not a date
	Number    bool     // a whole number: a summed column or one with a numeric range
	Lo, Hi    int64    // plausible range, ends included: days for a date, else the number
	HasLo     bool
	HasHi     bool
	After     *Column
	Blank     []string // further raw values that mean nothing was entered, folded
	Otherwise Otherwise
	Repeats   bool // check reports how many values are used more than once
	Private   bool
	Pos       Pos
}

// IsDate says whether the column holds dates.
func (c *Column) IsDate() bool { return len(c.Layouts) > 0 }

// A Where is a list of clauses that must all hold.
type Where []Clause

// A Clause tests one dimension or one column of a record.
type Clause struct {
	Dim    *Dimension // nil: Column is tested
	Column *Column
	Not    bool
	Values []string // folded; for a Dim the slug of a code or label, resolved. "" is blank (not known)
	Ranged bool     // Lo..Hi instead of Values; days for a date column, else whole numbers
	Lo, Hi int64    // math.MinInt64 and MaxInt64 where open
	Latest bool     // the newest date that occurs up to the as-at date
	Pos    Pos
}
