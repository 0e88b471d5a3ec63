package ingest

import (
	"slices"

	"despatch/reports"
)

// A hoard is the values met in private columns, to be looked for in what is written:
// all of them, or, of too many, those whose hashes are lowest. Which those are does not
// depend on the order of the records.
type hoard struct {
	columns []private
	absent  []reports.PrivateColumn // named by the release and not in the header
	kept    int                     // values, over all columns
	below   uint64                  // a value with a higher hash is not kept
}

// private is one private column of the header.
type private struct {
	name   string
	at     int
	fields int64            // of a length to be looked for
	values map[string]int64 // and the fields that hold it
}

func newHoard() hoard { return hoard{below: 1<<64 - 1} }

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
			r.private.columns = append(r.private.columns, private{name: h.title(at), at: at, values: map[string]int64{}})
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

// keep keeps the private values of a record.
func (h *hoard) keep(fields [][]byte) {
	for i := range h.columns {
		p := &h.columns[i]
		v := trim(fields[p.at])
		if len(v) < reports.PrivateShortest {
			continue
		}
		p.fields++
		if hashOf(v)[0] > h.below {
			continue
		}
		before := len(p.values)
		p.values[string(v)]++
		h.kept += len(p.values) - before
		if h.kept > reports.PrivateLimit*5/4 {
			h.prune()
		}
	}
}

// prune lets the values with the highest hashes go, down to the limit.
func (h *hoard) prune() {
	if h.kept <= reports.PrivateLimit {
		return
	}
	hashes := make([]uint64, 0, h.kept)
	for _, p := range h.columns {
		for v := range p.values {
			hashes = append(hashes, hashOf([]byte(v))[0])
		}
	}
	slices.Sort(hashes)
	h.cutAt(hashes[reports.PrivateLimit-1])
}

func (h *hoard) cutAt(below uint64) {
	h.below, h.kept = min(h.below, below), 0
	for _, p := range h.columns {
		for v := range p.values {
			if hashOf([]byte(v))[0] > h.below {
				delete(p.values, v)
			}
		}
		h.kept += len(p.values)
	}
}

// absorb takes up what another worker kept.
func (h *hoard) absorb(o *hoard) {
	for i := range h.columns {
		p := &h.columns[i]
		p.fields += o.columns[i].fields
		for v, n := range o.columns[i].values {
			p.values[v] += n
		}
	}
	h.cutAt(o.below)
}

// privates are the private columns for the result.
func (r *reader) privates() []reports.PrivateColumn {
	r.private.prune()
	var out []reports.PrivateColumn
	for _, p := range r.private.columns {
		c := reports.PrivateColumn{Column: p.name, Values: make(map[string]struct{}, len(p.values)), Unkept: p.fields}
		for v, n := range p.values {
			c.Values[v] = struct{}{}
			c.Unkept -= n
		}
		out = append(out, c)
	}
	return slices.Concat(out, r.private.absent)
}
