package spec

import (
	"slices"
	"strings"

	"despatch/reports"
)

// cohorts resolves the block cohorts. A case's cohorts are the bits of one word, hence the limit.
func (r *resolver) cohorts() {
	r.cohort = map[string]*reports.Cohort{}
	for i, e := range r.file.Cohorts {
		if i == 64 {
			r.add(e.ID.Pos, "S044", "there are %d cohorts", len(r.file.Cohorts))
		}
		r.code(e.ID, "cohort")
		c := &reports.Cohort{ID: e.ID.S, Label: e.Val.Label.S, Where: r.whereOf(e.Val.Where, true), Pos: e.ID.Pos}
		r.cohort[c.ID] = c
		if len(r.rel.Cohorts) < 64 {
			r.rel.Cohorts = append(r.rel.Cohorts, c)
		}
	}
}

// ladders resolves the block ladders.
func (r *resolver) ladders() {
	r.ladder = map[string]*reports.Ladder{}
	for _, e := range r.file.Ladders {
		r.id(e.ID, "ladder")
		if e.ID.S == "cohort" || r.dimension[e.ID.S] != nil {
			r.add(e.ID.Pos, "S012", "%q names a ladder and also a dimension or the cohorts: in rows and columns it could mean either", e.ID.S)
			continue
		}
		l := &reports.Ladder{ID: e.ID.S, Label: title(e.ID.S), Pos: e.ID.Pos}
		for _, s := range e.Val {
			r.code(s.ID, "stage")
			l.Stages = append(l.Stages, r.stage(s))
		}
		if len(e.Val) == 0 {
			r.add(e.ID.Pos, "S007", "ladder %q has no stages", e.ID.S)
		}
		r.rel.Ladders = append(r.rel.Ladders, l)
		r.ladder[l.ID] = l
	}
}

func (r *resolver) stage(e entry[stageV1]) *reports.Stage {
	v := &e.Val
	s := &reports.Stage{ID: e.ID.S, Label: v.Label.S, Furthest: v.Furthest.S, Skipped: v.Skipped.S, Pos: e.ID.Pos}
	switch {
	case v.Date.Set && len(v.Where) > 0:
		r.add(e.ID.Pos, "S027", "stage %q has a date and a where: one of them says when it is reached", s.ID)
	case v.Date.Set:
		s.Date = r.dateColumn(v.Date, "stage "+s.ID)
	case len(v.Where) > 0:
		s.Where = r.whereOf(v.Where, true)
	default:
		r.add(e.ID.Pos, "S027", "stage %q has neither a date nor a where to say when it is reached", s.ID)
	}
	return s
}

// percents are the values a table shows of the measure before them.
var percents = []reports.Percent{reports.PercentOfRow, reports.PercentOfColumn, reports.PercentOfTotal}

// measures resolves the block measures. A release that declares none counts its cases.
func (r *resolver) measures() {
	r.measure = map[string]*reports.Measure{}
	for _, e := range r.file.Measures {
		r.id(e.ID, "measure")
		if slices.Contains(percents, reports.Percent(e.ID.S)) {
			r.add(e.ID.Pos, "S012", "%q is a percentage every table can show: a measure cannot have its name", e.ID.S)
			continue
		}
		m := r.oneMeasure(e)
		r.rel.Measures = append(r.rel.Measures, m)
		r.measure[m.ID] = m
	}
	if r.measure["count"] != nil {
		return
	}
	// The plain count needs no declaration; it stands last, so that a table's default is what the release declares first.
	m := &reports.Measure{ID: "count", Label: "Records"}
	for _, e := range r.file.Extracts {
		if e.Val.ID.Set {
			m.Label = "Cases"
		}
	}
	r.measure["count"] = m
	if len(r.rel.Measures) == 0 || r.usesCount() {
		r.rel.Measures = append(r.rel.Measures, m)
	}
}

func (r *resolver) usesCount() bool {
	for _, t := range r.file.Tables {
		if contains(each(t.Val.Measure), "count") {
			return true
		}
	}
	return false
}

func (r *resolver) oneMeasure(e entry[measureV1]) *reports.Measure {
	v := &e.Val
	m := &reports.Measure{ID: e.ID.S, Label: v.Label.S, Pos: e.ID.Pos}
	var said []string
	for _, k := range []struct {
		name string
		set  bool
	}{{"count", v.Count.Set}, {"sum", v.Sum.Set}, {"median", v.Median.Set}, {"mean", v.Mean.Set}} {
		if k.set {
			said = append(said, k.name)
		}
	}
	if len(said) != 1 {
		what := "none of count, sum, median and mean"
		if len(said) > 1 {
			what = strings.Join(said, " and ")
		}
		r.add(e.ID.Pos, "S027", "measure %q has %s: exactly one says what it is", m.ID, what)
	}
	switch {
	case v.Count.Set:
		r.countOf(m, v.Count)
	case v.Sum.Set:
		m.Kind = reports.Sum
		if c := r.numberColumn(v.Sum, "sum"); c != nil {
			m.Of = []*reports.Column{c}
		}
	case v.Median.Set:
		m.Kind = reports.Median
		r.days(m, v.Median, "median")
	case v.Mean.Set:
		m.Kind = reports.Mean
		r.days(m, v.Mean, "mean")
	}
	m.Stock = r.dateColumn(v.Stock, "stock")
	return m
}

// countOf is a count of cases, or of the distinct values of columns. After the newest record
// of a case is chosen, records and cases are the same.
func (r *resolver) countOf(m *reports.Measure, count texts) {
	if len(count.Each) == 1 && (count.Each[0].S == "cases" || count.Each[0].S == "records") {
		return
	}
	m.Kind = reports.Distinct
	for _, t := range count.Each {
		if c := r.columnOf(t); c != nil {
			m.Of = append(m.Of, c)
		}
	}
	if len(m.Of) == 0 {
		r.add(count.Pos, "S027", "measure %q: count is cases, records, or names columns", m.ID)
	}
}

func (r *resolver) days(m *reports.Measure, between texts, what string) {
	if len(between.Each) != 2 {
		r.hint(between.Pos, "S027", "for example [released_on, started_on]", "measure %q: %s wants two date columns, from and to", m.ID, what)
		return
	}
	m.From, m.To = r.dateColumn(between.Each[0], what), r.dateColumn(between.Each[1], what)
}
