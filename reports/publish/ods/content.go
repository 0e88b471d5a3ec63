package ods

import (
	"fmt"
	"slices"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/sheet"
)

// maxDecimals is the most decimals a number is shown with.
const maxDecimals = 6

// content is the sheets. Their own styles come first: of columns, of rows by
// height, of numbers by decimals. (Style names of one letter and a digit stop
// LibreOffice 7.4.7 as it saves: these have two letters.)
func (w *writer) content(p *part) {
	p.raw(`<office:document-content` + spaces + `><office:automatic-styles>`)
	w.numbers(p)
	heights := w.heights()
	for i, h := range heights {
		p.open("style:style", "style:name", fmt.Sprintf("ro%d", i+1), "style:family", "table-row")
		p.tag("style:table-row-properties", "style:row-height", points(h), "style:use-optimal-row-height", "false", "fo:break-before", "auto")
		p.close("style:style")
	}
	n := 0
	for _, s := range w.plan.Sheets {
		for _, width := range s.Widths {
			n++
			p.open("style:style", "style:name", fmt.Sprintf("co%d", n), "style:family", "table-column")
			p.tag("style:table-column-properties", "style:column-width", points(width+8), "fo:break-before", "auto")
			p.close("style:style")
		}
	}
	for i, page := range pages {
		p.open("style:style", "style:name", fmt.Sprintf("ta%d", i+1), "style:family", "table", "style:master-page-name", page)
		p.tag("style:table-properties", "table:display", "true", "style:writing-mode", "lr-tb")
		p.close("style:style")
	}
	p.raw(`</office:automatic-styles><office:body><office:spreadsheet>`)
	columns := 0
	for _, s := range w.plan.Sheets {
		w.sheet(p, s, heights, columns)
		columns += len(s.Widths)
	}
	p.raw(`<table:database-ranges>`)
	for _, s := range w.plan.Sheets {
		if s.Table != "" {
			first, last := sheet.Address(s.HeaderRow(), 1), sheet.Address(s.LastRow(), s.Columns())
			p.tag("table:database-range", "table:name", s.Table, "table:target-range-address", address(s, first)+":"+address(s, last),
				"table:contains-header", "true", "table:display-filter-buttons", "false")
		}
	}
	p.raw(`</table:database-ranges></office:spreadsheet></office:body></office:document-content>`)
}

func points(n float64) string { return fmt.Sprintf("%.1fpt", n) }

// numbers are the styles of numbers by decimals, plain and in totals.
func (w *writer) numbers(p *part) {
	for dp := range maxDecimals + 1 {
		name := fmt.Sprintf("nu%d", dp)
		p.open("number:number-style", "style:name", name)
		d := fmt.Sprint(dp)
		p.tag("number:number", "number:decimal-places", d, "number:min-integer-digits", "1", "number:grouping", "true")
		p.close("number:number-style")
		for i, look := range [...]sheet.Look{sheet.Value, sheet.TotalValue} {
			p.tag("style:style", "style:name", fmt.Sprintf("%s%d", [...]string{"ce", "cf"}[i], dp), "style:family", "table-cell",
				"style:parent-style-name", styleNames[look], "style:data-style-name", name)
		}
	}
}

// heights are the different heights of rows, in order.
func (w *writer) heights() []float64 {
	seen := map[float64]bool{}
	var out []float64
	for _, s := range w.plan.Sheets {
		_ = s.Each(func(_ int, r sheet.Row) error { // the function never fails
			if !seen[r.Height] {
				seen[r.Height] = true
				out = append(out, r.Height)
			}
			return nil
		})
	}
	slices.Sort(out)
	return out
}

// sheet is one worksheet, its header row marked as one.
func (w *writer) sheet(p *part, s *sheet.Sheet, heights []float64, columns int) {
	p.open("table:table", "table:name", s.Name, "table:style-name", fmt.Sprintf("ta%d", pageOf(s)+1))
	labels := 0 // columns printed again on every page
	if s.Wide && s.Figures != nil {
		labels = len(s.Figures.Corner)
		p.open("table:table-header-columns")
	}
	for i := range s.Widths {
		p.tag("table:table-column", "table:style-name", fmt.Sprintf("co%d", columns+i+1), "table:default-cell-style-name", "Default")
		if i+1 == labels {
			p.close("table:table-header-columns")
		}
	}
	_ = s.Each(func(n int, r sheet.Row) error { // the function never fails
		header := s.Table != "" && n == s.HeaderRow()
		if header {
			p.open("table:table-header-rows")
		}
		h, _ := slices.BinarySearch(heights, r.Height)
		p.open("table:table-row", "table:style-name", fmt.Sprintf("ro%d", h+1))
		for col, c := range r.Cells {
			w.cell(p, s, n, col+1, c)
		}
		p.close("table:table-row")
		if header {
			p.close("table:table-header-rows")
		}
		return nil
	})
	p.close("table:table")
}

// cell is words, a number with the text it shows, or a symbol.
func (w *writer) cell(p *part, s *sheet.Sheet, row, col int, c sheet.Cell) {
	at := s.Name + "!" + sheet.Address(row, col)
	f := c.Figure
	if f != nil {
		w.place(f, at, f.Cell.Bare())
	}
	switch {
	case f != nil && f.Cell.IsNumber():
		p.open("table:table-cell", "table:style-name", numberStyle(c.Look, f.Cell), "office:value-type", "float", "office:value", f.Cell.Bare())
		p.paragraphs(f.Cell.String(), "")
	case f != nil:
		p.open("table:table-cell", "table:style-name", styleNames[c.Look], "office:value-type", "string")
		p.paragraphs(string(f.Cell.Symbol()), "")
	default:
		p.open("table:table-cell", "table:style-name", styleNames[c.Look], "office:value-type", "string")
		p.paragraphs(c.Text, w.link(c.Link))
	}
	p.close("table:table-cell")
	for _, m := range c.Marks {
		w.place(m.Figure, fmt.Sprintf("%s[%d:%d]", at, m.First, m.Last), m.Text(c.Text))
	}
}

// link is a link as ODS writes it: to the first cell of a sheet, or out.
func (w *writer) link(to string) string {
	name, inside := strings.CutPrefix(to, "#")
	if !inside {
		return to
	}
	return "#" + address(&sheet.Sheet{Name: name}, "A1")
}

// numberStyle is the style of a number with so many decimals.
func numberStyle(l sheet.Look, c reports.Cell) string {
	_, dp := c.Scaled()
	kind := "ce"
	if l == sheet.TotalValue {
		kind = "cf"
	}
	return fmt.Sprintf("%s%d", kind, min(dp, maxDecimals))
}
