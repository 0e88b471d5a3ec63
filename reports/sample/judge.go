package sample

import (
	"math"
	"strconv"

	"despatch/reports"
	"despatch/reports/fold"
)

// state is what a date or a number is worth.
type state uint8

const (
	empty state = iota
	good
	bad
	out
	early
)

// A cell is one value of a record, and what it was meant to be.
type cell struct {
	text  []byte
	word  int32 // in the column's vocabulary; -1: none of it
	blank bool
	quote bool // in quotes, needed or not
	state state
	val   int64 // day or number
	end   int64 // last day the date can mean
	secs  int64 // since 1970
}

// there says whether the value can be compared.
func (c *cell) there() bool { return c.state == good || c.state == out || c.state == early }

// A condition is a where, bound: all its tests must hold.
type condition []test

type test struct {
	reports.Clause
	col    *column
	dim    *dim
	values map[string]bool
}

func (p *plan) condition(w reports.Where) condition {
	var out condition
	for _, c := range w {
		t := test{Clause: c, values: map[string]bool{}}
		for _, v := range c.Values {
			t.values[v] = true
		}
		if c.Dim != nil {
			t.dim = p.dim(c.Dim)
			t.col = t.dim.col
		} else {
			t.col = p.add(c.Column)
		}
		if c.Latest {
			if p.latest[t.col] == nil {
				none := int64(math.MinInt64)
				p.latest[t.col] = &none
			}
		}
		out = append(out, t)
	}
	return out
}

func (c condition) latest() bool {
	for i := range c {
		if c[i].Latest {
			return true
		}
	}
	return false
}

// A fate is what a right reading makes of one record.
type fate struct {
	reports.Fate
	reason, text string
	hasID        bool
	gap          bool // it stops the release: a later stage without an earlier one
	recorded     int64
	row          uint64
	cohorts      uint64
	codes        []string // [Extract.Dims]
	stages       []int32  // [Extract.Ladders] the furthest, 0 for none
	weights      []int64  // [Extract.Sums]
}

// A judge reads records as the release says they are to be read.
type judge struct {
	*plan
	cells   []cell
	periods []map[int64]string // [dims]
	years   []map[int64]int64  // [dims] day to period number
}

func newJudge(p *plan) *judge {
	j := &judge{plan: p, cells: make([]cell, len(p.cols))}
	for range p.dims {
		j.periods = append(j.periods, map[int64]string{})
		j.years = append(j.years, map[int64]int64{})
	}
	return j
}

func (j *judge) cell(c *column) *cell { return &j.cells[c.index] }

// weigh settles what the record's dates and numbers are worth.
func (j *judge) weigh() {
	for _, c := range j.cols[:j.judged] {
		v := j.cell(c)
		switch {
		case v.blank:
			v.state = empty
		case v.state == bad || v.state == empty:
		case v.end < c.lo || v.val > c.hi:
			v.state = out
		}
	}
	for _, c := range j.cols[:j.judged] {
		v := j.cell(c)
		if c.after == nil || v.state != good && v.state != out {
			continue
		}
		if a := j.cell(c.after); a.there() && v.end < a.val && v.state == good {
			v.state = early
		}
	}
}

// judge is the record's own fate, before the newest of its case is chosen.
func (j *judge) judge(f *fate) {
	*f = fate{codes: f.codes[:0], stages: f.stages[:0], weights: f.weights[:0]}
	j.weigh()
	f.hasID = len(j.key) > 0
	for _, c := range j.key {
		f.hasID = f.hasID && !j.cell(c).blank
	}
	asAt := int64(j.rel.AsAt)
	if j.rec != nil {
		if r := j.cell(j.rec); r.there() {
			f.recorded = r.secs
			if r.val > asAt {
				f.out(reports.Excluded, "recorded-later", "recorded after the as-at date")
				return
			}
		}
	}
	if !j.holds(j.where) {
		f.out(reports.Excluded, "where", "not among the records this extract is about")
		return
	}
	for _, e := range j.exclude {
		if j.holds(e.where) {
			f.out(reports.Excluded, e.id, e.text)
			return
		}
	}
	for _, t := range j.totals {
		if v := j.cell(t.col); !v.blank && t.totals[j.folded(t.col)] {
			f.out(reports.Excluded, "total-row", "total row of the source")
			return
		}
	}
	if len(j.key) > 0 && !f.hasID {
		f.out(reports.Quarantined, "blank-id", "no identifier")
		return
	}
	if !j.values(f) {
		return
	}
	for i, d := range j.dims {
		code := j.code(i)
		if code == "" && !d.HasUnknown {
			f.out(reports.Quarantined, "not-known", "a blank or unknown value where no line is kept for it")
			return
		}
		if i < len(j.ext.Dims) {
			f.codes = append(f.codes, code)
		}
	}
	if j.climb(f) {
		j.live(f)
	}
}

func (f *fate) out(what reports.Fate, reason, text string) {
	f.Fate, f.reason, f.text = what, reason, text
}

// values says whether no date or number costs the record.
func (j *judge) values(f *fate) bool {
	for _, c := range j.cols[:j.judged] {
		v := j.cell(c)
		switch {
		case v.state == empty || v.state == good:
		case c.Otherwise == reports.BlankIt:
			v.blank, v.state = true, empty
		case c.Otherwise == reports.KeepIt && v.state != bad:
		case v.state == out:
			f.out(reports.Quarantined, "out-of-range", "a value outside its plausible range")
			return false
		case v.state == early:
			f.out(reports.Quarantined, "order", "a date before the one it must follow")
			return false
		case c.number:
			f.out(reports.Quarantined, "bad-number", "not a whole number")
			return false
		default:
			f.out(reports.Quarantined, "bad-date", "not a date as declared")
			return false
		}
	}
	return true
}

// code is the code of the record in dimension i; "" is unknown.
func (j *judge) code(i int) string {
	d := j.dims[i]
	v := j.cell(d.col)
	switch d.Kind {
	case reports.Period:
		if !v.there() {
			return ""
		}
		number, ok := j.years[i][v.val]
		if !ok {
			number = reports.PeriodNumber(d.Period, reports.Day(v.val))
			j.years[i][v.val] = number
		}
		code, ok := j.periods[i][number]
		if !ok {
			code = reports.PeriodCategory(d.Period, number).Code
			j.periods[i][number] = code
		}
		return code
	case reports.Banded:
		n := v.val
		if d.col2 != nil {
			asAt := int64(j.rel.AsAt)
			to := j.cell(d.col2)
			if !v.there() || !to.there() || v.val > asAt || to.val > asAt {
				return ""
			}
			n = to.val - v.val
		} else if !v.there() {
			return ""
		}
		for k, b := range d.Bands {
			if b.Lo <= n && n <= b.Hi {
				return d.Categories[k+1].Code
			}
		}
		return ""
	}
	if v.word >= 0 {
		return d.codes[v.word]
	}
	return d.codeOf(fold.Fold(string(v.text)), v.blank)
}

func (j *judge) folded(c *column) string {
	v := j.cell(c)
	if v.word >= 0 {
		return c.words[v.word].fold
	}
	return fold.Fold(string(v.text))
}

func (j *judge) holds(c condition) bool {
	for i := range c {
		if j.hit(&c[i]) == c[i].Not {
			return false
		}
	}
	return true
}

func (j *judge) hit(t *test) bool {
	if t.dim != nil && !t.Ranged && !t.Latest {
		at := 0
		for j.dims[at] != t.dim {
			at++
		}
		code := j.code(at)
		if code != "" {
			return t.values[code]
		}
		return t.dim.HasUnknown && (t.values[""] || t.values[t.dim.Categories[0].Code])
	}
	v := j.cell(t.col)
	switch {
	case t.Latest:
		return v.there() && v.val == *j.latest[t.col]
	case t.Ranged && !t.col.IsDate() && !t.col.number:
		n, err := strconv.ParseInt(string(v.text), 10, 64)
		return err == nil && !v.blank && t.Lo <= n && n <= t.Hi
	case t.Ranged:
		return v.there() && t.Lo <= v.val && v.val <= t.Hi
	case v.blank:
		return t.values[""]
	}
	return t.values[j.folded(t.col)]
}

// climb finds the furthest stages; false where a stage left out costs the record.
func (j *judge) climb(f *fate) bool {
	asAt := int64(j.rel.AsAt)
	for _, stages := range j.ladders {
		furthest, reached := 0, uint64(0)
		for i, s := range stages {
			var there bool
			if s.col != nil {
				v := j.cell(s.col)
				there = v.there() && v.val <= asAt
			} else {
				there = j.holds(s.where)
			}
			if there {
				furthest = i + 1
				reached |= 1 << i
			}
		}
		for i, s := range stages[:furthest] {
			switch missing := reached&(1<<i) == 0; {
			case missing && s.Skipped == "quarantine":
				f.out(reports.Quarantined, "skipped-stage", "a later stage without an earlier one")
				return false
			case missing && s.Skipped == "":
				f.gap = true
			}
		}
		f.stages = append(f.stages, int32(furthest))
	}
	return true
}

// live is what a sound record counts in.
func (j *judge) live(f *fate) {
	if j.rec != nil && !j.cell(j.rec).there() {
		f.recorded = math.MinInt64
	}
	for _, c := range j.cohorts {
		if j.holds(c.where) {
			f.cohorts |= c.bit
		}
	}
	for _, c := range j.sums {
		var n int64
		if v := j.cell(c); v.there() {
			n = v.val
		}
		f.weights = append(f.weights, n)
	}
	h := uint64(golden)
	for i := range j.cells {
		h = mix(h ^ uint64(len(j.cells[i].text)))
		for _, b := range j.cells[i].text {
			h = (h ^ uint64(b)) * 1099511628211
		}
	}
	f.row = mix(h)
}
