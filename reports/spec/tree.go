package spec

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"despatch/reports"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// kind is the shape of a value in the file.
type kind int

const (
	scalar kind = iota
	sequence
	mapping
	empty  // a key with nothing behind it, or ~, or null
	spoilt // what a finding already speaks of: passed over
)

func (k kind) String() string {
	return [...]string{"a text", "a list", "a block of keys", "nothing", "nothing"}[k]
}

// node is one value of a YAML file: its shape, its text as typed, its place.
type node struct {
	kind   kind
	text   string // scalar: as typed, 031 and 1_000 included
	quoted bool
	flow   bool // a mapping in braces
	pos    reports.Pos
	keys   []*node // mapping
	vals   []*node // mapping: the value of each key; list: its entries
}

// The largest release file read, in bytes and lines, and how deep its values may nest: far
// above any release, far below what would exhaust the parser, which takes time as
// the square of the keys of a block.
const (
	maxFile  = 512 << 10
	maxLines = 5000
	maxDeep  = 40
)

// parse reads one YAML file into its tree, nil where it cannot be read as YAML.
func (f *faults) parse(name string, text []byte) *node {
	start := reports.Pos{File: name, Line: 1, Col: 1}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if len(text) > maxFile || bytes.Count(text, []byte("\n")) > maxLines {
		f.add(reports.Pos{File: name}, "S001", "the file is larger than %d KiB or longer than %d lines: this is not a release file", maxFile>>10, maxLines)
		return nil
	}
	if p, ok := badText(text); !ok {
		p.File = name
		f.add(p, "S015", "the file is not UTF-8 text")
		return nil
	}
	f.sources[name] = lines(text)
	if p, ok := deep(text); ok {
		p.File = name
		f.add(p, "S001", "the values nest too deep to be a release file")
		return nil
	}
	file, err := yamlFile(text)
	if err != nil {
		f.syntax(start, err)
		return nil
	}
	t := tree{f, name}
	var root *node
	for _, d := range file.Docs {
		if d.Body == nil || d.Body.Type() == ast.DirectiveType || d.Body.Type() == ast.CommentType {
			continue
		}
		if root != nil {
			f.add(t.node(d.Body).pos, "S003", "a second document begins here (---): a release file is one document")
			break
		}
		root = t.node(d.Body)
	}
	if root == nil {
		f.add(start, "S001", "the file is empty")
	}
	return root
}

// yamlFile parses. The parser is not ours and the text may be anything: where it
// breaks off instead of answering, the text is no release file either.
func yamlFile(text []byte) (file *ast.File, err error) {
	defer func() {
		if broke := recover(); broke != nil {
			file, err = nil, errors.New("this cannot be read as YAML")
		}
	}()
	return parser.ParseBytes(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), 0, parser.AllowDuplicateMapKey())
}

// badText finds the first place that is not UTF-8 or holds a NUL.
func badText(text []byte) (reports.Pos, bool) {
	if utf8.Valid(text) && bytes.IndexByte(text, 0) < 0 {
		return reports.Pos{}, true
	}
	line, col := 1, 1
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r == utf8.RuneError && n == 1 || r == 0 {
			break
		}
		col++
		if r == '\n' {
			line, col = line+1, 1
		}
		text = text[n:]
	}
	return reports.Pos{Line: line, Col: col}, false
}

// deep looks for nesting the parser would follow to the end of its stack:
// brackets, dashes on one line and indents are each counted on their own, quotes or not.
func deep(text []byte) (reports.Pos, bool) {
	open := 0
	for i, line := range bytes.Split(text, []byte("\n")) {
		dashes := 0
		for j, c := range line {
			switch c {
			case '[', '{':
				open++
			case ']', '}':
				open = max(0, open-1)
			case '-', '?', ':':
				if j+1 == len(line) || line[j+1] == ' ' || line[j+1] == '\t' {
					dashes++
				}
			}
			if open > maxDeep || dashes > 200 {
				return reports.Pos{Line: i + 1, Col: j + 1}, true
			}
		}
		if indent := len(line) - len(bytes.TrimLeft(line, " ")); indent > 400 && len(bytes.TrimSpace(line)) > 0 {
			return reports.Pos{Line: i + 1, Col: indent + 1}, true
		}
	}
	return reports.Pos{}, false
}

// syntax words the parser's complaint for a person, with the usual cause.
func (f *faults) syntax(p reports.Pos, err error) {
	msg := "this cannot be read as YAML"
	var e yaml.Error
	if errors.As(err, &e) {
		msg = e.GetMessage()
		if t := e.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Col = t.Position.Line, max(t.Position.Column, 1)
		}
	}
	line := ""
	if l := f.sources[p.File]; p.Line > 0 && p.Line <= len(l) {
		line = l[p.Line-1]
	}
	hint := ""
	switch {
	case strings.Contains(msg, "must be specified") || strings.Contains(line, "{") && strings.Count(line, "{") > 1:
		hint = "a text with braces, such as a title with a figure in it, stands in double quotes"
	case strings.Contains(msg, "directive") || strings.Contains(msg, "reserved character") || strings.Contains(msg, "header option"):
		hint = "a text that begins with %, @, >, | or a backtick stands in double quotes"
	case strings.Contains(msg, "mapping value is not allowed"):
		hint = "a text with a colon and a space in it stands in double quotes"
	case strings.Contains(msg, "tab character"), strings.Contains(msg, "'\t'"):
		hint = "indent with spaces, never with tabs"
	case strings.Contains(msg, "invalid key"), strings.Contains(msg, "non-map value"):
		hint = "every line is a key, a colon and a value; a text that runs on stands in double quotes"
	}
	f.hint(p, "S001", hint, "%s", plain(msg))
}

// plain makes the parser's message one line that names no type of Go.
func plain(msg string) string {
	msg, _, _ = strings.Cut(msg, "\n")
	if strings.Contains(msg, "Go ") || strings.Contains(msg, "ast.") || strings.Contains(msg, "interface") || msg == "" {
		return "this cannot be read as YAML"
	}
	return msg
}

// tree turns the parser's nodes into ours, with a finding for all a release file may not hold.
type tree struct {
	*faults
	file string
}

func (t tree) at(n ast.Node) reports.Pos {
	p := reports.Pos{File: t.file, Line: 1, Col: 1}
	if tok := n.GetToken(); tok != nil && tok.Position != nil {
		p.Line, p.Col = tok.Position.Line, max(tok.Position.Column, 1)
	}
	return p
}

func (t tree) node(n ast.Node) *node {
	switch n := n.(type) {
	case nil:
		return &node{kind: empty}
	case *ast.MappingNode:
		out := &node{kind: mapping, flow: n.IsFlowStyle, pos: t.at(n)}
		t.pairs(out, n.Values...)
		return out
	case *ast.MappingValueNode:
		out := &node{kind: mapping, flow: n.IsFlowStyle, pos: t.at(n)}
		t.pairs(out, n)
		return out
	case *ast.SequenceNode:
		out := &node{kind: sequence, flow: n.IsFlowStyle, pos: t.at(n)}
		for _, v := range n.Values {
			x := t.node(v)
			if x.kind == empty {
				t.add(x.pos, "S002", "an entry of this list is empty")
				continue
			}
			out.vals = append(out.vals, x)
		}
		return out
	case *ast.NullNode:
		return &node{kind: empty, pos: t.at(n)}
	case *ast.LiteralNode:
		p := t.at(n)
		return &node{text: n.Value.Value, quoted: true, pos: reports.Pos{File: p.File, Line: p.Line + 1, Col: 1}}
	case *ast.StringNode:
		typ := n.GetToken().Type
		return &node{text: n.Value, quoted: typ == token.DoubleQuoteType || typ == token.SingleQuoteType, pos: t.at(n)}
	case *ast.AnchorNode:
		t.add(t.at(n), "S003", "an anchor (&) stands here")
		return t.node(n.Value)
	case *ast.AliasNode:
		t.add(t.at(n), "S003", "an alias (*) stands here")
	case *ast.TagNode:
		t.add(t.at(n), "S003", "a tag (!) stands here")
		return t.node(n.Value)
	case *ast.MergeKeyNode:
		t.add(t.at(n), "S003", "a merge key (<<) stands here")
	case *ast.MappingKeyNode:
		t.add(t.at(n), "S003", "a complex key (?) stands here")
	default:
		if tok := n.GetToken(); tok != nil {
			return &node{text: tok.Value, pos: t.at(n)}
		}
	}
	return &node{kind: spoilt, pos: t.at(n)}
}

// pairs fills a mapping; a key written twice keeps its first value.
func (t tree) pairs(out *node, values ...*ast.MappingValueNode) {
	first := map[string]reports.Pos{}
	for _, v := range values {
		k := t.node(v.Key)
		switch v.Key.(type) {
		case *ast.MergeKeyNode, *ast.MappingKeyNode:
			continue // said already
		case *ast.NullNode:
			k = &node{text: v.Key.GetToken().Value, pos: t.at(v.Key)}
		}
		if k.kind != scalar {
			t.add(k.pos, "S003", "a key must be a plain name")
			continue
		}
		if p, twice := first[k.text]; twice {
			t.add(k.pos, "S005", "key %q stands twice: it was first written at line %d", k.text, p.Line)
			continue
		}
		first[k.text] = k.pos
		x := t.node(v.Value)
		if x.pos.Line == 0 || x.kind == empty {
			x.pos = k.pos
		}
		out.keys, out.vals = append(out.keys, k), append(out.vals, x)
	}
	if len(out.keys) > 0 && !out.flow {
		out.pos = out.keys[0].pos
	}
}
