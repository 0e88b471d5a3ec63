package rules

import (
	"strconv"
	"strings"
)

// xlsxLooks resolves the formats cells name by number.
func xlsxLooks(n *node) []look {
	formats := map[string]string{"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"}
	n.each("numFmt", func(f *node) { formats[f.attr("numFmtId")] = f.attr("formatCode") })
	var named []*node
	if x := n.child("cellStyleXfs"); x != nil {
		named = x.kids
	}
	names := map[string]string{}
	n.each("cellStyle", func(s *node) { names[s.attr("xfId")] = s.attr("name") })
	list := func(of string) []*node {
		if x := n.child(of); x != nil {
			return x.kids
		}
		return nil
	}
	fonts, fills, borders := list("fonts"), list("fills"), list("borders")
	pick := func(from []*node, index string) *node {
		if i, err := strconv.Atoi(index); err == nil && i >= 0 && i < len(from) {
			return from[i]
		}
		return nil
	}
	var out []look
	for _, xf := range list("cellXfs") {
		l := look{dp: -1, style: names[xf.attr("xfId")]}
		if base := pick(named, xf.attr("xfId")); base != nil {
			l.alignment(base.child("alignment"))
		}
		l.alignment(xf.child("alignment"))
		l.fontOf(pick(fonts, xf.attr("fontId")))
		if p := pick(fills, xf.attr("fillId")).child("patternFill"); p != nil && p.attr("patternType") != "none" && p.attr("patternType") != "" {
			l.fill = true
		}
		l.fill = l.fill || pick(fills, xf.attr("fillId")).child("gradientFill") != nil
		if border := pick(borders, xf.attr("borderId")); border != nil {
			for _, side := range border.kids {
				l.border = l.border || side.attr("style") != "" && side.attr("style") != "none"
			}
		}
		l.number(formats[xf.attr("numFmtId")])
		out = append(out, l)
	}
	return out
}

func (l *look) alignment(n *node) {
	if n == nil {
		return
	}
	l.align, l.wrap = n.attr("horizontal"), on(n.attr("wrapText"))
	l.slant = n.attr("textRotation") != "" && n.attr("textRotation") != "0"
	l.indent, _ = strconv.Atoi(n.attr("indent"))
}

func (l *look) fontOf(n *node) {
	if n == nil {
		return
	}
	set := func(name string) bool {
		k := n.child(name)
		return k != nil && k.attr("val") != "0" && k.attr("val") != "false" && k.attr("val") != "none"
	}
	l.bold, l.italic, l.under, l.struck = set("b"), set("i"), set("u"), set("strike")
	l.size, _ = strconv.ParseFloat(n.child("sz").attr("val"), 64)
	l.font = n.child("name").attr("val")
	if c := n.child("color"); c != nil {
		if rgb := c.attr("rgb"); len(rgb) >= 6 {
			l.colour = "#" + strings.ToUpper(rgb[len(rgb)-6:])
		} else if theme := c.attr("theme"); theme != "" && theme != "1" || c.attr("indexed") != "" && c.attr("indexed") != "64" {
			l.colour = "a colour of the theme"
		}
	}
}

// number reads a format code: "#,##0.0" shows one decimal, and commas.
func (l *look) number(code string) {
	if code == "" {
		return
	}
	l.grouped = strings.Contains(code, ",")
	_, after, ok := strings.Cut(code, ".")
	l.dp = 0
	if ok {
		l.dp = len(after) - len(strings.TrimLeft(after, "0"))
	}
}
