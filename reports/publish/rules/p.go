package rules

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// pdfs makes a check of what the PDF checker found under a rule, and of more.
func pdfs(more func(*call, *tagged)) func(*call) {
	return func(c *call) {
		for _, t := range c.pdfs {
			for _, f := range t.found {
				if ruleOf(f) == c.rule.id {
					c.bad(t.file.Name, "%s", f.Msg)
				}
			}
			if more != nil {
				more(c, t)
			}
		}
	}
}

// pRules are the rules for PDF. Their checks are those of the PDF's own checker,
// which shares no code with the writer, by the rule each is about, and some more.
var pRules = []rule{
	{id: "P01", level: essential, title: "a PDF has no title", source: "UA, GDS", text: "A title in the metadata, shown in the window's bar (DisplayDocTitle), and meaningful.",
		how: "both kinds of metadata and the viewer's preference", hint: rebuilt, check: pdfs(nil)},
	{id: "P02", level: essential, title: "a PDF does not say its language", source: "UA", text: "The language is on the catalog; other languages (cy) are on their elements.",
		how: "the catalog's language, and that each other is a language's code", hint: rebuilt, check: pdfs(p02), eye: "that parts in Welsh are marked as such in the words, by the author of each release"},
	{id: "P03", level: essential, title: "a mark on a page is not tagged", source: "UA", text: "Every mark on a page is tagged content or an artifact; running heads, page numbers and repeated heads of tables are artifacts.",
		how: "every operator of every page, and the catalog's mark that the file is tagged", hint: rebuilt, check: pdfs(nil)},
	{id: "P04", level: essential, title: "headings of a PDF skip a level", source: "UA", text: "Headings start at H1 and skip no level; bookmarks follow them.", how: "each heading, and the bookmark in its place",
		hint: "do not skip a level in the words", check: pdfs(nil)},
	{id: "P05", level: essential, title: "a drawing of a PDF cannot be followed", source: "UA, C04", text: "Each Figure has Alt and BBox; its data table follows.",
		how: "each Figure's text and place, and that a Table comes after it", hint: rebuilt, check: pdfs(p05)},
	{id: "P06", level: essential, title: "a table of a PDF cannot be followed", source: "UA", text: "Tables have Caption, THead, TBody, TR, TH with Scope (or Headers), TD; rows are not split; each page repeats the head.",
		how: "each table's parts, the scope of each head, as many cells in each row, and that no row begins on one page and ends on another", hint: rebuilt,
		why: "that the head is repeated on each page, as repeats are artifacts; the writer's own tests look at long tables", check: pdfs(p06)},
	{id: "P07", level: essential, title: "a list or note of a PDF is none", source: "UA", text: "Lists are L, LI, Lbl, LBody; notes are Note with unique ids.", how: "which element may stand in which, and the ids",
		hint: rebuilt, check: pdfs(nil)},
	{id: "P08", level: essential, title: "the reading order of a PDF is not the document's", source: "UA", text: "No tagged run crosses a page or column; the reading order is the document's.",
		how: "pages, their marked content and the structure lead to each other, and the headings of the document's page come in the same order; word for word it is held against the document as it is written", hint: rebuilt, check: pdfs(p08)},
	{id: "P09", level: essential, title: "a link of a PDF is not accessible", source: "UA", text: "Links are Link elements with Contents and an object reference.", how: "each annotation, both ways", hint: rebuilt, check: pdfs(nil)},
	{id: "P10", level: essential, title: "a font of a PDF cannot be read", source: "UA", text: "Fonts are embedded, each glyph maps to Unicode, none is missing.", how: "each font, each code shown and its width", hint: rebuilt, check: pdfs(nil)},
	{id: "P11", level: essential, title: "a PDF is not what it claims", source: "UA; GDS (accessible and archivable)", text: "veraPDF finds PDF/UA-1 and PDF/A-2a; the claim is written only if despatch's own checker passes.",
		how: "the claims, colours, labels and metadata, and whatever else the checker finds; veraPDF itself runs in make check where it can be had", hint: rebuilt, check: p11},
	{id: "P12", level: essential, title: "text of a PDF is hard to read", source: "GDS", text: "Sans serif, 12 point or more, left-aligned and not justified, one column; no italics, underline or all capitals.",
		how: "size and contrast of every text, the names of the fonts, and paragraphs in capitals", hint: "write sentences in lower case", why: "alignment, columns and underlines, which the writer cannot make", check: pdfs(p12)},
	{id: "P13", level: advised, title: "a sentence is long", source: "GDS", text: "About 25 words a sentence at most.", how: "the sentences of paragraphs and points on pages; more than 35 words are told", hint: "make two sentences of it", check: p13},
	{id: "P14", level: advised, title: "no person has looked at a PDF", source: "UA", text: "Matterhorn's human checks, a screen reader and contrast are looked at by a person.",
		why: "only a person can", eye: "a PDF read with NVDA or JAWS in Acrobat, and Matterhorn's human conditions gone through, by a tester at each change of the writer: not done so far"},
}

func p02(c *call, t *tagged) {
	t.root.walk(func(n *tag) {
		if lang := n.attrs["lang"]; lang != "" && !langCode(lang) {
			c.bad(t.file.Name, "page %d: %s is no language", n.firstPage(), short(lang))
		}
	})
}

// langCode says whether a text looks like a language's code: cy, en-GB.
func langCode(s string) bool {
	first, rest, _ := strings.Cut(s, "-")
	return len(first) >= 2 && len(first) <= 3 && strings.ToLower(first) == first && len(rest) <= 8
}

// p05: after each Figure a Table.
func p05(c *call, t *tagged) {
	var order []*tag
	t.root.walk(func(n *tag) {
		if n.role == "Figure" || n.role == "Table" {
			order = append(order, n)
		}
	})
	for i, n := range order {
		if n.role == "Figure" && !slices.ContainsFunc(order[i:], func(k *tag) bool { return k.role == "Table" }) {
			c.bad(t.file.Name, "page %d: no table follows the drawing %s", n.firstPage(), short(n.attrs["alt"]))
		}
	}
}

// p06: the parts of each table, and rows that stay on a page.
func p06(c *call, t *tagged) {
	t.root.walk(func(n *tag) {
		if n.role != "Table" {
			return
		}
		for _, part := range []string{"THead", "TBody"} {
			if !n.has(part) {
				c.bad(t.file.Name, "page %d: a table has no %s", n.firstPage(), part)
			}
		}
		n.walk(func(row *tag) {
			if row.role != "TR" {
				return
			}
			from, to := 0, 0
			row.walk(func(k *tag) {
				if k.page > 0 {
					if from == 0 {
						from = k.page
					}
					to = k.page
				}
			})
			if from != to {
				c.bad(t.file.Name, "page %d: a row ends on page %d", from, to)
			}
		})
	})
}

// headings of a PDF, and of a page's words.
func (t *tagged) headings() []string {
	var out []string
	t.root.walk(func(n *tag) {
		if len(n.role) == 2 && n.role[0] == 'H' && n.role[1] >= '1' && n.role[1] <= '6' {
			out = append(out, n.text())
		}
	})
	return out
}

func (p *page) headings() []string {
	var out []string
	for _, main := range p.tags["main"] {
		for n := range main.Descendants() {
			if n.Type == html.ElementNode && len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' &&
				(n.Data == "h1" || n.Parent != nil && (n.Parent.Data == "section" || n.Parent.Data == "figure")) {
				out = append(out, text(n))
			}
		}
	}
	return out
}

// p08: the headings of the document's page are those of the PDF, in the same order.
func p08(c *call, t *tagged) {
	for _, p := range c.pages {
		if p.file.Document != t.file.Document {
			continue
		}
		have, at := t.headings(), 0
		for _, want := range p.headings() {
			if want == "Notes" && !slices.Contains(have, want) {
				continue // the PDF has its notes where they are marked
			}
			i := slices.IndexFunc(have[at:], func(s string) bool { return s == want || strings.TrimSpace(s) == want })
			if i < 0 {
				c.bad(t.file.Name, "the heading %s of the page is not in its place in the structure", short(want))
				break
			}
			at += i + 1
		}
	}
}

// p11: what the checker finds beside the other rules, and files it cannot read.
func p11(c *call) {
	for _, f := range c.side.Files {
		if err := c.unread[f.Name]; err != nil && f.Format == "pdf" {
			c.bad(f.Name, "cannot be read: %v", err)
		}
	}
	pdfs(nil)(c)
}

func p12(c *call, t *tagged) {
	for _, name := range fonts(t.file.Data) {
		plain := name
		if i := strings.IndexByte(name, '+'); i == 6 {
			plain = name[i+1:]
		}
		low := strings.ToLower(plain)
		if strings.Contains(low, "italic") || strings.Contains(low, "oblique") || !slices.ContainsFunc([]string{"sans", "arial", "helvetica", "verdana"}, func(s string) bool { return strings.Contains(low, s) }) {
			c.bad(t.file.Name, "the font %s is italic, or has serifs", plain)
		}
	}
	t.root.walk(func(n *tag) {
		if n.role == "P" || strings.HasPrefix(n.role, "H") {
			if s := n.text(); shouted(s) {
				c.advise(t.file.Name, "page %d: %s is all capitals", n.firstPage(), short(s))
			}
		}
	})
}

// shouted says whether a text of several words is all capitals.
func shouted(s string) bool {
	letters := 0
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			letters++
		}
	}
	return letters > 12 && strings.ToUpper(s) == s && strings.Contains(s, " ")
}

// p13: long sentences, on the pages, where each has its own.
func p13(c *call) {
	const long = 35
	for _, p := range c.pages {
		for _, name := range []string{"p", "li"} {
			for _, n := range p.tags[name] {
				if !within(n, "main") || within(n, "nav") || name == "li" && n.FirstChild != nil && n.FirstChild.Data == "p" {
					continue
				}
				for _, s := range sentences(text(n)) {
					if k := len(strings.Fields(s)); k > long {
						c.bad(p.file.Name, "%s: a sentence has %d words: %s", where(n), k, short(s))
					}
				}
			}
		}
	}
}

// sentences parts a text where one ends and another begins.
func sentences(s string) []string {
	var out []string
	from := 0
	for i := 0; i+2 < len(s); i++ {
		if (s[i] == '.' || s[i] == '?' || s[i] == '!' || s[i] == ':' || s[i] == ';') && s[i+1] == ' ' {
			out = append(out, s[from:i+1])
			from = i + 2
		}
	}
	return append(out, s[from:])
}
