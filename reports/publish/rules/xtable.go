package rules

import (
	"fmt"
	"strings"
)

// x01: cells with headers are a table object that spans them all.
func x01(c *call, b *book) {
	for _, s := range b.sheets {
		if s.name == coverName || s.name == chartsName {
			continue
		}
		t := s.table()
		if t == nil || t.headless {
			c.bad(b.file.Name, "%s: its cells are no table", s.name)
			continue
		}
		if t.r1 < 1 || t.r2 <= t.r1 || t.c2 < t.c1 {
			c.bad(b.file.Name, "%s: the table %s spans no header and rows", s.name, t.name)
		}
	}
}

func x02(c *call, b *book) {
	seen := map[string]string{}
	for _, s := range b.sheets {
		for _, t := range s.ranges {
			key := strings.ToLower(t.name)
			if !tableName().MatchString(t.name) || cellLike().MatchString(t.name) {
				c.bad(b.file.Name, "%s: its table is called %s", s.name, short(t.name))
			}
			if other, twice := seen[key]; twice {
				c.bad(b.file.Name, "%s and %s: both tables are called %s", other, s.name, t.name)
			}
			seen[key] = s.name
		}
	}
}

func x03(c *call, b *book) {
	for _, s := range b.sheets {
		for _, m := range s.merges {
			c.bad(b.file.Name, "%s!%s: cells are merged", s.name, m)
		}
	}
}

func x04(c *call, b *book) {
	for _, s := range b.sheets {
		want := 1
		last, _ := s.last()
		for i := range s.rows {
			r := &s.rows[i]
			if r.n > last {
				break
			}
			if r.n != want || r.blank() {
				c.bad(b.file.Name, "%s!%s: the row is blank", s.name, address(want, 1))
			}
			want = r.n + 1
		}
		t := s.table()
		if t == nil {
			continue
		}
		for col := t.c1; col <= t.c2; col++ {
			if blankColumn(s, t, col) {
				c.bad(b.file.Name, "%s!%s: the column is blank", s.name, address(t.r1, col))
			}
		}
	}
}

func (r *row) blank() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c.text) != "" {
			return false
		}
	}
	return true
}

func blankColumn(s *sheet, t *tableRange, col int) bool {
	for r := t.r1; r <= t.r2; r++ {
		if strings.TrimSpace(s.text(r, col)) != "" {
			return false
		}
	}
	return true
}

func x05(c *call, b *book) {
	for _, s := range b.sheets {
		for i := range s.ranges {
			headers(c, b, s, &s.ranges[i])
		}
	}
}

func headers(c *call, b *book, s *sheet, t *tableRange) {
	if b.ods && s.heading != t.r1 {
		c.bad(b.file.Name, "%s!%s: the row is not tagged as the table's header", s.name, address(t.r1, t.c1))
	}
	if t.heads != nil && len(t.heads) != t.c2-t.c1+1 {
		c.bad(b.file.Name, "%s: the table %s names %d columns and spans %d", s.name, t.name, len(t.heads), t.c2-t.c1+1)
		return
	}
	seen := map[string]bool{}
	for col := t.c1; col <= t.c2; col++ {
		x := s.at(t.r1, col)
		if x == nil || strings.TrimSpace(x.text) == "" || x.number {
			c.bad(b.file.Name, "%s: the header is no text", s.place(t.r1, col))
			continue
		}
		key := strings.ToLower(squeeze(x.text))
		if seen[key] {
			c.bad(b.file.Name, "%s: the header %s stands twice in the table", s.place(t.r1, col), short(x.text))
		}
		seen[key] = true
		if t.heads != nil && squeeze(t.heads[col-t.c1]) != squeeze(x.text) {
			c.bad(b.file.Name, "%s: the cell says %s, and the table calls its column %s", s.place(t.r1, col), short(x.text), short(t.heads[col-t.c1]))
		}
		if !b.look(x).bold {
			c.bad(b.file.Name, "%s: the header is not bold", s.place(t.r1, col))
		}
	}
}

// squeeze makes white space single spaces.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func x07(c *call, b *book) {
	for _, s := range b.sheets {
		for _, fault := range []struct {
			is   bool
			what string
		}{{s.hidden, "the sheet is hidden"}, {s.filter, "it has filter buttons"}, {s.pane, "its panes are frozen or split"}} {
			if fault.is {
				c.bad(b.file.Name, "%s: %s", s.name, fault.what)
			}
		}
		for _, t := range s.ranges {
			if t.buttons {
				c.bad(b.file.Name, "%s: the table %s has filter buttons", s.name, t.name)
			}
		}
		for i := range s.rows {
			if s.rows[i].hidden {
				c.bad(b.file.Name, "%s!%s: the row is hidden", s.name, address(s.rows[i].n, 1))
			}
		}
		for _, col := range s.cols {
			if col.hidden {
				c.bad(b.file.Name, "%s!%s: the column is hidden", s.name, address(1, col.min))
			}
		}
	}
}

func x08(c *call, b *book) {
	for _, s := range b.sheets {
		for _, t := range s.ranges {
			for r := t.r1 + 1; r <= t.r2; r++ {
				for col := t.c1; col <= t.c2; col++ {
					if strings.TrimSpace(s.text(r, col)) == "" {
						c.bad(b.file.Name, "%s: the cell is empty", s.place(r, col))
					}
				}
			}
		}
	}
}

func x22(c *call, b *book) {
	for _, name := range b.blank {
		c.bad(b.file.Name, "%s: the sheet is blank", name)
	}
}

func x24(c *call, b *book) {
	for _, s := range b.sheets {
		if t := s.table(); t != nil && t.c1 != 1 {
			c.bad(b.file.Name, "%s: the table begins in %s", s.name, address(t.r1, t.c1))
		}
	}
}

func x25(c *call, b *book) {
	for _, s := range b.sheets {
		t := s.table()
		if t == nil {
			continue
		}
		for i := range s.rows {
			r := &s.rows[i]
			for j := range r.cells {
				x := &r.cells[j]
				if strings.TrimSpace(x.text) == "" {
					continue
				}
				if r.n > t.r2 || r.n >= t.r1 && x.col > t.c2 || r.n < t.r1 && x.col > 1 {
					c.bad(b.file.Name, "%s: something stands outside the table, which is %s:%s", s.place(r.n, x.col), address(t.r1, t.c1), address(t.r2, t.c2))
				}
			}
		}
	}
}

func x26(c *call, b *book) {
	for _, s := range b.sheets {
		if len(s.ranges) > 1 {
			c.bad(b.file.Name, "%s: it holds %d tables", s.name, len(s.ranges))
		}
	}
}

func x37(c *call, b *book) {
	b.eachCell(func(s *sheet, r *row, x *cell, l *look) {
		switch {
		case x.number:
		case strings.HasPrefix(x.text, " ") || strings.HasPrefix(x.text, "\u00a0") || strings.HasPrefix(x.text, "\t"):
			c.bad(b.file.Name, "%s: the text begins with a space", s.place(r.n, x.col))
		case l.indent > 0 && l.align != "right" && x.text != "":
			c.bad(b.file.Name, "%s: the text is indented", s.place(r.n, x.col))
		}
	})
}

// x21: names of sheets. A table's name that is none is X02's matter.
func x21(c *call, b *book) {
	seen := map[string]bool{}
	for _, s := range b.sheets {
		key := strings.ToLower(s.name)
		switch {
		case seen[key]:
			c.bad(b.file.Name, "%s: two sheets have the name", s.name)
		case len([]rune(s.name)) >= 31:
			c.bad(b.file.Name, "%s: the name has %d characters", s.name, len([]rune(s.name)))
		case strings.ContainsAny(s.name, " \t\u00a0"):
			c.bad(b.file.Name, "%s: the name holds a space", short(s.name))
		}
		seen[key] = true
		if t := s.table(); t != nil && !s.special() && t.name != "table_"+s.name && tableName().MatchString(t.name) {
			c.bad(b.file.Name, "%s: its table is called %s, not %s", s.name, t.name, fmt.Sprint("table_", s.name))
		}
	}
}
