package ingest

import (
	"math"

	"despatch/reports/fold"
)

// load reads the column's values in the records of a sheaf and keeps their profile.
func (c *column) load(s *sheaf) {
	c.sheaf = s
	if len(c.state) < s.size {
		c.room(s.size)
	}
	c.text, c.first, c.step = &s.text, c.at[0], s.width
	if c.made == nil {
		c.words, c.index = s.wordsOf(c.at[0])
	} else {
		c.join(s)
		c.text, c.first, c.step = c.made, 0, 1
	}
	c.empties = 0
	switch {
	case c.loadWords(s):
	case c.layouts != nil:
		c.loadDates(s)
	case c.number:
		c.loadNumbers(s)
	default:
		c.loadTexts(s)
	}
}

// room makes room for the values of so many records.
func (c *column) room(size int) {
	c.state = make([]state, size)
	if len(c.between) > 0 {
		c.made = &text{fields: make([]field, size)}
	}
	if c.layouts != nil {
		c.day, c.months = make([]int32, size), make([]int32, size)
	}
	if c.layouts != nil && !c.days {
		c.end = make([]int32, size)
	}
	if c.number || c.end != nil {
		c.num = make([]int64, size)
	}
}

// raw is the value as it stands in a record.
func (c *column) raw(i int) []byte {
	if c.words != nil {
		return c.words.of(int(c.index[i]))
	}
	return c.text.of(i*c.step + c.first)
}

// join makes the values of a template out of their parts; one is blank where they all are.
func (c *column) join(s *sheaf) {
	c.made.bytes = c.made.bytes[:0]
	for i := range s.n {
		value, empty := append(c.joined[:0], c.between[0]...), true
		for j, at := range c.at {
			part := s.value(i, at)
			empty = empty && len(trim(part)) == 0
			value = append(append(value, part...), c.between[j+1]...)
		}
		if empty {
			value = value[:0]
		}
		c.joined = value
		c.made.put(i, value)
	}
}

// notKnown says whether the value is blank, or one that is said to mean that it is not
// known, and counts it.
func (c *column) notKnown(i int, raw []byte) bool {
	empty := isBlank(raw)
	if !empty && (c.blanks == nil || !c.blanks[c.folded(i)]) {
		return false
	}
	n := c.sheaf.standsFor(i)
	c.unknown += n
	if empty {
		c.empties += n
	}
	c.state[i] = blank
	return true
}

// loadTexts reads values of which nothing is asked but that they are there.
func (c *column) loadTexts(s *sheaf) {
	bytes, fields, step, at := c.text.bytes, c.text.fields, c.step, c.first
	states, simple := c.state[:s.n], c.blanks == nil
	for i := range states {
		f := fields[at]
		at += step
		if f.from < f.to && simple && solid(bytes[f.from]) {
			states[i] = held
		} else {
			c.loadText(i)
		}
	}
}

func (c *column) loadText(i int) {
	if !c.notKnown(i, c.raw(i)) {
		c.state[i] = held
	}
}

func (c *column) loadDates(s *sheaf) {
	if len(c.layouts) == 1 && c.layouts[0].ten != nil && c.blanks == nil && s.times == nil {
		c.loadTens(s, c.layouts[0].ten)
		return
	}
	for i := range s.n {
		c.loadDate(s, i)
	}
}

func (c *column) loadDate(s *sheaf, i int) {
	c.day[i] = never
	raw := c.raw(i)
	if c.notKnown(i, raw) {
		return
	}
	c.state[i] = c.date(i, raw, s.standsFor(i))
	if c.state[i] != good {
		s.odd[i], s.anyOdd = true, true
	}
}

// loadTens reads dates that are written in ten bytes, and leaves to loadDate what is no
// such date of an ordinary year within the range.
func (c *column) loadTens(s *sheaf, t *ten) {
	lo, hi := int32(max(c.lo, math.MinInt32)), int32(min(c.hi, math.MaxInt32))
	lowest, highest, valid := int32(math.MaxInt32), int32(math.MinInt32), int64(0)
	bytes, fields, step, at := c.text.bytes, c.text.fields, c.step, c.first
	days := c.day[:s.n]
	months, states, none := c.months[:len(days)], c.state[:len(days)], int64(0)
	for i := range days {
		f := fields[at]
		at += step
		if f.to-f.from == 10 {
			day, month, ok := t.read((*[10]byte)(bytes[f.from:]))
			if ok && lo <= day && day <= hi {
				days[i], months[i], states[i] = day, month+firstYear*12, good
				c.years[uint32(month)/12]++
				lowest, highest = min(lowest, day), max(highest, day)
				valid++
				continue
			}
		} else if f.to == f.from {
			states[i], days[i] = blank, never
			none++
			continue
		}
		c.loadDate(s, i)
	}
	c.unknown += none
	c.empties += none
	c.dates.Valid += valid
	c.min, c.max = min(c.min, lowest), max(c.max, highest)
}

// met takes a date into the profile.
func (c *column) met(day, months int32, times int64) {
	c.dates.Valid += times
	c.min, c.max = min(c.min, day), max(c.max, day)
	if y := months/12 - firstYear; uint32(y) < uint32(len(c.years)) {
		c.years[y] += times
	} else {
		c.others[y+firstYear] += times
	}
}

// date reads one date.
func (c *column) date(i int, raw []byte, times int64) state {
	m, ok := moment{}, false
	for j := 0; j < len(c.layouts) && !ok; j++ {
		m, ok = c.layouts[j].read(raw)
	}
	if !ok {
		c.dates.Bad += times
		return bad
	}
	c.met(m.day, m.months, times)
	c.day[i], c.months[i] = m.day, m.months
	if !c.days {
		c.end[i], c.num[i] = m.end, m.secs
	}
	// A coarse date is out of range only where no day it can mean is inside.
	if int64(m.end) < c.lo || int64(m.day) > c.hi {
		c.dates.Out += times
		return out
	}
	return good
}

func (c *column) loadNumbers(s *sheaf) {
	var valid, sum int64
	simple, lo, hi, nums, states := s.times == nil && c.blanks == nil, c.lo, c.hi, c.num[:s.n], c.state[:s.n]
	for i := range nums {
		raw := c.raw(i)
		n, ok := short(raw)
		if ok && simple && lo <= n && n <= hi {
			nums[i], states[i] = n, good
			sum += n
			valid++
		} else {
			c.loadNumber(s, i, raw)
		}
	}
	c.numbers.Valid += valid
	c.sum = c.sum.add(sum)
}

func (c *column) loadNumber(s *sheaf, i int, raw []byte) {
	if c.notKnown(i, raw) {
		return
	}
	times := s.standsFor(i)
	n, ok := number(raw)
	switch {
	case !ok:
		c.state[i] = bad
		c.numbers.Bad += times
	case n < c.lo || n > c.hi:
		c.state[i] = out
		c.numbers.Out += times
	default:
		c.state[i] = good
	}
	if ok {
		c.num[i] = n
		c.numbers.Valid += times
		c.sum = c.sum.times(n, times)
	}
	if c.state[i] != good {
		s.odd[i], s.anyOdd = true, true
	}
}

// short reads a number of at most eight digits: so few that a sheaf of them
// can be added up without a thought.
func short(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > 8 {
		return 0, false
	}
	n := uint64(0)
	for _, c := range b {
		d := uint64(c) - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + d
	}
	return int64(n), true
}

// follow compares the dates with those they must not precede; all columns are loaded.
func (c *column) follow(s *sheaf) {
	last, before := c.day, c.after.day
	if last == nil || before == nil {
		return
	}
	if c.end != nil {
		last = c.end
	}
	last = last[:s.n]
	before = before[:len(last)]
	for i, day := range last {
		if day < before[i] && before[i] != never && c.there(i) {
			c.early(s, i)
		}
	}
}

func (c *column) early(s *sheaf, i int) {
	c.dates.Early += s.standsFor(i)
	if c.state[i] == good {
		c.state[i] = early
		s.odd[i], s.anyOdd = true, true
	}
}

// never is the day of a date that a record does not hold: later than any.
const never = math.MaxInt32

// there says whether a record holds a value that can be compared.
func (c *column) there(i int) bool { return c.state[i]-good <= early-good }

// anyAbove says whether any record holds a value above one.
func (c *column) anyAbove(limit int64) bool {
	if c.day != nil && int64(c.max) <= limit {
		return false // none ever did
	}
	for i := range c.sheaf.n {
		if c.there(i) && c.val(i) > limit {
			return true
		}
	}
	return false
}

// val is what the value is compared by: the first day of a date, or the number.
func (c *column) val(i int) int64 {
	if c.day != nil {
		return int64(c.day[i])
	}
	return c.num[i]
}

// secs is a date in seconds since 1970, for ordering records.
func (c *column) secs(i int) int64 {
	if c.end != nil {
		return c.num[i]
	}
	return int64(c.day[i]) * 86400
}

// folded is the value's normal form.
func (c *column) folded(i int) string {
	if at := c.spelt(i); at >= 0 {
		return c.forms[at].fold
	}
	return fold.Fold(string(c.raw(i)))
}

// spelt is the place of the value's spelling in the forms; -1 where it is not kept.
func (c *column) spelt(i int) int {
	raw := c.raw(i)
	if at := c.places.find(raw); at >= 0 || len(c.forms) >= cached {
		return at
	}
	text := string(raw)
	c.places.add(text, len(c.forms))
	c.forms = append(c.forms, form{text: text, fold: fold.Fold(text)})
	return len(c.forms) - 1
}
