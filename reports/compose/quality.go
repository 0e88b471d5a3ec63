package compose

import (
	"strings"

	"despatch/reports"
)

// dataQuality says what became of every record, what is not known, how final
// the figures are and how they are made safe, with the tables that show it (law 2).
func (w *writing) dataQuality() {
	for _, e := range w.rel.Extracts {
		w.para(reports.Plainly, w.account(e))
	}
	w.para(reports.Plainly, w.notKnown())
	w.para(reports.Plainly, w.finality())
	w.para(reports.Plainly, w.sentence(disclosure(w.rel)))
	for _, id := range []string{"account", "reasons", "column_quality", "not_known"} {
		w.reserved(id)
	}
}

// account says what became of the records of one extract. What did not happen to
// any is left to the table.
func (w *writing) account(e *reports.Extract) []reports.Span {
	f := func(fate string) *reports.Figure { return w.figureOf("account/%s/%s", e.ID, fate) }
	read := " record read"
	if several(f("read")) {
		read = " records read"
	}
	if len(w.rel.Extracts) > 1 {
		read += " in " + quoted(strings.ReplaceAll(e.ID, "_", " "))
	}
	var fates [][]any
	for _, fate := range []string{"counted", "superseded", "excluded", "quarantined"} {
		g := f(fate)
		if g == nil || fate != "counted" && nought(g) {
			continue
		}
		were := " was "
		if several(g) || nought(g) {
			were = " were "
		}
		end := fate
		if fate == "superseded" {
			end += " by a later record of the same case"
		}
		fates = append(fates, []any{orNone(g), were + end})
	}
	if len(fates) == 1 && several(f("counted")) {
		return w.sentence("All ", f("read"), read+" were counted.")
	}
	parts := []any{"Of ", f("read"), read + ", "}
	for i, fate := range fates {
		switch {
		case i > 0 && i == len(fates)-1:
			parts = append(parts, " and ")
		case i > 0:
			parts = append(parts, ", ")
		}
		parts = append(parts, fate...)
	}
	out := w.sentence(append(parts, ".")...)
	if q := f("quarantined"); q != nil && !nought(q) {
		out = join(out, w.sentence("A quarantined record is broken or cannot be true; it is in no figure."))
	}
	return out
}

// nought says whether a figure is there and is 0.
func nought(f *reports.Figure) bool {
	if f == nil || !f.Cell.IsNumber() {
		return false
	}
	n, _ := f.Cell.Scaled()
	return n == 0
}

// notKnown says, for each dimension, of how many cases it is not known.
func (w *writing) notKnown() []reports.Span {
	var out []reports.Span
	said := map[string]bool{}
	for _, t := range w.rel.Tables {
		c := keyColumn(t)
		if c != "total" || waits(t) {
			continue
		}
		f := w.figureOf("%s/unknown/total", t.ID)
		all := w.figureOf("%s/total/total", t.ID)
		by := countedBy(t)
		if f == nil || all == nil || by == nil || by.Label == "" || said[by.Label+ofCohort(t)] || len(t.Measures) == 0 || t.Measures[0].Measure.Kind != reports.CountCases {
			continue
		}
		if w.brief() && len(said) == briefMost {
			out = join(out, w.sentence("The release says the same of the rest."))
			break
		}
		said[by.Label+ofCohort(t)] = true
		out = join(out, w.sentence(by.Label+" is not known for ", f, " of ", all, " "+noun(t)+"."))
	}
	if out != nil {
		out = join(out, w.sentence("They are counted in every total, in a row of their own."))
	}
	return out
}

// finality says what the state of the release means.
func (w *writing) finality() []reports.Span {
	as := "as at " + w.rel.AsAt.String()
	switch w.rel.State {
	case "draft":
		return w.sentence("This is a draft: its figures, " + as + ", have not been released.")
	case "final":
		return w.sentence("The figures are final, " + as + ".")
	case "revised":
		return w.sentence("The figures are revised, " + as + ", and replace those given before.")
	}
	return w.sentence("The figures are provisional, " + as + ": records made later may change them.")
}
