package rules

import (
	"crypto/sha256"
	"encoding/base64"
	"path"
	"strings"

	"golang.org/x/net/html"
)

var cssURL = pattern(`(?i)url\(\s*['"]?([^'")\s]+)|@import`)

// h01: the page asks for nothing, hides nothing, and stands beside each PDF.
func h01(c *call) {
	for _, p := range c.pages {
		for n := range p.root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			fetches := ""
			switch n.Data {
			case "iframe", "object", "embed", "video", "audio", "source", "base", "form":
				fetches = n.Data
			case "script", "img", "input":
				fetches = value(n, "src")
			case "link":
				fetches = value(n, "href")
			}
			if fetches != "" && !strings.HasPrefix(fetches, "data:") {
				c.bad(p.file.Name, "%s: the page asks for %s", where(n), short(fetches))
			}
			if _, hidden := attribute(n, "hidden"); hidden && !hasClass(n, "interactive") && !hasClass(n, "layer") {
				c.bad(p.file.Name, "%s: is hidden until a script runs", where(n))
			}
		}
		for _, m := range cssURL().FindAllStringSubmatch(p.style, -1) {
			if !strings.HasPrefix(m[1], "data:") {
				c.bad(p.file.Name, "style: the page asks for %s", short(m[0]))
			}
		}
	}
	has := map[string]bool{}
	for _, f := range c.side.Files {
		has[f.Document+"."+f.Format] = true
	}
	for _, f := range c.side.Files {
		if f.Format == "pdf" && !has[f.Document+".html"] {
			c.advise(f.Name, "the document has a PDF and no page")
		}
	}
}

// sections are the headings of level 2 in a page's words.
func (p *page) sections() []string {
	var out []string
	for _, n := range p.tags["h2"] {
		if n.Parent != nil && n.Parent.Data == "section" {
			out = append(out, text(n))
		}
	}
	return out
}

// inOrder are the sections of a release whose order is fixed (H02), by a word of their heading.
var inOrder = [][]string{{"main points"}, {"data quality", "quality"}, {"revision"}, {"definition"}, {"pre-release"}, {"contact"}}

func h02(c *call) {
	for _, p := range c.pages {
		if p.file.Document != "release" {
			continue
		}
		date, clock := c.published()
		details := ""
		for _, n := range p.tags["p"] {
			if hasClass(n, "details") {
				details = text(n)
				break
			}
		}
		for _, want := range []string{date, clock, "As at " + day(c.release.AsAt), c.release.State} {
			if !strings.Contains(strings.ToLower(details), strings.ToLower(want)) {
				c.advise(p.file.Name, "#title: the line below the title lacks %s", short(want))
			}
		}
		at := -1
		for i, s := range p.sections() {
			for k, words := range inOrder {
				for _, w := range words {
					if !strings.Contains(strings.ToLower(s), w) || k == at {
						continue
					}
					if k < at || k == 0 && i != 0 {
						c.advise(p.file.Name, "section %s stands too far down", short(s))
					}
					at = max(at, k)
				}
			}
		}
	}
}

func h03(c *call) {
	titles := map[string]string{}
	for _, p := range c.pages {
		bad := func(what string) { c.bad(p.file.Name, "%s", what) }
		if root := p.tags["html"]; len(root) == 0 || value(root[0], "lang") == "" {
			bad("html: names no language")
		}
		title := ""
		if t := p.tags["title"]; len(t) > 0 && within(t[0], "head") {
			title = text(t[0])
		}
		switch {
		case title == "":
			bad("title: the page has no title")
		case titles[title] != "":
			bad("title: is that of " + titles[title])
		}
		titles[title] = p.file.Name
		viewport := false
		for _, n := range p.tags["meta"] {
			viewport = viewport || value(n, "name") == "viewport" && strings.Contains(value(n, "content"), "width=device-width")
		}
		if !viewport {
			bad("head: sets no viewport")
		}
		if n := len(p.tags["h1"]); n != 1 {
			bad("h1: the page has " + itoa(n))
		}
		for _, mark := range []string{"main", "header", "footer"} {
			if n := len(p.tags[mark]); n != 1 {
				bad(mark + ": the page has " + itoa(n))
			}
		}
		skips := false
		if links := p.tags["a"]; len(links) > 0 && len(p.tags["main"]) > 0 {
			skips = value(links[0], "href") == "#"+value(p.tags["main"][0], "id") && text(links[0]) != ""
		}
		if !skips {
			bad("body: the first link does not skip to the content")
		}
		level := 0
		for n := range p.root.Descendants() {
			if n.Type == html.ElementNode && len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
				now := int(n.Data[1] - '0')
				if now > level+1 {
					c.bad(p.file.Name, "%s: a heading of level %d follows one of level %d", where(n), now, level)
				}
				level = now
			}
		}
	}
}

// h09: links.
func h09(c *call) {
	files := map[string]bool{}
	for _, f := range c.side.Files {
		files[f.Name] = true
	}
	if m := c.side.Manifest; m != nil {
		for _, f := range m.Files {
			files[f.Name] = true
		}
	}
	for _, p := range c.pages {
		for _, n := range p.tags["a"] {
			to, t := value(n, "href"), text(n)
			if label := value(n, "aria-label"); t == "" {
				t = label
			}
			switch {
			case emptyLinks[strings.ToLower(t)]:
				c.bad(p.file.Name, "%s: the link to %s says %s", where(n), short(to), short(t))
			case bareURL().MatchString(t):
				c.advise(p.file.Name, "%s: the link is a bare address", where(n))
			case isFile(to) && !fileOffer().MatchString(t):
				c.bad(p.file.Name, "%s: the link to %s does not give type and size", where(n), short(to))
			case strings.HasPrefix(to, "#") && to != "#" && p.ids[to[1:]] == nil:
				c.bad(p.file.Name, "%s: the link leads to %s, which is not in the page", where(n), short(to))
			case (isFile(to) || strings.HasSuffix(to, ".html")) && !strings.Contains(to, "://") && !files[path.Clean(to)]:
				c.bad(p.file.Name, "%s: the link leads to %s, which is not in the pack", where(n), short(to))
			}
		}
	}
}

// sum is a policy's hash of a style or script.
func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(h[:]) + "'"
}

// makesCode says whether a script makes code of text.
func makesCode(s string) bool {
	for _, call := range []string{"eval(", "eval (", "Function(", "Function (", "document.write("} {
		for at := 0; ; {
			i := strings.Index(s[at:], call)
			if i < 0 {
				break
			}
			at += i + len(call)
			before := byte(' ')
			if start := at - len(call); start > 0 {
				before = s[start-1]
			}
			if word := before == '_' || before == '$' || before == '.' || before >= '0' && before <= '9' || before >= 'A' && before <= 'Z' || before >= 'a' && before <= 'z'; !word {
				return true
			}
		}
	}
	return false
}

func h11(c *call, p *page) {
	bad := func(format string, args ...any) { c.bad(p.file.Name, format, args...) }
	policy := ""
	for _, head := range p.tags["head"] {
		for k := range children(head) {
			if k.Data == "meta" && strings.EqualFold(value(k, "http-equiv"), "Content-Security-Policy") {
				policy = value(k, "content")
				break
			}
			if k.Data != "meta" || value(k, "charset") == "" {
				break
			}
		}
	}
	if policy == "" {
		bad("head: no content policy stands first")
		return
	}
	allowed := map[string]string{}
	for part := range strings.SplitSeq(policy, ";") {
		name, rest, _ := strings.Cut(strings.TrimSpace(part), " ")
		allowed[name] = rest
	}
	if allowed["default-src"] != "'none'" {
		bad("head: the policy does not begin by allowing nothing")
	}
	for _, name := range sorted(allowed) {
		if rest := allowed[name]; strings.Contains(rest, "unsafe") || strings.Contains(rest, "*") || strings.Contains(rest, "http") || strings.Contains(rest, "'self'") {
			bad("head: the policy allows %s for %s", short(rest), name)
		}
	}
	for tag, name := range map[string]string{"style": "style-src", "script": "script-src"} {
		for _, n := range p.tags[tag] {
			if tag == "script" && value(n, "type") == "application/json" {
				continue
			}
			body := words(n)
			if !strings.Contains(allowed[name], sum(body)) {
				bad("%s: is not the one the policy's hash allows", tag)
			}
			if tag == "script" && (makesCode(body) || strings.Contains(body, "<!--")) {
				bad("script: makes code of text, or holds the start of a comment")
			}
		}
	}
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "style" {
				bad("%s: carries a style of its own", where(n))
			}
			if strings.HasPrefix(a.Key, "on") && !within(n, "script") {
				bad("%s: carries code of its own (%s)", where(n), a.Key)
			}
		}
	}
}

// plainly are the elements words, tables and drawings are made of.
var plainTags = func() map[string]bool {
	out := map[string]bool{}
	for tag := range strings.FieldsSeq("a b br caption col colgroup dd div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 i li nav ol p section span strong sub sup " +
		"table tbody td tfoot th thead tr ul svg title desc g text tspan rect line polyline polygon image foreignobject foreignObject circle ellipse path button lang abbr footer header main aside blockquote code hr img iframe form input object embed video audio") {
		out[tag] = true
	}
	return out
}()

func h12(c *call, p *page) {
	for _, main := range p.tags["main"] {
		for n := range main.Descendants() {
			if n.Type == html.ElementNode && !plainTags[n.Data] {
				c.bad(p.file.Name, "%s: an element %s stands in the words", where(n), n.Data)
			}
		}
	}
	for _, n := range p.tags["a"] {
		if to := strings.ToLower(strings.TrimSpace(value(n, "href"))); strings.HasPrefix(to, "javascript:") || strings.HasPrefix(to, "data:") || strings.HasPrefix(to, "vbscript:") {
			c.bad(p.file.Name, "%s: the link runs code", where(n))
		}
	}
	for at, f := range c.placed[p.file.Name] {
		n := p.ids[strings.TrimPrefix(at, "#")]
		if n == nil || n.Data != "td" || f.Row == "" || f.Table == "" || strings.Contains(f.ID, "total/") {
			continue
		}
		if home := tableOf(n); home != "table/"+strings.SplitN(f.ID, "/", 2)[0] {
			continue // in a table of what was said before, under another head
		}
		head := ""
		for k := range children(n.Parent) {
			if k.Data == "th" {
				head = text(k)
			}
		}
		head, _, _ = strings.Cut(head, " [note ")
		head = strings.TrimSuffix(head, " [b]")
		if want := squeeze(f.Row); head != "" && !strings.HasSuffix(want, head) && !strings.HasPrefix(want, head) {
			c.bad(p.file.Name, "%s: its row is headed %s, in the manifest %s", at, short(head), short(want))
		}
	}
}

// tableOf is the id of the part of the page that holds a cell's table.
func tableOf(n *html.Node) string {
	for ; n != nil; n = n.Parent {
		if id := value(n, "id"); strings.HasPrefix(id, "table/") {
			return id
		}
	}
	return ""
}

func h13(c *call, p *page) {
	for _, dress := range []string{"GDS Transport", "nta", "govuk-", "tudor-crown", "GOV.UK logotype"} {
		if dress == "nta" {
			continue // a short name of the font: too short to look for
		}
		if strings.Contains(p.style, dress) {
			c.bad(p.file.Name, "style: holds %s", dress)
		}
	}
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && (strings.Contains(value(n, "class"), "govuk-") || strings.Contains(value(n, "class"), "crown")) {
			c.bad(p.file.Name, "%s: has the class %s", where(n), short(value(n, "class")))
		}
	}
	for _, n := range p.tags["header"] {
		if text(n) == "" {
			c.bad(p.file.Name, "header: the organisation's name is no text")
		}
	}
}

// h14: numbers in cells, key figures and drawings are places of the manifest.
func h14(c *call, p *page) {
	placed := c.placed[p.file.Name]
	if placed == nil && c.side.Manifest == nil {
		return
	}
	look := func(n *html.Node) {
		t := text(n)
		number := bare(strings.TrimSuffix(strings.TrimSuffix(t, " percentage points"), "%"))
		if !bareNumber().MatchString(number) || within(n, "svg") && value(n, "id") == "" {
			return // numbers of an axis are no figures: C19
		}
		f := placed["#"+value(n, "id")]
		switch {
		case f == nil:
			c.bad(p.file.Name, "%s: the number %s is no figure of the manifest", where(n), short(t))
		case number != f.Value && bareNumber().MatchString(f.Value):
			c.bad(p.file.Name, "%s: reads %s, and the figure %s is %s", where(n), short(t), f.ID, f.Value)
		}
	}
	for _, tag := range []string{"td", "dd"} {
		for _, n := range p.tags[tag] {
			if tag == "td" || hasClass(n.Parent, "facts") || n.Parent != nil && hasClass(n.Parent.Parent, "facts") {
				look(n)
			}
		}
	}
}
