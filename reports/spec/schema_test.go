package spec

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what is generated in place of what stands in docs")

func TestSchemaIsUpToDate(t *testing.T) {
	const file = "../../docs/release.schema.json"
	if *update {
		if err := os.WriteFile(file, Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, Schema()) {
		t.Errorf("%s is not what the structs say (%v): go test ./reports/spec -run Schema -update", file, err)
	}
}

// schemaOf is the schema as a reader of JSON has it.
func schemaOf(t *testing.T) map[string]any {
	t.Helper()
	var s map[string]any
	if err := json.Unmarshal(Schema(), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchemaHoldsForEveryReleaseOfTheRepository(t *testing.T) {
	s := schemaOf(t)
	for _, file := range releases(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range against(s, text) {
			t.Errorf("%s: %s", filepath.Base(filepath.Dir(file)), e)
		}
	}
	if e := against(s, []byte(base)); e != nil {
		t.Error(e)
	}
}

// TestSchemaRefuses shows that the schema can fail: what the decoder refuses as unknown, missing or
// misshapen, the schema refuses too.
func TestSchemaRefuses(t *testing.T) {
	s := schemaOf(t)
	for _, c := range faultsOfTheFile {
		switch c.id {
		case "S004", "S006", "S008", "S010":
			if e := against(s, with(t, c.old, c.new)["release.yaml"].Data); e == nil {
				t.Errorf("%s %q passes", c.id, c.new)
			}
		}
	}
	if e := against(s, []byte(strings.Replace(base, "  title: \"Prisoners released, as at {as_at}\"\n", "", 1))); e == nil {
		t.Error("a release without a title passes")
	}
}

// against checks a release file against a schema, as an editor would: the part of JSON Schema the
// generator writes, and a finding for any word beyond it.
func against(schema map[string]any, text []byte) []string {
	f := &faults{sources: map[string][]string{}}
	root := f.parse("release.yaml", text)
	if root == nil {
		return []string{"not YAML"}
	}
	v := &validator{schema: schema}
	v.check(schema, root.json(), "")
	slices.Sort(v.errors)
	return v.errors
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// json is the node as a YAML 1.2 reader hands it to a schema.
func (n *node) json() any {
	switch n.kind {
	case empty:
		return nil
	case sequence:
		out := []any{}
		for _, v := range n.vals {
			out = append(out, v.json())
		}
		return out
	case mapping:
		out := map[string]any{}
		for i, k := range n.keys {
			out[k.text] = n.vals[i].json()
		}
		return out
	}
	if !n.quoted {
		if jsonNumber.MatchString(n.text) {
			f, _ := strconv.ParseFloat(n.text, 64)
			return f
		}
		if n.text == "true" || n.text == "false" {
			return n.text == "true"
		}
	}
	return n.text
}

// validator is as much of JSON Schema 2020-12 as the generator uses.
type validator struct {
	schema map[string]any
	errors []string
}

func (v *validator) fail(at, format string, args ...any) {
	v.errors = append(v.errors, at+": "+fmt.Sprintf(format, args...))
}

func (v *validator) passes(s, x any) bool {
	sub := &validator{schema: v.schema}
	sub.check(s.(map[string]any), x, "")
	return sub.errors == nil
}

func (v *validator) check(s map[string]any, x any, at string) {
	for word, want := range s {
		switch word {
		case "$schema", "$defs", "title", "description":
		case "$ref":
			name := strings.TrimPrefix(want.(string), "#/$defs/")
			def, ok := v.schema["$defs"].(map[string]any)[name].(map[string]any)
			if !ok {
				v.fail(at, "no definition %s", name)
				continue
			}
			v.check(def, x, at)
		case "type":
			v.typed(want, x, at)
		case "enum":
			if !slices.ContainsFunc(want.([]any), func(w any) bool { return w == x }) {
				v.fail(at, "%v is not one of %v", x, want)
			}
		case "anyOf":
			if !slices.ContainsFunc(want.([]any), func(w any) bool { return v.passes(w, x) }) {
				v.fail(at, "%v fits none of the forms", x)
			}
		case "minLength":
			if t, ok := x.(string); ok && len(t) < int(want.(float64)) {
				v.fail(at, "too short")
			}
		case "minimum":
			if n, ok := x.(float64); ok && n < want.(float64) {
				v.fail(at, "too small")
			}
		case "pattern":
			if t, ok := x.(string); ok && !regexp.MustCompile(want.(string)).MatchString(t) {
				v.fail(at, "does not match")
			}
		case "items":
			for i, y := range asList(x) {
				v.check(want.(map[string]any), y, fmt.Sprintf("%s[%d]", at, i))
			}
		case "required":
			if m, ok := x.(map[string]any); ok {
				for _, k := range want.([]any) {
					if _, ok := m[k.(string)]; !ok {
						v.fail(at, "no %s", k)
					}
				}
			}
		case "properties", "propertyNames", "additionalProperties":
			v.object(s, word, want, x, at)
		default:
			v.fail(at, "the validator does not know the word %q", word)
		}
	}
}

func asList(x any) []any {
	l, _ := x.([]any)
	return l
}

func (v *validator) object(s map[string]any, word string, want, x any, at string) {
	m, _ := x.(map[string]any)
	known, _ := s["properties"].(map[string]any)
	for k, y := range m {
		p, named := known[k]
		switch {
		case word == "properties" && named:
			v.check(p.(map[string]any), y, at+"/"+k)
		case word == "propertyNames":
			v.check(want.(map[string]any), k, at+"/"+k)
		case word == "additionalProperties" && !named:
			if sub, ok := want.(map[string]any); ok {
				v.check(sub, y, at+"/"+k)
			} else if want == false {
				v.fail(at, "unknown key %s", k)
			}
		}
	}
}

func (v *validator) typed(want, x any, at string) {
	is := map[string]bool{}
	switch y := x.(type) {
	case string:
		is["string"] = true
	case bool:
		is["boolean"] = true
	case float64:
		is["number"], is["integer"] = true, y == float64(int64(y))
	case []any:
		is["array"] = true
	case map[string]any:
		is["object"] = true
	}
	names := asList(want)
	if names == nil {
		names = []any{want}
	}
	if !slices.ContainsFunc(names, func(n any) bool { return is[n.(string)] }) {
		v.fail(at, "%v is not of type %v", x, want)
	}
}
