package protect

import (
	"fmt"
	"slices"
	"strings"

	"despatch/reports"
)

// subtitle says what is counted, of whom, where and as at when (X39).
func (m *maker) subtitle(c *reports.Count) string {
	var parts []string
	for _, base := range c.Base {
		parts = append(parts, base.Label)
	}
	if !hasCohorts(c.Spec) {
		for _, cohort := range c.Spec.Cohorts {
			parts = append(parts, cohort.Label)
		}
	}
	parts = append(parts, m.rel.Area, "as at "+m.rel.AsAt.String())
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

func hasCohorts(spec *reports.TableSpec) bool {
	is := func(p reports.AxisPart) bool { return p.Cohorts }
	return slices.ContainsFunc(spec.Rows, is) || slices.ContainsFunc(spec.Columns, is)
}

// corner is the heads of the label columns.
func corner(parts []reports.AxisPart) []string {
	var out []string
	for _, p := range parts {
		switch {
		case p.Cohorts:
			out = append(out, "Group of cases")
		case p.Ladder != nil:
			out = append(out, p.Ladder.Label)
		default:
			out = append(out, p.Dim.Label)
		}
	}
	return out
}

// natural says whether rows have an order of their own: time, stage, band, cohort.
func natural(parts []reports.AxisPart) bool {
	return slices.ContainsFunc(parts, func(p reports.AxisPart) bool {
		return p.Cohorts || p.Ladder != nil || p.Dim.Kind == reports.Period || p.Dim.Kind == reports.Banded
	})
}

func periods(parts []reports.AxisPart) bool {
	return len(parts) == 1 && parts[0].Dim != nil && parts[0].Dim.Kind == reports.Period
}

// label is a head in words: of a code within another its own label, of a group's
// total the group's, of two dimensions crossed both.
func label(h reports.Head, parts []reports.AxisPart) string {
	if len(h.Labels) < 2 {
		return strings.Join(h.Labels, "")
	}
	a, b := h.Labels[0], h.Labels[1]
	switch {
	case h.Kind == reports.GroupTotal:
		return a
	case a == b || len(parts) == 2 && nested(parts[0].Dim, parts[1].Dim):
		return b
	case a == "All":
		return b
	}
	return a + ", " + b
}

// nested says whether each code of b lies in one of a.
func nested(a, b *reports.Dimension) bool {
	return a != nil && b != nil && (b.Within == a || b.Parents[a.ID] != nil)
}

// overlapping says whether any two cohorts may share cases.
func overlapping(cohorts []*reports.Cohort) bool {
	for i := range cohorts {
		for j := range i {
			if !cohortsApart(cohorts[i:i+1], cohorts[j:j+1]) {
				return true
			}
		}
	}
	return false
}

// remarks are the sentences a reader of the table needs.
func remarks(spec *reports.TableSpec) (out []string) {
	side := func(is func(reports.AxisPart) bool) string {
		if slices.ContainsFunc(spec.Rows, is) {
			return "rows"
		}
		return "columns"
	}
	if spec.View == reports.Reached {
		out = append(out, "Each stage includes the cases that went on to later stages: the "+
			side(func(p reports.AxisPart) bool { return p.Ladder != nil })+" must not be added.")
	}
	if hasCohorts(spec) && overlapping(spec.Cohorts) {
		where := side(func(p reports.AxisPart) bool { return p.Cohorts })
		out = append(out, "A case may be in more than one of the "+where+": the "+where+" must not be added.")
	}
	percents := slices.ContainsFunc(spec.Measures, func(t reports.TableMeasure) bool { return t.Percent != reports.NoPercent })
	if percents {
		out = append(out, "Percentages are rounded and may not add up to 100.")
	}
	if slices.ContainsFunc(spec.Measures, func(t reports.TableMeasure) bool { return t.Measure.Kind == reports.Distinct }) {
		out = append(out, "Each is counted once in every row and column it belongs to: the parts may add up to more than the total.")
	}
	if spec.Top > 0 {
		out = append(out, fmt.Sprintf("The %d largest rows are shown; the others are together in “All other”.", spec.Top))
	}
	return out
}
