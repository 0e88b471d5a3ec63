package ingest

// absorb takes up what a worker found, once it has nothing more to read. All that
// is told is a sum, or stands in the order of files and lines.
func (r *reader) absorb(w *reader) {
	a, b := r.res.Account, w.res.Account
	a.Excluded += b.Excluded
	a.Quarantined += b.Quarantined
	r.reasons.take(w.reasons)
	r.aside, r.said = append(r.aside, w.aside...), append(r.said, w.said...)
	for id, n := range w.ledger {
		r.ledger[id] += n
	}
	for i, e := range w.ends {
		mine := r.ended(i)
		mine.records += e.records
		mine.blank += e.blank
		mine.crlf += e.crlf
		mine.lf += e.lf
	}
	r.shaped += w.shaped
	for i, n := range w.blanks {
		r.blanks[i] += n
	}
	for i := range w.counts {
		r.counts[i].whole = r.counts[i].whole && w.counts[i].whole
		r.counts[i].above += w.counts[i].above
	}
	for i := range w.ids {
		r.ids[i].filled += w.ids[i].filled
	}
	w.private.pile.Put()
	for i := range w.private.columns {
		r.private.columns[i].met.Plus(&w.private.columns[i].met)
	}
	r.absorbSums(w)
	r.plan.absorb(w.plan)
}

func (r *reader) absorbSums(w *reader) {
	for i, n := range w.totals {
		r.totals[i] = r.totals[i].plus(n)
	}
	r.noDate += w.noDate
	r.noSum += w.noSum
	for mask, o := range w.groups {
		g := r.group(mask)
		g.rows += o.rows
		for i, n := range o.sums {
			g.sums[i] += n
		}
	}
}

// absorb takes up what a worker's plan, which is the same, has counted.
func (p *plan) absorb(w *plan) {
	for i, c := range p.cols {
		c.absorb(w.cols[i])
	}
	for i, c := range p.coders {
		c.absorb(w.coders[i])
	}
	for i, stages := range p.ladders {
		for j, s := range stages {
			o := w.ladders[i][j]
			if o.gaps > 0 && (s.gaps == 0 || o.first.compare(s.first) < 0) {
				s.first = o.first
			}
			s.gaps += o.gaps
		}
	}
	for c, day := range w.newest {
		*p.newest[c] = max(*p.newest[c], *day)
	}
}

// absorb takes up a worker's profile of the same column.
func (c *column) absorb(o *column) {
	c.unknown += o.unknown
	c.min, c.max = min(c.min, o.min), max(c.max, o.max)
	for y, n := range o.years {
		c.years[y] += n
	}
	for y, n := range o.others {
		c.others[y] += n
	}
	c.dates.Valid += o.dates.Valid
	c.dates.Bad += o.dates.Bad
	c.dates.Out += o.dates.Out
	c.dates.Early += o.dates.Early
	c.numbers.Valid += o.numbers.Valid
	c.numbers.Bad += o.numbers.Bad
	c.numbers.Out += o.numbers.Out
	c.sum = c.sum.plus(o.sum)
	for state, n := range o.costless {
		c.costless[state] += n
	}
}
