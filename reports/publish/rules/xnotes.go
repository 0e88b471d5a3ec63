package rules

import (
	"fmt"
	"strconv"
	"strings"
)

// x09: no sign or raised letter points to a note.
func x09(c *call, b *book) {
	b.eachCell(func(s *sheet, r *row, x *cell, _ *look) {
		if x.raised {
			c.bad(b.file.Name, "%s: some of its letters are raised or lowered", s.place(r.n, x.col))
		} else if !x.number && !isNoValue(x.text) && signs().MatchString(x.text) {
			c.advise(b.file.Name, "%s: a sign points to a note", s.place(r.n, x.col)) // of a label, as its author has it
		}
	})
}

// x10: the markers' form, and their order over the tables.
func x10(c *call, b *book) {
	next := 1
	seen := map[int]bool{}
	b.eachCell(func(s *sheet, r *row, x *cell, _ *look) {
		if s.name == contentsName || x.number {
			return
		}
		for _, m := range marksOf(x.text) {
			form := noteForm().FindStringSubmatch(m)
			if form == nil {
				if noteLike().MatchString(m) {
					c.bad(b.file.Name, "%s: a marker reads %s", s.place(r.n, x.col), short(m))
				}
				continue
			}
			n, _ := strconv.Atoi(form[1])
			if s.special() || seen[n] {
				continue
			}
			if seen[n] = true; n != next {
				c.bad(b.file.Name, "%s: the first marker of note %d; the next in order is note %d", s.place(r.n, x.col), n, next)
			}
			next = n + 1
		}
		if strings.Contains(strings.ReplaceAll(x.text, "[b] [note", "[b]"), "] [note") {
			c.bad(b.file.Name, "%s: a space stands between markers", s.place(r.n, x.col))
		}
	})
}

// x11: no marker beside a value.
func x11(c *call, b *book) {
	for _, s := range b.sheets {
		values := s.values()
		t := s.table()
		for i := range s.rows {
			r := &s.rows[i]
			for j := range r.cells {
				if x := &r.cells[j]; values[x.col] && r.n > t.r1 && r.n <= t.r2 && strings.Contains(x.text, "[note") {
					c.bad(b.file.Name, "%s: a marker stands in a cell of data", s.place(r.n, x.col))
				}
			}
		}
	}
}

// notesOf is the numbers of the notes a workbook explains, and where; and whether
// it has the sheet.
func notesOf(b *book) (map[int]string, bool) {
	out := map[int]string{}
	s := b.sheet(notesName)
	if s == nil || s.table() == nil {
		return out, s != nil
	}
	t := s.table()
	for r := t.r1 + 1; r <= t.r2; r++ {
		if form := noteForm().FindStringSubmatch(strings.TrimSpace(s.text(r, t.c1))); form != nil {
			n, _ := strconv.Atoi(form[1])
			out[n] = s.place(r, t.c1)
		}
	}
	return out, true
}

// x12: every marker has its note, every note a marker.
func x12(c *call, b *book) {
	explained, _ := notesOf(b)
	used := map[int]bool{}
	b.eachCell(func(s *sheet, r *row, x *cell, _ *look) {
		if s.name == notesName && x.col == 1 || x.number {
			return
		}
		for _, m := range marksOf(x.text) {
			form := noteForm().FindStringSubmatch(m)
			if form == nil || strings.Contains(x.text, "such as "+m) {
				continue
			}
			n, _ := strconv.Atoi(form[1])
			if used[n] = true; explained[n] == "" {
				c.bad(b.file.Name, "%s: note %d is not among the notes", s.place(r.n, x.col), n)
			}
		}
	})
	for n, at := range explained {
		if !used[n] {
			c.bad(b.file.Name, "%s: nothing refers to note %d", at, n)
		}
	}
}

// x13: a sheet with markers says where the notes are, and the cover what a marker is.
func x13(c *call, b *book) {
	for _, s := range b.sheets {
		if s.special() || !marked(s) {
			continue
		}
		said := false
		for _, line := range s.above() {
			said = said || strings.Contains(line, "notes") && strings.Contains(line, "worksheet "+notesName)
		}
		if !said {
			c.bad(b.file.Name, "%s: has markers and does not say that the notes are on the worksheet %s", s.name, notesName)
		}
	}
	if _, there := notesOf(b); !there {
		return
	}
	explains := false
	if cover := b.sheet(coverName); cover != nil {
		for _, line := range cover.above() {
			explains = explains || strings.Contains(line, "such as [note ") && strings.Contains(line, notesName)
		}
	}
	if !explains {
		c.bad(b.file.Name, "%s: does not explain the markers of notes", coverName)
	}
}

// marked says whether a sheet holds markers of notes.
func marked(s *sheet) bool {
	for i := range s.rows {
		for j := range s.rows[i].cells {
			if x := &s.rows[i].cells[j]; !x.number && strings.Contains(x.text, "[note ") {
				return true
			}
		}
	}
	return false
}

// x14: links.
func x14(c *call, b *book) {
	texts := map[string]string{}
	for _, s := range b.sheets {
		for _, l := range s.links {
			at := s.place(l.row, l.col)
			x := s.at(l.row, l.col)
			text := squeeze(l.text)
			switch {
			case x == nil || emptyLinks[strings.ToLower(text)]:
				c.bad(b.file.Name, "%s: the link says %s", at, short(text))
				continue
			case bareURL().MatchString(text):
				c.bad(b.file.Name, "%s: the link is a bare address", at)
			case text != squeeze(x.text):
				c.bad(b.file.Name, "%s: the link is not alone in its cell", at)
			case !b.look(x).under:
				c.bad(b.file.Name, "%s: the link is not underlined", at)
			case isFile(l.to) && !fileOffer().MatchString(text):
				c.bad(b.file.Name, "%s: the link to a file does not give its type and size", at)
			}
			if to, inside := strings.CutPrefix(l.to, "#"); inside {
				name, _, _ := strings.Cut(to, ".")
				if b.sheet(name) == nil {
					c.bad(b.file.Name, "%s: the link leads to %s, which is no sheet", at, short(name))
				}
			}
			if other, again := texts[l.to]; again && other != text {
				c.bad(b.file.Name, "%s: the link says %s, another to the same place %s", at, short(text), short(other))
			}
			texts[l.to] = text
		}
	}
}

// isFile says whether an address is that of a file to download.
func isFile(to string) bool {
	if strings.HasPrefix(to, "#") || strings.HasPrefix(to, "mailto:") {
		return false
	}
	to, _, _ = strings.Cut(strings.ToLower(to), "#")
	for _, ending := range []string{".csv", ".xlsx", ".ods", ".pdf", ".svg", ".png", ".txt", ".zip", ".json", ".docx"} {
		if strings.HasSuffix(to, ending) {
			return true
		}
	}
	return false
}

// x31: the contents list every sheet once, with a link to its first cell.
func x31(c *call, b *book) {
	s := b.sheet(contentsName)
	if s == nil || s.table() == nil {
		c.bad(b.file.Name, "there is no sheet %s with a table", contentsName)
		return
	}
	if t := s.table(); t.c2-t.c1 < 1 {
		c.bad(b.file.Name, "%s: the table has no columns for number and title", s.name)
	}
	listed := map[string]int{}
	for _, l := range s.links {
		name, cell, _ := strings.Cut(strings.TrimPrefix(l.to, "#"), ".")
		if cell != "A1" && cell != "" {
			c.bad(b.file.Name, "%s: the link leads to %s of %s, not to A1", s.place(l.row, l.col), cell, name)
		}
		listed[name]++
	}
	for _, x := range b.sheets {
		if n := listed[x.name]; x.name != contentsName && n != 1 {
			c.bad(b.file.Name, "%s: the contents list the sheet %s", x.name, times(n))
		}
	}
}

// times says how often.
func times(n int) string {
	switch n {
	case 0:
		return "nowhere"
	case 1:
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
