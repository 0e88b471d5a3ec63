package compose

import (
	"fmt"
	"slices"

	"despatch/reports"
)

// changes says what moved since earlier statements, figure by figure, and
// places the table of them.
func (w *writing) changes() {
	if len(w.rel.Earlier) == 0 {
		if w.draft.spec.ID == "press" {
			return // a notice is short: nothing is no news
		}
		w.para(reports.Plainly, w.sentence("No earlier statement of these figures is recorded in this release."))
		return
	}
	told := w.rel.Earlier
	if w.brief() { // the last are those still remembered
		told = told[max(0, len(told)-briefMost):]
	}
	for _, e := range told {
		w.para(reports.Plainly, join(w.since(e)...))
	}
	w.reserved("earlier")
}

// since is one sentence or two for each figure of a statement. Of a long one, such as a
// whole pack, it tells the figures that have moved, and of those the first few.
func (w *writing) since(e *reports.Earlier) [][]reports.Span {
	most := saidMost
	if w.brief() {
		most = briefMost
	}
	figures, further := e.Figures, "It gave further figures; they stand beside those of this release in the table of earlier figures."
	if len(figures) > saidMost {
		figures, further = w.whatMoved(e), "Further figures have changed; the release has a table of them."
		if len(figures) == 0 {
			return [][]reports.Span{w.sentence("No figure given in " + quoted(e.Title) + " has changed.")}
		}
	}
	var out [][]reports.Span
	for i, s := range figures {
		if i == most {
			out = append(out, w.sentence(further))
			break
		}
		if now := w.nowOf(s); now != nil {
			out = append(out, w.like(e, i > 0, now, w.byID[now.ID+"@"+e.ID]))
		} else {
			out = append(out, w.unlike(e, i > 0, s, w.byID[s.ID+"@"+e.ID]))
		}
	}
	return out
}

// whatMoved are the figures of a statement that are another number now. What became of the
// records read, which is another extract's each month, is left to the table.
func (w *writing) whatMoved(e *reports.Earlier) []reports.Stated {
	var out []reports.Stated
	for _, s := range e.Figures {
		now := w.nowOf(s)
		if now == nil || slices.Contains(reports.ReservedTables, now.Table) {
			continue
		}
		if change := w.changeOf(now, e); change != nil && change.Cell.IsNumber() && !nought(change) {
			out = append(out, s)
		}
	}
	return out
}

// changeOf is how a figure has moved since a statement, or nil.
func (w *writing) changeOf(now *reports.Figure, e *reports.Earlier) *reports.Figure {
	id := fmt.Sprintf("change %s from %s@%s", now.ID, now.ID, e.ID)
	if f := w.soft("%s", id); f != nil {
		return f
	}
	return w.byID[id]
}

// nowOf is the figure of this release a stated one is the earlier value of, or nil.
func (w *writing) nowOf(s reports.Stated) *reports.Figure {
	ref := (&reading{rel: w.rel}).quiet(s.ID)
	if ref == nil {
		return nil
	}
	return w.byID[ref.String()]
}

// like says a figure of the same cases, then and now.
func (w *writing) like(e *reports.Earlier, again bool, now, then *reports.Figure) []reports.Span {
	what := quoted(now.ColumnLabel) + " (" + now.RowLabel + ")"
	if now.ColumnLabel == "" {
		what = quoted(now.RowLabel)
	}
	said := w.sentence(gave(e, again), then, " for "+what+".")
	change := w.changeOf(now, e)
	if said == nil || change == nil || !change.Cell.IsNumber() {
		return said
	}
	if n, _ := change.Cell.Scaled(); n == 0 {
		return join(said, w.sentence("The figure is now ", now, ", ", shown{change, "the same"}, "."))
	}
	return join(said, w.sentence("The figure is now ", now, ", ", moved(change), "."))
}

// unlike says a figure of other cases, and how it differs from the statement before.
func (w *writing) unlike(e *reports.Earlier, again bool, s reports.Stated, then *reports.Figure) []reports.Span {
	label := s.Label
	if label == "" {
		label = s.ID
	}
	said := w.sentence(gave(e, again), then, " for "+quoted(label)+".")
	if before := w.earlierWith(e, s.ID); before != nil {
		if change := w.soft("change %s@%s from %s@%s", s.ID, e.ID, s.ID, before.ID); change != nil {
			if n, _ := change.Cell.Scaled(); n == 0 {
				return join(said, w.sentence("That was ", shown{change, "the same"}, " as in "+quoted(before.Title)+"."))
			}
			return join(said, w.sentence("That was ", moved(change), " than in "+quoted(before.Title)+"."))
		}
	}
	return join(said, w.sentence("It is of other cases than the figures of this release, and cannot be compared with them."))
}

// earlierWith is the last statement before e that gave the same figure.
func (w *writing) earlierWith(e *reports.Earlier, id string) *reports.Earlier {
	var out *reports.Earlier
	for _, o := range w.rel.Earlier {
		if o == e {
			return out
		}
		for _, s := range o.Figures {
			if s.ID == id {
				out = o
			}
		}
	}
	return nil
}

// gave begins a sentence on what a statement said.
func gave(e *reports.Earlier, again bool) string {
	if again {
		return "It also gave "
	}
	return quoted(e.Title) + " gave "
}
