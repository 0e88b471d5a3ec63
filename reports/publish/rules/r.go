package rules

import (
	"strings"
	"time"

	"despatch/reports"
)

const noField = "the release file has no place for it: nothing that is written could show it"

// rRules are the rules for releases and revisions.
var rRules = []rule{
	{id: "R01", level: essential, title: "a file does not say what it is", source: "CODE3", text: "Status (official, accredited, in development, management information) and state (provisional, final, revised) are on every file.",
		how: "each page, workbook, PDF, text and description of a CSV says both; drawings and bare CSV hold no words of their own. In PDF and text the words are their author's, and it is advice", hint: "keep {details} in the words", check: r01},
	{id: "R02", level: essential, title: "a file does not say when it was published", source: "CODE2", text: "Each file carries its date and time of publication; official statistics come out at 9.30 on a weekday unless the release records an exception, and nothing is said before.",
		how: "the same files, a description of a CSV by its date; and of official statistics the hour and day, as advice", hint: "set published to 9.30 on a weekday, or say why not in the words", check: r02},
	{id: "R03", level: advised, title: "the release was not announced", source: "CODE2", text: "Announced in a calendar 12 months ahead, the day at least 4 weeks before; a change of date is approved and explained.", why: noField,
		eye: "the calendar, by the head of profession, for each official release"},
	{id: "R04", level: essential, title: "the pre-release list names persons", source: "CODE2, MoJ lists", text: "The pre-release list is minimal, justified and published: posts and counts (“Press officers (x10)”), at most 24 hours; access to drafts is recorded too.",
		how: "in a section on pre-release access of a page, no form of address of a person", hint: "name the post, not the person", check: r04, eye: "that the list is minimal and published, by the head of profession, for each official release"},
	{id: "R05", level: essential, title: "a document gives no contact", source: "CODE3, SSA", text: "A contact is given for the statistics (team or person) and one for the media.",
		how: "each page gives one in its footer, and official statistics give two (as advice: the release file may leave one out); workbooks are X30", hint: "give contact two lines: the statistics, and the press office", check: r05},
	{id: "R06", level: essential, title: "a document lacks date, source or policies", source: "CODE3, SSA", text: "The as-at date, source, next update and a link to revisions and release-practice policies are in each document.",
		how: "each page and workbook has date and source; PDF and text have the date, as advice; of official statistics a page has the next update (unless final) and a link to a policy, as advice", hint: "give next_update and policies in the release file", check: r06},
	{id: "R07", level: essential, title: "a release holds comment", source: "CODE3", text: "Statistics are apart from policy and press comment.", how: "the release's page has no quotation set apart and no minister who said something, as advice", hint: "move the comment to a press notice, apart and attributed",
		check: r07, eye: "the words of each release, by the head of profession"},
	{id: "R08", level: essential, title: "a revision does not show what was said before", source: "HOREV", text: "A planned revision was announced, shows the former figure beside the new one, and gives the reason.",
		how: "a side in the state revised has the table “earlier”, as advice", hint: "list the former figures under earlier in the release file", why: "that it was announced, and its reason: the release file has no place for them", check: r08},
	{id: "R09", level: essential, title: "an unplanned revision has no approver", source: "HOREV", text: "An unplanned revision needs a substantial error (it would qualify or contradict the conclusions) and a named approver.", why: noField},
	{id: "R10", level: essential, title: "a correction is not told", source: "ONS notices", text: "A correction notice says what was wrong, what is not affected, when it was put right; the old file stays, marked with the time it was superseded.",
		why: noField + "; that an old pack stays, marked superseded, is how build replaces one, and verify tells it (O085)"},
	{id: "R11", level: essential, title: "a movement is not bridged", source: "house, from 1,023 to 1,019 to 1,013", text: "Any total that moved is bridged: new cases, merged duplicates, recoded, definition changed; the parts sum to the movement; an unexplained remainder stops the pack.",
		why: "despatch makes no bridges yet: the table “earlier” shows the movement and its two ends"},
	{id: "R12", level: essential, title: "a changed definition is not marked", source: "SYM, house (150 to 179)", text: "A changed definition has a version and a date; figures on both sides of it carry [b] or are given on both.", why: noField},
	{id: "R13", level: essential, title: "a figure has no table behind it", source: "OSR", text: "A figure in a brief, answer or press notice is in the published tables, or is published at the same time with source and context.",
		how: "on the published side, each figure worked out that stands in a document is made from figures of the manifest; that the briefing side says nothing else, verify sees (O083)", hint: "refer to figures of tables", check: r13},
	{id: "R14", level: essential, title: "the disclosure policy is not named", source: "CODE, Statistics and Registration Service Act 2007 s.39; house", text: "The disclosure policy is named in the release and versioned, no silent default; an override has reason and approver.",
		how: "the manifest of the published side and each page name it, exact figures with reason and approver", hint: "give disclosure with reason and approved_by", why: "a version: the policies are despatch's own two", check: r14},
	{id: "R15", level: ours, title: "a file is not offered by itself", source: "SSA", text: "Files are offered singly, not only as a zip.", how: "no file of the side is an archive, and the release's page links to each workbook and PDF of the release, and to data and drawing of each table and chart it shows", hint: rebuilt, check: r15},
}

// statuses are how each status reads.
var statuses = map[string]string{"official": "official statistics", "accredited": "accredited official statistics",
	"in development": "official statistics in development", "management information": "management information"}

// A said is a file with words: all it says, in lower case, and whether they are its author's alone.
type said struct {
	file   File
	all    string
	author bool
	data   bool // a description of data
}

// wordy are the files of the side that hold words.
func (h *held) wordy() []said {
	if h.words != nil {
		return h.words
	}
	var out []said
	for _, b := range h.books {
		var all strings.Builder
		if s := b.sheet(coverName); s != nil {
			for _, line := range s.above() {
				all.WriteString(line + "\n")
			}
		}
		out = append(out, said{file: b.file, all: strings.ToLower(all.String())})
	}
	for _, p := range h.pages {
		out = append(out, said{file: p.file, all: strings.ToLower(text(p.root))})
	}
	for _, t := range h.pdfs {
		out = append(out, said{file: t.file, all: strings.ToLower(t.all), author: true})
	}
	for _, t := range h.tidies {
		f := t.file
		f.Name += "-metadata.json"
		out = append(out, said{file: f, all: strings.ToLower(t.about), data: true})
	}
	for _, f := range h.side.Files {
		if f.Format == "txt" {
			out = append(out, said{file: f, all: strings.ToLower(squeeze(string(f.Data))), author: true})
		}
	}
	h.words = out
	return out
}

// lacks tells that a file does not say something.
func (c *call) lacks(s said, what string) {
	if s.author {
		c.advise(s.file.Name, "nowhere says %s", what)
	} else {
		c.bad(s.file.Name, "nowhere says %s", what)
	}
}

func r01(c *call) {
	status := statuses[c.release.Status]
	for _, s := range c.wordy() {
		if status != "" && !strings.Contains(s.all, status) {
			c.lacks(s, "its status, "+status)
		}
		if !strings.Contains(s.all, strings.ToLower(c.release.State)) {
			c.lacks(s, "its state, "+c.release.State)
		}
	}
}

func r02(c *call) {
	date, clock := c.published()
	at, err := time.Parse(time.RFC3339, c.release.Published)
	if err != nil {
		c.bad("manifest.json", "the time of publication cannot be read")
		return
	}
	for _, s := range c.wordy() {
		switch {
		case s.data && !strings.Contains(s.all, at.Format("2006-01-02")):
			c.bad(s.file.Name, "nowhere says when it was published, %s", date)
		case !s.data && (!strings.Contains(s.all, strings.ToLower(date)) || !strings.Contains(s.all, clock)):
			c.lacks(s, "when it was published, "+clock+" on "+date)
		}
	}
	weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
	if c.official() && (at.Format("15:04") != "09:30" || weekend) {
		c.advise("manifest.json", "official statistics are published at %s on %s, not at 9.30am on a weekday", clock, at.Format("Monday 2 January 2006"))
	}
}

var personal = pattern(`\b(Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Rt Hon)\b\.? [A-Z]`)

func r04(c *call) {
	for _, p := range c.pages {
		for _, n := range p.tags["section"] {
			heading := ""
			for k := range children(n) {
				if k.Data == "h2" || k.Data == "h3" {
					heading = strings.ToLower(text(k))
					break
				}
			}
			if strings.Contains(heading, "pre-release") {
				if name := personal().FindString(text(n)); name != "" {
					c.advise(p.file.Name, "section %s: a person stands in it", short(heading))
				}
			}
		}
	}
}

// fact is what the footer of a page says under a word: the texts of its dd.
func (p *page) fact(term string) []string {
	var out []string
	for _, dt := range p.tags["dt"] {
		if within(dt, "footer") && text(dt) == term {
			for k := range children(dt.Parent) {
				if k.Data == "dd" {
					out = append(out, text(k))
				}
			}
		}
	}
	return out
}

func r05(c *call) {
	for _, p := range c.pages {
		switch n := len(p.fact("Contact")); {
		case n == 0:
			c.bad(p.file.Name, "footer: gives no contact")
		case n == 1 && c.official():
			c.advise(p.file.Name, "footer: gives one contact; official statistics name one for the statistics and one for the media")
		}
	}
}

func r06(c *call) {
	date := strings.ToLower("as at " + day(c.release.AsAt))
	for _, s := range c.wordy() {
		if !s.data && !strings.Contains(s.all, date) && !strings.Contains(s.all, strings.ToLower(day(c.release.AsAt))) {
			c.lacks(s, "the date its data are as at, "+day(c.release.AsAt))
		}
		if !s.data && !s.author && !strings.Contains(s.all, "source") {
			c.lacks(s, "its source")
		}
	}
	if !c.official() {
		return
	}
	for _, p := range c.pages {
		if len(p.fact("Next update")) == 0 && c.release.State != "final" {
			c.advise(p.file.Name, "footer: gives no next update")
		}
		policy := false
		for _, n := range p.tags["a"] {
			policy = policy || strings.HasPrefix(value(n, "href"), "https://") && (strings.Contains(strings.ToLower(text(n)), "polic") || strings.Contains(strings.ToLower(text(n)), "revision"))
		}
		if !policy && p.file.Document == "release" {
			c.advise(p.file.Name, "has no link to a policy on revisions or releases")
		}
	}
}

var ministers = pattern(`(?i)\b(minister|secretary of state|home secretary)\b[^.]{0,40}\bsaid:? [“"]`)

func r07(c *call) {
	for _, p := range c.pages {
		if p.file.Document != "release" {
			continue
		}
		for _, n := range p.tags["blockquote"] {
			c.advise(p.file.Name, "%s: a quotation is set apart", where(n))
		}
		for _, n := range p.tags["p"] {
			if ministers().MatchString(text(n)) {
				c.advise(p.file.Name, "%s: a minister says something", where(n))
			}
		}
	}
}

func r08(c *call) {
	if c.release.State != "revised" || c.side.Manifest.Side != reports.Published {
		return
	}
	for id := range c.figures {
		if strings.Contains(id, "@") {
			return
		}
	}
	c.advise("manifest.json", "the release is a revision, and no figure stated before stands in it")
}

func r13(c *call) {
	if c.side.Manifest == nil || c.side.Manifest.Side != reports.Published {
		return
	}
	for _, f := range c.side.Manifest.Figures {
		if f.Formula == "" || len(f.Places) == 0 {
			continue
		}
		for word := range strings.FieldsSeq(f.Formula) {
			if strings.Contains(word, "/") && c.figures[word] == nil {
				c.bad(f.Places[0].File, "%s: the figure is made from %s, which is nowhere in the pack", f.Places[0].At, word)
			}
		}
	}
}

func r14(c *call) {
	m := c.side.Manifest
	if m == nil || m.Side != reports.Published {
		return
	}
	if m.Disclosure == "" {
		c.bad("manifest.json", "names no disclosure policy")
		return
	}
	if strings.Contains(m.Disclosure, "exact") && !(strings.Contains(m.Disclosure, "Reason:") && strings.Contains(m.Disclosure, "Approved by")) {
		c.bad("manifest.json", "figures are exact, and no reason and approver are named")
	}
	for _, p := range c.pages {
		if got := p.fact("Disclosure control"); len(got) == 0 || got[0] != squeeze(m.Disclosure) {
			c.bad(p.file.Name, "footer: does not name the disclosure policy of the manifest")
		}
	}
}

func r15(c *call) {
	var home *page
	offered := map[string]bool{}
	for _, p := range c.pages {
		if p.file.Document == "release" {
			home = p
			for _, n := range p.tags["a"] {
				offered[value(n, "href")] = true
			}
		}
	}
	for _, f := range c.side.Files {
		if strings.HasSuffix(f.Name, ".zip") {
			c.bad(f.Name, "is an archive")
		}
		if home == nil || f.Document != "release" || offered[f.Name] {
			continue
		}
		stem, ending, _ := strings.Cut(f.Name, ".")
		whole := ending == "xlsx" || ending == "ods" || ending == "pdf"
		part := (ending == "csv" && strings.HasPrefix(stem, "tables/") || ending == "svg" && strings.HasPrefix(stem, "charts/")) &&
			home.ids[strings.TrimSuffix(stem[:strings.IndexByte(stem, '/')], "s")+stem[strings.IndexByte(stem, '/'):]] != nil
		if whole || part {
			c.bad(home.file.Name, "offers no link to %s", f.Name)
		}
	}
}
