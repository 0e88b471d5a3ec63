package html

import (
	"strconv"

	"despatch/reports"
	"despatch/reports/publish/chart"
)

// chart writes a figure: its message as a heading, the drawing twice (for wide
// and narrow screens, one of them shown), a sentence of description, the source
// and the downloads (C04, C06, C07, H05). Its table follows as a block of its own.
func (w *writer) chart(c *reports.Chart) {
	w.findings = append(w.findings, chart.Check(c)...)
	base := "chart." + c.ID
	heading := w.id(base + ".h")
	tag := "h" + strconv.Itoa(min(max(w.level+1, 2), 6))
	w.put(`<figure class=chart`, attr("id", w.id("chart/"+c.ID)), attr("aria-labelledby", heading), ">\n")
	w.put("<", tag, attr("id", heading), ">Chart ", strconv.Itoa(c.Number), ": ")
	w.spans(c.Title)
	w.put("</", tag, ">\n")
	if c.Subtitle != "" {
		w.put(`<p class=subtitle>`)
		w.text(c.Subtitle)
		w.put("</p>\n")
	}
	w.put(`<div class=drawing>` + "\n")
	w.drawing(c, "wide", chart.Wide)
	w.drawing(c, "narrow", chart.Narrow)
	w.put("</div>\n")
	if c.Interactive {
		w.interactive(c, base)
	}
	if len(c.Desc) > 0 {
		w.put(`<p class=said>`)
		w.spans(c.Desc)
		w.put("</p>\n")
	}
	if c.Source != "" {
		w.put(`<p class=source>Source: `)
		w.text(c.Source)
		w.put("</p>\n")
	}
	w.downloads(w.ofChart(c))
	w.put("</figure>\n")
}

func (w *writer) drawing(c *reports.Chart, class string, width float64) {
	id := w.id(c.ID + "." + class[:1])
	d := chart.Draw(c, w.doc.Meta.Theme, width, w.metrics)
	svg, labels := chart.SVG(d, chart.SVGOptions{ID: id, Class: class, Title: reports.PlainText(c.Alt), Desc: reports.PlainText(c.Desc)})
	w.b.Write(svg)
	w.put("\n")
	file := Name(w.doc)
	for _, l := range labels {
		w.places = append(w.places, chart.PlaceOf(l.Figure, file, "#"+l.ID, l.Text))
	}
	w.places = append(w.places, chart.Within(c.Alt, file, "#"+id+".title")...)
	w.places = append(w.places, chart.Within(c.Desc, file, "#"+id+".desc")...)
}
