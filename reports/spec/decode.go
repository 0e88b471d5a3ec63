package spec

import (
	"reflect"
	"strings"

	"despatch/reports"
)

// A decoder fills the structs of a version of the language from a tree, with a
// finding for every key, shape or gap that does not fit. It knows no key itself:
// the structs' tags are the language, and the JSON Schema is made from the same tags.
type decoder struct{ *faults }

// reads is a type that takes its value from a node itself: what says where the
// value stands, in the file's own words.
type reads interface {
	read(d decoder, n *node, what string)
}

// into fills v, which must be addressable, from n.
func (d decoder) into(n *node, v reflect.Value, what string) {
	if n.kind == spoilt {
		return
	}
	if r, ok := v.Addr().Interface().(reads); ok {
		r.read(d, n, what)
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		d.into(n, v.Elem(), what)
		return
	}
	d.block(n, v, what)
}

// block fills a struct: unknown keys are refused, wanted ones asked for.
func (d decoder) block(n *node, v reflect.Value, what string) {
	if n.kind != mapping {
		d.shape(n, what, "a block of keys")
		return
	}
	keys := keysOf(v.Type())
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	given := map[string]bool{}
	for i, k := range n.keys {
		given[k.text] = true
		at := find(keys, k.text)
		if at == nil {
			d.unknown(k, n.vals[i], n.flow, what, names)
			continue
		}
		if n.vals[i].kind == empty {
			d.add(k.pos, "S002", "%s has no value", k.text)
			continue
		}
		d.into(n.vals[i], v.FieldByIndex(at.index), under(what, k.text))
		if x, ok := v.FieldByIndex(at.index).Interface().(text); ok && len(at.allowed) > 0 && x.Set {
			d.allowed(x, k.text, at.allowed)
		}
	}
	for _, k := range keys {
		if k.required && !given[k.name] {
			d.hint(n.pos, "S007", k.missing, "%s has no %s", what, k.name)
		}
	}
}

// under is the words for a key inside what: "extract cases: from".
func under(what, key string) string {
	if what == topLevel {
		return key
	}
	return what + ": " + key
}

const topLevel = "the release file"

func (d decoder) unknown(k, val *node, flow bool, what string, names []string) {
	hint := didYouMean(k.text, names)
	switch {
	case flow && val.kind == empty && strings.Trim(k.text, "0123456789") == "":
		hint = "write a number without separators: 1023, not 1,023"
	case flow && val.kind == empty:
		hint = "a comma ends an unquoted text in { }: put the text in double quotes"
	case strings.HasPrefix(what, "cohort ") && hint == "":
		hint = "conditions on columns and dimensions stand under where: {…}"
	}
	if hint == "" {
		hint = "the keys here are " + strings.Join(names, ", ")
	}
	d.hint(k.pos, "S004", hint, "unknown key %q in %s", k.text, what)
}

func (d decoder) allowed(x text, key string, allowed []string) {
	for _, a := range allowed {
		if x.S == a {
			return
		}
	}
	d.hint(x.Pos, "S008", didYouMean(x.S, allowed), "%s must be %s", key, quote(allowed))
}

// shape records that a value has the wrong shape for its key.
func (d decoder) shape(n *node, what, want string) {
	hint := ""
	switch {
	case n.kind == empty:
		d.add(n.pos, "S002", "%s has no value", what)
		return
	case n.kind == mapping && want != "a block of keys" && len(n.keys) == 1 && strings.Trim(n.vals[0].text, "0123456789:") == "":
		hint = `a time in braces stands in double quotes: "1900-01-01 00:00:00"`
	case n.kind == sequence && want == "a text":
		hint = "one text is wanted: take the [ ] away, or put a text with brackets in double quotes"
	case n.kind == mapping && want == "a text":
		hint = "a text with braces, or with a colon and a space, stands in double quotes"
	}
	d.hint(n.pos, "S006", hint, "%s must be %s, and here stands %s", what, want, n.kind)
}

// key is one key of a block, as its struct's tags declare it.
type key struct {
	name     string
	index    []int
	required bool
	allowed  []string // the values it may have; none: any
	names    bool     // a block of names that become parts of ids
	doc      string
	missing  string // what to write where a required key is not there
	typ      reflect.Type
}

// keysOf lists the keys of a struct in the order of the language:
// `key:"name,required" allowed:"a|b" names:"id" doc:"what it means"`.
func keysOf(t reflect.Type) []key {
	var out []key
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("key")
		if tag == "" {
			continue
		}
		name, opt, _ := strings.Cut(tag, ",")
		k := key{name: name, index: f.Index, required: opt == "required", names: f.Tag.Get("names") == "id", doc: f.Tag.Get("doc"), missing: f.Tag.Get("missing"), typ: f.Type}
		if a := f.Tag.Get("allowed"); a != "" {
			k.allowed = strings.Split(a, "|")
		}
		out = append(out, k)
	}
	return out
}

func find(keys []key, name string) *key {
	for i := range keys {
		if keys[i].name == name {
			return &keys[i]
		}
	}
	return nil
}

// words is t as words of the release: compose parses the figures in them.
func (t text) words() reports.Words {
	p := t.Pos
	if t.Quoted && p.Col > 1 {
		p.Col++ // after the quotation mark
	}
	return reports.Words{Text: t.S, Pos: p}
}
