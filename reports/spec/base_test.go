package spec

import (
	"strings"
	"testing"
	"testing/fstest"

	"despatch/reports"
)

// base is a release with one of everything; tests change a line of it.
const base = `version: 1
release:
  id: prisoners-{as_at}
  title: "Prisoners released, as at {as_at}"
  organisation: Home Office
  status: management information
  state: provisional
  as_at: 2006-04-26
  published: 2006-04-26T12:30:00+01:00
  next_update: 2006-05-15
  contact: "Statistics, statistics@example.gov.uk"
  area: England and Wales
  policies: {"Revisions": "https://example.gov.uk/revisions"}
extracts:
  cases: {from: cases.csv, id: case_id, recorded: recorded_on, exclude: {"Test records": {status: [test, dummy]}}}
private: [case_id, name]
columns:
  released_on: {date: YYYY-MM-DD, range: 1999-02-01..}
  started_on: {date: [YYYY-MM-DD, DD/MM/YYYY], after: released_on, otherwise: blank}
  recorded_on: {date: YYYY-MM-DD}
  year: {date: YYYY}
  age: {range: 10..120, blank: ["999"]}
dimensions:
  offence: {column: offence, codes: offence.csv, unknown: "Offence not known"}
  severity: {column: offence, codes: offence.csv, by: severity}
  quarter: {column: released_on, period: quarter}
  sex: {column: sex, codes: [Female, Male, Not known], totals: All}
  age: {column: age, bands: [..17, 18..24, 25..]}
  wait: {column: [released_on, started_on], bands: [0..30, 31..]}
  region: {column: region}
  town: {column: town, within: region, order: size}
ladders:
  consideration:
    due: {label: "Due", furthest: "Not started", date: released_on}
    started: {label: "Started", furthest: "Started", date: started_on}
    closed: {label: "Closed", furthest: "Closed", where: {status: closed, severity: most-serious}, skipped: passed}
cohorts:
  all: {label: "Since February 1999", where: {released_on: 1999-02-01..2006-03-31}}
  recent: {label: "Last twelve months", where: {released_on: as_at-12m..as_at, offence: [Murder, rape], sex: {not: ""}}}
measures:
  people: {count: cases, label: "People"}
  wait: {median: [released_on, started_on], label: "Median days"}
  weight: {sum: weight, label: "Weight"}
  names: {count: name, label: "Names"}
tables:
  progress: {title: "Progress", rows: cohort, columns: consideration, view: reached}
  stage: {title: "Stage", rows: cohort, columns: consideration, view: furthest}
  offence: {title: "Offence", rows: [severity, offence], columns: sex, cohort: all, measure: [people, percent-row]}
  quarters: {title: "Quarters", rows: quarter, measure: [people, percent-total, weight]}
  waits: {title: "Waits", rows: severity, measure: wait}
  towns: {title: "Towns", rows: town, top: 10, measure: names}
charts:
  progress: {table: progress, rows: recent, title: "Of {due} cases"}
documents:
  release: {words: release.md}
  brief: {pages: 2}
notes:
  due: {label: "Due", text: "A note.", on: progress//due}
earlier:
  letter: {title: "Letter", as_at: 2006-04-25, figures: {failed: {value: 609, label: "Then"}, progress/all/due: {value: 1023}, share: {value: 34.7%, label: "Share"}}}
  before: {from: earlier/manifest.json}
checks: [progress/all/due = 1023]
disclosure: {policy: exact, reason: "Statement", approved_by: Chief Statistician}
`

const baseCodes = `raw,code,label,severity,from,until
Murder,murder,Murder,Most serious,,
Rape,rape,Rape,Most serious,,
Robbery,robbery,Robbery,Other offences,,2006-05-15
Robbery,robbery,,More serious,2006-05-15,
Mugging,robbery,,Other offences,,2006-05-15
Other,other,Other offences,,,
,unknown,,,,
`

const baseManifest = `{"despatch":"1","format":1,"side":"published","release":{"id":"old","title":"Old","as_at":"2005-08-31"},
"files":[],"figures":[{"id":"progress/all/due","value":"1013","table":"Progress","row":"All","column":"Due"},
{"id":"percent a/b/c of a/b/d","value":"34.7","unit":"%"},{"id":"progress/all/closed","value":"[c]"}]}`

// secret stands where only records and no findings may have it.
const secret = "Zebedee Quill"

// folder is the base release's folder.
func folder() fstest.MapFS {
	codes := strings.Replace(baseCodes, "Other,other,Other offences,,,", "Other,other,Other offences,Other offences,,", 1)
	return fstest.MapFS{
		"release.yaml":          {Data: []byte(base)},
		"offence.csv":           {Data: []byte(codes)},
		"release.md":            {Data: []byte("# {title}\n\nWords.\n")},
		"earlier/manifest.json": {Data: []byte(baseManifest)},
		"cases.csv":             {Data: []byte("case_id,name\n1," + secret + "\n")},
	}
}

// with is the base release with old replaced by new.
func with(t *testing.T, old, new string) fstest.MapFS {
	t.Helper()
	f := folder()
	if strings.Count(base, old) != 1 {
		t.Fatalf("%q stands %d times in the base release", old, strings.Count(base, old))
	}
	f["release.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(base, old, new, 1))}
	return f
}

// load loads a folder that can be read.
func load(t *testing.T, f fstest.MapFS, o Options) (*reports.Release, []reports.Finding) {
	t.Helper()
	rel, findings, err := Load(f, "release.yaml", o)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range findings {
		for _, word := range []string{"V1", "reflect", "struct", "ast.", "%!", "Go ", secret} {
			if strings.Contains(x.String()+strings.Join(x.Hints, " "), word) {
				t.Errorf("a finding speaks of %q: %s", word, x)
			}
		}
	}
	return rel, findings
}

// good is the release of a folder without findings.
func good(t *testing.T, f fstest.MapFS, o Options) *reports.Release {
	t.Helper()
	rel, findings := load(t, f, o)
	for _, x := range findings {
		t.Errorf("%s\n%s\n%v", x, x.Excerpt, x.Hints)
	}
	if t.Failed() {
		t.FailNow()
	}
	return rel
}
