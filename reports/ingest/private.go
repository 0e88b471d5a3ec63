package ingest

import (
	"slices"

	"despatch/reports"
)

// private is one private column of the header, as one worker reads it.
type private struct {
	name   string
	at     int
	fields int64 // of a length to be looked for
	blank  int64 // where they are asked for by themselves
}

// privates are the private columns, and the values met in them by all workers.
type privates struct {
	columns []private
	absent  []reports.PrivateColumn // named by the release and not in the header
	heap    heap
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
			r.private.absent = append(r.private.absent, reports.PrivateColumn{Column: name, Absent: true, Near: nearest(name, h.names)})
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

// keep keeps the private values of a record, whose id, the hash of the column at key, is
// known already; -1 for no such column.
func (p *privates) keep(fields [][]byte, key int, id reports.ID) {
	for i := range p.columns {
		c := &p.columns[i]
		if v := trim(fields[c.at]); len(v) >= reports.PrivateShortest {
			hash := id
			if c.at != key {
				hash = hashOf(v)
			}
			c.fields++
			p.heap.add(i, v, hash, 1)
		}
	}
}

// result is the private columns with their values, of too many those whose hashes are lowest.
func (p *privates) result() []reports.PrivateColumn {
	var out []reports.PrivateColumn
	for _, c := range p.columns {
		out = append(out, reports.PrivateColumn{Column: c.name, Unkept: c.fields})
	}
	p.heap.hoard.each(func(column int, value string, n int64) {
		out[column].Values = append(out[column].Values, value)
		out[column].Unkept -= n
	})
	return slices.Concat(out, p.absent)
}
