package protect

import (
	"slices"
	"strings"

	"despatch/reports"
)

// table makes the table of a count.
func (m *maker) table(c *reports.Count) {
	spec := c.Spec
	t := &reports.Table{ID: spec.ID, Number: spec.Number, Title: spec.Title, Rows: c.Rows, Source: m.rel.Source, Pos: spec.Pos, Formats: spec.Formats,
		Subtitle: m.subtitle(c), Corner: corner(spec.Rows), Remarks: remarks(spec),
		Reached: spec.View == reports.Reached, Natural: natural(spec.Rows), Time: periods(spec.Rows), ColTime: periods(spec.Columns)}
	md := &made{table: t, count: c, first: spec.Measures[0].ID,
		rows: newSide("row", "P011", c.Rows, spec.Rows), cols: newSide("column", "P012", c.Cols, spec.Columns)}
	m.tables[t.ID] = md
	m.store.Tables = append(m.store.Tables, t)
	cells := m.counted(c)
	wholes := wholes{rows: roots(c.Rows), cols: roots(c.Cols)}
	for _, tm := range spec.Measures {
		if f, ok := wholes.sound(c, tm); !ok {
			m.findings = append(m.findings, f)
			return
		}
	}
	for _, h := range c.Cols {
		for k, tm := range spec.Measures {
			t.Cols = append(t.Cols, columnHead(spec, h, tm, k))
		}
	}
	for i, row := range c.Rows {
		figures := make([]*reports.Figure, 0, len(t.Cols))
		for j := range c.Cols {
			for _, tm := range spec.Measures {
				cell := cells[slices.Index(c.Base, tm.Measure)][i][j]
				head := t.Cols[len(figures)]
				if tm.Percent != reports.NoPercent {
					wi, wj := wholes.of(tm.Percent, i, j)
					var ok bool
					cell, ok = share(cell, cells[slices.Index(c.Base, tm.Measure)][wi][wj], m.rel.Decimals)
					m.checked(cell, ok, "a percentage of table "+t.ID, spec.Pos)
				}
				figures = append(figures, m.figure(t, spec, row, head, cell))
			}
		}
		t.Cells = append(t.Cells, figures)
	}
}

// counted is the cells of the count's own measures.
func (m *maker) counted(c *reports.Count) [][][]reports.Cell {
	out := make([][][]reports.Cell, len(c.Base))
	for b, base := range c.Base {
		out[b] = make([][]reports.Cell, len(c.Rows))
		for i := range c.Rows {
			out[b][i] = make([]reports.Cell, len(c.Cols))
			for j := range c.Cols {
				cell, ok := counted(base, c.Values[b][i][j], m.rel.Decimals)
				out[b][i][j] = m.checked(cell, ok, "a figure of table "+c.Spec.ID, c.Spec.Pos)
			}
		}
	}
	return out
}

// figure makes and keeps one figure of a table.
func (m *maker) figure(t *reports.Table, spec *reports.TableSpec, row reports.Head, col reports.ColumnHead, cell reports.Cell) *reports.Figure {
	f := &reports.Figure{ID: figureID(t.ID, row.Code, col.Code, col.Measure), Cell: cell, Unit: col.Unit,
		Table: t.ID, Row: row.Code, Column: col.Code, Measure: col.Measure,
		RowLabel: label(row, spec.Rows), ColumnLabel: label(col.Head, spec.Columns)}
	if f.ColumnLabel == "" || col.Measure != "" {
		f.ColumnLabel = col.Text()
	}
	f.Label = t.Title + ": " + f.RowLabel + ": " + f.ColumnLabel
	f.Rule = rule(spec, row, col.Head)
	return m.keep(f)
}

// rule is what puts a case into a figure, in words.
func rule(spec *reports.TableSpec, row, col reports.Head) string {
	var parts []string
	if len(spec.Cohorts) > 0 && !hasCohorts(spec) {
		var ids []string
		for _, c := range spec.Cohorts {
			ids = append(ids, `"`+c.ID+`"`)
		}
		parts = append(parts, "cohort "+strings.Join(ids, " or "))
	}
	for _, r := range []string{row.Rule, col.Rule} {
		if r != "" {
			parts = append(parts, r)
		}
	}
	if parts == nil {
		return "every counted case"
	}
	return strings.Join(parts, "; ")
}

// columnHead is the head of one measure of a column.
func columnHead(spec *reports.TableSpec, h reports.Head, tm reports.TableMeasure, k int) reports.ColumnHead {
	c := reports.ColumnHead{Head: h, Unit: unit(tm)}
	if k > 0 {
		c.Measure = tm.ID
	}
	if len(spec.Measures) > 1 || len(spec.Columns) == 0 {
		c.What = tm.Measure.Label
		switch tm.Percent {
		case reports.PercentOfRow:
			c.What = "Per cent of row"
		case reports.PercentOfColumn:
			c.What = "Per cent of column"
		case reports.PercentOfTotal:
			c.What = "Per cent of all"
		}
	}
	return c
}

func unit(tm reports.TableMeasure) reports.Unit {
	switch {
	case tm.Percent != reports.NoPercent:
		return reports.Pct
	case tm.Measure.Kind == reports.Median || tm.Measure.Kind == reports.Mean:
		return reports.DaysU
	}
	return reports.Number
}

// wholes finds what a percentage is a share of: the head at the top of each
// head's groups.
type wholes struct{ rows, cols []int }

func roots(heads []reports.Head) []int {
	index := map[string]int{}
	for i, h := range heads {
		index[h.Code] = i
	}
	out := make([]int, len(heads))
	for i := range heads {
		at := i
		for range heads { // a chain cannot be longer
			up, ok := index[heads[at].Group]
			if !ok {
				break
			}
			at = up
		}
		out[i] = at
	}
	return out
}

func (w wholes) of(p reports.Percent, i, j int) (int, int) {
	switch p {
	case reports.PercentOfRow:
		return i, w.cols[j]
	case reports.PercentOfColumn:
		return w.rows[i], j
	}
	return w.rows[i], w.cols[j]
}

// sound says whether a percentage of the table can be worked out.
func (w wholes) sound(c *reports.Count, tm reports.TableMeasure) (reports.Finding, bool) {
	if tm.Percent == reports.NoPercent {
		return reports.Finding{}, true
	}
	if tm.Measure.Kind == reports.Median || tm.Measure.Kind == reports.Mean {
		return find("P003", "table %q: %s of measure %q", c.Spec.ID, tm.Percent, tm.Measure.ID).At(c.Spec.Pos), false
	}
	total := func(heads []reports.Head, roots []int) bool {
		for _, at := range roots {
			if k := heads[at].Kind; k != reports.Total && k != reports.GroupTotal && heads[at].Code != "total" {
				return false
			}
		}
		return true
	}
	if tm.Percent != reports.PercentOfRow && !total(c.Rows, w.rows) || tm.Percent != reports.PercentOfColumn && !total(c.Cols, w.cols) {
		return find("P002", "table %q: %s needs a total that the table has not", c.Spec.ID, tm.Percent).At(c.Spec.Pos), false
	}
	return reports.Finding{}, true
}
