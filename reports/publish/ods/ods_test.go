package ods

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"despatch/reports/publish/formattest"
	canonical "despatch/reports/publish/zip"
)

func TestFormat(t *testing.T) { formattest.Run(t, Format) }

func made(t *testing.T) (data []byte, parts map[string]string) {
	t.Helper()
	files, _ := formattest.Write(t, Format, formattest.Fixture())
	data, parts = files[0].Data, map[string]string{}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if m := z.File[0]; m.Name != "mimetype" || m.Method != zip.Store {
		t.Errorf("the file begins with %s", m.Name)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(b)
	}
	return data, parts
}

// What the guidance asks of the parts, by its numbers.
func TestParts(t *testing.T) {
	_, parts := made(t)
	content := parts["content.xml"]
	for rule, never := range map[string]string{"X03": "spanned", "X04": "number-rows-repeated", "X19": "draw:", "X20": "table:formula", "X07": "display-filter-buttons=\"true\""} {
		if strings.Contains(content, never) {
			t.Errorf("%s: the content holds %s", rule, never)
		}
	}
	for rule, want := range map[string]string{
		"X01":    `<table:database-range table:name="table_progress" table:target-range-address="progress.A5:progress.E7" table:contains-header="true" table:display-filter-buttons="false"/>`,
		"X05":    `<table:table-header-rows><table:table-row `,
		"X16":    `<table:table-cell table:style-name="Heading_20_1" office:value-type="string"><text:p>Table 1: `,
		"X31":    `xlink:href="#progress.A1"`,
		"number": `office:value-type="float" office:value="1023"><text:p>1,023</text:p>`,
		"symbol": `office:value-type="string"><text:p>[c]</text:p>`,
		"X34":    `<text:p>Per cent of all</text:p><text:p>(%)</text:p>`,
	} {
		if !strings.Contains(content, want) {
			t.Errorf("%s: the content lacks %s", rule, want)
		}
	}
	for part, want := range map[string]string{
		"meta.xml":              "<meta:initial-creator>Home Office</meta:initial-creator><dc:creator>Home Office</dc:creator><meta:creation-date>2006-04-26T12:30:00<",
		"styles.xml":            `fo:language="en" fo:country="GB"`,
		"styles.xml ":           `zero-values`, // S04: a 0 is printed as 0
		"META-INF/manifest.xml": `manifest:media-type="` + mimetype + `"`,
	} {
		if !strings.Contains(parts[strings.TrimSpace(part)], want) {
			t.Errorf("%s lacks %s", part, want)
		}
	}
}

// A sheet too wide for a page repeats its labels beside each part of it.
func TestWide(t *testing.T) {
	d := formattest.Fixture()
	table := d.Tables[0]
	for len(table.Cols) < 40 {
		n := len(table.Cols)
		head := table.Cols[0]
		head.Code, head.Labels = fmt.Sprintf("more-%d", n), []string{fmt.Sprintf("More %d", n)}
		table.Cols = append(table.Cols, head)
		if table.ColNotes != nil {
			table.ColNotes = append(table.ColNotes, nil)
		}
		for i := range table.Cells {
			f := *table.Cells[i][0]
			f.ID, f.Column = fmt.Sprintf("%s/more-%d", f.ID, n), head.Code
			table.Cells[i] = append(table.Cells[i], &f)
		}
	}
	files, _ := formattest.Write(t, Format, d)
	content := string(formattest.Unpacked(t, files[0]))
	if n := strings.Count(content, "<table:table-header-columns>"); n != 1 {
		t.Errorf("the labels of %d sheets are repeated, not of one", n)
	}
	if !strings.Contains(content, `table:name="progress" table:style-name="ta5"`) || !strings.Contains(content, `style:scale-to="75%"`) {
		t.Error("the sheet is made to fit a page")
	}
}

// A number whose value and text part company is no longer readable; other
// changes are read as they stand.
func TestReaderSeesAChange(t *testing.T) {
	_, parts := made(t)
	for _, c := range []struct{ old, new, at, want string }{
		{`office:value="83"><text:p>83<`, `office:value="84"><text:p>84<`, "progress!C7", "84"},
		{`office:value="83"><text:p>83<`, `office:value="83"><text:p>84<`, "progress!C7", "progress!C7 holds 83 and shows 84"},
		{`office:value="83"><text:p>83<`, `office:value="84"><text:p>83<`, "progress!C7", "progress!C7 holds 84 and shows 83"},
		{`<text:p>[c]</text:p>`, `<text:p>7919</text:p>`, "offence!C7", "'7919"},
		{"Of the 288 cases", "Of the 2880 cases", "Cover!A10[7:10]", "2880"},
		{"Of the 288 cases", "Of the <text:s/>28 cases", "Cover!A10[7:10]", "28"},
	} {
		var out bytes.Buffer
		z := canonical.New(&out, nil)
		p, _ := z.Create("content.xml")
		if !strings.Contains(parts["content.xml"], c.old) {
			t.Errorf("the content lacks %s", c.old)
		}
		_, _ = io.WriteString(p, strings.Replace(parts["content.xml"], c.old, c.new, 1))
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := open(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.At(c.at)
		if err != nil {
			got = err.Error()
		}
		if strings.TrimSpace(got) != c.want {
			t.Errorf("with %s, %s reads %q, want %q", c.new, c.at, got, c.want)
		}
	}
}

// Every space of a text comes back.
func TestSpaces(t *testing.T) {
	for _, s := range []string{"a b", "a  b", " a", "a ", "   ", "a\tb", "a \n b", "<&>\"'", "", "a   b  c "} {
		var b bytes.Buffer
		p := &part{out: bufio.NewWriter(&b)}
		p.raw(`<office:document-content` + spaces + `><table:table table:name="s"><table:table-row><table:table-cell office:value-type="string">`)
		p.paragraphs(s, "")
		p.raw(`</table:table-cell></table:table-row></table:table></office:document-content>`)
		_ = p.out.Flush()
		var out bytes.Buffer
		z := canonical.New(&out, nil)
		w, _ := z.Create("content.xml")
		_, _ = w.Write(b.Bytes())
		_ = z.Close()
		r, err := open(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := r.At("s!A1"); got != s || err != nil && s != "" {
			t.Errorf("%q reads %q, %v", s, got, err)
		}
		if strings.Contains(b.String(), "  ") {
			t.Errorf("%q is written with a space a reader would drop", s)
		}
	}
}

func FuzzOpen(f *testing.F) {
	files := func(content string) []byte {
		var out bytes.Buffer
		z := canonical.New(&out, nil)
		p, _ := z.Create("content.xml")
		_, _ = io.WriteString(p, content)
		_ = z.Close()
		return out.Bytes()
	}
	f.Add(files(`<table:table xmlns:table="`+tableSpace+`" table:name="a"><table:table-row/></table:table>`), "a!A1")
	f.Add([]byte("PK"), "a!A1[0:2]")
	f.Fuzz(func(t *testing.T, data []byte, where string) {
		if r, err := open(bytes.NewReader(data), int64(len(data))); err == nil {
			_, _ = r.At(where)
		}
	})
}
