package ingest

import "despatch/reports"

// repeated counts the distinct values of a column said to repeat.
type repeated struct {
	name   string
	cols   []*column
	set    *seen // of all workers
	filled int64
}

// bindIDs sets up the columns whose distinct values check reports.
func (r *reader) bindIDs() {
	for _, c := range r.plan.cols {
		if c.Repeats {
			r.ids = append(r.ids, repeated{name: c.Name, cols: []*column{c}, set: &seen{}})
		}
	}
}

// add counts the value of the record at hand.
func (s *repeated) add(id reports.ID, ok bool, n int64) {
	if ok {
		s.filled += n
		s.set.add(id, n)
	}
}

// fill completes a profile with the counts.
func (s *repeated) fill(p *reports.ColumnProfile) {
	if distinct, repeated, repeats, ok := s.set.counts(); ok {
		p.Distinct, p.Repeated, p.Repeats = distinct, repeated, repeats
	}
}

// bindBlanks says which column of the plan tells how many fields of a column of the header
// are blank; where none does, it is looked at for that alone.
func (r *reader) bindBlanks(h *header) {
	told := make([]bool, len(h.names))
	for _, c := range r.plan.cols {
		if len(c.between) == 0 && c.at[0] < len(told) && !told[c.at[0]] {
			c.tells, told[c.at[0]] = true, true
		}
	}
	r.bare = nil
	for at, is := range told {
		if !is {
			r.bare = append(r.bare, at)
		}
	}
}

// profiles is what check reports of every column of the header, and after them
// of columns made of several. What identifies a case is counted by tabulate.
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
	for i := range r.ids {
		s := &r.ids[i]
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
