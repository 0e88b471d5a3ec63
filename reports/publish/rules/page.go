package rules

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// A page is an HTML file, its elements by id and by name.
type page struct {
	file   File
	root   *html.Node
	ids    map[string]*html.Node
	twice  []string // ids that stand more than once
	tags   map[string][]*html.Node
	tables []*pageTable
	style  string
}

// A pageTable is one table of a page.
type pageTable struct {
	node  *html.Node
	name  string   // its caption's first line: "Table 1"
	key   string   // the line on shorthand before it, "" without one
	cells []string // of data
	at    []string // the ids of those cells
	heads []string // texts of heads of columns and rows
}

func readPage(f File) (*page, error) {
	root, err := html.Parse(bytes.NewReader(f.Data))
	if err != nil {
		return nil, err
	}
	p := &page{file: f, root: root, ids: map[string]*html.Node{}, tags: map[string][]*html.Node{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		p.tags[n.Data] = append(p.tags[n.Data], n)
		if id, ok := attribute(n, "id"); ok {
			if p.ids[id] != nil {
				p.twice = append(p.twice, id)
			}
			p.ids[id] = n
		}
	}
	for _, n := range p.tags["style"] {
		p.style += words(n)
	}
	for _, n := range p.tags["table"] {
		p.tables = append(p.tables, p.table(n))
	}
	return p, nil
}

func (p *page) table(n *html.Node) *pageTable {
	t := &pageTable{node: n}
	for k := range n.Descendants() {
		if k.Type != html.ElementNode {
			continue
		}
		switch k.Data {
		case "caption":
			t.name, _, _ = strings.Cut(text(k), ":")
		case "th":
			t.heads = append(t.heads, text(k))
		case "td":
			t.cells, t.at = append(t.cells, text(k)), append(t.at, value(k, "id"))
		}
	}
	box := n.Parent
	if box != nil && hasClass(box, "scroll") {
		box = box.Parent
	}
	for k := range children(box) {
		if hasClass(k, "key") {
			t.key = text(k)
		}
		if k == n || k == n.Parent {
			break
		}
	}
	return t
}

// children are the elements directly in n.
func children(n *html.Node) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		if n == nil {
			return
		}
		for k := range n.ChildNodes() {
			if k.Type == html.ElementNode && !yield(k) {
				return
			}
		}
	}
}

func attribute(n *html.Node, name string) (string, bool) {
	if n == nil {
		return "", false
	}
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

func value(n *html.Node, name string) string {
	v, _ := attribute(n, name)
	return v
}

func hasClass(n *html.Node, class string) bool {
	for c := range strings.FieldsSeq(value(n, "class")) {
		if c == class {
			return true
		}
	}
	return false
}

// words is all text in n as it stands, scripts and styles included.
func words(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for k := range n.Descendants() {
		if k.Type == html.TextNode {
			b.WriteString(k.Data)
		}
	}
	return b.String()
}

// text is what a person reads of n, white space made single spaces.
func text(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "template"):
			return
		}
		for k := range n.ChildNodes() {
			walk(k)
		}
		if n.Type == html.ElementNode && (blocks[n.Data] || n.Data == "span" && within(n, "caption")) {
			b.WriteByte(' ')
		}
	}
	walk(n)
	return squeeze(b.String())
}

// blocks are the elements whose text is set apart from what follows.
var blocks = map[string]bool{"p": true, "li": true, "div": true, "td": true, "th": true, "dt": true, "dd": true, "caption": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "title": true, "desc": true, "text": true, "br": true, "tr": true}

// within says whether n is in an element of a name, or is one.
func within(n *html.Node, tag string) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && n.Data == tag {
			return true
		}
	}
	return false
}

// where names an element for a person: its id, or its kind and how it begins.
func where(n *html.Node) string {
	if id := value(n, "id"); id != "" {
		return "#" + id
	}
	for up := n.Parent; up != nil; up = up.Parent {
		if id := value(up, "id"); id != "" && up.Data != "main" {
			return "#" + id + " " + n.Data
		}
	}
	return n.Data
}
