//go:build (check || engines) && unix

package ingest

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"despatch/reports"
)

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
	byID := func(a, b reports.Reason) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(got.Account.Reasons, byID)
	slices.SortFunc(want.Account.Reasons, byID)
	answers := counted.Account.Parts[0].Lines
	sameTally(t, what, got, want)
	t.Logf("%s: %d rows of answers, %d of the account", what, answers, want.Account.Read)
	for name, c := range map[string][2]any{
		"profile": {counted.Profile, rows.Profile}, "unmatched": {counted.Unmatched, rows.Unmatched}, "private": {counted.Private, rows.Private},
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
		if strings.HasSuffix(f.Msg, "the record is set aside") || strings.Contains(f.Msg, "more set aside for the like of this") {
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
	if len(res.Findings) != 1 || res.Findings[0].ID != id || !strings.Contains(res.Findings[0].Msg, says) {
		t.Errorf("%s: %v, want %s with %q", what, res.Findings, id, says)
	}
}
