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

// state is what became of the value of a date or number column.
type state uint8

const (
	blank state = iota
	good
	bad   // not written as declared
	out   // outside the plausible range
	early // before the column it must follow
)

// A column is one column of the release as it stands in the files, with its
// value in the record at hand.
type column struct {
	*reports.Column
	at      []int    // places in the record: one, or the parts of a template
	between []string // texts before, between and after the parts of a template
	layouts []layout
	after   *column
	blanks  map[string]bool
	lo, hi  int64
	number  bool

	n     int64 // records that the one at hand stands for
	raw   []byte
	blank bool
	state state
	val   int64 // day or number
	when  moment

	joined []byte
	forms  []form // spellings met, at most so many as are cached
	places spellings

	unknown  int64 // records in which it is blank, or said to be not known
	min, max int32
	dates    reports.DateProfile
	numbers  reports.NumberProfile
	sum      wide
	costless [early + 1]int64 // live records whose bad value was taken as blank or kept, by state
	years    [200]int64       // dates by year, from firstYear; last, so that the rest lies together
	others   map[int32]int64  // and those of other years
}

// cached is how many spellings a cache holds: the rest is worked out each time.
const cached = 1 << 16

func newColumn(c *reports.Column) *column {
	col := &column{Column: c, min: math.MaxInt32, max: math.MinInt32, lo: openLo, hi: openHi, number: c.Number}
	for _, l := range c.Layouts {
		col.layouts = append(col.layouts, parseLayout(l))
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

// load reads the column's value in a record and keeps its profile.
func (c *column) load(fields [][]byte) {
	if len(c.between) == 0 {
		c.raw = fields[c.at[0]]
	} else {
		c.join(fields)
	}
	c.state = blank
	c.blank = isBlank(c.raw) || c.blanks != nil && c.blanks[c.folded()]
	if c.blank {
		c.unknown += c.n
		return
	}
	switch {
	case c.layouts != nil:
		c.loadDate()
	case c.number:
		c.loadNumber()
	}
}

// join makes the value of a template out of its parts; it is blank where they all are.
func (c *column) join(fields [][]byte) {
	c.joined = append(c.joined[:0], c.between[0]...)
	empty := true
	for i, at := range c.at {
		empty = empty && len(trim(fields[at])) == 0
		c.joined = append(append(c.joined, fields[at]...), c.between[i+1]...)
	}
	c.raw = c.joined
	if empty {
		c.raw = nil
	}
}

func (c *column) loadDate() {
	c.state = bad
	for i := range c.layouts {
		if m, ok := c.layouts[i].read(c.raw); ok {
			c.when, c.val, c.state = m, int64(m.day), good
			break
		}
	}
	if c.state == bad {
		c.dates.Bad += c.n
		return
	}
	c.dates.Valid += c.n
	c.min, c.max = min(c.min, c.when.day), max(c.max, c.when.day)
	if y := c.when.months / 12; uint32(y-firstYear) < uint32(len(c.years)) {
		c.years[y-firstYear] += c.n
	} else {
		c.others[y] += c.n
	}
	// A coarse date is out of range only where no day it can mean is inside.
	if int64(c.when.end) < c.lo || c.val > c.hi {
		c.state = out
		c.dates.Out += c.n
	}
}

func (c *column) loadNumber() {
	n, ok := number(c.raw)
	if !ok {
		c.state = bad
		c.numbers.Bad += c.n
		return
	}
	c.val, c.state = n, good
	c.numbers.Valid += c.n
	c.sum = c.sum.times(n, c.n)
	if n < c.lo || n > c.hi {
		c.state = out
		c.numbers.Out += c.n
	}
}

// follow compares the date with the one it must not precede; all columns are loaded.
func (c *column) follow() {
	if c.after == nil || c.state != good && c.state != out || !c.after.there() {
		return
	}
	if c.when.end < c.after.when.day {
		c.dates.Early += c.n
		if c.state == good {
			c.state = early
		}
	}
}

// there says whether the column has a value that can be compared.
func (c *column) there() bool {
	return !c.blank && (c.state == good || c.state == out || c.state == early)
}

// void takes the value as blank.
func (c *column) void() { c.blank, c.state = true, blank }

// folded is the value's normal form.
func (c *column) folded() string {
	if at := c.spelt(); at >= 0 {
		return c.forms[at].fold
	}
	return fold.Fold(string(c.raw))
}

// spelt is the place of the value's spelling in the forms; -1 where it is not kept.
func (c *column) spelt() int {
	hash := quick(c.raw)
	if at := c.places.find(c.forms, hash, c.raw); at >= 0 || len(c.forms) >= cached {
		return at
	}
	text := string(c.raw)
	c.forms = append(c.forms, form{text: text, fold: fold.Fold(text)})
	c.places.add(c.forms, hash)
	return len(c.forms) - 1
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
