package chart

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"despatch/reports"
)

// Whatever a chart holds, no two texts touch and nothing leaves the drawing.
func TestAnyChartIsLaidOut(t *testing.T) {
	m, err := NewMetrics()
	if err != nil {
		t.Fatal(err)
	}
	label := rapid.StringMatching(`([A-Z][a-zŵ]{0,18}( [a-z]{1,12}){0,9}|[a-z]{1,90})`)
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom([]reports.ChartKind{reports.Bars, reports.GroupedBars, reports.StackedBars, reports.Lines}).Draw(rt, "kind")
		cats := rapid.SliceOfN(label, 1, 40).Draw(rt, "cats")
		if kind == reports.Lines && rapid.Bool().Draw(rt, "periods") {
			cats = quarters(len(cats))
		}
		most := 4
		if kind == reports.Bars {
			most = 1
		}
		series := rapid.SliceOfN(label, 1, most).Draw(rt, "series")
		least := -500
		if kind == reports.StackedBars {
			least = 0
		}
		biggest := rapid.SampledFrom([]int{0, 1, 9, 1000, 2_000_000_000}).Draw(rt, "biggest")
		c := made("any", kind, cats, series, func(int, int) any {
			if rapid.IntRange(0, 5).Draw(rt, "symbol") == 0 {
				return rapid.SampledFrom([]reports.Symbol{reports.Confidential, reports.NotAvailable, reports.Low}).Draw(rt, "which")
			}
			return rapid.IntRange(min(least, 0), biggest).Draw(rt, "value")
		})
		width := rapid.SampledFrom([]float64{Wide, Narrow, 500}).Draw(rt, "width")
		if fault := misplaced(Draw(c, theme(), width, m)); fault != "" {
			rt.Fatal(fault)
		}
	})
}

// misplaced is the first text that touches another or leaves the drawing.
func misplaced(d *Drawing) string {
	var seen []Op
	for _, op := range d.Ops {
		if op.Kind != Text {
			continue
		}
		a := boxOf(op)
		if a.x0 < -0.1 || a.y0 < -0.1 || a.x1 > d.W+0.1 || a.y1 > d.H+0.1 {
			return fmt.Sprintf("%q at %v leaves %v by %v", op.Text, a, d.W, d.H)
		}
		for _, o := range seen {
			if b := boxOf(o); a.x0 < b.x1-0.2 && b.x0 < a.x1-0.2 && a.y0 < b.y1-0.1 && b.y0 < a.y1-0.1 {
				return fmt.Sprintf("%q at %v touches %q at %v", op.Text, a, o.Text, b)
			}
		}
		if strings.TrimSpace(op.Text) == "" {
			return "a text of nothing"
		}
		seen = append(seen, op)
	}
	return ""
}
