package pack

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"despatch/reports"
)

// indented is what encode should give: the library's own way of it.
func indented(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEncodeIsTheLibrarysIndent(t *testing.T) {
	for _, v := range []any{
		nil, true, 1.5, "", "a \"b\" \\ {[,:]} \n\t\u2028 <é>", []int{}, map[string]int{}, []any{[]int{}, map[string]any{"a": []any{}, "b": []int{1, 2}}},
		&reports.Manifest{Findings: []reports.Finding{{ID: "D021", Msg: "a, \"b\": [c]", Hints: []string{"x"}}}, Figures: []reports.ManifestFigure{}},
		json.RawMessage(" [ 1 , {\"a\" : \"\\\\\" } ]"),
	} {
		got, err := encode(v)
		if want := indented(t, v); err != nil || string(got) != want {
			t.Errorf("encode(%v) = %q, %v; want %q", v, got, err, want)
		}
	}
}

// TestUnescaped holds the escapes of a JSON text against a replacer that goes from left to right.
func TestUnescaped(t *testing.T) {
	plain := strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\n`, "\n", `\t`, "\t")
	for _, s := range []string{"", `\`, `\\`, `\\\`, `\\n`, `\\\n`, `a\tb\u0041\"c\"\`, `\u\\u`, `no escape`} {
		if got, want := string(unescaped([]byte(s))), plain.Replace(s); got != want {
			t.Errorf("unescaped(%q) = %q, want %q", s, got, want)
		}
	}
}

func FuzzEncode(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":"\"\\"},[],{}],"c":"é\u2028"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v any
		if json.Unmarshal(data, &v) != nil {
			t.Skip()
		}
		got, err := encode(v)
		if want := indented(t, v); err != nil || string(got) != want {
			t.Errorf("encode(%q) = %q, %v; want %q", data, got, err, want)
		}
	})
}
