package ingest

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"despatch/reports"
	"despatch/reports/tabulate"
)

// tally counts the trial's extract.
func (t *trial) tally(tb testing.TB) (*reports.Tally, *Result) {
	tb.Helper()
	counter := tabulate.New(t.rel, t.ext, tabulate.Options{})
	var mu sync.Mutex
	res, err := Read(context.Background(), t.rel, t.ext, func(b *reports.Cases) error {
		mu.Lock()
		defer mu.Unlock()
		return counter.Add(b)
	})
	if err != nil {
		tb.Fatal(err)
	}
	if reports.Errors(res.Findings) {
		for _, f := range res.Findings {
			if f.Severity == reports.Error {
				tb.Error(f)
			}
		}
		tb.FailNow()
	}
	tally, found, err := counter.Tally(res.Codings, res.Account)
	if err != nil || reports.Errors(found) {
		tb.Fatalf("%v, %v", err, found)
	}
	return tally, res
}

// sameTally holds every cell, every sum, wait and distinct value, and the account, of
// one source against those of another.
func sameTally(tb testing.TB, what string, got, want *reports.Tally) {
	tb.Helper()
	a, b := *got.Account, *want.Account
	a.Parts, b.Parts, a.Extract, b.Extract = nil, nil, nil, nil
	a.Duplicates, b.Duplicates = 0, 0 // over the columns read
	for name, c := range map[string][2]any{
		"cells": {got.N, want.N}, "codes": {got.Codes, want.Codes}, "cohorts": {got.Cohorts, want.Cohorts}, "sums": {got.Sums, want.Sums},
		"waits": {got.Days, want.Days}, "distinct values": {got.Values, want.Values}, "account": {fmt.Sprintf("%+v", a), fmt.Sprintf("%+v", b)},
		"codings": {codingText(got), codingText(want)},
	} {
		if !reflect.DeepEqual(c[0], c[1]) {
			tb.Errorf("%s: the %s differ", what, name)
			if s := fmt.Sprint(c[0]); len(s) < 2000 {
				tb.Errorf("%s\nnot\n%s", s, c[1])
			}
		}
	}
	tb.Logf("%s: %d records, %d cells", what, got.Account.Read, len(got.N))
}

func codingText(t *reports.Tally) string {
	var b strings.Builder
	for _, c := range t.Codings {
		for _, code := range c.Order {
			fmt.Fprintf(&b, "%d %s, ", code, c.Categories[code].Label)
		}
	}
	return b.String()
}

// databaseTrial is the made trial, read from a database.
func databaseTrial(address, query string) *trial {
	tr := madeTrial("cases.sql", []byte(query))
	tr.ext.From = "env:CASES_DB#cases.sql"
	tr.ext.Env = func(name string) (string, bool) { return address, name == "CASES_DB" }
	return tr
}
