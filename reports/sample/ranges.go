package sample

import (
	"math"

	"despatch/reports"
)

// years5 is how far back dates go where nothing is said of them.
const years5 = 1826

// ranges settles, for dates and numbers, what is plausible and what is made: what the
// release's conditions speak of and a little beyond, so that some records fall outside.
func (p *plan) ranges() {
	for _, c := range p.cols {
		c.lo, c.hi = math.MinInt64, math.MaxInt64
		if c.HasLo {
			c.lo = c.Lo
		}
		if c.HasHi {
			c.hi = c.Hi
		}
	}
	for _, c := range p.sums {
		if !c.HasLo {
			c.lo = 0
		}
	}
	for _, d := range p.dims {
		if d.Kind == reports.Banded && d.Column2 == nil {
			d.col.bands = d.Bands
		}
	}
	for _, c := range p.cols {
		switch c.kind {
		case date:
			p.dates(c)
		case number:
			from, to := int64(1), int64(60)
			if c.HasLo && c.HasHi {
				from, to = c.Lo, c.Hi
			}
			c.from, c.to = p.spoken(c, from, to)
			c.from, c.to = max(c.from, c.lo), min(c.to, c.hi)
		}
		seen := map[string]bool{}
		for i := range c.layouts {
			l := &c.layouts[i]
			if s := l.skeleton(); i == 0 || !seen[s] && l.plain() && c.layouts[0].plain() {
				c.usable = append(c.usable, i)
				seen[s] = true
			}
		}
	}
}

func (p *plan) dates(c *column) {
	asAt := int64(p.rel.AsAt)
	from := asAt - years5
	if c.HasLo {
		from = c.Lo
	}
	c.from, c.to = p.spoken(c, from, asAt)
	if c == p.rec {
		c.from = max(c.from, asAt-365)
	}
	c.to = min(c.to, asAt, c.hi)
	c.from = max(c.from, c.lo)
	if c.from > c.to {
		c.from = c.to
	}
}

// spoken is the range that conditions on a column speak of, a twentieth wider at either
// end; where none does, or it is open, the ends given.
func (p *plan) spoken(c *column, from, to int64) (int64, int64) {
	lo, hi := int64(math.MaxInt64), int64(math.MinInt64)
	p.clauses(func(t *test) {
		if t.col == c && t.Ranged {
			lo, hi = min(lo, t.Lo), max(hi, t.Hi)
		}
	})
	said := false
	if lo != math.MaxInt64 && lo != math.MinInt64 {
		from, said = lo, true
	}
	if hi != math.MinInt64 && hi != math.MaxInt64 {
		to, said = hi, true
	}
	if to < from {
		to = from + 60
	}
	if said {
		margin := (to-from)/20 + 1
		from, to = from-margin, to+margin
	}
	return from, to
}
