package tabulate

import (
	"slices"

	"despatch/reports"
)

// Select says which cases the figure in a row and a column of a table counts: a
// test on a case's codes, in the order of the tally's codings, and its cohorts.
func Select(rel *reports.Release, tally *reports.Tally, count *reports.Count, row, col int) func(codes []reports.Code, cohorts uint64) bool {
	bits := cohortBits(rel, count.Spec)
	inRow := selectHead(tally, count.Spec, count.Spec.Rows, count.Rows, row)
	inCol := selectHead(tally, count.Spec, count.Spec.Columns, count.Cols, col)
	return func(codes []reports.Code, cohorts uint64) bool {
		return (bits == 0 || cohorts&bits != 0) && inRow(codes, cohorts) && inCol(codes, cohorts)
	}
}

// selectHead is the test of one head of a side.
func selectHead(tally *reports.Tally, spec *reports.TableSpec, parts []reports.AxisPart, heads []reports.Head, at int) func([]reports.Code, uint64) bool {
	h := heads[at]
	if h.Kind == reports.Rest {
		var named []reports.Code // what has a row of its own
		for _, other := range heads {
			if other.Kind != reports.Rest && other.Kind != reports.Total {
				named = append(named, other.Codes[0])
			}
		}
		coding := codingOf(tally, parts[0])
		return func(codes []reports.Code, _ uint64) bool { return !slices.Contains(named, codes[coding]) }
	}
	return func(codes []reports.Code, cohorts uint64) bool {
		for i, want := range h.Codes {
			if want == reports.AnyCode {
				continue
			}
			p := parts[i]
			switch coding := codingOf(tally, p); {
			case p.Cohorts:
				if cohorts&(1<<want) == 0 {
					return false
				}
			case p.Ladder != nil && spec.View == reports.Reached:
				if codes[coding] < want {
					return false
				}
			case codes[coding] != want:
				return false
			}
		}
		return true
	}
}

// codingOf is the place of a part's coding in the tally, -1 for the cohorts.
func codingOf(tally *reports.Tally, p reports.AxisPart) int {
	return slices.IndexFunc(tally.Codings, func(c *reports.Coding) bool {
		return p.Dim != nil && c.Dim == p.Dim || p.Ladder != nil && c.Ladder == p.Ladder
	})
}
