package compose

import (
	"slices"
	"strings"

	"despatch/reports"
)

// mainPoints lists what is first to say of each table, then what is second, at
// most six points, none twice, in the order of the tables.
func (w *writing) mainPoints() {
	told := make([][][]reports.Span, len(w.rel.Tables))
	for i, t := range w.rel.Tables {
		told[i] = w.tell(t)
	}
	take := make([]int, len(told))
	said := map[string]bool{}
	left := 6
	for round := range 2 {
		for i := range told {
			if round >= len(told[i]) || left == 0 {
				continue
			}
			if text := reports.PlainText(told[i][round]); !said[text] {
				said[text] = true
				take[i] = round + 1
				left--
			}
		}
	}
	var lines [][]reports.Span
	for i, n := range take {
		lines = append(lines, told[i][:n]...)
	}
	if len(lines) == 0 {
		lines = append(lines, w.sentence("The figures are in the tables."))
	}
	w.points(lines)
	w.main = w.blocks[len(w.blocks)-1:]
}

// chapters is a section for each table: what it says, its charts, the table itself.
func (w *writing) chapters() {
	said := map[string]bool{}
	for _, t := range w.rel.Tables {
		table := w.decorated(t.ID)
		if table == nil {
			continue
		}
		title := []reports.Span{{Text: t.Title}}
		w.blocks = append(w.blocks, reports.Block{Heading: &reports.Heading{Level: 2, ID: w.headingID(title), Spans: title}})
		told := 0
		for _, p := range w.tell(t) {
			if text := reports.PlainText(p); told < 3 && !said[text] {
				said[text] = true
				told++
				w.para(reports.Plainly, p)
			}
		}
		if told == 0 {
			w.para(reports.Plainly, w.sentence(label(t)+ofCohort(t)+", by "+sides(t)+": see the table."))
		}
		if table.Reached {
			w.para(reports.Plainly, w.sentence("The stages are nested: each includes the cases of the stages after it, so they must not be added."))
		}
		for _, c := range w.rel.Charts {
			if c.Table == t {
				if chart := w.drawing(c); chart != nil && !w.placed(reports.Block{Chart: chart}) {
					w.blocks = append(w.blocks, reports.Block{Chart: chart})
				}
			}
		}
		if !table.In("xlsx") && !table.In("ods") && table.In("csv") { // too long for a worksheet, and so for a page
			w.para(reports.Plainly, w.sentence("The table is too long to be shown here. Its figures are in the file tables/"+table.ID+".csv."))
			continue
		}
		if !w.placed(reports.Block{Table: table}) {
			w.blocks = append(w.blocks, reports.Block{Table: table})
		}
	}
}

// sides names what a table counts by.
func sides(t *reports.TableSpec) string {
	var names []string
	for _, p := range slices.Concat(t.Rows, t.Columns) {
		switch {
		case p.Cohorts:
			names = append(names, "the cases named")
		case p.Ladder != nil:
			names = append(names, lower(p.Ladder.Label))
		case p.Dim != nil:
			names = append(names, lower(p.Dim.Label))
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// placed says whether a table or chart stands in the document already.
func (w *writing) placed(b reports.Block) bool {
	return slices.ContainsFunc(w.blocks, func(o reports.Block) bool {
		return b.Table != nil && o.Table == b.Table || b.Chart != nil && o.Chart == b.Chart
	})
}

// quoted is a label inside a sentence.
func quoted(s string) string { return "“" + s + "”" }
