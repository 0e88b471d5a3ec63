package rules

import (
	"path"
	"regexp"
	"strconv"
	"strings"
)

// x40: what the ODS of a document says, its XLSX says, cell by cell.
func x40(c *call) {
	for _, o := range c.books {
		for _, x := range c.books {
			if o.ods && !x.ods && o.file.Document == x.file.Document {
				sameBooks(c, o, x)
			}
		}
	}
}

func sameBooks(c *call, o, x *book) {
	for _, p := range [][3]string{{"title", o.props.title, x.props.title}, {"author", o.props.creator, x.props.creator},
		{"language", o.props.lang, x.props.lang}, {"keywords", o.props.keywords, x.props.keywords}} {
		if p[1] != p[2] {
			c.bad(o.file.Name, "properties: the %s is %s, in the XLSX %s", p[0], short(p[1]), short(p[2]))
		}
	}
	var a, b []*sheet
	a = append(a, o.sheets...)
	for _, s := range x.sheets {
		if s.name != chartsName {
			b = append(b, s)
		}
	}
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			c.bad(o.file.Name, "the sheet %s is in the XLSX alone", b[i].name)
		case i >= len(b):
			c.bad(o.file.Name, "the sheet %s is not in the XLSX", a[i].name)
		case a[i].name != b[i].name:
			c.bad(o.file.Name, "sheet %d is %s, in the XLSX %s", i+1, a[i].name, b[i].name)
			return
		default:
			sameSheets(c, o, a[i], b[i])
		}
	}
}

func sameSheets(c *call, o *book, a, b *sheet) {
	listsCharts := a.name == contentsName // the one row that differs, at the end
	ta, tb := a.table(), b.table()
	switch {
	case (ta == nil) != (tb == nil):
		c.bad(o.file.Name, "%s: only one of ODS and XLSX has a table", a.name)
	case ta != nil && (ta.name != tb.name || ta.r1 != tb.r1 || ta.c1 != tb.c1 || ta.c2 != tb.c2 || ta.r2 != tb.r2 && !listsCharts):
		c.bad(o.file.Name, "%s: the table is %s, %s:%s, in the XLSX %s, %s:%s", a.name, ta.name, address(ta.r1, ta.c1), address(ta.r2, ta.c2), tb.name, address(tb.r1, tb.c1), address(tb.r2, tb.c2))
	}
	ra, ca := a.last()
	rb, cb := b.last()
	if ca != cb || ra != rb && !(listsCharts && rb == ra+1) {
		c.bad(o.file.Name, "%s: ends at %s, in the XLSX at %s", a.name, address(ra, ca), address(rb, cb))
	}
	for i := range a.rows {
		r := &a.rows[i]
		for j := range r.cells {
			x, y := &r.cells[j], b.at(r.n, r.cells[j].col)
			if x.text == "" && y == nil {
				continue
			}
			if y == nil || x.number != y.number || x.text != y.text && !(x.number && sameNumber(x.text, y.text)) {
				got := ""
				if y != nil {
					got = y.text
				}
				c.bad(o.file.Name, "%s: reads %s, in the XLSX %s", a.place(r.n, x.col), short(x.text), short(got))
			}
		}
	}
}

// sameNumber says whether two texts are one number: ODS keeps the places a number is
// printed with, XLSX leaves them to the cell's format.
func sameNumber(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y
}

// x41: charts in workbooks.
func x41(c *call, b *book) {
	for i, s := range b.sheets {
		if s.name != chartsName {
			continue
		}
		if i != len(b.sheets)-1 {
			c.bad(b.file.Name, "%s: is not the last sheet", s.name)
		}
		lines := s.above()
		named := 0
		for _, line := range lines {
			if strings.HasPrefix(line, "Chart ") && strings.Contains(line, ":") {
				named++
			}
		}
		drawn := 0
		for _, d := range s.drawn {
			if d.kind == "chart" {
				drawn++
				nativeChart(c, b, s, d, drawn)
			}
		}
		if named != drawn {
			c.bad(b.file.Name, "%s: %d charts are drawn and column A names %d", s.name, drawn, named)
		}
		if len(s.links) < drawn {
			c.bad(b.file.Name, "%s: column A does not lead to the table of each chart", s.name)
		}
	}
}

func nativeChart(c *call, b *book, s *sheet, d drawing, n int) {
	bad := func(format string, args ...any) {
		c.bad(b.file.Name, "%s, chart %d: "+format, append([]any{s.name, n}, args...)...)
	}
	switch {
	case strings.TrimSpace(d.alt) == "":
		bad("has no alternative text")
	case runes(d.alt) > 250:
		bad("its alternative text has %d characters", runes(d.alt))
	}
	if d.col < 2 {
		bad("it covers column A")
	}
	if d.chart == nil {
		bad("is no native chart")
		return
	}
	letters := func(n *node) {
		if size := n.attr("sz"); size != "" && len(size) < 5 && size < "1200" {
			bad("some of its text is smaller than 12 point")
		}
		if fill := n.path("solidFill", "srgbClr").attr("val"); fill != "" && contrast("#"+fill, "#FFFFFF") < 4.5 {
			bad("some of its text is #%s, too faint on white", fill)
		}
	}
	d.chart.each("defRPr", letters)
	d.chart.each("rPr", letters)
	for _, axis := range []string{"catAx", "valAx", "dateAx"} {
		d.chart.each(axis, func(a *node) {
			if a.child("delete").attr("val") != "1" && !a.has("srgbClr") {
				bad("the text of an axis has no colour of its own and would be too faint")
			}
		})
	}
}

var fileName = pattern(`^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$`)

// x43: names of files. A table's or a chart's file is named after its id, which may hold underscores.
func x43(c *call) {
	for _, f := range c.side.Files {
		name := path.Base(f.Name)
		try := name
		if dir := path.Dir(f.Name); dir == "tables" || dir == "charts" {
			try = strings.ReplaceAll(name, "_", "-")
		}
		stem, _, _ := strings.Cut(name, ".")
		switch {
		case !fileName().MatchString(try):
			c.bad(f.Name, "the name is not in lower case with dashes")
		case len(name) > 60 && !strings.HasSuffix(name, ".csv-metadata.json"):
			c.bad(f.Name, "the name has %d characters", len(name))
		case strings.HasSuffix(stem, "-final") || strings.Contains(stem, "-final-") || regexp.MustCompile(`-v[0-9]+$`).MatchString(stem):
			c.bad(f.Name, "the name says which version of the file it is")
		case dated().MatchString(stem) && !strings.Contains(c.release.ID+" "+c.release.AsAt, dated().FindString(stem)):
			c.bad(f.Name, "the name has a date that is not the release's")
		}
	}
}

var dated = pattern(`[0-9]{4}-[0-9]{2}-[0-9]{2}`)

// x44: files that a program must repair, or cannot open.
func x44(c *call) {
	for name, err := range c.unread {
		if !strings.HasSuffix(name, ".pdf") { // P11
			c.bad(name, "cannot be read: %v", err)
		}
	}
	for _, b := range c.books {
		for _, fault := range b.faults {
			c.bad(b.file.Name, "%s", fault)
		}
		for _, d := range b.missing() {
			c.bad(b.file.Name, "%s", d)
		}
	}
}

// missing are the parts a workbook must have to open.
func (b *book) missing() (out []string) {
	want := []string{"[Content_Types].xml", "_rels/.rels"}
	if b.ods {
		want = []string{"mimetype", "META-INF/manifest.xml"}
	}
	for _, name := range want {
		if !b.parts[name] {
			out = append(out, "the part "+name+" is missing")
		}
	}
	return out
}
