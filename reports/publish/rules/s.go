package rules

import (
	"slices"
	"strings"
)

// sRules are the rules for shorthand: symbols in place of values, and marks of labels.
var sRules = []rule{
	{id: "S01", level: essential, title: "a symbol is not on the list", source: "SYM",
		text: "Shorthand stands in square brackets, one pair for each ([r][e]), and only symbols of the list are used: [c] [low] [k] [u] [w] [x] [z] in place of values; [b] [e] [er] [f] [p] [r] and [ns] [s] [ss] [sss] at labels.",
		how:  "every square bracket in the tables of workbooks and pages and in the symbols of CSV", hint: "say it in words, or use a symbol of the list", check: s01},
	{id: "S02", level: essential, title: "the key does not list the symbols of its table", source: "SYM, BASICS",
		text: "The key stands above the table (column A; before the table on a page) and lists exactly the symbols that table holds.",
		how:  "each table of each workbook and page, both ways", hint: "build the pack again: despatch makes the key from the table", why: "the PDF's, which is set from the same key (its text is held against the document when it is written)", check: s02},
	{id: "S03", level: ours, title: "a symbol shares a cell with a number", source: "SYM, UKHSA",
		text: "A symbol replaces a value or marks a label; it never shares a cell with a number, in any format.",
		how:  "each cell of data in workbooks, pages and CSV, and each value of the manifest, is a number or one symbol", hint: "mark the label, not the value", check: s03},
	{id: "S04", level: essential, title: "a zero is not a true zero", source: "SYM", text: "0 is written only for a true zero.",
		how: "by the manifest: a percentage of 0 whose own count is more than 0 reads [low]", hint: "a value that rounds to 0 is [low]", check: s04},
	{id: "S05", level: advised, title: "one symbol has several reasons", source: "SYM", text: "Different reasons for one symbol are numbered, [u1] [u2], each explained in the key.",
		how: "a numbered symbol in a workbook has at least one of another number beside it, and both are in the key", hint: "number the symbols only where there are several reasons", check: books(s05)},
	{id: "S06", level: essential, title: "a missing value has no symbol", source: "SYM", text: "Never NA, N/A, -, –, .., :, *, ~ or nothing stands in place of a value.",
		how: "each cell of data in workbooks and pages, each value of CSV and manifest; an empty one in CSV needs a symbol beside it", hint: "use [x] not available or [z] not applicable", check: s06},
	{id: "S07", level: ours, title: "round brackets hold more than a unit", source: "SSA", text: "In headers, round brackets are for units only.",
		how:  "the headers that despatch itself writes, those of measures: a pair of round brackets ends the header and holds a unit. Labels of a code list are the release's own words: there brackets are let through",
		hint: "say it without brackets, or give it as the measure's unit", check: books(s07)},
	{id: "S08", level: advised, title: "a letter stands where there is room for the word", source: "SSA, SYM", text: "Where there is room the word stands, not the letter: “provisional” in the heading.",
		why: "whether there is room is a matter of taste; despatch writes the words and none of these letters", eye: "headings of a release whose labels bear [p], [r] or [e], by its author, once a release"},
	{id: "S09", level: essential, title: "a withheld figure can be read or worked out", source: "SYM, house",
		text: "[c] does not tell whether a cell was withheld for itself or to protect another; the same cell is withheld in words, charts, alternative texts, percentages, CSV and JSON.",
		how:  "each figure the manifest withholds: its places in workbooks, pages and CSV read [c], no words stand for it, and every figure made from it is withheld too", hint: "build the pack again; if the file was not changed since, this is a fault of despatch: please report it", check: s09},
	{id: "S10", level: essential, title: "a mark of revision has no revisions table", source: "SYM", text: "[er] and [r] are used only where the pack has the revisions table that explains them.",
		how: "such marks in workbooks and pages of a side without a table “earlier”", hint: "list what was said before under earlier in the release file", check: s10},
	{id: "S11", level: ours, title: "an input holds a stray symbol for a missing number", source: "DfE (eesyscreener), house",
		text: "When an input column of numbers holds N/A, n/a, ., .., -, ~ or :, the record is reported; NULL, null, NA, na stop the column (never in columns of text, where they are names and codes of countries).",
		why:  "it is about records, which no written file shows: the findings of reading (D001 to D049) see to it as the extract is read"},
}

// eachMark calls f for the square brackets in the tables of workbooks and pages,
// markers of notes apart.
func (c *call) eachMark(f func(file, at, mark string, data bool)) {
	for _, b := range c.books {
		for _, s := range b.sheets {
			t := s.table()
			if t == nil || s.special() {
				continue
			}
			values := s.values()
			for i := range s.rows {
				r := &s.rows[i]
				for j := range r.cells {
					x := &r.cells[j]
					if r.n < t.r1 && r.n > 1 || x.number {
						continue
					}
					for _, m := range marksOf(x.text) {
						if !noteLike().MatchString(m) {
							f(b.file.Name, s.place(r.n, x.col), m, values[x.col] && r.n > t.r1)
						}
					}
				}
			}
		}
	}
	for _, p := range c.pages {
		for _, t := range p.tables {
			for i, v := range t.cells {
				for _, m := range marksOf(v) {
					f(p.file.Name, "#"+t.at[i], m, true)
				}
			}
			for _, h := range t.heads {
				for _, m := range marksOf(h) {
					if !noteLike().MatchString(m) {
						f(p.file.Name, t.name+" "+short(h), m, false)
					}
				}
			}
		}
	}
}

func s01(c *call) {
	c.eachMark(func(file, at, mark string, data bool) {
		switch {
		case symbolForm().MatchString(mark) || noteLike().MatchString(mark) || !data && allowedMarks[mark]:
		case data:
			c.bad(file, "%s: the mark %s", at, short(mark))
		default: // of a label, as its author has it
			c.advise(file, "%s: the mark %s", at, short(mark))
		}
	})
	for _, t := range c.tidies {
		if i := t.column("symbol"); i >= 0 {
			for n, row := range t.rows {
				if row[i] != "" && !symbolForm().MatchString(row[i]) {
					c.bad(t.file.Name, "line %d: the symbol %s", n+2, short(row[i]))
				}
			}
		}
	}
}

// keyed is the symbols a line explains: "[c] means confidential; [x] means …".
func keyed(line string) []string {
	var out []string
	for _, m := range marksOf(line) {
		if strings.Contains(line, m+" means ") {
			out = append(out, m)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func s02(c *call) {
	for _, b := range c.books {
		for _, s := range b.sheets {
			t := s.table()
			if t == nil || s.special() {
				continue
			}
			values := s.values()
			var held []string
			for r := t.r1 + 1; r <= t.r2; r++ {
				for col := range values {
					if x := s.at(r, col); x != nil && !x.number {
						held = append(held, marksOf(x.text)...)
					}
				}
			}
			for r := t.r1; r <= t.r2; r++ {
				for col := t.c1; col <= t.c2; col++ {
					if x := s.at(r, col); x != nil && !values[col] || r == t.r1 {
						held = append(held, brokenMark(s.text(r, col))...)
					}
				}
			}
			key := ""
			for _, line := range s.above() {
				if strings.HasPrefix(line, "This table uses shorthand: ") {
					key = line
				}
			}
			sameKey(c, b.file.Name, s.name, held, keyed(key))
		}
	}
	for _, p := range c.pages {
		for _, t := range p.tables {
			var held []string
			for _, v := range t.cells {
				held = append(held, marksOf(v)...)
			}
			for _, h := range t.heads {
				held = append(held, brokenMark(h)...)
			}
			sameKey(c, p.file.Name, t.name, held, keyed(t.key))
		}
	}
}

// brokenMark is the mark of a break in the series, where a label bears it: of the marks of
// labels it is the one that despatch writes, and so explains.
func brokenMark(label string) []string {
	if strings.Contains(label, "[b]") {
		return []string{"[b]"}
	}
	return nil
}

func sameKey(c *call, file, at string, held, key []string) {
	held = slices.DeleteFunc(held, noteLike().MatchString)
	slices.Sort(held)
	held = slices.Compact(held)
	for _, m := range held {
		if !slices.Contains(key, m) {
			c.bad(file, "%s: the key above the table does not explain %s", at, m)
		}
	}
	for _, m := range key {
		if !slices.Contains(held, m) {
			c.bad(file, "%s: the key above the table explains %s, which the table does not hold", at, m)
		}
	}
}

// eachValue calls f for every cell of data: in workbooks, pages and CSV.
func (c *call) eachValue(f func(file, at, text string)) {
	for _, b := range c.books {
		for _, s := range b.sheets {
			t := s.table()
			values := s.values()
			for i := range s.rows {
				r := &s.rows[i]
				for j := range r.cells {
					// An empty cell of a worksheet is X08's matter.
					if x := &r.cells[j]; !x.number && x.text != "" && values[x.col] && r.n > t.r1 && r.n <= t.r2 {
						f(b.file.Name, s.place(r.n, x.col), strings.TrimSpace(x.text))
					}
				}
			}
		}
	}
	for _, p := range c.pages {
		for _, t := range p.tables {
			for i, v := range t.cells {
				if t.at[i] != "" { // a cell without an id is of the column Notes
					f(p.file.Name, "#"+t.at[i], v)
				}
			}
		}
	}
	for _, t := range c.tidies {
		v, s := t.column("value"), t.column("symbol")
		if v < 0 || s < 0 {
			continue
		}
		for n, row := range t.rows {
			if row[v] != "" || row[s] == "" {
				f(t.file.Name, "line "+itoa(n+2), row[v]+row[s])
			}
		}
	}
	if m := c.side.Manifest; m != nil {
		for _, x := range m.Figures {
			f("manifest.json", "figure "+x.ID, x.Value)
		}
	}
}

func s03(c *call) {
	c.eachValue(func(file, at, v string) {
		if !isNoValue(v) && !symbolForm().MatchString(v) && !bareNumber().MatchString(bare(v)) && !strings.Contains(v, "[note") {
			c.bad(file, "%s: reads %s, neither a number nor one symbol", at, short(v))
		}
	})
}

func s06(c *call) {
	c.eachValue(func(file, at, v string) {
		if isNoValue(v) {
			c.bad(file, "%s: reads %s in place of a value", at, short(v))
		}
	})
}

// s04: a share of 0 of a count that is not 0.
func s04(c *call) {
	if c.side.Manifest == nil {
		return
	}
	for _, f := range c.side.Manifest.Figures {
		if !isZero(f.Value) {
			continue
		}
		of := ""
		if i := strings.LastIndex(f.ID, "/percent-"); i > 0 {
			of = f.ID[:i]
		} else if rest, ok := strings.CutPrefix(f.Formula, "percent "); ok {
			of, _, _ = strings.Cut(rest, " of ")
		}
		if x := c.figures[of]; x != nil && bareNumber().MatchString(x.Value) && !isZero(x.Value) {
			at := "manifest.json"
			if len(f.Places) > 0 {
				at = f.Places[0].File
			}
			c.bad(at, "figure %s: is 0, and its count, %s, is %s", f.ID, of, x.Value)
		}
	}
}

func isZero(s string) bool { return bareNumber().MatchString(s) && strings.Trim(s, "-0.") == "" }

func s05(c *call, b *book) {
	for _, s := range b.sheets {
		if s.special() || s.table() == nil {
			continue
		}
		kinds := map[string]map[string]bool{}
		for i := range s.rows {
			for j := range s.rows[i].cells {
				x := &s.rows[i].cells[j]
				if x.number {
					continue
				}
				for _, m := range marksOf(x.text) {
					if n := numbered().FindStringSubmatch(m); n != nil {
						if kinds[n[1]] == nil {
							kinds[n[1]] = map[string]bool{}
						}
						kinds[n[1]][n[2]] = true
					}
				}
			}
		}
		for _, kind := range sorted(kinds) {
			if len(kinds[kind]) < 2 {
				c.bad(b.file.Name, "%s: [%s] is numbered and has one reason", s.name, kind+sorted(kinds[kind])[0])
			}
		}
	}
}

// s07: the headers of measures, which despatch words, hold no brackets but a unit's.
func s07(c *call, b *book) {
	spots := c.spots(b.file.Name)
	for _, s := range b.sheets {
		t := s.table()
		if t == nil || s.special() {
			continue
		}
		for col := range s.values() {
			head, _, _ := strings.Cut(s.text(t.r1, col), "[note")
			head = strings.TrimSpace(head)
			at, ok := spots[s.place(t.r1+1, col)]
			i := strings.LastIndexByte(head, '(')
			if i < 0 || !ok || at.column != "total" {
				continue
			}
			if !strings.HasSuffix(head, ")") || !isUnit(head[i+1:len(head)-1]) || strings.Count(head, "(") > 1 {
				c.advise(b.file.Name, "%s: the header %s has round brackets that hold no unit", s.place(t.r1, col), short(head))
			}
		}
	}
}

func s10(c *call) {
	explained := false
	for _, f := range c.side.Files {
		explained = explained || f.Name == "tables/earlier.csv" || f.Name == "tables/changes.csv"
	}
	for _, b := range c.books {
		explained = explained || b.sheet("earlier") != nil
	}
	for _, p := range c.pages {
		explained = explained || p.ids["table/earlier"] != nil
	}
	if explained {
		return
	}
	c.eachMark(func(file, at, mark string, _ bool) {
		if mark == "[r]" || mark == "[er]" {
			c.bad(file, "%s: is marked %s, and no table tells what was said before", at, mark)
		}
	})
}
