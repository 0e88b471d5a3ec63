package tabulate

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"despatch/reports"
)

// A part is one dimension, ladder or the cohorts on a side of a table, with the
// codes it shows.
type part struct {
	reports.AxisPart
	view   reports.View
	coding int // index in Tally.Codings, -1 for the cohorts
	codes  []code
	total  bool     // its codes add up to a total
	shown  []uint64 // cohorts: the bit of each
}

// A code is one category of a part.
type code struct {
	code   reports.Code
	id     string
	label  string
	kind   reports.Kind
	number int64
	rule   string
}

// makePart works out which codes a part shows for the table's cells.
func (w *work) makePart(p reports.AxisPart) *part {
	x := &part{AxisPart: p, view: w.spec.View, coding: codingOf(w.tally, p), total: true}
	switch {
	case p.Cohorts:
		x.total = false
		for i, c := range w.rel.Cohorts {
			if w.bits&(1<<i) != 0 {
				x.shown = append(x.shown, 1<<i)
				x.codes = append(x.codes, code{code: reports.Code(i), id: c.ID, label: c.Label, rule: `cohort "` + c.ID + `"`})
			}
		}
	case p.Ladder != nil:
		x.total = x.view != reports.Reached
		w.ladderCodes(x)
	default:
		x.total = !w.overStock(p.Dim)
		w.dimCodes(x)
	}
	return x
}

// overStock says whether a measure of the table is a state at the dates that d
// counts by, which is never added over them.
func (w *work) overStock(d *reports.Dimension) bool {
	return slices.ContainsFunc(w.bases, func(m *reports.Measure) bool { return m.Stock != nil && m.Stock == d.Column })
}

func (w *work) ladderCodes(x *part) {
	for i, s := range x.Ladder.Stages {
		c := code{code: reports.Code(i + 1), id: s.ID, label: s.Label, rule: `stage "` + s.ID + `" reached`}
		if x.view == reports.Furthest {
			c.rule = `stage "` + s.ID + `" is the furthest`
			if s.Furthest != "" {
				c.label = s.Furthest
			}
		}
		x.codes = append(x.codes, c)
	}
	if w.size(x.coding, nil)[reports.Unknown] == 0 {
		return
	}
	if x.view == reports.Furthest {
		x.codes = append(x.codes, code{id: "unknown", label: "No stage reached", kind: reports.NotKnown, rule: "no stage reached"})
	}
}

// dimCodes lists the categories of a dimension that the table shows: all of a code
// list or of bands, those that occur as found, every period without gaps; the one
// for other values after the named ones, what is not known last and only where it
// counts anything.
func (w *work) dimCodes(x *part) {
	coding, d := w.tally.Codings[x.coding], x.Dim
	found := w.size(x.coding, nil)
	name := decapital(d.Label)
	make := func(c reports.Code, cat reports.Category) code {
		return code{code: c, id: cat.Code, label: cat.Label, kind: cat.Kind, number: cat.Number, rule: name + ` is "` + cat.Code + `"`}
	}
	if d.Kind == reports.Period {
		w.periods(x, coding, found, make)
	} else {
		for _, c := range coding.Order {
			if d.Kind != reports.AsFound || found[c] > 0 {
				x.codes = append(x.codes, make(c, coding.Categories[c]))
			}
		}
		if d.Order == "size" {
			w.bySize(x)
		}
	}
	slices.SortStableFunc(x.codes, func(a, b code) int { return cmp.Compare(a.kind, b.kind) })
	if found[reports.Unknown] > 0 {
		u := make(reports.Unknown, coding.Categories[reports.Unknown])
		u.id, u.kind, u.rule = "unknown", reports.NotKnown, name+" is not known"
		x.codes = append(x.codes, u)
	}
}

// bySize puts the largest first, by the table's first additive measure, else by cases.
func (w *work) bySize(x *part) {
	var weights []int64
	if m := w.bases[0]; m.Kind == reports.Sum {
		weights = w.tally.Sums[slices.Index(w.tally.Extract.Sums, m)]
	}
	size := w.size(x.coding, weights)
	slices.SortStableFunc(x.codes, func(a, b code) int { return cmp.Compare(size[b.code], size[a.code]) })
}

// size adds up, by code of one coding, the weights (nil: the cases) of the table's cells.
func (w *work) size(coding int, weights []int64) []int64 {
	if weights == nil {
		weights = w.tally.N
	}
	out := make([]int64, max(1, len(w.tally.Codings[coding].Categories)))
	for _, cell := range w.cells {
		c := w.tally.Codes[coding][cell]
		out = grown(out, int(c)+1)
		out[c] += weights[cell]
	}
	return out
}

// of appends the codes of the part that a case of a cell counts in.
func (x *part) of(codes func(coding int) reports.Code, cohorts uint64, out []reports.Code) []reports.Code {
	switch {
	case x.Cohorts:
		for i, bit := range x.shown {
			if cohorts&bit != 0 {
				out = append(out, x.codes[i].code)
			}
		}
	case x.Ladder != nil && x.view == reports.Reached:
		for c := reports.Code(1); c <= codes(x.coding); c++ {
			out = append(out, c)
		}
	default:
		out = append(out, codes(x.coding))
	}
	return out
}

// decapital is a label as it stands inside a sentence: "main offence", but "UK region".
func decapital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[n:])
	if unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}
