package html

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

func TestFormat(t *testing.T) { formattest.Run(t, Format) }

func pageOf(t *testing.T, d *reports.Document) string {
	t.Helper()
	files, _ := formattest.Write(t, Format, d)
	if len(files) != 1 {
		t.Fatalf("%d files", len(files))
	}
	return string(files[0].Data)
}

// static is the fixture without its interactive chart.
func static() *reports.Document {
	d := formattest.Fixture()
	for _, c := range d.Charts {
		c.Interactive = false
	}
	return d
}

// TestLook writes pages where LOOK says, for a person to see.
func TestLook(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		t.Skip("LOOK names no folder")
	}
	for name, d := range map[string]*reports.Document{"index.html": formattest.Fixture(), "static.html": static(), "brief.html": formattest.Brief(), "many.html": many()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(pageOf(t, d)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// many is the fixture with a busy interactive chart of every kind, over a table of two-part heads.
func many() *reports.Document {
	d := formattest.Fixture()
	var cols []reports.ColumnHead
	for _, sex := range []string{"Female", "Male", "Sex not known"} {
		cols = append(cols, reports.ColumnHead{Head: reports.Head{Code: sex, Labels: []string{sex}}, What: "People"},
			reports.ColumnHead{Head: reports.Head{Code: sex, Labels: []string{sex}}, What: "Per cent", Measure: "percent-row", Unit: reports.Pct})
	}
	t := &reports.Table{ID: "sexes", Number: 4, Title: "Quarter of release by sex", Subtitle: "People, England and Wales", Corner: []string{"Quarter"}, Cols: cols, Time: true, Natural: true}
	for i, h := range d.Tables[2].Rows[:12] {
		var row []*reports.Figure
		for j, c := range cols {
			f := &reports.Figure{ID: "sexes/" + h.Code + "/" + c.Code, Row: h.Code, Column: c.Code, Measure: c.Measure, Unit: c.Unit}
			f.Cell = reports.MakeNumber(int64((i*17+j*31)%90+10*j), 0)
			if j%2 == 1 {
				f.ID += "/percent-row"
				f.Cell = reports.MakeNumber(int64((i*137+j*31)%900), 1)
			}
			if j == 4 && i == 5 {
				f.Cell = reports.MakeSymbol(reports.Confidential)
			}
			f.ID = strings.ToLower(strings.ReplaceAll(f.ID, " ", "_"))
			row = append(row, f)
		}
		t.Rows, t.Cells = append(t.Rows, h), append(t.Cells, row)
	}
	d.Tables = append(d.Tables, t)
	d.Blocks = append(d.Blocks, reports.Block{Heading: &reports.Heading{Level: 2, ID: "sexes", Spans: []reports.Span{{Text: "By sex"}}}})
	for n, kind := range []reports.ChartKind{reports.Lines, reports.GroupedBars, reports.StackedBars} {
		c := &reports.Chart{ID: "sexes-" + string(kind), Number: 3 + n, Kind: kind, Table: t, Interactive: true, Source: t.Title,
			Title: []reports.Span{{Text: "Releases by sex"}}, Subtitle: t.Subtitle, Alt: []reports.Span{{Text: "Chart of releases by quarter and sex."}}}
		rows := 12
		if kind != reports.Lines {
			rows = 4
		}
		c.Cats = t.Rows[:rows]
		for j := 0; j < 6; j += 2 {
			s := reports.Series{Label: cols[j].Labels[0]}
			for _, row := range t.Cells[:rows] {
				s.Points = append(s.Points, row[j])
			}
			c.Series = append(c.Series, s)
		}
		d.Charts = append(d.Charts, c)
		d.Blocks = append(d.Blocks, reports.Block{Chart: c})
	}
	d.Blocks = append(d.Blocks, reports.Block{Table: t})
	return d
}
