package tabulate

import "despatch/reports"

// Limit lowers the number of cells a cube may hold.
func (c *Counter) Limit(cells int) { c.cells.limit = cells }

// Recheck looks at a count again, as Counts does once it is finished.
func Recheck(rel *reports.Release, tally *reports.Tally, c *reports.Count) []reports.Finding {
	w := newWork(rel, c.Spec, tally)
	rows, cols, _ := w.sides()
	return append(w.checkParts(c), w.checkStages(c, rows, cols)...)
}
