package ingest

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"despatch/reports"
)

// one takes one record, unless it is the header met once more.
func (r *reader) one(rec *record) error {
	if rec.fault != sound {
		return r.faulty(rec)
	}
	if err := r.headerAgain(rec.fields, rec.line); err != nil {
		return err
	}
	r.sheaf.put(rec, r.perm)
	if r.sheaf.n == r.room() {
		return r.read()
	}
	return nil
}

// headerAgain refuses a file in which the header is met once more.
func (r *reader) headerAgain(fields [][]byte, line int64) error {
	if h := r.part.head; h.line > 0 && h.again(fields) {
		return r.refuse("D014", line, 0, "this line is the header once more: a second table, or a heading of two rows")
	}
	return nil
}

// room is how many records the sheaf may hold.
func (r *reader) room() int { return min(r.sheaf.size, r.block.size-r.block.Len) }

// faulty takes a record whose bytes are no record, after those before it.
func (r *reader) faulty(rec *record) error {
	if err := r.read(); err != nil || r.survey {
		return err
	}
	b, i := &r.block.Cases, r.block.Len
	r.enter(i, i+1)
	b.Line[i], b.Ordinal[i] = rec.line, r.part.base+rec.line-r.part.head.line-1
	b.Times[i], b.Alike[i] = 0, 0
	r.n = 1
	r.ended(int(r.part.number)).records++
	b.Len++
	b.Row[i] = hashOf(rec.raw)
	r.setAside(i, rec, verdict{reason: faultReason[rec.fault], text: faultText[rec.fault], rule: "D020", value: rec.raw})
	if r.block.full() {
		return r.hand()
	}
	return nil
}

// read gives each record of the sheaf its fate and its place in the block.
func (r *reader) read() error {
	s := &r.sheaf
	if s.n == 0 {
		return nil
	}
	over := s.over
	for _, c := range r.plan.cols {
		c.load(s)
		over = over || c.made != nil && c.made.over
	}
	if over {
		return &damage{"some of its records together hold more than 4 GB"}
	}
	if r.survey {
		r.look()
		s.empty()
		return nil
	}
	for _, c := range r.plan.ordered {
		c.follow(s)
	}
	from := r.block.Len
	r.enter(from, from+s.n)
	r.stand(from)
	r.ended(int(r.part.number)).records += s.total()
	r.describe(from)
	r.judge(from)
	r.count(from)
	r.setApart(from)
	r.block.Len += s.n
	s.empty()
	if r.block.full() {
		return r.hand()
	}
	return nil
}

// enter makes room in the block for records of which nothing is known.
func (r *reader) enter(from, to int) {
	b := &r.block.Cases
	clear(b.Fate[from:to])
	clear(b.Reason[from:to])
	clear(b.HasID[from:to])
	clear(b.ID[from:to])
	clear(b.Recorded[from:to])
	clear(b.Cohorts[from:to])
	for i := from; i < to; i++ {
		b.File[i] = r.part.number
	}
}

// stand notes where the records stand in the extract, and for how many each stands.
func (r *reader) stand(from int) {
	s, b, to := &r.sheaf, &r.block.Cases, from+r.sheaf.n
	copy(b.Line[from:to], s.line)
	before := r.part.base - r.part.head.line - 1
	for i := range s.n {
		b.Ordinal[from+i] = before + s.line[i]
	}
	if s.times == nil {
		clear(b.Times[from:to])
		clear(b.Alike[from:to])
	} else {
		copy(b.Times[from:to], s.times)
		copy(b.Alike[from:to], s.alike)
	}
}

// describe notes of every record, whatever becomes of it, what it says, whose it is and
// when it was made; and of the columns what they hold.
func (r *reader) describe(from int) {
	s, b := &r.sheaf, &r.block.Cases
	rows := b.Row[from : from+s.n]
	for i := range rows {
		if s.hash == nil && s.exact[i] && r.perm == nil {
			rows[i] = rowHash(s.bytes[s.raw[i].from:s.raw[i].to])
		} else {
			rows[i] = r.rowHash(i)
		}
	}
	r.profile()
	r.identify(from)
	if !r.private.asked {
		r.private.keep(s)
	}
	for j := range r.ids {
		for i := range s.n {
			id, ok := r.join(r.ids[j].cols, i)
			r.ids[j].add(id, ok, s.standsFor(i))
		}
	}
	if c := r.plan.recorded; c != nil {
		made := b.Recorded[from : from+s.n]
		for i := range made {
			if c.there(i) {
				made[i] = c.secs(i)
			}
		}
	}
}

// look takes the part of the records in finding the newest dates.
func (r *reader) look() {
	for i := range r.sheaf.n {
		if !r.passes(i) {
			continue
		}
		for c, newest := range r.plan.newest {
			if col := r.plan.byColumn[c]; col.state[i] == good && col.val(i) <= int64(r.plan.asAt) {
				*newest = max(*newest, col.val(i))
			}
		}
	}
}

// passes says whether a record may count, as far as that does not depend on the newest dates.
func (r *reader) passes(i int) bool {
	if c := r.plan.recorded; c != nil && c.there(i) && int64(r.plan.asAt) < c.val(i) {
		return false
	}
	if !r.plan.where.latest() && !r.plan.where.holds(i) {
		return false
	}
	for _, e := range r.plan.exclude {
		if !e.where.latest() && e.where.holds(i) {
			return false
		}
	}
	return true
}

// rowHash identifies what a record says, however it is quoted.
func (r *reader) rowHash(i int) reports.ID {
	s := &r.sheaf
	if s.hash != nil && s.hash[i] != (reports.ID{}) {
		return s.hash[i]
	}
	k, w := r.key[:0], s.width
	for j := range w - len(r.virtual) {
		if j > 0 {
			k = append(k, r.part.sep)
		}
		k = r.quote(k, s.value(i, j))
	}
	r.key = k
	return rowHash(k)
}

// quote adds a field in quotes where it needs them, and only there.
func (r *reader) quote(k, f []byte) []byte {
	needs := uint8(0)
	for _, c := range f {
		needs |= r.part.special[c]
	}
	if needs == 0 {
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
func (r *reader) profile() {
	s := &r.sheaf
	r.shaped += s.total()
	for _, c := range r.plan.cols {
		if c.tells {
			r.blanks[c.at[0]] += c.empties
		}
	}
	for _, at := range r.bare {
		for i := range s.n {
			if isBlank(s.value(i, at)) {
				r.blanks[at] += s.standsFor(i)
			}
		}
	}
	for j := range r.counts {
		c := &r.counts[j]
		for i := 0; i < s.n && c.whole; i++ {
			n, ok := number(s.value(i, c.at))
			c.whole = ok && n >= 0
			if n > 1 {
				c.above += s.standsFor(i)
			}
		}
	}
}

// identify notes whose the records are; nobody's where a part of the id is blank or none is declared.
func (r *reader) identify(from int) {
	if len(r.plan.key) == 0 {
		return
	}
	b, n := &r.block.Cases, r.sheaf.n
	if len(r.plan.key) > 1 {
		for i := range n {
			b.ID[from+i], b.HasID[from+i] = r.join(r.plan.key, i)
		}
		return
	}
	c := r.plan.key[0]
	ids, has := b.ID[from:from+n], b.HasID[from:from+n]
	for i := range ids {
		if c.state[i] != blank {
			ids[i], has[i] = hashOf(trim(c.raw(i))), true
		}
	}
}

// join is the hash of the values of columns together; false where one is blank.
func (r *reader) join(cols []*column, i int) (reports.ID, bool) {
	if len(cols) == 1 {
		if cols[0].state[i] == blank {
			return reports.ID{}, false
		}
		return hashOf(trim(cols[0].raw(i))), true
	}
	k := r.key[:0]
	for _, c := range cols {
		if c.state[i] == blank {
			return reports.ID{}, false
		}
		v := trim(c.raw(i))
		k = append(binary.AppendUvarint(k, uint64(len(v))), v...)
	}
	r.key = k
	return hashOf(k), true
}

// count fills in what is counted of the records that are still to be.
func (r *reader) count(from int) {
	s, b, p := &r.sheaf, &r.block.Cases, r.plan
	for j, c := range p.coders {
		c.count(s)
		if j < len(r.ext.Dims) {
			for _, i := range s.live {
				b.Codes[j][from+int(i)] = c.code[i]
			}
		}
	}
	for _, c := range p.cohorts {
		for _, i := range c.where.among(s.live, s.met) {
			b.Cohorts[from+int(i)] |= c.bit
		}
	}
	if p.recorded != nil {
		for _, i := range s.live {
			if !p.recorded.there(int(i)) {
				r.noDate += s.standsFor(int(i))
				b.Recorded[from+int(i)] = math.MinInt64 // older than any record with a date
			}
		}
	}
	if len(p.sums)+len(p.days)+len(p.distinct)+len(p.totals) > 0 {
		for _, i := range s.live {
			r.measure(from, int(i))
		}
	}
}

// measure fills in what is measured of one record.
func (r *reader) measure(from, i int) {
	b, p, times := &r.block.Cases, r.plan, r.sheaf.standsFor(i)
	for j, c := range p.sums {
		var n int64
		if c.there(i) {
			n = c.val(i)
		} else {
			r.noSum += times
		}
		b.Weights[j][from+i] = n
		r.totals[j] = r.totals[j].times(n, times)
	}
	for j, d := range p.days {
		b.Days[j][from+i] = between(d[0], d[1], int32(p.asAt), i)
	}
	for j, cols := range p.distinct {
		b.Values[j][from+i], _ = r.join(cols, i)
	}
	if len(p.totals) > 0 {
		r.addTo(0, i)
	}
}

// setApart sets records aside, in the order in which they stand.
func (r *reader) setApart(from int) {
	s := &r.sheaf
	slices.SortFunc(s.set, func(a, b apart) int { return cmp.Compare(a.at, b.at) })
	for i := range s.set {
		a := &s.set[i]
		r.n = s.standsFor(a.at)
		r.setAside(from+a.at, s.record(a.at), a.verdict)
	}
}
