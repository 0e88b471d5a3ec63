package ingest

import (
	"slices"

	"despatch/reports"
	"despatch/reports/fold"
)

// quality is what the columns hold that the release reads, in the order of the header.
// Private ones are left out: what is told of them stays on the restricted side.
func (r *reader) quality() []reports.Quality {
	cols := slices.Clone(r.plan.cols)
	slices.SortStableFunc(cols, func(a, b *column) int { return a.at[0] - b.at[0] })
	var out []reports.Quality
	for _, c := range cols {
		if r.hides(c) {
			continue
		}
		q := reports.Quality{Column: c.Name, NotKnown: c.unknown, Filled: r.shaped - c.unknown,
			Unread: reports.NoCount, Out: reports.NoCount, Early: reports.NoCount, Unmatched: reports.NoCount, Folded: reports.NoCount, Near: reports.NoCount}
		if c.IsDate() || c.number {
			q.Unread, q.Out = c.dates.Bad+c.numbers.Bad, c.dates.Out+c.numbers.Out
		}
		if c.after != nil {
			q.Early = c.dates.Early
		}
		for _, d := range r.plan.coders {
			switch { // several dimensions of one column meet the same values: each tells of them alike
			case d.col != c:
			case d.dim.Kind == reports.Coded:
				q.Unmatched, q.Folded = max(q.Unmatched, d.unmatched()), max(q.Folded, d.folded())
			case d.dim.Kind == reports.AsFound:
				q.Near, q.Folded = max(q.Near, int64(d.pairs)), max(q.Folded, d.folded())
			}
		}
		out = append(out, q)
	}
	return out
}

// hides says whether a column, or a part of its template, is private.
func (r *reader) hides(c *column) bool {
	if slices.Contains(r.rel.Private, c.Name) {
		return true
	}
	return slices.ContainsFunc(c.at, func(at int) bool {
		return at < len(r.head.names) && slices.Contains(r.rel.Private, r.head.names[at])
	})
}

// unmatched is how many records hold a value in no row of the code list.
func (c *coder) unmatched() int64 {
	n := c.beyond
	for _, f := range c.forms {
		if f.miss {
			n += f.n
		}
	}
	return n
}

// folded is how many live records hold another spelling than the commonest of their value.
func (c *coder) folded() int64 {
	type spelt struct{ all, most int64 }
	values := map[string]*spelt{}
	for _, f := range c.forms {
		folded := fold.Fold(f.text)
		v := values[folded]
		if v == nil {
			v = &spelt{}
			values[folded] = v
		}
		v.all, v.most = v.all+f.n, max(v.most, f.n)
	}
	var n int64
	for _, v := range values {
		n += v.all - v.most
	}
	return n
}
