package spec

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"despatch/reports"
)

func TestHeadOfARelease(t *testing.T) {
	rel := good(t, folder(), Options{AsAt: "2006-05-15", Published: "2006-05-23T09:30:00+01:00"})
	if rel.ID != "prisoners-2006-05-15" || rel.Title != "Prisoners released, as at 15 May 2006" {
		t.Error(rel.ID, rel.Title)
	}
	if rel.Published.Format("2 January 15:04") != "23 May 09:30" || rel.AsAt.ISO() != "2006-05-15" || rel.NextUpdate.ISO() != "2006-05-15" {
		t.Error(rel.Published, rel.AsAt)
	}
	if rel.Source != "Prisoners released, as at 15 May 2006, Home Office" || rel.Lang != "en-GB" || rel.Policies[0].Text != "Revisions" {
		t.Error(rel.Source, rel.Lang, rel.Policies)
	}
	if rel.Theme == nil || rel.Theme.Name != "Home Office" || len(rel.Theme.Palette) < 4 {
		t.Error(rel.Theme)
	}
}

func TestRangesFollowTheAsAtDate(t *testing.T) {
	rel := good(t, folder(), Options{AsAt: "2006-05-31", Published: "2006-06-01T09:30:00Z"})
	day := func(s string) int64 { d, _ := reports.ParseDay(s); return int64(d) }
	released := rel.Columns[0]
	if released.Lo != day("1999-02-01") || released.Hi != day("2006-05-31") {
		t.Error("an open range of dates does not end at as_at")
	}
	if c := rel.Columns[1]; c.HasLo || c.HasHi || c.After != released || c.Otherwise != reports.BlankIt || len(c.Layouts) != 2 {
		t.Errorf("%+v", c)
	}
	if c := rel.Cohorts[1].Where[0]; !c.Ranged || c.Lo != day("2005-05-31") || c.Hi != day("2006-05-31") {
		t.Errorf("%+v", c)
	}
}

func TestConditions(t *testing.T) {
	rel := good(t, folder(), Options{})
	recent := rel.Cohorts[1].Where
	if c := recent[1]; c.Dim != rel.Dimensions[0] || !slices.Equal(c.Values, []string{"murder", "rape"}) || c.Not {
		t.Errorf("labels are not codes: %+v", c)
	}
	if c := recent[2]; !c.Not || !slices.Equal(c.Values, []string{""}) {
		t.Errorf("blank: %+v", c)
	}
	closed := rel.Ladders[0].Stages[2]
	if c := closed.Where[0]; c.Column == nil || c.Column.Name != "status" || c.Values[0] != "closed" || closed.Skipped != "passed" {
		t.Errorf("%+v", closed)
	}
	if x := rel.Extracts[0].Exclude[0]; x.Reason != "Test records" || !slices.Equal(x.Where[0].Values, []string{"test", "dummy"}) {
		t.Errorf("%+v", x)
	}

	// One condition of every kind, on columns and on dimensions.
	for _, c := range []struct {
		where string
		want  reports.Clause
	}{
		{"age: 18..24", reports.Clause{Ranged: false, Values: []string{"18-24"}}}, // a band is a code
		{"age: 25..", reports.Clause{Values: []string{"25-up"}}},
		{"age: 18 to 24", reports.Clause{Values: []string{"18-24"}}},
		{"quarter: 2005-q4", reports.Clause{Values: []string{"2005-q4"}}},
		{"quarter: 2005-10..2005-12", reports.Clause{Ranged: true, Lo: 13057, Hi: 13148}},
		{"released_on: 2005", reports.Clause{Ranged: true, Lo: 12784, Hi: 13148}},
		{"released_on: latest", reports.Clause{Latest: true}},
		{"released_on: \"\"", reports.Clause{Values: []string{""}}},
		{"town: \"Stoke-on-Trent \"", reports.Clause{Values: []string{"stoke-on-trent"}}},
		{"sentence: 12..", reports.Clause{Ranged: true, Lo: 12, Hi: math.MaxInt64}},
		{"status: {not: [Open, \"\"]}", reports.Clause{Not: true, Values: []string{"open", ""}}},
		{"status: 031", reports.Clause{Values: []string{"031"}}},
		{"status: \"a..b\"", reports.Clause{Values: []string{"a..b"}}},
	} {
		rel := good(t, with(t, "released_on: as_at-12m..as_at, offence: [Murder, rape]", c.where), Options{})
		got := rel.Cohorts[1].Where[0]
		if got.Ranged != c.want.Ranged || got.Latest != c.want.Latest || got.Not != c.want.Not || !slices.Equal(got.Values, c.want.Values) ||
			c.want.Ranged && (got.Lo != c.want.Lo || got.Hi != c.want.Hi) {
			t.Errorf("%s is %+v", c.where, got)
		}
	}
}

func TestTablesAndWhatTheyAskOfTheExtract(t *testing.T) {
	rel := good(t, folder(), Options{})
	x := rel.Extracts[0]
	names := func(cs []*reports.Column) string {
		var out []string
		for _, c := range cs {
			out = append(out, c.Name)
		}
		return strings.Join(out, " ")
	}
	if got := names(x.Columns); got != "released_on started_on recorded_on offence sex region town status weight name case_id" {
		t.Errorf("columns needed: %s", got)
	}
	var dims []string
	for _, d := range x.Dims {
		dims = append(dims, d.ID)
	}
	if got := strings.Join(dims, " "); got != "offence severity quarter sex region town" { // region, since town lies within it; age by nothing
		t.Errorf("dimensions: %s", got)
	}
	if len(x.Ladders) != 1 || len(x.Sums) != 1 || len(x.Days) != 1 || len(x.Distinct) != 1 || x.Cohorts != 3 || !x.Everyone {
		t.Errorf("%+v", x)
	}
	progress := rel.Tables[0]
	if len(progress.Cohorts) != 2 || !progress.Rows[0].Cohorts || progress.View != reports.Reached || progress.Measures[0].ID != "people" {
		t.Errorf("%+v", progress)
	}
	quarters := rel.Tables[3]
	if quarters.Number != 4 || quarters.Cohorts != nil || quarters.Measures[1].Measure.ID != "people" || quarters.Measures[1].Percent != reports.PercentOfTotal {
		t.Errorf("%+v", quarters)
	}
}

func TestCountNeedsNoDeclaration(t *testing.T) {
	rel := good(t, with(t, "rows: quarter, measure: [people, percent-total, weight]", "rows: quarter, measure: [count, percent-total]"), Options{})
	m := rel.Tables[3].Measures[0].Measure
	if m.ID != "count" || m.Label != "Cases" || rel.Measures[0].ID != "people" || !slices.Contains(rel.Measures, m) {
		t.Errorf("%+v", m)
	}
}

func TestDocumentsHaveDefaults(t *testing.T) {
	rel := good(t, folder(), Options{Folder: "data/x"})
	d, b := rel.Documents[0], rel.Documents[1]
	if !d.Numbered || d.Side != reports.Published || d.Words.Pos.File != "data/x/release.md" || !strings.Contains(d.Words.Text, "Words.") {
		t.Errorf("%+v", d)
	}
	if b.Numbered || b.Side != reports.Briefing || b.Words.Text == "" || b.Pages != 2 || !slices.Equal(b.Formats, []string{"pdf", "html", "txt"}) {
		t.Errorf("%+v", b)
	}
	f := with(t, "documents:\n  release: {words: release.md}\n  brief: {pages: 2}\n", "")
	rel = good(t, f, Options{})
	if len(rel.Documents) != 3 || rel.Documents[2].ID != "press" || rel.Documents[0].Words.Text == "" {
		t.Error("without documents the three known ones are not made")
	}
}

func TestEarlierStatements(t *testing.T) {
	rel := good(t, folder(), Options{})
	letter, before := rel.Earlier[0], rel.Earlier[1]
	if f := letter.Figures[2]; f.N != 347 || f.DP != 1 || f.Unit != reports.Pct {
		t.Errorf("%+v", f)
	}
	if before.Title != "Old" || before.AsAt.ISO() != "2005-08-31" || len(before.Figures) != 2 { // what it worked out is no statement
		t.Fatalf("%+v", before)
	}
	if f := before.Figures[0]; f.N != 1013 || f.Label != "Progress: All: Due" {
		t.Errorf("%+v", f)
	}
	if f := before.Figures[1]; f.Symbol != reports.Confidential {
		t.Errorf("%+v", f)
	}
}

func TestCasesInPlaceOfTheExtract(t *testing.T) {
	other := fstest.MapFS{}
	rel := good(t, folder(), Options{Folder: "data/x", Cases: []Cases{{Files: other, Folder: "in", From: "may.csv"}}})
	if x := rel.Extracts[0]; x.From != "may.csv" || x.Folder != "in" || !reflect.DeepEqual(x.Files, other) {
		t.Errorf("%+v", x)
	}
	rel = good(t, folder(), Options{Cases: []Cases{{Files: other, Folder: "in"}}})
	if x := rel.Extracts[0]; x.From != "cases.csv" || x.Folder != "in" {
		t.Errorf("%+v", x)
	}
}

func TestFaultsOfTheCommandLine(t *testing.T) {
	two := with(t, "extracts:\n", "extracts:\n  more: {from: more.csv}\n")
	for _, o := range []Options{
		{AsAt: "26/04/2006"}, {Published: "noon"},
		{Cases: []Cases{{Extract: "casse", Files: folder(), From: "a.csv"}}},
		{Cases: []Cases{{Files: folder(), From: "a.csv"}}},
	} {
		_, findings := load(t, two, o)
		if !slices.ContainsFunc(findings, func(f reports.Finding) bool { return f.ID == "S061" && strings.HasPrefix(f.File, "--") }) {
			t.Errorf("%+v: %v", o, findings)
		}
	}
}

func TestThemeMustBeLegible(t *testing.T) {
	for theme, want := range map[string]string{
		`accent: "#1D70B8"`: "",
		`accent: "#8AB4F8"`: "accent (#8AB4F8) with white (#FFFFFF) is 2.11:1, and at least 4.5:1 is needed",
		`text: "#1D70B8"`:   "text (#1D70B8) with white (#FFFFFF) is 5.17:1, and at least 7:1 is needed",
		`link: "#5694CA"`:   "link (#5694CA) with white",
		`palette: ["#12436D", "#0B0C0C", "#F46A25", "#801650"]`: "palette colour 2 (#0B0C0C) with the colour before it (#12436D)",
		`palette: ["#12436D", "#F46A25", "#801650"]`:            "at least 4",
		`accent: "blue"`: "a colour is written #RRGGBB",
	} {
		f := with(t, "private:", "theme: looks/theme.yaml\nprivate:")
		key, _, _ := strings.Cut(theme, ":")
		text := "name: Ministry\naccent: \"#12436D\"\ntext: \"#0B0C0C\"\nsecondary: \"#505A5F\"\nlink: \"#1A65A6\"\npalette: [\"#12436D\", \"#F46A25\", \"#801650\", \"#28A197\"]\n"
		lines := strings.Split(text, "\n")
		for i, l := range lines {
			if strings.HasPrefix(l, key+":") {
				lines[i] = theme
			}
		}
		f["looks/theme.yaml"] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n"))}
		rel, findings := load(t, f, Options{Folder: "data/x"})
		if want == "" {
			if len(findings) > 0 || rel.Theme.Name != "Ministry" {
				t.Errorf("%s: %v", theme, findings)
			}
			continue
		}
		if len(findings) != 1 || !strings.Contains(findings[0].Msg, want) || findings[0].File != "data/x/looks/theme.yaml" || findings[0].Excerpt == "" {
			t.Errorf("%s: %v", theme, findings)
		}
	}
}

func TestManyCohorts(t *testing.T) {
	var b strings.Builder
	for i := range 63 {
		b.WriteString("  c" + strings.Repeat("x", i) + ": {label: \"L\"}\n")
	}
	_, findings := load(t, with(t, "cohorts:\n", "cohorts:\n"+b.String()), Options{})
	if !slices.ContainsFunc(findings, func(f reports.Finding) bool { return f.ID == "S044" }) {
		t.Error("65 cohorts were taken")
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	f := folder()
	text := strings.NewReplacer("state: provisional", "state: odd", "within: region", "within: regoin", "period: quarter", "period: week", "reason: \"Statement\", ", "").Replace(base)
	f["release.yaml"].Data = []byte(text)
	_, findings := load(t, f, Options{})
	var ids []string
	last := 0
	for _, x := range findings {
		ids = append(ids, x.ID)
		if x.Line < last {
			t.Error("findings are not in order")
		}
		last = x.Line
	}
	if got := strings.Join(ids, " "); got != "S008 S008 S020 S052" {
		t.Errorf("found %s: %v", got, findings)
	}
}

func TestMissingReleaseFileIsAnError(t *testing.T) {
	if _, _, err := Load(fstest.MapFS{}, "release.yaml", Options{}); err == nil {
		t.Error("nothing was read and nothing said")
	}
	if _, _, err := Load(fstest.MapFS{"release.yaml/x": {}}, "release.yaml", Options{}); err == nil {
		t.Error("a folder was read")
	}
}

func TestFilesThatAreNoReleaseFile(t *testing.T) {
	for name, text := range map[string]string{
		"S001": "", "S001 ": "# only a remark\n", "S006": "- a\n- b\n", "S006 ": "text\n", "S015": "version: 1\nrelease: {title: \xff}\n",
		"S015 ": "version: 1\x00\n", "S001  ": strings.Repeat("[", 100_000), "S001   ": strings.Repeat("a: {", 100_000),
		"S001      ": strings.Repeat("a: b\n", maxLines+1),
		"S001    ":   "a:\n  " + strings.Repeat("- ", 100_000), "S001     ": strings.Repeat("x", maxFile+1),
	} {
		_, findings := load(t, fstest.MapFS{"release.yaml": {Data: []byte(text)}}, Options{})
		if len(findings) == 0 || findings[0].ID != strings.TrimSpace(name) {
			t.Errorf("%.20q: %v", text, findings)
		}
	}
}
