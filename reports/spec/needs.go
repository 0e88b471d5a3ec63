package spec

import (
	"slices"

	"despatch/reports"
)

// needs settles what is read of each extract: what its tables, its cohorts and its own
// conditions ask for, each once, in the order of the release, so that ingest and
// tabulate agree on the columns of a block.
func (r *resolver) needs() {
	used := map[*reports.Column]bool{}
	for _, x := range r.rel.Extracts {
		n := &needed{x: x, rel: r.rel}
		n.own()
		n.tables()
		n.settle()
		for c := range n.cols {
			used[c] = true
		}
	}
	all := &needed{x: &reports.Extract{}, rel: r.rel}
	all.own()
	all.everything()
	for c := range all.cols {
		used[c] = true
	}
	r.unused(used)
}

// unused warns of a column declared and never met again: most often a slip of the pen, by
// which another column goes without what is declared here. A column declared to be checked
// (a date, a range, repeats) is looked at wherever an extract has it, and needs no other use.
func (r *resolver) unused(used map[*reports.Column]bool) {
	var plain []string
	for _, c := range r.rel.Columns {
		if used[c] && !r.declared(c) {
			plain = append(plain, c.Name)
		}
	}
	for _, e := range r.file.Columns {
		c := r.column[e.ID.S]
		if used[c] {
			continue
		}
		near := didYouMean(c.Name, plain)
		if checked := c.IsDate() || c.Number || c.Repeats; near != "" || !checked {
			r.hint(e.ID.Pos, "S064", near, "column %q is declared and nothing uses it", c.Name)
		}
	}
}

// declared says whether a column stands under columns.
func (r *resolver) declared(c *reports.Column) bool {
	for _, e := range r.file.Columns {
		if e.ID.S == c.Name {
			return true
		}
	}
	return false
}

// needed gathers what one extract must give.
type needed struct {
	x       *reports.Extract
	rel     *reports.Release
	cols    map[*reports.Column]bool
	dims    map[*reports.Dimension]bool
	ladders map[*reports.Ladder]bool
	values  map[*reports.Measure]bool
}

func (n *needed) own() {
	n.cols, n.dims = map[*reports.Column]bool{}, map[*reports.Dimension]bool{}
	n.ladders, n.values = map[*reports.Ladder]bool{}, map[*reports.Measure]bool{}
	for _, c := range n.x.Key {
		n.column(c)
	}
	n.column(n.x.Recorded)
	n.where(n.x.Where)
	for _, e := range n.x.Exclude {
		n.where(e.Where)
	}
}

// column asks for a column and for those whose dates must come before it.
func (n *needed) column(c *reports.Column) {
	for c != nil && !n.cols[c] {
		n.cols[c] = true
		c = c.After
	}
}

func (n *needed) where(w reports.Where) {
	for _, c := range w {
		n.column(c.Column)
		if c.Dim != nil {
			n.column(c.Dim.Column)
			n.column(c.Dim.Column2)
		}
	}
}

func (n *needed) tables() {
	tables := 0
	for _, t := range n.rel.Tables {
		if t.Extract != n.x {
			continue
		}
		tables++
		for _, p := range sides(t) {
			for d := p.Dim; d != nil && !n.dims[d]; d = d.Within {
				n.dims[d] = true
				n.column(d.Column)
				n.column(d.Column2)
			}
			if p.Ladder != nil {
				n.ladders[p.Ladder] = true
				for _, s := range p.Ladder.Stages {
					n.column(s.Date)
					n.where(s.Where)
				}
			}
		}
		n.x.Everyone = n.x.Everyone || len(t.Cohorts) == 0
		for _, c := range t.Cohorts {
			if bit := slices.Index(n.rel.Cohorts, c); bit >= 0 {
				n.x.Cohorts |= 1 << bit
			}
			n.where(c.Where)
		}
		for _, m := range t.Measures {
			n.values[m.Measure] = true
		}
	}
	if tables == 0 {
		n.x.Everyone = true // no table leaves anyone out
	}
	for m := range n.values {
		n.measure(m)
	}
}

// everything asks for what the release declares, whether or not a table shows it.
func (n *needed) everything() {
	for _, d := range n.rel.Dimensions {
		n.column(d.Column)
		n.column(d.Column2)
	}
	for _, l := range n.rel.Ladders {
		for _, s := range l.Stages {
			n.column(s.Date)
			n.where(s.Where)
		}
	}
	for _, c := range n.rel.Cohorts {
		n.where(c.Where)
	}
	for _, m := range n.rel.Measures {
		n.measure(m)
	}
}

func (n *needed) measure(m *reports.Measure) {
	for _, c := range append(slices.Clone(m.Of), m.From, m.To, m.Stock) {
		n.column(c)
	}
}

// settle writes what was asked for in the release's order.
func (n *needed) settle() {
	for _, c := range n.rel.Columns {
		if n.cols[c] {
			n.x.Columns = append(n.x.Columns, c)
		}
	}
	for _, d := range n.rel.Dimensions {
		if n.dims[d] {
			n.x.Dims = append(n.x.Dims, d)
		}
	}
	for _, l := range n.rel.Ladders {
		if n.ladders[l] {
			n.x.Ladders = append(n.x.Ladders, l)
		}
	}
	for _, m := range n.rel.Measures {
		if !n.values[m] {
			continue
		}
		switch m.Kind {
		case reports.Sum:
			n.x.Sums = append(n.x.Sums, m)
		case reports.Median, reports.Mean:
			n.x.Days = append(n.x.Days, m)
		case reports.Distinct:
			n.x.Distinct = append(n.x.Distinct, m)
		}
		if m.Stock != nil {
			n.x.Distinct = append(n.x.Distinct, m.StockDates())
		}
	}
}
