package templates

import (
	_ "embed"
	"sync"
)

var (
	//go:embed page/page.html
	pageHTML string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string
	//go:embed page/panels.js
	panelsJS string
	//go:embed echarts/echarts.min.js
	chartBundle string
)

// Page is the frame of a web page, in the syntax of html/template. The frame
// says what stands where; package publish/html fills it.
func Page() string { return pageHTML }

// PageStyle is the page's style sheet. Its colours are the custom properties
// --accent, --text, --secondary and --link, which whoever uses it must set.
func PageStyle() string { return style() }

// PageScript starts the interactive charts of a page; with panels, also such as
// are small multiples. It needs ChartBundle before it.
func PageScript(panels bool) string {
	if panels {
		return panelled()
	}
	return script()
}

var (
	style  = sync.OnceValue(func() string { return thin(pageCSS, false) })
	script = sync.OnceValue(func() string { return thin(pageJS, true) })

	panelled = sync.OnceValue(func() string { return thin(panelsJS+pageJS, true) })
)

// ChartBundle is the part of Apache ECharts 6.1.0 that draws bars and lines on a
// canvas, with its licence at its head; echarts/entry.js says how it was built.
func ChartBundle() string { return chartBundle }
