package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"despatch/reports"
	"despatch/reports/publish/formattest"
	canonical "despatch/reports/publish/zip"
)

func TestFormat(t *testing.T) { formattest.Run(t, Format) }

// made is the fixture's workbook, its parts by name.
func made(t *testing.T, d *reports.Document) (data []byte, parts map[string]string) {
	t.Helper()
	files, _ := formattest.Write(t, Format, d)
	return files[0].Data, unzip(t, files[0].Data)
}

func unzip(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
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
	return parts
}

// Charts and several sheets are what made builds differ.
func TestTwentyBuildsOneFile(t *testing.T) {
	first, _ := made(t, formattest.Fixture())
	for range 19 {
		if again, _ := made(t, formattest.Fixture()); !bytes.Equal(first, again) {
			t.Fatal("two builds differ")
		}
	}
}

// What the guidance asks of the parts, by its numbers.
func TestParts(t *testing.T) {
	_, parts := made(t, formattest.Fixture())
	all := ""
	for name, p := range parts {
		if strings.HasPrefix(name, "xl/worksheets/") || strings.HasPrefix(name, "xl/tables/") {
			all += p
		}
	}
	for rule, never := range map[string]string{"X03": "<mergeCell", "X07": "<autoFilter", "X07 panes": "<pane", "X07 hidden": `hidden="`, "X17": "<headerFooter",
		"X20": "<f>", "X09": "vertAlign"} {
		if strings.Contains(all, never) {
			t.Errorf("%s: a part holds %s", rule, never)
		}
	}
	for rule, want := range map[string]int{"X01": 5, "X29": 7, "fit to page": 7} {
		pattern := map[string]string{"X01": `<tablePart `, "X29": `<selection activeCell="A1" sqref="A1">`, "fit to page": `fitToPage="true"`}[rule]
		if got := strings.Count(all, pattern); got != want {
			t.Errorf("%s: %s stands %d times, not %d", rule, pattern, got, want)
		}
	}
	name := regexp.MustCompile(`^[a-z]+(_[a-z0-9]+)+$`) // X02
	for _, m := range regexp.MustCompile(`displayName="([^"]*)"`).FindAllStringSubmatch(all, -1) {
		if !name.MatchString(m[1]) {
			t.Errorf("X02: a table is called %q", m[1])
		}
	}
	for name, p := range parts { // columns in order, or Excel repairs the file
		last := 0
		for _, m := range regexp.MustCompile(`<col min="(\d+)"`).FindAllStringSubmatch(p, -1) {
			n := 0
			fmt.Sscan(m[1], &n)
			if n <= last {
				t.Errorf("%s: column %d comes after %d", name, n, last)
			}
			last = n
		}
	}
	if !strings.Contains(parts["xl/tables/table5.xml"], `name="Per cent of all_x000a_(%)"`) {
		t.Error("X34: the unit of a header is not on its own line, or not as Excel writes it")
	}
	if strings.Contains(parts["xl/styles.xml"], `<patternFill patternType="solid"`) || strings.Contains(parts["xl/styles.xml"], "Calibri") {
		t.Error("X15: a fill or another font")
	}
	for name, p := range parts { // the names of a time axis are not broken into letters
		if lines := strings.Contains(p, "<lineChart>"); lines && strings.HasPrefix(name, "xl/charts/") != strings.Contains(p, `rot="1"`) {
			t.Errorf("%s: the names of the axis may be broken", name)
		}
	}
	for _, p := range []string{"xl/charts/chart1.xml", "xl/charts/chart2.xml"} {
		if strings.Contains(parts[p], "en-US") || strings.Contains(parts[p], "view3D") || !strings.Contains(parts[p], `<lang val="en-GB">`) {
			t.Errorf("%s is not mended", p)
		}
	}
}

// Another reader, excelize, finds the values under their headings, the links
// and the properties. (It is not the reader the audit uses.)
func TestAsExcelizeReadsIt(t *testing.T) {
	data, _ := made(t, formattest.Fixture())
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(f.GetSheetList(), " "); got != "Cover Table_of_contents Notes progress offence quarters Charts" {
		t.Errorf("sheets %s", got)
	}
	rows, err := f.GetRows("progress", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[6], "|"); got != "Released August 2005 to March 2006|288|83|53|14" {
		t.Errorf("row 7 is %s", got)
	}
	if got := strings.Join(rows[4], "|"); got != "Cohort|Should have been considered|Consideration started [note 1]|Consideration completed|Deported" {
		t.Errorf("the header is %s", got)
	}
	if got := rows[0][0]; !strings.HasPrefix(got, "Table 1: Progress of consideration. Foreign national prisoners") {
		t.Errorf("A1 is %q", got)
	}
	ok, target, err := f.GetCellHyperLink("Table_of_contents", "B6")
	if err != nil || !ok || target != "'progress'!A1" {
		t.Errorf("the contents link to %q, %v", target, err)
	}
	p, err := f.GetDocProps()
	if err != nil || p.Creator != "Home Office" || p.Language != "en-GB" || p.Created != "2006-04-26T11:30:00Z" || p.Modified != p.Created || p.Keywords == "" {
		t.Errorf("properties %+v, %v", p, err)
	}
	if v, _ := f.GetCellType("offence", "C7"); v == excelize.CellTypeNumber {
		t.Error("a symbol is stored as a number")
	}
	if text, _ := f.GetCellValue("offence", "B8"); !strings.HasPrefix(text, "=1+1") {
		t.Errorf("a label that looks like a formula reads %q", text)
	}
	if formula, _ := f.GetCellFormula("offence", "B8"); formula != "" {
		t.Errorf("a label has become the formula %q", formula)
	}
}

// Each place a figure can be changed in: the reader sees it.
func TestReaderSeesAChange(t *testing.T) {
	data, parts := made(t, formattest.Fixture())
	for _, c := range []struct{ part, old, new, at, was, want string }{
		{"xl/worksheets/sheet4.xml", "<v>83</v>", "<v>84</v>", "progress!C7", "83", "84"},
		{"xl/worksheets/sheet4.xml", `t="inlineStr"><is><t>Deported`, `t="inlineStr"><is><t>7,919`, "progress!E5", "Deported", "7,919"},
		{"xl/worksheets/sheet5.xml", "<t>[c]</t>", "<t>7919</t>", "offence!C7", "[c]", "'7919"},
		{"xl/worksheets/sheet1.xml", "Of the 288 cases", "Of the 2880 cases", "Cover!A10[7:10]", "288", "2880"},
		{"xl/worksheets/sheet6.xml", "<v>4.2</v>", "<v>4.2463</v>", "quarters!C6", "4.2", "4.2463"},
		{"xl/charts/chart1.xml", "<v>83</v>", "<v>84</v>", "chart:1:1:2", "83", "84"},
		{"xl/charts/chart1.xml", "Of 288 cases", "Of 289 cases", "chart:1:title[3:6]", "288", "289"},
		{"xl/drawings/drawing1.xml", "of 288 cases", "of 289 cases", "chart:1:alt[14:17]", "288", "289"},
	} {
		if got := at(t, data, c.at); got != c.was {
			t.Errorf("%s reads %q, want %q", c.at, got, c.was)
		}
		if !strings.Contains(parts[c.part], c.old) {
			t.Errorf("%s does not hold %s", c.part, c.old)
			continue
		}
		if got := at(t, rezip(t, parts, c.part, strings.Replace(parts[c.part], c.old, c.new, 1)), c.at); got != c.want {
			t.Errorf("changed, %s reads %q, want %q", c.at, got, c.want)
		}
	}
}

func at(t *testing.T, data []byte, where string) string {
	t.Helper()
	r, err := open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.At(where)
	if err != nil {
		t.Errorf("%s: %v", where, err)
	}
	return got
}

func rezip(t *testing.T, parts map[string]string, name, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := canonical.New(&out, nil)
	for n, p := range parts {
		if n == name {
			p = text
		}
		part, err := w.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Texts that another program has moved to the shared strings are found there.
func TestSharedStrings(t *testing.T) {
	_, parts := made(t, formattest.Fixture())
	parts["xl/sharedStrings.xml"] = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>No</t></si><si><r><t>Depo</t></r><r><t>rted_x0020_</t></r></si></sst>`
	sheet := strings.Replace(parts["xl/worksheets/sheet4.xml"], `t="inlineStr"><is><t>Deported</t></is>`, `t="s"><v>1</v>`, 1)
	if got := at(t, rezip(t, parts, "xl/worksheets/sheet4.xml", sheet), "progress!E5"); got != "Deported " {
		t.Errorf("reads %q", got)
	}
}

// A mend whose pattern is not there fails, and says which.
func TestMendsFail(t *testing.T) {
	d := formattest.Fixture()
	_, parts := made(t, d)
	for name, f := range map[string]func() error{
		"table": func() error { _, err := mendTable("A1:B2")("", []byte(parts["xl/tables/table1.xml"])); return err },
		"chart": func() error {
			_, err := mendChart(d.Charts[0], nil, "cy")("", []byte(parts["xl/charts/chart1.xml"]))
			return err
		},
		"drawing": func() error {
			_, err := mendDrawing(nil)("", []byte("<xdr:twoCellAnchor editAs=\"oneCell\"><xdr:from></xdr:from><xdr:to></xdr:to></xdr:twoCellAnchor>"))
			return err
		},
		"types": func() error { _, err := sortTypes("", []byte("<Types/>")); return err },
	} {
		if err := f(); err == nil {
			t.Errorf("%s: mended again without an error", name)
		}
	}
}

func FuzzOpen(f *testing.F) {
	var b bytes.Buffer
	w := canonical.New(&b, nil)
	p, _ := w.Create("xl/workbook.xml")
	_, _ = io.WriteString(p, "<workbook/>")
	_ = w.Close()
	f.Add(b.Bytes(), "a!B2")
	f.Add([]byte("PK"), "chart:1:1:1")
	f.Fuzz(func(t *testing.T, data []byte, where string) {
		if r, err := open(bytes.NewReader(data), int64(len(data))); err == nil {
			_, _ = r.At(where)
		}
	})
}

// Long is a document with one table of so many rows and ten columns.
func long(rows int) *reports.Document {
	d := formattest.Fixture()
	t := *d.Tables[0]
	t.ID, t.Rows, t.Cols, t.Cells, t.ColNotes = "long", nil, nil, nil, nil
	for j := range 9 {
		t.Cols = append(t.Cols, reports.ColumnHead{Head: reports.Head{Code: fmt.Sprint(j), Labels: []string{fmt.Sprintf("Year %d", 2000+j)}}})
	}
	for i := range rows {
		t.Rows = append(t.Rows, reports.Head{Code: fmt.Sprint(i), Labels: []string{fmt.Sprintf("Street number %d of the town", i)}})
		var row []*reports.Figure
		for j := range t.Cols {
			row = append(row, &reports.Figure{ID: fmt.Sprintf("long/%d/%d", i, j), Cell: reports.MakeNumber(int64(i*j), uint8(j%2))})
		}
		t.Cells = append(t.Cells, row)
	}
	d.Tables, d.Charts = append(d.Tables, &t), nil
	return d
}

func BenchmarkWrite(b *testing.B) {
	for _, rows := range []int{0, 1000, 100_000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			d := long(max(rows, 1))
			if rows == 0 {
				d = formattest.Fixture()
			}
			b.ReportAllocs()
			for b.Loop() {
				formattest.Write(b, Format, d)
			}
		})
	}
}

// A long table reads back, its last row included.
func TestLong(t *testing.T) {
	d := long(700)
	files, w := formattest.Write(t, Format, d)
	formattest.Places(t, Format, d, files, w.Places)
}
