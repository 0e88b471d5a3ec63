//go:build check

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"despatch/reports/fold"
)

// The sets are real extracts with counts made by other programs. They lie beside
// the project and are never copied into it.
const sets = "../../../shared/data"

// A set is a release of data/examples, the folder of its records, and the tables
// of its pack that hold what each expected file counts.
type set struct {
	release, folder string
	expected        map[string]wanted // by file
}

// wanted says in which tables the counts of an expected file stand.
type wanted struct {
	extract                                string
	cat, status, region, cross, years      string // counts of records
	sumCat, sumStatus, sumRegion, sumCross string // sums of the weight
	id                                     string // the profile of ids
}

var allSets = []set{
	{"city-street-crime", "uk-street-col-2020", map[string]wanted{"expected.json": {
		extract: "crimes", cat: "crime", status: "outcome", region: "area", cross: "cross", years: "years", id: "Crime ID"}}},
	{"offender-returns", "uk-fno-returns", map[string]wanted{"expected.json": {
		extract: "returns", cat: "region_rows", status: "group_rows", region: "nationality_rows", cross: "cross_rows", years: "year_rows",
		sumCat: "region", sumStatus: "group", sumRegion: "nationality", sumCross: "cross"}}},
	{"social-care-inspections", "uk-ofsted-inspections-2017-18", map[string]wanted{
		"expected.json": {extract: "inspections", cat: "provision", status: "found", region: "region", cross: "cross", years: "years", id: "Event number"},
		"expected-providers.json": {extract: "providers", cat: "providers_provision", status: "providers_found", region: "providers_sector",
			cross: "providers_cross", years: "providers_years", id: "URN"}}},
	{"homicides", "us-homicides-2015", map[string]wanted{"expected.json": {
		extract: "homicides", cat: "offence", status: "place", region: "city", cross: "cross", years: "years", id: "uid"}}},
	{"arrests", "toronto-arrests", map[string]wanted{"expected.json": {
		extract: "arrests", cat: "colour", status: "released", region: "sex", cross: "cross", years: "years", id: "rownames"}}},
	{"bird-strikes", "birdstrikes", map[string]wanted{"expected.json": {
		extract: "strikes", cat: "size", status: "damage", region: "state", cross: "cross", years: "years"}}},
}

// expected is the part of an expected file that despatch must give exactly.
type expected struct {
	Rows          int64            `json:"rows"`
	Duplicates    int64            `json:"exact_duplicate_rows"`
	Blank         map[string]int64 `json:"blank_by_column"`
	RowsByCat     map[string]int64 `json:"rows_by_cat"`
	RowsByStatus  map[string]int64 `json:"rows_by_status"`
	RowsByRegion  map[string]int64 `json:"rows_by_region"`
	SumByCat      map[string]int64 `json:"sum_by_cat"`
	SumByStatus   map[string]int64 `json:"sum_by_status"`
	SumByRegion   map[string]int64 `json:"sum_by_region"`
	WeightTotal   int64            `json:"weight_total"`
	CrosstabRows  [][3]any         `json:"crosstab_rows"`
	CrosstabSum   [][3]any         `json:"crosstab_sum"`
	YearAndStatus [][3]any         `json:"rows_by_year_and_status"`
	IDs           struct {
		Distinct int64 `json:"distinct_nonblank"`
		Blank    int64 `json:"blank"`
		Repeated int64 `json:"ids_used_more_than_once"`
		Rows     int64 `json:"rows_with_a_repeated_id"`
	} `json:"ids"`
	Dates map[string]struct {
		Valid  int64            `json:"valid"`
		Blank  int64            `json:"blank"`
		Bad    int64            `json:"bad"`
		Min    string           `json:"min"`
		Max    string           `json:"max"`
		ByYear map[string]int64 `json:"by_year"`
	} `json:"dates"`
}

func TestSets(t *testing.T) {
	if _, err := os.Stat(sets); err != nil {
		t.Fatalf("make check needs the real extracts beside the project: %v", err)
	}
	for _, s := range allSets {
		t.Run(s.release, func(t *testing.T) {
			pack := buildSet(t, filepath.Join("../../data/examples", s.release), s.folder)
			report := checkSet(t, s)
			for _, file := range slices.Sorted(maps.Keys(s.expected)) {
				t.Run(file, func(t *testing.T) {
					var e expected
					readJSON(t, filepath.Join(sets, s.folder, file), &e)
					compareFigures(t, pack, s.expected[file], e)
					compareProfile(t, report, s.expected[file], e)
				})
			}
		})
	}
}

// buildSet builds a release with its records and is the pack's folder.
func buildSet(t *testing.T, release, folder string) string {
	t.Helper()
	out := t.TempDir()
	var stdout, stderr bytes.Buffer
	if code := run([]string{"build", release, "--cases", filepath.Join(sets, folder), "-o", out}, nil, &stdout, &stderr); code != 0 {
		t.Fatalf("build gave exit code %d\n%s", code, stderr.String())
	}
	packs, err := filepath.Glob(filepath.Join(out, "*", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	packs = slices.DeleteFunc(packs, func(p string) bool { return strings.Contains(p, ".briefing") })
	if len(packs) != 1 {
		t.Fatalf("%d packs in %s", len(packs), out)
	}
	return filepath.Dir(packs[0])
}

// report is what check --json prints, as far as the sets ask.
type report struct {
	Extracts []struct {
		Extract    string `json:"extract"`
		Read       int64  `json:"read"`
		Duplicates int64  `json:"duplicates"`
		Columns    []struct {
			Column   string `json:"column"`
			Blank    int64  `json:"blank"`
			Distinct int64  `json:"distinct"`
			Repeated int64  `json:"repeated"`
			Repeats  int64  `json:"repeats"`
			Dates    *struct {
				Valid  int64            `json:"valid"`
				Bad    int64            `json:"bad"`
				Min    string           `json:"min"`
				Max    string           `json:"max"`
				ByYear map[string]int64 `json:"by_year"`
			} `json:"dates"`
		} `json:"columns"`
	} `json:"extracts"`
}

func checkSet(t *testing.T, s set) report {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run([]string{"check", filepath.Join("../../data/examples", s.release), "--cases", filepath.Join(sets, s.folder), "--json"}, nil, &stdout, &stderr)
	if code != 0 {
		t.Fatalf("check gave exit code %d\n%s", code, stderr.String())
	}
	var r report
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func readJSON(t *testing.T, name string, v any) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatal(name, err)
	}
}

// A figure of a tidy table: its labels folded, the last of each side, "" for not known.
type tidyFigure struct {
	row, column, measure string
	total, group         bool
	value                int64
}

// tidyTable reads a table of the pack from its CSV with Go's own reader.
func tidyTable(t *testing.T, pack, table string) []tidyFigure {
	t.Helper()
	f, err := os.Open(filepath.Join(pack, "tables", table+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head := rows[0]
	at := func(name string) int { return slices.Index(head, name) }
	labels := at("measure")
	if at("column") >= 0 {
		labels = at("column")
	}
	var out []tidyFigure
	for _, r := range rows[1:] {
		id := strings.Split(r[at("figure")], "/")
		f := tidyFigure{row: fold.Fold(r[labels-2]), measure: ""}
		if len(id) > 3 {
			f.measure = id[3]
		}
		f.group = id[1] != "total" && strings.HasSuffix(id[1], ".total")
		f.total = id[1] == "total" || at("column") >= 0 && id[2] == "total"
		if id[1] == "unknown" {
			f.row = ""
		}
		if at("column") >= 0 {
			f.column = fold.Fold(r[at("column")])
			if id[2] == "unknown" {
				f.column = ""
			}
		}
		if v := r[at("value")]; v != "" {
			n, err := strconv.ParseFloat(v, 64)
			if err != nil {
				t.Fatal(table, err)
			}
			f.value = int64(n)
		}
		out = append(out, f)
	}
	return out
}

// compareRows holds a table of one dimension against counts by raw value.
func compareRows(t *testing.T, pack, table string, want map[string]int64) {
	t.Helper()
	if table == "" {
		return
	}
	got := map[string]int64{}
	for _, f := range tidyTable(t, pack, table) {
		if f.measure == "" && !f.total && !f.group && f.value != 0 {
			got[f.row] += f.value
		}
	}
	same(t, table, got, folded(want))
}

// folded adds up what folds alike, as the release does.
func folded(m map[string]int64) map[string]int64 {
	out := map[string]int64{}
	for k, v := range m {
		if v != 0 {
			out[fold.Fold(k)] += v
		}
	}
	return out
}

func compareCross(t *testing.T, pack, table string, cells [][3]any) {
	t.Helper()
	if table == "" {
		return
	}
	want, got := map[string]int64{}, map[string]int64{}
	for _, c := range cells {
		want[fold.Fold(fmt.Sprint(c[0]))+" × "+fold.Fold(fmt.Sprint(c[1]))] += int64(c[2].(float64))
	}
	for _, f := range tidyTable(t, pack, table) {
		if f.measure == "" && !f.total && !f.group && f.value != 0 {
			got[f.row+" × "+f.column] += f.value
		}
	}
	same(t, table, got, want)
}

func same(t *testing.T, what string, got, want map[string]int64) {
	t.Helper()
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if got[k] != want[k] {
			t.Errorf("%s: %q is %d, want %d", what, k, got[k], want[k])
		}
	}
	for _, k := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[k]; !ok {
			t.Errorf("%s: %q is %d and was not expected", what, k, got[k])
		}
	}
	if len(want) == 0 {
		t.Errorf("%s: nothing is expected of it", what)
	}
}

func total(t *testing.T, pack, table string) int64 {
	t.Helper()
	for _, f := range tidyTable(t, pack, table) {
		if f.total && f.measure == "" && !f.group && f.row == "all" && (f.column == "" || f.column == "all") {
			return f.value
		}
	}
	t.Fatalf("%s has no total", table)
	return 0
}

func compareFigures(t *testing.T, pack string, w wanted, e expected) {
	compareRows(t, pack, w.cat, e.RowsByCat)
	compareRows(t, pack, w.status, e.RowsByStatus)
	compareRows(t, pack, w.region, e.RowsByRegion)
	compareCross(t, pack, w.cross, e.CrosstabRows)
	compareCross(t, pack, w.years, e.YearAndStatus)
	if w.sumCat != "" {
		compareRows(t, pack, w.sumCat, e.SumByCat)
		compareRows(t, pack, w.sumStatus, e.SumByStatus)
		compareRows(t, pack, w.sumRegion, e.SumByRegion)
		compareCross(t, pack, w.sumCross, e.CrosstabSum)
		if got := total(t, pack, w.sumCat); got != e.WeightTotal {
			t.Errorf("%s: the total is %d, want %d", w.sumCat, got, e.WeightTotal)
		}
	}
}

func compareProfile(t *testing.T, r report, w wanted, e expected) {
	for _, x := range r.Extracts {
		if x.Extract != w.extract {
			continue
		}
		if x.Read != e.Rows || x.Duplicates != e.Duplicates {
			t.Errorf("%d records with %d exact duplicates, want %d with %d", x.Read, x.Duplicates, e.Rows, e.Duplicates)
		}
		blank := map[string]int64{}
		for _, c := range x.Columns {
			if c.Column != "" {
				blank[c.Column] = c.Blank
			}
			if c.Column == w.id {
				if got := [...]int64{c.Distinct, c.Blank, c.Repeated, c.Repeats}; got != [...]int64{e.IDs.Distinct, e.IDs.Blank, e.IDs.Repeated, e.IDs.Rows} {
					t.Errorf("ids: %v, want %+v", got, e.IDs)
				}
			}
			if want, ok := e.Dates[c.Column]; ok {
				if c.Dates == nil {
					t.Errorf("no dates in column %q", c.Column)
					continue
				}
				if c.Dates.Valid != want.Valid || c.Dates.Bad != want.Bad || c.Blank != want.Blank || c.Dates.Min != want.Min[:10] || c.Dates.Max != want.Max[:10] {
					t.Errorf("column %q: %+v, want %+v", c.Column, *c.Dates, want)
				}
				same(t, c.Column, c.Dates.ByYear, want.ByYear)
			}
		}
		delete(e.Blank, "")
		for k, n := range e.Blank {
			if blank[k] != n {
				t.Errorf("column %q has %d blanks, want %d", k, blank[k], n)
			}
		}
		return
	}
	t.Errorf("check reports no extract %q", w.extract)
}
