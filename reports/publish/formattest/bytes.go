package formattest

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/csv"
	"encoding/xml"
	"io"
	"path"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/net/html"

	"despatch/reports"
)

// Unpacked is what a file holds once nothing in it is compressed.
func Unpacked(t testing.TB, f File) []byte {
	t.Helper()
	switch path.Ext(f.Name) {
	case ".xlsx", ".ods":
		var out bytes.Buffer
		for _, p := range parts(t, f) {
			out.WriteString(p.Name + "\n")
			out.Write(p.Data)
		}
		return out.Bytes()
	case ".pdf":
		out := bytes.NewBuffer(append([]byte(nil), f.Data...))
		rest := f.Data
		for {
			_, after, ok := bytes.Cut(rest, []byte("stream"))
			if !ok {
				return out.Bytes()
			}
			rest = after
			if z, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(after, "\r\n"))); err == nil {
				_, _ = io.Copy(out, z) // a stream ends where it ends: what follows is not its own
			}
		}
	}
	return f.Data
}

func parts(t testing.TB, f File) []File {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	var out []File
	for _, e := range z.File {
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s, part %s: %v", f.Name, e.Name, err)
		}
		out = append(out, File{e.Name, b})
	}
	return out
}

// Text is what a person reads in the file, markup undone and white space made
// single spaces; false where this suite cannot tell, as for a PDF.
func Text(t testing.TB, f File) (string, bool) {
	t.Helper()
	switch path.Ext(f.Name) {
	case ".xlsx", ".ods":
		var b strings.Builder
		for _, p := range parts(t, f) {
			if strings.HasSuffix(p.Name, ".xml") {
				b.WriteString(xmlText(t, p) + "\n")
			}
		}
		return squeeze(b.String()), true
	case ".svg":
		return squeeze(xmlText(t, f)), true
	case ".html":
		return squeeze(htmlText(f.Data)), true
	case ".csv":
		rows, err := csv.NewReader(bytes.NewReader(f.Data)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		var b strings.Builder
		for _, r := range rows {
			b.WriteString(strings.Join(r, "\n") + "\n")
		}
		return squeeze(b.String()), true
	case ".txt":
		return squeeze(string(f.Data)), true
	}
	return "", false
}

func xmlText(t testing.TB, f File) string {
	t.Helper()
	var b strings.Builder
	d := xml.NewDecoder(bytes.NewReader(f.Data))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%s is not sound XML: %v", f.Name, err)
		}
		if c, ok := tok.(xml.CharData); ok {
			b.Write(c)
			continue
		}
		if e, ok := tok.(xml.EndElement); ok && strings.Contains(" si is t p c text row ", " "+e.Name.Local+" ") {
			b.WriteString("\n")
		}
	}
}

func htmlText(data []byte) string {
	var b strings.Builder
	z := html.NewTokenizer(bytes.NewReader(data))
	hidden := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			name, _ := z.TagName()
			hidden = string(name) == "script" || string(name) == "style"
		case html.EndTagToken:
			hidden = false
		case html.TextToken:
			if !hidden {
				b.Write(z.Text())
			}
		}
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func noClock(t *testing.T, f reports.Format) {
	files, _ := Write(t, f, Fixture())
	now := time.Now()
	for _, x := range files {
		data := Unpacked(t, x)
		for _, layout := range []string{"2006-01-02", "20060102", "2 January 2006", "Jan 2, 2006", "02/01/2006"} {
			for _, day := range []time.Time{now, now.UTC()} {
				if bytes.Contains(data, []byte(day.Format(layout))) {
					t.Errorf("%s holds today's date, %s", x.Name, day.Format(layout))
				}
			}
		}
	}
}

func titled(t *testing.T, f reports.Format) {
	d := Fixture()
	files, _ := Write(t, f, d)
	for _, x := range files {
		data := string(Unpacked(t, x))
		switch path.Ext(x.Name) {
		case ".xlsx", ".ods", ".html", ".pdf", ".json":
			if !strings.Contains(data, "en-GB") && !(path.Ext(x.Name) == ".ods" && strings.Contains(data, `fo:language="en" fo:country="GB"`)) {
				t.Errorf("%s does not say its language", x.Name)
			}
		}
		switch path.Ext(x.Name) {
		case ".xlsx", ".ods", ".html", ".pdf", ".txt":
			if !strings.Contains(squeeze(data), d.Meta.Title) && !strings.Contains(data, utf16Text(d.Meta.Title)) {
				t.Errorf("%s does not hold the title", x.Name)
			}
		}
	}
}

// utf16Text is s as a PDF's information dictionary may hold it.
func utf16Text(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u >> 8))
		b.WriteByte(byte(u))
	}
	return b.String()
}

// hostile looks for every row label of every table in what the file says: each
// as it was given, markup and all.
func hostile(t *testing.T, f reports.Format) {
	d := Fixture()
	files, _ := Write(t, f, d)
	if f.Name == "svg" || f.Name == "png" {
		return // a drawing shows what its chart asks for
	}
	var all strings.Builder
	for _, x := range files {
		text, ok := Text(t, x)
		if !ok && path.Ext(x.Name) == ".pdf" {
			return // its own tests read the tagged text
		}
		all.WriteString(text + "\n")
	}
	for _, table := range d.Tables {
		for _, r := range table.Rows {
			for _, l := range r.Labels {
				if !strings.Contains(all.String(), squeeze(l)) {
					t.Errorf("label %q of table %s does not come through", l, table.ID)
				}
			}
		}
	}
}

// withheld hides a count of 7,919 where only the program can see it and counts
// those digits in what is written: no more than where it is another count.
func withheld(t *testing.T, f reports.Format) {
	count := func(n int64) int {
		d := Fixture()
		offence := d.Tables[1]
		offence.Rows[1].Number = n
		offence.Rows[1].Codes = []reports.Code{reports.Code(n)}
		offence.Cols[0].Number = n
		files, _ := Write(t, f, d)
		hits := 0
		for _, x := range files {
			data := Unpacked(t, x)
			for _, s := range []string{"7919", "7,919", utf16Text("7919"), utf16Text("7,919")} {
				hits += bytes.Count(data, []byte(s))
			}
		}
		return hits
	}
	if got, want := count(7919), count(1); got != want {
		t.Errorf("the withheld count can be read %d times", got-want)
	}
}
