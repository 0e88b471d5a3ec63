package protect_test

import (
	"slices"
	"testing"

	"despatch/reports"
	"despatch/reports/protect"
	"despatch/reports/tabulate"
)

// A cell of a made-up tally: n cases of one kind.
type cases struct {
	offence int // 0 unknown, 1 murder, 2 rape, 3 assault, 4 other
	quarter int // 1 to 4 of 2005
	stage   int // furthest, 1 to 4
	cohorts uint64
	days    int32
	n       int64
}

// made is a release and what was counted for it.
type made struct {
	rel      *reports.Release
	counts   []*reports.Count
	accounts []*reports.Account
	gaps     []reports.Gap
}

// whole is the release the tests share: 30 cases.
var whole = []cases{
	{1, 1, 1, 1, 10, 1}, {1, 2, 4, 3, 20, 2}, {2, 2, 2, 3, 30, 3}, {2, 4, 1, 1, reports.NoDays, 4},
	{3, 1, 3, 1, 40, 5}, {3, 4, 2, 3, 50, 2}, {4, 2, 1, 1, reports.NoDays, 8}, {0, 4, 2, 3, 60, 5},
}

func build(t *testing.T, of []cases) *made {
	t.Helper()
	released := &reports.Column{Name: "released", Layouts: []string{"YYYY-MM-DD"}}
	column := &reports.Column{Name: "offence"}
	not := reports.Category{Code: "unknown", Label: "Offence not known", Kind: reports.NotKnown}
	severity := &reports.Dimension{ID: "severity", Label: "Severity", Kind: reports.Coded, Column: column, HasUnknown: true,
		Categories: []reports.Category{not, {Code: "most", Label: "Most serious"}, {Code: "others", Label: "Other offences"}}}
	offence := &reports.Dimension{ID: "offence", Label: "Main offence", Kind: reports.Coded, Column: column, HasUnknown: true,
		Categories: []reports.Category{not, {Code: "murder", Label: "Murder"}, {Code: "rape", Label: "Rape"},
			{Code: "assault", Label: "Assault"}, {Code: "other", Label: "Other", Kind: reports.Other}},
		Parents: map[string][]reports.Code{"severity": {0, 1, 1, 2, 2}}}
	quarter := &reports.Dimension{ID: "quarter", Label: "Quarter of release", Kind: reports.Period, Period: "quarter", Column: released}
	ladder := &reports.Ladder{ID: "consideration", Label: "Consideration", Stages: []*reports.Stage{{ID: "due", Label: "Due", Furthest: "Not started"},
		{ID: "started", Label: "Started", Furthest: "Started, not completed"}, {ID: "completed", Label: "Completed", Furthest: "Completed, not deported"},
		{ID: "deported", Label: "Deported", Furthest: "Deported"}}}
	cohort := func(id string, lo, hi reports.Day) *reports.Cohort {
		return &reports.Cohort{ID: id, Label: "Released " + id, Where: reports.Where{{Column: released, Ranged: true, Lo: int64(lo), Hi: int64(hi)}}}
	}
	rel := &reports.Release{Title: "Made-up cases", AsAt: reports.DayOf(2006, 4, 26), Area: "England and Wales", Source: "Made-up cases, Nobody", Decimals: 1,
		Disclosure: reports.Disclosure{Policy: "exact", Reason: "made up", ApprovedBy: "nobody"},
		Cohorts: []*reports.Cohort{cohort("all", reports.DayOf(2005, 1, 1), reports.DayOf(2005, 12, 31)),
			cohort("late", reports.DayOf(2005, 4, 1), reports.DayOf(2005, 12, 31)), cohort("early", reports.DayOf(2005, 1, 1), reports.DayOf(2005, 3, 31))}}
	people := &reports.Measure{ID: "people", Label: "People"}
	wait := &reports.Measure{ID: "wait", Label: "Median days", Kind: reports.Median}
	ext := &reports.Extract{ID: "cases", Dims: []*reports.Dimension{severity, offence, quarter}, Ladders: []*reports.Ladder{ladder}, Days: []*reports.Measure{wait}, Cohorts: 7}
	rel.Extracts = []*reports.Extract{ext}
	tally := &reports.Tally{Extract: ext, Codes: make([][]reports.Code, 4), Days: make([][]map[int32]int64, 1),
		Codings: []*reports.Coding{{Dim: severity, Categories: severity.Categories, Order: []reports.Code{1, 2}},
			{Dim: offence, Categories: offence.Categories, Order: []reports.Code{1, 2, 3, 4}}, {Dim: quarter, Categories: []reports.Category{{}}}, {Ladder: ladder}}}
	for q := range int64(4) {
		c := reports.PeriodCategory("quarter", 2005*4+q)
		tally.Codings[2].Categories = append(tally.Codings[2].Categories, c)
	}
	account := &reports.Account{Extract: ext, Read: 3, Superseded: 1, Excluded: 1, Quarantined: 1, Reasons: []reports.Reason{
		{ID: "excluded:Too old", Fate: reports.Excluded, Text: "too old", N: 1}, {ID: "bad-date", Fate: reports.Quarantined, Text: "not a date", N: 1}, {ID: "none", N: 0}}}
	for _, c := range of {
		for i, code := range []int{int(offence.Parents["severity"][c.offence]), c.offence, c.quarter, c.stage} {
			tally.Codes[i] = append(tally.Codes[i], reports.Code(code))
		}
		cohorts := c.cohorts
		if c.quarter == 1 {
			cohorts |= 4
		}
		tally.Cohorts, tally.N = append(tally.Cohorts, cohorts), append(tally.N, c.n)
		var days map[int32]int64
		if c.days != reports.NoDays {
			days = map[int32]int64{c.days: c.n}
		}
		tally.Days[0] = append(tally.Days[0], days)
		account.Counted += c.n
		account.Read += c.n
	}
	dim := func(ds ...*reports.Dimension) (out []reports.AxisPart) {
		for _, d := range ds {
			out = append(out, reports.AxisPart{Dim: d})
		}
		return out
	}
	cohorts, stages := []reports.AxisPart{{Cohorts: true}}, []reports.AxisPart{{Ladder: ladder}}
	count, percent := reports.TableMeasure{ID: "people", Measure: people}, reports.TableMeasure{ID: "percent-total", Measure: people, Percent: reports.PercentOfTotal}
	one := []reports.TableMeasure{count}
	rel.Tables = []*reports.TableSpec{
		{ID: "progress", Title: "Progress", Rows: cohorts, Columns: stages, View: reports.Reached, Cohorts: rel.Cohorts, Measures: one},
		{ID: "stage", Title: "Furthest stage", Rows: cohorts, Columns: stages, View: reports.Furthest, Cohorts: rel.Cohorts, Measures: one},
		{ID: "offence", Title: "Main offence", Rows: dim(severity, offence), Columns: stages, View: reports.Furthest, Cohorts: rel.Cohorts[:1], Measures: one},
		{ID: "quarters", Title: "Quarter", Rows: dim(quarter), Cohorts: rel.Cohorts[:1], Measures: []reports.TableMeasure{count, percent}},
		{ID: "waits", Title: "Days to start", Rows: dim(severity), Cohorts: rel.Cohorts[:1], Measures: []reports.TableMeasure{{ID: "wait", Measure: wait}}},
		{ID: "top", Title: "Largest", Rows: dim(offence), Top: 2, Measures: one},
	}
	for i, s := range rel.Tables {
		s.Extract, s.Number = ext, i+1
	}
	rel.Earlier = []*reports.Earlier{
		{ID: "nov-2005", Title: "Evidence of November 2005", Figures: []reports.Stated{{ID: "failed", Label: "Failed", N: 403}}},
		{ID: "apr-25", Title: "Letter of 25 April", Figures: []reports.Stated{{ID: "failed", Label: "Failed, restated", N: 609}, {ID: "progress/all/due", N: 26},
			{ID: "quarters/2005-q1/percent-total", N: 25}, {ID: "progress/all/gone", Label: "Gone", N: 5}}}}
	counts, gaps, findings := tabulate.Counts(rel, []*reports.Tally{tally})
	if reports.Errors(findings) {
		t.Fatal(findings)
	}
	return &made{rel, counts, []*reports.Account{account}, gaps}
}

func (m *made) apply(exprs ...*reports.Expr) (*reports.Store, []reports.Finding) {
	return protect.Apply(m.rel, m.counts, m.accounts, m.gaps, exprs)
}

// ref is a figure by its id, in the order table, row, column, measure.
func ref(parts ...string) *reports.Expr {
	parts = append(slices.Clone(parts), "", "", "")
	return &reports.Expr{Ref: &reports.Ref{Table: parts[0], Row: parts[1], Column: parts[2], Measure: parts[3]}}
}

func at(e *reports.Expr, earlier string) *reports.Expr {
	e.Ref.Earlier = earlier
	return e
}

func own(id, earlier string) *reports.Expr {
	return &reports.Expr{Ref: &reports.Ref{Own: id, Earlier: earlier}}
}

func derive(op reports.Op, a, b *reports.Expr) *reports.Expr {
	return &reports.Expr{Op: op, A: a, B: b}
}
