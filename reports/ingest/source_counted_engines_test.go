//go:build engines && unix

package ingest

import (
	"slices"
	"strconv"
	"testing"
)

// countedByEngine lets a database of many records count: what it counts is what comes of
// its records one by one, and of the same records as CSV. The query is to make of them what mostlyOnce makes.
func countedByEngine(t *testing.T, what, address, query string, records [][]string) {
	t.Helper()
	csv := asCSV(t, mostlyOnce(records))
	for how, change := range map[string]func(*trial) *trial{
		"all": func(t *trial) *trial { return t }, "few": few, "few, keyless": func(t *trial) *trial { return few(keyless(t)) },
	} {
		answers := countedAlike(t, what+", "+how, address, query, change)
		if how != "all" && answers > 100_000 {
			t.Errorf("%s, %s: %d rows of answers, the database puts little together", what, how, answers)
		}
		want, _ := change(madeTrial("cases.csv", csv)).tally(t)
		counted := change(databaseTrial(address, query))
		counted.ext.ByDatabase = true
		got, _ := counted.tally(t)
		sameTally(t, what+", "+how+", from CSV", got, want)
	}
}

// mostlyOnce leaves most cases one record, as cases have: one record in fifty keeps its case, and few of those are left.
func mostlyOnce(records [][]string) (out [][]string) {
	for line, r := range records {
		id, err := strconv.Atoi(r[0])
		if line%50 > 0 {
			r = slices.Clone(r)
			r[0] = strconv.Itoa(1_000_000_000 + line)
		}
		if line%50 > 0 || err == nil && id > 990_000 {
			out = append(out, r)
		}
	}
	return out
}

// TestPostgresMillion: what PostgreSQL counts over as many records as the other engines.
func TestPostgresMillion(t *testing.T) {
	address, db := postgresServer(t)
	records := made(databaseRecords, false)
	fillPostgres(t, db, "cases", records, true)
	countedByEngine(t, "PostgreSQL", address, "select case when line % 50 = 0 then case_id else 1000000000 + line end as case_id, offence, released_on, started_on, deported_on::date as deported_on, "+
		"recorded_on, people, name from cases where (line % 50 > 0 or case_id > 990000) and :as_at > date '2000-01-01' order by line", records)
	cutOff(t, "the connection goes under way", databaseTrial(address, "select * from cases"), func() {
		if _, err := db.Exec("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'despatch'"); err != nil {
			t.Error(err)
		}
	}, "D110", "CASES_DB")
}
