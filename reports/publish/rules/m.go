package rules

import (
	"strings"

	"golang.org/x/net/html"

	"despatch/reports"
)

const noForm = "despatch writes no such form yet"

// mRules are the rules for what goes to ministers, Parliament and the press.
var mRules = []rule{
	{id: "M01", level: ours, title: "a written answer is not in its form", source: "HANS", text: "Written answer: the question, the answering minister, one sentence, a table with full title (measure, offence, area, years), notes (1), (2) below it.", why: noForm},
	{id: "M02", level: ours, title: "a written answer lacks its notes", source: "HANS", text: "Its notes state the principal-offence rule, who is counted, the date the data were drawn and, where true, that it is management information, provisional, not quality-assured as official statistics.", why: noForm},
	{id: "M03", level: essential, title: "what is not recorded is not in the total", source: "HANS, house", text: "“Not recorded” is a row and is in the total (914 of 5,895 in 2016).",
		how: "by the manifest: no total of a table is short by just its row of what is not known", hint: rebuilt, check: m03},
	{id: "M04", level: advised, title: "limits are not in the House's words", source: "HANS", text: "Limits use the House's phrases: “not available from published statistics”, “only at disproportionate cost”.", why: noForm, eye: "each answer, by its drafter"},
	{id: "M05", level: ours, title: "a ministerial statement is not in its form", source: "HAC", text: "Written ministerial statement: title, minister, date; it corrects an earlier one by a further statement naming it, what it said and what is right (23 and 25 May 2006).", why: noForm},
	{id: "M06", level: ours, title: "a memorandum is not in its form", source: "HAC", text: "Committee memorandum: paragraphs numbered from 1, sub-headings, dash lists, a caveat paragraph before the first figure, a comparison with the last letter (“compares with 86”), signature, office, date.", why: noForm},
	{id: "M07", level: ours, title: "a committee report is not in its form", source: "HAC reports", text: "Committee report: paragraph numbers run on through chapters; footnote numbers in brackets.", why: noForm},
	{id: "M08", level: advised, title: "an audit report is not in its form", source: "NAO reports, extracts", text: "NAO and PAC report: cover “Report by the Comptroller and Auditor General”, HC number, parliamentary session, date, department; number and title above, notes, then source below.", why: noForm,
		eye: "the Figure, Notes and Source lines and the key-facts page against a sample, which is still to be had"},
	{id: "M09", level: ours, title: "a minister's brief lacks a part", source: "house", text: "Minister's brief, two pages: the figures to say, what each includes and leaves out, as at, what changed and why, the likely next question and its answer.",
		how: "the document called brief: two pages in PDF; its page has figures, the date they are as at, and sections on what changed and on questions. The words are their author's, so this is advice", hint: "see the words despatch init writes for a brief", check: m09},
	{id: "M10", level: ours, title: "a press notice lacks a part", source: "CODE2, house", text: "Press notice: main points by figure id, link to the release, embargo line until publication, contacts; comment, if any, apart and attributed.",
		how: "the document called press: its page has figures, a line of embargo with the time of publication, and contacts. The words are their author's, so this is advice", hint: "keep {embargo} and {contacts} in the words",
		why: "the link to the release, as no release file says at which address it will stand", check: m10, eye: "that comment is apart and attributed, by the press office, each time"},
	{id: "M11", level: essential, title: "nested counts read as parts", source: "house", text: "Nested counts are worded as such (“of 288, 83 had been started; of these 53 …”), never as parts.",
		how: "by the manifest's rule for each figure: a table of stages reached says that each includes the later ones, on each page and worksheet", hint: rebuilt, check: m11, eye: "the sentences of each release, by its author"},
	{id: "M12", level: essential, title: "forms do not agree in their notes", source: "house", text: "All forms draw notes and figures from one store; only marker and place differ.",
		how: "a note of one number says the same in every workbook, page and text of the side (that figures agree is C22, H14 and the reading back)", hint: rebuilt, check: m12},
}

// m03: a total that leaves out exactly what is not known.
func m03(c *call) {
	if c.side.Manifest == nil {
		return
	}
	type key struct{ table, column string }
	sum, unknown, total := map[key]float64{}, map[key]float64{}, map[key]float64{}
	unit := map[key]bool{}
	for _, f := range c.side.Manifest.Figures {
		parts := strings.Split(f.ID, "/")
		if len(parts) != 3 || f.Formula != "" || !bareNumber().MatchString(f.Value) {
			continue
		}
		k, v := key{parts[0], parts[2]}, plain(f.Value)
		unit[k] = unit[k] || f.Unit != reports.Number
		switch {
		case parts[1] == "total":
			total[k] = v
		case strings.HasSuffix(parts[1], ".total"):
		case parts[1] == "unknown":
			unknown[k] = v
			sum[k] += v
		default:
			sum[k] += v
		}
	}
	for k, v := range total {
		if u := unknown[k]; u > 0 && !unit[k] && sum[k]-u == v {
			c.bad("manifest.json", "table %s, column %s: the total, %.0f, leaves out the %.0f not known", k.table, k.column, v, u)
		}
	}
}

// m09: the parts of a brief.
func m09(c *call) {
	for _, t := range c.pdfs {
		if t.file.Document == "brief" && t.pages > 2 {
			c.advise(t.file.Name, "the brief has %d pages", t.pages)
		}
	}
	for _, p := range c.pages {
		if p.file.Document != "brief" {
			continue
		}
		all := strings.ToLower(strings.Join(p.headings(), "\n"))
		for what, words := range map[string][]string{"the figures to say": {"figures"}, "what has changed": {"changed", "change"}, "questions": {"question"}} {
			found := false
			for _, w := range words {
				found = found || strings.Contains(all, w)
			}
			if !found {
				c.advise(p.file.Name, "the brief has no section on %s", what)
			}
		}
		if len(c.placed[p.file.Name]) == 0 {
			c.advise(p.file.Name, "the brief holds no figure")
		}
	}
}

var embargo = pattern(`(?i)embargo|not for publication`)

func m10(c *call) {
	date, clock := c.published()
	for _, p := range c.pages {
		if p.file.Document != "press" {
			continue
		}
		line := false
		for _, n := range p.tags["p"] {
			t := text(n)
			line = line || embargo().MatchString(t) && strings.Contains(t, clock) && strings.Contains(t, date)
		}
		if !line {
			c.advise(p.file.Name, "the press notice has no line of embargo until %s on %s", clock, date)
		}
		if len(c.placed[p.file.Name]) == 0 {
			c.advise(p.file.Name, "the press notice holds no figure")
		}
	}
}

// reaches says whether a figure counts all who reached a stage.
func reaches(f *reports.ManifestFigure) bool {
	i := strings.Index(f.Rule, `stage "`)
	return i >= 0 && strings.Contains(f.Rule[i:], `" reached`)
}

// m11: tables of stages reached say so.
func m11(c *call) {
	nested := map[string]int{}
	for id, f := range c.figures {
		if reaches(f) && f.Formula == "" {
			nested[strings.SplitN(id, "/", 2)[0]]++
		}
	}
	says := func(s string) bool { return strings.Contains(s, "includes") }
	for id, n := range nested {
		if n < 2 {
			continue
		}
		for _, b := range c.books {
			if s := b.sheet(strings.ReplaceAll(id, "-", "_")); s != nil && !says(strings.Join(s.above(), " ")) {
				c.bad(b.file.Name, "%s: does not say that each stage includes the later ones", s.name)
			}
		}
		for _, p := range c.pages {
			n := p.ids["table/"+id]
			if n == nil {
				continue
			}
			caption := ""
			for k := range n.Descendants() {
				if k.Type == html.ElementNode && (k.Data == "caption" || hasClass(k, "remarks")) {
					caption += text(k) + " "
				}
			}
			if !says(caption) {
				c.bad(p.file.Name, "#table/%s: does not say that each stage includes the later ones", id)
			}
		}
	}
}

var noteNumber = pattern(`^(?:\[note |Note )([0-9]+)\]?$`)

// m12: a note of one number says the same everywhere.
func m12(c *call) {
	type said struct{ text, at string }
	notes := map[string]said{}
	tell := func(file, at, number, text string) {
		text = onlyLetters(text)
		if old, ok := notes[number]; ok && old.text != text {
			c.bad(file, "%s: note %s does not read as in %s", at, number, old.at)
			return
		}
		notes[number] = said{text, file}
	}
	for _, b := range c.books {
		s := b.sheet(notesName)
		if s == nil || s.table() == nil {
			continue
		}
		for r := s.table().r1 + 1; r <= s.table().r2; r++ {
			if m := noteNumber().FindStringSubmatch(strings.TrimSpace(s.text(r, 1))); m != nil {
				tell(b.file.Name, s.place(r, 1), m[1], s.text(r, 2))
			}
		}
	}
	for _, p := range c.pages {
		for _, dt := range p.tags["dt"] {
			m := noteNumber().FindStringSubmatch(text(dt))
			if m == nil || !strings.HasPrefix(value(dt, "id"), "note/") {
				continue
			}
			for k := range children(dt.Parent) {
				if k.Data == "dd" {
					tell(p.file.Name, where(dt), m[1], withoutBack(k))
				}
			}
		}
	}
}

// withoutBack is what a note says, without the way back to where it is marked.
func withoutBack(n *html.Node) string {
	s := text(n)
	for k := range n.Descendants() {
		if k.Type == html.ElementNode && hasClass(k, "back") {
			s = strings.TrimSuffix(strings.TrimSpace(s), text(k))
		}
	}
	return s
}

// onlyLetters is a text by its letters and digits alone: forms set signs between in their own way.
func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r > 127:
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}
