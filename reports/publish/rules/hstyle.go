package rules

import (
	"strconv"
	"strings"
)

// A styleRule is one rule of a style sheet.
type styleRule struct {
	media    string // "" for all
	selector string
	set      map[string]string
}

// styles reads a style sheet as far as the rules ask: selectors and declarations,
// those within @media marked.
func styles(css string) []styleRule {
	var out []styleRule
	var read func(s, media string)
	read = func(s, media string) {
		for s != "" {
			open := strings.IndexByte(s, '{')
			if open < 0 {
				return
			}
			head, deep, end := strings.TrimSpace(s[:open]), 0, len(s)
			for i := open; i < len(s); i++ {
				if s[i] == '{' {
					deep++
				}
				if s[i] == '}' {
					if deep--; deep == 0 {
						end = i
						break
					}
				}
			}
			body := s[open+1 : min(end, len(s))]
			switch {
			case strings.HasPrefix(head, "@media"):
				read(body, media+" "+strings.TrimPrefix(head, "@media"))
			case !strings.HasPrefix(head, "@"):
				out = append(out, styleRule{strings.TrimSpace(media), head, declarations(body)})
			}
			s = s[min(end+1, len(s)):]
		}
	}
	read(css, "")
	return out
}

func declarations(body string) map[string]string {
	out := map[string]string{}
	for d := range strings.SplitSeq(body, ";") {
		if k, v, ok := strings.Cut(d, ":"); ok {
			out[strings.TrimSpace(k)] = strings.TrimSuffix(strings.TrimSpace(v), "!important")
		}
	}
	return out
}

// named are the colours of a page's own names: --text.
func named(rules []styleRule) map[string]string {
	out := map[string]string{}
	for _, r := range rules {
		for k, v := range r.set {
			if strings.HasPrefix(k, "--") {
				out["var("+k+")"] = v
			}
		}
	}
	return out
}

var hexColour = pattern(`#[0-9a-fA-F]{3,6}\b`)

// h06: text has contrast with what is behind it.
func h06(c *call, p *page) {
	rules := styles(p.style)
	names := named(rules)
	colour := func(v string) string {
		for name, is := range names {
			v = strings.ReplaceAll(v, name, is)
		}
		return hexColour().FindString(v)
	}
	footer := ""
	for _, r := range rules {
		if r.selector == "footer" && r.media == "" {
			footer = colour(r.set["background"])
		}
	}
	for _, r := range rules {
		behind := colour(r.set["background"] + " " + r.set["background-color"])
		if behind == "" {
			behind = "#FFFFFF"
		}
		if text := colour(r.set["color"]); text != "" && !strings.Contains(r.selector, ".masthead") && !strings.Contains(r.selector, ".marking") {
			if v := contrast(text, behind); v < 4.5 && (v > 1 || behind != "#FFFFFF") {
				c.bad(p.file.Name, "style %s: %s on %s has a contrast of %.2f", short(r.selector), text, behind, v)
			}
		}
		if outline := colour(r.set["outline"]); outline != "" && contrast(outline, "#FFFFFF") < 3 {
			c.bad(p.file.Name, "style %s: the mark of focus, %s, has a contrast of %.2f on white", short(r.selector), outline, contrast(outline, "#FFFFFF"))
		}
	}
	for _, name := range []string{"--text", "--secondary", "--link"} {
		text := names["var("+name+")"]
		if text != "" && footer != "" && contrast(text, footer) < 4.5 {
			c.bad(p.file.Name, "style %s: %s on the footer's %s has a contrast of %.2f", name, text, footer, contrast(text, footer))
		}
	}
	if accent := names["var(--accent)"]; accent != "" && contrast(accent, "#FFFFFF") < 4.5 {
		c.bad(p.file.Name, "style --accent: white on %s has a contrast of %.2f", accent, contrast(accent, "#FFFFFF"))
	}
}

var length = pattern(`^([0-9.]+)(px|rem|em|pt)$`)

// pixels is a fixed length in CSS pixels, 0 for another.
func pixels(v string) float64 {
	m := length().FindStringSubmatch(strings.TrimSpace(v))
	if m == nil {
		return 0
	}
	f, _ := strconv.ParseFloat(m[1], 64)
	switch m[2] {
	case "rem", "em":
		return f * 16
	case "pt":
		return f * 4 / 3
	}
	return f
}

func h07(c *call, p *page) {
	for _, n := range p.tags["meta"] {
		if v := value(n, "content"); value(n, "name") == "viewport" && (strings.Contains(v, "maximum-scale") || strings.Contains(v, "user-scalable")) {
			c.bad(p.file.Name, "head: the viewport forbids zoom: %s", short(v))
		}
	}
	for _, r := range styles(p.style) {
		if strings.Contains(r.media, "print") || strings.Contains(r.media, "min-width") {
			continue
		}
		for _, k := range []string{"width", "min-width"} {
			if px := pixels(r.set[k]); px > 320 && !strings.Contains(r.selector, ".scroll") {
				c.bad(p.file.Name, "style %s: is %s wide on every screen", short(r.selector), r.set[k])
			}
		}
	}
	for _, t := range p.tables {
		if t.node.Parent == nil || !hasClass(t.node.Parent, "scroll") {
			c.bad(p.file.Name, "%s: the table stands in no box that scrolls", where(t.node))
		}
	}
}

func h08(c *call, p *page) {
	focus := map[string]bool{}
	tall := true
	for _, r := range styles(p.style) {
		v := r.set["outline"]
		gone := v == "0" || v == "none" || strings.HasPrefix(v, "0 ")
		if strings.Contains(r.selector, ":focus") || gone {
			if gone {
				c.bad(p.file.Name, "style %s: takes the mark of focus away", short(r.selector))
			} else if v != "" {
				for s := range strings.SplitSeq(r.selector, ",") {
					focus[strings.TrimSpace(s)] = true
				}
			}
		}
		if r.selector == "button" && r.media == "" {
			tall = pixels(r.set["min-height"]) >= 24
		}
	}
	for tag, want := range map[string]string{"a": "a:focus", "button": "button:focus"} {
		if len(p.tags[tag]) > 0 && !focus[want] {
			c.bad(p.file.Name, "style: %s has no mark of focus", tag)
		}
	}
	if len(p.tags["button"]) > 0 && !tall {
		c.bad(p.file.Name, "style button: buttons are lower than 24 px")
	}
	for n := range p.root.Descendants() {
		if i, _ := strconv.Atoi(value(n, "tabindex")); i > 0 {
			c.bad(p.file.Name, "%s: forces its place in the tab order", where(n))
		}
		if value(n, "draggable") == "true" {
			c.bad(p.file.Name, "%s: is to be dragged", where(n))
		}
	}
}
