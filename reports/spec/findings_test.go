package spec

import (
	"strings"
	"testing"
	"testing/fstest"

	"despatch/reports"
)

// fault is a change to the base release and the finding it must raise.
type fault struct {
	old, new string
	id       string
	at       string // stands at the finding's line and column
	hint     string // stands among its hints
}

var faultsOfTheFile = []fault{
	// The file as YAML.
	{`title: "Progress", rows`, `title: Of {due} cases, rows`, "S001", "{due}", "double quotes"},
	{"area: England and Wales", "area: @England", "S001", "@England", "double quotes"},
	{"area: England and Wales", "area: > 5", "S001", "> 5", "double quotes"},
	{"area: England and Wales", "area: England: Wales", "S001", "England: Wales", "double quotes"},
	{"area: England and Wales", "\tarea: England", "S001", "", "spaces"},
	{"next_update: 2006-05-15", "next_update:", "S002", "next_update", "take the key out"},
	{"next_update: 2006-05-15", "next_update: ~", "S002", "next_update", "take the key out"},
	{"next_update: 2006-05-15", `next_update: ""`, "S002", `""`, ""},
	{`contact: "Statistics, statistics@example.gov.uk"`, "contact: [a, ~]", "S002", "~", ""},
	{"area: England and Wales", "area: &here England", "S003", "&here", ""},
	{"area: England and Wales", "area: *there", "S003", "*there", ""},
	{"area: England and Wales", "area: !!str England", "S003", "!!str", ""},
	{"area: England and Wales", "<<: {area: England}", "S003", "<<", ""},
	{"area: England and Wales", "? area\n  : England", "S003", "?", ""},
	{"disclosure: {", "---\ndisclosure: {", "S003", "disclosure", ""},
	{"{column: region}", "{colunm: region}", "S004", "colunm", `did you mean "column"?`},
	{`title: "Stage"`, "title: Stage, furthest", "S004", "furthest", "a comma ends an unquoted text"},
	{"{value: 1023}", "{value: 1,023}", "S004", "023", "without separators"},
	{`all: {label: "Since February 1999", where: {released_on`, `all: {label: "Since February 1999", released_on: 1, where: {released_on`, "S004", "released_on", "under where"},
	{"area: England and Wales", "area: a\n  area: b", "S005", "area: b", ""},
	{"private: [case_id, name]", "private: [case_id, name, name]", "S005", "name]", ""},
	{"title: \"Stage\"", "title: [Stage]", "S006", "[Stage]", "take the [ ] away"},
	{"blank: [\"999\"]", "blank: [1900-01-01 00:00:00]", "S006", "1900-01-01", "a time in braces"},
	{"top: 10", "top: ten", "S006", "ten", ""},
	{"skipped: passed", "skipped: {a: b}", "S006", "", "double quotes"},
	{"  title: \"Prisoners released, as at {as_at}\"\n", "", "S007", "id: prisoners", ""},
	{"private: [case_id, name]\n", "", "S007", "version", ""},
	{"disclosure: {policy: exact, reason: \"Statement\", approved_by: Chief Statistician}\n", "", "S007", "version", ""},
	{"state: provisional", "state: provisonal", "S008", "provisonal", `"provisional"`},
	{"as_at: 2006-04-26", "as_at: 26/04/2006", "S009", "26/04", ""},
	{"as_at: 2006-04-26", "as_at: 2006-02-30", "S009", "2006-02-30", ""},
	{"2006-04-26T12:30:00+01:00", "2006-04-26 12:30", "S009", "2006-04-26 12", "for example"},
	{"from: cases.csv,", "from: cases.csv, counted: in-database,", "S009", "in-database", "env:NAME"},
	{"area: England and Wales", "decimals: 9", "S009", "9", ""},
	{"area: England and Wales", "lang: English", "S009", "English", ""},
	{"https://example", "ftp://example", "S009", "\"ftp", ""},
	{"id: case_id,", "id: case_id, separator: \";;\",", "S009", "\";;\"", ""},
	{"id: case_id,", "id: case_id, quarantine: \"0.05\",", "S009", "\"0.05\"", "5%"},
	{"id: case_id,", "id: case_id, header: 0,", "S009", "0", ""},
	{"checks: [progress/all/due = 1023]", "checks: [progress/all/due]", "S009", "progress", "for example"},
	{"version: 1", "version: 2", "S010", "2", "version: 1"},
	// Names.
	{"  progress: {title", "  Progress of: {title", "S011", "Progress of", "progress_of"},
	{"id: prisoners-{as_at}", "id: Prisoners 2006", "S011", "Prisoners", ""},
	{"  stage: {title", "  account: {title", "S012", "account", "another name"},
	{"  recent: {label", "  total: {label", "S012", "total", ""},
	{"    closed: {label", "    latest-1: {label", "S012", "latest-1", ""},
	{"  town: {column", "  cohort: {column", "S012", "cohort", ""},
	{"  consideration:\n", "  sex:\n", "S012", "sex", ""},
	{"  weight: {sum", "  percent-row: {sum", "S012", "percent-row", ""},
	// Paths.
	{"from: cases.csv", "from: ../cases.csv", "S013", "../cases", "--cases"},
	{"from: cases.csv", "from: /etc/cases.csv", "S013", "/etc", ""},
	{"from: cases.csv", `from: a\b.csv`, "S013", `a\b`, "forward slashes"},
	{"from: cases.csv", "from: C:/cases.csv", "S013", "C:", ""},
	{"from: cases.csv", "from: postgres://me:secret@host/db", "S013", "postgres", "environment variable"},
	{"from: cases.csv", "from: env:CASES#../q.sql", "S013", "env:", ""},
	{"from: cases.csv", "from: env:CASES", "S009", "env:", "one SELECT"},
	{"from: cases.csv", "from: env:1#q.sql", "S009", "env:", "one SELECT"},
	{"from: cases.csv", "from: postgres://user@host/cases", "S013", "postgres", "env:NAME"},
	{"from: cases.csv", "from: book.xlsx#", "S009", "book", "book.xlsx#Sheet 1"},
	{"from: cases.csv", "from: ../book.xlsx#Sheet 1", "S013", "../book", ""},
	{"codes: offence.csv, unknown", "codes: ../offence.csv, unknown", "S013", "../offence", ""},
	{"words: release.md", "words: ./release.md", "S013", "./release", ""},
	{"from: earlier/manifest.json", "from: /manifest.json", "S013", "/manifest", ""},
	{"words: release.md", "words: relaese.md", "S014", "relaese", "spelling"},
	{"words: release.md", "words: earlier", "S014", "earlier", ""},
	// Names nobody declared.
	{"rows: [severity, offence], columns: sex", "rows: [severity, ofence], columns: sex", "S020", "ofence", `did you mean "offence"?`},
	{"cohort: all, measure", "cohort: al, measure", "S020", "al,", `did you mean "all"?`},
	{"rows: quarter, measure", "rows: recent, measure", "S020", "recent", "rows: cohort"},
	{"rows: quarter, measure", "rows: weight, measure", "S020", "weight", "counted by a dimension"},
	{"measure: wait}", "measure: wiat}", "S020", "wiat", `did you mean "wait"?`},
	{"measure: wait}", "measure: percent-rows}", "S020", "percent-rows", `did you mean "percent-row"?`},
	{"{table: progress, rows: recent", "{table: progres, rows: recent", "S020", "progres,", `did you mean "progress"?`},
	{"top: 10", "extract: casse", "S020", "casse", `did you mean "cases"?`},
	{"within: region", "within: regoin", "S020", "regoin", `did you mean "region"?`},
	{"by: severity", "by: severty", "S020", "severty", `did you mean "severity"?`},
	{"on: progress//due", "on: progres//due", "S020", "progres", `did you mean "progress"?`},
	{"progress/all/due: {value", "progres/all/due: {value", "S020", "progres", `did you mean "progress"?`},
	{"region: {column: region}", "region: {column: region, within: town}", "S021", "town}", ""},
	{"released_on: {date: YYYY-MM-DD, range: 1999-02-01..}", "released_on: {date: YYYY-MM-DD, after: started_on}", "S021", "started_on}", ""},
	// Private columns.
	{"region: {column: region}", "region: {column: name}", "S022", "region", ""},
	{"codes: offence.csv, unknown", "codes: offence.csv, column: offence, unknown", "S005", "column: offence, unk", ""},
	{`text: "A note."`, `text: "A {name} note."`, "S022", "{name}", ""},
	{`title: "Of {due} cases"`, `title: "Of {case_id} cases"`, "S022", "{case_id}", ""},
	{"from: cases.csv", `from: "{name}.csv"`, "S022", `"{name}`, ""},
	{"age: {range: 10..120, blank: [\"999\"]}", "age: {range: 10..120, named: name}", "S022", "age: {column", ""},
	{"private: [case_id, name]", "private: [case_id, name, Region]", "S063", "region: {column", "spell"},
	// Columns.
	{"date: started_on}", "date: started_at}", "S023", "started_at", `did you mean "started_on"?`},
	{"date: started_on}", "date: age}", "S023", "age}", "YYYY-MM-DD"},
	{"recorded: recorded_on", "recorded: noted", "S023", "noted", "declare it"},
	{"{sum: weight", "{sum: year", "S023", "year", ""},
	{"where: {released_on: 1999-02-01..2006-03-31}", "where: {closed_on: 1999-02-01..2006-03-31}", "S023", "1999-02-01..2006", "declare it"},
	{"range: 1999-02-01..}", "range: 1999-02-01}", "S024", "1999-02-01}", "for example"},
	{"range: 10..120", "range: 120..10", "S024", "120..10", ""},
	{"range: 10..120", "range: 1999-02-01..", "S024", "1999", "date: YYYY-MM-DD"},
	{"as_at-12m..as_at", "as_at-12x..as_at", "S024", "as_at-12x", ""},
	{"1999-02-01..2006-03-31", "2006-03-31..1999-02-01", "S024", "2006-03-31..1999", ""},
	{"{column: released_on, period: quarter}", "{column: year, period: quarter}", "S025", "quarter}", ""},
	{"recorded_on: {date: YYYY-MM-DD}", "recorded_on: {date: yyyy-mm-dd}", "S026", "yyyy", "YYYY-MM-DD"},
	{"recorded_on: {date: YYYY-MM-DD}", "recorded_on: {date: MM-DD}", "S026", "MM-DD", ""},
	{"from: cases.csv", `from: "{month:YYYY-QQ}.csv"`, "S026", `"{month`, ""},
	{"age: {range: 10..120, blank: [\"999\"]}", "town_: {blank: [\"999\"]}", "S064", "town_", `did you mean "town"?`},
	{"year: {date: YYYY}", "year: {blank: [\"999\"]}", "S064", "year", "take it out"},
	// Keys that do not go together.
	{"severity: {column: offence, codes: offence.csv, by: severity}", "severity: {column: offence, by: severity}", "S027", "severity}", ""},
	{"town: {column: town", "town: {column: town, period: year, bands: [1..2]", "S027", "town: {", ""},
	{"period: quarter}", "period: quarter, order: size}", "S027", "size}", ""},
	{"wait: {column: [released_on, started_on], bands: [0..30, 31..]}", "wait: {column: [released_on, started_on]}", "S027", "[released_on, started_on]}", ""},
	{`started: {label: "Started", furthest: "Started", date: started_on}`, `started: {label: "Started", furthest: "Started"}`, "S027", "started: {label", ""},
	{`date: started_on}`, `date: started_on, where: {sex: female}}`, "S027", "started: {label", ""},
	{"{count: cases, label", "{count: cases, sum: weight, label", "S027", "people", ""},
	{"{count: cases, label", "{label", "S027", "people", ""},
	{"{median: [released_on, started_on], label", "{median: released_on, label", "S027", "released_on", "[released_on, started_on]"},
	{"id: case_id, recorded", "recorded", "S027", "recorded_on, exclude", ""},
	{"from: cases.csv, id: case_id", "from: \"env:DB#cases.sql\", counted: in-database, id: [case_id, region]", "S027", "in-database", "join them in the query"},
	{"from: cases.csv, id: case_id", "from: \"env:DB#*.sql\", counted: in-database, id: case_id", "S027", "in-database", "one query of them"},
	{"from: cases.csv, id: case_id", "from: \"env:DB#cases.sql\", counted: in-database, id: year", "S027", "in-database", "make it in the query"},
	{"from: cases.csv, id: case_id", "from: \"env:DB#cases.sql\", counted: in-database, id: age", "S027", "in-database", "make it in the query"},
	{"from: cases.csv, id: case_id", "from: \"env:DB#cases.sql\", counted: there, id: case_id", "S008", "there", ""},
	{"before: {from: earlier/manifest.json}", "before: {from: earlier/manifest.json, figures: {a: {value: 1, label: A}}}", "S027", "before", ""},
	{"{policy: exact,", "{policy: exact, threshold: 5,", "S027", "5", ""},
	// Code lists inline, bands.
	{"codes: [Female, Male, Not known]", "codes: [Female, Total]", "S031", "Total", ""},
	{"codes: [Female, Male, Not known]", "codes: [Female, \"…\"]", "S031", "\"…", ""},
	{"codes: [Female, Male, Not known]", "codes: [Female, female]", "S038", "female", ""},
	{"codes: [Female, Male, Not known]", "codes: Female", "S009", "Female", "brackets"},
	{"bands: [..17, 18..24, 25..]", "bands: [..17, 17..24, 25..]", "S039", "17..24", ""},
	{"bands: [..17, 18..24, 25..]", "bands: [..17, 18..24, 30..]", "S039", "30..", ""},
	{"bands: [..17, 18..24, 25..]", "bands: [..17, 18-24]", "S039", "18-24", "for example"},
	// Tables.
	{"columns: consideration, view: reached", "columns: consideration", "S040", "progress: {title", ""},
	{"rows: quarter, measure", "rows: quarter, view: reached, measure", "S040", "reached", ""},
	{`label: "Started", furthest: "Started"`, `label: "Started"`, "S041", "started: {label", ""},
	{"rows: [severity, offence], columns: sex", "rows: [severity, offence, sex]", "S042", "[severity", ""},
	{"rows: [severity, offence], columns: sex", "rows: [severity, sex], columns: sex", "S042", "offence: {title", ""},
	{"rows: town, top: 10", "rows: [region, town], top: 10", "S042", "10", ""},
	{"measure: [people, percent-row]", "measure: [percent-row]", "S043", "percent-row", "[people, percent-row]"},
	{"measure: [people, percent-row]", "measure: [people, people]", "S043", "people]", ""},
	{"measure: [people, percent-row]", "measure: [wait, percent-row]", "S043", "percent-row", ""},
	{"columns: consideration, view: reached", "columns: consideration, view: reached, measure: [people, percent-row]", "S043", "percent-row", "percent A of B"},
	{"columns: consideration, view: furthest", "columns: consideration, view: furthest, measure: [people, percent-total]", "S043", "percent-total", "percent A of B"},
	{"{count: cases, label", "{count: cases, stock: released_on, label", "S043", "percent-total", "in words"},
	// Conditions.
	{"offence: [Murder, rape]", "offence: [Murder, rap]", "S045", "rap]", `did you mean "rape"?`},
	{"severity: most-serious}, skipped", "severity: Grave}, skipped", "S045", "Grave", "most-serious"},
	{"released_on: as_at-12m..as_at", "released_on: [1999-01-01..2000-01-01, 2001-01-01]", "S045", "1999-01-01..2000", ""},
	{"released_on: as_at-12m..as_at", "released_on: spring", "S045", "spring", "2006-04"},
	{"released_on: as_at-12m..as_at", "quarter: 2006-04", "S045", "2006-04", "2006-q2"},
	{"sex: {not: \"\"}", "sex: {is: \"\"}", "S006", "{is", ""},
	{"sex: {not: \"\"}", "sex: []", "S002", "[]", ""},
	// Charts, documents, disclosure.
	{"{table: progress, rows: recent", "{table: progress, kind: stacked, rows: recent", "S046", "stacked", "furthest"},
	{"words: release.md", "words: release.md, formats: [pfd]", "S047", "pfd", `did you mean "pdf"?`},
	{"words: release.md", "words: release.md, formats: []", "S047", "[]", ""},
	{"  brief: {pages: 2}", "  memo: {pages: 2}", "S007", "memo", ""},
	{"policy: exact", "policy: suppress", "S051", "suppress", "policy: exact with a reason"},
	{"reason: \"Statement\", ", "", "S052", "exact", ""},
	{", approved_by: Chief Statistician", "", "S052", "exact", ""},
	{"{value: 609,", "{value: \"1,023\",", "S060", "\"1,023\"", "1023"},
	{"earlier/manifest.json", "offence.csv", "S060", "offence.csv", ""},
	{"failed: {value: 609, label: \"Then\"}", "failed: {value: 609}", "S007", "failed", ""},
	{"published: 2006-04-26T12:30:00+01:00", "published: 2006-04-25T12:30:00+01:00", "S062", "2006-04-25", "--published"},
	{"private: [case_id, name]", "theme: theme.css\nprivate: [case_id, name]", "S009", "theme.css", ""},
}

func TestFaultsOfTheFile(t *testing.T) {
	for _, c := range faultsOfTheFile {
		t.Run(c.id+" "+c.new, func(t *testing.T) {
			f := with(t, c.old, c.new)
			_, findings := load(t, f, Options{Folder: "data/x"})
			expect(t, f, findings, c)
		})
	}
}

// expect finds the finding wanted, with its place, excerpt and hint.
func expect(t *testing.T, f fstest.MapFS, findings []reports.Finding, c fault) {
	t.Helper()
	for _, x := range findings {
		if x.ID != c.id {
			continue
		}
		if x.File != "data/x/release.yaml" {
			t.Errorf("the finding stands in %q", x.File)
		}
		lines := strings.Split(string(f["release.yaml"].Data), "\n")
		line := []rune(lines[x.Line-1])
		if rest := string(line[min(x.Col-1, len(line)):]); !strings.HasPrefix(rest, c.at) {
			continue
		}
		if !strings.Contains(strings.Join(x.Hints, "\n"), c.hint) {
			t.Errorf("no hint %q in %q", c.hint, x.Hints)
		}
		first, caret, _ := strings.Cut(x.Excerpt, "\n")
		if strings.TrimLeft(caret, " \t") != "^" || !strings.Contains(lines[x.Line-1], first) {
			t.Errorf("the excerpt is %q", x.Excerpt)
		}
		return
	}
	t.Errorf("no finding %s at %q; found:", c.id, c.at)
	for _, x := range findings {
		t.Logf("%s\n%s\n%v", x, x.Excerpt, x.Hints)
	}
}

// TestEveryRuleIsRaised: no finding is documented that nothing makes.
func TestEveryRuleIsRaised(t *testing.T) {
	raised := map[string]bool{"S055": true, "S061": true, "S044": true} // by tests of their own
	for _, c := range faultsOfTheFile {
		raised[c.id] = true
	}
	for _, c := range faultsOfACodeList {
		raised[c.id] = true
	}
	seen := map[string]bool{}
	for _, r := range Rules {
		if !raised[r.ID] {
			t.Errorf("no test raises %s", r.ID)
		}
		if seen[r.ID] || r.Title == "" || r.Text == "" || r.Before == "" || r.After == "" {
			t.Errorf("%s stands twice, or lacks its words", r.ID)
		}
		seen[r.ID] = true
	}
}
