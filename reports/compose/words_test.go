package compose

import (
	"os"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/templates"
)

// doc is a document of one text.
func doc(id, words string) *reports.DocSpec {
	return &reports.DocSpec{ID: id, Numbered: id == "release", Side: reports.Published, Words: reports.Words{Text: words, Pos: reports.Pos{File: id + ".md", Line: 1, Col: 1}}}
}

// written parses and fills one document; findings of both steps come back.
func written(t *testing.T, change func(*reports.Release, *reports.Store), words string) (string, []reports.Finding) {
	t.Helper()
	rel, store := example()
	if change != nil {
		change(rel, store)
	}
	rel.Documents = []*reports.DocSpec{doc("release", words)}
	s, found := Parse(rel)
	if reports.Errors(found) {
		return "", found
	}
	fillStore(store, s.Exprs())
	docs, more := s.Documents(store)
	return dump(docs[0]), append(found, more...)
}

func ids(fs []reports.Finding) string {
	var out []string
	for _, f := range fs {
		out = append(out, f.ID)
	}
	return strings.Join(out, " ")
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ name, words, want string }{
		{"digits", "Of {progress/all/due} cases.", "Of [1,023] cases."},
		{"words", "{progress/since_august/deported as words} went, and {progress/since_august/deported as words} more.", "[Fourteen] went, and [fourteen] more."},
		{"words only under a thousand", "All {progress/all/due as words} cases.", "All [1,023] cases."},
		{"ordinal", "The {offence/most-serious.murder/total as ordinal} and {progress/all/due as ordinal}.", "The [third] and [1,023rd]."},
		{"many", "{progress/all/deported | none: Nobody was | one: One person was | many: # people were} deported.", "[20] people were deported."},
		{"none", "{offence/most-serious.murder/deported | none: nobody was | many: # were} deported.", "[Nobody was] deported."},
		{"none mid-sentence", "In all {offence/most-serious.murder/deported | none: nobody was | many: # were} deported.", "In all [nobody was] deported."},
		{"one", "{offence/most-serious.murder/started | one: one person was | many: # were} started.", "[One person was] started."},
		{"a figure below no one or none falls to many", "{offence/most-serious.murder/started | many: # in all}.", "[1] in all."},
		{"change without alternatives is signed", "Change: {change failed@apr-25 from failed@nov-2005}.", "Change: [+206]."},
		{"change down is signed by a true minus", "Change: {change failed@nov-2005 from failed@apr-25}.", "Change: [−206]."},
		{"change up", "{change failed@apr-25 from failed@nov-2005 | up: # more | down: # fewer}.", "[206] more."},
		{"change down", "{change failed@nov-2005 from failed@apr-25 | up: # more | down: # fewer}.", "[206] fewer."},
		{"same", "It is {change progress/all/due since apr-25 | up: # more than | down: # fewer than | same: as many as} then.", "It is [as many as] then."},
		{"percent", "{percent progress/all/started of progress/all/due}", "[34.7%]"},
		{"percent of sums", "{percent offence/most-serious.total/total plus offence/more-serious.total/total of offence/total/total}", "[7.4%]"},
		{"rank and label", "{row offence/largest/total} ({offence/largest/total}), {column progress/all/started}", "Violence against the person ([57]), Consideration started"},
		{"of the release", "{As}{as_at}{status}", ""},
		{"release marks", "As at {as_at}, published {published}. {state} {status} of the {organisation}.", "As at 26 April 2006, published 26 April 2006 at 12:30pm. Provisional management information of the Home Office."},
		{"note", "Cases{note started} and {text due}", "Cases [note 2] and Liable to be considered, and released before it was done."},
		{"refs are links only to what is shown", "See {table stage} and {chart progress}.\n\n{table stage}", "See {Table 2} and Chart 1.\nTable 2: Furthest stage reached"},
		{"emphasis", "**Of {progress/all/due}**, *{row offence/largest/total}*, [see {progress/all/started}](https://example.gov.uk/_x_).", "**Of ****[1,023]**, *Violence against the person*, <see ><[355]>."},
		{"line breaks are spaces", "Of\n{progress/all/due}\ncases", "Of [1,023] cases"},
		{"entities and escapes", "Law &amp; order \\{\\} \\*", "Law & order {} *"},
		{"condition taken", "{if progress/all/deported > 3}\n\nYes.\n\n{else}\n\nNo.\n\n{end}", "Yes."},
		{"condition not taken", "{if progress/all/deported >= progress/all/started}\n\nYes.\n\n{else}\n\nNo.\n\n{end}", "No."},
		{"condition without operator", "{if offence/most-serious.murder/deported}\n\nYes.\n\n{end}\n\nDone.", "Done."},
		{"marks on lines of their own", "{chart progress}\n{table progress}", "Chart 1"},
		{"list", "- Of {progress/all/due}\n- and\n  - nested {progress/all/started}", "list\n  - Of [1,023]\n  - and\n  - list\n  -   - nested [355]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, found := written(t, nil, "# {title}\n\nFirst.\n\n"+c.words)
			if c.want == "" {
				if !reports.Errors(found) {
					t.Errorf("no error in %q", c.words)
				}
				return
			}
			if len(found) > 0 {
				t.Fatalf("findings: %v", found)
			}
			_, got, _ = strings.Cut(got, "First.\n")
			got = strings.ReplaceAll(got, "2. ", "")
			if !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestFindings(t *testing.T) {
	for _, c := range []struct{ name, words, want, msg string }{
		{"not closed", "Of {progress/all/due\ncases", "W001 release.md:3:4", "not closed"},
		{"brace in brace", "Of {a {b} c}", "W001 release.md:3:4", "inside braces"},
		{"closes nothing", "Of x} cases", "W001 release.md:3:5", "closes nothing"},
		{"heading without words", "##", "W011", "no words"},
		{"caption with digits", "{key_figures progress/all/due: in 12 months}", "W020 release.md:3:1", `"12"`},
		{"empty", "{ }", "W002 release.md:3:1", "nothing"},
		{"unknown word", "{asat}", "W002 release.md:3:1", "asat"},
		{"word with a tail", "{as_at now}", "W002 release.md:3:1", "takes nothing"},
		{"no table", "{progres/all/due}", "W003 release.md:3:1", `no table "progres"`},
		{"no cohort", "{progress/al/due}", "W003 release.md:3:1", `no row "al"`},
		{"no stage", "{progress/all/strated}", "W003 release.md:3:1", `no column "strated"`},
		{"no code", "{offence/most-serious.muder/total}", "W003 release.md:3:1", `no row "muder"`},
		{"no period", "{quarters/2006-13/total}", "W003 release.md:3:1", "2006-13"},
		{"no measure", "{quarters/latest/total/percent}", "W003 release.md:3:1", `shows no "percent"`},
		{"no column at all", "{offence/total}", "W003 release.md:3:1", "names no column"},
		{"a column too many", "{waits/total/due}", "W003 release.md:3:1", "no columns"},
		{"one code of two", "{offence/murder/total}", "W003 release.md:3:1", "one code for each"},
		{"capital letters", "{Progress/all/due}", "W003 release.md:3:1", "not the id"},
		{"too deep", "{progress/all/due/people/more}", "W003 release.md:3:1", "table/row/column"},
		{"no account", "{account/case/read}", "W003 release.md:3:1", "no extract"},
		{"no fate", "{account/cases/lost}", "W003 release.md:3:1", "no column"},
		{"not said then", "{progress/all/started@apr-25}", "W003 release.md:3:1", "gives no figure"},
		{"only like figures", "{change progress/all/due since nov-2005}", "W003 release.md:3:1", "gives no figure"},
		{"no statement", "{failed@dec-2005}", "W004 release.md:3:1", "earlier statement"},
		{"no chart", "{chart x}", "W004 release.md:3:1", `no chart "x"`},
		{"no note", "a{note x}", "W004 release.md:3:2", `no note "x"`},
		{"no title of", "{earlier x}", "W004 release.md:3:1", `"x"`},
		{"half an operation", "{percent progress/all/due}", "W005 release.md:3:1", `lacks its "of"`},
		{"sum broken off", "{progress/all/due plus}", "W005 release.md:3:1", "missing"},
		{"unknown operator", "{progress/all/due times progress/all/due}", "W005 release.md:3:1", "times"},
		{"empty operand", "{percent of progress/all/due}", "W005 release.md:3:1", "missing"},
		{"as what", "{progress/all/due as roman}", "W005 release.md:3:1", "roman"},
		{"row of a sum", "{row progress/all/due plus progress/all/due}", "W005 release.md:3:1", "one figure"},
		{"since twice", "{change progress/all/due@apr-25 since apr-25}", "W005 release.md:3:1", "itself"},
		{"since nothing", "{change progress/all/due since}", "W005 release.md:3:1", "since"},
		{"wrong key", "{progress/all/due | nobody: x}", "W006 release.md:3:1", "nobody"},
		{"a count does not go up", "{progress/all/due | up: x}", "W006 release.md:3:1", "up"},
		{"no colon", "{progress/all/due | many}", "W006 release.md:3:1", "no colon"},
		{"twice", "{progress/all/due | many: # | many: #}", "W006 release.md:3:1", "twice"},
		{"alternatives of none", "{as_at | many: x}", "W006 release.md:3:1", "only a figure"},
		{"table", "![x](y.png)", "W008 release.md:3:1", "image"},
		{"code span", "Of `{progress/all/due}`", "W008 release.md:3:4", "code span"},
		{"html", "Of <b>x</b>", "W008 release.md:3:4", "HTML"},
		{"html block", "<div>\nx\n</div>", "W008 release.md:3:1", "HTML"},
		{"quotation", "> said", "W008 release.md:3:3", "quotation"},
		{"code", "```\nx\n```", "W008", "code"},
		{"line", "***", "W008", "dividing line"},
		{"bare address", "<https://example.gov.uk>", "W008 release.md:3:1", "bare address"},
		{"figure in an address", "[x](https://a/{progress/all/due})", "W008 release.md:3:1", "address"},
		{"end alone", "{end}", "W009 release.md:3:1", "no {if"},
		{"else alone", "{else}", "W009 release.md:3:1", "no {if"},
		{"if open", "{if progress/all/due}\n\nx", "W009 release.md:3:1", "no {end}"},
		{"if in if", "{if progress/all/due}\n\n{if progress/all/due}\n\nx\n\n{end}", "W009 release.md:5:1", "nested"},
		{"block in a sentence", "Here: {main_points}", "W010 release.md:3:7", "alone"},
		{"block in a list", "- {table progress}", "W010 release.md:3:3", "list"},
		{"second title", "# Again", "W011 release.md:3:3", "second title"},
		{"skipped level", "#### Deep", "W011 release.md:3:6", "skips"},
		{"digits", "All 83 cases, 5.5% of £1,000.", "W020 release.md:3:5", `"83"`},
		{"digits after accents", "Café 83", "W020 release.md:3:6", `"83"`},
		{"digits in alternatives", "{progress/all/due | one: 1 person | many: #}", "W020 release.md:3:1", `"1"`},
		{"fractions", "½ of them", "W020 release.md:3:1", `"½"`},
		{"hidden digits", "All &#56;3 cases", "W020", "typed"},
		{"words", "About fourteen people", "W021 release.md:3:7", `"fourteen"`},
		{"half", "Half of them", "W021 release.md:3:1", `"Half"`},
		{"long", "Short one. " + strings.Repeat("word ", 25) + "{progress/all/due} here.\n", "W023 release.md:3:12", "27 words"},
		{"literal", "for {literal 12 months}", "W022 release.md:3:5", "12 months"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rel, _ := example()
			rel.Documents = []*reports.DocSpec{doc("release", "# {title}\n\n"+c.words)}
			_, found := Parse(rel)
			for _, f := range found {
				if strings.HasPrefix(f.ID+" "+f.String(), c.want) && strings.Contains(f.Msg, c.msg) {
					return
				}
			}
			t.Errorf("no finding %q with %q among %v", c.want, c.msg, found)
		})
	}
}

// TestTypedAllowed lists numbers that may be typed.
func TestTypedAllowed(t *testing.T) {
	for _, ok := range []string{
		"On 26 April 2006 and in April 2006.", "Since 1999, in 2005, from 2001 to 2005, by 2006, until 2007, before 1999, after 2000, during 2004.",
		"The Immigration Act 1971, section 3(5)(a), paragraph 12, Table 3, Chart 2, rule 5, Part 2, chapter 4, annex 1.",
		"In the second quarter of 2020.", "On 26\nApril 2006.", "One person; nobody; the first; a third country.",
	} {
		if _, found := written(t, nil, "# {title}\n\n"+ok); len(found) > 0 {
			t.Errorf("%q: %v", ok, found)
		}
	}
	for _, bad := range []string{"26 April", "32 April 2006", "the 2006 list", "between 1,000", "since 83", "Table of 3", "in 20056", "rose to 1023"} {
		if _, found := written(t, nil, "# {title}\n\n"+bad); ids(found) != "W020" {
			t.Errorf("%q: %v", bad, found)
		}
	}
}

// TestExample holds the words of the 2006 example, and those despatch starts
// from, to having no finding at all.
func TestExample(t *testing.T) {
	rel, store := example()
	for _, id := range []string{"release", "brief", "press"} {
		b, err := os.ReadFile("../../data/fnp-2006/" + id + ".md")
		if err != nil {
			t.Fatal(err)
		}
		rel.Documents = append(rel.Documents, doc(id, string(b)))
	}
	complete(t, rel, store)
}

func TestStartingWords(t *testing.T) {
	rel, store := example()
	for _, id := range []string{"release", "brief", "press", "accessibility"} {
		words, ok := templates.Words(id)
		if !ok {
			t.Fatal("no words to start from for", id)
		}
		rel.Documents = append(rel.Documents, doc(id, words))
	}
	complete(t, rel, store)
	if _, ok := templates.Words("annex"); ok {
		t.Error("words for a document nobody knows")
	}
}

func complete(t *testing.T, rel *reports.Release, store *reports.Store) {
	t.Helper()
	s, found := Parse(rel)
	fillStore(store, s.Exprs())
	docs, more := s.Documents(store)
	for _, f := range append(found, more...) {
		t.Error(f)
	}
	for _, d := range docs {
		sound(t, d)
		if testing.Verbose() {
			t.Logf("%s\n%s", d.Title, dump(d))
		}
	}
}

// sound holds a document to what every format relies on.
func sound(t *testing.T, d *reports.Document) {
	t.Helper()
	seen := map[string]bool{}
	for i, b := range d.Blocks {
		if h := b.Heading; h != nil {
			if seen[h.ID] || (h.Level == 1) != (i == 0) {
				t.Errorf("%s: heading %q", d.ID, h.ID)
			}
			seen[h.ID] = true
		}
	}
	eachSpans(d.Blocks, func(spans []reports.Span) {
		for i, s := range spans {
			if s.Text == "" || strings.Contains(s.Text, "  ") || i == 0 && strings.HasPrefix(s.Text, " ") {
				t.Errorf("%s: span %q in %q", d.ID, s.Text, reports.PlainText(spans))
			}
			if s.Figure == nil && s.Note == nil && s.Ref == "" && strings.ContainsAny(stripDates(s.Text), "0123456789") {
				t.Errorf("%s: a number without a figure: %q", d.ID, s.Text)
			}
		}
		text := reports.PlainText(spans)
		for _, sentence := range strings.SplitAfter(text, ". ") {
			if n := len(strings.Fields(sentence)); n > 36 {
				t.Logf("%s: %d words: %s", d.ID, n, sentence)
			}
		}
		if strings.Contains(text, " .") || strings.Contains(text, " ,") || strings.Contains(text, "..") {
			t.Errorf("%s: %q", d.ID, text)
		}
	})
}

func stripDates(s string) string {
	for _, m := range allowed().FindAllString(s, -1) {
		s = strings.ReplaceAll(s, m, "")
	}
	return strings.NewReplacer("12:30pm", "", "Table 3", "", "Released 2001", "").Replace(s)
}

func FuzzWording(f *testing.F) {
	for _, s := range []string{"# {title}\n\n{progress/all/due | none: x | many: #}", "{if a}\n\n{else}\n\n{end}", "- {table progress}\n\n1. *{note started}*", "{", "}", "[a]({b})\n\n[b]: c", "&#0;&bogus;\\{", "\x00\xff{\xff}",
		"{percent-change A from B}", "{key_figures progress/all/due: x, y}\n{chapters}", "| a | b |", "\t{x}\n>{y}\n\n***"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		rel, store := example()
		rel.Documents = []*reports.DocSpec{doc("release", words)}
		rel.Notes[1].Text.Text = words
		rel.Notes[1].On[0].Text = words
		rel.Charts[0].Title.Text = words
		rel.Checks = []reports.Words{{Text: words}}
		s, _ := Parse(rel)
		fillStore(store, s.Exprs())
		s.Documents(store)
	})
}
