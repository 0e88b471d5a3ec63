//go:build check && unix

package ingest

import "testing"

// TestPostgresCounts: what PostgreSQL counts is what comes of its records one by one, and of the CSV engine.
func TestPostgresCounts(t *testing.T) {
	address, db := postgresServer(t)
	const n = 100_000
	dirty, clean := untied(made(n, true)), untied(made(n, false))
	fillPostgres(t, db, "dirty", dirty, false)
	fillPostgres(t, db, "clean", clean, true)
	plain := func(t *trial) *trial { return t }
	for name, records := range map[string][][]string{"dirty": dirty, "clean": clean} {
		query := "select case_id, offence, released_on, started_on, deported_on" + map[string]string{"clean": "::date as deported_on"}[name] + ", recorded_on, people, name from " + name + " where :as_at > date '2000-01-01' order by line -- the end"
		for how, change := range map[string]func(*trial) *trial{
			"all": plain, "few": few, "keyless": keyless, "few, keyless": func(t *trial) *trial { return few(keyless(t)) },
		} {
			answers := countedAlike(t, name+", "+how, address, query, change)
			if name == "clean" && how == "few, keyless" && answers > n/5 {
				t.Errorf("%s, %s: %d rows of answers, the database puts nothing together", name, how, answers)
			}
			fromCSV, _ := change(madeTrial("cases.csv", asCSV(t, records))).tally(t)
			tr := change(databaseTrial(address, query))
			tr.ext.ByDatabase = true
			got, _ := tr.tally(t)
			sameTally(t, name+", "+how+", from CSV", got, fromCSV)
		}
	}
	// Where few cases have several records, as cases have, little comes record by record.
	query := "select case when line % 50 = 0 then case_id else 1000000 + line end as case_id, offence, released_on, started_on, deported_on::date as deported_on, recorded_on, name, people " +
		"from clean where line % 50 > 0 or case_id > 50000 order by line"
	if answers := countedAlike(t, "few repeats", address, query, few); answers > n/5 {
		t.Errorf("few repeats: %d rows of answers, the database puts little together", answers)
	}
	// A column may have a collation by which texts are the same that are not.
	if _, err := db.ExecContext(t.Context(), "create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"); err != nil {
		t.Fatal(err)
	}
	countedAlike(t, "folded", address, "select case_id, offence collate folded as offence, released_on, started_on, deported_on::date as deported_on, recorded_on, name, people from clean where line < 20000 order by line",
		func(t *trial) *trial { return few(keyless(t)) })
	for name, c := range map[string]struct{ query, id, says string }{
		"ties":             {"select 'a' as case_id, offence, released_on, started_on, deported_on, date '2005-01-01' as recorded_on, people, name from clean limit 9", "D115", "the same time"},
		"white space":      {"select case_id || chr(160) as case_id, offence, released_on, started_on, deported_on, recorded_on, people, name from dirty", "D116", "white space"},
		"another snapshot": {"select * from clean where random() < 0.5", "D117", "came"},
	} {
		refusedOnce(t, name, databaseTrial(address, c.query), c.id, c.says)
	}
	two := databaseTrial(address, "select * from clean")
	two.ext.Key = append(two.ext.Key, two.ext.Recorded)
	refusedOnce(t, "an id of two columns", two, "D116", "plain column")
}
