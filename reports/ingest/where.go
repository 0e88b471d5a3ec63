package ingest

import "despatch/reports"

// A test is one clause of a where, bound to the columns and dimensions it asks.
type test struct {
	reports.Clause
	dim    *coder
	col    *column
	values map[string]bool
	newest *int64 // of a clause that asks for the latest date
	known  []int8 // of each of the column's forms: 1 is among the values, -1 is not
}

// A condition is a where: all its tests must hold.
type condition []test

// holds says whether the record at hand meets the condition.
func (c condition) holds() bool {
	for i := range c {
		if c[i].hit() == c[i].Not {
			return false
		}
	}
	return true
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

func (t *test) hit() bool {
	if t.dim != nil && !t.Ranged && !t.Latest {
		code, ok := t.dim.code()
		if !ok {
			return false
		}
		if code == reports.Unknown {
			return t.values[""] || t.values[t.dim.cats[0].Code]
		}
		return t.values[t.dim.cats[code].Code]
	}
	switch {
	case t.Latest:
		return t.col.there() && t.col.val == *t.newest
	case t.Ranged && !t.col.IsDate() && !t.col.number:
		n, ok := number(t.col.raw)
		return ok && !t.col.blank && t.Lo <= n && n <= t.Hi
	case t.Ranged:
		return t.col.there() && t.Lo <= t.col.val && t.col.val <= t.Hi
	case t.col.blank:
		return t.values[""]
	}
	return t.among()
}

// among says whether the column's value is one of those asked for.
func (t *test) among() bool {
	at := t.col.spelt()
	if at < 0 {
		return t.values[t.col.folded()]
	}
	if at >= len(t.known) {
		t.known = append(t.known, make([]int8, at+1-len(t.known))...)
	}
	if t.known[at] == 0 {
		t.known[at] = -1
		if t.values[t.col.forms[at].fold] {
			t.known[at] = 1
		}
	}
	return t.known[at] > 0
}
