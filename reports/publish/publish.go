// Package publish is the list of outputs: every kind of file a document can be
// written as, in the order in which they are written.
package publish

import (
	"slices"

	"despatch/reports"
	"despatch/reports/publish/chart"
	"despatch/reports/publish/csv"
	"despatch/reports/publish/html"
	"despatch/reports/publish/ods"
	"despatch/reports/publish/pdf"
	"despatch/reports/publish/text"
	"despatch/reports/publish/xlsx"
)

// Formats are the outputs in writing order. The page is last: its downloads
// tell the sizes of the other files.
var Formats = []reports.Format{
	csv.Format,
	chart.Format,
	chart.PNG,
	xlsx.Format,
	ods.Format,
	pdf.Format,
	text.Format,
	html.Format,
}

// Lookup is the format of a name: "xlsx".
func Lookup(name string) (reports.Format, bool) {
	for _, f := range Formats {
		if f.Name == name {
			return f, true
		}
	}
	return reports.Format{}, false
}

// Rules are the findings of every format.
var Rules = slices.Concat(csv.Rules, chart.Rules, xlsx.Rules, pdf.Rules, text.Rules, html.Rules)
