package ingest

// words are the values of one column in rows, where they are those of a dictionary: then they
// stand nowhere else. What a
// column, a dimension or a condition makes of a word it need make of it once.
type words struct {
	of    *text   // the dictionary, its last word empty, for none; nil where not all values are from one
	index []int32 // of each row the word
	from  int     // the row of the first record of the sheaf
}

// manyWords is how long a dictionary may be for what is made of its words to be kept.
const manyWords = 1 << 16

// wordsOf is the words of a column in the records of the sheaf; nil where it has none.
func (s *sheaf) wordsOf(at int) (of *text, index []int32) {
	if s.words == nil || s.words[at].of == nil {
		return nil, nil
	}
	w := &s.words[at]
	return w.of, w.index[w.from : w.from+s.n]
}

// value is the value of a column in a record.
func (s *sheaf) value(i, at int) []byte {
	if of, index := s.wordsOf(at); of != nil {
		return of.of(int(index[i]))
	}
	return s.of(i*s.width + at)
}

// value is the value of a column in a row.
func (b *rows) value(i, at int) []byte {
	if b.words != nil && b.words[at].of != nil {
		return b.words[at].of.of(int(b.words[at].index[i]))
	}
	return b.of(i*b.width + at)
}

// A memo is what was made of the words of one dictionary.
type memo[T any] struct {
	dict *text
	is   []T
}

// open is what is known of each word: nothing, of those of a new dictionary.
func (m *memo[T]) open(of *text) []T {
	if m.dict != of {
		m.dict, m.is = of, make([]T, len(of.fields))
	}
	return m.is
}

// A meaning is a word as a value of a column; not known, it is to be read as any other value.
type meaning struct {
	known             bool
	state             state
	day, months, year int32 // the year from the first on of the profile
	num, one          int64 // one is 1 for a value, 0 for none
}

// loadWords reads values that are words of a dictionary, and says whether they are. Words
// that are neither good nor blank are read each time.
func (c *column) loadWords(s *sheaf) bool {
	if c.made != nil || s.words == nil || s.times != nil || c.layouts != nil && !c.days {
		return false
	}
	of, index := c.words, c.index
	if of == nil {
		return false
	}
	known, states, seen, valid, sum := c.meanings.open(of), c.state[:len(index)], int64(0), int64(0), int64(0)
	for i, word := range index {
		m := &known[word]
		if !m.known {
			c.loadWord(s, i, m)
			continue
		}
		states[i] = m.state
		seen++
		valid += m.one
		switch {
		case c.days:
			c.day[i], c.months[i] = m.day, m.months
			c.years[m.year] += m.one
		case c.number:
			c.num[i] = m.num
			sum += m.num
		}
	}
	c.unknown += seen - valid
	c.empties += seen - valid
	switch {
	case c.days:
		c.dates.Valid += valid
	case c.number:
		c.numbers.Valid += valid
		c.sum = c.sum.add(sum)
	}
	return true
}

// loadWord reads a value as if it were no word, and keeps what it means if that is all there
// is to it. The earliest and the latest date are known from then on.
func (c *column) loadWord(s *sheaf, i int, m *meaning) {
	switch {
	case c.days:
		c.loadDate(s, i)
	case c.number:
		c.loadNumber(s, i, c.raw(i))
	default:
		c.loadText(i)
	}
	*m = meaning{state: c.state[i], one: 1}
	switch {
	case m.state == held:
		m.known = true
	case m.state == blank:
		m.known, m.one, m.day = isBlank(c.raw(i)), 0, never
	case m.state != good:
	case c.days:
		m.day, m.months, m.year = c.day[i], c.months[i], c.months[i]/12-firstYear
		m.known = 0 <= m.year && int(m.year) < len(c.years)
	default:
		m.num = c.num[i]
		m.known = -1<<31 < m.num && m.num < 1<<31 // so small that a sheaf of them adds up
	}
}
