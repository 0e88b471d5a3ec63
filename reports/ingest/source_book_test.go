package ingest

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"despatch/reports"

	"github.com/xuri/excelize/v2"
)

// asBook writes records as people's workbooks hold them: true dates and numbers on
// a second sheet, the header on row 3.
func asBook(tb testing.TB, records [][]string, o *excelize.WorkbookPropsOptions, change func(*excelize.File)) []byte {
	tb.Helper()
	f := excelize.NewFile()
	check := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	_, err := f.NewSheet("The cases")
	check(err)
	days := "dd mmm yyyy"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &days})
	check(err)
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if o != nil {
		check(f.SetWorkbookProps(o))
		if o.Date1904 != nil && *o.Date1904 {
			epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		}
	}
	w, err := f.NewStreamWriter("The cases")
	check(err)
	check(w.SetRow("A1", []any{"An extract of cases"}))
	var head []any
	for _, n := range madeNames {
		head = append(head, n)
	}
	check(w.SetRow("A3", head))
	for i, r := range records {
		var row []any
		for at, v := range r {
			switch d, err := time.Parse(time.DateOnly, v); {
			case v == "":
				row = append(row, nil)
			case err == nil:
				row = append(row, excelize.Cell{Value: d.Sub(epoch).Hours() / 24, StyleID: style})
			case at == 0 || at == 6:
				n, _ := strconv.Atoi(v)
				row = append(row, n)
			default:
				row = append(row, v)
			}
		}
		check(w.SetRow("A"+strconv.Itoa(i+4), row))
	}
	check(w.Flush())
	var b bytes.Buffer
	check(f.Write(&b))
	if change != nil {
		f, err := excelize.OpenReader(&b)
		check(err)
		change(f)
		b.Reset()
		check(f.Write(&b))
	}
	return b.Bytes()
}

func bookTrial(data []byte) *trial {
	tr := madeTrial("book.xlsx", data)
	tr.ext.From, tr.ext.Header = "book.xlsx#The cases", 3
	return tr
}

func TestBook(t *testing.T) {
	records := made(3000, false)
	want := madeTrial("cases.csv", asCSV(t, records)).read(t)
	yes := true
	for name, o := range map[string]*excelize.WorkbookPropsOptions{"from 1900": nil, "from 1904": {Date1904: &yes}} {
		got := bookTrial(asBook(t, records, o, nil)).read(t)
		same(t, name, got, want)
		if got.lines[0] != 4 || reports.Errors(got.Findings) || hasFinding(got, "D106") || hasFinding(got, "D107") {
			t.Errorf("%s: line %d, %v", name, got.lines[0], got.Findings)
		}
	}
}

func TestBookOddities(t *testing.T) {
	records := made(40, false)
	set := func(cell string, v any) func(*excelize.File) {
		return func(f *excelize.File) { _ = f.SetCellValue("The cases", cell, v) }
	}
	for name, c := range map[string]struct {
		change       func(*excelize.File)
		id, says     string
		line         int
		sheet        string
		error, quiet bool
	}{
		"formula":           {change: func(f *excelize.File) { _ = f.SetCellFormula("The cases", "G9", "F9+1") }, id: "D105", says: `"people" (G): 1 cell with a formula`, line: 9, error: true},
		"formula elsewhere": {change: func(f *excelize.File) { _ = f.SetCellFormula("The cases", "H9", "1+1") }, id: "D105", quiet: true},
		"merged":            {change: func(f *excelize.File) { _ = f.MergeCell("The cases", "B7", "B9") }, id: "D105", says: "B7:B9 are merged", line: 7, error: true},
		"merged title":      {change: func(f *excelize.File) { _ = f.MergeCell("The cases", "A1", "D1") }, id: "D105", quiet: true},
		"text for a number": {change: set("G12", "17"), id: "D106", says: `"people" (G): 1 cell with text`},
		"text for a date":   {change: set("C12", "2005-03-01"), id: "D106", says: `"released_on" (C): 1 cell with text beside 39`},
		"hidden rows": {change: func(f *excelize.File) {
			_ = f.SetRowVisible("The cases", 8, false)
			_ = f.SetRowVisible("The cases", 10, false)
		}, id: "D107", says: "2 rows hidden, and counted: 8, 10", line: 8},
		"a hidden column":  {change: func(f *excelize.File) { _ = f.SetColVisible("The cases", "B", false) }, id: "D107", says: `"offence" (B) is hidden`},
		"no sheet":         {sheet: "Cases", id: "D104", says: `no sheet "Cases"; it has "Sheet1", "The cases"`, error: true},
		"which sheet":      {sheet: "-", id: "D104", says: "2 sheets", error: true},
		"an empty sheet":   {sheet: "Sheet1", id: "D104", says: "nothing in row 3", error: true},
		"too many values":  {change: set("K9", "a remark"), id: "D020", says: "too many fields", line: 9},
		"an error, raised": {change: nil, id: "D105", says: "1 cell with an error", line: 4, error: true},
	} {
		data := asBook(t, records, nil, c.change)
		if name == "an error, raised" {
			data = inPart(t, data, "xl/worksheets/sheet2.xml", `<c r="A4">`, `<c r="A4" t="e">`)
		}
		tr := bookTrial(data)
		switch c.sheet {
		case "":
		case "-":
			tr.ext.From = "book.xlsx"
		default:
			tr.ext.From = "book.xlsx#" + c.sheet
		}
		g := tr.read(t)
		f, ok := g.finding(c.id)
		if c.quiet {
			if ok {
				t.Errorf("%s: %v", name, g.Findings)
			}
			continue
		}
		if !ok || !strings.Contains(f.Msg, c.says) || f.Line != c.line || (f.Severity == reports.Error) != c.error {
			t.Errorf("%s: %v, want %s on row %d with %q", name, g.Findings, c.id, c.line, c.says)
		}
	}
}

// inPart changes the text of one part of a workbook.
func inPart(tb testing.TB, data []byte, name, old, now string) []byte {
	tb.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		tb.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	done := false
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			tb.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			tb.Fatal(err)
		}
		out, _ := w.Create(f.Name)
		s := string(text)
		if f.Name == name {
			done = strings.Contains(s, old)
			s = strings.Replace(s, old, now, 1)
		}
		_, _ = io.WriteString(out, s)
	}
	if !done {
		tb.Fatalf("%s holds no %s", name, old)
	}
	_ = w.Close()
	return b.Bytes()
}

// sheetOf is a workbook of one sheet with the XML given.
func sheetOf(tb testing.TB, write func(io.Writer)) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range []struct {
		name string
		text func(io.Writer)
	}{
		{"xl/workbook.xml", partOf(`<workbook xmlns:r="x"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>`)},
		{"xl/_rels/workbook.xml.rels", partOf(`<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/s.xml"/></Relationships>`)},
		{"xl/worksheets/s.xml", write},
	} {
		out, err := w.Create(p.name)
		if err != nil {
			tb.Fatal(err)
		}
		p.text(out)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// rawSheet is a workbook whose sheet says that so many bytes unpack to so many. What is
// packed is a sheet of 16 MiB or, where few bytes are asked for, no such thing.
func rawSheet(tb testing.TB, bytesIn, bytesOut uint64) []byte {
	tb.Helper()
	var packed bytes.Buffer
	if bytesIn == 0 {
		w, err := flate.NewWriter(&packed, flate.BestCompression)
		if err != nil {
			tb.Fatal(err)
		}
		partOf(twoRows)(w)
		partOf(strings.Repeat("<a/>", 4<<20))(w)
		if err := w.Close(); err != nil {
			tb.Fatal(err)
		}
	} else {
		packed.Write(make([]byte, bytesIn))
	}
	var b bytes.Buffer
	r, err := zip.NewReader(bytes.NewReader(sheetOf(tb, partOf(twoRows))), int64(len(sheetOf(tb, partOf(twoRows)))))
	if err != nil {
		tb.Fatal(err)
	}
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		if strings.HasSuffix(f.Name, "s.xml") {
			out, err := w.CreateRaw(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: bytesOut})
			if err != nil {
				tb.Fatal(err)
			}
			if _, err := out.Write(packed.Bytes()); err != nil {
				tb.Fatal(err)
			}
		} else if err := w.Copy(f); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func partOf(s string) func(io.Writer) { return func(w io.Writer) { _, _ = io.WriteString(w, s) } }

const twoRows = `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row><row><c><v>7</v></c></row>`

func idTrial(data []byte) *trial {
	tr := newTrial("")
	tr.ext.From = "book.xlsx"
	tr.fs["book.xlsx"] = tr.fs["cases.csv"]
	tr.fs["book.xlsx"].Data = data
	tr.column("id", nil)
	return tr
}

func TestBookHostile(t *testing.T) {
	rows := func(n int, row string) func(io.Writer) {
		return func(w io.Writer) {
			partOf(twoRows)(w)
			for i := range n {
				fmt.Fprintf(w, row, i+3)
			}
			partOf(`</sheetData></worksheet>`)(w)
		}
	}
	g := idTrial(sheetOf(t, rows(emptyRows, `<row r="%d"/>`))).read(t)
	if g.fate() != "C" || g.Account.Parts[0].Blank != emptyRows {
		t.Errorf("empty rows: %s, %v", g.fate(), g.Findings)
	}
	usual := bookLeast
	t.Cleanup(func() { bookLeast = usual })
	bookLeast = 4 << 20
	filler := strings.Repeat("<a/>"+strings.Repeat(" ", 1020), 1<<10)
	for name, c := range map[string]struct {
		data     []byte
		id, says string
	}{
		"bomb": {sheetOf(t, func(w io.Writer) {
			partOf(twoRows)(w)
			partOf(`<row r="3">`)(w)
			for range bookLeast>>20 + 8 {
				partOf(filler)(w)
			}
		}), "D101", "250 times"},
		"a bomb that says so": {rawSheet(t, 1<<10, 5<<30), "D101", "250 times"},
		"a bomb that lies":    {rawSheet(t, 0, 1<<10), "D100", "cut short"},
		"a long text": {sheetOf(t, func(w io.Writer) {
			partOf(twoRows)(w)
			partOf("<a>")(w)
			for i := range tokenLimit / 8 {
				fmt.Fprintf(w, "%x ", uint64(i)*0x9E3779B97F4A7C15)
			}
		}), "D100", "too long for any cell"},
		"no end":         {sheetOf(t, partOf(twoRows)), "D100", "cut short"},
		"no XML":         {sheetOf(t, partOf(`<worksheet><sheetData><row><<`)), "D100", "XML"},
		"rows back":      {sheetOf(t, partOf(twoRows+`<row r="2"/></sheetData></worksheet>`)), "D100", "not in order"},
		"no such text":   {sheetOf(t, partOf(twoRows+`<row r="3"><c t="s"><v>9</v></c></row></sheetData></worksheet>`)), "D100", "does not hold"},
		"nowhere":        {sheetOf(t, partOf(twoRows+`<row r="3"><c r="ZZZZ3"><v>9</v></c></row></sheetData></worksheet>`)), "D100", "nowhere"},
		"entities":       {sheetOf(t, partOf(`<!DOCTYPE x [<!ENTITY a "b">]>`+twoRows+`<row r="3"><c><v>&a;</v></c></row></sheetData></worksheet>`)), "D100", "XML"},
		"a text file":    {[]byte("id\n1\n"), "D100", "no workbook"},
		"a header alone": {sheetOf(t, partOf(`<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>id</t></is></c></row></sheetData></worksheet>`)), "D017", "no records"},
	} {
		g := idTrial(c.data).read(t)
		if f, ok := g.finding(c.id); !ok || !strings.Contains(f.Msg, c.says) {
			t.Errorf("%s: %v, want %s with %q", name, g.Findings, c.id, c.says)
		}
	}
	sound := sheetOf(t, partOf(twoRows+`</sheetData></worksheet>`))
	for cut := range sound {
		if g := idTrial(sound[:cut]).read(t); !reports.Errors(g.Findings) {
			t.Errorf("cut at %d of %d: read as sound", cut, len(sound))
		}
	}
}

// TestBookTexts: the texts that cells share are held in memory, and so they have a limit.
func TestBookTexts(t *testing.T) {
	usual := stringsLimit
	t.Cleanup(func() { stringsLimit = usual })
	stringsLimit = 1 << 20
	for texts, want := range map[int]string{100: "", 20_000: "D101"} {
		data := asBook(t, made(20, false), nil, func(f *excelize.File) {
			for i := range texts {
				_ = f.SetCellValue("Sheet1", "A"+strconv.Itoa(i+1), fmt.Sprintf("a text of its own, %032d", i))
			}
		})
		g := bookTrial(data).read(t)
		if f, ok := g.finding("D101"); ok != (want != "") || ok && !strings.Contains(f.Msg, "more than 1 MB of texts") {
			t.Errorf("%d texts: %v", texts, g.Findings)
		}
	}
}

func TestBookDates(t *testing.T) {
	for code, want := range map[string]bool{"General": false, "0.00E+00": false, `#,##0 "days"`: false, "[Red]0": false, `0\d`: false, "_-* #,##0_d": false,
		"dd/mm/yyyy": true, "[$-809]d mmmm yyyy;@": true, "[h]:mm": true, `yyyy"-"mm`: true, `"unclosed d`: false, "[unclosed d": false} {
		if dateFormat(code) != want {
			t.Errorf("%s: %v", code, !want)
		}
	}
	for _, c := range []struct {
		serial, want string
		from1904     bool
		iso          bool
	}{
		{"38838", "2006-05-01", false, false}, {"37376", "2006-05-01", true, false}, {"1", "1900-01-01", false, false}, {"59", "1900-02-28", false, false},
		{"60", "60", false, false}, {"61", "1900-03-01", false, false}, {"0", "0", false, false}, {"0", "1904-01-01", true, false}, {"-1", "-1", false, false},
		{"2958465", "9999-12-31", false, false}, {"3e9", "3e9", false, false}, {"38838.75", "2006-05-01 18:00:00", false, false},
		{"2006-05-01T00:00:00", "2006-05-01", false, true}, {"yesterday", "yesterday", false, true},
	} {
		s := sheetTable{book: &book{epoch04: c.from1904}, date: []*dater{newDater([]layout{parseLayout("YYYY-MM-DD"), parseLayout("YYYY-MM")})}}
		if got := string(s.dateOf(&sheetCell{value: []byte(c.serial), text: c.iso}, 0)); got != c.want {
			t.Errorf("%s: %s, want %s", c.serial, got, c.want)
		}
	}
	for in, want := range map[string]string{"12": "12", "12.0": "12", "1E3": "1000", "0.5": "0.5", "-7": "-7", "1e300": "1e300", "x": "x"} {
		if got := string(wholeNumber([]byte(in))); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if c, rest := columnNumber("XFD1048576"); c != sheetColumns-1 || rest != "1048576" || columnLetters(c) != "XFD" || columnLetters(26) != "AA" {
		t.Error(c, rest, columnLetters(c))
	}
}
