package compose

import (
	"slices"

	"despatch/reports"
)

// generated asks for the figures that sentences written by despatch itself may
// use. They are soft: where one cannot be made its sentence is left out.
func (r *reading) generated() {
	writes := false
	for _, d := range r.script.docs {
		eachMark(d.blocks, func(m *mark) {
			writes = writes || slices.Contains([]string{"main_points", "chapters", "changes", "data_quality", "figures_to_say", "do_not_say", "questions"}, m.kind)
		})
	}
	if !writes {
		return
	}
	for _, t := range r.rel.Tables {
		r.softOf(t)
	}
	said := map[string]*reports.Expr{}
	for _, e := range r.rel.Earlier {
		for i, s := range e.Figures {
			if i < saidMost {
				r.softChange(e, s, said)
			}
		}
	}
}

// saidMost is how many figures of one earlier statement are told in sentences;
// a pack has thousands, and the table shows them all.
const saidMost = 8

func soft(op reports.Op, a, b *reports.Expr) *reports.Expr {
	return &reports.Expr{Op: op, A: a, B: b, Soft: true}
}

func cell(table, row, column string) *reports.Expr {
	return &reports.Expr{Ref: &reports.Ref{Table: table, Row: row, Column: column}, Soft: true}
}

// softOf asks for what a table's sentences may say: the latest and its change,
// the largest and its share, and for nested stages how many stopped at each.
func (r *reading) softOf(t *reports.TableSpec) {
	c := keyColumn(t)
	switch {
	case c == "":
	case timeRows(t):
		latest, before := cell(t.ID, "latest", c), cell(t.ID, "latest-1", c)
		r.script.need(latest)
		r.script.need(soft(reports.OpChange, latest, before))
		r.script.need(cell(t.ID, "largest", c))
	case !slices.ContainsFunc(t.Rows, func(p reports.AxisPart) bool { return p.Cohorts || p.Ladder != nil }):
		largest := cell(t.ID, "largest", c)
		r.script.need(largest)
		r.script.need(soft(reports.OpPercent, largest, cell(t.ID, "total", c)))
		r.script.need(soft(reports.OpPercent, cell(t.ID, "unknown", c), cell(t.ID, "total", c)))
	}
	if stages := stagesOfCohorts(t); stages != nil {
		for _, cohort := range t.Cohorts {
			first := cell(t.ID, cohort.ID, stages[0].ID)
			for i, s := range stages[1:] {
				here := cell(t.ID, cohort.ID, s.ID)
				r.script.need(soft(reports.OpMinus, cell(t.ID, cohort.ID, stages[i].ID), here))
				r.script.need(soft(reports.OpPercent, here, first))
			}
		}
	}
}

// keyColumn is the column a table's sentences speak of: its total, or the first
// where there is none; "" where that is known only later.
func keyColumn(t *reports.TableSpec) string {
	if len(t.Columns) != 1 {
		return "total"
	}
	switch p := t.Columns[0]; {
	case p.Cohorts && len(t.Cohorts) > 0:
		return t.Cohorts[0].ID
	case p.Cohorts:
		return ""
	case p.Ladder != nil && t.View == reports.Reached && len(p.Ladder.Stages) > 0:
		return p.Ladder.Stages[0].ID
	}
	return "total"
}

func timeRows(t *reports.TableSpec) bool {
	return len(t.Rows) == 1 && t.Rows[0].Dim != nil && t.Rows[0].Dim.Kind == reports.Period
}

// nestedColumns are the stages of a table whose columns each hold the later ones.
func nestedColumns(t *reports.TableSpec) []*reports.Stage {
	if t.View == reports.Reached && len(t.Columns) == 1 && t.Columns[0].Ladder != nil && len(t.Columns[0].Ladder.Stages) > 1 {
		return t.Columns[0].Ladder.Stages
	}
	return nil
}

// ofCohorts says whether the rows of a table are cohorts and nothing else.
func ofCohorts(t *reports.TableSpec) bool { return len(t.Rows) == 1 && t.Rows[0].Cohorts }

// stagesOfCohorts are the nested stages of a table that shows them by cohort.
func stagesOfCohorts(t *reports.TableSpec) []*reports.Stage {
	if !ofCohorts(t) {
		return nil
	}
	return nestedColumns(t)
}

// countedBy is the innermost dimension of a table's rows, or nil.
func countedBy(t *reports.TableSpec) *reports.Dimension {
	if len(t.Rows) == 0 {
		return nil
	}
	return t.Rows[len(t.Rows)-1].Dim
}

// acrossBy is the dimension of a table's columns where it has one with a label, or nil.
func acrossBy(t *reports.TableSpec) *reports.Dimension {
	if len(t.Columns) != 1 || t.Columns[0].Dim == nil || t.Columns[0].Dim.Label == "" {
		return nil
	}
	return t.Columns[0].Dim
}

// softChange asks for what moved since a statement: from it to now for a like
// figure, from the statement before it for one of other cases.
func (r *reading) softChange(e *reports.Earlier, s reports.Stated, said map[string]*reports.Expr) {
	if ref := r.quiet(s.ID); ref != nil {
		then := *ref
		then.Earlier = e.ID
		r.script.need(soft(reports.OpChange, &reports.Expr{Ref: ref, Soft: true}, &reports.Expr{Ref: &then, Soft: true}))
		return
	}
	now := &reports.Expr{Ref: &reports.Ref{Own: s.ID, Earlier: e.ID}, Soft: true}
	if before := said[s.ID]; before != nil {
		r.script.need(soft(reports.OpChange, now, before))
	}
	said[s.ID] = now
}

// quiet reads a full id without findings; nil where it is none of this release.
func (r *reading) quiet(id string) *reports.Ref {
	try := &reading{rel: r.rel, script: &Script{seen: map[string]int{}}}
	ref := try.ref(id, reports.Pos{})
	if len(try.findings) > 0 || ref == nil || ref.Own != "" {
		return nil
	}
	return ref
}
