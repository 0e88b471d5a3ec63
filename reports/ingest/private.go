package ingest

import (
	"slices"

	"despatch/reports"
	"despatch/reports/hidden"
)

// private is one private column of the header, as one worker reads it.
type private struct {
	name  string
	at    int
	met   hidden.Met
	blank int64 // where they are asked for by themselves
}

// privates are the private columns, and the values met in them by all workers.
type privates struct {
	columns []private
	absent  []hidden.Column // named by the release and not in the header
	pile    hidden.Pile
	asked   bool // for by themselves: records do not bring them
}

// bindPrivate finds the private columns: those the release names by their
// header, and the headers and parts of columns it calls private.
func (r *reader) bindPrivate(h *header) {
	places := map[int]bool{}
	for _, name := range r.rel.Private {
		for _, at := range h.places(name) {
			places[at] = true
		}
	}
	for _, c := range r.rel.Columns {
		if !c.Private {
			continue
		}
		col := newColumn(c)
		at, _ := col.find(h)
		for _, p := range at {
			places[p] = true
		}
	}
	for at := range h.names {
		if places[at] {
			r.private.columns = append(r.private.columns, private{name: h.title(at), at: at})
		}
	}
	for _, name := range r.rel.Private {
		if !r.holds(h, name) {
			r.private.absent = append(r.private.absent, hidden.Column{Name: name, Absent: true, Near: nearest(name, h.names)})
		}
	}
}

// holds says whether the header has what the release calls private by this name: a
// header, or a column that has other spellings or is joined from several.
func (r *reader) holds(h *header, name string) bool {
	return len(h.places(name)) > 0 || slices.ContainsFunc(r.rel.Columns, func(c *reports.Column) bool {
		if c.Name != name && !slices.Contains(c.Named, name) {
			return false
		}
		at, _ := newColumn(c).find(h)
		return len(at) > 0
	})
}

// keep keeps the private values of records.
func (p *privates) keep(s *sheaf) {
	for j := range p.columns {
		c := &p.columns[j]
		for i := range s.n {
			p.pile.Add(j, trim(s.value(i, c.at)), 1, &c.met)
		}
	}
}

// result is the private columns with their values.
func (p *privates) result() hidden.Found {
	p.pile.Put()
	out := hidden.Found{Values: p.pile.Values}
	level := p.pile.Values.Settle()
	for i := range p.columns {
		out.Columns = append(out.Columns, hidden.Column{Name: p.columns[i].name, Unkept: p.columns[i].met.Unkept(level)})
	}
	out.Columns = append(out.Columns, p.absent...)
	return out
}
