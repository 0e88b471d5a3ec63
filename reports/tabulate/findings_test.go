package tabulate_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"despatch/reports"
	"despatch/reports/tabulate"
)

// TestFindings raises every finding of counting (but D081: see TestNewest).
func TestFindings(t *testing.T) {
	in := of("murder", "north", "m")
	many := func(n int) (out []record) {
		for i := range n {
			r := of("", fmt.Sprint("r", i), fmt.Sprint("s", i))
			out = append(out, r)
		}
		return out
	}
	type table struct {
		rows, cols []string
		view       reports.View
		measure    string
	}
	for _, c := range []struct {
		id      string
		records []record
		table   table
		change  func(*world, *reports.TableSpec)
		count   int64 // how many like it
	}{
		{id: "D082", records: many(30), table: table{rows: []string{"region"}}},
		{id: "D083", records: []record{plain(func(r *record) { r.people = math.MaxInt64 }), plain(func(r *record) { r.people = -2 })},
			table: table{rows: []string{"region"}, measure: "people"}},
		{id: "D084", records: []record{of("", "north", "m"), of("", "north", "f"), of("", "south", "f")}, table: table{rows: []string{"sex", "region"}},
			change: func(w *world, _ *reports.TableSpec) { w.rel.Dimensions[2].Within = w.rel.Dimensions[3] }, count: 1},
		{id: "D085", records: []record{at(day(1900, 1, 1)), at(day(2006, 1, 1))}, table: table{rows: []string{"quarter"}, cols: []string{"quarter"}},
			change: func(w *world, s *reports.TableSpec) {
				for range 50 {
					s.Measures = append(s.Measures, s.Measures[0])
				}
			}},
		{id: "D088", records: []record{in, plain(func(r *record) { r.region = "north" })},
			table: table{rows: []string{"region"}, cols: []string{"consideration"}, view: reports.Reached}, count: 1},
		{id: "D089", records: []record{of("", "a", ""), of("", "b", "")}, table: table{rows: []string{"region"}},
			change: func(_ *world, s *reports.TableSpec) { s.Top = 1 }},
		{id: "D090", records: []record{in}, table: table{rows: []string{"sex", "region"}}, change: func(_ *world, s *reports.TableSpec) { s.Top = 1 }},
		{id: "D091", records: []record{in}, table: table{rows: []string{"region"}},
			change: func(_ *world, s *reports.TableSpec) { s.Rows[0].Dim = &reports.Dimension{ID: "elsewhere"} }},
		{id: "D091", records: []record{in}, table: table{rows: []string{"region"}},
			change: func(_ *world, s *reports.TableSpec) { s.Rows[0] = reports.AxisPart{Ladder: &reports.Ladder{}} }},
		{id: "D091", records: []record{in}, table: table{rows: []string{"region"}},
			change: func(_ *world, s *reports.TableSpec) {
				s.Measures[0].Measure = &reports.Measure{ID: "new", Kind: reports.Sum}
			}},
		{id: "D091", records: []record{in}, table: table{rows: []string{"region"}}, change: func(_ *world, s *reports.TableSpec) { s.Measures = nil }},
		{id: "D091", records: []record{in}, table: table{rows: []string{"region"}},
			change: func(w *world, _ *reports.TableSpec) { w.rel.Measures[0].Stock = w.rel.Dimensions[4].Column }},
		{id: "D093", records: []record{at(day(2003, 1, 1)), at(day(2003, 2, 1)), at(day(2003, 5, 1))}, table: table{rows: []string{"quarter"}},
			change: func(w *world, _ *reports.TableSpec) { w.stock(w.rel.Measures[0]) }, count: 1},
		{id: "D091", records: []record{in}, table: table{rows: []string{"region"}}, change: func(_ *world, s *reports.TableSpec) { s.Extract = &reports.Extract{} }},
		{id: "D092", records: []record{at(day(1999, 1, 1))}, table: table{rows: []string{"region"}},
			change: func(w *world, s *reports.TableSpec) { s.Cohorts = w.rel.Cohorts }},
	} {
		t.Run(c.id, func(t *testing.T) {
			w := newWorld(day(2006, 4, 26), c.records)
			w.ext.Key = nil
			if c.table.measure == "" {
				c.table.measure = "cases"
			}
			spec := w.table("x", c.table.rows, c.table.cols, c.table.view, c.table.measure)
			spec.Pos = reports.Pos{File: "release.yaml", Line: 40}
			if c.change != nil {
				c.change(w, spec)
			}
			counter := tabulate.New(w.rel, w.ext, tabulate.Options{})
			counter.Limit(20)
			for i := range w.records {
				counter.Add(w.block([]int{i}))
			}
			tally, findings, _ := counter.Tally(w.codings, w.account())
			_, _, more := tabulate.Counts(w.rel, []*reports.Tally{tally})
			findings = append(findings, more...)
			if len(findings) != 1 || findings[0].ID != c.id || findings[0].Count != c.count {
				t.Errorf("%v, want %s of %d", findings, c.id, c.count)
			}
		})
	}
}

// TestAccount: an account that does not add up stops the release.
func TestAccount(t *testing.T) {
	w := newWorld(day(2006, 4, 26), []record{of("", "", "")})
	a := w.account()
	a.Read++
	_, findings, _ := tabulate.New(w.rel, w.ext, tabulate.Options{}).Tally(w.codings, a)
	if len(findings) != 1 || findings[0].ID != "D080" {
		t.Error(findings)
	}
}

// TestLaws spoils one number of a finished table at a time: the checks of laws 3
// and 4 see every one.
func TestLaws(t *testing.T) {
	for _, c := range []struct {
		id         string
		rows, cols []string
		view       reports.View
		measure    string
	}{
		{"D086", []string{"severity", "offence"}, []string{"sex", "region"}, "", "cases"},
		{"D086", []string{"region"}, []string{"consideration"}, reports.Furthest, "people"},
		{"D086", []string{"sex", "cohort"}, []string{"region"}, "", "cases"},
		{"D087", []string{"cohort"}, []string{"consideration"}, reports.Reached, "cases"},
		{"D087", []string{"consideration"}, []string{"cohort"}, reports.Reached, "people"},
	} {
		w := newWorld(day(2006, 4, 26), draw(newRand(3), 200))
		w.table("x", c.rows, c.cols, c.view, c.measure)
		tally := tallied(t, w)
		counts, _, findings := tabulate.Counts(w.rel, []*reports.Tally{tally})
		if reports.Errors(findings) || len(tabulate.Recheck(w.rel, tally, counts[0])) > 0 {
			t.Fatal(findings)
		}
		values := counts[0].Values[0]
		for i := range values {
			for j := range values[i] {
				values[i][j].Num++
				found := tabulate.Recheck(w.rel, tally, counts[0])
				if !slices.ContainsFunc(found, func(f reports.Finding) bool { return f.ID == c.id }) {
					t.Errorf("%v by %v: one more in %s/%s is not seen", c.rows, c.cols, counts[0].Rows[i].Code, counts[0].Cols[j].Code)
				}
				values[i][j].Num--
			}
		}
	}
}

// TestDistinct: parts of distinct values may come to more than their total, never
// to less, and none to more.
func TestDistinct(t *testing.T) {
	w := newWorld(day(2006, 4, 26), draw(newRand(5), 200))
	w.table("x", []string{"region"}, nil, "", "homes")
	tally := tallied(t, w)
	counts, _, _ := tabulate.Counts(w.rel, []*reports.Tally{tally})
	values := counts[0].Values[0]
	total := values[len(values)-1][0].Num
	for _, n := range []int64{values[0][0].Num - 1, 1000} {
		values[len(values)-1][0].Num = n
		if found := tabulate.Recheck(w.rel, tally, counts[0]); len(found) == 0 {
			t.Errorf("a total of %d is not seen", n)
		}
	}
	values[len(values)-1][0].Num = total
	if found := tabulate.Recheck(w.rel, tally, counts[0]); len(found) > 0 {
		t.Error(found)
	}
}
