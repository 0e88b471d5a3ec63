package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"despatch/reports"
	"despatch/reports/ingest/engine"
	"despatch/reports/outside/standin"
	"despatch/reports/spec"
	"despatch/reports/tabulate"
)

// countedLimit is how long despatch may take outside the engine for 10,000 cells.
const countedLimit = 50 * time.Millisecond

const countedRelease = `version: 1
release:
  id: kinds
  title: "Ten thousand kinds of cases"
  organisation: Office of Tests
  status: management information
  state: draft
  as_at: 2020-12-31
  published: 2021-01-15T09:30:00Z
  contact: ["statistics@example.gov.uk", "press@example.gov.uk"]
extracts:
  cases: {from: "env:CASES_DB#cases.sql", id: ref, recorded: noted, counted: in-database}
private: []
columns:
  opened: {date: YYYY-MM-DD, range: 2011-01-01..}
  noted: {date: YYYY-MM-DD}
dimensions:
  town: {label: "Town", column: town}
  month: {label: "Month", column: opened, period: month}
measures:
  cases: {count: cases, label: "Cases"}
tables:
  towns: {title: "Cases by town and month", rows: town, columns: month}
disclosure: {policy: exact, reason: "Synthetic", approved_by: Chief Statistician}
`

// recorded are answers by their queries, as an engine gave them.
type recorded struct{ answers map[string][][]any }

// keep asks the engine, and remembers what it said.
func (r *recorded) keep(b *engine.Base, query string) (answer, error) {
	rows, err := b.Send(query)
	if err != nil {
		return nil, err
	}
	all := [][]any{}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return nil, err
		}
		all = append(all, slices.Clone(values))
	}
	r.answers[query] = all
	return &replayed{all, -1}, rows.Close()
}

// replay gives what the engine said.
func (r *recorded) replay(_ *engine.Base, query string) (answer, error) {
	rows, known := r.answers[query]
	if !known {
		return nil, fmt.Errorf("another query than before: %s", query)
	}
	return &replayed{rows, -1}, nil
}

type replayed struct {
	rows [][]any
	at   int
}

func (r *replayed) Next() bool             { r.at++; return r.at < len(r.rows) }
func (r *replayed) Values() ([]any, error) { return r.rows[r.at], nil }
func (r *replayed) Close() error           { return nil }

// BenchmarkCounted is what despatch takes outside the engine of a database that counts:
// from the rows of the answers, which are handed over at once, to the counts of every
// table. 10,000 cells, of 100 towns by 100 months, and a few kinds of records more. It
// fails where the quickest run is over the limit: other programs may slow down any of them.
func BenchmarkCounted(b *testing.B) {
	const towns, months, times = 100, 100, 3
	var csv bytes.Buffer
	csv.WriteString("ref,town,opened,noted\n")
	for i := range towns * months * times {
		opened := time.Date(2011, time.January+time.Month(i/towns%months), 1+i%28, 0, 0, 0, 0, time.UTC)
		fmt.Fprintf(&csv, "%d,Town %d,%s,2020-01-01\n", i, i%towns, opened.Format(time.DateOnly))
	}
	s, err := standin.Serve(&csv, "opened", "noted")
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	files := fstest.MapFS{"release.yaml": {Data: []byte(countedRelease)}, "cases.sql": {Data: []byte("SELECT * FROM cases")}}
	rel, found, err := spec.Load(files, "release.yaml", spec.Options{Env: func(string) (string, bool) { return s.Address(), true }})
	if err != nil || reports.Errors(found) {
		b.Fatal(err, found)
	}
	said := &recorded{answers: map[string][][]any{}}
	usual := send
	defer func() { send = usual }()
	send = said.keep
	cells, groups := countAll(b, rel)
	if cells != towns*months || groups < int64(cells) {
		b.Fatalf("%d cells of %d kinds, not %d", cells, groups, towns*months)
	}
	send = said.replay
	least := time.Hour
	for b.Loop() {
		start := time.Now()
		countAll(b, rel)
		least = min(least, time.Since(start))
	}
	b.ReportMetric(float64(cells), "cells")
	b.ReportMetric(float64(least.Microseconds())/1000, "least-ms")
	if least > countedLimit {
		b.Errorf("%v outside the engine for %d cells, more than %v", least, cells, countedLimit)
	}
}

// countAll reads the release's extract and counts its tables: how many cells have cases,
// of how many rows of answers.
func countAll(b *testing.B, rel *reports.Release) (cells int, rows int64) {
	b.Helper()
	ext := rel.Extracts[0]
	counter := tabulate.New(rel, ext, tabulate.Options{})
	res, err := Read(b.Context(), rel, ext, counter.Add)
	if err != nil || reports.Errors(res.Findings) {
		b.Fatal(err, res.Findings)
	}
	tally, found, err := counter.Tally(res.Codings, res.Account)
	if err != nil || reports.Errors(found) {
		b.Fatal(err, found)
	}
	counts, _, found := tabulate.Counts(rel, []*reports.Tally{tally})
	if reports.Errors(found) || len(counts) != len(rel.Tables) || res.Account.Counted != res.Account.Read || res.Account.Read == 0 {
		b.Fatalf("%d tables, %+v, %v", len(counts), res.Account, found)
	}
	return len(tally.N), res.Account.Parts[0].Lines
}
