package ingest

import (
	"strings"

	"despatch/reports"
)

// An idSet counts the distinct values of an id or of a column said to repeat.
type idSet struct {
	name   string
	cols   []*column
	seen   seen
	again  map[reports.ID]int64 // values met more than once, with their records
	filled int64
}

// bindIDs sets up the columns whose distinct values check reports.
func (r *reader) bindIDs() {
	add := func(cols []*column) {
		var names []string
		for _, c := range cols {
			names = append(names, c.Name)
		}
		name := strings.Join(names, "+")
		for _, s := range r.ids {
			if s.name == name {
				return
			}
		}
		r.ids = append(r.ids, &idSet{name: name, cols: cols, again: map[reports.ID]int64{}})
	}
	if len(r.plan.key) > 0 {
		add(r.plan.key)
	}
	for _, c := range r.plan.cols {
		if c.Repeats {
			add([]*column{c})
		}
	}
}

// add counts the value of the record at hand.
func (s *idSet) add(id reports.ID, ok bool) {
	if !ok {
		return
	}
	s.filled++
	if s.seen.add(id) {
		return
	}
	if n, ok := s.again[id]; ok {
		s.again[id] = n + 1
	} else {
		s.again[id] = 2
	}
}

// fill completes a profile with the counts.
func (s *idSet) fill(p *reports.ColumnProfile) {
	p.Distinct, p.Repeated = int64(s.seen.n), int64(len(s.again))
	for _, n := range s.again {
		p.Repeats += n
	}
}

// profiles is what check reports of every column of the header, and after them
// of columns made of several and of composite ids.
func (r *reader) profiles() []reports.ColumnProfile {
	if !r.bound {
		return nil
	}
	out := make([]reports.ColumnProfile, 0, len(r.head.names))
	for i := range r.head.names {
		out = append(out, reports.ColumnProfile{Column: r.head.title(i), Blank: r.blanks[i], Filled: r.shaped - r.blanks[i]})
	}
	for _, c := range r.plan.cols {
		switch {
		case len(c.between) > 0:
			p := reports.ColumnProfile{Column: c.Name}
			c.profile(&p)
			if p.Dates != nil || p.Numbers != nil {
				out = append(out, p)
			}
		case c.at[0] < len(r.head.names):
			c.profile(&out[c.at[0]])
		}
	}
	for _, s := range r.ids {
		if len(s.cols) == 1 && len(s.cols[0].between) == 0 && s.cols[0].at[0] < len(r.head.names) {
			s.fill(&out[s.cols[0].at[0]])
			continue
		}
		p := reports.ColumnProfile{Column: s.name, Filled: s.filled, Blank: r.shaped - s.filled}
		s.fill(&p)
		out = append(out, p)
	}
	return r.looked(out)
}
