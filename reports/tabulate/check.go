package tabulate

import (
	"slices"

	"despatch/reports"
)

// overDates refuses a stock where a cell would add it over several of its dates: the
// places of two quarters are not twice as many places.
func (w *work) overDates(rows, cols *axis) (out []reports.Finding) {
	for _, m := range w.bases {
		if m.Stock == nil {
			continue
		}
		dates := w.fill(rows, cols, w.tally.Extract.Distinct[w.tally.Extract.DatesOf(m)])
		n := int64(0)
		for at := range dates.values {
			if len(dates.values[at]) > 1 {
				n++
			}
		}
		if n > 0 {
			what := "cells add"
			if n == 1 {
				what = "cell adds"
			}
			f := find("D093", "table %q: %d %s measure %q over several dates of its stock", w.spec.ID, n, what, m.ID).At(w.spec.Pos)
			f.Count = n
			out = append(out, f)
		}
	}
	return out
}

// checkParts looks at a finished table again, knowing nothing of how it was made:
// parts equal the total they belong to, along rows and along columns, and the total
// of all is the tally's own (law 3). Of distinct values parts come to at least the
// total, and none to more.
func (w *work) checkParts(c *reports.Count) (out []reports.Finding) {
	for b, m := range c.Base {
		if m.Kind == reports.Median || m.Kind == reports.Mean {
			continue
		}
		values := c.Values[b]
		groups(c.Rows, func(whole int, parts []int) {
			for j := range c.Cols {
				total, each := values[whole][j].Num, make([]int64, len(parts))
				for k, i := range parts {
					each[k] = values[i][j].Num
				}
				if !lawful(m, total, each) {
					out = append(out, w.unequal(m, c.Rows[whole].Code, c.Cols[j].Code))
				}
			}
		})
		groups(c.Cols, func(whole int, parts []int) {
			for i := range c.Rows {
				total, each := values[i][whole].Num, make([]int64, len(parts))
				for k, j := range parts {
					each[k] = values[i][j].Num
				}
				if !lawful(m, total, each) {
					out = append(out, w.unequal(m, c.Rows[i].Code, c.Cols[whole].Code))
				}
			}
		})
		if f, ok := w.checkWhole(c, b); !ok {
			out = append(out, f)
		}
	}
	return out
}

func (w *work) unequal(m *reports.Measure, row, col string) reports.Finding {
	return find("D086", "table %q, row %q, column %q, measure %q: the parts do not make the total", w.spec.ID, row, col, m.ID).At(w.spec.Pos)
}

// lawful is law 3 for one total and its parts.
func lawful(m *reports.Measure, total int64, parts []int64) bool {
	var sum int64
	for _, p := range parts {
		sum += p
		if !m.Additive() && p > total {
			return false
		}
	}
	if m.Additive() {
		return sum == total
	}
	return sum >= total
}

// groups calls each with every head that has parts, and its parts.
func groups(heads []reports.Head, each func(whole int, parts []int)) {
	parts := map[string][]int{}
	for i, h := range heads {
		if h.Group != "" {
			parts[h.Group] = append(parts[h.Group], i)
		}
	}
	for i, h := range heads {
		if len(parts[h.Code]) > 0 {
			each(i, parts[h.Code])
		}
	}
}

// checkWhole holds the total of all against the tally.
func (w *work) checkWhole(c *reports.Count, base int) (reports.Finding, bool) {
	m := c.Base[base]
	total := func(h reports.Head) bool { return h.Code == "total" }
	row, col := slices.IndexFunc(c.Rows, total), slices.IndexFunc(c.Cols, total)
	if row < 0 || col < 0 || !m.Additive() {
		return reports.Finding{}, true
	}
	values := w.tally.N
	if m.Kind == reports.Sum {
		values = w.tally.Sums[slices.Index(w.tally.Extract.Sums, m)]
	}
	var sum int64
	for cell, v := range values {
		if w.bits == 0 || w.tally.Cohorts[cell]&w.bits != 0 {
			sum += v
		}
	}
	if sum != c.Values[base][row][col].Num {
		return w.unequal(m, "total", "total"), false
	}
	return reports.Finding{}, true
}

// checkStages counts a table in view reached once more by the furthest stage: no
// stage may have more than the one before it, and their difference must be those
// who went no further (law 4).
func (w *work) checkStages(c *reports.Count, rows, cols *axis) (out []reports.Finding) {
	if w.spec.View != reports.Reached {
		return nil
	}
	frows, fcols := w.furthest(rows), w.furthest(cols)
	for b, m := range c.Base {
		if !m.Additive() || m.Kind == reports.Sum && !w.positive(m) {
			continue
		}
		furthest := w.fill(frows, fcols, m).raw()
		steps(rows, frows, func(this, next, only int) {
			for j := range c.Cols {
				if !nested(c.Values[b], this, next, j, furthest[only][j].Num, false) {
					out = append(out, w.unnested(c.Rows[this].Code, c.Cols[j].Code))
				}
			}
		})
		steps(cols, fcols, func(this, next, only int) {
			for i := range c.Rows {
				if !nested(c.Values[b], this, next, i, furthest[i][only].Num, true) {
					out = append(out, w.unnested(c.Rows[i].Code, c.Cols[this].Code))
				}
			}
		})
	}
	return out
}

func (w *work) unnested(row, col string) reports.Finding {
	return find("D087", "table %q, row %q, column %q: the stages are not nested", w.spec.ID, row, col).At(w.spec.Pos)
}

// positive says whether no weight is below nought: only then do sums along a ladder fall.
func (w *work) positive(m *reports.Measure) bool {
	return !slices.ContainsFunc(w.tally.Sums[slices.Index(w.tally.Extract.Sums, m)], func(v int64) bool { return v < 0 })
}

// nested is law 4 for a stage, the one after it (-1: none) and those in it who went no further.
func nested(values [][]reports.Raw, this, next, other int, only int64, columns bool) bool {
	at := func(i int) int64 {
		switch {
		case i < 0:
			return 0
		case columns:
			return values[other][i].Num
		}
		return values[i][other].Num
	}
	return at(this) >= at(next) && at(this)-at(next) == only
}

// furthest is the same side with its ladder counted by the furthest stage; a
// side without ladder as it is.
func (w *work) furthest(x *axis) *axis {
	f := &axis{heads: x.heads, at: x.at}
	for _, p := range x.parts {
		q := *p
		if q.Ladder != nil {
			q.view = reports.Furthest
		}
		f.parts = append(f.parts, &q)
	}
	return f
}

// steps calls each with the head of every stage reached, that of the next, -1 for
// none, and that of the same stage as the furthest.
func steps(x, furthest *axis, each func(this, next, only int)) {
	for k, p := range x.parts {
		if p.Ladder == nil {
			continue
		}
		for i, h := range x.heads {
			var codes pair
			codes[0], codes[1] = reports.AnyCode, reports.AnyCode
			copy(codes[:], h.Codes)
			if codes[k] == reports.AnyCode {
				continue
			}
			only, next := furthest.at[codes], -1
			codes[k]++
			if at, ok := x.at[codes]; ok {
				next = at
			}
			each(i, next, only)
		}
	}
}
