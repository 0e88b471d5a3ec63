package reports

import (
	"slices"
	"strings"
)

// A Tally is the finest cube of one extract, as found: raw counts for every
// combination of codes and cohorts that occurs. Every table is a sum over it.
// Inside only: no Document reaches one. Cells are in order of their codes.
type Tally struct {
	Extract *Extract
	Codings []*Coding           // as Cases.Codes: dimensions, then ladders
	Codes   [][]Code            // [coding][cell]
	Cohorts []uint64            // [cell]
	N       []int64             // [cell] cases
	Sums    [][]int64           // [Extract.Sums][cell]
	Days    [][]map[int32]int64 // [Extract.Days][cell]: cases by whole days
	Values  [][]map[ID]struct{} // [Extract.Distinct][cell]
	Account *Account
}

// A Raw is one number of a table before protection: a fraction, so that
// rounding happens once, in protect.
type Raw struct {
	Num, Den int64 // Den is 1 for a count or a sum, 2 for a median, the cases for a mean; 0: nothing to work out
	N        int64 // cases behind it
}

// A Head is a row or a column of a table.
type Head struct {
	Code   string   // as in a figure's id: "most-serious.murder", "total"
	Labels []string // one a dimension of the side: "Most serious", "Murder"
	Kind   Kind
	Codes  []Code // one an AxisPart, for a leaf; Codes[i] of a total over part i is AnyCode
	Group  string // the code of the head whose part it is, "" for the total itself
	Number int64  // of a period: counts periods, so latest-1 can be found
	Period bool
	Break  bool   // of a period, set by compose: the series breaks here, and the last label bears [b]
	Rule   string // what puts a case here, in words: `main offence is "murder"`
}

// Marked is the head of the period at which a series breaks: its last label bears the mark.
func (h Head) Marked() Head {
	if h.Break || len(h.Labels) == 0 {
		return h
	}
	h.Break, h.Labels = true, slices.Clone(h.Labels)
	h.Labels[len(h.Labels)-1] += " " + string(SeriesBreak)
	return h
}

// Plain is a label of the head without the mark of a break: what a program reads.
func (h Head) Plain(label string) string {
	if !h.Break {
		return label
	}
	return strings.TrimSuffix(label, " "+string(SeriesBreak))
}

// AnyCode stands in Head.Codes for every code: a total.
const AnyCode Code = 1<<32 - 1

// A Count is one table as counted, before protection. Inside only.
type Count struct {
	Spec   *TableSpec
	Rows   []Head
	Cols   []Head
	Values [][][]Raw // [distinct base measure][row][column]; base measures in order of first use in Spec.Measures
	Base   []*Measure
}

// A Gap is what a dimension does not know, over the counted cases of an extract.
type Gap struct {
	Extract *Extract
	Dim     *Dimension
	Unknown int64
	Counted int64
}
