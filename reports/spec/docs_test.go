package spec

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"despatch/reports"
)

const manual = "../../docs/release-file.md"

// blocks are the structs of version 1 by the names the manual gives them.
var blocks = map[string]reflect.Type{
	"file": reflect.TypeFor[fileV1](), "release": reflect.TypeFor[releaseV1](), "extract": reflect.TypeFor[extractV1](),
	"column": reflect.TypeFor[columnV1](), "dimension": reflect.TypeFor[dimensionV1](), "stage": reflect.TypeFor[stageV1](),
	"cohort": reflect.TypeFor[cohortV1](), "measure": reflect.TypeFor[measureV1](), "table": reflect.TypeFor[tableV1](),
	"chart": reflect.TypeFor[chartV1](), "document": reflect.TypeFor[documentV1](), "note": reflect.TypeFor[noteV1](),
	"earlier": reflect.TypeFor[earlierV1](), "stated": reflect.TypeFor[statedV1](), "disclosure": reflect.TypeFor[disclosureV1](),
	"theme": reflect.TypeFor[themeV1](),
}

var keysMarked = regexp.MustCompile(`(?s)<!-- keys: (\w+) -->\n.*?<!-- end -->`)

// TestManualTellsEveryKey: the tables of keys are made from the structs.
func TestManualTellsEveryKey(t *testing.T) {
	text, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	want := keysMarked.ReplaceAllStringFunc(string(text), func(s string) string {
		name := keysMarked.FindStringSubmatch(s)[1]
		if blocks[name] == nil {
			t.Fatalf("the manual has a table of %q", name)
		}
		told[name] = true
		return "<!-- keys: " + name + " -->\n" + keyTable(blocks[name]) + "<!-- end -->"
	})
	if len(told) != len(blocks) {
		t.Errorf("the manual tells only the keys of %v", slices.Sorted(maps.Keys(told)))
	}
	if *update {
		if err := os.WriteFile(manual, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("%s is not what the structs say: go test ./reports/spec -run Manual -update", manual)
	}
}

// keyTable is a block's keys in Markdown.
func keyTable(typ reflect.Type) string {
	var b strings.Builder
	b.WriteString("| key | value | meaning |\n|---|---|---|\n")
	for _, k := range keysOf(typ) {
		value := valueText(k)
		if k.required {
			value += ", required"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k.name, value, strings.ReplaceAll(k.doc, "|", `\|`))
	}
	return b.String()
}

// valueText says what a key's value is, for a person.
func valueText(k key) string {
	if k.allowed != nil {
		return "`" + strings.Join(k.allowed, "`, `") + "`"
	}
	typ := k.typ
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch reflect.New(typ).Elem().Interface().(type) {
	case text:
		return "text"
	case texts:
		return "one or several texts"
	case number:
		return "whole number"
	case yesNo:
		return "`true`, `false`"
	case where:
		return "condition"
	case ordered[where]:
		return "reasons and conditions"
	case ordered[text]:
		return "texts by name"
	case ordered[statedV1]:
		return "figures by id"
	}
	if typ.Kind() == reflect.Slice {
		return "block of names"
	}
	return "block"
}

var fenced = regexp.MustCompile("(?s)```(\\w+) ?([^\n]*)\n(.*?)```")

// TestExamplesOfTheManual loads every example, laid over the whole release at the manual's head.
func TestExamplesOfTheManual(t *testing.T) {
	content, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	s := schemaOf(t)
	whole, list, tried := "", "", 0
	for _, m := range fenced.FindAllStringSubmatch(string(content), -1) {
		switch {
		case m[1] == "csv":
			list = m[3]
			continue
		case m[1] != "yaml":
			continue
		case whole == "":
			whole = m[3]
		}
		tried++
		t.Run(fmt.Sprintf("example %d", tried), func(t *testing.T) {
			text := whole
			if m[3] != whole {
				text = overlay(whole, m[3])
			}
			if list == "" {
				list = baseCodes[:strings.Index(baseCodes, "Other,")]
			}
			f := fstest.MapFS{"release.yaml": {Data: []byte(text)}, "offence.csv": {Data: []byte(list)}, "annex.md": {Data: []byte("# Annex\n")}}
			_, findings := load(t, f, Options{})
			if id, ok := strings.CutPrefix(m[2], "refused "); ok {
				if !slices.ContainsFunc(findings, func(x reports.Finding) bool { return x.ID == id && x.Severity == reports.Error }) {
					t.Errorf("no finding %s for\n%s\nfound %v", id, m[3], findings)
				}
				return
			}
			for _, x := range findings {
				t.Errorf("%s\n%s\n%v", x, x.Excerpt, x.Hints)
			}
			for _, e := range against(s, []byte(text)) {
				t.Error("schema: " + e)
			}
		})
	}
	if tried < 15 {
		t.Errorf("only %d examples were tried", tried)
	}
}

// overlay puts the blocks of part into whole: an entry of a block takes the place of one of
// its name, and is added where there is none.
func overlay(whole, part string) string {
	type block struct {
		key     string
		entries [][2]string // name, text
	}
	split := func(s string) (out []*block) {
		for line := range strings.Lines(s) {
			switch {
			case strings.TrimSpace(line) == "":
			case line[0] != ' ':
				key, _, _ := strings.Cut(line, ":")
				out = append(out, &block{key: key, entries: [][2]string{{"", line}}})
			case !strings.HasPrefix(line, "   "):
				name, _, _ := strings.Cut(strings.TrimSpace(line), ":")
				b := out[len(out)-1]
				b.entries = append(b.entries, [2]string{name, line})
			default:
				b := out[len(out)-1]
				b.entries[len(b.entries)-1][1] += line
			}
		}
		return out
	}
	all := split(whole)
	for _, p := range split(part) {
		at := slices.IndexFunc(all, func(b *block) bool { return b.key == p.key })
		if at < 0 {
			all = append(all, p)
			continue
		}
		for _, e := range p.entries[1:] {
			if i := slices.IndexFunc(all[at].entries, func(x [2]string) bool { return x[0] == e[0] }); i >= 0 {
				all[at].entries[i] = e
			} else {
				all[at].entries = append(all[at].entries, e)
			}
		}
	}
	var b strings.Builder
	for _, x := range all {
		for _, e := range x.entries {
			b.WriteString(e[1])
		}
	}
	return b.String()
}
