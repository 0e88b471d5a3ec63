package ingest

import (
	"slices"

	"despatch/reports"
)

// A private is one private column of the header and the values met in it.
type private struct {
	reports.PrivateColumn
	at int
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
			r.private = append(r.private, private{reports.PrivateColumn{Column: h.title(at), Values: map[string]struct{}{}}, at})
		}
	}
}

// keepPrivate keeps a private value to be looked for in what is written.
func (r *reader) keepPrivate(p *private, field []byte) {
	v := trim(field)
	if len(v) < reports.PrivateShortest {
		return
	}
	if r.kept >= reports.PrivateLimit {
		p.Unkept++
		return
	}
	if _, ok := p.Values[string(v)]; !ok {
		p.Values[string(v)] = struct{}{}
		r.kept++
	}
}

// privates are the private columns for the result.
func (r *reader) privates() []reports.PrivateColumn {
	var out []reports.PrivateColumn
	for _, p := range r.private {
		out = append(out, p.PrivateColumn)
	}
	return slices.Clip(out)
}
