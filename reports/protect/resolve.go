package protect

import (
	"fmt"
	"slices"
	"strings"

	"despatch/reports"
)

// A problem is why an expression has no figure.
type problem struct {
	rule  string
	text  string
	hints []string
	pos   reports.Pos
}

func wrong(rule, format string, args ...any) *problem {
	return &problem{rule: rule, text: fmt.Sprintf(format, args...)}
}

// at is the problem as a finding at the expression's place.
func (p *problem) at(e *reports.Expr) reports.Finding {
	f := find(p.rule, "%s", p.text)
	f.Hints = append(p.hints, f.Hints...)
	if p.pos.Line > 0 {
		return f.At(p.pos)
	}
	return f.At(e.Pos)
}

// resolve finds the figure a reference names: aliases and ranks settled.
func (m *maker) resolve(r *reports.Ref) (f *reports.Figure, p *problem) {
	defer func() {
		if p != nil {
			p.pos = r.Pos
		}
	}()
	if r.Earlier != "" || r.Own != "" {
		return m.said(r)
	}
	md := m.tables[r.Table]
	if md == nil {
		var ids []string
		for _, t := range m.store.Tables {
			ids = append(ids, t.ID)
		}
		return nil, unknown("P010", fmt.Sprintf("{%s}: there is no table %q", r, r.Table), "tables", r.Table, ids)
	}
	column, measure, p := md.column(r)
	if p != nil {
		return nil, p
	}
	valueRow, valueCol := byValue(r.Row), byValue(column)
	if valueRow && valueCol {
		return nil, wrong("P016", "{%s}: row and column are both a rank; one must be named by its code", r)
	}
	var i, j int
	if valueRow {
		if j, p = md.cols.find(column, nil); p == nil {
			i, p = md.rows.find(r.Row, func(i int) reports.Cell { return md.at(i, j, measure).Cell })
		}
	} else if i, p = md.rows.find(r.Row, nil); p == nil {
		j, p = md.cols.find(column, func(j int) reports.Cell { return md.at(i, j, measure).Cell })
	}
	if p != nil {
		p.text = fmt.Sprintf("{%s}: table %q %s", r, r.Table, p.text)
		return nil, p
	}
	return md.at(i, j, measure), nil
}

// column settles the column and the measure of a reference: where a table has no
// columns the column may be left out, and the first measure's own id is none.
func (md *made) column(r *reports.Ref) (column, measure string, p *problem) {
	column, measure = r.Column, r.Measure
	var ids []string
	if md.count != nil {
		for _, tm := range md.count.Spec.Measures {
			ids = append(ids, tm.ID)
		}
		if len(md.count.Spec.Columns) == 0 {
			if measure == "" && slices.Contains(ids, column) {
				column, measure = "total", column
			}
			if column == "" {
				column = "total"
			}
		}
	}
	if measure != "" && !slices.Contains(ids, measure) {
		return "", "", unknown("P013", fmt.Sprintf("{%s}: table %q has no measure %q", r, r.Table, measure), "measures", measure, ids)
	}
	if measure == md.first {
		measure = ""
	}
	if len(md.table.Cells) < len(md.table.Rows) {
		return "", "", wrong("P010", "{%s}: table %q could not be made", r, r.Table)
	}
	return column, measure, nil
}

// at is the figure in a row, a column and of a measure, which all exist.
func (md *made) at(i, j int, measure string) *reports.Figure {
	k := 0
	if md.count != nil {
		for n, tm := range md.count.Spec.Measures {
			if tm.ID == measure {
				k = n
			}
		}
		j *= len(md.count.Spec.Measures)
	}
	return md.table.Cells[i][j+k]
}

// said finds a figure as it was stated earlier.
func (m *maker) said(r *reports.Ref) (*reports.Figure, *problem) {
	id := r.Own
	if id == "" {
		now := *r
		now.Earlier = ""
		id = now.String()
		if f, p := m.resolve(&now); p == nil {
			id = f.ID
		}
	}
	if f, ok := m.byID[id+"@"+r.Earlier]; ok {
		return f, nil
	}
	var names, held []string
	for _, e := range m.rel.Earlier {
		names = append(names, e.ID)
		if e.ID == r.Earlier {
			for _, s := range e.Figures {
				held = append(held, s.ID)
			}
		}
	}
	if !slices.Contains(names, r.Earlier) {
		return nil, unknown("P014", fmt.Sprintf("{%s}: there is no earlier statement %q", r, r.Earlier), "earlier statements", r.Earlier, names)
	}
	return nil, unknown("P014", fmt.Sprintf("{%s}: the statement %q holds no figure %q", r, r.Earlier, id), "figures it holds", id, held)
}

// find is the head a code names, aliases and ranks settled; cell gives the value
// of a head where ranks need one.
func (s side) find(code string, cell func(int) reports.Cell) (int, *problem) {
	for _, c := range s.aliases(code) {
		if i, ok := s.index[c]; ok {
			return i, nil
		}
	}
	parts := strings.Split(code, ".")
	for _, part := range parts {
		if _, ok := rankOf(part); ok {
			return s.ranked(code, parts, cell)
		}
	}
	var codes []string
	for _, h := range s.heads {
		codes = append(codes, h.Code)
	}
	text := fmt.Sprintf("has no %s %q", s.word, code)
	if code == "" {
		text = "has columns: name one of them"
	}
	return 0, unknown(s.rule, text, s.word+"s", code, codes)
}

// aliases is a code and the others it may be written by: one reserved code may
// stand for a whole side.
func (s side) aliases(code string) []string {
	switch code {
	case "total.total":
		return []string{code, "total"}
	case "unknown.total", "unknown.unknown":
		return []string{code, "unknown"}
	case "unknown":
		return []string{code, "unknown.total"}
	}
	return []string{code}
}
