//go:build check

package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"despatch/reports"
)

// expected is what expected.json says of a set of files.
type expected struct {
	Rows       int64            `json:"rows"`
	PerFile    map[string]int64 `json:"rows_per_file"`
	Header     []string         `json:"header"`
	Duplicates int64            `json:"exact_duplicate_rows"`
	Blanks     map[string]int64 `json:"blank_by_column"`
	ByCat      map[string]int64 `json:"rows_by_cat"`
	ByStatus   map[string]int64 `json:"rows_by_status"`
	SumByCat   map[string]int64 `json:"sum_by_cat"`
	Weight     int64            `json:"weight_total"`
	Used       struct {
		Cat, Status, ID, Region, Weight string
		Dates                           map[string]string
	} `json:"columns_used"`
	IDs struct {
		Distinct int64 `json:"distinct_nonblank"`
		Blank    int64 `json:"blank"`
		Repeated int64 `json:"ids_used_more_than_once"`
		Records  int64 `json:"rows_with_a_repeated_id"`
	} `json:"ids"`
	Dates map[string]struct {
		Valid, Blank, Bad int64
		Min, Max          string
		ByYear            map[string]int64 `json:"by_year"`
		Count             int64            // of second_before_first
	} `json:"dates"`
}

// TestSets holds what is read of each real set against what was counted of it by others.
func TestSets(t *testing.T) {
	layouts := map[string]string{"%Y-%m-%d": "YYYY-MM-DD", "%Y": "YYYY", "%d/%m/%Y": "DD/MM/YYYY", "%Y-%m": "YYYY-MM", "%Y-%m-%dT%H:%M:%SZ": "rfc3339"}
	for _, c := range []struct {
		dir, from, expected string
		header              int
	}{
		{"birdstrikes", "birdstrikes.csv", "", 1}, {"toronto-arrests", "Arrests.csv", "", 1},
		{"uk-fno-returns", "returns_offenders_by_nationality.csv", "", 1}, {"uk-nrm-referrals-la-2022q2", "nrm_referrals_local-authority_2022_q2.csv", "", 1},
		{"uk-ofsted-inspections-2017-18", "inspections-in-year-2017-18.csv", "", 2},
		{"uk-ofsted-inspections-2017-18", "providers-as-at-2018-03-31.csv", "expected-providers.json", 2},
		{"uk-street-col-2020", "{file_month:YYYY-MM}-city-of-london-street.csv", "", 1}, {"us-homicides-2015", "homicides15_tbl_df.csv", "", 1},
	} {
		t.Run(c.from, func(t *testing.T) {
			if c.expected == "" {
				c.expected = "expected.json"
			}
			var want expected
			readJSON(t, filepath.Join(sharedDir(t, c.dir), c.expected), &want)
			tr := newTrial("")
			tr.rel.AsAt = day("2026-01-01")
			tr.ext.Files, tr.ext.From, tr.ext.Header = os.DirFS(filepath.Join(shared, c.dir)), c.from, c.header
			var dates []string
			for name, format := range want.Used.Dates {
				tr.date(name, layouts[format])
				dates = append(dates, name)
			}
			if i, j := slices.Index(dates, "Inspection date"), slices.Index(dates, "Publication date"); i >= 0 {
				tr.ext.Columns[j].After, tr.ext.Columns[j].Otherwise = tr.ext.Columns[i], reports.KeepIt
			}
			if want.Used.ID != "" {
				tr.column(want.Used.ID, func(c *reports.Column) { c.Repeats = true })
			}
			if want.Used.Weight != "" {
				w := tr.column(want.Used.Weight, func(c *reports.Column) { c.Number = true })
				tr.ext.Sums = []*reports.Measure{{Kind: reports.Sum, Of: []*reports.Column{w}}}
			}
			cat, status := tr.column(want.Used.Cat, nil), tr.column(want.Used.Status, nil)
			tr.dim("cat", cat, nil)
			tr.dim("status", status, nil)
			tr.size = 1000
			g := tr.read(t)
			if a := g.Account; a.Read != want.Rows || a.Excluded+a.Quarantined != 0 {
				t.Errorf("account %+v, want %d records: %v", a, want.Rows, g.Findings)
			}
			for _, p := range g.Account.Parts {
				if n, ok := want.PerFile[p.File]; ok && n != p.Records {
					t.Errorf("%s: %d records, want %d", p.File, p.Records, n)
				}
			}
			if !slices.Equal(g.Account.Parts[0].Header, want.Header) {
				t.Errorf("header %q", g.Account.Parts[0].Header)
			}
			rows := map[reports.ID]bool{}
			for _, r := range g.rows {
				rows[r] = true
			}
			if n := int64(len(g.rows) - len(rows)); n != want.Duplicates {
				t.Errorf("%d exact duplicates, want %d", n, want.Duplicates)
			}
			for _, p := range g.Profile {
				if n, ok := want.Blanks[p.Column]; ok && p.Column != "" && n != p.Blank || !ok && !strings.Contains(p.Column, "no name") {
					t.Errorf("column %s: %d blank, want %d", p.Column, p.Blank, n)
				}
				if w := want.IDs; p.Column == want.Used.ID && (p.Distinct != w.Distinct || p.Blank != w.Blank || p.Repeated != w.Repeated || p.Repeats != w.Records) {
					t.Errorf("ids %+v, want %+v", p, w)
				}
				if !slices.Contains(dates, p.Column) {
					continue
				}
				w := want.Dates[p.Column]
				if d := p.Dates; d.Valid != w.Valid || d.Bad != w.Bad || d.Min != w.Min[:10] || d.Max != w.Max[:10] || fmt.Sprint(d.ByYear) != fmt.Sprint(w.ByYear) {
					t.Errorf("dates %+v, want %+v", d, w)
				}
				if p.Column == "Publication date" && p.Dates.Early != want.Dates["second_before_first"].Count {
					t.Errorf("%d published before inspected", p.Dates.Early)
				}
			}
			for i, counts := range []map[string]int64{want.ByCat, want.ByStatus} {
				got := map[string]int64{}
				for _, l := range g.labels(i) {
					if l == "Not known" {
						l = ""
					}
					got[l]++
				}
				if fmt.Sprint(got) != fmt.Sprint(counts) {
					t.Errorf("values %v, want %v", got, counts)
				}
			}
			var sum int64
			for _, w := range g.weights {
				for _, n := range w {
					sum += n
				}
			}
			if sum != want.Weight {
				t.Errorf("weights %d, want %d", sum, want.Weight)
			}
		})
	}
}

// TestTotalsAsRows is the eightfold trap: the source's own totals are left out, and
// each of the seven groups of them agrees with the records left.
func TestTotalsAsRows(t *testing.T) {
	tr := newTrial("")
	tr.ext.Files, tr.ext.From = os.DirFS(sharedDir(t, "uk-nrm-referrals-la-2022q2")), "nrm_referrals_local-authority_2022_q2.csv"
	people := tr.column("People", func(c *reports.Column) { c.Number = true })
	tr.ext.Sums = []*reports.Measure{{Kind: reports.Sum, Of: []*reports.Column{people}}}
	for _, name := range []string{"Exploitation type", "Age at exploitation", "Gender"} {
		tr.dim(strings.ToLower(name[:3]), tr.column(name, nil), func(d *reports.Dimension) { d.Totals = []string{"total"} })
	}
	// The nationality is no dimension of any table: the rule of the release holds all the same.
	nationality := &reports.Column{Name: "Nationality"}
	tr.rel.Dimensions = append(tr.rel.Dimensions, &reports.Dimension{ID: "nat", Column: nationality, Totals: []string{"total"}})
	g := tr.read(t)
	if g.reasonIDs() != "total-row=4232" || reports.Errors(g.Findings) {
		t.Fatalf("%s %v", g.reasonIDs(), g.Findings)
	}
	var sum int64
	for i, f := range g.fates {
		if f == reports.Counted {
			sum += g.weights[0][i]
		}
	}
	if sum != 852 {
		t.Errorf("%d people, want 852", sum)
	}
	for _, d := range tr.ext.Dims {
		d.Totals = nil
	}
	tr.rel.Dimensions = tr.ext.Dims
	if g := tr.read(t); !strings.Contains(g.foundIDs(), "D031") || !strings.Contains(g.foundIDs(), "D030") {
		t.Errorf("the trap is not seen: %v", g.Findings)
	}
}
