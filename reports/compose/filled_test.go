package compose

import (
	"slices"
	"strings"
	"testing"
	"time"

	"despatch/reports"
)

// filled parses one document and fills it over a changed example; parse findings must hold no error.
func filled(t *testing.T, change func(*reports.Release, *reports.Store), docs ...*reports.DocSpec) ([]*reports.Document, []reports.Finding) {
	t.Helper()
	rel, store := example()
	rel.Documents = docs
	if change != nil {
		change(rel, store)
	}
	s, found := Parse(rel)
	if reports.Errors(found) {
		t.Fatal(found)
	}
	fillStore(store, s.Exprs())
	out, found := s.Documents(store)
	return out, found
}

func said(text string) reports.Words {
	return reports.Words{Text: text, Pos: reports.Pos{File: "release.yaml", Line: 9, Col: 9}}
}

// set gives a cell of the example another value.
func set(s *reports.Store, id string, c reports.Cell) {
	for _, f := range s.Figures {
		if f.ID == id {
			f.Cell = c
		}
	}
}

// TestFilledFindings raises each finding that only figures can raise.
func TestFilledFindings(t *testing.T) {
	chart := func(c reports.ChartSpec) func(*reports.Release, *reports.Store) {
		return func(rel *reports.Release, _ *reports.Store) {
			if c.Table == nil {
				c.Table = rel.Tables[0]
			}
			if c.Title.Text == "" {
				c.Title = said("Message")
			}
			c.ID, c.Number, c.Pos = "new", 4, reports.Pos{File: "release.yaml", Line: 30, Col: 3}
			rel.Charts = append(rel.Charts, &c)
		}
	}
	table := func(i int, c reports.ChartSpec) func(*reports.Release, *reports.Store) {
		return func(rel *reports.Release, s *reports.Store) {
			c.Table = rel.Tables[i]
			chart(c)(rel, s)
		}
	}
	check := func(text string) func(*reports.Release, *reports.Store) {
		return func(rel *reports.Release, _ *reports.Store) { rel.Checks = []reports.Words{said(text)} }
	}
	on := func(place string) func(*reports.Release, *reports.Store) {
		return func(rel *reports.Release, _ *reports.Store) { rel.Notes[0].On = []reports.Words{said(place)} }
	}
	breaks := func(places ...string) func(*reports.Release, *reports.Store) {
		return func(rel *reports.Release, _ *reports.Store) {
			rel.Notes[0].Break, rel.Notes[0].On, rel.Notes[0].Pos = true, nil, reports.Pos{File: "release.yaml", Line: 50, Col: 3}
			for _, p := range places {
				rel.Notes[0].On = append(rel.Notes[0].On, said(p))
			}
		}
	}
	for _, c := range []struct {
		name, words, want string
		change            func(*reports.Release, *reports.Store)
	}{
		{"check fails", "", "W030", check("progress/all/due = 1022")},
		{"check fails against a figure", "", "W030", check("progress/all/started >= progress/all/due")},
		{"check of every code fails", "", "W030", check("quarters/*/total < 1000")},
		{"check of every code against every code", "", "W032", check("quarters/*/total = waits/*/total")},
		{"check of nothing", "", "W032", check("quarters/*/due = 1")},
		{"check of a symbol", "", "W032", func(rel *reports.Release, s *reports.Store) {
			check("waits/total/total < 100")(rel, s)
			set(s, "waits/total/total", reports.MakeSymbol(reports.NotApplicable))
		}},
		{"a value not found", "{offence/total/total} {row quarters/2009-q1/total}", "W040", nil},
		{"a symbol in a sentence", "{waits/total/total} days", "W041", func(_ *reports.Release, s *reports.Store) {
			set(s, "waits/total/total", reports.MakeSymbol(reports.NotApplicable))
		}},
		{"no words for a fall", "{change failed@nov-2005 from failed@apr-25 | up: up #}", "W042", nil},
		{"a condition on a symbol", "{if waits/total/total}\n\nx\n\n{end}", "W043", func(_ *reports.Release, s *reports.Store) {
			set(s, "waits/total/total", reports.MakeSymbol(reports.Confidential))
		}},
		{"note on no row", "", "W044", on("offence/unkown")},
		{"note on no column", "", "W044", on("progress//strated")},
		{"a break on a table", "", "W061", breaks("quarters")},
		{"a break on the first period", "", "W061", breaks("quarters/2005-q3")},
		{"a break on no period", "", "W061", breaks("offence/unknown")},
		{"a break nowhere", "", "W061", breaks()},
		{"placed twice", "{table progress}\n\n{table progress}", "W045", nil},
		{"long title", "", "W050", chart(reports.ChartSpec{Rows: []string{"all"}, Title: said(strings.Repeat("word ", 16))})},
		{"nested stages stacked", "", "W051", chart(reports.ChartSpec{Kind: "stacked"})},
		{"five series", "", "W052", table(2, reports.ChartSpec{Columns: nil, Rows: []string{"most-serious.murder", "most-serious.rape"}})},
		{"seven series", "", "W053", table(2, reports.ChartSpec{})},
		{"a total among parts", "", "W054", table(1, reports.ChartSpec{Columns: []string{"due", "total"}})},
		{"bars over time", "", "W055", table(3, reports.ChartSpec{Kind: "stacked"})},
		{"counts beside percentages", "", "W057", table(3, reports.ChartSpec{Columns: []string{"total", "total/percent-total"}, Kind: "line"})},
		{"one panel", "", "W058", table(3, reports.ChartSpec{Kind: "multiples"})},
		{"twenty-five panels", "", "W059", table(2, reports.ChartSpec{Kind: "multiples"})},
		{"interactive panels of bars", "", "W060", table(1, reports.ChartSpec{Kind: "multiples", Interactive: true})},
		{"no such row", "", "W056", chart(reports.ChartSpec{Rows: []string{"since_agust"}})},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := func(rel *reports.Release, s *reports.Store) {
				if c.change != nil {
					c.change(rel, s)
				}
				switch c.want {
				case "W052", "W053": // more stages, to have more series
					widen(s.Table("offence"), map[string]int{"W052": 1, "W053": 3}[c.want])
				case "W059":
					widen(s.Table("offence"), 25)
				case "W055":
					q := s.Table("quarters")
					q.Cols[0].Kind, q.Cols[1].Kind, q.Cols[1].Measure = reports.Plain, reports.Plain, ""
				}
			}
			_, found := filled(t, change, doc("release", "# {title}\n\n"+c.words))
			if !slices.ContainsFunc(found, func(f reports.Finding) bool { return f.ID == c.want && f.File != "" }) {
				t.Errorf("no %s among %v", c.want, found)
			}
		})
	}
}

// widen gives a table more columns of parts.
func widen(t *reports.Table, n int) {
	for range n {
		t.Cols = append(t.Cols, t.Cols[0])
		for i := range t.Cells {
			t.Cells[i] = append(t.Cells[i], t.Cells[i][0])
		}
	}
}

func TestParseRefuses(t *testing.T) {
	rel, _ := example()
	rel.Disclosure.Policy = "suppress"
	rel.NextUpdate = reports.NoDay
	rel.Checks = []reports.Words{said("progress/all/due 1023"), said("1023 = quarters/*/total"), said("progress/all/due = 1,023"),
		said("progres/*/due = 1"), said("a b * = 1"), said("progress/all/do = 1")}
	rel.Notes[0].On = []reports.Words{said("progres"), said("a/b/c/d/e")}
	rel.Notes[1].Text = said("See {text due}.")
	rel.Notes[2].Text = said("# Heading")
	rel.Charts[0].Title = said("- a list")
	rel.Charts[1].Title = said("")
	rel.Documents = []*reports.DocSpec{doc("release", "{progress/all/due} {account/cases/read} {next_update} {progress/all/due | hidden: a number}")}
	s, found := Parse(rel)
	got := ids(found)
	for _, want := range []string{"W031", "W003", "W044", "W010", "W008", "W007", "W012"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if n := strings.Count(got, "W007"); n != 2 { // the note on what is not known holds a figure too
		t.Errorf("%d of W007 in %v", n, found)
	}
	if !slices.IsSortedFunc(found, func(a, b reports.Finding) int { return strings.Compare(a.File, b.File) }) {
		t.Error("findings are not in order")
	}
	if s == nil {
		t.Error("no script")
	}
}

func TestChecksHold(t *testing.T) {
	_, found := filled(t, func(rel *reports.Release, _ *reports.Store) {
		for _, c := range []string{"progress/all/due = 1023", "progress/all/due != 1", "progress/*/due >= progress/*/started", "progress/all/due = progress/all/due@apr-25",
			"quarters/*/total <= 1023", "percent progress/all/started of progress/all/due > 34.65", "failed@nov-2005 < failed@apr-25", "change failed@nov-2005 from failed@apr-25 = -206"} {
			rel.Checks = append(rel.Checks, said(c))
		}
	}, doc("release", "# {title}"))
	if len(found) > 0 {
		t.Error(found)
	}
}

// TestExprs holds that figures of both branches of a condition, of titles, notes and
// checks are asked for, once each, and that none the writer named stays soft.
func TestExprs(t *testing.T) {
	rel, _ := example()
	rel.Documents = []*reports.DocSpec{doc("release", "# {title}\n\n{if progress/all/due > progress/all/started}\n\n{stage/all/due}\n\n{else}\n\n{stage/all/total}\n\n{end}\n\n{quarters/latest}\n\n{main_points}\n\n{offence/largest/total}")}
	rel.Checks = []reports.Words{said("waits/total/total < 99")}
	s, found := Parse(rel)
	if len(found) > 0 {
		t.Fatal(found)
	}
	seen := map[string]*reports.Expr{}
	for _, e := range s.Exprs() {
		if seen[e.String()] != nil {
			t.Errorf("%s is asked for twice", e)
		}
		seen[e.String()] = e
	}
	for _, want := range []string{"progress/all/due", "progress/all/started", "stage/all/due", "stage/all/total", "quarters/latest/total", "waits/total/total",
		"offence/largest/total", "offence/unknown/total", "progress/since_august/deported"} {
		if e := seen[want]; e == nil || e.Soft {
			t.Errorf("%s: %v", want, e)
		}
	}
	if e := seen["percent offence/largest/total of offence/total/total"]; e == nil || !e.Soft {
		t.Errorf("the share of the largest is not asked for softly: %v", e)
	}
}

// TestNotes holds that a note has one number in every document, counted over the
// tables first, and stands only in documents that show it.
func TestNotes(t *testing.T) {
	docs, found := filled(t, nil, doc("release", "# {title}\n\nA{note due} b{note unknown}.\n\n{table offence}"), doc("press", "# {title}\n\nA{note due}.\n\n{table progress}"))
	if len(found) > 0 {
		t.Fatal(found)
	}
	number := map[string]int{}
	for _, n := range docs[0].Notes {
		number[n.ID] = n.Number
	}
	// progress: the whole table (completed), then a column (started); offence: its row (unknown), then the words (due).
	for id, want := range map[string]int{"completed": 1, "started": 2, "unknown": 3, "due": 4} {
		if number[id] != want {
			t.Errorf("note %s has number %d, not %d", id, number[id], want)
		}
	}
	var press []string
	for _, n := range docs[1].Notes {
		if n.Number != number[n.ID] {
			t.Errorf("note %s has another number in the notice", n.ID)
		}
		press = append(press, n.ID)
	}
	if got := strings.Join(press, " "); got != "completed started due" {
		t.Errorf("the notice holds the notes %s", got)
	}
	offence := docs[0].Tables[2]
	if len(offence.CellNotes) != 1 || offence.CellNotes[0].Note.ID != "started" || offence.Cells[offence.CellNotes[0].Row][offence.CellNotes[0].Col].ID != "offence/most-serious.murder/total" {
		t.Errorf("notes on single figures: %+v", offence.CellNotes)
	}
	if text := reports.PlainText(docs[0].Notes[2].Text); text != "The main offence of 120 people is not recorded." || docs[0].Notes[2].Text[1].Figure == nil {
		t.Errorf("the note reads %q", text)
	}
}

// TestOneStore holds that tables of a document are decorated copies: the store stays as it was.
func TestOneStore(t *testing.T) {
	rel, store := example()
	rel.Documents = []*reports.DocSpec{doc("release", "# {title}\n\n{chart progress}")}
	s, _ := Parse(rel)
	fillStore(store, s.Exprs())
	docs, _ := s.Documents(store)
	if store.Table("progress").ColNotes != nil {
		t.Error("the store's table was changed")
	}
	d := docs[0]
	if len(d.Tables) != len(store.Tables) || len(d.Charts) != 3 {
		t.Errorf("the release holds %d tables and %d charts", len(d.Tables), len(d.Charts))
	}
	if d.Charts[0].Table != d.Tables[0] || d.Blocks[len(d.Blocks)-1].Table != d.Tables[0] || d.Blocks[len(d.Blocks)-2].Chart != d.Charts[0] {
		t.Error("the chart does not stand before its own table")
	}
	if d.Tables[len(d.Tables)-1].Number != len(d.Tables) {
		t.Error("a table has no number")
	}
}

// A break is said at the label of its period, in the table's key, and in the words of the
// chart, which compare nothing across it.
func TestBreak(t *testing.T) {
	docs, found := filled(t, func(rel *reports.Release, _ *reports.Store) {
		rel.Notes[0].Break, rel.Notes[0].On = true, []reports.Words{said("quarters/2006-q1")}
	}, doc("release", "# {title}\n\n{chart quarters}\n\n{table quarters}"))
	if len(found) > 0 {
		t.Fatal(found)
	}
	var quarters *reports.Table
	for _, x := range docs[0].Tables {
		if x.ID == "quarters" {
			quarters = x
		}
	}
	at := slices.IndexFunc(quarters.Rows, func(h reports.Head) bool { return h.Break })
	if at < 0 || quarters.Rows[at].Labels[0] != "January to March 2006 [b]" || len(quarters.RowNotes[at]) != 1 || quarters.Rows[at].Plain(quarters.Rows[at].Labels[0]) != "January to March 2006" {
		t.Errorf("rows %v", quarters.Rows)
	}
	if symbols := quarters.Symbols(); len(symbols) != 1 || symbols[0] != reports.SeriesBreak || symbols[0].Text() != "break in the series" {
		t.Errorf("symbols %v", symbols)
	}
	c := docs[0].Charts[1]
	const alt = "Line chart of quarter of release. The latest value, in January to March 2006 [b], is 400. The series breaks at January to March 2006 [b]."
	const desc = "The line follows the table. The series breaks at January to March 2006 [b]: figures before it cannot be compared with those from it on."
	if got := reports.PlainText(c.Alt); got != alt {
		t.Errorf("alternative %q", got)
	}
	if got := reports.PlainText(c.Desc); got != desc || !slices.Equal(c.Breaks(), []int{2}) {
		t.Errorf("description %q, breaks %v", got, c.Breaks())
	}
}

func TestCharts(t *testing.T) {
	docs, found := filled(t, func(rel *reports.Release, _ *reports.Store) {
		rel.Charts = append(rel.Charts,
			&reports.ChartSpec{ID: "stacked", Number: 4, Table: rel.Tables[1], Kind: "stacked", Title: said("Stages")},
			&reports.ChartSpec{ID: "waits", Number: 5, Table: rel.Tables[4], Kind: "bar", Title: said("Waits")},
			&reports.ChartSpec{ID: "share", Number: 6, Table: rel.Tables[3], Columns: []string{"total/percent-total"}, Kind: "bar", Title: said("Shares")},
			&reports.ChartSpec{ID: "groups", Number: 7, Table: rel.Tables[2], Rows: []string{"most-serious.total", "unknown", "other-offences.total"}, Columns: []string{"total"}, Kind: "bar", Title: said("Groups")},
			&reports.ChartSpec{ID: "panels", Number: 8, Table: rel.Tables[1], Kind: "multiples", Title: said("A panel a stage")},
			&reports.ChartSpec{ID: "nested", Number: 9, Table: rel.Tables[0], Kind: "multiples", Title: said("A panel a cohort")})
	}, doc("release", "# {title}"))
	if len(found) > 0 {
		t.Fatal(found)
	}
	show := func(c *reports.Chart) string {
		var out []string
		for i, h := range c.Cats {
			line := headText(h)
			for _, s := range c.Series {
				line += " " + s.Label + " " + s.Points[i].Text()
			}
			out = append(out, line)
		}
		return string(c.Kind) + ": " + strings.Join(out, "; ")
	}
	want := []string{
		"bar: Should have been considered Released August 2005 to March 2006 288; Consideration started Released August 2005 to March 2006 83; Consideration completed Released August 2005 to March 2006 53; Deported Released August 2005 to March 2006 14",
		"line: July to September 2005 Foreign national prisoners 300; October to December 2005 Foreign national prisoners 323; January to March 2006 Foreign national prisoners 400",
		"bar: Violence against the person All 57; Assault All 54; Burglary All 41; Drug smuggling All 20; Rape All 9; Sexual offences against children All 5; Murder All 3; Manslaughter All 2; Other offences All 650; Offence not known All 120",
		"stacked: Released February 1999 to March 2006 Not started 668 Started, not completed 248 Completed, not deported 87 Deported 20; Released August 2005 to March 2006 Not started 205 Started, not completed 30 Completed, not deported 39 Deported 14",
		"bar: Most serious Median days from release to start 61; More serious Median days from release to start 58; Other offences Median days from release to start 49",
		"bar: July to September 2005 Per cent of all 29.3%; October to December 2005 Per cent of all 31.6%; January to March 2006 Per cent of all 39.1%",
		"bar: Other offences All 765; Most serious All 19; Offence not known All 120",
		"bar: Released February 1999 to March 2006 Not started 668 Started, not completed 248 Completed, not deported 87 Deported 20; Released August 2005 to March 2006 Not started 205 Started, not completed 30 Completed, not deported 39 Deported 14",
		"bar: Should have been considered Released February 1999 to March 2006 1,023 Released August 2005 to March 2006 288; Consideration started Released February 1999 to March 2006 355 Released August 2005 to March 2006 83; Consideration completed Released February 1999 to March 2006 107 Released August 2005 to March 2006 53; Deported Released February 1999 to March 2006 20 Released August 2005 to March 2006 14",
	}
	for i, c := range docs[0].Charts {
		if got := show(c); got != want[i] {
			t.Errorf("%s\ngot  %s\nwant %s", c.ID, got, want[i])
		}
		alt := reports.PlainText(c.Alt)
		if n := len([]rune(alt)); n == 0 || n > 250 || alt == reports.PlainText(c.Desc) || c.Subtitle == "" || c.Source == "" {
			t.Errorf("%s: alternative %q, description %q, subtitle %q", c.ID, alt, reports.PlainText(c.Desc), c.Subtitle)
		}
	}
	for i, said := range map[int][2]string{
		7: {"Small multiples, bar charts of furthest stage reached. The largest value is 668: Not started, Released February 1999 to March 2006.",
			"Each panel is one column of the table, and all have one scale; the bars stand in the order of the table."},
		8: {"Small multiples, bar charts of progress of consideration. The largest value is 1,023: Released February 1999 to March 2006, Should have been considered.",
			"Each panel is one row of the table, and all have one scale. Each bar includes the cases of the bars below it."},
	} {
		c := docs[0].Charts[i]
		if alt, desc := reports.PlainText(c.Alt), reports.PlainText(c.Desc); !c.Panels || alt != said[0] || desc != said[1] {
			t.Errorf("%s says %q and %q", c.ID, alt, desc)
		}
	}
	if c := docs[0].Charts[0]; !c.Reached || reports.PlainText(c.Desc) != "Each bar includes the cases of the bars below it." || reports.PlainText(c.Title) != "Of 288 cases, 14 people had been deported" {
		t.Errorf("nested stages: %+v", c)
	}
	if alt := reports.PlainText(docs[0].Charts[2].Alt); !strings.HasSuffix(alt, "The largest with a name is Violence against the person, 57.") {
		t.Error(alt)
	}
}

// TestBriefing holds what the briefing side carries on every page, and its length.
func TestBriefing(t *testing.T) {
	b := doc("brief", "# Brief\n\n{embargo}\n\nOf {progress/all/due} cases.")
	b.Side, b.Pages = reports.Briefing, 2
	docs, _ := filled(t, nil, b)
	d := docs[0]
	if d.Marking != "Official: for ministers. Not for publication before 12:30pm on 26 April 2006." || d.MaxPages != 2 {
		t.Errorf("marking %q, pages %d", d.Marking, d.MaxPages)
	}
	if got := dump(d); !strings.Contains(got, "<warning> Embargoed: not for publication or broadcast before 12:30pm on 26 April 2006.\n<lead> Of [1,023] cases.") {
		t.Error(got)
	}
	if len(d.Tables) != 0 || len(d.Cover) != 0 {
		t.Error("the brief carries tables it does not show")
	}
}

// TestHidden holds that a withheld figure reads as its words say and nothing else.
func TestHidden(t *testing.T) {
	got, found := written(t, func(_ *reports.Release, s *reports.Store) {
		set(s, "offence/most-serious.murder/total", reports.MakeSymbol(reports.Confidential))
	}, "# {title}\n\n{offence/most-serious.murder/total | hidden: a number that cannot be given | many: # people} of murder.")
	if len(found) > 0 || !strings.Contains(got, "[A number that cannot be given] of murder.") {
		t.Errorf("%v\n%s", found, got)
	}
}

// TestCover holds that the workbook's cover says the main points, written or made.
func TestCover(t *testing.T) {
	docs, _ := filled(t, nil, doc("release", "# {title}\n\nLead.\n\n## Main points\n\nOf {progress/all/due}.\n\n{chart progress}\n\n### More\n\n- point\n\n## Next\n\nNot this."))
	if got := len(docs[0].Cover); got != 2 {
		t.Errorf("the cover has %d blocks", got)
	}
	docs, _ = filled(t, nil, doc("release", "# {title}\n\n## Points\n\n{main_points}\n\nMore."))
	if len(docs[0].Cover) != 1 || docs[0].Cover[0].List == nil {
		t.Errorf("the cover has %v", docs[0].Cover)
	}
}

// TestSmallRelease composes the documents despatch starts from for a release with one table and nothing else.
func TestSmallRelease(t *testing.T) {
	for _, side := range []reports.Side{reports.Published, reports.Briefing} {
		rel, store := example()
		rel.Tables, store.Tables = rel.Tables[4:], store.Tables[4:5]
		rel.Tables[0].Rows[0].Dim.Label = ""
		rel.Charts, rel.Notes, rel.Earlier, rel.Cohorts, rel.Contact, rel.NextUpdate = nil, nil, nil, nil, []string{"Desk"}, reports.NoDay
		rel.Tables[0].Cohorts = nil
		for _, id := range []string{"release", "brief", "press"} {
			d := doc(id, "# {headline}\n\n{details}\n\n{key_figures}\n\n{main_points}\n\n{chapters}\n\n{changes}\n\n{data_quality}\n\n{definitions}\n\n{policies}\n\n{contacts}\n\n{figures_to_say}\n\n{do_not_say}\n\n{questions}")
			d.Side = side
			rel.Documents = append(rel.Documents, d)
		}
		complete(t, rel, store)
	}
}

func TestGenerated(t *testing.T) {
	got, found := written(t, nil, "# {title}\n\n{changes}\n\n{do_not_say}\n\n{questions}\n\n{key_figures progress/all/due, stage/all/total: counted once}")
	if len(found) > 0 {
		t.Fatal(found)
	}
	for _, want := range []string{
		"“Evidence to the Committee, November 2005” gave [403] for “Released 2001 to August 2005”.",
		"gave [609] for “The same period, restated”. That was [206 more] than in “Evidence to the Committee, November 2005”. It also gave [1,023] for “Should have been considered” (Released February 1999 to March 2006). The figure is now [1,023], [the same].",
		"Do not add [83], [53] and [14] (Released August 2005 to March 2006): they are nested. The [14] are among the [53], and those among the [83].",
		"Do not add [1,023] and [288]:",
		"Do not compare the figures of this release with [403] or [609], given earlier",
		"Do not call the figures final: they are provisional",
		"[668] of the [1,023] (Released February 1999 to March 2006). [205] of the [288]",
		"Main offence is not known for [120] of [1,023] foreign national prisoners.",
		"Which is the largest group, by main offence (Released February 1999 to March 2006)?:\n    Violence against the person, of those with a name: [57] ([5.6%]).",
		"[1,023] Should have been considered\n", "[1,023] counted once\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("nowhere: %s", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

// TestTelling holds the sentences despatch words itself against figures that would make
// them false or clumsy.
func TestTelling(t *testing.T) {
	cell := func(id string, n int64) func(*reports.Release, *reports.Store) {
		return func(_ *reports.Release, s *reports.Store) { set(s, id, reports.MakeNumber(n, 0)) }
	}
	cells := func(cohort string, reached ...int64) func(*reports.Release, *reports.Store) { // of each stage, first to last
		return func(_ *reports.Release, s *reports.Store) {
			for i, stage := range []string{"due", "started", "completed", "deported"} {
				set(s, "progress/"+cohort+"/"+stage, reports.MakeNumber(reached[i], 0))
			}
		}
	}
	measure := func(kind reports.MeasureKind, label string) func(*reports.Release, *reports.Store) {
		return func(rel *reports.Release, _ *reports.Store) {
			m := *rel.Measures[0]
			m.Kind, m.Label = kind, label
			for _, t := range rel.Tables {
				if len(t.Measures) > 0 && t.Measures[0].Measure == rel.Measures[0] {
					t.Measures = []reports.TableMeasure{{ID: "people", Measure: &m}}
				}
			}
		}
	}
	asAt := func(y, m, d int) func(*reports.Release, *reports.Store) {
		return func(rel *reports.Release, _ *reports.Store) { rel.AsAt = reports.DayOf(y, time.Month(m), d) }
	}
	stated := func(due int64) func(*reports.Release, *reports.Store) { // a pack: many figures, of which one may have moved
		return func(rel *reports.Release, s *reports.Store) {
			e := &reports.Earlier{ID: "march", Title: "March"}
			for _, f := range s.Figures {
				if n, dp := f.Cell.Scaled(); f.Cell.IsNumber() && strings.HasPrefix(f.ID, "progress/") || strings.HasPrefix(f.ID, "stage/") {
					if f.ID == "progress/all/started" {
						n = due
					}
					e.Figures = append(e.Figures, reports.Stated{ID: f.ID, N: n, DP: dp})
				}
			}
			rel.Earlier = []*reports.Earlier{e}
			for _, st := range e.Figures {
				s.Figures = append(s.Figures, &reports.Figure{ID: st.ID + "@march", Cell: reports.MakeNumber(st.N, st.DP)})
			}
		}
	}
	const of = " (Released February 1999 to March 2006)"
	for _, c := range []struct {
		name, words string
		change      func(*reports.Release, *reports.Store)
		want, not   string
	}{
		{"a change names the period it is from", "{chapters}", nil,
			"In January to March 2006 there were [400] foreign national prisoners" + of + ", [77 more] than in October to December 2005.", "period before"},
		{"a period cut short is compared with none", "{chapters}", asAt(2006, 2, 14),
			"In January to March 2006, up to 14 February 2006, there were [400] foreign national prisoners" + of + ".\n", "77 more"},
		{"a sum is no persons", "{chapters}", measure(reports.Sum, "Cost in pounds"),
			"Cost in pounds" + of + " in January to March 2006: [400]. That is [77 more] than in October to December 2005.", "there were [400]"},
		{"the largest of a sum", "{chapters}", measure(reports.Sum, "Cost in pounds"),
			"Cost in pounds by main offence" + of + ": the largest group with a name was Violence against the person, [57] ([5.6%]).", ""},
		{"one is not many", "{chapters}", cell("quarters/2006-q1/total", 1), "Foreign national prisoners" + of + " in January to March 2006: [1].", "were [1]"},
		{"none", "{chapters}", cell("quarters/2006-q1/total", 0), " in January to March 2006: [none].", "[0] foreign"},
		{"what is not known", "{chapters}", nil, "Main offence" + of + " is not known for [120] ([11.7%]), which are counted in the total.", ""},
		{"none reached", "{chapters}", cell("progress/since_august/completed", 0), "Of these, [none] had reached “Consideration completed”.\n", ""},
		{"a hundred per cent that is not all", "{chapters}", func(_ *reports.Release, s *reports.Store) {
			set(s, "offence/total/total", reports.MakeNumber(20_000, 0))
			set(s, "offence/more-serious.violence/total", reports.MakeNumber(19_999, 0))
		}, "By main offence" + of + ", the largest number was for Violence against the person: [19,999] of [20,000].", "100"},
		{"records", "{data_quality}", nil,
			"Of [1,100] records read, [1,023] were counted, [60] were superseded by a later record of the same case, [10] were excluded and [7] were quarantined.", ""},
		{"every record", "{data_quality}", func(rel *reports.Release, s *reports.Store) {
			for _, fate := range []string{"superseded", "excluded", "quarantined"} {
				set(s, "account/cases/"+fate, reports.MakeNumber(0, 0))
			}
			set(s, "account/cases/counted", reports.MakeNumber(1100, 0))
		}, "All [1,100] records read were counted.", "none was"},
		{"one record", "{data_quality}", cell("account/cases/quarantined", 1), "and [1] was quarantined.", ""},
		{"a whole pack of which one figure moved", "{changes}", stated(340),
			"1. “March” gave [340] for “Consideration started” (Released February 1999 to March 2006). The figure is now [355], [15 more].\n", "Deported"},
		{"a whole pack that stands", "{changes}", stated(355), "1. No figure given in “March” has changed.\n", "gave"},
		{"a stage after which there is one more", "{do_not_say}", func(rel *reports.Release, _ *reports.Store) {
			l := *rel.Ladders[0]
			l.Stages = l.Stages[:3]
			rel.Tables[0].Columns, rel.Charts = []reports.AxisPart{{Ladder: &l}}, nil
		}, "they are nested. The [53] are among the [83].", "[53] are among the [83], and those"},
		{"what nobody reached is not added", "{do_not_say}", cells("since_august", 288, 83, 0, 0), "1,023", "[0]"},
		{"one reached stage cannot be added to itself", "{do_not_say}", cells("since_august", 288, 83, 53, 0),
			"Do not add [83] and [53] (Released August 2005 to March 2006): they are nested. The [53] are among the [83].", "[0]"},
		{"stages of the same cases", "{do_not_say}", cells("since_august", 3, 3, 3, 3),
			"Do not add [3], [3] and [3] (Released August 2005 to March 2006): they are the same cases.", "The [3] are among"},
		{"stages of one case", "{do_not_say}", cells("since_august", 1, 1, 1, 0), "Do not add [1] and [1] (Released August 2005 to March 2006): it is the same case.", "nested. The [1]"},
		{"no cohort, nothing to add it to", "{do_not_say}", cells("since_august", 0, 0, 0, 0), "Do not add [355], [107] and [20]", "may be in both"},
		{"all, of several", "{questions}", cells("since_august", 288, 0, 0, 0), "[All] of the [288] (Released August 2005 to March 2006).", "[288] of the [288]"},
		{"one of one", "{questions}", cells("since_august", 1, 0, 0, 0), "[1] of [1] (Released August 2005 to March 2006).", "[1] of the [1]"},
		{"a wait that is the same everywhere is longest nowhere", "{chapters}", func(_ *reports.Release, s *reports.Store) {
			for _, f := range s.Figures {
				if f.Table == "waits" {
					f.Cell = reports.MakeNumber(7, 0)
				}
			}
		}, ": [7].", "It was longest"},
		{"a cohort of none at its furthest", "{chapters}", func(_ *reports.Release, s *reports.Store) {
			for _, f := range s.Figures {
				if f.Table == "stage" {
					f.Cell = reports.MakeNumber(0, 0)
				}
			}
		}, ": [none].", "together they make [0]"},
		{"a mean is no median", "{do_not_say}", func(rel *reports.Release, s *reports.Store) {
			for _, t := range rel.Tables {
				if waits(t) {
					m := *t.Measures[0].Measure
					m.Kind = reports.Mean
					t.Measures = []reports.TableMeasure{{ID: m.ID, Measure: &m}}
				}
			}
		}, "Do not call the mean a typical wait", "median"},
		{"no wait, no warning of it", "{do_not_say}", func(_ *reports.Release, s *reports.Store) {
			set(s, "waits/total/total", reports.MakeSymbol(reports.NotApplicable))
		}, "Do not add", "typical wait"},
		{"what a column counts", "{figures_to_say}", func(rel *reports.Release, s *reports.Store) {
			rel.Tables, s.Tables = rel.Tables[2:3], s.Tables[2:3]
			rel.Charts, rel.Notes = nil, nil
			rel.Tables[0].View, rel.Tables[0].Columns = "", []reports.AxisPart{{Dim: &reports.Dimension{ID: "out", Label: "Outcome"}}}
		}, "Foreign national prisoners" + of + " with “Not started” for outcome.", "Every case"},
		{"what a total counts", "{figures_to_say offence/total/total}", nil, "Foreign national prisoners: [1,023]:\n    The total" + of + " as at 26 April 2006. It includes [120]", "Every case"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, found := written(t, c.change, "# {title}\n\n"+c.words)
			if reports.Errors(found) {
				t.Fatal(found)
			}
			if !strings.Contains(got, c.want) || c.not != "" && strings.Contains(got, c.not) {
				t.Errorf("want %q, not %q, in\n%s", c.want, c.not, got)
			}
		})
	}
}

func TestKeywords(t *testing.T) {
	if got := strings.Join(keywords("Foreign national prisoners released without being considered for deportation"), " "); got != "foreign national prisoners released considered deportation" {
		t.Error(got)
	}
}

// TestDeterminism holds that the same words and figures give the same documents.
func TestDeterminism(t *testing.T) {
	compose := func() string {
		docs, found := filled(t, nil, doc("release", "# {title}\n\n{main_points}\n\n{chapters}\n\n{changes}\n\n{data_quality}\n\n{definitions}"))
		return dump(docs[0]) + ids(found)
	}
	first := compose()
	for range 5 {
		if compose() != first {
			t.Fatal("two runs differ")
		}
	}
}
