package rules

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// h04: tables of pages.
func h04(c *call, p *page) {
	digits, right := false, false
	for _, r := range styles(p.style) {
		if r.media != "" {
			continue
		}
		digits = digits || r.selector == "table" && strings.Contains(r.set["font-variant-numeric"], "tabular-nums")
		right = right || (r.selector == "th,td" || r.selector == "td") && r.set["text-align"] == "right"
	}
	if len(p.tables) > 0 && !(digits && right) {
		c.bad(p.file.Name, "style: numbers of tables are not at the right in digits of equal width")
	}
	for _, t := range p.tables {
		caption := false
		for k := range children(t.node) {
			caption = caption || k.Data == "caption" && text(k) != ""
		}
		if !caption {
			c.bad(p.file.Name, "%s: the table has no caption", where(t.node))
		}
		p.rows(c, t)
		box := t.node.Parent
		if box == nil || value(box, "role") != "region" {
			continue
		}
		if value(box, "tabindex") != "0" || text(p.ids[value(box, "aria-labelledby")]) == "" && value(box, "aria-label") == "" {
			c.bad(p.file.Name, "%s: the box of the table has no name or takes no focus", where(t.node))
		}
	}
}

// scopes are those a head may have.
var scopes = map[string]bool{"col": true, "row": true, "colgroup": true, "rowgroup": true}

// rows holds each row against the table's width, spans counted.
func (p *page) rows(c *call, t *pageTable) {
	width := 0
	var hanging []int // rows a head from above still spans, by column
	for n := range t.node.Descendants() {
		if n.Type != html.ElementNode || n.Data != "tr" {
			continue
		}
		cells, heads, data, own := 0, 0, 0, 0
		col := 0
		next := make([]int, max(len(hanging), 64))
		copy(next, hanging)
		for i := range next {
			if next[i] > 0 {
				next[i]--
				cells++
			}
		}
		for k := range children(n) {
			for col < len(hanging) && hanging[col] > 0 {
				col++
			}
			across, _ := strconv.Atoi(value(k, "colspan"))
			down, _ := strconv.Atoi(value(k, "rowspan"))
			across, down = min(max(across, 1), 20000), max(down, 1)
			cells += across
			own++
			for range across {
				for len(next) <= col {
					next = append(next, 0)
				}
				next[col] = down - 1
				col++
			}
			switch k.Data {
			case "th":
				heads++
				if !scopes[value(k, "scope")] {
					c.bad(p.file.Name, "%s: the head %s has no scope", where(t.node), short(text(k)))
				}
				if text(k) == "" {
					c.bad(p.file.Name, "%s: a head is empty", where(t.node))
				}
			case "td":
				data++
			}
		}
		hanging = next
		switch {
		case width == 0:
			width = cells
		case cells != width:
			c.bad(p.file.Name, "%s: a row has %d cells, the first %d", where(t.node), cells, width)
		}
		if data > 0 && heads == 0 && own == width {
			c.bad(p.file.Name, "%s: a row has no head", where(t.node))
		}
	}
}

// h05: charts of pages.
func h05(c *call, p *page) {
	for _, n := range p.tags["figure"] {
		if name := p.ids[value(n, "aria-labelledby")]; name == nil || text(name) == "" {
			c.bad(p.file.Name, "%s: the figure has no name", where(n))
		}
		drawing := false
		for k := range n.Descendants() {
			drawing = drawing || k.Type == html.ElementNode && k.Data == "svg"
			if k.Type == html.ElementNode && (k.Data == "canvas" || hasClass(k, "canvas")) && value(k, "aria-hidden") != "true" {
				c.bad(p.file.Name, "%s: what is drawn on is not hidden from assistive technology", where(n))
			}
		}
		if !drawing {
			c.bad(p.file.Name, "%s: holds no drawing", where(n))
		}
	}
	for _, n := range p.tags["svg"] {
		if value(n, "aria-hidden") == "true" && !within(n, "figure") || hasClass(n, "swatch") {
			continue
		}
		titles, descs := 0, 0
		for k := range children(n) {
			switch k.Data {
			case "title":
				titles++
			case "desc":
				descs++
			}
		}
		named := p.ids[value(n, "aria-labelledby")]
		told := p.ids[value(n, "aria-describedby")]
		switch {
		case value(n, "role") != "img":
			c.bad(p.file.Name, "%s: the drawing is no image to assistive technology", where(n))
		case titles != 1 || named == nil || named.Parent != n:
			c.bad(p.file.Name, "%s: the drawing is not named by one title", where(n))
		case descs != 1 || told == nil || told.Parent != n:
			c.bad(p.file.Name, "%s: the drawing is not described once", where(n))
		}
	}
}

// roles and states pages of despatch may use.
var roles = map[string]bool{"img": true, "region": true, "group": true, "status": true, "list": true, "listitem": true, "note": true, "doc-noteref": true, "presentation": true, "navigation": true}

func h10(c *call, p *page) {
	for _, id := range p.twice {
		c.bad(p.file.Name, "#%s: two elements have this id", id)
	}
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode || within(n, "script") {
			continue
		}
		for _, a := range n.Attr {
			switch a.Key {
			case "aria-labelledby", "aria-describedby", "aria-controls", "for", "headers":
				for id := range strings.FieldsSeq(a.Val) {
					if p.ids[id] == nil {
						c.bad(p.file.Name, "%s: %s leads to %s, which is not there", where(n), a.Key, short(id))
					}
				}
			case "role":
				if !roles[a.Val] {
					c.bad(p.file.Name, "%s: the role %s is not known", where(n), short(a.Val))
				}
			case "aria-hidden", "aria-expanded", "aria-pressed", "aria-disabled":
				if a.Val != "true" && a.Val != "false" {
					c.bad(p.file.Name, "%s: %s is %s", where(n), a.Key, short(a.Val))
				}
			}
		}
		p.words(c, n)
	}
}

// words: elements that must have words, and lists that hold only their own.
func (p *page) words(c *call, n *html.Node) {
	switch n.Data {
	case "button", "h1", "h2", "h3", "h4", "h5", "h6":
		if text(n) == "" && value(n, "aria-label") == "" {
			c.bad(p.file.Name, "%s: is empty", where(n))
		}
	case "ul", "ol":
		for k := range children(n) {
			if k.Data != "li" {
				c.bad(p.file.Name, "%s: a list holds an element %s", where(n), k.Data)
			}
		}
	case "dl":
		for k := range children(n) {
			if k.Data != "dt" && k.Data != "dd" && k.Data != "div" {
				c.bad(p.file.Name, "%s: a list of terms holds an element %s", where(n), k.Data)
			}
		}
	}
}
