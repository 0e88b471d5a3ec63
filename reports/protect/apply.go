package protect

import (
	"despatch/reports"
)

// Apply makes every figure of the release: the cells of its tables and of the
// reserved ones, the figures stated earlier, and those the words derive from them.
// Under a policy it cannot carry out it makes none. Findings with severity Error
// mean that the store must not be published.
func Apply(rel *reports.Release, counts []*reports.Count, accounts []*reports.Account, gaps []reports.Gap, exprs []*reports.Expr) (*reports.Store, []reports.Finding) {
	m := &maker{rel: rel, store: &reports.Store{Answers: map[string]*reports.Figure{}}, byID: map[string]*reports.Figure{}, tables: map[string]*made{}}
	if f, ok := refuse(rel.Disclosure); !ok {
		return m.store, []reports.Finding{f}
	}
	for _, c := range counts {
		m.table(c)
	}
	m.reserved(accounts, gaps)
	m.stated()
	m.earlierTable()
	for _, e := range exprs {
		if f, p := m.answer(e); p == nil {
			m.store.Answers[e.String()] = f
		} else if !e.Soft {
			m.findings = append(m.findings, p.at(e))
		}
	}
	return m.store, m.findings
}

// refuse says why nothing may leave under the policy; true: it may.
func refuse(d reports.Disclosure) (reports.Finding, bool) {
	switch {
	case d.Policy == "":
		return find("P001", "the release states no disclosure policy").At(d.Pos), false
	case d.Policy != "exact":
		return find("P001", "policy %q cannot be applied by this version, so no figure is let out", d.Policy).At(d.Pos), false
	case d.Reason == "" || d.ApprovedBy == "":
		return find("P001", "policy exact needs a reason and who approved it").At(d.Pos), false
	}
	return reports.Finding{}, true
}

// A maker gathers the figures as they are made.
type maker struct {
	rel      *reports.Release
	store    *reports.Store
	findings []reports.Finding
	byID     map[string]*reports.Figure
	tables   map[string]*made
}

// made is a table with what is needed to find its figures.
type made struct {
	table *reports.Table
	count *reports.Count // nil for a reserved table
	rows  side
	cols  side
	first string // id of the first measure, which ids leave out
}

// side is the heads of rows or columns, each code once.
type side struct {
	word  string // "row", "column"
	rule  string // finding of an unknown code
	heads []reports.Head
	parts []reports.AxisPart
	index map[string]int
}

func newSide(word, rule string, heads []reports.Head, parts []reports.AxisPart) side {
	s := side{word: word, rule: rule, heads: heads, parts: parts, index: map[string]int{}}
	for i, h := range heads {
		s.index[h.Code] = i
	}
	return s
}

// keep puts a figure into the store, once.
func (m *maker) keep(f *reports.Figure) *reports.Figure {
	if old, ok := m.byID[f.ID]; ok {
		return old
	}
	m.byID[f.ID] = f
	m.store.Figures = append(m.store.Figures, f)
	return f
}

// checked passes a cell on, with a finding where it was too large to be made.
func (m *maker) checked(c reports.Cell, ok bool, what string, pos reports.Pos) reports.Cell {
	if !ok {
		m.findings = append(m.findings, find("P004", "%s is too large a number", what).At(pos))
	}
	return c
}

// figureID is the id of a figure of a table.
func figureID(table, row, column, measure string) string {
	id := table + "/" + row + "/" + column
	if measure != "" {
		id += "/" + measure
	}
	return id
}
