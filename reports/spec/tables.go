package spec

import (
	"fmt"
	"slices"
	"strings"

	"despatch/reports"
)

// tables resolves the block tables.
func (r *resolver) tables() {
	r.table = map[string]*reports.TableSpec{}
	if len(r.file.Tables) == 0 {
		r.add(reports.Pos{File: r.rel.File, Line: 1, Col: 1}, "S007", "the release has no tables")
	}
	for i, e := range r.file.Tables {
		r.id(e.ID, "table")
		if slices.Contains(reports.ReservedTables, e.ID.S) {
			r.add(e.ID.Pos, "S012", "every release has a table %q of its own", e.ID.S)
		}
		t := &reports.TableSpec{ID: e.ID.S, Number: i + 1, Title: e.Val.Title.S, Top: e.Val.Top.N, Pos: e.ID.Pos}
		r.extractOf(t, e.Val.Extract)
		t.Rows, t.Columns = r.axis(e.Val.Rows, t, "rows"), r.axis(e.Val.Columns, t, "columns")
		r.crossing(t)
		r.view(t, e.Val.View)
		r.cohortsOf(t, e.Val.Cohort)
		r.shown(t, e.Val.Measure)
		r.top(t, e.Val.Top)
		t.Formats = r.formatsOf(e.Val.Formats, reports.TableFormats, fmt.Sprintf("table %q", t.ID))
		r.rel.Tables = append(r.rel.Tables, t)
		r.table[t.ID] = t
	}
}

func (r *resolver) extractOf(t *reports.TableSpec, name text) {
	switch {
	case name.Set:
		t.Extract, _ = lookup(r, name, "extract", r.extract)
	case len(r.rel.Extracts) == 1:
		t.Extract = r.rel.Extracts[0]
	case len(r.rel.Extracts) > 1:
		r.add(t.Pos, "S007", "table %q does not say which extract it counts, and the release has %d", t.ID, len(r.rel.Extracts))
	}
}

// axis is the parts of one side of a table.
func (r *resolver) axis(names texts, t *reports.TableSpec, side string) []reports.AxisPart {
	if len(names.Each) > 2 {
		r.add(names.Pos, "S042", "table %q has %d %s: at most two stand on a side", t.ID, len(names.Each), side)
	}
	if names.Set && len(names.Each) == 0 && side == "rows" {
		r.add(names.Pos, "S007", "table %q has no rows", t.ID)
	}
	var out []reports.AxisPart
	for _, n := range names.Each {
		switch {
		case !n.Set:
		case n.S == "cohort":
			out = append(out, reports.AxisPart{Cohorts: true})
		case r.ladder[n.S] != nil:
			out = append(out, reports.AxisPart{Ladder: r.ladder[n.S]})
		case r.dimension[n.S] != nil:
			out = append(out, reports.AxisPart{Dim: r.dimension[n.S]})
		default:
			r.noAxis(n, t, side)
		}
	}
	return out
}

func (r *resolver) noAxis(n text, t *reports.TableSpec, side string) {
	names := append([]string{"cohort"}, sortedKeys(r.dimension)...)
	names = append(names, sortedKeys(r.ladder)...)
	hint := didYouMean(n.S, names)
	switch {
	case r.cohort[n.S] != nil:
		hint = "to count one cohort write cohort: " + n.S + "; to show the cohorts side by side write " + side + ": cohort"
	case hint == "" && r.column[n.S] != nil:
		hint = "a column is counted by a dimension: dimensions: {" + suggestID(n.S) + ": {column: " + n.S + "}}"
	}
	if hint == "" && len(names) <= 12 {
		hint = "declared: " + strings.Join(names, ", ")
	}
	r.hint(n.Pos, "S020", hint, "table %q: there is no dimension or ladder %q", t.ID, n.S)
}

// sides is all parts of a table.
func sides(t *reports.TableSpec) []reports.AxisPart { return slices.Concat(t.Rows, t.Columns) }

// crossing refuses a table that meets one thing twice, or two ladders.
func (r *resolver) crossing(t *reports.TableSpec) {
	seen := map[reports.AxisPart]bool{}
	ladders := 0
	for _, p := range sides(t) {
		if seen[p] {
			r.add(t.Pos, "S042", "table %q crosses one dimension with itself", t.ID)
			return
		}
		seen[p] = true
		if p.Ladder != nil {
			ladders++
		}
	}
	if ladders > 1 {
		r.add(t.Pos, "S042", "table %q has two ladders: a table has at most one", t.ID)
	}
	for _, side := range [][]reports.AxisPart{t.Rows, t.Columns} {
		if len(side) == 2 && side[0].Dim != nil && side[1].Dim != nil {
			r.nested(t, side[0].Dim, side[1].Dim)
		}
	}
}

// nested refuses groups that cannot hold what their parts do not know: a code list may put
// the code unknown in a group, and unmapped values are in none.
func (r *resolver) nested(t *reports.TableSpec, up, d *reports.Dimension) {
	of := d.Parents[up.ID]
	if of != nil && of[reports.Unknown] != reports.Unknown && d.HasUnknown && up.HasUnknown {
		r.hint(t.Pos, "S037", "leave the grouping of the rows of code unknown blank", "table %q: code list %q puts what is not known in a group of %q, and values it does not list are in none", t.ID, d.CodeList, up.ID)
	}
}

func ladderOf(t *reports.TableSpec) *reports.Ladder {
	for _, p := range sides(t) {
		if p.Ladder != nil {
			return p.Ladder
		}
	}
	return nil
}

func overCohorts(parts []reports.AxisPart) bool {
	return slices.ContainsFunc(parts, func(p reports.AxisPart) bool { return p.Cohorts })
}

// view says how the table's ladder is counted: never left to be guessed (law 4).
func (r *resolver) view(t *reports.TableSpec, v text) {
	t.View = reports.View(v.S)
	l := ladderOf(t)
	switch {
	case l == nil && v.Set:
		r.add(v.Pos, "S040", "table %q has a view and no ladder to be viewed", t.ID)
		t.View = ""
	case l != nil && !v.Set:
		r.add(t.Pos, "S040", "table %q has the ladder %q and does not say view: reached or view: furthest", t.ID, l.ID)
	case l != nil && t.View == reports.Furthest:
		for _, s := range l.Stages {
			if s.Furthest == "" {
				r.add(s.Pos, "S041", "stage %q has no label for the cases that got no further, and table %q shows them", s.ID, t.ID)
			}
		}
	}
}

func (r *resolver) cohortsOf(t *reports.TableSpec, names texts) {
	for _, n := range names.Each {
		c, ok := lookup(r, n, "cohort", r.cohort)
		if ok && slices.Contains(t.Cohorts, c) {
			r.add(n.Pos, "S005", "table %q names cohort %q twice", t.ID, c.ID)
		} else if ok {
			t.Cohorts = append(t.Cohorts, c)
		}
	}
	if !overCohorts(sides(t)) {
		return
	}
	if !names.Set {
		t.Cohorts = append(t.Cohorts, r.rel.Cohorts...)
	}
	if len(t.Cohorts) == 0 && len(r.file.Cohorts) == 0 {
		r.add(t.Pos, "S020", "table %q shows the cohorts, and the release has none", t.ID)
	}
}

// shown settles the values a table shows: measures, and percentages of the one before.
func (r *resolver) shown(t *reports.TableSpec, names texts) {
	if len(names.Each) == 0 {
		m := r.rel.Measures[0:]
		if len(m) > 0 {
			t.Measures = []reports.TableMeasure{{ID: m[0].ID, Measure: m[0]}}
		}
		return
	}
	var base *reports.Measure
	seen := map[string]bool{}
	for _, n := range names.Each {
		if seen[n.S] {
			r.add(n.Pos, "S043", "table %q shows %q twice: its figures would have one id", t.ID, n.S)
			continue
		}
		seen[n.S] = true
		p := reports.Percent(n.S)
		if !slices.Contains(percents, p) {
			m, ok := r.measureNamed(n)
			if ok {
				base = m
				t.Measures = append(t.Measures, reports.TableMeasure{ID: m.ID, Measure: m})
			}
			continue
		}
		if base == nil {
			if len(seen) == 1 {
				r.hint(n.Pos, "S043", "for example measure: [people, "+n.S+"]", "table %q: %s is of the measure before it, and there is none", t.ID, n.S)
			}
			continue
		}
		r.percent(t, n, p, base)
		t.Measures = append(t.Measures, reports.TableMeasure{ID: n.S, Measure: base, Percent: p})
	}
}

func (r *resolver) measureNamed(n text) (*reports.Measure, bool) {
	among := map[string]*reports.Measure{}
	for k, m := range r.measure {
		among[k] = m
	}
	if among[n.S] == nil {
		for _, p := range percents {
			among[string(p)] = nil
		}
	}
	return lookup(r, n, "measure", among)
}

// percent refuses a share of what has no total: there is no whole to be a part of.
func (r *resolver) percent(t *reports.TableSpec, n text, p reports.Percent, m *reports.Measure) {
	if m.Kind == reports.Median || m.Kind == reports.Mean {
		r.add(n.Pos, "S043", "table %q: a %s has no parts, so no %s", t.ID, map[reports.MeasureKind]string{reports.Median: "median", reports.Mean: "mean"}[m.Kind], n.S)
		return
	}
	// A row's total runs over the columns, a column's over the rows.
	over := t.Columns
	switch p {
	case reports.PercentOfColumn:
		over = t.Rows
	case reports.PercentOfTotal:
		over = sides(t)
	}
	for _, part := range over {
		if part.Dim != nil && m.Stock != nil && part.Dim.Column == m.Stock {
			r.hint(n.Pos, "S043", "say it in words: {percent A of B}", "table %q: a stock is never added over its dates, so no %s", t.ID, n.S)
			return
		}
		if part.Cohorts || part.Ladder != nil && t.View == reports.Reached {
			what := "the cohorts, which may overlap"
			if part.Ladder != nil {
				what = "stages reached, which are nested"
			}
			r.hint(n.Pos, "S043", "say it in words: {percent A of B}", "table %q: there is no total over %s, so no %s", t.ID, what, n.S)
			return
		}
	}
}

// top is for one dimension: the rest of two would hide whole groups.
func (r *resolver) top(t *reports.TableSpec, n number) {
	if n.Set && n.N == 0 {
		r.add(n.Pos, "S009", "top is at least 1")
	}
	if n.N > 0 && (len(t.Rows) != 1 || t.Rows[0].Dim == nil) {
		r.add(n.Pos, "S042", "table %q: top is for rows of one dimension", t.ID)
	}
}
