package tabulate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/tabulate"
)

// plain is a record with nothing but what the change gives it.
func plain(change func(*record)) record {
	r := record{id: "x", recorded: day(2006, 3, 1), released: reports.NoDay, started: reports.NoDay, completed: reports.NoDay, deported: reports.NoDay}
	change(&r)
	return r
}

func at(released reports.Day) record { return plain(func(r *record) { r.released = released }) }

func of(offence, region, sex string) record {
	return plain(func(r *record) { r.offence, r.region, r.sex, r.released = offence, region, sex, day(2005, 9, 1) })
}

// shape is a table as rows of codes and counts: "north 3 | total 3".
func shape(c *reports.Count) string {
	var rows []string
	for i, r := range c.Rows {
		s := r.Code
		for j := range c.Cols {
			s += fmt.Sprint(" ", c.Values[0][i][j].Num)
		}
		rows = append(rows, s)
	}
	return strings.Join(rows, " | ")
}

// tallied counts a world's records, each a case of its own.
func tallied(t *testing.T, w *world) *reports.Tally {
	t.Helper()
	w.ext.Key = nil
	c := tabulate.New(w.rel, w.ext, tabulate.Options{})
	for i := range w.records {
		c.Add(w.block([]int{i}))
	}
	tally, findings, _ := c.Tally(w.codings, w.account())
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return tally
}

// TestRows: which rows a table has, in which order, with which counts.
func TestRows(t *testing.T) {
	for _, c := range []struct {
		name    string
		rows    string
		cohort  string
		top     int
		records []record
		change  func(*world)
		want    string
	}{
		{name: "a code list in its order, even where nobody is, other after the named, unknown where it counts",
			rows: "offence", records: []record{of("other", "", ""), of("theft", "", ""), of("", "", "")},
			want: "murder 0 | rape 0 | assault 0 | theft 1 | other 1 | unknown 1 | total 3"},
		{name: "values as found only where they occur in the table", rows: "region", cohort: "late",
			records: []record{of("", "north", ""), plain(func(r *record) { r.region = "south" })}, want: "north 1 | total 1"},
		{name: "by size in the table", rows: "region", change: func(w *world) { w.rel.Dimensions[2].Order = "size" },
			records: []record{of("", "east", ""), of("", "north", ""), of("", "north", ""), of("", "", "")}, want: "north 2 | east 1 | unknown 1 | total 4"},
		{name: "codes within their group, group totals at the edge, one row for what is not known", rows: "severity offence",
			records: []record{of("murder", "", ""), of("theft", "", ""), of("other", "", ""), of("", "", "")},
			want: "most.murder 1 | most.rape 0 | more.assault 0 | less.theft 1 | less.other 1 | unknown 1 | " +
				"most.total 1 | more.total 0 | less.total 2 | total 4"},
		{name: "no row for what is not known where nothing is", rows: "severity offence", records: []record{of("murder", "", "")},
			want: "most.murder 1 | most.rape 0 | more.assault 0 | less.theft 0 | less.other 0 | most.total 1 | more.total 0 | less.total 0 | total 1"},
		{name: "within as found: each code in the parent it occurs in, even a group of one", rows: "sex region",
			change:  func(w *world) { w.rel.Dimensions[2].Within = w.rel.Dimensions[3] },
			records: []record{of("", "north", "m"), of("", "south", "m"), of("", "east", "f"), of("", "", "f"), of("", "isle", ""), of("", "", "")},
			want: "f.east 1 | f.unknown 1 | m.north 1 | m.south 1 | unknown.isle 1 | unknown.unknown 1 | " +
				"f.total 2 | m.total 2 | unknown.total 2 | total 6"},
		{name: "crossed: every code with every code", rows: "sex region", records: []record{of("", "north", "m"), of("", "east", "f"), of("", "", "f")},
			want: "f.east 1 | f.north 0 | f.unknown 1 | m.east 0 | m.north 1 | m.unknown 0 | f.total 2 | m.total 1 | total 3"},
		{name: "cohorts have no total", rows: "cohort", records: []record{at(day(2004, 5, 1)), at(day(2005, 9, 1)), at(reports.NoDay)}, want: "all 2 | late 1"},
		{name: "of each cohort", rows: "cohort sex", records: []record{of("", "", "m"), plain(func(r *record) { r.released, r.sex = day(2004, 5, 1), "f" })},
			want: "all.f 1 | all.m 1 | late.f 0 | late.m 1 | all.total 2 | late.total 1"},
		{name: "in each cohort", rows: "sex cohort", records: []record{of("", "", "m"), plain(func(r *record) { r.released, r.sex = day(2004, 5, 1), "f" })},
			want: "f.all 1 | f.late 0 | m.all 1 | m.late 1 | total.all 2 | total.late 1"},
		{name: "periods without gaps over the cohort's range", rows: "quarter", cohort: "late", records: []record{at(day(2005, 10, 1))},
			want: "2005-q3 0 | 2005-q4 1 | 2006-q1 0 | total 1"},
		{name: "but not past the as-at date", rows: "quarter", cohort: "late", records: []record{at(day(2005, 10, 1))},
			change: func(w *world) { w.rel.AsAt, w.records[0].recorded = day(2005, 12, 31), day(2005, 12, 1) },
			want:   "2005-q3 0 | 2005-q4 1 | total 1"},
		{name: "unbounded, from the first found to the last", rows: "quarter", records: []record{at(day(2003, 1, 1)), at(day(2003, 12, 1)), at(reports.NoDay)},
			want: "2003-q1 1 | 2003-q2 0 | 2003-q3 0 | 2003-q4 1 | unknown 1 | total 3"},
		{name: "a cohort open at one end", rows: "quarter", cohort: "all", records: []record{at(day(2004, 5, 1))},
			change: func(w *world) { w.rel.Cohorts[0].Where[0].Hi = 1<<63 - 1 }, want: "2004-q1 0 | 2004-q2 1 | total 1"},
		{name: "no period at all", rows: "quarter", records: []record{of("", "", "")}, change: func(w *world) { w.records[0].released = reports.NoDay }, want: "unknown 1 | total 1"},
		{name: "a stock is not added over its dates", rows: "quarter", records: []record{at(day(2003, 1, 1)), at(day(2003, 4, 1))},
			change: func(w *world) { w.stock(w.rel.Measures[0]) }, want: "2003-q1 1 | 2003-q2 1"},
		{name: "and a period in which nobody looked is not a stock of nought", rows: "quarter", records: []record{at(day(2003, 1, 1)), at(day(2003, 12, 1))},
			change: func(w *world) { w.stock(w.rel.Measures[0]) }, want: "2003-q1 1 | 2003-q4 1"},
		{name: "the largest, then the rest, unknown apart", rows: "region", top: 2,
			records: []record{of("", "a", ""), of("", "b", ""), of("", "b", ""), of("", "c", ""), of("", "c", ""), of("", "c", ""), of("", "d", ""), of("", "", "")},
			want:    "c 3 | b 2 | rest 2 | unknown 1 | total 8"},
		{name: "no rest where nothing is left", rows: "region", top: 5, records: []record{of("", "a", ""), of("", "b", ""), of("", "b", "")}, want: "b 2 | a 1 | total 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(day(2006, 4, 26), c.records)
			if c.change != nil {
				c.change(w)
			}
			w = rebuilt(w)
			spec := w.table("x", strings.Fields(c.rows), nil, "", "cases")
			spec.Top = c.top
			for _, cohort := range w.rel.Cohorts {
				if c.cohort == cohort.ID {
					spec.Cohorts = []*reports.Cohort{cohort}
				}
			}
			counts, _, findings := tabulate.Counts(w.rel, []*reports.Tally{tallied(t, w)})
			if len(counts) != 1 || slices.ContainsFunc(findings, func(f reports.Finding) bool { return f.ID != "D089" }) {
				t.Fatal(findings)
			}
			if got := shape(counts[0]); got != c.want {
				t.Errorf("rows\n%s\nwant\n%s", got, c.want)
			}
			for _, h := range counts[0].Rows {
				if len(h.Labels) != len(spec.Rows) || len(h.Codes) != len(spec.Rows) {
					t.Errorf("row %s: labels %q, codes %v", h.Code, h.Labels, h.Codes)
				}
			}
		})
	}
}

// rebuilt codes a world's records again, after a test has changed them.
func rebuilt(w *world) *world {
	w.codings[4] = w.quarters(w.rel.Dimensions[4])
	return w
}
