package compose

import (
	"fmt"

	"despatch/reports"
)

// figuresToSay gives each key figure with what it includes and what it leaves out.
func (w *writing) figuresToSay(m *mark) {
	terms := &reports.Terms{}
	for _, fact := range w.keyFigures(m) {
		f := fact.Figure
		if !f.Cell.IsNumber() {
			continue
		}
		text := []reports.Span{}
		if in := w.includes(f); len(in) > 0 {
			text = join(text, in)
		}
		if out := w.leavesOut(f); len(out) > 0 {
			text = join(text, out)
		}
		if len(text) == 0 {
			text = w.sentence(f.Label + ".")
		}
		caption := capital(fact.Caption)
		if spec := w.specOf(f.Table); spec != nil && f.Row == "total" && f.Column == "total" {
			caption = label(spec)
		}
		terms.Terms = append(terms.Terms, reports.Term{Term: w.sentence(caption+": ", f), Text: []reports.Block{paraBlock(reports.Plainly, text)}})
	}
	if len(terms.Terms) > 0 {
		w.blocks = append(w.blocks, reports.Block{Terms: terms})
	}
}

// includes says of whom a figure is, by the definition of its column where
// there is one, and which later stages are in it.
func (w *writing) includes(f *reports.Figure) []reports.Span {
	out := w.whose(f)
	for _, p := range w.marked {
		if p.table == f.Table && p.kind() == 1 && p.note.spec.Label != "" && w.filling.table(p.table).Cols[p.col].Code == f.Column {
			out = join(out, w.noteText(p.note))
		}
	}
	if next := w.nextStage(f); next != nil && !nought(next) {
		out = join(out, w.sentence("It includes the ", next, " that went on to "+quoted(next.ColumnLabel)+"."))
	}
	return out
}

// whose says which cases a figure is of: its cohort, or its code of what the table counts by.
func (w *writing) whose(f *reports.Figure) []reports.Span {
	spec := w.specOf(f.Table)
	if spec == nil {
		return nil
	}
	by := countedBy(spec)
	switch {
	case f.Row == "total":
		all := w.sentence("The total" + ofCohort(spec) + " as at " + w.rel.AsAt.String() + ".")
		if d := acrossBy(spec); d != nil && f.Column != "total" {
			all = w.sentence(label(spec) + ofCohort(spec) + " with " + quoted(f.ColumnLabel) + " for " + lower(d.Label) + ".")
		}
		if unknown := w.figureOf("%s/unknown/%s", f.Table, f.Column); unknown != nil && by != nil && by.Label != "" {
			all = join(all, w.sentence("It includes ", unknown, " of which "+lower(by.Label)+" is not known."))
		}
		return all
	case by != nil && by.Label != "":
		return w.sentence(label(spec) + ofCohort(spec) + " with " + quoted(f.RowLabel) + " for " + lower(by.Label) + ".")
	}
	return w.sentence(f.RowLabel + ".")
}

// nextStage is the figure of the stage after f's, where stages are nested.
func (w *writing) nextStage(f *reports.Figure) *reports.Figure {
	spec := w.specOf(f.Table)
	if spec == nil {
		return nil
	}
	stages := nestedColumns(spec)
	for i, s := range stages {
		if s.ID == f.Column && i+1 < len(stages) {
			return w.figureOf("%s/%s/%s", f.Table, f.Row, stages[i+1].ID)
		}
	}
	return nil
}

// leavesOut says which cases of the same row a stage leaves out.
func (w *writing) leavesOut(f *reports.Figure) []reports.Span {
	spec := w.specOf(f.Table)
	if spec == nil {
		return nil
	}
	stages := nestedColumns(spec)
	for i, s := range stages {
		if s.ID != f.Column || i == 0 {
			continue
		}
		before := fmt.Sprintf("%s/%s/%s", f.Table, f.Row, stages[i-1].ID)
		out := w.soft("%s minus %s", before, f.ID)
		if nought(out) {
			return nil
		}
		return w.sentence("It leaves out ", out, " that had reached "+quoted(stages[i-1].Label)+" but not this stage.")
	}
	return nil
}

// doNotSay lists sums and comparisons that would be false, each with its reason.
func (w *writing) doNotSay() {
	var lines [][]reports.Span
	said := map[string]bool{} // two tables of the same stages say the same
	add := func(s []reports.Span) bool {
		text := reports.PlainText(s)
		if text == "" || said[text] {
			return false
		}
		said[text] = true
		lines = append(lines, s)
		return true
	}
	nested, overlaps := 0, 0
	for _, t := range w.rel.Tables {
		if stages := stagesOfCohorts(t); len(stages) > 2 {
			for i := len(t.Cohorts) - 1; i >= max(0, len(t.Cohorts)-briefMost) && nested < briefMost; i-- {
				if add(w.nested(t, t.Cohorts[i], stages[1:])) {
					nested++
				}
			}
			if overlaps == 0 && add(w.overlap(t, stages[0])) {
				overlaps++
			}
		}
	}
	add(w.incomparable())
	if w.rel.State == "provisional" || w.rel.State == "draft" {
		add(w.sentence("Do not call the figures final: they are " + string(w.rel.State) + ", as at " + w.rel.AsAt.String() + "."))
	}
	for _, t := range w.rel.Tables {
		if typical := w.typical(t); typical != "" {
			add(w.sentence("Do not call the " + typical + " a typical wait for everybody: it is of the cases that have both dates."))
			break
		}
	}
	if len(lines) == 0 {
		add(w.sentence("Do not give a figure without the date it is as at: " + w.rel.AsAt.String() + "."))
	}
	w.points(lines[:min(len(lines), 2*briefMost)])
}

// typical names the kind of average a table of waits is of, where it holds one.
func (w *writing) typical(t *reports.TableSpec) string {
	if all := w.figureOf("%s/total/%s", t.ID, keyColumn(t)); !waits(t) || all == nil || !all.Cell.IsNumber() {
		return ""
	}
	if t.Measures[0].Measure.Kind == reports.Mean {
		return "mean"
	}
	return "median"
}

// briefMost is how many cohorts, dimensions and statements the brief speaks of one by
// one: it must stay within two pages whatever the release holds.
const briefMost = 3

// brief says whether the document is the brief, which must be short.
func (w *writing) brief() bool { return w.draft.spec.ID == "brief" }

// nested warns of adding stages of which each holds the next. Nobody adds a
// stage that none has reached.
func (w *writing) nested(t *reports.TableSpec, c *reports.Cohort, stages []*reports.Stage) []reports.Span {
	var figures []*reports.Figure
	for _, s := range stages {
		f := w.figureOf("%s/%s/%s", t.ID, c.ID, s.ID)
		if f == nil || !f.Cell.IsNumber() {
			return nil
		}
		if !nought(f) {
			figures = append(figures, f)
		}
	}
	if len(figures) < 2 {
		return nil
	}
	parts := []any{"Do not add "}
	smaller := true
	for i, f := range figures {
		switch {
		case i == len(figures)-1:
			parts = append(parts, " and ")
		case i > 0:
			parts = append(parts, ", ")
		}
		parts = append(parts, f)
		smaller = smaller && (i == 0 || !equal(figures[i-1], f))
	}
	last := len(figures) - 1
	if equal(figures[0], figures[last]) {
		if !several(figures[0]) {
			return w.sentence(append(parts, " ("+c.Label+"): it is the same case.")...)
		}
		return w.sentence(append(parts, " ("+c.Label+"): they are the same cases.")...)
	}
	out := w.sentence(append(parts, " ("+c.Label+"): they are nested.")...)
	if out == nil || !smaller || !several(figures[last]) {
		return out
	}
	if last == 1 {
		return join(out, w.sentence("The ", figures[1], " are among the ", figures[0], "."))
	}
	return join(out, w.sentence("The ", figures[last], " are among the ", figures[last-1], ", and those among the ", figures[0], "."))
}

// equal says whether two figures are the same number.
func equal(a, b *reports.Figure) bool {
	order, ok := a.Cell.Compare(b.Cell)
	return ok && order == 0
}

// overlap warns of adding cohorts, which may hold the same cases; of none there is nothing to add.
func (w *writing) overlap(t *reports.TableSpec, first *reports.Stage) []reports.Span {
	if len(t.Cohorts) < 2 {
		return nil
	}
	a, b := t.Cohorts[0], t.Cohorts[1]
	one, other := w.figureOf("%s/%s/%s", t.ID, a.ID, first.ID), w.figureOf("%s/%s/%s", t.ID, b.ID, first.ID)
	if nought(one) || nought(other) {
		return nil
	}
	return w.sentence("Do not add ", one, " and ", other, ": one case may be in both “"+a.Label+"” and “"+b.Label+"”.")
}

// incomparable warns of comparing with figures that were of other cases.
func (w *writing) incomparable() []reports.Span {
	var parts []any
	for _, e := range w.rel.Earlier {
		for _, s := range e.Figures {
			if f := w.byID[s.ID+"@"+e.ID]; f != nil && w.nowOf(s) == nil && len(parts) < 8 {
				if len(parts) > 0 {
					parts = append(parts, " or ")
				}
				parts = append(parts, f)
			}
		}
	}
	if len(parts) == 0 {
		return nil
	}
	parts = append([]any{"Do not compare the figures of this release with "}, parts...)
	return w.sentence(append(parts, ", given earlier: those are of other cases.")...)
}

// questions are those likely to be asked, each with an answer made from figures.
func (w *writing) questions() {
	terms := &reports.Terms{}
	said := map[string]bool{} // two tables of the same stages answer the same
	ask := func(question string, answer []reports.Span) {
		if text := question + reports.PlainText(answer); len(answer) > 0 && !said[text] {
			said[text] = true
			terms.Terms = append(terms.Terms, reports.Term{Term: []reports.Span{{Text: question}}, Text: []reports.Block{paraBlock(reports.Plainly, answer)}})
		}
	}
	for _, t := range w.rel.Tables {
		if stages := stagesOfCohorts(t); stages != nil && len(terms.Terms) < briefMost {
			ask("How many have not reached "+quoted(stages[1].Label)+"?", w.notReached(t, stages))
		}
	}
	asked := map[string]bool{}
	for _, t := range w.rel.Tables {
		by := countedBy(t)
		if by == nil || timeRows(t) || waits(t) || asked[by.ID] || len(asked) == briefMost {
			continue
		}
		asked[by.ID] = true
		if f := w.largest(t, keyColumn(t)); f != nil {
			which := capital(f.RowLabel)
			if w.outdone(f) {
				which += ", of those with a name"
			}
			answer := append([]any{which + ": "}, w.share(t, keyColumn(t), f)...)
			ask("Which is the largest group, by "+lower(by.Label)+ofCohort(t)+"?", w.sentence(append(answer, ".")...))
		}
	}
	ask("How many are not known?", w.notKnown())
	told := w.has("changes") // a brief is short: nothing is said twice
	for _, e := range w.rel.Earlier[max(0, len(w.rel.Earlier)-briefMost):] {
		if told {
			break
		}
		ask("What has changed since "+quoted(e.Title)+"?", join(w.since(e)...))
	}
	sure := w.finality()
	for _, e := range w.rel.Extracts {
		sure = join(sure, w.account(e))
	}
	ask("How sure are these figures?", sure)
	if w.rel.NextUpdate != reports.NoDay {
		ask("When will there be new figures?", w.sentence("On "+w.rel.NextUpdate.String()+"."))
	}
	w.blocks = append(w.blocks, reports.Block{Terms: terms})
}

// has says whether the document holds a mark of a kind.
func (w *writing) has(kind string) bool {
	found := false
	eachMark(w.draft.blocks, func(m *mark) { found = found || m.kind == kind })
	return found
}

// notReached says how many of each row stopped before the second stage.
func (w *writing) notReached(t *reports.TableSpec, stages []*reports.Stage) []reports.Span {
	var out []reports.Span
	for _, c := range t.Cohorts[max(0, len(t.Cohorts)-briefMost):] {
		all := fmt.Sprintf("%s/%s/%s", t.ID, c.ID, stages[0].ID)
		f := w.soft("%s minus %s/%s/%s", all, t.ID, c.ID, stages[1].ID)
		total := w.byID[all]
		if f == nil || total == nil || nought(total) {
			continue
		}
		of := " of the "
		if !several(total) {
			of = " of "
		}
		part := shown{f, f.Text()}
		switch {
		case nought(f):
			part.text = "None"
		case equal(f, total) && several(f):
			part.text = "All"
		}
		out = join(out, w.sentence(part, of, total, " ("+c.Label+")."))
	}
	return out
}
