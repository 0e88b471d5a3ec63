package ods

import (
	"fmt"
	"strings"

	"despatch/reports/publish/sheet"
)

// styleNames are the named styles by look. Those of headings bear the names
// programs know them by (X16).
var styleNames = [sheet.Looks]string{
	sheet.Body: "Text_20_body", sheet.Title: "Heading_20_1", sheet.Heading: "Heading_20_2", sheet.Header: "Column_20_header",
	sheet.HeaderRight: "Number_20_header", sheet.Label: "Row_20_label", sheet.Value: "Number", sheet.TotalLabel: "Total_20_label",
	sheet.TotalValue: "Total", sheet.LinkText: "Link",
}

// styles is the part of named styles and of pages.
func (w *writer) styles(p *part) {
	lang, country, _ := strings.Cut(w.plan.Lang, "-")
	p.raw(`<office:document-styles` + spaces + `><office:font-face-decls>`)
	p.tag("style:font-face", "style:name", "Arial", "svg:font-family", "Arial", "style:font-family-generic", "swiss", "style:font-pitch", "variable")
	p.raw(`</office:font-face-decls><office:styles>`)
	p.open("style:default-style", "style:family", "table-cell")
	p.tag("style:text-properties", append([]string{"fo:language", lang, "fo:country", country}, text(sheet.Body)...)...)
	p.close("style:default-style")
	p.tag("style:style", "style:name", "Default", "style:family", "table-cell")
	for look, name := range styleNames {
		w.style(p, sheet.Look(look), name)
	}
	p.raw(`</office:styles><office:automatic-styles>`)
	for i := range pages {
		page(p, i)
	}
	p.raw(`</office:automatic-styles><office:master-styles>`)
	for i, name := range pages {
		p.tag("style:master-page", "style:name", name, "style:page-layout-name", fmt.Sprintf("pm%d", i+1))
	}
	p.raw(`</office:master-styles></office:document-styles>`)
}

// pages are the kinds of page; a sheet's is pageOf.
var pages = [...]string{"Default", "Landscape", "One_page", "One_landscape_page", "Wide"}

func pageOf(s *sheet.Sheet) int {
	if s.Wide {
		return len(pages) - 1
	}
	i := 0
	if s.Landscape {
		i = 1
	}
	if s.OnePage {
		i += 2
	}
	return i
}

// page is a layout of A4, one page wide and as many long as it takes, or one, or for
// a wide sheet as many across as it takes (no page heads: X17). Without zero-values a printed 0 would be a blank.
func page(p *part, i int) {
	width, height, orientation, long := "21cm", "29.7cm", "portrait", "0"
	if i%2 == 1 || i == len(pages)-1 {
		width, height, orientation = height, width, "landscape"
	}
	if i == 2 || i == 3 {
		long = "1"
	}
	scale := []string{"style:scale-to-X", "1", "style:scale-to-Y", long}
	if i == len(pages)-1 {
		scale = []string{"style:scale-to", fmt.Sprintf("%d%%", sheet.WideScale)}
	}
	name := fmt.Sprintf("pm%d", i+1)
	p.open("style:page-layout", "style:name", name)
	p.open("style:page-layout-properties", append([]string{"fo:page-width", width, "fo:page-height", height, "style:print-orientation", orientation,
		"fo:margin-top", "1.8cm", "fo:margin-bottom", "1.8cm", "fo:margin-left", "1.5cm", "fo:margin-right", "1.5cm",
		"style:print", "objects charts drawings zero-values"}, scale...)...)
	p.close("style:page-layout-properties")
	for _, part := range []string{"style:header-style", "style:footer-style"} {
		p.tag(part)
	}
	p.close("style:page-layout")
}

func (w *writer) style(p *part, look sheet.Look, name string) {
	p.open("style:style", "style:name", name, "style:display-name", strings.ReplaceAll(name, "_20_", " "),
		"style:family", "table-cell", "style:parent-style-name", "Default")
	cell, align := layout(look)
	p.tag("style:table-cell-properties", cell...)
	p.tag("style:paragraph-properties", "fo:text-align", align, "fo:margin-left", "0cm")
	p.tag("style:text-properties", text(look)...)
	p.close("style:style")
}

// layout is where the words of a look stand in their cell.
func layout(l sheet.Look) (cell []string, align string) {
	vertical, align, wrap := "top", "start", "wrap"
	switch l {
	case sheet.Label, sheet.TotalLabel, sheet.LinkText:
		vertical = "middle"
	case sheet.Heading, sheet.Header:
		vertical = "bottom"
	case sheet.HeaderRight:
		vertical, align = "bottom", "end"
	case sheet.Value, sheet.TotalValue:
		vertical, align, wrap = "middle", "end", "no-wrap"
	}
	cell = []string{"style:vertical-align", vertical, "fo:wrap-option", wrap, "style:text-align-source", "fix"}
	if align == "end" {
		cell = append(cell, "fo:padding-right", "9pt")
	}
	return cell, align
}

func text(l sheet.Look) []string {
	size, heavy := l.Size()
	points, weight := fmt.Sprintf("%gpt", size), "normal"
	if heavy {
		weight = "bold"
	}
	out := []string{"style:font-name", "Arial", "fo:font-size", points, "style:font-size-asian", points, "style:font-size-complex", points,
		"fo:font-weight", weight, "style:font-weight-asian", weight, "style:font-weight-complex", weight}
	if l == sheet.LinkText {
		out = append(out, "fo:color", "#0000ff", "style:text-underline-style", "solid", "style:text-underline-width", "auto", "style:text-underline-color", "font-color")
	}
	return out
}
