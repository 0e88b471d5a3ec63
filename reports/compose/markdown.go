package compose

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"despatch/reports"
)

// braces is the inline parser that takes `{…}` before emphasis, links or any
// other mark of Markdown can see what is inside: ids hold underscores.
type braces struct{}

// braceKind names the node of a mark in goldmark's tree.
var braceKind = ast.NewNodeKind("Mark")

type braceNode struct {
	ast.BaseInline
	content string
	offset  int
	closed  bool
}

func (n *braceNode) Kind() ast.NodeKind            { return braceKind }
func (n *braceNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }
func (braces) Trigger() []byte                     { return []byte{'{'} }
func (braces) CloseBlock(ast.Node, parser.Context) {}

// Parse takes a mark up to its closing brace, which must stand on the same line.
func (braces) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if len(line) == 0 || line[0] != '{' {
		return nil
	}
	n := &braceNode{offset: segment.Start}
	end := strings.IndexByte(string(line), '}')
	if end < 0 {
		n.content = strings.TrimRight(string(line[1:]), "\r\n")
		block.Advance(1 + len(n.content))
		return n
	}
	n.content, n.closed = string(line[1:end]), true
	block.Advance(end + 1)
	return n
}

func markdown(source []byte) ast.Node {
	inlines := append(parser.DefaultInlineParsers(), util.Prioritized(braces{}, 50))
	p := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(inlines...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	return p.Parse(text.NewReader(source))
}

// document reads one Markdown file.
func (r *reading) document(d *reports.DocSpec) []node {
	src := newSource(d.Words)
	nodes := r.conditions(r.blocks(src, markdown(src.text), true))
	r.headings(nodes)
	return nodes
}

// line reads a text that must be one paragraph: a note, or the title of a chart.
func (r *reading) line(w reports.Words, chart *reports.ChartSpec) []inline {
	r.chart = chart
	defer func() { r.chart = nil }()
	src := newSource(w)
	var out []inline
	for c := markdown(src.text).FirstChild(); c != nil; c = c.NextSibling() {
		p, ok := c.(*ast.Paragraph)
		if !ok || out != nil {
			r.find(src.at(start(c, 0)), "W008", "this text must be one paragraph, without headings or lists")
			return out
		}
		out = r.inlines(src, p)
		if chart == nil || chart.Table == nil || w.Text != chart.Table.Title {
			r.typed(out) // a chart without a title of its own bears that of its table
		}
		for _, in := range flat(out) {
			if in.mark != nil && !in.mark.short(chart != nil) {
				r.find(in.pos, "W010", "{%s} stands only in a document", in.mark.kind)
			}
		}
	}
	if out == nil {
		r.find(w.Pos, "W008", "there are no words here")
	}
	return out
}

// start is the offset at which a block begins, as far as goldmark knows it.
func start(n ast.Node, otherwise int) int {
	for c := n; c != nil; c = c.FirstChild() {
		if c.Type() != ast.TypeInline && c.Lines() != nil && c.Lines().Len() > 0 {
			return c.Lines().At(0).Start
		}
	}
	return otherwise
}

// blocks reads the children of a block. Marks may stand alone only at the top.
func (r *reading) blocks(src *source, parent ast.Node, top bool) []node {
	var out []node
	at := start(parent, 0)
	for c := parent.FirstChild(); c != nil; c = c.NextSibling() {
		at = start(c, at)
		pos := src.at(at)
		switch c := c.(type) {
		case *ast.Heading:
			h := node{kind: headingNode, pos: pos, level: c.Level, text: r.inlines(src, c)}
			r.sentence(h.text)
			if !top {
				r.find(pos, "W008", "a heading cannot stand in a list")
			}
			out = append(out, h)
		case *ast.Paragraph, *ast.TextBlock:
			out = append(out, r.paragraph(src, c, pos, top)...)
		case *ast.List:
			l := node{kind: listNode, pos: pos, ordered: c.IsOrdered()}
			for i := c.FirstChild(); i != nil; i = i.NextSibling() {
				if point := r.blocks(src, i, false); len(point) > 0 {
					l.points = append(l.points, point)
				}
			}
			if len(l.points) > 0 {
				out = append(out, l)
			}
		case *ast.LinkReferenceDefinition:
		default:
			r.find(pos, "W008", "%s cannot stand in words", plainKind(c))
		}
	}
	return out
}

// plainKind says in words what a block of Markdown is that words may not hold.
func plainKind(n ast.Node) string {
	switch n.(type) {
	case *ast.Blockquote:
		return "a quotation"
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return "a block of code (text indented by four spaces is one)"
	case *ast.HTMLBlock, *ast.RawHTML:
		return "HTML"
	case *ast.ThematicBreak:
		return "a dividing line"
	case *ast.Image:
		return "an image"
	case *ast.CodeSpan:
		return "a code span (between backticks; braces in it stay as they are)"
	case *ast.AutoLink:
		return "a bare address"
	}
	return "this kind of Markdown"
}

// paragraph reads one paragraph: words, or marks that stand alone in it.
func (r *reading) paragraph(src *source, n ast.Node, pos reports.Pos, top bool) []node {
	ins := r.inlines(src, n)
	var marks []node
	for _, in := range ins {
		switch {
		case in.kind == markInline && in.mark.block():
			marks = append(marks, node{kind: markNode, pos: in.pos, mark: in.mark})
		case in.kind == textInline && strings.TrimSpace(in.text) == "":
		default:
			r.sentence(ins)
			return []node{{kind: paraNode, pos: pos, text: ins}}
		}
	}
	r.typed(ins) // the captions of key figures are words too
	if len(marks) == 0 && len(ins) > 0 {
		return nil
	}
	if !top {
		for _, m := range marks {
			r.find(m.pos, "W010", "{%s} cannot stand in a list", m.mark.kind)
		}
		return nil
	}
	return marks
}

// sentence looks through the words of one paragraph or heading: typed digits,
// and marks that must stand alone.
func (r *reading) sentence(ins []inline) {
	r.typed(ins)
	for _, in := range flat(ins) {
		if in.mark != nil && in.mark.block() && in.mark.kind != "table" && in.mark.kind != "chart" {
			r.find(in.pos, "W010", "{%s} must be alone in its paragraph, with blank lines round it", in.mark.kind)
		}
	}
}

// flat lists the runs of words and marks of a paragraph, whatever their emphasis.
func flat(ins []inline) []inline {
	var out []inline
	for _, in := range ins {
		if len(in.kids) > 0 {
			out = append(out, flat(in.kids)...)
		} else {
			out = append(out, in)
		}
	}
	return out
}

// inlines reads the words of a block.
func (r *reading) inlines(src *source, parent ast.Node) []inline {
	var out []inline
	at := start(parent, 0)
	for c := parent.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Pos() >= 0 {
			at = c.Pos()
		}
		switch c := c.(type) {
		case *ast.Text:
			at = c.Segment.Start
			raw := c.Segment.Value(src.text)
			out = append(out, inline{pos: src.at(at), text: plain(raw)})
			if i := loneBrace(raw); i >= 0 {
				r.find(src.at(at+i), "W001", "this brace closes nothing; one that is meant to be read is written \\}")
			}
			if c.SoftLineBreak() || c.HardLineBreak() {
				out = append(out, inline{pos: src.at(c.Segment.Stop), text: " "})
			}
		case *ast.String:
			out = append(out, inline{pos: src.at(at), text: string(c.Value)})
		case *ast.Emphasis:
			kind := emphInline
			if c.Level > 1 {
				kind = strongInline
			}
			out = append(out, inline{kind: kind, pos: src.at(at), kids: r.inlines(src, c)})
		case *ast.Link:
			if strings.ContainsAny(string(c.Destination), "{}") {
				r.find(src.at(at), "W008", "the address of a link cannot hold a figure")
			}
			out = append(out, inline{kind: linkInline, pos: src.at(at), url: string(c.Destination), kids: r.inlines(src, c)})
		case *braceNode:
			pos := src.at(c.offset)
			if !c.closed {
				r.find(pos, "W001", "this brace is not closed on its line")
				continue
			}
			if m := r.mark(c.content, pos); m != nil {
				out = append(out, inline{kind: markInline, pos: pos, mark: m})
			}
		case *ast.AutoLink:
			r.hint(src.at(at), "write [words that say where it goes](address)", "W008", "a bare address cannot stand in words")
		default:
			r.find(src.at(at), "W008", "%s cannot stand in words", plainKind(c))
		}
	}
	return out
}

// loneBrace is where a closing brace stands that no mark took, or -1.
func loneBrace(raw []byte) int {
	for i, c := range raw {
		if c == '}' && (i == 0 || raw[i-1] != '\\') {
			return i
		}
	}
	return -1
}

// plain is the text a reader sees: escapes and entities of Markdown undone.
func plain(b []byte) string {
	b = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(b)))
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// conditions gathers what stands between {if}, {else} and {end}.
func (r *reading) conditions(in []node) []node {
	var out []node
	var open *node
	elsed := false
	add := func(n node) {
		switch {
		case open == nil:
			out = append(out, n)
		case elsed:
			open.other = append(open.other, n)
		default:
			open.then = append(open.then, n)
		}
	}
	for _, n := range in {
		kind := ""
		if n.kind == markNode {
			kind = n.mark.kind
		}
		switch {
		case kind == "if" && open != nil:
			r.find(n.pos, "W009", "{if …} stands inside another {if …}; conditions are not nested")
		case kind == "if":
			open, elsed = &node{kind: ifNode, pos: n.pos, mark: n.mark}, false
		case kind == "else" && (open == nil || elsed):
			r.find(n.pos, "W009", "{else} has no {if …} before it")
		case kind == "else":
			elsed = true
		case kind == "end" && open == nil:
			r.find(n.pos, "W009", "{end} has no {if …} before it")
		case kind == "end":
			out = append(out, *open)
			open = nil
		default:
			add(n)
		}
	}
	if open != nil {
		r.find(open.pos, "W009", "{if …} has no {end}")
		out = append(out, *open)
	}
	return out
}

// headings holds a document to one title at the head, and levels that skip none.
func (r *reading) headings(nodes []node) {
	level := 1
	for i, n := range nodes {
		if n.kind == headingNode && len(n.text) == 0 {
			r.find(n.pos, "W011", "this heading has no words")
		}
		branches := [][]node{{n}}
		if n.kind == ifNode {
			branches = [][]node{n.then, n.other}
		}
		after := level
		for _, branch := range branches {
			now := level
			for _, h := range branch {
				if h.kind != headingNode {
					continue
				}
				if h.level == 1 && (i > 0 || n.kind == ifNode) {
					r.find(h.pos, "W011", "a second title: one # heading stands at the head of a document, the others are ## and deeper")
				}
				if h.level > now+1 {
					r.find(h.pos, "W011", "this heading skips a level: %s comes after %s", strings.Repeat("#", h.level), strings.Repeat("#", now))
				}
				now = h.level
			}
			after = now
		}
		level = after
	}
}
