package pack

import (
	"encoding/csv"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/ingest"
)

// TestRestrictedRunsNothing puts what a spreadsheet would run into every value that comes
// from outside, the names of files and columns too: no cell of a file of the restricted
// side begins a formula, whether the program takes the comma or the semicolon for the separator.
func TestRestrictedRunsNothing(t *testing.T) {
	for _, s := range []string{"=HYPERLINK(1)", "+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1", " =1", "x;=1", "x\n=1", "x\r\n@1", "\"=1", "'=1"} {
		d := &reports.Dimension{ID: s, CodeList: "kinds.csv", CodeColumns: []string{"raw", "code", "label", s}, Categories: []reports.Category{{}}}
		x := &counted{extract: &reports.Extract{ID: s},
			broken:    []reports.Broken{{File: s, First: 2, Last: 2, Column: s, Reason: s, Value: s}},
			unmatched: []ingest.Unmatched{{Dimension: s, Value: s, Count: 1, Near: s}}}
		quarantine, err := quarantineCSV([]*counted{x})
		if err != nil {
			t.Fatal(err)
		}
		unmatched, err := writeCSV(unmatchedRows([]*counted{x}))
		if err != nil {
			t.Fatal(err)
		}
		drafts, err := draftLists(&reports.Release{Dimensions: []*reports.Dimension{d}}, []*counted{x})
		if err != nil || len(drafts) != 1 {
			t.Fatalf("%d drafts: %v", len(drafts), err)
		}
		for name, data := range map[string][]byte{"quarantine.csv": quarantine, "unmatched.csv": unmatched, drafts[0].name: drafts[0].data} {
			for _, comma := range ",;\t" {
				r := csv.NewReader(strings.NewReader(string(data)))
				r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
				rows, err := r.ReadAll()
				if err != nil || len(rows) < 2 {
					t.Fatalf("%q in %s with %q: %d rows, %v", s, name, comma, len(rows), err)
				}
				for _, row := range rows {
					for _, cell := range row {
						cell = strings.TrimLeft(cell, " \u00a0\"") // some programs look behind blanks and marks
						if cell != "" && strings.IndexAny(cell, "=+-@＝＋－＠\t\r") == 0 {
							t.Errorf("%q in %s, separated by %q: a cell begins %q", s, name, comma, cell)
						}
					}
				}
			}
		}
	}
}
