package compose

import (
	"despatch/reports"
)

// changes says what moved since earlier statements, figure by figure, and
// places the table of them.
func (w *writing) changes(m *mark) {
	if len(w.rel.Earlier) == 0 {
		w.para(reports.Plainly, w.sentence("No earlier statement of these figures is recorded in this release."))
		return
	}
	for _, e := range w.rel.Earlier {
		w.para(reports.Plainly, join(w.since(e)...))
	}
	if w.draft.spec.Side != reports.Briefing {
		w.reserved("earlier", m)
	}
}

// since is one sentence or two for each figure of a statement, the first few of a long one.
func (w *writing) since(e *reports.Earlier) [][]reports.Span {
	var out [][]reports.Span
	for i, s := range e.Figures {
		if i == saidMost {
			out = append(out, w.sentence("It gave further figures; they stand beside those of this release in the table of earlier figures."))
			break
		}
		then := w.byID[s.ID+"@"+e.ID]
		if now := w.byID[s.ID]; now != nil {
			out = append(out, w.like(e, now, then))
		} else {
			out = append(out, w.unlike(e, s, then))
		}
	}
	return out
}

// like says a figure of the same cases, then and now.
func (w *writing) like(e *reports.Earlier, now, then *reports.Figure) []reports.Span {
	what := quoted(now.ColumnLabel) + " (" + now.RowLabel + ")"
	if now.ColumnLabel == "" {
		what = quoted(now.RowLabel)
	}
	said := w.sentence(e.Title+" gave ", then, " for "+what+".")
	change := w.soft("change %s from %s@%s", now.ID, now.ID, e.ID)
	if said == nil || change == nil {
		return said
	}
	if n, _ := change.Cell.Scaled(); n == 0 {
		return join(said, w.sentence("The figure is now ", now, ", ", shown{change, "the same"}, "."))
	}
	return join(said, w.sentence("The figure is now ", now, ", ", moved(change), "."))
}

// unlike says a figure of other cases, and how it differs from the statement before.
func (w *writing) unlike(e *reports.Earlier, s reports.Stated, then *reports.Figure) []reports.Span {
	label := s.Label
	if label == "" {
		label = s.ID
	}
	said := w.sentence(e.Title+" gave ", then, " for "+quoted(label)+".")
	if before := w.earlierWith(e, s.ID); before != nil {
		if change := w.soft("change %s@%s from %s@%s", s.ID, e.ID, s.ID, before.ID); change != nil {
			if n, _ := change.Cell.Scaled(); n == 0 {
				return join(said, w.sentence("That was ", shown{change, "the same"}, " as in "+before.Title+"."))
			}
			return join(said, w.sentence("That was ", moved(change), " than in "+before.Title+"."))
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
