package html

import (
	"maps"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/chart"
)

// nameWidth is how wide a panel's name is set: the least a panel of the script's is.
const nameWidth = 170

// panels makes a layer of lines small multiples: a grid and two axes for each
// series, one scale for all, and one pointer through every panel. Where the grids
// stand is the script's business: it knows how wide the page is.
//
// Only lines have such a layer: the drawing names a line's last value alone, and
// the read-out says the others. Panels of bars have every value at its bar already,
// so that a layer would say nothing more (W060).
func (l *layer) panels(c *reports.Chart, m *chart.Metrics) {
	along, values := l.Option["xAxis"].(map[string]any), l.Option["yAxis"].(map[string]any)
	label := along["axisLabel"].(map[string]any)
	label["interval"] = max(len(c.Cats)-2, 0) // the ends alone are named
	label["width"], label["hideOverlap"] = 80, false
	label["alignMinLabel"], label["alignMaxLabel"] = "left", "right"
	var grids, xs, ys []map[string]any
	for j, s := range l.Option["series"].([]map[string]any) {
		s["xAxisIndex"], s["yAxisIndex"] = j, j
		s["lineStyle"] = map[string]any{"width": 3}
		s["symbol"], s["symbolSize"] = "circle", 6
		grids = append(grids, map[string]any{})
		for _, to := range []struct {
			list *[]map[string]any
			axis map[string]any
		}{{&xs, along}, {&ys, values}} {
			a := maps.Clone(to.axis)
			a["gridIndex"] = j
			*to.list = append(*to.list, a)
		}
		l.Names = append(l.Names, strings.Join(m.Wrap(c.Series[j].Label, 16, true, nameWidth), "\n"))
	}
	l.Option["grid"], l.Option["xAxis"], l.Option["yAxis"] = grids, xs, ys
	l.Option["axisPointer"] = map[string]any{"link": []any{map[string]any{"xAxisIndex": "all"}}}
	l.Option["color"] = l.Option["color"].([]reports.Colour)[:1]
	l.Beside = 3
	if n := len(c.Series); n == 2 || n == 4 {
		l.Beside = 2
	}
	for v := range l.Views {
		l.Views[v].Scale = chart.Scale(l.Views[v].points)
	}
}
