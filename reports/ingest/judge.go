package ingest

import (
	"math/bits"
	"slices"

	"despatch/reports"
)

// A verdict is why a record is set aside.
type verdict struct {
	excluded bool
	reason   string // Reason.ID
	text     string
	col      *column
	rule     string // of the finding, for quarantined records
	value    []byte
}

// judge decides the fate of the records, in the order of the account: recorded later,
// left out by a rule, a total row, then their values. Those that are still to be counted
// are left in the sheaf's list.
func (r *reader) judge(from int) {
	s, p := &r.sheaf, r.plan
	s.all()
	if c := p.recorded; c != nil {
		v := verdict{excluded: true, reason: "recorded-later", text: "recorded after the as-at date"}
		if c.anyAbove(int64(p.asAt)) {
			r.drop(v, func(i int) bool { return c.there(i) && c.val(i) > int64(p.asAt) })
		}
	}
	if len(p.where) > 0 {
		v := verdict{excluded: true, reason: "where", text: "not among the records this extract is about"}
		r.partition(v, p.where.among(s.live, s.met), false)
	}
	for _, e := range p.exclude {
		r.partition(verdict{excluded: true, reason: e.id, text: e.text}, e.where.among(s.live, s.met), true)
	}
	if len(p.totals) > 0 {
		r.drop(verdict{excluded: true, reason: "total-row", text: "total row of the source"}, r.totalRow)
	}
	if len(p.key) > 0 && slices.Contains(r.block.HasID[from:from+s.n], false) {
		r.keep(func(i int) (verdict, bool) {
			if r.block.HasID[from+i] {
				return verdict{}, true
			}
			return verdict{reason: "blank-id", text: "no identifier", rule: "D025", col: firstBlank(p.key, i)}, false
		})
	}
	if s.anyOdd {
		r.keep(r.values)
	}
	for _, c := range p.coders {
		r.encode(c)
	}
	for j := range p.ladders {
		r.climb(j, from)
	}
}

// partition leaves out the records that met a condition, or those that did not.
func (r *reader) partition(v verdict, met []int32, out bool) {
	s := &r.sheaf
	if len(met) == 0 && out || len(met) == len(s.live) && !out {
		return
	}
	kept, j := s.live[:0], 0
	for _, i := range s.live {
		hit := j < len(met) && met[j] == i
		if hit {
			j++
		}
		if hit == out {
			s.aside(int(i), v)
		} else {
			kept = append(kept, i)
		}
	}
	s.live = kept
}

// drop leaves out the records of which something holds.
func (r *reader) drop(v verdict, holds func(i int) bool) {
	s := &r.sheaf
	kept := s.live[:0]
	for _, i := range s.live {
		if holds(int(i)) {
			s.aside(int(i), v)
		} else {
			kept = append(kept, i)
		}
	}
	s.live = kept
}

// keep sets the records aside that do not pass.
func (r *reader) keep(passes func(i int) (verdict, bool)) {
	s := &r.sheaf
	kept := s.live[:0]
	for _, i := range s.live {
		if v, ok := passes(int(i)); ok {
			kept = append(kept, i)
		} else {
			s.aside(int(i), v)
		}
	}
	s.live = kept
}

// values judges what a record says, column by column.
func (r *reader) values(i int) (verdict, bool) {
	if !r.sheaf.odd[i] {
		return verdict{}, true
	}
	for _, c := range r.plan.cols {
		if c.state[i] <= good {
			continue
		}
		if v, ok := c.verdict(i, r.sheaf.standsFor(i)); !ok {
			return v, false
		}
	}
	return verdict{}, true
}

// verdict is what the column's value, which is not as declared, costs a record.
func (c *column) verdict(i int, times int64) (verdict, bool) {
	state := c.state[i]
	if c.Otherwise == reports.BlankIt {
		c.costless[state] += times
		c.state[i] = blank
		if c.day != nil {
			c.day[i] = never
		}
		return verdict{}, true
	}
	if c.Otherwise == reports.KeepIt && state != bad {
		c.costless[state] += times
		return verdict{}, true
	}
	v := verdict{col: c, value: c.raw(i)}
	switch {
	case state == out:
		v.reason, v.text, v.rule = "out-of-range", "a value outside its plausible range", "D023"
	case state == early:
		v.reason, v.text, v.rule = "order", "a date before the one it must follow", "D024"
	case c.number:
		v.reason, v.text, v.rule = "bad-number", "not a whole number", "D022"
	default:
		v.reason, v.text, v.rule = "bad-date", "not a date as declared", "D021"
	}
	return v, false
}

func firstBlank(cols []*column, i int) *column {
	for _, c := range cols {
		if c.state[i] == blank {
			return c
		}
	}
	return cols[0]
}

// encode gives the records their codes in one dimension, and sets those aside that have none.
func (r *reader) encode(c *coder) {
	s := &r.sheaf
	c.read(s.live)
	if c.dim.HasUnknown {
		return
	}
	r.keep(func(i int) (verdict, bool) {
		if c.code[i] != reports.Unknown {
			return verdict{}, true
		}
		c.missed(c.slot[i], s.standsFor(i))
		return c.notKnown(i), false
	})
}

func (c *coder) notKnown(i int) verdict {
	v := verdict{reason: "not-known", text: "a blank or unknown value where no line is kept for it", rule: "D026", col: c.col}
	if c.col.state[i] != blank {
		v.value = c.col.raw(i)
	}
	return v
}

// totalRow says whether a record holds one of the source's own totals, and adds it to
// those of the same dimensions, a bit each.
func (r *reader) totalRow(i int) bool {
	var mask uint64
	for j := range r.plan.totals {
		if t := &r.plan.totals[j]; t.col.state[i] != blank && t.vals[t.col.folded(i)] {
			mask |= 1 << j
		}
	}
	if mask != 0 {
		r.addTo(mask, i)
	}
	return mask != 0
}

// climb finds the furthest stage of a ladder each case has reached, and sets those aside
// for which the lack of an earlier one costs the record.
func (r *reader) climb(ladder, from int) {
	s, stages, codes := &r.sheaf, r.plan.ladders[ladder], r.block.Codes[len(r.ext.Dims)+ladder]
	clear(s.reached)
	for j, st := range stages {
		r.reach(st, 1<<j)
	}
	gap := false
	for _, i := range s.live {
		codes[from+int(i)] = reports.Code(bits.Len64(s.reached[i]))
		gap = gap || s.reached[i]&(s.reached[i]+1) != 0
	}
	if gap {
		r.keep(func(i int) (verdict, bool) { return r.skip(stages, from, i) })
	}
}

// reach notes which cases have reached a stage. A date after the as-at date does not exist yet.
func (r *reader) reach(st *stage, bit uint64) {
	s, c := &r.sheaf, st.col
	if c == nil {
		for _, i := range st.where.among(s.live, s.met) {
			s.reached[i] |= bit
		}
		return
	}
	asAt, days, reached := int32(r.plan.asAt), c.day, s.reached
	for _, i := range s.live {
		at := reached[i]
		if days[i] <= asAt {
			at |= bit
		}
		reached[i] = at
	}
}

// skip is what it costs a record that its case went past a stage without reaching it.
func (r *reader) skip(stages []*stage, from, i int) (verdict, bool) {
	reached := r.sheaf.reached[i]
	stages = stages[:bits.Len64(reached)]
	for j, st := range stages {
		if reached&(1<<j) == 0 && st.Skipped == "quarantine" {
			return verdict{reason: "skipped-stage", text: "a later stage without an earlier one", rule: "D028", col: st.col}, false
		}
	}
	for j, st := range stages {
		if reached&(1<<j) == 0 && st.Skipped == "" {
			if st.gaps == 0 {
				st.first = spot{r.part.number, r.block.Line[from+i]}
			}
			st.gaps += r.sheaf.standsFor(i)
		}
	}
	return verdict{}, true
}
