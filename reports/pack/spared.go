package pack

import (
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
)

// sparedValues says of a private value that it may stand in a file all the same,
// because the same text is there for another reason: it is a figure, a date or a text of
// the release file, or a label of a code list. Labels found in a column of the extract are
// not spared: a public column that repeats a private one would slip through.
// A date is spared where the release file names it, in a range say.
func sparedValues(rel *reports.Release, store *reports.Store, source string) func(string) bool {
	same := map[string]bool{rel.AsAt.ISO(): true, rel.NextUpdate.ISO(): true, rel.Published.Format("2006-01-02"): true}
	for _, f := range store.Figures {
		same[f.Cell.Bare()] = true
		same[f.Cell.String()] = true
	}
	label := func(s string) { same[fold.Fold(s)] = true }
	for _, d := range rel.Dimensions {
		for _, c := range d.Categories {
			label(c.Label)
			label(c.Code)
		}
		label(d.Label)
	}
	for _, c := range rel.Cohorts {
		label(c.Label)
		same[c.ID] = true
	}
	for _, l := range rel.Ladders {
		for _, s := range l.Stages {
			label(s.Label)
			label(s.Furthest)
			same[s.ID] = true
		}
	}
	for _, e := range rel.Earlier {
		same[e.AsAt.ISO()] = true
	}
	texts := []string{rel.ID, rel.Title, rel.Organisation, rel.Area, rel.Source, rel.Notice, rel.Disclosure.Reason, rel.Disclosure.ApprovedBy}
	texts = append(texts, rel.Contact...)
	for _, p := range rel.Policies {
		texts = append(texts, p.Text, p.URL)
	}
	for _, d := range rel.Dimensions {
		for _, c := range d.Categories { // of a code list: the release's own words, whichever record holds part of them
			texts = append(texts, c.Label)
		}
	}
	own := strings.Join(texts, "\n")
	return func(v string) bool {
		return same[v] || same[fold.Fold(v)] || strings.Contains(own, v) || strings.Trim(v, "0123456789-/:. T") == "" && strings.Contains(source, v)
	}
}
