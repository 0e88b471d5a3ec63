package pdfcheck

import (
	"fmt"
	"strings"
)

// A node is a structure element.
type node struct {
	ref     ref
	role    string
	parent  *node
	alt     string
	lang    string
	id      string
	scope   string
	headers []string
	list    string // ListNumbering
	box     []float64
	kids    []kid
}

// A kid is an element, a marked content, or an annotation's object.
type kid struct {
	node  *node
	page  int // from 0; -1: a page that is none
	mcid  int
	annot ref
}

// readTree reads the structure tree; faults of shape are findings.
func (f *File) readTree() {
	root := f.dict(f.catalog.at("StructTreeRoot"))
	if root == nil {
		f.find("O059", "the PDF has no structure tree")
		return
	}
	kids := f.list(root.at("K"))
	if len(kids) != 1 {
		f.find("O061", "the structure tree has %d roots; it needs one", len(kids))
	}
	if len(kids) > 0 {
		r, _ := kids[0].(ref)
		f.nodes = make([]*node, len(f.where))
		f.tree = f.element(r, nil, 0)
	}
	f.nameParents(root)
}

// list is a value as an array: one that stands alone is an array of one.
func (f *File) list(v any) array {
	switch x := f.get(v).(type) {
	case nil:
		return nil
	case array:
		return x
	}
	return array{v}
}

func (f *File) element(r ref, parent *node, deep int) *node {
	d := f.once(int(r))
	if d == nil || f.node(r) != nil || deep > deepest || int(r) >= len(f.nodes) {
		f.find("O059", "an element of the structure tree is missing, or stands in it twice")
		return nil
	}
	n := f.newNode()
	role, _ := d.at("S").(name)
	n.ref, n.role, n.parent = r, string(role), parent
	n.alt, n.lang, n.id = f.words(d.at("Alt")), f.words(d.at("Lang")), f.words(d.at("ID"))
	f.nodes[r] = n
	if parent != nil && d.at("P") != parent.ref {
		f.find("O059", "a %s does not name the element it stands in", n.role)
	}
	if n.id != "" {
		if f.byID[n.id] != nil {
			f.find("O065", "the id %q is given to two elements", n.id)
		}
		f.byID[n.id] = n
	}
	pg, _ := d.at("Pg").(ref)
	attributes, kids := d.at("A"), d.at("K") // the next element takes the place of d
	for _, a := range f.list(attributes) {
		f.attribute(n, f.dict(a))
	}
	list := f.list(kids)
	if len(list) > 0 {
		n.kids = make([]kid, 0, len(list))
	}
	for _, k := range list {
		f.addKid(n, k, pg, deep)
	}
	return n
}

// node is the element that an object is, nil where it is none.
func (f *File) node(r ref) *node {
	if r < 0 || int(r) >= len(f.nodes) {
		return nil
	}
	return f.nodes[r]
}

func (f *File) newNode() *node {
	if len(f.spare) == 0 {
		f.spare = make([]node, min(len(f.where)+1, 256))
	}
	n := &f.spare[0]
	f.spare = f.spare[1:]
	return n
}

func (f *File) attribute(n *node, a dict) {
	if s, ok := a.at("Scope").(name); ok {
		n.scope = string(s)
	}
	if s, ok := a.at("ListNumbering").(name); ok {
		n.list = string(s)
	}
	for _, h := range f.list(a.at("Headers")) {
		n.headers = append(n.headers, f.words(h))
	}
	for _, v := range f.list(a.at("BBox")) {
		x, _ := v.(float64)
		n.box = append(n.box, x)
	}
}

func (f *File) addKid(n *node, v any, pg ref, deep int) {
	if m, ok := v.(float64); ok {
		f.addContent(n, pg, int(m))
		return
	}
	if r, ok := v.(ref); ok { // an element: others stand in their places
		if k := f.element(r, n, deep+1); k != nil {
			n.kids = append(n.kids, kid{node: k})
		}
		return
	}
	d := f.dict(v)
	switch d.at("Type") {
	case name("MCR"):
		if r, ok := d.at("Pg").(ref); ok {
			pg = r
		}
		m, _ := d.at("MCID").(float64)
		f.addContent(n, pg, int(m))
	case name("OBJR"):
		r, _ := d.at("Obj").(ref)
		n.kids = append(n.kids, kid{annot: r})
	default:
		f.find("O059", "a %s holds what is neither an element nor marked content", n.role)
	}
}

func (f *File) addContent(n *node, pg ref, mcid int) {
	i, ok := f.byPage[pg]
	if !ok || f.pages[i].mark(mcid) == nil {
		f.find("O059", "a %s holds marked content %d, which is on no page", n.role, mcid)
		return
	}
	c := f.pages[i].mark(mcid)
	if c.owner != nil {
		f.find("O059", "marked content %d of page %d stands in two elements", mcid, i+1)
	}
	c.owner = n
	if c.role != n.role {
		f.find("O059", "marked content %d of page %d is marked %s and stands in a %s", mcid, i+1, c.role, n.role)
	}
	n.kids = append(n.kids, kid{page: i, mcid: mcid})
}

// nameParents compares the parent tree with the elements, both ways.
func (f *File) nameParents(root dict) {
	tree := map[int]any{}
	nums, _ := f.get(f.dict(root.at("ParentTree")).at("Nums")).(array)
	for i := 0; i+1 < len(nums); i += 2 {
		k, _ := nums[i].(float64)
		tree[int(k)] = nums[i+1]
	}
	for i, p := range f.pages {
		key, ok := p.dict.at("StructParents").(float64)
		if !ok {
			f.find("O057", "page %d has no place in the structure (StructParents)", i+1)
			continue
		}
		list, _ := f.get(tree[int(key)]).(array)
		for m := range p.marks {
			c := p.mark(m)
			if c == nil {
				continue
			}
			var r ref
			if m < len(list) {
				r, _ = list[m].(ref)
			}
			switch {
			case c.owner == nil:
				f.find("O059", "marked content %d of page %d stands in no element", m, i+1)
			case c.owner.ref != r:
				f.find("O059", "the parent tree gives marked content %d of page %d to another element", m, i+1)
			}
		}
		if len(list) != len(p.marks) {
			f.find("O059", "the parent tree knows %d marked contents of page %d, which has %d", len(list), i+1, len(p.marks))
		}
		f.links(i, p, tree)
	}
}

// links checks the annotations of a page (P09).
func (f *File) links(i int, p *page, tree map[int]any) {
	for _, v := range f.list(p.dict.at("Annots")) {
		r, _ := v.(ref)
		a := f.dict(v)
		bad := func(what string) { f.find("O060", "page %d: a link %s", i+1, what) }
		if a.at("Subtype") != name("Link") {
			bad("is no link annotation")
			continue
		}
		if f.words(a.at("Contents")) == "" {
			bad("does not say where it goes (Contents)")
		}
		if a.at("F") != float64(4) {
			bad("would not be printed (F)")
		}
		if a.at("Dest") == nil && a.at("A") == nil {
			bad("leads nowhere")
		}
		key, ok := a.at("StructParent").(float64)
		if !ok {
			bad("has no place in the structure (StructParent)")
			continue
		}
		owner, _ := tree[int(key)].(ref)
		n := f.node(owner)
		if n == nil || n.role != "Link" || !n.holds(r) {
			bad("is not held by the Link element it names")
		}
	}
}

func (n *node) holds(r ref) bool {
	for _, k := range n.kids {
		if k.annot == r {
			return true
		}
	}
	return false
}

// text is what an element says, its own words and those of its kids in order.
func (f *File) text(n *node) string {
	if len(n.kids) == 1 && n.kids[0].node == nil && n.kids[0].annot == 0 { // a cell
		return squeeze(f.said(n.kids[0]))
	}
	var b strings.Builder
	f.write(&b, n)
	return squeeze(b.String())
}

// said is what a marked content says.
func (f *File) said(k kid) string {
	p := f.pages[k.page]
	return p.marks[k.mcid].text(p)
}

func (f *File) write(b *strings.Builder, n *node) {
	for _, k := range n.kids {
		switch {
		case k.node != nil:
			f.write(b, k.node)
			if inline[k.node.role] == 0 {
				b.WriteByte(' ')
			}
		case k.annot == 0:
			b.WriteString(f.said(k))
		}
	}
}

// inline are the roles that stand within a line of words.
var inline = map[string]int{"Span": 1, "Link": 1}

// Tree is the structure as readable lines: role, attributes, page and text of
// each element. It is the golden form of a PDF.
func (f *File) Tree() string {
	var b strings.Builder
	f.dump(&b, f.tree, 0)
	return b.String()
}

func (f *File) dump(b *strings.Builder, n *node, deep int) {
	if n == nil {
		return
	}
	fmt.Fprintf(b, "%s%s", strings.Repeat("  ", deep), n.role)
	for _, a := range [][2]string{{"id", n.id}, {"lang", n.lang}, {"scope", n.scope}, {"list", n.list}, {"alt", n.alt}} {
		if a[1] != "" {
			fmt.Fprintf(b, " %s=%q", a[0], a[1])
		}
	}
	if len(n.headers) > 0 {
		fmt.Fprintf(b, " headers=%q", n.headers)
	}
	b.WriteByte('\n')
	for _, k := range n.kids {
		switch {
		case k.node != nil:
			f.dump(b, k.node, deep+1)
		case k.annot != 0:
			a := f.dict(k.annot)
			fmt.Fprintf(b, "%s→ %s\n", strings.Repeat("  ", deep+1), f.words(a.at("Contents")))
		default:
			fmt.Fprintf(b, "%sp%d %q\n", strings.Repeat("  ", deep+1), k.page+1, f.said(k))
		}
	}
}
