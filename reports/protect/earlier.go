package protect

import (
	"strings"

	"despatch/reports"
)

// stated makes a figure of everything said before: "progress/all/due@apr-25",
// "failed@nov-2005".
func (m *maker) stated() {
	for _, e := range m.rel.Earlier {
		var gone []reports.Stated
		for _, s := range e.Figures {
			like := m.like(s)
			if like == nil && strings.Contains(s.ID, "/") {
				gone = append(gone, s)
			}
			f := &reports.Figure{ID: s.ID + "@" + e.ID, Unit: s.Unit, Label: s.Label, Rule: "stated in " + e.Title}
			if s.Symbol != "" {
				f.Cell = reports.MakeSymbol(s.Symbol)
			} else {
				f.Cell = reports.MakeNumber(s.N, s.DP)
			}
			if like != nil {
				f.ID = like.ID + "@" + e.ID
				if f.Unit == reports.Number {
					f.Unit = like.Unit
				}
				if f.Label == "" {
					f.Label = like.Label
				}
			}
			if f.Label == "" {
				f.Label = plainly(s.ID)
			}
			f.RowLabel, f.ColumnLabel = f.Label, e.Title
			m.keep(f)
		}
		if len(gone) > 0 {
			f := find("P017", "%s: %d of the figures stated there, the first of them %q, are no figures of this release", e.Title, len(gone), gone[0].ID).At(gone[0].Pos)
			f.Count = int64(len(gone))
			m.findings = append(m.findings, f)
		}
	}
}

// like is the figure of this release a stated one is the earlier value of, or nil.
func (m *maker) like(s reports.Stated) *reports.Figure {
	parts := append(strings.Split(s.ID, "/"), "", "")
	if len(parts) < 4 || len(parts) > 6 { // an id of its own, or no id at all
		return nil
	}
	f, p := m.resolve(&reports.Ref{Table: parts[0], Row: parts[1], Column: parts[2], Measure: parts[3]})
	if p != nil {
		return nil
	}
	return f
}

// earlierTable sets what was said before beside what is said now.
func (m *maker) earlierTable() {
	t := m.plainTable("earlier", "What was said before", "Figures stated earlier and now", []string{"Earlier statement", "Stated figure"},
		column("then", "As said then"), column("now", "Now"), column("change", "Change"))
	taken := map[string]bool{}
	for _, e := range m.rel.Earlier {
		for _, s := range e.Figures {
			like, id := m.like(s), s.ID
			if like != nil {
				id = like.ID
			}
			then := m.byID[id+"@"+e.ID]
			h := reports.Head{Code: unused(taken, e.ID+"."+slug(s.ID)), Labels: []string{e.Title, then.Label}}
			if unit := " (" + string(then.Unit) + ")"; then.Unit != reports.Number && !strings.HasSuffix(then.Label, unit) {
				h.Labels[1] += unit
			}
			now, change := m.since(t, h, like, then)
			t.Rows = append(t.Rows, h)
			t.Cells = append(t.Cells, []*reports.Figure{then, now, change})
		}
	}
	if len(t.Rows) > 0 {
		m.add(t)
	}
}

// since is the figure now and its change, each [z] where there is none.
func (m *maker) since(t *reports.Table, h reports.Head, like, then *reports.Figure) (now, change *reports.Figure) {
	none := func(j int) *reports.Figure {
		col := t.Cols[j]
		return m.keep(&reports.Figure{ID: figureID(t.ID, h.Code, col.Code, ""), Cell: reports.MakeSymbol(reports.NotApplicable), Table: t.ID, Row: h.Code,
			Column: col.Code, RowLabel: then.Label, ColumnLabel: col.Text(), Label: t.Title + ": " + then.Label + ": " + col.Text()})
	}
	if like == nil {
		return none(1), none(2)
	}
	f, p := m.derived(&node{op: reports.OpChange, a: &node{figure: like}, b: &node{figure: then}})
	if p != nil {
		return like, none(2)
	}
	return like, f
}
