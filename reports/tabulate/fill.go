package tabulate

import (
	"maps"
	"slices"

	"despatch/reports"
)

// A grid holds one measure of a table for every row and column, totals among
// them: each is counted from the tally, none added up from its neighbours.
type grid struct {
	measure *reports.Measure
	width   int
	cases   []int64
	sums    []int64
	days    []map[int32]int64
	values  []map[reports.ID]struct{}
}

// fill rolls a measure up from the tally's cells.
func (w *work) fill(rows, cols *axis, m *reports.Measure) *grid {
	size := len(rows.heads) * len(cols.heads)
	g := &grid{measure: m, width: len(cols.heads), cases: make([]int64, size)}
	x := w.tally.Extract
	var add func(at, cell int)
	switch m.Kind {
	case reports.Sum:
		g.sums = make([]int64, size)
		weights := w.tally.Sums[slices.Index(x.Sums, m)]
		add = func(at, cell int) { g.sums[at] += weights[cell] }
	case reports.Median, reports.Mean:
		g.days = make([]map[int32]int64, size)
		days := w.tally.Days[slices.Index(x.Days, m)]
		add = func(at, cell int) { g.wait(at, days[cell]) }
	case reports.Distinct:
		g.values = make([]map[reports.ID]struct{}, size)
		values := w.tally.Values[slices.Index(x.Distinct, m)]
		add = func(at, cell int) { g.meet(at, values[cell]) }
	default:
		add = func(int, int) {}
	}
	var inRows, inCols []int
	for _, cell := range w.cells {
		code := func(coding int) reports.Code { return w.tally.Codes[coding][cell] }
		inRows = rows.in(code, w.tally.Cohorts[cell], inRows[:0])
		inCols = cols.in(code, w.tally.Cohorts[cell], inCols[:0])
		for _, r := range inRows {
			for _, c := range inCols {
				at := r*g.width + c
				g.cases[at] += w.tally.N[cell]
				add(at, cell)
			}
		}
	}
	return g
}

func (g *grid) wait(at int, days map[int32]int64) {
	if g.days[at] == nil {
		g.days[at] = make(map[int32]int64, len(days))
	}
	for d, n := range days {
		g.days[at][d] += n
	}
}

func (g *grid) meet(at int, values map[reports.ID]struct{}) {
	if g.values[at] == nil {
		g.values[at] = make(map[reports.ID]struct{}, len(values))
	}
	for v := range values {
		g.values[at][v] = struct{}{}
	}
}

// raw is the grid as fractions, by row and column.
func (g *grid) raw() [][]reports.Raw {
	out := make([][]reports.Raw, len(g.cases)/max(1, g.width))
	for at := range g.cases {
		out[at/g.width] = append(out[at/g.width], g.value(at))
	}
	return out
}

func (g *grid) value(at int) reports.Raw {
	switch g.measure.Kind {
	case reports.Sum:
		return reports.Raw{Num: g.sums[at], Den: 1, N: g.cases[at]}
	case reports.Distinct:
		return reports.Raw{Num: int64(len(g.values[at])), Den: 1, N: g.cases[at]}
	case reports.Median:
		return median(g.days[at])
	case reports.Mean:
		return mean(g.days[at])
	}
	return reports.Raw{Num: g.cases[at], Den: 1, N: g.cases[at]}
}

// median is the wait of the middle case, or half the sum of the two in the middle:
// a fraction over 2. N is the cases that have both dates.
func median(days map[int32]int64) reports.Raw {
	var n int64
	for _, k := range days {
		n += k
	}
	if n == 0 {
		return reports.Raw{}
	}
	low, high := (n+1)/2, n/2+1 // places of the middle, from 1
	var seen int64
	var sum int64
	for _, d := range slices.Sorted(maps.Keys(days)) {
		before := seen
		seen += days[d]
		if before < low && low <= seen {
			sum += int64(d)
		}
		if before < high && high <= seen {
			return reports.Raw{Num: sum + int64(d), Den: 2, N: n}
		}
	}
	return reports.Raw{}
}

// mean is the sum of the waits over the cases that have both dates.
func mean(days map[int32]int64) (r reports.Raw) {
	for d, k := range days {
		r.Num += int64(d) * k
		r.Den += k
	}
	r.N = r.Den
	return r
}
