package ingest

import (
	"encoding/binary"
	"math"

	"despatch/reports"
)

// record gives one record its fate and its place in the block.
func (r *reader) record(rec *record) {
	if r.survey {
		r.look(rec)
		return
	}
	b, i := &r.block.Cases, r.block.Len
	b.File[i], b.Line[i], b.Ordinal[i] = r.part.number, rec.line, r.part.base+rec.line-r.part.head.line-1
	b.Fate[i], b.Reason[i] = reports.Counted, 0
	b.HasID[i], b.ID[i], b.Recorded[i], b.Cohorts[i] = false, reports.ID{}, 0, 0
	r.n, b.Times[i], b.Alike[i] = max(1, rec.times), rec.times, rec.alike
	r.ended(int(r.part.number)).records += r.n
	b.Len++
	if rec.fault != sound {
		b.Row[i] = hashOf(rec.raw)
		v := verdict{reason: faultReason[rec.fault], text: faultText[rec.fault], rule: "D020", value: rec.raw}
		r.setAside(rec, v)
		return
	}
	fields := r.fields(rec)
	b.Row[i] = r.rowHash(rec, fields)
	r.profile(fields)
	for _, c := range r.plan.cols {
		c.n = r.n
		c.load(fields)
	}
	for _, c := range r.plan.ordered {
		c.follow()
	}
	b.ID[i], b.HasID[i] = r.identify()
	if len(r.private.columns) > 0 && !r.private.asked {
		r.private.keep(fields)
	}
	for j := range r.ids {
		id, ok := r.join(r.ids[j].cols)
		r.ids[j].add(id, ok, r.n)
	}
	if c := r.plan.recorded; c != nil && c.there() {
		b.Recorded[i] = c.when.secs
	}
	if v, ok := r.judge(i); !ok {
		r.setAside(rec, v)
		return
	}
	r.live(i)
}

// look takes a record's part in finding the newest dates.
func (r *reader) look(rec *record) {
	if rec.fault != sound {
		return
	}
	fields := r.fields(rec)
	for _, c := range r.plan.cols {
		c.load(fields)
	}
	if c := r.plan.recorded; c != nil && c.there() && int64(r.plan.asAt) < c.val {
		return
	}
	if !r.plan.where.latest() && !r.plan.where.holds() {
		return
	}
	for _, e := range r.plan.exclude {
		if !e.where.latest() && e.where.holds() {
			return
		}
	}
	for c, newest := range r.plan.newest {
		if col := r.plan.byColumn[c]; col.there() && col.state == good && col.val <= int64(r.plan.asAt) {
			*newest = max(*newest, col.val)
		}
	}
}

// fields are the record's, in the order of the first file's header, then those the file's name gives.
func (r *reader) fields(rec *record) [][]byte {
	if r.perm == nil && len(r.virtual) == 0 {
		return rec.fields
	}
	out := r.ordered[:0]
	if r.perm == nil {
		out = append(out, rec.fields...)
	} else {
		for _, at := range r.perm {
			out = append(out, rec.fields[at])
		}
	}
	r.ordered = append(out, r.virtual...)
	return r.ordered
}

// rowHash identifies what the record says, however it is quoted.
func (r *reader) rowHash(rec *record, fields [][]byte) reports.ID {
	if rec.hash != (reports.ID{}) {
		return rec.hash
	}
	if rec.plain && r.perm == nil {
		return hashOf(rec.raw)
	}
	k := r.key[:0]
	for i, f := range fields[:len(fields)-len(r.virtual)] {
		if i > 0 {
			k = append(k, r.part.sep)
		}
		k = r.quote(k, f)
	}
	r.key = k
	return hashOf(k)
}

// quote adds a field in quotes where it needs them, and only there.
func (r *reader) quote(k, f []byte) []byte {
	needs := false
	for _, c := range f {
		needs = needs || c == r.part.sep || c == '"' || c == '\n' || c == '\r'
	}
	if !needs {
		return append(k, f...)
	}
	k = append(k, '"')
	for _, c := range f {
		if c == '"' {
			k = append(k, '"')
		}
		k = append(k, c)
	}
	return append(k, '"')
}

// profile counts blanks, fields of nothing but white space among them, and looks at columns that may be counts.
func (r *reader) profile(fields [][]byte) {
	r.shaped += r.n
	for i, f := range fields[:len(r.blanks)] {
		if isBlank(f) {
			r.blanks[i] += r.n
		}
	}
	for i := range r.counts {
		if c := &r.counts[i]; c.whole {
			n, ok := number(fields[c.at])
			c.whole = ok && n >= 0
			if n > 1 {
				c.above += r.n
			}
		}
	}
}

// identify is the case's id; false where a part of it is blank or none is declared.
func (r *reader) identify() (reports.ID, bool) {
	if len(r.plan.key) == 0 {
		return reports.ID{}, false
	}
	return r.join(r.plan.key)
}

// join is the hash of the values of columns together; false where one is blank.
func (r *reader) join(cols []*column) (reports.ID, bool) {
	if len(cols) == 1 {
		if cols[0].blank {
			return reports.ID{}, false
		}
		return hashOf(trim(cols[0].raw)), true
	}
	k := r.key[:0]
	for _, c := range cols {
		if c.blank {
			return reports.ID{}, false
		}
		v := trim(c.raw)
		k = append(binary.AppendUvarint(k, uint64(len(v))), v...)
	}
	r.key = k
	return hashOf(k), true
}

// A verdict is why a record is set aside.
type verdict struct {
	excluded bool
	reason   string // Reason.ID
	text     string
	col      *column
	rule     string // of the finding, for quarantined records
	value    []byte
}

// judge decides the fate of a record of sound shape, in the order of the
// account: recorded later, left out by a rule, a total row, then its values.
func (r *reader) judge(i int) (verdict, bool) {
	p := r.plan
	if c := p.recorded; c != nil && c.there() && c.val > int64(p.asAt) {
		return verdict{excluded: true, reason: "recorded-later", text: "recorded after the as-at date"}, false
	}
	if !p.where.holds() {
		return verdict{excluded: true, reason: "where", text: "not among the records this extract is about"}, false
	}
	for _, e := range p.exclude {
		if e.where.holds() {
			return verdict{excluded: true, reason: e.id, text: e.text}, false
		}
	}
	if mask := r.totalRow(); mask != 0 {
		r.addTo(mask)
		return verdict{excluded: true, reason: "total-row", text: "total row of the source"}, false
	}
	if len(p.key) > 0 && !r.block.HasID[i] {
		return verdict{reason: "blank-id", text: "no identifier", rule: "D025", col: r.firstBlank(p.key)}, false
	}
	for _, c := range p.cols {
		if c.state == blank || c.state == good {
			continue
		}
		if v, ok := c.verdict(); !ok {
			return v, false
		}
	}
	for j, c := range p.coders {
		code, ok := c.code()
		r.codes[j], r.slots[j] = code, c.slot
		if !ok {
			c.missed(r.n)
			return r.notKnown(c), false
		}
	}
	for j, stages := range p.ladders {
		code, skipped := r.climb(stages)
		if skipped != nil {
			return verdict{reason: "skipped-stage", text: "a later stage without an earlier one", rule: "D028", col: skipped.col}, false
		}
		r.block.Codes[len(r.ext.Dims)+j][i] = code
	}
	return verdict{}, true
}

// verdict is what the column's value, which is not as declared, costs the record.
func (c *column) verdict() (verdict, bool) {
	if c.Otherwise == reports.BlankIt {
		c.costless[c.state] += c.n
		c.void()
		return verdict{}, true
	}
	if c.Otherwise == reports.KeepIt && c.state != bad {
		c.costless[c.state] += c.n
		return verdict{}, true
	}
	v := verdict{col: c, value: c.raw}
	switch {
	case c.state == out:
		v.reason, v.text, v.rule = "out-of-range", "a value outside its plausible range", "D023"
	case c.state == early:
		v.reason, v.text, v.rule = "order", "a date before the one it must follow", "D024"
	case c.number:
		v.reason, v.text, v.rule = "bad-number", "not a whole number", "D022"
	default:
		v.reason, v.text, v.rule = "bad-date", "not a date as declared", "D021"
	}
	return v, false
}

func (r *reader) firstBlank(cols []*column) *column {
	for _, c := range cols {
		if c.blank {
			return c
		}
	}
	return cols[0]
}

func (r *reader) notKnown(c *coder) verdict {
	v := verdict{reason: "not-known", text: "a blank or unknown value where no line is kept for it", rule: "D026", col: c.col}
	if !c.col.blank {
		v.value = c.col.raw
	}
	return v
}

// totalRow says which dimensions hold one of the source's own totals, a bit each.
func (r *reader) totalRow() uint64 {
	var mask uint64
	for i := range r.plan.totals {
		if t := &r.plan.totals[i]; !t.col.blank && t.vals[t.col.folded()] {
			mask |= 1 << i
		}
	}
	return mask
}

// climb is the furthest stage the case has reached, and the stage whose lack costs the record, if any does.
func (r *reader) climb(stages []*stage) (reports.Code, *stage) {
	furthest := 0
	var reached uint64
	for i, s := range stages {
		if r.reached(s) {
			furthest = i + 1
			reached |= 1 << i
		}
	}
	for i, s := range stages[:furthest] {
		if reached&(1<<i) == 0 && s.Skipped == "quarantine" {
			return 0, s
		}
	}
	for i, s := range stages[:furthest] {
		if reached&(1<<i) == 0 && s.Skipped == "" {
			if s.gaps += r.n; s.gaps == r.n {
				s.first = spot{r.part.number, r.block.Line[r.block.Len-1]}
			}
		}
	}
	return reports.Code(furthest), nil
}

// reached says whether the record at hand reached a stage. A date after the
// as-at date does not exist yet.
func (r *reader) reached(s *stage) bool {
	if s.col != nil {
		return s.col.there() && s.col.when.day <= int32(r.plan.asAt)
	}
	return s.where.holds()
}

// live fills in what is counted of record i.
func (r *reader) live(i int) {
	b, p := &r.block.Cases, r.plan
	for j, c := range p.coders {
		c.count(r.codes[j], r.slots[j], r.n)
		if j < len(r.ext.Dims) {
			b.Codes[j][i] = r.codes[j]
		}
	}
	for _, c := range p.cohorts {
		if c.where.holds() {
			b.Cohorts[i] |= c.bit
		}
	}
	if p.recorded != nil && !p.recorded.there() {
		r.noDate += r.n
		b.Recorded[i] = math.MinInt64 // older than any record with a date
	}
	for j, c := range p.sums {
		var n int64
		if c.there() {
			n = c.val
		} else {
			r.noSum += r.n
		}
		b.Weights[j][i] = n
		r.totals[j] = r.totals[j].times(n, r.n)
	}
	for j, d := range p.days {
		b.Days[j][i] = between(d[0], d[1], int32(p.asAt))
	}
	for j, cols := range p.distinct {
		b.Values[j][i], _ = r.join(cols)
	}
	if len(p.totals) > 0 {
		r.addTo(0)
	}
}
