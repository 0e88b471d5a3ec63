//go:build engines && unix

package ingest

import "testing"

// countedByEngine lets a database of many records count: what it counts is what comes of
// its records one by one. The query leaves most cases one record, as cases have.
func countedByEngine(t *testing.T, what, address, query string) {
	t.Helper()
	for how, change := range map[string]func(*trial) *trial{
		"all": func(t *trial) *trial { return t }, "few": few, "few, keyless": func(t *trial) *trial { return few(keyless(t)) },
	} {
		answers := countedAlike(t, what+", "+how, address, query, change)
		if how != "all" && answers > 100_000 {
			t.Errorf("%s, %s: %d rows of answers, the database puts little together", what, how, answers)
		}
	}
}

// TestPostgresMillion: what PostgreSQL counts over as many records as the other engines.
func TestPostgresMillion(t *testing.T) {
	address, db := postgresServer(t)
	fillPostgres(t, db, "cases", made(databaseRecords, false), true)
	countedByEngine(t, "PostgreSQL", address, "select case when line % 50 = 0 then case_id else 1000000000 + line end as case_id, offence, released_on, started_on, deported_on::date as deported_on, "+
		"recorded_on, people, name from cases where (line % 50 > 0 or case_id > 990000) and :as_at > date '2000-01-01' order by line")
	cutOff(t, "the connection goes under way", databaseTrial(address, "select * from cases"), func() {
		if _, err := db.Exec("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'despatch'"); err != nil {
			t.Error(err)
		}
	}, "D110", "CASES_DB")
}
