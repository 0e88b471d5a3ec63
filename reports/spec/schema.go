package spec

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// Schema is the JSON Schema (2020-12) of release.yaml, made from the structs of the
// newest version, so that an editor knows the keys the decoder knows. It checks
// shapes; what names stand for is Load's to check.
func Schema() []byte {
	g := &generator{defs: map[string]bool{}}
	root := g.block(reflect.TypeFor[fileV1]())
	top := object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "despatch release file, version 1"},
		{"description", "What is counted, as at when, into which tables, told in which documents. See docs/release-file.md."},
	}
	top = append(top, root...)
	top = append(top, member{"$defs", g.list})
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(top); err != nil {
		panic("schema: " + err.Error()) // only texts, lists and objects: a fault of the program
	}
	return b.Bytes()
}

// object is a JSON object in the order given.
type object []member

type member struct {
	key   string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(m.key) + ":")
		if err := e.Encode(m.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// describes is a type whose JSON Schema its fields do not tell.
type describes interface {
	schema(g *generator) object
}

// generator makes a schema, each block once.
type generator struct {
	defs map[string]bool
	list object
}

// of is the schema of a value of type t.
func (g *generator) of(t reflect.Type) object {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if d, ok := reflect.New(t).Interface().(describes); ok {
		return d.schema(g)
	}
	name := strings.TrimSuffix(t.Name(), "V1")
	if !g.defs[name] {
		g.defs[name] = true
		g.list = append(g.list, member{name, g.block(t)})
	}
	return object{{"$ref", "#/$defs/" + name}}
}

// block is the schema of a struct: its keys, those required, and no others.
func (g *generator) block(t reflect.Type) object {
	var properties object
	var required []string
	for _, k := range keysOf(t) {
		s := g.of(k.typ)
		switch {
		case k.allowed != nil:
			s = object{{"enum", allowedValues(k.allowed)}}
		case k.names:
			s = append(s, member{"propertyNames", object{{"pattern", idPattern.String()}}})
		}
		properties = append(properties, member{k.name, append(s, member{"description", k.doc})})
		if k.required {
			required = append(required, k.name)
		}
	}
	out := object{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}}
	if required != nil {
		out = append(out, member{"required", required})
	}
	return out
}

// allowedValues lists values as an editor reads them: version: 1 is a number to it.
func allowedValues(names []string) []any {
	out := make([]any, len(names))
	for i, n := range names {
		out[i] = n
		if v, err := strconv.Atoi(n); err == nil {
			out[i] = v
		}
	}
	return out
}

// schema: an editor takes 031 and no for a number and a truth; the release file takes them as typed.
func (text) schema(*generator) object {
	return object{{"type", []string{"string", "number", "boolean"}}, {"minLength", 1}}
}

func (blankable) schema(*generator) object {
	return object{{"type", []string{"string", "number", "boolean"}}}
}

func (yesNo) schema(*generator) object { return object{{"type", "boolean"}} }

func (number) schema(*generator) object {
	return object{{"type", "integer"}, {"minimum", 0}}
}

// schema: where a list is wanted, one value may stand alone.
func (many[T]) schema(g *generator) object {
	one := g.of(reflect.TypeFor[T]())
	return object{{"anyOf", []object{one, {{"type", "array"}, {"items", one}}}}}
}

func (ordered[T]) schema(g *generator) object {
	return object{{"type", "object"}, {"additionalProperties", g.of(reflect.TypeFor[T]())}}
}

// schema: a value, a list of them, or {not: either}.
func (condition) schema(g *generator) object {
	values := many[blankable]{}.schema(g)
	not := object{{"type", "object"}, {"properties", object{{"not", values}}}, {"required", []string{"not"}}, {"additionalProperties", false}}
	return object{{"anyOf", append(values[0].value.([]object), not)}}
}
