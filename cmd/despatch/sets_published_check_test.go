//go:build check

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"despatch/reports/fold"
)

// The referrals keep their own totals as rows: their sum is eight times the truth.
// The expected file counts every row as it stands, so two packs are compared: the
// release, which leaves total rows out and must give 852, and a release written
// here that takes "Total" for a category of its own, which must give the file's counts.
func TestTotalsAsRows(t *testing.T) {
	const folder = "uk-nrm-referrals-la-2022q2"
	var e expected
	readJSON(t, filepath.Join(sets, folder, "expected.json"), &e)

	pack := buildSet(t, "../../data/examples/modern-slavery-referrals", folder)
	if got := total(t, pack, "exploitation"); got != 852 {
		t.Errorf("people referred: %d, want 852", got)
	}
	account := map[string]int64{}
	for _, f := range tidyTable(t, pack, "account") {
		account[f.column] = f.value
	}
	// 8,556 rows as they stand, of which 4,324 are no totals; the other 4,232 are excluded, and accounted for.
	if account["records read"] != e.Rows || account["counted"] != 4324 || account["excluded"] != e.Rows-4324 {
		t.Errorf("the account is %v, want %d read, 4324 counted, %d excluded", account, e.Rows, e.Rows-4324)
	}

	printed := buildSet(t, asPrinted(t, e), folder)
	compareFigures(t, printed, wanted{cat: "cat_rows", status: "status_rows", region: "region_rows", cross: "cross_rows",
		sumCat: "cat", sumStatus: "status", sumRegion: "region", sumCross: "cross"}, withYears(e))
}

// withYears gives the comparison nothing to look for: the set holds no dates.
func withYears(e expected) expected { e.YearAndStatus = nil; return e }

// asPrinted writes a release that counts every row of the referrals, totals included.
func asPrinted(t *testing.T, e expected) string {
	t.Helper()
	dir := t.TempDir()
	list := func(name string, values map[string]int64) {
		var b strings.Builder
		b.WriteString("raw,code,label\n")
		for i, v := range slices.Sorted(maps.Keys(values)) {
			fmt.Fprintf(&b, "%q,printed-%d,%q\n", v, i, v)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list("cat.csv", e.RowsByCat)
	list("status.csv", e.RowsByStatus)
	list("region.csv", e.RowsByRegion)
	const release = `version: 1
release: {id: as-printed, title: "Referrals as printed", organisation: Example, area: "United Kingdom", status: management information, state: draft,
  as_at: 2022-06-30, published: 2022-08-04T09:30:00+01:00, contact: "Statistics"}
extracts: {referrals: {from: nrm_referrals_local-authority_2022_q2.csv}}
private: []
dimensions:
  cat: {column: Exploitation type, codes: cat.csv}
  status: {column: Age at exploitation, codes: status.csv}
  region: {column: Nationality, codes: region.csv}
measures:
  people: {sum: People, label: "People"}
  rows: {count: records, label: "Rows"}
tables:
  cat: {title: "Type", rows: cat}
  status: {title: "Age", rows: status}
  region: {title: "Nationality", rows: region}
  cross: {title: "Type by age", rows: cat, columns: status}
  cat_rows: {title: "Type, rows", rows: cat, measure: rows}
  status_rows: {title: "Age, rows", rows: status, measure: rows}
  region_rows: {title: "Nationality, rows", rows: region, measure: rows}
  cross_rows: {title: "Type by age, rows", rows: cat, columns: status, measure: rows}
disclosure: {policy: exact, reason: "Already published by its owner", approved_by: Head of profession}
`
	if err := os.WriteFile(filepath.Join(dir, "release.yaml"), []byte(release), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A check is one figure or group of figures somebody else printed.
type check struct {
	What      string          `json:"what"`
	Published json.RawMessage `json:"published"`
}

// publishedChecks reads a set's published figures; every one must be asked for.
func publishedChecks(t *testing.T, folder string) map[string]json.RawMessage {
	t.Helper()
	var list []check
	readJSON(t, filepath.Join(sets, folder, "published_checks.json"), &list)
	out := map[string]json.RawMessage{}
	for _, c := range list {
		out[c.What] = c.Published
	}
	return out
}

// take removes the published figures whose name begins so, decoded.
func take[T any](t *testing.T, from map[string]json.RawMessage, name string) T {
	t.Helper()
	var v T
	for what, raw := range from {
		if strings.HasPrefix(what, name) {
			if err := json.Unmarshal(raw, &v); err != nil {
				t.Fatal(what, err)
			}
			delete(from, what)
			return v
		}
	}
	t.Fatalf("no published figure %q", name)
	return v
}

func allTaken(t *testing.T, left map[string]json.RawMessage) {
	t.Helper()
	for what := range left {
		t.Errorf("published, and not compared: %s", what)
	}
}

func TestPublishedRows(t *testing.T) {
	for _, s := range []struct{ release, folder, table string }{
		{"arrests", "toronto-arrests", "colour"}, {"homicides", "us-homicides-2015", "offence"},
	} {
		published := publishedChecks(t, s.folder)
		pack := buildSet(t, "../../data/examples/"+s.release, s.folder)
		if got, want := total(t, pack, s.table), take[int64](t, published, "rows"); got != want {
			t.Errorf("%s: %d, published %d", s.release, got, want)
		}
		allTaken(t, published)
	}
}

// Two separately published tables of the same returns, by quarter.
func TestPublishedQuarters(t *testing.T) {
	published := publishedChecks(t, "uk-fno-returns")
	quarters := take[map[string]int64](t, published, "quarter totals")
	allTaken(t, published)
	pack := buildSet(t, "../../data/examples/offender-returns", "uk-fno-returns")
	months := map[string]string{"03": "January to March ", "06": "April to June ", "09": "July to September ", "12": "October to December "}
	want := map[string]int64{}
	for day, n := range quarters {
		want[fold.Fold(months[day[5:7]]+day[:4])] = n
	}
	for _, table := range []string{"quarters", "destinations"} {
		compareRows(t, pack, table, want)
	}
}

func TestPublishedInspections(t *testing.T) {
	published := publishedChecks(t, "uk-ofsted-inspections-2017-18")
	pack := buildSet(t, "../../data/examples/social-care-inspections", "uk-ofsted-inspections-2017-18")
	for what, table := range map[string]string{
		"providers: Registration status": "providers_registration", "providers: Provision type": "providers_provision",
		"providers: Overall effectiveness": "providers_found", "providers: Sector": "providers_sector",
	} {
		compareRows(t, pack, table, take[map[string]int64](t, published, what))
	}
	if got, want := total(t, pack, "homes"), take[int64](t, published, "providers filtered"); got != want {
		t.Errorf("homes after the filter: %d, published %d", got, want)
	}
	columns := func(table, row string, names ...string) []int64 {
		var out []int64
		for _, name := range names {
			var n int64
			for _, f := range tidyTable(t, pack, table) {
				if f.measure == "" && f.row == fold.Fold(row) && f.column == fold.Fold(name) {
					n = f.value
				}
			}
			out = append(out, n)
		}
		return out
	}
	for name, n := range take[map[string]int64](t, published, "filtered: Overall effectiveness") {
		if got := columns("homes", "All", name)[0]; got != n {
			t.Errorf("homes, %s: %d, published %d", name, got, n)
		}
	}
	for sector, want := range take[map[string][]int64](t, published, "filtered: Sector x") {
		if got := columns("homes", sector, "Inadequate", "Requires improvement to be good", "Good", "Outstanding"); !slices.Equal(got, want) {
			t.Errorf("homes, %s: %v, published %v", sector, got, want)
		}
	}
	for what, table := range map[string]string{
		"poor ratings of all homes": "homes_poor", "poor ratings by sector, latest full": "poor_latest", "homes with at least one poor": "poor_ever",
	} {
		for sector, want := range take[map[string][]int64](t, published, what) {
			if got := columns(table, sector, "Poor", "All"); !slices.Equal(got, want) {
				t.Errorf("%s, %s: %v, published %v", table, sector, got, want)
			}
		}
	}
	allTaken(t, published)
}
