package protect_test

import (
	"slices"
	"strings"
	"testing"

	"despatch/reports"
)

// TestAnswers: every way of naming a figure comes to one figure with one id.
func TestAnswers(t *testing.T) {
	r := ref
	all, late := func(c string) *reports.Expr { return r("progress", "all", c) }, func(c string) *reports.Expr { return r("progress", "late", c) }
	m := build(t, whole)
	for _, c := range []struct {
		expr     *reports.Expr
		id, text string
	}{
		{all("due"), "progress/all/due", "30"},
		{late("started"), "progress/late/started", "12"},
		{r("offence", "total", "due"), "offence/total/due", "13"},
		{r("offence", "total.total", "total"), "offence/total/total", "30"},
		{r("offence", "unknown.total", "total"), "offence/unknown/total", "5"},
		{r("offence", "unknown.unknown", "total"), "offence/unknown/total", "5"},
		{r("offence", "most.total", "total"), "offence/most.total/total", "10"},
		{r("offence", "most.murder", "deported"), "offence/most.murder/deported", "2"},
		{r("quarters", "2005-q4"), "quarters/2005-q4/total", "11"},
		{r("quarters", "2005-q4", "total", "people"), "quarters/2005-q4/total", "11"},
		{r("quarters", "2005-q4", "total", "percent-total"), "quarters/2005-q4/total/percent-total", "36.7%"},
		{r("quarters", "2005-q4", "percent-total"), "quarters/2005-q4/total/percent-total", "36.7%"},
		{r("quarters", "2005-q3"), "quarters/2005-q3/total", "0"},
		{r("quarters", "latest"), "quarters/2005-q4/total", "11"},
		{r("quarters", "latest-1"), "quarters/2005-q3/total", "0"},
		{r("quarters", "first"), "quarters/2005-q1/total", "6"},
		{r("quarters", "largest"), "quarters/2005-q2/total", "13"},
		{r("quarters", "largest-2"), "quarters/2005-q4/total", "11"},
		{r("quarters", "smallest"), "quarters/2005-q3/total", "0"},
		{r("offence", "others.largest", "total"), "offence/others.assault/total", "7"}, // other is left out
		{r("offence", "most.largest", "deported"), "offence/most.murder/deported", "2"},
		{r("offence", "largest.total", "total"), "offence/others.total/total", "15"},
		{r("stage", "all", "largest"), "stage/all/due", "13"},
		{r("waits", "most"), "waits/most/total", "25.0"},
		{r("waits", "total", "total"), "waits/total/total", "40.0"},
		{r("top", "rest"), "top/rest/total", "3"},
		{r("account", "cases", "counted"), "account/cases/counted", "30"},
		{r("reasons", "cases.excluded-too-old", "records"), "reasons/cases.excluded-too-old/records", "1"},
		{r("not_known", "cases.offence", "percent"), "not_known/cases.offence/percent", "16.7%"},
		{own("failed", "nov-2005"), "failed@nov-2005", "403"},
		{at(all("due"), "apr-25"), "progress/all/due@apr-25", "26"},
		{at(r("quarters", "first", "", "percent-total"), "apr-25"), "quarters/2005-q1/total/percent-total@apr-25", "25%"},
		{derive("percent", all("started"), all("due")), "percent progress/all/started of progress/all/due", "56.7%"},
		{derive("percent", all("due"), r("quarters", "2005-q3")), "percent progress/all/due of quarters/2005-q3/total", "[z]"},
		{derive("change", all("due"), at(all("due"), "apr-25")), "change progress/all/due from progress/all/due@apr-25", "4"},
		{derive("change", own("failed", "nov-2005"), own("failed", "apr-25")), "change failed@nov-2005 from failed@apr-25", "−206"},
		{derive("percent-change", own("failed", "apr-25"), own("failed", "nov-2005")), "percent-change failed@apr-25 from failed@nov-2005", "51.1%"},
		{derive("change", r("quarters", "2005-q1", "", "percent-total"), at(r("quarters", "2005-q1", "", "percent-total"), "apr-25")),
			"change quarters/2005-q1/total/percent-total from quarters/2005-q1/total/percent-total@apr-25", "−5.0 percentage points"},
		{derive("minus", all("due"), late("due")), "progress/all/due minus progress/late/due", "18"},
		{derive("change", r("waits", "others"), r("waits", "most")), "change waits/others/total from waits/most/total", "15.0"},
		{derive("percent", derive("plus", r("offence", "most.total", "total"), r("offence", "unknown", "total")), r("offence", "total", "total")),
			"percent offence/most.total/total plus offence/unknown/total of offence/total/total", "50.0%"},
		// sums of figures that share no case
		{derive("plus", r("stage", "all", "started"), r("stage", "all", "deported")), "stage/all/started plus stage/all/deported", "12"},
		{derive("plus", late("due"), r("progress", "early", "due")), "progress/late/due plus progress/early/due", "18"},
		{derive("plus", r("progress", "early", "due"), late("due")), "progress/early/due plus progress/late/due", "18"},
		{derive("plus", r("quarters", "2005-q1"), r("quarters", "2005-q2")), "quarters/2005-q1/total plus quarters/2005-q2/total", "19"},
		{derive("plus", derive("plus", r("stage", "all", "due"), r("stage", "all", "started")), all("completed")),
			"stage/all/due plus stage/all/started plus progress/all/completed", "30"},
		{derive("plus", r("stage", "all", "due"), all("started")), "stage/all/due plus progress/all/started", "30"},
		{derive("plus", r("account", "cases", "excluded"), r("account", "cases", "quarantined")), "account/cases/excluded plus account/cases/quarantined", "2"},
		{derive("plus", r("top", "rest"), r("top", "rape")), "top/rest/total plus top/rape/total", "10"},
	} {
		t.Run(c.expr.String(), func(t *testing.T) {
			store, findings := m.apply(c.expr)
			if len(findings) != 1 || findings[0].ID != "P017" { // the figure that is gone
				t.Fatal(findings)
			}
			f := store.Answers[c.expr.String()]
			if f.ID != c.id || f.Text() != c.text {
				t.Errorf("%s %s, want %s %s", f.ID, f.Text(), c.id, c.text)
			}
			if c.expr.Op != "" && (f.Formula != f.ID || len(f.Parts) < 2) {
				t.Errorf("a derived figure without formula or parts: %+v", f)
			}
		})
	}
}

// TestRefused: what must not be said is a finding, at its place; generated words
// that may do without it get no answer.
func TestRefused(t *testing.T) {
	r := ref
	all := func(c string) *reports.Expr { return r("progress", "all", c) }
	m := build(t, whole)
	for _, c := range []struct {
		expr     *reports.Expr
		id, says string
	}{
		{r("progres", "all", "due"), "P010", "did you mean progress?"},
		{r("progress", "al", "due"), "P011", "did you mean all?"},
		{r("offence", "murder", "total"), "P011", "rows there are: most.murder"},
		{all("compleeted"), "P012", "did you mean completed?"},
		{all(""), "P012", "name one of them"},
		{all("total"), "P012", "columns there are: due, started, completed, deported"},
		{r("quarters", "2005-q4", "total", "percent"), "P013", "measures there are: people, percent-total"},
		{r("account", "cases", "read", "people"), "P013", "there are no measures"},
		{at(all("started"), "apr-25"), "P014", "holds no figure"},
		{at(all("due"), "may-2006"), "P014", "earlier statements there are: nov-2005, apr-25"},
		{own("failed", ""), "P014", "no earlier statement"},
		{r("top", "largest"), "P015", "are equal"},
		{r("offence", "largest", "total"), "P015", "are equal"},
		{r("stage", "latest", "total"), "P016", "no periods"},
		{r("quarters", "latest-4"), "P016", "only 4 periods"},
		{r("quarters", "largest-5"), "P016", "has 4 rows to rank"},
		{r("quarters", "largest-0"), "P016", "names none"},
		{r("offence", "largest", "largest"), "P016", "both a rank"},
		{derive("plus", r("waits", "most"), r("waits", "others")), "P020", "cannot be added"},
		{derive("plus", r("quarters", "2005-q1", "percent-total"), r("quarters", "2005-q2", "percent-total")), "P020", "cannot be added"},
		{derive("plus", all("started"), all("completed")), "P021", "a case may be in both"},
		{derive("plus", derive("plus", all("started"), r("stage", "all", "due")), all("deported")), "P021", "a case may be in both"},
		{derive("plus", r("progress", "all", "due"), r("progress", "late", "due")), "P021", "both"},
		{derive("plus", r("offence", "total", "due"), r("offence", "most.total", "due")), "P021", "both"},
		{derive("plus", r("offence", "most.murder", "due"), r("offence", "most.total", "due")), "P021", "both"},
		{derive("plus", r("account", "cases", "read"), r("account", "cases", "counted")), "P021", "both"},
		{derive("plus", r("not_known", "cases.severity", "count"), r("not_known", "cases.offence", "count")), "P021", "both"},
		{derive("plus", all("due"), all("due")), "P021", "both"},
		{derive("plus", r("top", "rest"), r("offence", "most.murder", "total")), "P021", "both"},
		{derive("change", all("due"), r("waits", "most")), "P022", "different kinds"},
		{derive("percent", r("waits", "most"), r("waits", "total")), "P022", "different kinds"},
		{derive("percent", r("quarters", "2005-q1", "percent-total"), all("due")), "P023", "percentage of a percentage"},
	} {
		t.Run(c.expr.String(), func(t *testing.T) {
			c.expr.Pos = reports.Pos{File: "release.md", Line: 7, Col: 3}
			_, findings := m.apply(c.expr)
			findings = findings[1:] // P017, of the figure that is gone
			if len(findings) != 1 || findings[0].ID != c.id || findings[0].Line != 7 {
				t.Fatalf("findings %v, want %s at line 7", findings, c.id)
			}
			if text := findings[0].Msg + "\n" + strings.Join(findings[0].Hints, "\n"); !strings.Contains(text, c.says) {
				t.Errorf("it says %q, not %q", text, c.says)
			}
			c.expr.Soft = true
			if store, findings := m.apply(c.expr); len(findings) > 1 || store.Answers[c.expr.String()] != nil {
				t.Errorf("a soft figure: %v %v", store.Answers, findings)
			}
		})
	}
}

// TestPolicy: under any policy but exact, with its reason and approver, no figure leaves.
func TestPolicy(t *testing.T) {
	for _, d := range []reports.Disclosure{{}, {Policy: "suppress", Threshold: 5, Reason: "x", ApprovedBy: "y"},
		{Policy: "exact", ApprovedBy: "y"}, {Policy: "exact", Reason: "x"}} {
		m := build(t, whole)
		m.rel.Disclosure = d
		store, findings := m.apply(ref("progress", "all", "due"))
		if len(store.Figures)+len(store.Tables)+len(store.Answers) > 0 || len(findings) != 1 || findings[0].ID != "P001" {
			t.Errorf("%+v: %d figures, %v", d, len(store.Figures), findings)
		}
	}
}

// TestSound: a percentage needs a whole, and medians have none.
func TestSound(t *testing.T) {
	for table, c := range map[int]struct {
		percent reports.Percent
		id      string
	}{0: {reports.PercentOfRow, "P002"}, 1: {reports.PercentOfColumn, "P002"}, 4: {reports.PercentOfTotal, "P003"}} {
		m := build(t, whole)
		spec := m.rel.Tables[table]
		spec.Measures = append(slices.Clone(spec.Measures), reports.TableMeasure{ID: string(c.percent), Measure: spec.Measures[0].Measure, Percent: c.percent})
		_, findings := m.apply(ref(spec.ID, "all", "due"))
		if len(findings) == 0 || findings[0].ID != c.id {
			t.Errorf("table %s: %v, want %s", spec.ID, findings, c.id)
		}
	}
}

// TestTooLarge: a percentage that no cell can hold is a finding.
func TestTooLarge(t *testing.T) {
	m := build(t, whole)
	m.rel.Earlier[0].Figures[0].N = 1 << 62
	_, findings := m.apply(derive("percent-change", own("failed", "nov-2005"), ref("progress", "all", "due")))
	if len(findings) != 2 || findings[1].ID != "P004" {
		t.Error(findings)
	}
}
