package ingest

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"despatch/reports"
	"despatch/reports/ingest/engine"
	"despatch/reports/outside/standin"
)

// standIn serves the made records from the stand-in; typed, its dates are dates.
func standIn(t *testing.T, records [][]string, typed bool) *standin.Server {
	t.Helper()
	var dates []string
	if typed {
		dates = []string{"released_on", "started_on", "deported_on", "recorded_on"}
	}
	s, err := standin.Serve(bytes.NewReader(asCSV(t, records)), dates...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestCounted: what a database counts is what comes of its records one by one, and of the
// same records as CSV: every cell, sum, wait and distinct value, the account, the profile,
// what is private and what is set aside. Here SQLite answers as if it were PostgreSQL, so
// that no server is needed; the servers themselves are asked by TestPostgresCounts and TestClickHouse.
func TestCounted(t *testing.T) {
	const n = 4000
	for name, records := range map[string][][]string{"dirty": made(n, true), "clean": made(n, false)} {
		// Between these two nobody need choose: at the as-at date there is neither.
		records = append(untied(records), []string{"later", "Fraud", "2005-01-01", "", "", "2006-01-01", "1", ""}, []string{"later", "Murder", "2005-01-01", "", "", "2006-01-01", "1", ""})
		s := standIn(t, records, name == "clean")
		for how, change := range map[string]func(*trial) *trial{
			"all": func(t *trial) *trial { return t }, "few": few, "keyless": keyless, "few, keyless": func(t *trial) *trial { return few(keyless(t)) },
		} {
			answers := countedAlike(t, name+", "+how, s.Address(), "select * from cases where :as_at > date '2000-01-01' order by line -- the end", change)
			if name == "clean" && how == "few, keyless" && answers > n*7/8 {
				t.Errorf("%s, %s: %d rows of answers, the database puts nothing together", name, how, answers)
			}
			want, _ := change(madeTrial("cases.csv", asCSV(t, records))).tally(t)
			tr := change(databaseTrial(s.Address(), "select * from cases"))
			tr.ext.ByDatabase = true
			got, _ := tr.tally(t)
			sameTally(t, name+", "+how+", from CSV", got, want)
		}
	}
}

// narrow asks of the made records nothing but the quarter of release, so that hundreds of
// days come together, and what a change adds.
func narrow(change func(t *trial, released, started *reports.Column)) func(*trial) *trial {
	return func(t *trial) *trial {
		few(keyless(t))
		stages := t.ext.Ladders[0].Stages
		released, started := stages[0].Date, stages[1].Date
		t.rel.Columns, t.rel.Private, t.ext.Ladders = []*reports.Column{released, started}, nil, nil
		t.ext.Columns, t.ext.Dims, t.rel.Dimensions = t.rel.Columns, t.ext.Dims[1:], t.rel.Dimensions[1:]
		change(t, released, started)
		return t
	}
}

// TestCountedDays: days come together only where nothing that is asked tells them apart, and
// not at all where each is asked for.
func TestCountedDays(t *testing.T) {
	s := standIn(t, untied(made(4000, false)), true)
	for how, c := range map[string]struct {
		change   func(t *trial, released, started *reports.Column)
		together bool
	}{
		"quarters": {func(*trial, *reports.Column, *reports.Column) {}, true},
		"a range": {func(t *trial, released, _ *reports.Column) {
			released.HasLo, released.Lo, released.HasHi, released.Hi = true, int64(day("2003-02-11")), true, int64(day("2005-03-17"))
			t.ext.Limit = 900_000
		}, true},
		"a cohort": {func(t *trial, released, started *reports.Column) {
			t.cohort("within", reports.Where{{Column: released, Ranged: true, Lo: int64(day("2003-05-20")), Hi: int64(day("2004-11-05"))}})
			t.cohort("without", reports.Where{{Column: started, Ranged: true, Not: true, Lo: int64(day("2003-05-20")), Hi: int64(day("2004-11-05"))}})
		}, true},
		"an earlier as-at date": {func(t *trial, released, _ *reports.Column) {
			t.rel.AsAt, t.ext.Limit = day("2004-07-22"), 900_000
			released.HasHi, released.Hi = true, int64(t.rel.AsAt)
		}, true},
		"waits": {func(t *trial, released, started *reports.Column) {
			t.ext.Days = []*reports.Measure{{ID: "wait", Kind: reports.Median, From: released, To: started}}
		}, false},
		"one after the other": {func(t *trial, released, started *reports.Column) {
			released.After, t.ext.Limit = started, 900_000 // as is the case of few
		}, false},
		"how often each is used": {func(_ *trial, released, _ *reports.Column) { released.Repeats = true }, false},
	} {
		answers := countedAlike(t, how, s.Address(), "select * from cases order by line", narrow(c.change))
		if c.together != (answers < 2500) {
			t.Errorf("%s: %d rows of answers", how, answers)
		}
	}
}

// TestCountedRefused: where a database's count could be another than ours, or is not
// whole, the build stops and says which; no figure is made.
func TestCountedRefused(t *testing.T) {
	s := standIn(t, untied(made(500, false)), true)
	for name, c := range map[string]struct{ query, id, says string }{
		"ties":        {"select 'a' as case_id, offence, released_on, started_on, deported_on, date '2005-01-01' as recorded_on, people, name from cases limit 9", "D115", "the same time"},
		"white space": {"select case_id || ' ' as case_id, offence, released_on, started_on, deported_on, recorded_on, people, name from cases", "D116", "white space"},
		"no column":   {"select * from cases where nothing = 1", "D111", "grammar"},
	} {
		refusedOnce(t, name, databaseTrial(s.Address(), c.query), c.id, c.says)
	}
	two := databaseTrial(s.Address(), "select * from cases")
	two.ext.Key = append(two.ext.Key, two.ext.Recorded)
	refusedOnce(t, "an id of two columns", two, "D116", "plain column")
	refusedOnce(t, "another password", databaseTrial(strings.Replace(s.Address(), standin.Password, "other", 1), "select * from cases"), "D110", "let this user in")
	away := standIn(t, made(10, false), true)
	address := away.Address()
	_ = away.Close()
	refusedOnce(t, "away", databaseTrial(address, "select * from cases"), "D110", "no connection")
}

// TestCountedChanging: records that come between two of the queries, or an answer that
// breaks off, are never a count.
func TestCountedChanging(t *testing.T) {
	coming := standIn(t, untied(made(500, false)), true)
	coming.Before = func(query string) {
		if strings.Contains(query, "HAVING COUNT(*) > 1") {
			if err := coming.Do("INSERT INTO cases (case_id) VALUES ('one more')"); err != nil {
				t.Error(err)
			}
		}
	}
	refusedOnce(t, "a record more", databaseTrial(coming.Address(), "select * from cases"), "D117", "came")
	breaking := standIn(t, untied(made(500, false)), true)
	breaking.BreakAfter = 20
	refusedOnce(t, "broken off", databaseTrial(breaking.Address(), "select * from cases"), "D110", "ended the connection")
}

// TestCountedHindered: a server that is slow, and one that refuses a query after it has
// answered others, are told for what they are, and never counted.
func TestCountedHindered(t *testing.T) {
	usual := waits
	t.Cleanup(func() { waits = usual })
	waits = engine.Limits{Connect: 5 * time.Second, Answer: 2 * time.Second}
	for name, c := range map[string]struct {
		before   func(string) string
		id, says string
	}{
		"slow": {func(string) string { time.Sleep(3 * time.Second); return "" }, "D112", "in time"},
		"a later query refused": {func(q string) string {
			if strings.Contains(q, "GROUP BY") {
				return "42501"
			}
			return ""
		}, "D110", "may not read"},
		"its own limit of time": {func(string) string { return "57014" }, "D112", "in time"},
		"shutting down":         {func(string) string { return "57P01" }, "D110", "shutting down"},
	} {
		s := standIn(t, untied(made(500, false)), true)
		s.Refuse = c.before
		refusedOnce(t, name, databaseTrial(s.Address(), "select * from cases"), c.id, c.says)
	}
}

// untied leaves out records that have their case and their time in common with an earlier
// one and differ from it: between those the database cannot choose.
func untied(records [][]string) [][]string {
	met := map[string]string{}
	return slices.DeleteFunc(slices.Clone(records), func(r []string) bool {
		key, all := strings.TrimSpace(r[0])+"\x00"+r[5], strings.Join(r, "\x00")
		if r[0] == "" {
			return false
		}
		if other, known := met[key]; known {
			return other != all
		}
		met[key] = all
		return false
	})
}

// few asks of the made records what can be counted by periods, so that days may be put together.
func few(t *trial) *trial {
	t.ext.Days, t.ext.Distinct, t.ext.Sums = nil, nil, nil
	t.rel.Columns = slices.DeleteFunc(slices.Clone(t.rel.Columns), func(c *reports.Column) bool { return c.Number })
	t.ext.Columns = slices.DeleteFunc(slices.Clone(t.ext.Columns), func(c *reports.Column) bool { return c.Number })
	for _, stage := range t.ext.Ladders[0].Stages {
		stage.Date.After = nil
	}
	return t
}

// keyless counts each record.
func keyless(t *trial) *trial {
	id := t.ext.Key[0]
	not := func(c *reports.Column) bool { return c == id }
	t.rel.Columns, t.ext.Columns = slices.DeleteFunc(slices.Clone(t.rel.Columns), not), slices.DeleteFunc(slices.Clone(t.ext.Columns), not)
	t.ext.Key, t.ext.Recorded = nil, nil
	return t
}

// countedAlike holds what a database counts against what came of its records one by one:
// every cell, the account, the profile of the columns, what is private, what is set aside.
// It gives the rows of the answers.
func countedAlike(t *testing.T, what, address, query string, change func(*trial) *trial) int64 {
	t.Helper()
	one := change(databaseTrial(address, query))
	want, rows := one.tally(t)
	many := change(databaseTrial(address, query))
	many.ext.ByDatabase = true
	got, counted := many.tally(t)
	if a, b := got.Account.Duplicates, want.Account.Duplicates; a != b {
		t.Errorf("%s: %d duplicates, not %d", what, a, b)
	}
	answers := counted.Account.Parts[0].Lines
	sameTally(t, what, got, want)
	t.Logf("%s: %d rows of answers, %d of the account", what, answers, want.Account.Read)
	for name, c := range map[string][2]any{
		"profile": {counted.Profile, rows.Profile}, "unmatched": {counted.Unmatched, rows.Unmatched}, "private": {counted.Private.String(), rows.Private.String()},
		"set aside": {asideText(counted), asideText(rows)}, "findings": {findingText(counted), findingText(rows)},
	} {
		if !reflect.DeepEqual(c[0], c[1]) {
			a, b := fmt.Sprintf("%+v", c[0]), fmt.Sprintf("%+v", c[1])
			t.Errorf("%s: the %s differ\n%.1500s\nnot\n%.1500s", what, name, a, b)
		}
	}
	return answers
}

// asideText is what is set aside, without the places.
func asideText(r *Result) []string {
	var out []string
	for _, b := range r.Broken {
		out = append(out, b.Column+" "+b.Reason+" "+b.Value)
	}
	slices.Sort(out)
	return out
}

// findingText is what is found. Of records set aside some are named for the others, those
// that came first: here only how many there are of each rule.
func findingText(r *Result) []string {
	var out []string
	aside := map[string]int64{}
	for _, f := range r.Findings {
		if strings.HasSuffix(f.Msg, "set aside") || strings.Contains(f.Msg, "more set aside for the like of this") {
			aside[f.ID] += max(1, f.Count)
			continue
		}
		out = append(out, fmt.Sprint(f.ID, " ", f.Msg, " ", f.Count))
	}
	for id, n := range aside {
		out = append(out, fmt.Sprint(id, " ", n))
	}
	slices.Sort(out)
	return out
}

// refusedOnce reads an extract that the database counts, once, and wants it refused.
func refusedOnce(t *testing.T, what string, tr *trial, id, says string) {
	t.Helper()
	tr.ext.ByDatabase = true
	res, err := Read(t.Context(), tr.rel, tr.ext, func(*reports.Cases) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if s := fmt.Sprintf("%+v", res.Findings); strings.Contains(s, standin.Password) || strings.Contains(s, "127.0.0.1") {
		t.Errorf("%s: a secret is told: %s", what, s)
	}
	if len(res.Findings) != 1 || res.Findings[0].ID != id || !strings.Contains(res.Findings[0].Msg, says) {
		t.Errorf("%s: %v, want %s with %q", what, res.Findings, id, says)
	}
}
