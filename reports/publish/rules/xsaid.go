package rules

import (
	"strings"
	"time"
)

// x23: the order of the lines above a table of figures.
func x23(c *call, b *book) {
	for _, s := range b.sheets {
		if s.special() || s.table() == nil {
			continue
		}
		at, want := 0, ""
		for i, line := range s.above() {
			step := 3 // a remark
			switch {
			case i == 0:
				step = 0
			case strings.HasPrefix(line, "This worksheet contains one table."):
				step = 1
			case strings.HasPrefix(line, "This table uses shorthand: "):
				step = 2
			case strings.HasPrefix(line, "Source: "):
				step = 4
			case i == 1: // the marking of the briefing side
				step = 0
			}
			if step < at {
				c.bad(b.file.Name, "%s: %s stands too far down", s.place(i+1, 1), short(line))
			}
			at, want = step, want+string(rune('0'+step))
		}
		if !strings.Contains(want, "1") {
			c.bad(b.file.Name, "%s: does not say “This worksheet contains one table.”", s.name)
		}
	}
}

// x27: common misspellings, in workbooks and pages. The words are their author's.
func x27(c *call) {
	for _, b := range c.books {
		b.eachCell(func(s *sheet, r *row, x *cell, _ *look) {
			if !x.number {
				if w := misspelling(x.text); w != "" {
					c.advise(b.file.Name, "%s: reads %s", s.place(r.n, x.col), short(w))
				}
			}
		})
	}
	for _, p := range c.pages {
		for _, tag := range []string{"p", "li", "dt", "dd", "th", "caption", "h1", "h2", "h3", "h4"} {
			for _, n := range p.tags[tag] {
				if w := misspelling(text(n)); w != "" {
					c.advise(p.file.Name, "%s: reads %s", where(n), short(w))
				}
			}
		}
	}
}

func x28(c *call, b *book) {
	p := b.props
	for _, fault := range []struct {
		is   bool
		what string
	}{
		{p.title == "", "it has no title"},
		{p.lang == "", "its language is not set, or not the same everywhere"},
		{p.creator != c.release.Organisation, "its author is " + short(p.creator) + ", not the organisation"},
		{strings.TrimSpace(p.keywords) == "", "it has no keywords"},
	} {
		if fault.is {
			c.bad(b.file.Name, "properties: %s", fault.what)
		}
	}
	if strings.Contains(p.title, "_") || strings.Contains(p.title, " - ") || strings.Contains(p.title, " – ") {
		c.advise(b.file.Name, "properties: its title, %s, holds an underscore or a dash", short(p.title))
	}
}

// day is a date of the manifest as people read it.
func day(iso string) string {
	t, err := time.Parse("2006-01-02", iso)
	if err != nil {
		return ""
	}
	return t.Format("2 January 2006")
}

// official says whether the code of practice binds the release: management
// information is published outside it.
func (h *held) official() bool {
	return h.release.Status != "management information" && statuses[h.release.Status] != ""
}

// published is the manifest's time of publication: the day in words, and the hour.
func (h *held) published() (day, clock string) {
	t, err := time.Parse(time.RFC3339, h.release.Published)
	if err != nil {
		return "", ""
	}
	return t.Format("2 January 2006"), strings.ToLower(t.Format("3:04pm"))
}

// x30: what the cover says.
func x30(c *call, b *book) {
	s := b.sheet(coverName)
	if s == nil || len(b.sheets) == 0 || b.sheets[0] != s {
		c.bad(b.file.Name, "the first sheet is not the cover")
		return
	}
	if _, col := s.last(); col > 1 {
		c.bad(b.file.Name, "%s: something stands beside column A", s.name)
	}
	lines := s.above()
	said := func(all ...string) bool {
		for _, line := range lines {
			ok := true
			for _, part := range all {
				ok = ok && strings.Contains(line, part)
			}
			if ok {
				return true
			}
		}
		return false
	}
	date, clock := c.published()
	for _, want := range []struct {
		is   bool
		what string
		tell func(file, format string, args ...any)
	}{
		{len(lines) > 0 && strings.Contains(lines[0], c.release.Title), "the release's title in A1", c.bad},
		{said("Published", date, clock), "the time of publication, " + clock + " on " + date, c.bad},
		{said("As at", day(c.release.AsAt)), "the date the data are as at, " + day(c.release.AsAt), c.bad},
		{!c.official() || c.release.State == "final" || said("Next update"), "the next update", c.advise},
		{said(c.release.State), "the state, " + c.release.State, c.bad},
		{said("Source:"), "the source", c.bad},
		{said("Main points"), "a summary", c.bad},
		{contacts(lines) >= 1 && (!c.official() || contacts(lines) >= 2), "contacts, one for the statistics and one for the media", c.advise},
	} {
		if !want.is {
			want.tell(b.file.Name, "%s: lacks %s", s.name, want.what)
		}
	}
}

// contacts counts the lines after the heading Contact, up to the next heading.
func contacts(lines []string) int {
	n := -1
	for _, line := range lines {
		switch {
		case line == "Contact":
			n = 0
		case line == "Policies":
			return max(n, 0)
		case n >= 0:
			n++
		}
	}
	return max(n, 0)
}

// x34: units in headers. What stands in round brackets at the end of a header is its unit.
func x34(c *call, b *book) {
	for _, s := range b.sheets {
		t := s.table()
		if t == nil || s.special() {
			continue
		}
		for col := range s.values() {
			text := s.text(t.r1, col)
			before, _, _ := strings.Cut(text, "[")
			before = strings.TrimRight(before, " ")
			i := strings.LastIndexByte(before, '(')
			if i < 0 || !strings.HasSuffix(before, ")") || !isUnit(before[i+1:len(before)-1]) {
				if j := strings.LastIndexByte(text, '('); j > 0 && strings.Contains(text[:j], "[note") {
					c.bad(b.file.Name, "%s: the unit comes after the marker of a note", s.place(t.r1, col))
				}
				continue
			}
			if i > 0 && before[i-1] != '\n' {
				c.advise(b.file.Name, "%s: the unit is not on a line of its own", s.place(t.r1, col))
			}
		}
	}
}

// isUnit says whether the words in round brackets are a unit.
func isUnit(s string) bool {
	switch s {
	case "%", "£", "percentage points", "days", "per cent", "years", "months", "hours", "£ thousand", "£ million", "number":
		return true
	}
	return strings.HasPrefix(s, "per ") || strings.HasPrefix(s, "£")
}

// x35: totals at the edge, by the codes the manifest has for rows and columns.
func x35(c *call, b *book) {
	spots := c.spots(b.file.Name)
	for _, s := range b.sheets {
		t := s.table()
		if t == nil || s.special() {
			continue
		}
		rank := 0
		for r := t.r1 + 1; r <= t.r2; r++ {
			code := ""
			for col := t.c1; col <= t.c2 && code == ""; col++ {
				code = spots[s.place(r, col)].row
			}
			now := 0
			switch {
			case code == "total":
				now = 2
			case strings.HasSuffix(code, ".total"):
				now = 1
			}
			if now < rank {
				c.bad(b.file.Name, "%s: a row stands below a total", s.place(r, t.c1))
			}
			rank = max(rank, now)
		}
		if t.r2 > t.r1 {
			columnTotals(c, b, s, t, spots)
		}
	}
}

// columnTotals: after the columns of a total, nothing but more of them.
func columnTotals(c *call, b *book, s *sheet, t *tableRange, spots map[string]spot) {
	total := map[string]bool{} // by measure
	for col := t.c1; col <= t.c2; col++ {
		at, ok := spots[s.place(t.r1+1, col)]
		if !ok {
			continue
		}
		if total[at.measure] && at.column != "total" {
			c.bad(b.file.Name, "%s: a column stands after the total", s.place(t.r1, col))
		}
		total[at.measure] = total[at.measure] || at.column == "total"
	}
}

func x36(c *call, b *book) {
	b.eachCell(func(s *sheet, r *row, x *cell, _ *look) {
		if x.number || s.name == contentsName && x.col == 1 {
			return
		}
		if m := badDate().FindString(x.text); m != "" && !strings.Contains(x.text, "://") {
			c.advise(b.file.Name, "%s: has the date or period %s", s.place(r.n, x.col), short(m))
		}
	})
}

func x38(c *call, b *book) {
	for _, s := range b.sheets {
		t := s.table()
		if t == nil || s.special() {
			continue
		}
		percent := ""
		for col := range s.values() {
			if text := s.text(t.r1, col); strings.Contains(text, "(%)") || strings.Contains(text, "(percentage points)") {
				percent = s.place(t.r1, col)
			}
		}
		if percent == "" {
			continue
		}
		said := false
		for _, line := range s.above() {
			said = said || strings.Contains(line, "rounded") && strings.Contains(line, "not add up")
		}
		if !said {
			c.bad(b.file.Name, "%s: has percentages and does not say that they are rounded and may not add up", s.name)
		}
	}
}

// reserved are the tables despatch adds: they are of records and statements, not of places.
var reserved = map[string]bool{"account": true, "reasons": true, "column_quality": true, "not_known": true, "earlier": true, "changes": true, "revisions": true, "bridge": true}

func x39(c *call, b *book) {
	area := ""
	if cover := b.sheet(coverName); cover != nil {
		for _, line := range cover.above() {
			if a, ok := strings.CutPrefix(line, "Area: "); ok {
				area = a
			}
		}
	}
	for _, s := range b.sheets {
		if s.special() || s.table() == nil {
			continue
		}
		title := s.text(1, 1)
		number, _, ok := strings.Cut(strings.TrimPrefix(title, "Table "), ":")
		switch {
		case !strings.HasPrefix(title, "Table ") || !ok || strings.Trim(number, "0123456789") != "":
			c.bad(b.file.Name, "%s!A1: the title does not begin with “Table n:”", s.name)
		case !year().MatchString(title):
			c.bad(b.file.Name, "%s!A1: the title names no period", s.name)
		case area != "" && !reserved[s.name] && !strings.Contains(title, area):
			c.bad(b.file.Name, "%s!A1: the title does not name the area, %s", s.name, area)
		}
	}
}
