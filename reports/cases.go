package reports

// An ID identifies a case (or a value) without being it: a 128-bit hash.
type ID [2]uint64

// Fate is what became of a record. Each record read has exactly one.
type Fate uint8

// Counted is the fate of a case in the figures. The order is that of the account.
const (
	Counted Fate = iota
	Superseded
	Excluded
	Quarantined
)

// String is the fate's word in the account.
func (f Fate) String() string {
	return [...]string{"counted", "superseded", "excluded", "quarantined"}[f]
}

// Cases is one block of the stream of records of one extract: a column of
// codes a dimension. The block is reused: a room that keeps any slice of it after
// returning is wrong. A record is at index i in every slice. Records with Fate
// Excluded or Quarantined carry no codes worth reading.
type Cases struct {
	Extract *Extract
	Len     int
	// Expected is how many records the extract may hold, estimated from its first; 0 where
	// that is not known. It is for making room and for telling progress, never for a figure.
	Expected int64
	File     []int32 // index into Account.Parts
	Line     []int64 // physical line where the record starts, from 1
	// Ordinal is the order of the records over the whole extract: the physical lines, or
	// rows, before the record in its file and in all files before that. No two have the same.
	Ordinal []int64
	Fate    []Fate  // Counted here means: still to be counted
	Reason  []int32 // why, for Excluded and Quarantined: a number for each reason of the extract
	HasID   []bool  // false: no id could be read (shape broken), or the extract declares none
	ID      []ID    // of the case
	Row     []ID    // of the whole record as it stands: equal for exact duplicates
	// Recorded orders the records of a case: seconds since 1970 of the recorded column, 0 without one.
	Recorded []int64
	// Times is how many records this one stands for, where a database has put records that
	// are alike together: none of them shares its case with another record. 0: only itself.
	Times []int64
	// Alike is how many of those are equal in every field to another of them.
	Alike   []int64
	Codes   [][]Code  // [Extract.Dims, then Extract.Ladders][i]; a ladder's code is its furthest stage, 0 for none
	Cohorts []uint64  // bit i: the case is in Release.Cohorts[i]
	Weights [][]int64 // [Extract.Sums][i]
	Days    [][]int32 // [Extract.Days][i]; NoDays where a date is missing
	Values  [][]ID    // [Extract.Distinct][i]; the zero ID where blank: not counted
}

// NoDays is the length of a wait of which a date is missing.
const NoDays int32 = -1 << 31

// A Coding is the codes of one dimension or ladder as they came out of an
// extract. Its indexes are those in Cases.Codes. Values as found and periods
// are known only once the extract is read.
type Coding struct {
	Dim        *Dimension // nil for a ladder
	Ladder     *Ladder
	Categories []Category // [0] is Unknown
	Order      []Code     // how they are shown, Unknown left out
}

// A Reason is why records were set aside; each is a line of the account.
type Reason struct {
	ID   string // "shape", "bad-date", "recorded-later", "excluded:Health authority homes"
	Fate Fate   // Excluded or Quarantined
	Text string // "wrong number of fields"
	N    int64
}

// A Part is one file of an extract, as read.
type Part struct {
	File     string // its name, without folders
	SHA256   string
	Bytes    int64
	Lines    int64 // physical lines
	Records  int64
	Blank    int64 // empty lines, which are no records
	Encoding string
	Header   []string `json:"-"`
	// The record of ordinal n of this file starts on physical line n - First + FirstLine.
	First, FirstLine int64 `json:"-"`
}

// An Account says what became of every record of an extract:
// Read = Counted + Superseded + Excluded + Quarantined.
type Account struct {
	Extract                                          *Extract
	Read, Counted, Superseded, Excluded, Quarantined int64
	Duplicates                                       int64    // of the superseded: exact repeats. Without an id: exact repeats, all counted
	Reasons                                          []Reason // of every excluded and quarantined record
	Parts                                            []Part
	Quality                                          []Quality // of the columns the release reads and does not keep private
}

// A Quality is what one column of an extract holds, in records of sound shape, whatever
// became of them. The same record may be in several of its counts. NoCount stands where a
// count has no meaning for the column.
type Quality struct {
	Column    string
	Filled    int64 // it holds something that is not said to mean "not known"
	NotKnown  int64 // it is blank, or holds what is said to mean so
	Unread    int64 // not a date or a number as declared
	Out       int64 // outside the plausible range
	Early     int64 // a date before the one it must follow
	Unmatched int64 // in no row of the code list; of records not set aside for another cause
	Folded    int64 // of counted records: taken for another spelling of the same value, one that differs in case, blanks or the like
	Near      int64 // pairs of values one letter apart, which are counted as two
}

// NoCount is the count of what a column cannot have: dates out of order in a column of words.
const NoCount = -1

// Balances says whether the identity of the account holds.
func (a *Account) Balances() bool {
	var why int64
	for _, r := range a.Reasons {
		why += r.N
	}
	return a.Read == a.Counted+a.Superseded+a.Excluded+a.Quarantined && why == a.Excluded+a.Quarantined
}

// A Broken is one quarantined record, for the restricted side only.
type Broken struct {
	File        string
	First, Last int64 // physical lines; 0 of a database that counted
	Column      string
	Reason      string // Reason.ID
	Value       string // raw: never in a finding
}

// A ColumnProfile is what check reports of one column of an extract; no value of it.
type ColumnProfile struct {
	Column   string           `json:"column"`
	Filled   int64            `json:"filled"`
	Blank    int64            `json:"blank"`
	Distinct int64            `json:"distinct,omitempty"` // ids and columns with repeats: true
	Repeated int64            `json:"repeated,omitempty"` // values used more than once
	Repeats  int64            `json:"repeats,omitempty"`  // records that hold such a value
	Dates    *DateProfile     `json:"dates,omitempty"`
	Numbers  *NumberProfile   `json:"numbers,omitempty"`
	Values   map[string]int64 `json:"-"`
}

// A DateProfile is what check reports of a column of dates, over every record read.
type DateProfile struct {
	Valid  int64            `json:"valid"`
	Bad    int64            `json:"bad"`   // not a date in any layout declared
	Out    int64            `json:"out"`   // outside the plausible range
	Early  int64            `json:"early"` // before the column it must follow
	Min    string           `json:"min"`
	Max    string           `json:"max"`
	ByYear map[string]int64 `json:"by_year"`
}

// A NumberProfile is what check reports of a column of whole numbers.
type NumberProfile struct {
	Valid int64 `json:"valid"`
	Bad   int64 `json:"bad"`
	Out   int64 `json:"out"`
	Sum   int64 `json:"sum"`
}
