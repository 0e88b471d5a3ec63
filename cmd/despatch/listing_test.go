package main

import (
	"fmt"

	"despatch/reports"
)

// manyFindings are n warnings of one kind, with one hint.
func manyFindings(n int) []reports.Finding {
	var out []reports.Finding
	for i := range n {
		out = append(out, reports.Finding{ID: "D021", Severity: reports.Warning, File: "cases.csv", Line: i + 2, Msg: fmt.Sprintf("column %q", "x"), Hints: []string{"correct it"}})
	}
	return out
}
