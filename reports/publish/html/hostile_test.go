package html

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

var nasty = []string{`</script><script>alert(1)</script>`, `--><img src=x onerror=alert(1)>`, `__f__function(){alert(1)}__f__`, `" onmouseover="alert(1)`,
	`</style><svg onload=alert(1)>`, `{{.Body}} {value} {a|b}`, `<!-- & &amp; &#39; ' "`, `=1+1`, "שלום العربية", strings.Repeat("long ", 60), "\u2028\u2029\u0000\u0007", `\"};alert(1)//`}

// everywhere puts a text wherever a release can put one.
func everywhere(s string) *reports.Document {
	d := formattest.Brief()
	d.Title, d.Marking, d.Meta.Organisation, d.Meta.Notice, d.Meta.Disclosure, d.Meta.Source = s, s, s, s, s, s
	d.Meta.Theme.Name, d.Meta.Contact, d.Meta.Keywords = s, []string{s}, []string{s}
	for _, t := range d.Tables {
		t.Title, t.Subtitle, t.Source, t.Remarks = s, s, s, []string{s}
		for i := range t.Rows {
			t.Rows[i].Labels[0] = s
		}
		for j := range t.Cols {
			t.Cols[j].What = s
		}
	}
	for _, c := range d.Charts {
		c.Subtitle, c.Source, c.Desc, c.Alt = s, s, []reports.Span{{Text: s}}, []reports.Span{{Text: s[:min(len(s), 200)]}}
		for j := range c.Series {
			c.Series[j].Label = s
		}
	}
	d.Blocks = append(d.Blocks, reports.Block{Heading: &reports.Heading{Level: 2, ID: s, Spans: []reports.Span{{Text: s, Bold: true, Italic: true, Lang: s}}}})
	d.Downloads = []reports.Download{{File: "tables/" + s, Kind: s, Bytes: 5, Table: "progress"}}
	return d
}

// H12: whatever a label says, it adds no element and no attribute that acts, and
// it is read as it was typed.
func harmless(t *testing.T, s string) {
	t.Helper()
	var out bytes.Buffer
	w, err := Format.Write(func(string) (io.Writer, error) { return &out, nil }, everywhere(s))
	if err != nil {
		t.Fatal(err)
	}
	if reports.Errors(w.Findings) {
		for _, f := range w.Findings {
			if f.Severity == reports.Error && f.ID[:3] != "O01" {
				t.Fatal(f)
			}
		}
	}
	d := parsed(t, out.String())
	if n := len(d.all("script")); n != 3 {
		t.Errorf("%d scripts, want 3", n)
	}
	for _, n := range d.all("") {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "style" {
				t.Errorf("%s has got %s", n.Data, a.Key)
			}
		}
	}
	if n := len(d.all("img")) + len(d.all("style")) - 1; n != 0 {
		t.Errorf("%d elements too many", n)
	}
	r, err := Format.Open(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range w.Places {
		got, err := r.At(p.At)
		if err != nil || p.Text != "" && got != p.Text {
			t.Errorf("%s reads %q, want %q: %v", p.At, got, p.Text, err)
		}
	}
	if !json.Valid([]byte(d.ids["option.quarters"].FirstChild.Data)) {
		t.Error("the option is no JSON")
	}
}

func TestH12HostileWords(t *testing.T) {
	for _, s := range nasty {
		harmless(t, s)
		if !strings.ContainsAny(s, "\u0000\u0007") {
			d := parsed(t, string(mustWrite(t, everywhere(s))))
			if !strings.Contains(words(d.ids["table/offence"]), strings.Join(strings.Fields(s), " ")) {
				t.Errorf("%q is not shown as typed", s)
			}
			r, _ := readPage(bytes.NewReader(mustWrite(t, everywhere(s))))
			if got, _ := r.At("option.quarters:series/0"); got != s {
				t.Errorf("the option says %q for %q", got, s)
			}
		}
	}
}

func mustWrite(t *testing.T, d *reports.Document) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := Format.Write(func(string) (io.Writer, error) { return &out, nil }, d); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func FuzzWords(f *testing.F) {
	for _, s := range nasty {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ToValidUTF8(s, "") != s {
			t.Skip("labels are valid UTF-8: the reader of records sees to it")
		}
		harmless(t, s)
	})
}

// Any bytes opened as a page give an answer or an error, never a panic.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(`<p id=a>1</p>`), "#a")
	f.Add([]byte(`<script id=o type=application/json>{"a":[1,{"b":"2"}]}</script>`), "o:a/1/b")
	f.Fuzz(func(t *testing.T, page []byte, at string) {
		if r, err := Format.Open(bytes.NewReader(page), int64(len(page))); err == nil {
			_, _ = r.At(at)
		}
	})
}

func TestChangedDigitsAreRead(t *testing.T) {
	files, w := formattest.Write(t, Format, formattest.Fixture())
	page := string(files[0].Data)
	for name, change := range map[string][2]string{
		"a cell":             {`<td id=progress/since_august/started>83<`, `<td id=progress/since_august/started>84<`},
		"a drawing's label":  {`>83</text>`, `>84</text>`},
		"a text alternative": {`>Bar chart: of 288 cases`, `>Bar chart: of 289 cases`},
		"an option's value":  {`"data":[40,`, `"data":[41,`},
		"an option's text":   {`"text":[["40",`, `"text":[["41",`},
		"a word":             {`>fourteen</b>`, `>fifteen</b>`},
	} {
		if !strings.Contains(page, change[0]) {
			t.Errorf("%s: %q is not in the page", name, change[0])
			continue
		}
		r, err := readPage(strings.NewReader(strings.Replace(page, change[0], change[1], 1)))
		if err != nil {
			t.Fatal(err)
		}
		figures, found := formattest.Figures(formattest.Fixture()), 0
		for _, p := range w.Places {
			got, err := r.At(p.At)
			if err != nil || p.Text != "" && got != p.Text || p.Text == "" && reports.Bare(got) != figures[p.Figure].Cell.Bare() {
				found++
			}
		}
		if found == 0 {
			t.Errorf("%s changed, and nothing was found", name)
		}
	}
}

func TestNothingStandsThere(t *testing.T) {
	r, err := readPage(strings.NewReader(`<p id=a>1</p><script id=o type=application/json>{"a":[1,{"b":"2"}],"n":null}</script>`))
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{"#a": "1", "#a~2": "1", "o:a/0": "1", "o:a/1/b": "2"} {
		if got, err := r.At(at); err != nil || got != want {
			t.Errorf("%s reads %q, %v", at, got, err)
		}
	}
	for _, at := range []string{"", "a", "#b", "o:a", "o:a/2", "o:a/-1", "o:a/x", "o:a/0/b", "o:n", "o:c/d", "p:a", "a:b"} {
		if got, err := r.At(at); err == nil {
			t.Errorf("%s reads %q", at, got)
		}
	}
	if _, err := readPage(strings.NewReader(`<p id=a>1</p><p id=a>2</p>`)); err == nil {
		t.Error("two elements of one id are read")
	}
}

func TestRulesAreRaised(t *testing.T) {
	heading := func(level int) reports.Block {
		return reports.Block{Heading: &reports.Heading{Level: level, ID: "x", Spans: []reports.Span{{Text: "X"}}}}
	}
	para := func(s reports.Span) reports.Block {
		return reports.Block{Para: &reports.Para{Spans: []reports.Span{s}}}
	}
	for _, tc := range []struct {
		id     string
		change func(d *reports.Document)
	}{
		{"O020", func(d *reports.Document) { d.Meta.Theme.Secondary = "#AAAAAA" }},
		{"O020", func(d *reports.Document) { d.Meta.Theme.Accent = "red;}body{display:none" }},
		{"O021", func(d *reports.Document) { d.Blocks = append(d.Blocks, heading(4)) }},
		{"O021", func(d *reports.Document) { d.Blocks = append(d.Blocks, heading(1)) }},
		{"O021", func(d *reports.Document) { d.Blocks = d.Blocks[1:] }},
		{"O022", func(d *reports.Document) {
			d.Blocks = append(d.Blocks, para(reports.Span{Text: "Table 9", Ref: "table/none"}))
		}},
		{"O023", func(d *reports.Document) {
			d.Blocks = append(d.Blocks, para(reports.Span{Text: "press", URL: "javascript:alert(1)"}))
		}},
		{"O023", func(d *reports.Document) {
			d.Blocks = append(d.Blocks, para(reports.Span{Text: "press", URL: "../press.html"}))
		}},
	} {
		d := formattest.Fixture()
		tc.change(d)
		var out bytes.Buffer
		w, err := Format.Write(func(string) (io.Writer, error) { return &out, nil }, d)
		if err != nil {
			t.Fatal(err)
		}
		raised := false
		for _, f := range w.Findings {
			raised = raised || f.ID == tc.id
		}
		if !raised {
			t.Errorf("%s is not raised: %v", tc.id, w.Findings)
		}
		if strings.Contains(out.String(), "javascript:") || strings.Contains(out.String(), "display:none;}") {
			t.Error("it came through")
		}
	}
}
