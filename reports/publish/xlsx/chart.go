package xlsx

import (
	"fmt"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"despatch/reports"
	"despatch/reports/publish/sheet"
)

// ink is the colour of text in a chart: excelize's own axis text is nearly
// invisible, 1.41:1 (C03).
const ink = "0B0C0C"

func font(bold bool, size float64) excelize.Font {
	return excelize.Font{Family: "Arial", Size: size, Bold: bold, Color: ink}
}

// chart places one native chart beside column A and mends its part.
func (w *writer) chart(s *sheet.Sheet, p *sheet.PlacedChart) error {
	w.charts++
	c := p.Chart
	x := base(c)
	x.Dimension = excelize.ChartDimension{Width: uint(p.Width * 96 / 72), Height: uint(p.Height * 96 / 72)}
	data := readings(p)
	for i := range data {
		x.Series = append(x.Series, excelize.ChartSeries{Name: data[i].name, Categories: data[i].categories.ref, Values: data[i].values.ref,
			DataLabel: excelize.ChartDataLabel{Font: font(false, 12)}, DataLabelPosition: labelPosition(c)})
		w.colour(x, i)
	}
	if err := w.f.AddChart(s.Name, sheet.Address(p.Row, 2), x); err != nil {
		return err
	}
	w.mends[fmt.Sprintf("xl/charts/chart%d.xml", w.charts)] = mendChart(c, data, w.plan.Lang)
	w.chartPlaces(c)
	return nil
}

// base is the chart without its series. Bars have their values at their ends
// and no value axis; the other kinds have an axis, from zero (C09).
func base(c *reports.Chart) *excelize.Chart {
	title, axis, legend, no := font(true, 14), font(false, 12), font(false, 12), false
	gap, overlap, format := uint(40), -10, numberFormat(c)
	x := &excelize.Chart{
		Type:       excelize.Bar,
		Title:      excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: reports.PlainText(c.Title), Font: &title}}},
		Legend:     excelize.ChartLegend{Position: "none"},
		Format:     excelize.GraphicOptions{Name: fmt.Sprintf("Chart %d", c.Number), AltText: reports.PlainText(c.Alt), Positioning: "oneCell"},
		XAxis:      excelize.ChartAxis{Font: axis, ReverseOrder: true},
		YAxis:      excelize.ChartAxis{Font: axis, None: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: format}},
		PlotArea:   excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: format}},
		Border:     excelize.LineOptions{Type: excelize.LineNone},
		VaryColors: &no, GapWidth: &gap, Overlap: &overlap, ShowBlanksAs: "gap",
	}
	if !negative(c) {
		x.YAxis.Minimum = new(float64)
	}
	if len(c.Series) > 1 {
		x.Legend = excelize.ChartLegend{Position: "top", Font: &legend}
	}
	if c.Kind == reports.StackedBars {
		full := 100
		x.Type, x.Overlap = excelize.BarStacked, &full
	}
	if c.Kind == reports.Lines {
		x.Type, x.XAxis.ReverseOrder, x.XAxis.TickLabelSkip = excelize.Line, false, skip(c)
	}
	if c.Kind == reports.Lines || c.Kind == reports.StackedBars {
		x.PlotArea.ShowVal, x.YAxis.None, x.YAxis.MajorGridLines = false, false, true
	}
	return x
}

// skip is every how many periods one is named, so that no name is broken.
func skip(c *reports.Chart) int {
	const axis = 430 // points of the axis
	widest := 0.0
	for _, h := range c.Cats {
		for _, l := range h.Labels {
			for word := range strings.FieldsSeq(l) {
				widest = max(widest, sheet.Width(word, sheet.Body))
			}
		}
	}
	return max(1, int(math.Ceil(float64(len(c.Cats))*(widest+12)/axis)))
}

// colour gives series i its colour of the theme; lines differ by dash too (C14, C15).
func (w *writer) colour(x *excelize.Chart, i int) {
	s := &x.Series[i]
	colour := ink
	if n := len(w.theme.Palette); n > 0 {
		colour = strings.TrimPrefix(string(w.theme.Palette[i%n]), "#")
	}
	fill := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	s.Fill = fill
	if x.Type == excelize.Line {
		dashes := []excelize.LineDashType{excelize.LineDashSolid, excelize.LineDashDash, excelize.LineDashDot, excelize.LineDashLgDash}
		s.Line = excelize.LineOptions{Type: excelize.LineSolid, Width: 2.25, Fill: fill, Dash: dashes[i%len(dashes)]}
		s.Marker = excelize.ChartMarker{Symbol: "none"}
	}
}

// numberFormat has as many decimals as the chart's figures.
func numberFormat(c *reports.Chart) string {
	most := uint8(0)
	for _, s := range c.Series {
		for _, f := range s.Points {
			_, dp := f.Cell.Scaled()
			most = max(most, dp)
		}
	}
	if most == 0 {
		return "#,##0"
	}
	return "#,##0." + strings.Repeat("0", int(most))
}

// labelPosition puts values at the ends of bars; other kinds have none.
func labelPosition(c *reports.Chart) excelize.ChartDataLabelPositionType {
	if c.Kind == reports.Lines || c.Kind == reports.StackedBars {
		return excelize.ChartDataLabelsPositionUnset
	}
	return excelize.ChartDataLabelsPositionOutsideEnd
}

func negative(c *reports.Chart) bool {
	for _, s := range c.Series {
		for _, f := range s.Points {
			if n, _ := f.Cell.Scaled(); n < 0 {
				return true
			}
		}
	}
	return false
}

// a reading is what one series reads from the sheet of its table: formulas of
// its cells and, for programs that do not work them out, what stands there.
type reading struct {
	name               string
	categories, values span
}

// span is the cells of one formula in order: their texts, or for values the figures.
type span struct {
	ref     string
	texts   []string
	figures []*reports.Figure
}

func readings(p *sheet.PlacedChart) []reading {
	c := p.Chart
	var cats spots
	var texts []string
	for i := range c.Cats {
		row, col, text := p.Sheet.CategorySpot(c, i)
		cats.add(row, col)
		texts = append(texts, text)
	}
	var out []reading
	for _, s := range c.Series {
		var at spots
		for _, f := range s.Points {
			at.add(p.Sheet.Spot(f))
		}
		out = append(out, reading{name: s.Label, categories: span{ref: cats.formula(p.Sheet.Name), texts: texts},
			values: span{ref: at.formula(p.Sheet.Name), figures: s.Points}})
	}
	return out
}

// spots are cells in order, neighbours in one line joined to ranges.
type spots []struct{ row, col, toRow, toCol int }

func (s *spots) add(row, col int) {
	if n := len(*s); n > 0 {
		last := &(*s)[n-1]
		down := col == last.col && col == last.toCol && row == last.toRow+1
		along := row == last.row && row == last.toRow && col == last.toCol+1
		if down || along {
			last.toRow, last.toCol = row, col
			return
		}
	}
	*s = append(*s, struct{ row, col, toRow, toCol int }{row, col, row, col})
}

func (s spots) formula(name string) string {
	var parts []string
	for _, r := range s {
		ref := fmt.Sprintf("'%s'!$%s$%d", name, sheet.ColumnName(r.col), r.row)
		if r.row != r.toRow || r.col != r.toCol {
			ref += fmt.Sprintf(":$%s$%d", sheet.ColumnName(r.toCol), r.toRow)
		}
		parts = append(parts, ref)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, ",") + ")"
}

// chartPlaces are the figures in a chart's title, alternative text and values.
func (w *writer) chartPlaces(c *reports.Chart) {
	for what, spans := range [...][]reports.Span{c.Title, c.Alt} {
		at := 0
		for _, s := range spans {
			to := at + len([]rune(s.Text))
			if s.Figure != nil {
				w.place(s.Figure, fmt.Sprintf("chart:%d:%s[%d:%d]", w.charts, [...]string{"title", "alt"}[what], at, to), s.Text)
			}
			at = to
		}
	}
	for i, s := range c.Series {
		for j, f := range s.Points {
			w.place(f, fmt.Sprintf("chart:%d:%d:%d", w.charts, i+1, j+1), f.Cell.Bare())
		}
	}
}
