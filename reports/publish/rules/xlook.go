package rules

import (
	"strings"
	"unicode/utf8"
)

// x06: nothing is cut off. Programs differ a little in what fits, so a tenth is allowed.
func x06(c *call, b *book) {
	const pad, leading = 4, 1.1
	b.eachCell(func(s *sheet, r *row, x *cell, l *look) {
		room := s.width(x.col) - pad
		switch {
		case x.text == "" || room <= 0:
		case x.number:
			if w := width(l.show(x), l.size, l.bold); w > room*1.02 {
				c.bad(b.file.Name, "%s: the number is wider than its column", s.place(r.n, x.col))
			}
		case !l.wrap && (strings.Contains(x.text, "\n") || width(x.text, l.size, l.bold) > room*1.02):
			c.bad(b.file.Name, "%s: the text is not wrapped and does not fit", s.place(r.n, x.col))
		case l.wrap && r.height > 0:
			if n := lines(x.text, l.size, l.bold, room*1.05); float64(n)*l.size*leading > r.height+2 {
				c.bad(b.file.Name, "%s: the text takes %d lines, and its row has room for %d", s.place(r.n, x.col), n, int(r.height/(l.size*leading)))
			}
		}
	})
	for _, s := range b.sheets {
		_, last := s.last()
		for _, col := range s.cols {
			if chars := col.width / charWidth; col.min <= last && !col.hidden && (chars < 4 || chars > 240) {
				c.bad(b.file.Name, "%s!%s: the column is %.0f characters wide", s.name, address(1, col.min), chars)
			}
		}
	}
}

// show is a number as the cell's format shows it.
func (l *look) show(x *cell) string {
	if x.shown != "" {
		return x.shown
	}
	whole, frac, _ := strings.Cut(strings.TrimPrefix(x.text, "-"), ".")
	if l.grouped {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if l.dp > 0 {
		for len(frac) < l.dp {
			frac += "0"
		}
		whole += "." + frac[:l.dp]
	}
	if strings.HasPrefix(x.text, "-") {
		whole = "-" + whole
	}
	return whole
}

// sans are the fonts without serifs a workbook may use.
var sans = map[string]bool{"arial": true, "helvetica": true, "liberation sans": true, "verdana": true, "calibri": true, "tahoma": true, "aptos": true, "noto sans": true, "dejavu sans": true}

func x15(c *call, b *book) {
	told := map[*look]bool{}
	b.eachCell(func(s *sheet, r *row, x *cell, l *look) {
		if told[l] || x.text == "" {
			return
		}
		linked := s.linked(r.n, x.col)
		for _, fault := range []struct {
			is   bool
			what string
		}{
			{!sans[strings.ToLower(l.font)], "its font is " + l.font},
			{l.size < 12, "its text is smaller than 12 point"},
			{l.style == "Heading 1" && (l.size < 14 || l.size > 16), "the title is not of 14 to 16 point"},
			{l.italic, "its text is italic"},
			{l.under && !linked, "its text is underlined and no link"},
			{l.struck, "its text is struck out"},
			{l.border, "it has borders"},
			{l.slant, "its text is slanted or spaced out"},
		} {
			if fault.is {
				told[l] = true
				c.bad(b.file.Name, "%s: %s", s.place(r.n, x.col), fault.what)
			}
		}
	})
}

// linked says whether a cell is a link.
func (s *sheet) linked(r, col int) bool {
	for i := range s.links {
		if s.links[i].row == r && s.links[i].col == col {
			return true
		}
	}
	return false
}

func x16(c *call, b *book) {
	seen := map[string]string{}
	for _, s := range b.sheets {
		x := s.at(1, 1)
		if x == nil || strings.TrimSpace(x.text) == "" {
			c.bad(b.file.Name, "%s!A1: holds no title", s.name)
			continue
		}
		if l := b.look(x); l.style != "Heading 1" {
			c.bad(b.file.Name, "%s!A1: the title has the style %q, not Heading 1", s.name, l.style)
		}
		if other, twice := seen[x.text]; twice {
			c.bad(b.file.Name, "%s!A1: has the title of the sheet %s", s.name, other)
		}
		seen[x.text] = s.name
		t := s.table()
		for i := range s.rows {
			r := &s.rows[i]
			if r.n == 1 || t != nil && r.n >= t.r1 {
				continue
			}
			if y := r.at(1); y != nil && y.text != "" {
				if l := b.look(y); l.bold && l.size > 12 && !strings.HasPrefix(l.style, "Heading ") {
					c.bad(b.file.Name, "%s: looks like a heading and has the style %q", s.place(r.n, 1), l.style)
				}
			}
		}
	}
}

// plainColours are those text may have (X18): automatic, black, and three with contrast.
var plainColours = map[string]bool{"": true, "#000000": true, "#0B0C0C": true, "#0000FF": true, "#B30000": true, "#326405": true}

func x18(c *call, b *book) {
	told := map[*look]bool{}
	b.eachCell(func(s *sheet, r *row, x *cell, l *look) {
		switch {
		case told[l]:
		case l.fill:
			told[l] = true
			c.bad(b.file.Name, "%s: the cell is filled", s.place(r.n, x.col))
		case !plainColours[l.colour]:
			told[l] = true
			c.bad(b.file.Name, "%s: its text has the colour %s", s.place(r.n, x.col), l.colour)
		}
	})
	for _, s := range b.sheets {
		if s.styled {
			c.bad(b.file.Name, "%s: has conditional formats", s.name)
		}
	}
}

func x17(c *call, b *book) {
	for _, s := range b.sheets {
		if s.banner {
			c.bad(b.file.Name, "%s: its printed header or footer carries text", s.name)
		}
		for _, d := range s.drawn {
			if d.kind == "shape" {
				c.bad(b.file.Name, "%s: a text box, comment or shape floats over the cells", s.name)
			}
		}
	}
}

func x19(c *call, b *book) {
	for _, s := range b.sheets {
		for _, d := range s.drawn {
			if d.kind == "picture" || d.kind == "chart" && s.name != chartsName {
				c.bad(b.file.Name, "%s: a %s stands on it", s.name, d.kind)
			}
		}
	}
}

func x20(c *call, b *book) {
	for _, m := range b.macros {
		c.bad(b.file.Name, "%s: is code or leads to other files", m)
	}
	b.eachCell(func(s *sheet, r *row, x *cell, _ *look) {
		if x.formula {
			c.bad(b.file.Name, "%s: holds a formula", s.place(r.n, x.col))
		}
	})
}

func x29(c *call, b *book) {
	if b.active != 0 {
		c.bad(b.file.Name, "the file opens on sheet %d", b.active+1)
	}
	for _, s := range b.sheets {
		if s.active != "" && s.active != "A1" {
			c.bad(b.file.Name, "%s: the cursor is in %s", s.name, s.active)
		}
		if s.zoom != 0 && s.zoom != 100 {
			c.bad(b.file.Name, "%s: opens at %d %%", s.name, s.zoom)
		}
	}
}

func x32(c *call, b *book) {
	for _, s := range b.sheets {
		t := s.table()
		if t == nil {
			continue
		}
		values := s.values()
		for i := range s.rows {
			r := &s.rows[i]
			for j := range r.cells {
				x := &r.cells[j]
				l := b.look(x)
				right := l.align == "right" || l.align == "" && x.number
				want := values[x.col] && r.n >= t.r1 && r.n <= t.r2 && x.col >= t.c1 && x.col <= t.c2
				switch {
				case x.text == "":
				case want && !right:
					c.bad(b.file.Name, "%s: a number or its header is not at the right", s.place(r.n, x.col))
				case !want && right:
					c.bad(b.file.Name, "%s: a text is not at the left", s.place(r.n, x.col))
				}
			}
		}
	}
}

// x33: numbers as people read them, and stored as they are shown.
func x33(c *call, b *book) {
	for _, s := range b.sheets {
		t := s.table()
		if t == nil || s.special() {
			continue
		}
		shown := map[int]int{}
		for i := range s.rows {
			r := &s.rows[i]
			for j := range r.cells {
				x := &r.cells[j]
				if !x.number || r.n <= t.r1 || r.n > t.r2 {
					continue
				}
				l := b.look(x)
				_, frac, _ := strings.Cut(x.text, ".")
				if strings.ContainsAny(x.text, "eE") || l.dp < 0 || len(frac) > l.dp {
					c.bad(b.file.Name, "%s: stores %s, which is not what it shows", s.place(r.n, x.col), short(x.text))
				} else if !l.grouped && len(strings.TrimPrefix(strings.Split(x.text, ".")[0], "-")) > 3 {
					c.bad(b.file.Name, "%s: shows a number of 1,000 or more without commas", s.place(r.n, x.col))
				} else if x.shown != "" && bare(x.shown) != pad(x.text, l.dp) {
					c.bad(b.file.Name, "%s: stores %s and shows %s", s.place(r.n, x.col), x.text, short(x.shown))
				}
				if dp, ok := shown[x.col]; ok && dp != l.dp && s.name != "earlier" {
					c.bad(b.file.Name, "%s: shows %d decimals, the cells above it %d", s.place(r.n, x.col), l.dp, dp)
				}
				shown[x.col] = l.dp
			}
		}
	}
}

// bare takes from a number what only print adds.
func bare(s string) string {
	return printed.Replace(strings.TrimSpace(s))
}

var printed = strings.NewReplacer(",", "", "−", "-", "\u00a0", "", "\u202f", "")

// pad is a number with so many decimals.
func pad(s string, dp int) string {
	whole, frac, _ := strings.Cut(s, ".")
	for len(frac) < dp {
		frac += "0"
	}
	if frac == "" {
		return whole
	}
	return whole + "." + frac
}

// runes is the length of a text as people count it.
func runes(s string) int { return utf8.RuneCountInString(s) }
