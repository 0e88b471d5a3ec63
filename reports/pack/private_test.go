package pack

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"despatch/reports/hidden"
)

// privateOf is one private column with its values.
func privateOf(name string, values ...string) hidden.Found {
	f := hidden.Found{Columns: []hidden.Column{{Name: name}}, Values: &hidden.Values{}}
	pile := hidden.Pile{Values: f.Values}
	for _, v := range values {
		pile.Add(0, []byte(v), 1, &hidden.Met{})
	}
	pile.Put()
	return f
}

func TestHunt(t *testing.T) {
	cols := []hidden.Found{privateOf("name", "Ann Example", "Ó Dálaigh", "O'Neill & Co", "1,000,000"), privateOf("ref", "FNP-0042", "100234", "short", "2006-04-26")}
	spared := func(v string) bool { return v == "2006-04-26" }
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte(`<c r="A1"><is><t>Ann  Example</t></is></c>`))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, file, text, want string }{
		{"a word of its own", "a.txt", "by Ann Example, here", "name"},
		{"over a line break", "a.txt", "by Ann\n  Example", "name"},
		{"part of a longer word", "a.txt", "Joann Examples 1002345 XFNP-00421", ""},
		{"another case", "a.txt", "ANN EXAMPLE", ""},
		{"accents", "a.csv", "x,Ó Dálaigh,y", "name"},
		{"accents within a word", "a.csv", "x,éÓ Dálaighé", ""},
		{"a number", "a.csv", "1,100234,x", "ref"},
		{"short values are not looked for", "a.txt", "short", ""},
		{"spared", "a.txt", "as at 2006-04-26", ""},
		{"both", "a.txt", "FNP-0042 Ann Example", "name ref"},
		{"escaped in a page", "a.html", `<p title="x">O&#39;Neill &amp; Co</p>`, "name"},
		{"in an attribute", "a.html", `<a aria-label="Ann Example">`, "name"},
		{"a coordinate", "a.svg", `<path x="100234"/>`, ""},
		{"in a style", "a.html", `<style>.x{width:100234px}</style><p>ok</p>`, ""},
		{"in a program", "a.html", `<script>var x = "Ann Example"</script>`, ""},
		{"in the data of a program", "a.html", `<script type="application/json">{"n":"Ann Example"}</script>`, "name"},
		{"a size in a manifest", "m.json", "{\n \"bytes\": 100234,\n \"value\": \"7\"}", ""},
		{"a value in a manifest", "m.json", "{\n \"row\": \"FNP-0042\"}", "ref"},
		{"in a workbook", "a.xlsx", zipped.String(), "name"},
		{"an unclosed tag", "a.html", `<p Ann Example`, ""},
	} {
		text, ok, err := textOf(c.file, []byte(c.text))
		if !ok || err != nil {
			t.Errorf("%s: %v %v", c.name, ok, err)
		}
		if got := strings.Join(hidden.NewHunt(cols, spared).In(text), " "); got != c.want {
			t.Errorf("%s: found %q, want %q", c.name, got, c.want)
		}
	}
	if _, ok, _ := textOf("a.png", nil); ok {
		t.Error("a picture was taken for searched")
	}
}

func FuzzTexts(f *testing.F) {
	f.Add("a.html", []byte(`<p a='<'>x</p><script`))
	f.Add("a.json", []byte(`{"a":"b"}`))
	f.Add("a.xlsx", []byte("PK"))
	h := hidden.NewHunt([]hidden.Found{privateOf("name", "secret-value")}, func(string) bool { return false })
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if text, ok, err := textOf(name, data); ok && err == nil {
			h.In(text)
		}
	})
}

func TestAgrees(t *testing.T) {
	for _, c := range []struct {
		text, value string
		want        bool
	}{
		{"1,023", "1023", true}, {"34.7%", "34.7", true}, {"fourteen people", "14", true}, {"Fourteen", "15", false},
		{"two hundred and eighty-eight", "288", true}, {"two hundred and eighty-nine", "288", false}, {"one hundred", "100", true},
		{"Nobody was", "0", true}, {"−6", "-6", true}, {"6 fewer than", "-6", true}, {"7 fewer than", "-6", false}, {"[c]", "[c]", true}, {"[x]", "[c]", false},
		{"down 1.5 percentage points", "-1.5", true}, {"one person", "1", true}, {"twenty-one", "21", true}, {"of 288, 14 had", "14", true},
	} {
		if got := agrees(c.text, c.value); got != c.want {
			t.Errorf("agrees(%q, %q) = %v; it holds %v", c.text, c.value, got, numbersIn(c.text))
		}
	}
}

// TestRules: every finding of this room says something, once, and some test here expects it.
func TestRules(t *testing.T) {
	names, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	tests := ""
	for _, n := range names {
		data, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		tests += string(data)
	}
	seen := map[string]bool{}
	for _, r := range Rules {
		if seen[r.ID] || r.Title == "" || r.Text == "" {
			t.Errorf("%s stands twice, or says nothing", r.ID)
		}
		seen[r.ID] = true
		if !strings.Contains(tests, r.ID) {
			t.Errorf("no test raises %s", r.ID)
		}
	}
}
