package ingest

import (
	"bytes"
	"iter"
	"math"
	"strconv"
	"unicode"

	"despatch/reports"
	"despatch/reports/fold"
)

// state is what became of the value of a column in a record.
type state uint8

const (
	blank state = iota
	held        // a value that is neither date nor number
	good
	out   // outside the plausible range
	early // before the column it must follow
	bad   // not written as declared
)

// A column is one column of the release as it stands in the files, with its
// values in the records of the sheaf under way.
type column struct {
	*reports.Column
	at      []int    // places in the record: one, or the parts of a template
	between []string // texts before, between and after the parts of a template
	layouts []layout
	after   *column
	blanks  map[string]bool
	lo, hi  int64
	number  bool
	tells   bool // it tells how many fields of its place in the header are blank
	days    bool // of dates: each is one day, without a time

	// The fields that hold the values of the sheaf: the first, and how far it is to the next.
	text        *text
	first, step int
	words       *text   // in place of them: the dictionary whose words they are
	index       []int32 // and which, of each record
	sheaf       *sheaf
	// Of each record of the sheaf.
	state  []state
	made   *text   // values of a template
	day    []int32 // of a date: the first day it can mean
	end    []int32 // the last, where it need not be one day
	months []int32 // since year 0
	num    []int64 // a number; of a date that is more than a day seconds since 1970

	joined   []byte // one value of a template
	meanings memo[meaning]
	empties  int64  // fields of the sheaf that hold nothing but white space
	forms    []form // spellings met, at most so many as are cached
	places   spellings

	unknown  int64 // records in which it is blank, or said to be not known
	min, max int32
	dates    reports.DateProfile
	numbers  reports.NumberProfile
	sum      wide
	costless [bad + 1]int64  // live records whose bad value was taken as blank or kept, by state
	years    [200]int64      // dates by year, from firstYear; last, so that the rest lies together
	others   map[int32]int64 // and those of other years
}

// cached is how many spellings a cache holds: the rest is worked out each time.
const cached = 1 << 16

func newColumn(c *reports.Column) *column {
	col := &column{Column: c, min: math.MaxInt32, max: math.MinInt32, lo: openLo, hi: openHi, number: c.Number}
	col.days = len(c.Layouts) > 0
	for _, l := range c.Layouts {
		col.layouts = append(col.layouts, parseLayout(l))
		col.days = col.days && col.layouts[len(col.layouts)-1].day()
	}
	if len(c.Blank) > 0 {
		col.blanks = map[string]bool{}
		for _, b := range c.Blank {
			col.blanks[fold.Fold(b)] = true
		}
	}
	if c.HasLo {
		col.lo = c.Lo
	}
	if c.HasHi {
		col.hi = c.Hi
	}
	if c.IsDate() {
		col.others = map[int32]int64{}
	}
	return col
}

// byYear gives the years of the dates and how many lie in each.
func (c *column) byYear() iter.Seq2[int32, int64] {
	return func(yield func(int32, int64) bool) {
		for i, n := range c.years {
			if n > 0 && !yield(int32(i+firstYear), n) {
				return
			}
		}
		for y, n := range c.others {
			if !yield(y, n) {
				return
			}
		}
	}
}

// profile completes what check reports of the column's values.
func (c *column) profile(p *reports.ColumnProfile) {
	switch {
	case c.IsDate():
		d := c.dates
		d.ByYear = map[string]int64{}
		for y, n := range c.byYear() {
			d.ByYear[itoa(int(y))] = n
		}
		if d.Valid > 0 {
			d.Min, d.Max = reports.Day(c.min).ISO(), reports.Day(c.max).ISO()
		}
		p.Dates = &d
	case c.number:
		n := c.numbers
		n.Sum, _ = c.sum.int64()
		p.Numbers = &n
	}
}

// trim takes white space off both ends.
func trim(b []byte) []byte {
	if len(b) == 0 || solid(b[0]) && solid(b[len(b)-1]) {
		return b
	}
	return bytes.TrimFunc(b, unicode.IsSpace)
}

// isBlank says whether a field holds nothing but white space.
func isBlank(b []byte) bool {
	return len(b) == 0 || !solid(b[0]) && len(trim(b)) == 0
}

func solid(c byte) bool { return ' ' < c && c < 0x80 }

// number reads a whole number: an optional minus and at most 18 digits.
func number(b []byte) (int64, bool) {
	minus := len(b) > 0 && b[0] == '-'
	if minus {
		b = b[1:]
	}
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if minus {
		n = -n
	}
	return n, true
}

func itoa(n int) string { return strconv.Itoa(n) }
