package tabulate_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"despatch/reports"
	"despatch/reports/ingest"
	"despatch/reports/protect"
	"despatch/reports/spec"
	"despatch/reports/tabulate"
)

const releaseFile = `version: 1
release:
  {id: made-up, title: Made-up cases, organisation: Nobody, status: official, state: draft, as_at: %s,
  published: 2006-04-26T12:30:00+01:00, contact: nobody, decimals: %d}
extracts:
  cases: {from: cases.csv, id: id, recorded: recorded, quarantine: 100%%, if_newest_quarantined: %s}
private: [id]
columns:
  recorded:  {date: YYYY-MM-DD}
  released:  {date: YYYY-MM-DD}
  started:   {date: YYYY-MM-DD}
  completed: {date: YYYY-MM-DD}
  deported:  {date: YYYY-MM-DD}
dimensions:
  severity: {column: offence, codes: offence.csv, by: severity, unknown: Not known}
  offence:  {column: offence, codes: offence.csv, unknown: Not known}
  region:   {column: region, unknown: Not known}
  sex:      {column: sex, unknown: Not known}
  quarter:  {column: released, period: quarter, unknown: Not known}
ladders:
  consideration:
    due:       {label: Due, furthest: Only due, date: released}
    started:   {label: Started, furthest: Only started, date: started}
    completed: {label: Completed, furthest: Only completed, date: completed}
    deported:  {label: Deported, furthest: Only deported, date: deported}
cohorts:
  all:  {label: All, where: {released: 2004-01-01..2006-03-31}}
  late: {label: Late, where: {released: 2005-08-01..2006-03-31}}
measures:
  cases:  {count: cases, label: Cases}
  people: {sum: people, label: People}
  wait:   {median: [released, started], label: Median wait}
  mean:   {mean: [released, started], label: Mean wait}
  homes:  {count: home, label: Homes}
tables:
  progress: {title: Progress, rows: cohort, columns: consideration, view: reached, measure: [cases, people]}
  stage:    {title: Stage, rows: cohort, columns: consideration, view: furthest, measure: cases}
  offence:  {title: Offence, rows: [severity, offence], columns: consideration, view: furthest, cohort: all, measure: [cases, percent-row]}
  quarters: {title: Quarters, rows: quarter, cohort: all, measure: [cases, percent-total]}
  waits:    {title: Waits, rows: severity, cohort: all, measure: [wait, mean]}
  homes:    {title: Homes, rows: region, columns: sex, measure: homes}
  people:   {title: People, rows: region, columns: sex, measure: [people, percent-column]}
documents: {release: {words: release.md}}
disclosure: {policy: exact, reason: made up, approved_by: nobody}
`

// read counts a world from its release file, code list and CSV file.
func (w *world) read(t *testing.T, drop bool) (*reports.Store, *reports.Account) {
	t.Helper()
	newest := "earlier"
	if drop {
		newest = "drop"
	}
	list := "code,label,severity\n"
	for _, o := range offences {
		list += o.code + "," + o.code + "," + o.severity + "\n"
	}
	files := fstest.MapFS{
		"release.yaml": {Data: fmt.Appendf(nil, releaseFile, w.rel.AsAt.ISO(), w.rel.Decimals, newest)},
		"offence.csv":  {Data: []byte(list)}, "release.md": {Data: []byte("# Words\n")}, "cases.csv": {Data: []byte(w.csv())},
	}
	rel, found, err := spec.Load(files, "release.yaml", spec.Options{})
	if err != nil || reports.Errors(found) {
		t.Fatal(err, found)
	}
	c := tabulate.New(rel, rel.Extracts[0], tabulate.Options{})
	result, err := ingest.Read(context.Background(), rel, rel.Extracts[0], func(b *reports.Cases) error { return c.Add(b) })
	if err != nil || reports.Errors(result.Findings) {
		t.Fatal(err, result.Findings)
	}
	tally, findings, _ := c.Tally(result.Codings, result.Account)
	counts, gaps, more := tabulate.Counts(rel, []*reports.Tally{tally})
	store, last := protect.Apply(rel, counts, []*reports.Account{result.Account}, gaps, nil)
	for _, fs := range [][]reports.Finding{findings, more, last} {
		if reports.Errors(fs) {
			t.Error(fs)
		}
	}
	return store, result.Account
}

// csv is the records as a file; a broken one has a day that no calendar has.
func (w *world) csv() string {
	var b strings.Builder
	b.WriteString("id,recorded,region,sex,offence,released,started,completed,deported,people,home\n")
	for _, r := range w.records {
		released := r.released.ISO()
		if r.broken {
			released = "2005-02-30"
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%d,%s\n", r.id, r.recorded.ISO(), r.region, r.sex, r.offence, released,
			r.started.ISO(), r.completed.ISO(), r.deported.ISO(), r.people, r.home)
	}
	return b.String()
}
