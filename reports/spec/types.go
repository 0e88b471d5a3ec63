package spec

import (
	"reflect"
	"strconv"

	"despatch/reports"
)

// text is a value as it was typed: 031 keeps its nought, 1_000 its line, a date stays a text.
type text struct {
	S      string
	Pos    reports.Pos
	Quoted bool
	Set    bool
}

func (t *text) read(d decoder, n *node, what string) {
	if n.kind != scalar {
		d.shape(n, what, "a text")
		return
	}
	if n.text == "" {
		d.add(n.pos, "S002", "%s has no value", what)
		return
	}
	*t = text{S: n.text, Pos: n.pos, Quoted: n.quoted, Set: true}
}

// blankable is a text that may be "": a blank value of a record.
type blankable struct{ text }

func (t *blankable) read(d decoder, n *node, what string) {
	if n.kind != scalar {
		d.shape(n, what, "a text")
		return
	}
	t.text = text{S: n.text, Pos: n.pos, Quoted: n.quoted, Set: true}
}

// yesNo is true or false.
type yesNo struct {
	V   bool
	Set bool
	Pos reports.Pos
}

func (f *yesNo) read(d decoder, n *node, what string) {
	if n.kind != scalar || n.text != "true" && n.text != "false" {
		d.shapeOr(n, what, "true or false")
		return
	}
	*f = yesNo{V: n.text == "true", Set: true, Pos: n.pos}
}

// or is its value, or what holds where it was not written.
func (f yesNo) or(otherwise bool) bool {
	if f.Set {
		return f.V
	}
	return otherwise
}

// number is a whole number from 0.
type number struct {
	N   int
	Set bool
	Pos reports.Pos
}

func (x *number) read(d decoder, n *node, what string) {
	v, err := strconv.Atoi(n.text)
	if n.kind != scalar || err != nil || v < 0 || n.text[0] == '+' || v > 1e9 {
		d.shapeOr(n, what, "a whole number, without separators")
		return
	}
	*x = number{N: v, Set: true, Pos: n.pos}
}

// shapeOr is shape, for a scalar that is not the scalar wanted.
func (d decoder) shapeOr(n *node, what, want string) {
	if n.kind == scalar {
		d.add(n.pos, "S006", "%s must be %s", what, want)
		return
	}
	d.shape(n, what, want)
}

// many is a list in which one value may stand alone.
type many[T any] struct {
	Each []T
	Pos  reports.Pos
	Set  bool
	List bool // written as a list
}

func (m *many[T]) read(d decoder, n *node, what string) {
	if n.kind == empty {
		d.shape(n, what, "a value")
		return
	}
	m.Pos, m.Set, m.List = n.pos, true, n.kind == sequence
	entries := []*node{n}
	if m.List {
		entries = n.vals
	}
	for _, x := range entries {
		v := reflect.New(reflect.TypeFor[T]()).Elem()
		d.into(x, v, what)
		m.Each = append(m.Each, v.Interface().(T))
	}
}

// texts are one or several texts.
type texts = many[text]

func each(m texts) []string {
	out := make([]string, 0, len(m.Each))
	for _, t := range m.Each {
		if t.Set {
			out = append(out, t.S)
		}
	}
	return out
}

// entry is a name of the release's own and what it stands for.
type entry[T any] struct {
	ID  text
	Val T
}

// ordered is a block of names of the release's own, in the order written.
type ordered[T any] []entry[T]

func (o *ordered[T]) read(d decoder, n *node, what string) {
	if n.kind != mapping {
		d.shape(n, what, "a block of names")
		return
	}
	for i, k := range n.keys {
		if n.vals[i].kind == empty {
			d.add(k.pos, "S002", "%s has no value", k.text)
			continue
		}
		e := entry[T]{ID: text{S: k.text, Pos: k.pos, Quoted: k.quoted, Set: true}}
		d.into(n.vals[i], reflect.ValueOf(&e.Val).Elem(), nameIn(what, k.text))
		*o = append(*o, e)
	}
}

// nameIn is the words for one entry of a block: `extract "cases"`.
func nameIn(what, id string) string {
	if s, ok := singular[what]; ok {
		return s + ` "` + id + `"`
	}
	return what + ` "` + id + `"`
}

var singular = map[string]string{
	"extracts": "extract", "columns": "column", "dimensions": "dimension", "ladders": "ladder", "cohorts": "cohort",
	"measures": "measure", "tables": "table", "charts": "chart", "documents": "document", "notes": "note", "earlier": "earlier statement",
}

// condition is what one name of a where must be: a value, several, a range, or not these.
type condition struct {
	Not    bool
	Values []blankable
	List   bool
	Pos    reports.Pos
}

func (c *condition) read(d decoder, n *node, what string) {
	c.Pos = n.pos
	if n.kind == mapping {
		if len(n.keys) != 1 || n.keys[0].text != "not" || n.vals[0].kind == empty || n.vals[0].kind == mapping {
			d.add(n.pos, "S006", "%s must be a value, a list, a range A..B or {not: …}", what)
			return
		}
		c.Not, n = true, n.vals[0]
	}
	var m many[blankable]
	d.into(n, reflect.ValueOf(&m).Elem(), what)
	for _, v := range m.Each {
		if v.Set {
			c.Values = append(c.Values, v)
		}
	}
	c.List = m.List
	if n.kind == sequence && len(n.vals) == 0 {
		d.add(n.pos, "S002", "%s is an empty list", what)
	}
}

// where are conditions that must all hold, by name of dimension or column.
type where = ordered[condition]
