package html

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"despatch/reports"
	"despatch/reports/publish/formattest"
	"despatch/templates"
)

// dom is a page as a parser sees it.
type dom struct {
	t    *testing.T
	root *html.Node
	ids  map[string]*html.Node
}

func parsed(t *testing.T, page string) *dom {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	d := &dom{t: t, root: root, ids: map[string]*html.Node{}}
	for _, n := range d.all("") {
		if id := get(n, "id"); id != "" {
			if d.ids[id] != nil {
				t.Errorf("two elements have the id %q", id)
			}
			d.ids[id] = n
		}
	}
	return d
}

// all are the elements of a name, in order; of any name where it is "".
func (d *dom) all(name string) []*html.Node { return under(d.root, name) }

func under(root *html.Node, name string) []*html.Node {
	var out []*html.Node
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && (name == "" || n.Data == name) {
			out = append(out, n)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return out
}

func get(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	gather(&b, n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func has(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(get(n, "class")), class)
}

func pages(t *testing.T, check func(t *testing.T, page string, d *dom)) {
	t.Helper()
	for name, doc := range map[string]*reports.Document{"release": formattest.Fixture(), "static": static(), "brief": formattest.Brief(), "many": many()} {
		t.Run(name, func(t *testing.T) {
			page := pageOf(t, doc)
			check(t, page, parsed(t, page))
		})
	}
}

func TestH03Structure(t *testing.T) {
	pages(t, func(t *testing.T, _ string, d *dom) {
		if lang := get(d.all("html")[0], "lang"); lang != "en-GB" {
			t.Errorf("lang %q", lang)
		}
		if n := len(under(d.all("head")[0], "title")); n != 1 || words(d.all("title")[0]) == "" {
			t.Errorf("%d titles", n)
		}
		level := 0
		for _, n := range d.all("") {
			if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
				next := int(n.Data[1] - '0')
				if next > level+1 || next == 1 && level > 0 {
					t.Errorf("%q is h%d after h%d", words(n), next, level)
				}
				level = next
			}
		}
		for _, name := range []string{"header", "main", "footer", "h1"} {
			if n := len(d.all(name)); n != 1 {
				t.Errorf("%d of %s", n, name)
			}
		}
		if first := d.all("a")[0]; get(first, "href") != "#main" {
			t.Error("the first link does not skip to the main content")
		}
		viewport := slices.ContainsFunc(d.all("meta"), func(n *html.Node) bool {
			return get(n, "name") == "viewport" && get(n, "content") == "width=device-width, initial-scale=1"
		})
		if !viewport {
			t.Error("no viewport, or one that hinders zoom")
		}
	})
}

// Every reference inside the page leads to something.
func TestReferencesLead(t *testing.T) {
	pages(t, func(t *testing.T, _ string, d *dom) {
		for _, n := range d.all("") {
			if to, ok := strings.CutPrefix(get(n, "href"), "#"); ok && d.ids[to] == nil {
				t.Errorf("link to %q leads nowhere", to)
			}
			for _, key := range []string{"aria-labelledby", "aria-describedby", "aria-controls", "data-option"} {
				for _, id := range strings.Fields(get(n, key)) {
					if d.ids[id] == nil {
						t.Errorf("%s of %s names %q, which is not there", key, n.Data, id)
					}
				}
			}
		}
	})
}

func TestH04Tables(t *testing.T) {
	pages(t, func(t *testing.T, _ string, d *dom) {
		for _, table := range d.all("table") {
			caption := under(table, "caption")
			if len(caption) != 1 || !strings.HasPrefix(words(caption[0]), "Table ") {
				t.Error("a table without its caption")
			}
			name := words(caption[0])
			wide := 0
			var open []int // rows each column is still covered for
			for _, tr := range under(table, "tr") {
				n := 0
				for i := range open {
					if open[i] > 0 {
						open[i]--
						n++
					}
				}
				for _, c := range append(under(tr, "th"), under(tr, "td")...) {
					span := max(number10(get(c, "colspan")), 1)
					n += span
					if down := number10(get(c, "rowspan")); down > 1 {
						for range span {
							open = append(open, down-1)
						}
					}
				}
				if wide == 0 {
					wide = n
				}
				if n != wide {
					t.Errorf("%s: a row of %d cells among rows of %d: %s", name, n, wide, words(tr))
				}
			}
			for _, th := range under(table, "th") {
				if !slices.Contains([]string{"col", "row", "colgroup", "rowgroup"}, get(th, "scope")) || words(th) == "" {
					t.Errorf("%s: head %q has scope %q", name, words(th), get(th, "scope"))
				}
			}
			box := table.Parent
			if get(box, "role") == "region" && (get(box, "tabindex") != "0" || get(box, "aria-labelledby") != get(caption[0], "id")) {
				t.Errorf("%s: its box cannot be named or reached", name)
			}
			symbols := regexp.MustCompile(`\[(c|x|z|low)\]`)
			for _, td := range under(table, "td") {
				if s := words(td); symbols.MatchString(s) && !strings.Contains(words(box.Parent.FirstChild), s) {
					t.Errorf("%s: no key to %s before it", name, s)
				}
			}
		}
	})
}

func number10(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func TestH05Charts(t *testing.T) {
	pages(t, func(t *testing.T, _ string, d *dom) {
		for _, f := range d.all("figure") {
			heading := d.ids[get(f, "aria-labelledby")]
			if heading == nil || heading.Data[0] != 'h' || !strings.HasPrefix(words(heading), "Chart ") {
				t.Error("a figure that its heading does not name")
			}
			n := 0
			for _, svg := range under(f, "svg") {
				if get(svg, "aria-hidden") == "true" {
					continue
				}
				n++
				titles, descs := under(svg, "title"), under(svg, "desc")
				if get(svg, "role") != "img" || len(titles) != 1 || get(svg, "aria-labelledby") != get(titles[0], "id") || words(titles[0]) == "" {
					t.Errorf("%s: a drawing without its alternative", words(heading))
				}
				if len(descs) > 1 || len(descs) == 1 && get(svg, "aria-describedby") != get(descs[0], "id") {
					t.Errorf("%s: a drawing without its description", words(heading))
				}
			}
			if n != 2 {
				t.Errorf("%s: %d drawings, want a wide and a narrow one", words(heading), n)
			}
			for _, c := range under(f, "div") {
				if has(c, "canvas") && get(c, "aria-hidden") != "true" {
					t.Error("a canvas that readers meet")
				}
			}
			if !strings.Contains(words(f), "Source: ") {
				t.Errorf("%s: no source (C07)", words(heading))
			}
		}
	})
}

// H06: every colour the style sheet names is one of these, each good for its use.
func TestH06Contrast(t *testing.T) {
	least := map[string]float64{ // against white, as text or edge
		"#0b0c0c": 7, "#fff": 0, "#f3f2f1": 0, "#fd0": 0,
		"#b1b4b6": 0, // rules between rows: decoration
		"#505a5f": 4.5,
	}
	for _, c := range regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`).FindAllString(templates.PageStyle(), -1) {
		want, known := least[strings.ToLower(c)]
		if !known {
			t.Errorf("%s is not in the table", c)
			continue
		}
		if want > 0 {
			if got := reports.Contrast(reports.Colour(c), "#FFFFFF"); got < want {
				t.Errorf("%s has %.2f on white", c, got)
			}
		}
	}
	th := formattest.Meta().Theme
	for _, pair := range []struct {
		what string
		a, b reports.Colour
		want float64
	}{
		{"text on white", th.Text, "#FFFFFF", 7}, {"secondary on white", th.Secondary, "#FFFFFF", 4.5}, {"link on white", th.Link, "#FFFFFF", 4.5},
		{"link on the foot's grey", th.Link, "#F3F2F1", 4.5}, {"white on the masthead", "#FFFFFF", th.Accent, 4.5},
		{"white on a pressed button", "#FFFFFF", th.Link, 4.5}, {"text in focus", "#0B0C0C", "#FFDD00", 4.5}, {"the marking", "#FFFFFF", "#0B0C0C", 7},
	} {
		if got := reports.Contrast(pair.a, pair.b); got < pair.want {
			t.Errorf("%s: %.2f", pair.what, got)
		}
	}
	for i, c := range th.Palette {
		if got := reports.Contrast(c, "#FFFFFF"); got < 3 {
			t.Errorf("palette %d: %.2f on white", i, got)
		}
	}
}

func TestH09Links(t *testing.T) {
	pages(t, func(t *testing.T, _ string, d *dom) {
		said := map[string]string{}
		for _, a := range d.all("a") {
			text, to := words(a), get(a, "href")
			if text == "" || strings.Contains(text, "://") || slices.Contains([]string{"here", "click here", "more"}, strings.ToLower(text)) {
				t.Errorf("link %q to %s", text, to)
			}
			if strings.HasPrefix(to, "#") || strings.Contains(to, ":") {
				continue
			}
			if !regexp.MustCompile(`\([A-Z]+, [0-9.]+ [KM]B\)$`).MatchString(text) {
				t.Errorf("download %q lacks type and size", text)
			}
			if before, ok := said[to]; ok && before != text {
				t.Errorf("%s is called %q and %q", to, before, text)
			}
			said[to] = text
		}
	})
}

// H01 and H11: the policy holds exactly the style and scripts of the page, and
// nothing in the page asks for anything else.
func TestH11Policy(t *testing.T) {
	pages(t, func(t *testing.T, page string, d *dom) {
		policy := ""
		for _, m := range d.all("meta") {
			if get(m, "http-equiv") == "Content-Security-Policy" {
				policy = get(m, "content")
			}
		}
		if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "base-uri 'none'") {
			t.Errorf("policy %s", policy)
		}
		var want, scripts []string
		for _, n := range d.all("style") {
			want = append(want, hash(n.FirstChild.Data))
		}
		for _, n := range d.all("script") {
			if get(n, "type") == "" {
				scripts = append(scripts, hash(n.FirstChild.Data))
			}
		}
		want = append(want, scripts...)
		if got := regexp.MustCompile(`sha256-[A-Za-z0-9+/=]+`).FindAllString(policy, -1); !slices.Equal(got, want) {
			t.Errorf("policy has %v, the page %v", got, want)
		}
		for _, n := range d.all("") {
			for _, a := range n.Attr {
				switch {
				case a.Key == "src", a.Key == "srcset", a.Key == "style", a.Key == "action", strings.HasPrefix(a.Key, "on"):
					t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
				case a.Key == "href" && n.Data != "a" && !strings.HasPrefix(a.Val, "#") && a.Val != "data:,":
					t.Errorf("%s loads %q", n.Data, a.Val)
				}
			}
			if slices.Contains([]string{"img", "iframe", "object", "embed", "base", "form", "video", "image", "use", "foreignObject"}, n.Data) {
				t.Errorf("the page holds a %s", n.Data)
			}
		}
		if strings.Contains(page, "\r") {
			t.Error("a carriage return: the hash is of line feeds")
		}
	})
}

// The bundle is where it is used and only there; the rest is small.
func TestBundleOnlyWhereUsed(t *testing.T) {
	if page := pageOf(t, static()); strings.Contains(page, "<script") || len(page) > 60_000 {
		t.Errorf("the page without interactive charts is %d bytes, scripts %v", len(page), strings.Contains(page, "<script"))
	}
	if page := pageOf(t, formattest.Fixture()); strings.Count(page, templates.ChartBundle()) != 1 {
		t.Error("the bundle is not in the page once")
	}
}

// H14: every number in a cell, key figure or drawing is at a place.
func TestH14NumbersAreFigures(t *testing.T) {
	for _, doc := range []*reports.Document{formattest.Fixture(), many()} {
		files, w := formattest.Write(t, Format, doc)
		d := parsed(t, string(files[0].Data))
		placed := map[string]bool{}
		for _, p := range w.Places {
			placed[p.At] = true
		}
		digits := regexp.MustCompile(`^[−0-9.,%]+$`)
		for _, name := range []string{"td", "dd", "text"} {
			for _, n := range d.all(name) {
				// In a drawing figures are bold; the numbers of an axis and years are not.
				if name == "text" && get(n, "font-weight") != "bold" {
					continue
				}
				if digits.MatchString(words(n)) && !placed["#"+get(n, "id")] {
					t.Errorf("%s %q is no figure's place", name, words(n))
				}
			}
		}
	}
}

func TestBriefingIsMarked(t *testing.T) {
	page := pageOf(t, formattest.Brief())
	if n := strings.Count(page, "Official: for ministers. Not for publication before 12:30pm on 26 April 2006."); n != 2 {
		t.Errorf("marked %d times on the screen, want at head and foot", n)
	}
	if !strings.Contains(page, `@top-left{content:"Official\3a  for ministers\2e  Not for publication`) {
		t.Error("no marking on each printed page")
	}
	if strings.Contains(pageOf(t, formattest.Fixture()), "marking-end\"") {
		t.Error("a published page is marked")
	}
}
