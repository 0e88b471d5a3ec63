package ingest

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"despatch/reports"
)

// A group is the rows in which the same dimensions hold the source's own totals.
type group struct {
	rows int64
	sums []int64
}

// group is the group of the total rows in which those dimensions hold totals; the
// records counted are group 0.
func (r *reader) group(mask uint64) *group {
	g := r.groups[mask]
	if g == nil {
		g = &group{sums: make([]int64, len(r.plan.sums))}
		r.groups[mask] = g
	}
	return g
}

// addTo adds a record to its group of total rows.
func (r *reader) addTo(mask uint64, i int) {
	g, times := r.group(mask), r.sheaf.standsFor(i)
	g.rows += times
	for j, c := range r.plan.sums {
		if c.there(i) {
			g.sums[j] += c.val(i) * times
		}
	}
}

// checkTotals holds each group of total rows against the records counted: every
// group is a way to add up the same cases.
func (r *reader) checkTotals() {
	if len(r.plan.sums) == 0 || r.groups[0] == nil {
		return
	}
	for _, mask := range slices.SortedFunc(maps.Keys(r.groups), cmp.Compare) {
		if mask == 0 {
			continue
		}
		for i, n := range r.groups[mask].sums {
			if n == r.groups[0].sums[i] {
				continue
			}
			var dims []string
			for j, t := range r.plan.totals {
				if mask&(1<<j) != 0 {
					dims = append(dims, t.dim.ID)
				}
			}
			r.find("D032", "extract %q: the rows with the source's own totals over %s add up to %d in column %q, and the rows counted to %d",
				r.ext.ID, strings.Join(dims, ", "), n, r.plan.sums[i].Name, r.groups[0].sums[i])
		}
	}
}

// totalWords are values that are likely to be totals left in as rows.
var totalWords = []string{"total", "totals", "all", "overall", "grand total", "sub-total", "subtotal"}

// checkTraps looks for totals that the release does not say are totals: counted
// with the rest they make every figure too large.
func (r *reader) checkTraps() {
	for _, c := range r.plan.coders {
		if c.dim.Kind != reports.AsFound && c.dim.Kind != reports.Coded {
			continue
		}
		var n int64
		for i := range c.forms {
			f := &c.forms[i]
			if f.n == 0 || c.dim.Kind == reports.Coded && !(f.miss && len(r.plan.sums) > 0) {
				continue
			}
			if slices.Contains(totalWords, foldOf(f.text)) {
				n += f.n
			}
		}
		if n > 0 {
			r.find("D031", "dimension %q of the extract %q: %s with a value that reads like a total of the others", c.dim.ID, r.ext.ID, many(n, "record"))
		}
	}
	for _, c := range r.counts {
		if c.whole && c.above > 0 {
			r.find("D035", "column %q of the extract %q reads like a number of cases, and no measure sums it: records are counted", c.name, r.ext.ID)
		}
	}
}
