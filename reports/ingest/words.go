package ingest

// words are the values of one column in rows, where they are those of a dictionary. What a
// column, a dimension or a condition makes of a word it need make of it once.
type words struct {
	of    *text   // the dictionary; nil where not all values are from one
	index []int32 // of each row the word, -1 for none
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

// A meaning is a word as a date or a number; not known, it is to be read as any other value.
type meaning struct {
	known       bool
	day, months int32
	num         int64
}

// loadWords reads dates, numbers or texts that are words of a dictionary, and says whether
// they are. Words that are not good values are read each time.
func (c *column) loadWords(s *sheaf) bool {
	if c.made != nil || s.words == nil || s.times != nil || c.layouts != nil && !c.days {
		return false
	}
	of, index := s.wordsOf(c.at[0])
	if of == nil {
		return false
	}
	known, states := c.meanings.open(of), c.state[:len(index)]
	var valid, sum int64
	for i, word := range index {
		if word < 0 {
			c.absent(i)
			continue
		}
		m := &known[word]
		if !m.known {
			c.loadWord(s, i, m)
			continue
		}
		valid++
		if states[i] = good; c.days {
			c.day[i], c.months[i] = m.day, m.months
			c.years[uint32(m.months-firstYear*12)/12]++
		} else if c.number {
			c.num[i] = m.num
			sum += m.num
		} else {
			states[i] = held
		}
	}
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
	switch state := c.state[i]; {
	case state == held:
		m.known = true
	case state != good:
	case c.days:
		year := c.months[i]/12 - firstYear
		m.known, m.day, m.months = 0 <= year && int(year) < len(c.years), c.day[i], c.months[i]
	default:
		m.known, m.num = -1<<31 < c.num[i] && c.num[i] < 1<<31, c.num[i] // so small that a sheaf of them adds up
	}
}

// absent notes that a record holds no value.
func (c *column) absent(i int) {
	c.state[i] = blank
	c.unknown++
	c.empties++
	if c.day != nil {
		c.day[i] = never
	}
}
