package tabulate

import (
	"slices"

	"despatch/reports"
)

// What a sheet of a workbook holds, and a table in memory.
const (
	sheetRows    = 1_048_576
	sheetColumns = 16_384
	tableCells   = 10_000_000
	linesAbove   = 16 // of a sheet, for title, notes and the head
)

// Counts rolls every table of the release up from the tally of its extract, in
// the release's order, and says of each dimension how much of it is not known. A
// table with an error among the findings is left out.
func Counts(rel *reports.Release, tallies []*reports.Tally) ([]*reports.Count, []reports.Gap, []reports.Finding) {
	var counts []*reports.Count
	var findings []reports.Finding
	for _, spec := range rel.Tables {
		at := slices.IndexFunc(tallies, func(t *reports.Tally) bool { return t.Extract == spec.Extract })
		if at < 0 {
			findings = append(findings, find("D091", "table %q: its extract was not counted", spec.ID).At(spec.Pos))
			continue
		}
		count, fs := countTable(rel, spec, tallies[at])
		findings = append(findings, fs...)
		if count != nil {
			counts = append(counts, count)
		}
	}
	return counts, gaps(tallies), findings
}

// gaps says what each dimension with a line for it does not know.
func gaps(tallies []*reports.Tally) []reports.Gap {
	var out []reports.Gap
	for _, t := range tallies {
		for i, coding := range t.Codings {
			if coding.Dim == nil || !coding.Dim.HasUnknown {
				continue
			}
			g := reports.Gap{Extract: t.Extract, Dim: coding.Dim}
			for cell, n := range t.N {
				g.Counted += n
				if t.Codes[i][cell] == reports.Unknown {
					g.Unknown += n
				}
			}
			out = append(out, g)
		}
	}
	return out
}

// work is one table while it is counted.
type work struct {
	rel   *reports.Release
	spec  *reports.TableSpec
	tally *reports.Tally
	bases []*reports.Measure
	bits  uint64 // the table's cohorts, 0 for none
	cells []int  // the cells of the tally that count in the table
}

func newWork(rel *reports.Release, spec *reports.TableSpec, tally *reports.Tally) *work {
	w := &work{rel: rel, spec: spec, tally: tally, bits: cohortBits(rel, spec)}
	for _, m := range spec.Measures {
		if !slices.Contains(w.bases, m.Measure) {
			w.bases = append(w.bases, m.Measure)
		}
	}
	for cell, cohorts := range tally.Cohorts {
		if w.bits == 0 || cohorts&w.bits != 0 {
			w.cells = append(w.cells, cell)
		}
	}
	return w
}

// cohortBits is the cohorts a table is about; with a side for them and none named, all of the extract.
func cohortBits(rel *reports.Release, spec *reports.TableSpec) uint64 {
	var bits uint64
	for i, c := range rel.Cohorts {
		if slices.Contains(spec.Cohorts, c) {
			bits |= 1 << i
		}
	}
	side := func(p reports.AxisPart) bool { return p.Cohorts }
	if bits == 0 && (slices.ContainsFunc(spec.Rows, side) || slices.ContainsFunc(spec.Columns, side)) {
		bits = spec.Extract.Cohorts
	}
	return bits
}

func countTable(rel *reports.Release, spec *reports.TableSpec, tally *reports.Tally) (*reports.Count, []reports.Finding) {
	w := newWork(rel, spec, tally)
	if f, ok := w.unread(); !ok {
		return nil, []reports.Finding{f}
	}
	rows, cols, findings := w.sides()
	if spec.Top > 0 && len(spec.Rows) != 1 {
		findings = append(findings, find("D090", "table %q: top: needs rows of one dimension", spec.ID).At(spec.Pos))
	}
	nr, nc := len(rows.heads), len(cols.heads)
	if spec.Top > 0 {
		nr = min(nr, spec.Top+4)
	}
	if nr > sheetRows-linesAbove || nc*len(spec.Measures)+len(spec.Rows) > sheetColumns || len(rows.heads)*nc*len(w.bases) > tableCells {
		findings = append(findings, find("D085", "table %q would have %d rows and %d columns", spec.ID, nr, nc*len(spec.Measures)).At(spec.Pos))
	}
	if reports.Errors(findings) {
		return nil, findings
	}
	if spec.Top > 0 {
		findings = append(findings, w.top(rows, cols)...)
	}
	c := &reports.Count{Spec: spec, Rows: rows.heads, Cols: cols.heads, Base: w.bases}
	for _, m := range w.bases {
		c.Values = append(c.Values, w.fill(rows, cols, m).raw())
	}
	findings = append(findings, w.overDates(rows, cols)...)
	findings = append(findings, w.remark(rows, cols)...)
	findings = append(findings, w.checkParts(c)...)
	findings = append(findings, w.checkStages(c, rows, cols)...)
	return c, findings
}

// unread says what the table needs that its tally does not hold; true: nothing.
func (w *work) unread() (reports.Finding, bool) {
	miss := func(kind, id string) (reports.Finding, bool) {
		return find("D091", "table %q: %s %q was not read from extract %q", w.spec.ID, kind, id, w.spec.Extract.ID).At(w.spec.Pos), false
	}
	for _, p := range append(slices.Clone(w.spec.Rows), w.spec.Columns...) {
		switch {
		case codingOf(w.tally, p) >= 0 || p.Cohorts:
		case p.Ladder != nil:
			return miss("ladder", p.Ladder.ID)
		case p.Dim != nil:
			return miss("dimension", p.Dim.ID)
		}
	}
	x := w.tally.Extract
	for _, m := range w.bases {
		if m.Stock != nil && x.DatesOf(m) < 0 || m.Kind != reports.CountCases && !slices.Contains(x.Sums, m) && !slices.Contains(x.Days, m) && !slices.Contains(x.Distinct, m) {
			return miss("measure", m.ID)
		}
	}
	if len(w.bases) == 0 {
		return miss("measure", "")
	}
	return reports.Finding{}, true
}

// sides lays out rows and columns.
func (w *work) sides() (rows, cols *axis, findings []reports.Finding) {
	lay := func(parts []reports.AxisPart) *axis {
		var made []*part
		for _, p := range parts {
			made = append(made, w.makePart(p))
		}
		x, fs := w.makeAxis(made)
		findings = append(findings, fs...)
		return x
	}
	return lay(w.spec.Rows), lay(w.spec.Columns), findings
}

// remark warns of what a reader of the table could miss.
func (w *work) remark(rows, cols *axis) (out []reports.Finding) {
	if len(w.cells) == 0 {
		out = append(out, find("D092", "table %q counts no case at all", w.spec.ID).At(w.spec.Pos))
	}
	for _, p := range append(slices.Clone(rows.parts), cols.parts...) {
		if p.Ladder == nil || p.view != reports.Reached {
			continue
		}
		if n := w.size(p.coding, nil)[reports.Unknown]; n > 0 {
			f := find("D088", "table %q: %s in no stage of ladder %q, and so in none of its columns", w.spec.ID, are(n), p.Ladder.ID).At(w.spec.Pos)
			f.Count = n
			out = append(out, f)
		}
	}
	return out
}

// are is a number of cases with its verb.
func are(n int64) string {
	if n == 1 {
		return cases(n) + " is"
	}
	return cases(n) + " are"
}
