package html

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/chart"
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
	for n, kind := range []reports.ChartKind{reports.Lines, reports.GroupedBars, reports.StackedBars, reports.Lines} {
		c := &reports.Chart{ID: "sexes-" + string(kind), Number: 3 + n, Kind: kind, Table: t, Interactive: true, Source: t.Title,
			Title: []reports.Span{{Text: "Releases by sex"}}, Subtitle: t.Subtitle, Alt: []reports.Span{{Text: "Chart of releases by quarter and sex."}}}
		rows := 12
		if kind != reports.Lines {
			rows = 4
		}
		if n == 3 {
			c.ID, c.Panels = c.ID+"-panels", true
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

// A layer of small multiples has a grid and a pair of axes for each panel, all on one
// scale, and holds the figures of the drawing in their order; what a break parts is told.
func TestPanelsLayer(t *testing.T) {
	m, err := chart.NewMetrics()
	if err != nil {
		t.Fatal(err)
	}
	d := many()
	c := d.Charts[len(d.Charts)-1]
	c.Cats = slices.Clone(c.Cats)
	c.Cats[5] = c.Cats[5].Marked()
	text, err := json.Marshal(newLayer(c, d.Meta.Theme, 1, m))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Option struct {
			Grid, XAxis, YAxis []struct{ GridIndex int }
			Series             []struct {
				XAxisIndex, YAxisIndex int
				Data                   []*float64
			}
		}
		Names, Cats []string
		Breaks      []int
		Beside      int
		Views       []struct {
			Text   [][]string
			Values [][]*float64
			Scale  []float64
		}
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	n := len(c.Series)
	if len(got.Option.Grid) != n || len(got.Option.XAxis) != n || len(got.Option.YAxis) != n || len(got.Names) != n || got.Beside != 3 || !slices.Equal(got.Breaks, []int{5}) {
		t.Fatalf("%s", text)
	}
	for j, s := range got.Option.Series {
		if s.XAxisIndex != j || s.YAxisIndex != j || got.Option.XAxis[j].GridIndex != j || got.Option.YAxis[j].GridIndex != j {
			t.Errorf("series %d is in another panel", j)
		}
		for i, f := range c.Series[j].Points {
			if v := s.Data[i]; f.Cell.IsNumber() != (v != nil) || v != nil && *v != f.Cell.Float() || got.Views[0].Text[j][i] != chart.Value(f) {
				t.Errorf("panel %d, point %d is %v, and the figure %s", j, i, v, f.Cell)
			}
		}
	}
	for v, view := range got.Views {
		values := view.Values
		if v == 0 {
			for _, s := range got.Option.Series {
				values = append(values, s.Data)
			}
		}
		for _, row := range values {
			for _, x := range row {
				if x != nil && (len(view.Scale) != 3 || *x < view.Scale[0] || *x > view.Scale[1]) {
					t.Errorf("view %d: %v is off the scale %v", v, *x, view.Scale)
				}
			}
		}
	}
}
