package ingest

import (
	"math"

	"despatch/reports"
	"despatch/reports/fold"
)

// A test is one clause of a where, bound to the columns and dimensions it asks.
type test struct {
	reports.Clause
	dim    *coder
	col    *column
	values map[string]bool
	newest *int64 // of a clause that asks for the latest date
	words  memo[int8]
	known  spellings // those met: place 1 for one that is among the values, 0 for another
}

// A condition is a where: all its tests must hold.
type condition []test

// holds says whether record i of the sheaf meets the condition.
func (c condition) holds(i int) bool {
	for j := range c {
		if c[j].hit(i) == c[j].Not {
			return false
		}
	}
	return true
}

// among are those of the records that meet the condition; it is asked one test after
// the other, each only of those that met the tests before.
func (c condition) among(records, room []int32) []int32 {
	met := append(room[:0], records...)
	for j := range c {
		met = c[j].among(met)
	}
	return met
}

// latest says whether the condition asks for a newest date.
func (c condition) latest() bool {
	for i := range c {
		if c[i].newest != nil {
			return true
		}
	}
	return false
}

func (t *test) hit(i int) bool {
	c := t.col
	if t.dim != nil && !t.Ranged && !t.Latest {
		code, _ := t.dim.find(i)
		if code == reports.Unknown {
			return t.dim.dim.HasUnknown && (t.values[""] || t.values[t.dim.cats[0].Code])
		}
		return t.values[t.dim.cats[code].Code]
	}
	switch {
	case t.Latest:
		return c.there(i) && c.val(i) == *t.newest
	case t.Ranged && !c.IsDate() && !c.number:
		n, ok := number(c.raw(i))
		return ok && c.state[i] != blank && t.Lo <= n && n <= t.Hi
	case t.Ranged:
		return c.there(i) && t.Lo <= c.val(i) && c.val(i) <= t.Hi
	case c.state[i] == blank:
		return t.values[""]
	}
	return t.holds(i)
}

// among leaves those of the records that meet the test.
func (t *test) among(records []int32) []int32 {
	met, c := records[:0], t.col
	switch {
	case t.dim == nil && t.Ranged && !t.Latest && c.days:
		lo, hi := int32(max(t.Lo, math.MinInt32)), int32(min(t.Hi, math.MaxInt32))
		for _, i := range records {
			if hit := c.there(int(i)) && lo <= c.day[i] && c.day[i] <= hi; hit != t.Not {
				met = append(met, i)
			}
		}
	case t.dim == nil && !t.Ranged && !t.Latest:
		if c.words != nil {
			return t.amongWords(records, c.index, t.words.open(c.words))
		}
		return t.amongValues(records)
	default:
		for _, i := range records {
			if t.hit(int(i)) != t.Not {
				met = append(met, i)
			}
		}
	}
	return met
}

// amongValues is among for values as they stand.
func (t *test) amongValues(records []int32) []int32 {
	met, c := records[:0], t.col
	text, first, step, blanks := c.text, c.first, c.step, t.values[""]
	for _, i := range records {
		hit := blanks
		if c.state[i] != blank {
			f := text.fields[int(i)*step+first]
			is := t.known.find(text.bytes[f.from:f.to])
			hit = is == 1 || is < 0 && t.holds(int(i))
		}
		if hit != t.Not {
			met = append(met, i)
		}
	}
	return met
}

// amongWords is among for values that are words of a dictionary: of each word it is known
// whether it meets the test, 1, or not, -1.
func (t *test) amongWords(records, index []int32, known []int8) []int32 {
	met := records[:0]
	for _, i := range records {
		hit := false
		if word := index[i]; t.col.state[i] == blank {
			hit = t.values[""]
		} else {
			if known[word] == 0 {
				if known[word] = -1; t.holds(int(i)) {
					known[word] = 1
				}
			}
			hit = known[word] > 0
		}
		if hit != t.Not {
			met = append(met, i)
		}
	}
	return met
}

// holds says whether the column's value is one of those asked for.
func (t *test) holds(i int) bool {
	raw := t.col.raw(i)
	is := t.known.find(raw)
	if is < 0 {
		is = 0
		if t.values[fold.Fold(string(raw))] {
			is = 1
		}
		if len(t.known.all) < cached {
			t.known.add(string(raw), is)
		}
	}
	return is == 1
}
