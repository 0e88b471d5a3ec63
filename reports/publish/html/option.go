package html

import (
	"encoding/json"
	"fmt"
	"html/template"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"despatch/reports"
	"despatch/reports/publish/chart"
)

// A layer is what the page's script needs to show a chart on a canvas: the
// option of ECharts and the same figures as texts for the read-out. It holds
// the table's figures in the table's order and nothing else.
type layer struct {
	Option map[string]any `json:"option"`
	Axis   string         `json:"axis"` // which of the option's axes holds the values
	Cats   []string       `json:"cats"`
	Series []string       `json:"series"`
	Views  []view         `json:"views"`
	Height int            `json:"height"`           // of the canvas, in CSS pixels
	Breaks []int          `json:"breaks,omitempty"` // of lines: the points which nothing joins with the one before

	// Of small multiples: how many panels stand side by side on a wide page, and their names in lines.
	Beside int      `json:"beside,omitempty"`
	Names  []string `json:"names,omitempty"`
}

// A view is one measure of the chart: counts, or percentages of them. The
// first view's values are those of the option.
type view struct {
	Label  string           `json:"label"`
	Unit   reports.Unit     `json:"unit"`             // at the numbers of the axis: per cent, or nothing (C19)
	Values [][]*json.Number `json:"values,omitempty"` // null where a symbol stands
	Text   [][]string       `json:"text"`
	Scale  []float64        `json:"scale,omitempty"` // of small multiples: where the axis of every panel begins and ends, and its step

	points [][]*reports.Figure
}

// interactive writes the button, the controls, the canvas and the read-out of a
// chart's layer. Hidden until the script runs: without it nothing is lost.
func (w *writer) interactive(c *reports.Chart, base string) {
	l := newLayer(c, w.doc.Meta.Theme, chart.LabelEvery(c, chart.Wide, w.metrics), w.metrics)
	block := w.id("option." + c.ID)
	name := fmt.Sprintf("chart %d", c.Number)
	body := w.id(base + ".layer")
	w.put(`<div class=interactive`, attr("data-option", block), " hidden>\n")
	w.put(`<button type=button class=open aria-expanded=false`, attr("aria-controls", body), ">Explore ", name, "</button>\n")
	w.put("<div", attr("id", body), ` class=layer hidden>`+"\n")
	if len(l.Views) > 1 {
		w.group("What "+name+" shows", "data-view", len(l.Views), func(i int) { w.text(l.Views[i].Label) })
	}
	if len(l.Series) > 1 && !c.Panels { // panels hide nothing of one another
		w.group("Lines or bars of "+name, "data-series", len(l.Series), func(i int) {
			w.swatch(c, i)
			w.text(l.Series[i])
		})
	}
	w.put(`<div class=canvas aria-hidden=true></div>` + "\n")
	w.put(`<div role=group`, attr("aria-label", "Points of "+name), ">\n")
	w.put(`<button type=button data-step=-1>Previous</button>` + "\n" + `<button type=button data-step=1>Next</button>` + "\n</div>\n")
	w.put(`<p class=readout role=status></p>` + "\n</div>\n</div>\n")
	text, err := json.Marshal(l) // escapes <, > and &, so it cannot end its element
	if err != nil && w.err == nil {
		w.err = err
	}
	w.options = append(w.options, optionBlock{ID: block, JSON: template.JS(text)}) // escaped above
	w.optionPlaces(l, block)
}

func (w *writer) group(name, data string, n int, label func(int)) {
	w.put(`<div role=group`, attr("aria-label", name), ">\n")
	for i := range n {
		w.put(`<button type=button aria-pressed=true`, attr(data, fmt.Sprint(i)), ">")
		label(i)
		w.put("</button>\n")
	}
	w.put("</div>\n")
}

// swatch is a series' mark: its button is also the key to the canvas (C14).
func (w *writer) swatch(c *reports.Chart, i int) {
	palette := w.doc.Meta.Theme.Palette
	if len(palette) == 0 {
		return
	}
	colour := string(palette[i%len(palette)])
	if c.Kind == reports.Lines {
		w.put(`<svg class=swatch aria-hidden=true width=34 height=14 viewBox="0 0 34 14"><line y1=7 x2=34 y2=7 stroke-width=3`, attr("stroke", colour))
		if d := chart.Dash(i); d != nil {
			w.put(attr("stroke-dasharray", strings.Trim(fmt.Sprint(d), "[]")))
		}
		w.put(" />")
	} else {
		w.put(`<svg class=swatch aria-hidden=true width=14 height=14 viewBox="0 0 14 14"><rect width=14 height=14`, attr("fill", colour), " />")
	}
	w.put("</svg> ")
}

// optionPlaces notes every value and text of the layer.
func (w *writer) optionPlaces(l *layer, block string) {
	file := Name(w.doc)
	for v, x := range l.Views {
		for j, points := range x.points {
			for i, f := range points {
				w.places = append(w.places, chart.PlaceOf(f, file, fmt.Sprintf("%s:views/%d/text/%d/%d", block, v, j, i), x.Text[j][i]))
				if !f.Cell.IsNumber() {
					continue
				}
				at := fmt.Sprintf("%s:views/%d/values/%d/%d", block, v, j, i)
				if v == 0 {
					at = fmt.Sprintf("%s:option/series/%d/data/%d", block, j, i)
				}
				w.places = append(w.places, chart.PlaceOf(f, file, at, f.Cell.Bare()))
			}
		}
	}
}

func newLayer(c *reports.Chart, th reports.Theme, every int, m *chart.Metrics) *layer {
	l := &layer{Axis: "xAxis", Views: views(c), Height: 120 + 40*len(c.Cats)*len(c.Series)}
	if c.Kind == reports.StackedBars {
		l.Height = 120 + 48*len(c.Cats)
	}
	for _, h := range c.Cats {
		l.Cats = append(l.Cats, chart.Label(h))
	}
	for _, s := range c.Series {
		l.Series = append(l.Series, s.Label)
	}
	if c.Kind == reports.Lines {
		l.Axis, l.Height, l.Breaks = "yAxis", 400, c.Breaks()
	}
	l.Option = option(c, th, l.Cats, every)
	if c.Panels {
		l.panels(c, m)
	}
	return l
}

// number is a cell's value as JSON writes it, digit by digit; null, for which
// ECharts draws a gap, where a symbol stands.
func number(f *reports.Figure) *json.Number {
	if !f.Cell.IsNumber() {
		return nil
	}
	n := json.Number(f.Cell.Bare())
	return &n
}

// option builds the chart by go-echarts and mends what the library always
// writes: its page and its Render are never used, for they escape nothing.
func option(c *reports.Chart, th reports.Theme, cats []string, every int) map[string]any {
	var m map[string]any
	if c.Kind == reports.Lines {
		line := charts.NewLine()
		line.SetGlobalOptions(charts.WithInitializationOpts(opts.Initialization{ChartID: "option_" + c.ID}))
		line.SetXAxis(cats)
		for _, s := range c.Series {
			line.AddSeries(s.Label, nil) // patch sets the numbers
		}
		line.Validate()
		m = line.JSON()
	} else {
		bar := charts.NewBar()
		bar.SetGlobalOptions(charts.WithInitializationOpts(opts.Initialization{ChartID: "option_" + c.ID}))
		bar.SetXAxis(cats)
		for _, s := range c.Series {
			bar.AddSeries(s.Label, nil)
		}
		bar.Validate()
		m = bar.JSON()
	}
	patch(m, c, th, every)
	return m
}

// patch sets text, axes and marks as the drawing has them, and takes away what
// the page says itself: title, key, toolbox, text in the canvas's own boxes.
// The names of its points are not said again: the script sets those of the layer.
func patch(m map[string]any, c *reports.Chart, th reports.Theme, every int) {
	delete(m, "title")
	delete(m, "legend")
	delete(m, "toolbox")
	text := map[string]any{"fontFamily": "Arial, Helvetica, Liberation Sans, sans-serif", "fontSize": 16, "color": th.Text}
	m["textStyle"] = text
	m["animation"] = false
	m["color"] = th.Palette[:min(len(th.Palette), max(len(c.Series), 1))]
	// The read-out below the canvas says what is pointed at; no box covers the chart (WCAG 1.4.13).
	m["tooltip"] = map[string]any{"trigger": "axis", "showContent": false, "axisPointer": pointer(c, th)}
	along := map[string]any{"type": "category", "axisTick": map[string]any{"alignWithLabel": true},
		"axisLabel": map[string]any{"fontSize": 16, "lineHeight": 20, "color": th.Text, "interval": every - 1, "hideOverlap": true, "width": 100, "overflow": "break"},
		"axisLine":  map[string]any{"lineStyle": map[string]any{"color": th.Secondary}}}
	values := map[string]any{"type": "value", "axisLabel": map[string]any{"fontSize": 16, "color": th.Secondary, "hideOverlap": true},
		"splitLine": map[string]any{"lineStyle": map[string]any{"color": "#D9D9D9"}}}
	if c.Kind == reports.Lines {
		along["boundaryGap"] = false
		m["grid"] = map[string]any{"left": 72, "right": 56, "top": 16, "bottom": 76}
		m["xAxis"], m["yAxis"] = along, values
	} else {
		along["inverse"] = true
		along["axisLabel"] = map[string]any{"fontSize": 16, "lineHeight": 18, "color": th.Text, "width": 128, "overflow": "break", "interval": 0}
		m["grid"] = map[string]any{"left": 144, "right": 24, "top": 16, "bottom": 36}
		m["xAxis"], m["yAxis"] = values, along
	}
	series, _ := json.Marshal(m["series"])
	var list []map[string]any
	_ = json.Unmarshal(series, &list)
	for j, s := range list {
		delete(s, "name") // the page's own key and read-out have it
		var data []*json.Number
		for _, f := range c.Series[j].Points {
			data = append(data, number(f))
		}
		s["data"] = data
		mark(s, c, j)
	}
	m["series"] = list
}

// mark sets how one series is drawn, as in the drawing: lines differ by dash too.
func mark(s map[string]any, c *reports.Chart, j int) {
	if c.Kind == reports.Lines {
		delete(s, "connectNulls") // a gap stays a gap
		s["symbol"] = [...]string{"circle", "diamond", "triangle", "rect"}[j%4]
		s["symbolSize"] = 8
		s["lineStyle"] = map[string]any{"width": 3, "type": dash(j)}
		return
	}
	s["barMaxWidth"] = 32
	if c.Kind == reports.StackedBars {
		s["stack"] = "all"
		s["itemStyle"] = map[string]any{"borderColor": "#FFFFFF", "borderWidth": 1}
	}
}

// pointer marks the point in focus: a line over a line chart, a shade behind bars.
func pointer(c *reports.Chart, th reports.Theme) map[string]any {
	if c.Kind == reports.Lines {
		return map[string]any{"type": "line", "lineStyle": map[string]any{"color": th.Text, "type": "solid"}}
	}
	return map[string]any{"type": "shadow", "shadowStyle": map[string]any{"color": "rgba(11,12,12,0.12)"}}
}

// dash is a series' dash as ECharts takes it.
func dash(j int) any {
	if d := chart.Dash(j); d != nil {
		return d
	}
	return "solid"
}

// views are the measures of the chart's own rows and columns that the table
// holds: its own first, then percentages where it shows numbers, or the other way round.
func views(c *reports.Chart) []view {
	own := view{Label: wording(c.Unit, ""), Unit: sign(c.Unit)}
	at := places(c.Table)
	for _, s := range c.Series {
		own.points = append(own.points, s.Points)
	}
	out := []view{own}
	for _, h := range c.Table.Cols {
		if h.Measure == c.Series[0].Points[0].Measure {
			out[0].Label = wording(c.Unit, h.What)
			break
		}
	}
	for _, h := range c.Table.Cols {
		if (h.Unit == reports.Pct) == (c.Unit == reports.Pct) || h.Unit == reports.Points {
			continue
		}
		other := view{Label: wording(h.Unit, h.What), Unit: sign(h.Unit)}
		if other.points = twins(c, at, h.Measure); other.points != nil {
			out = append(out, other)
			break
		}
	}
	for v := range out {
		fill(&out[v], v > 0)
	}
	return out
}

// sign is what the numbers of an axis bear: other units stand in the subtitle.
func sign(unit reports.Unit) reports.Unit {
	if unit == reports.Pct {
		return unit
	}
	return reports.Number
}

// wording names a measure on its button.
func wording(unit reports.Unit, what string) string {
	switch {
	case what != "":
		return what
	case unit == reports.Pct:
		return "Per cent"
	}
	return "Number"
}

// spot is where a figure stands in its table, whatever its measure.
type spot struct{ row, column, measure string }

func places(t *reports.Table) map[spot]*reports.Figure {
	out := map[spot]*reports.Figure{}
	for i, row := range t.Cells {
		for j, f := range row {
			out[spot{t.Rows[i].Code, t.Cols[j].Code, t.Cols[j].Measure}] = f
		}
	}
	return out
}

// twins are the figures of another measure beside each of the chart's; nil
// where one is not in the table.
func twins(c *reports.Chart, at map[spot]*reports.Figure, measure string) [][]*reports.Figure {
	var out [][]*reports.Figure
	for _, s := range c.Series {
		var points []*reports.Figure
		for _, f := range s.Points {
			twin := at[spot{f.Row, f.Column, measure}]
			if twin == nil || twin == f {
				return nil
			}
			points = append(points, twin)
		}
		out = append(out, points)
	}
	return out
}

func fill(v *view, values bool) {
	for _, points := range v.points {
		var texts []string
		var numbers []*json.Number
		for _, f := range points {
			texts = append(texts, chart.Value(f))
			numbers = append(numbers, number(f))
		}
		v.Text = append(v.Text, texts)
		if values {
			v.Values = append(v.Values, numbers)
		}
	}
}
