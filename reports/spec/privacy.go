package spec

import (
	"slices"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
)

// privacy refuses what would print a private column (law 6): a dimension shows its
// values as labels, and words in braces would quote it. To count its distinct values, to
// sum it or to test it shows none of them.
func (r *resolver) privacy() {
	private := map[string]bool{}
	for _, p := range r.rel.Private {
		private[p] = true
	}
	for _, d := range r.rel.Dimensions {
		for _, c := range []*reports.Column{d.Column, d.Column2} {
			if c != nil && c.Private {
				r.add(d.Pos, "S022", "dimension %q would print the values of the private column %q", d.ID, c.Name)
			} else if c != nil && r.likePrivate(c) != "" {
				r.add(d.Pos, "S063", "dimension %q counts by column %q, and private names %q: the two differ only in capitals or spaces", d.ID, c.Name, r.likePrivate(c))
			}
		}
	}
	for _, w := range r.allWords() {
		for _, m := range braces.FindAllStringSubmatchIndex(w.Text, -1) {
			if name := strings.TrimSpace(w.Text[m[2]:m[3]]); private[name] && !slices.Contains(ownNames, name) {
				r.add(placeIn(w, m[0]), "S022", "the words name the private column %q in braces", name)
			}
		}
	}
}

// ownNames stand in braces for texts of the release, whatever columns are called.
var ownNames = []string{"as_at", "published", "next_update", "title", "organisation", "status", "state", "contact", "definitions", "else", "end"}

// likePrivate is the private name that differs from a column's only as spellings do.
func (r *resolver) likePrivate(c *reports.Column) string {
	for _, p := range r.rel.Private {
		for _, n := range append(slices.Clone(c.Named), c.Name) {
			if n != p && fold.Fold(n) == fold.Fold(p) {
				return p
			}
		}
	}
	return ""
}

// allWords is every text of the release in which braces stand for something.
func (r *resolver) allWords() []reports.Words {
	var out []reports.Words
	for _, d := range r.rel.Documents {
		out = append(out, d.Words)
	}
	for _, c := range r.rel.Charts {
		out = append(out, c.Title)
	}
	for _, n := range r.rel.Notes {
		out = append(append(out, n.Text), n.On...)
	}
	return append(out, r.rel.Checks...)
}

// placeIn is where the byte at offset of words stands in their file.
func placeIn(w reports.Words, offset int) reports.Pos {
	p := w.Pos
	before := w.Text[:offset]
	if n := strings.Count(before, "\n"); n > 0 {
		p.Line += n
		p.Col = 1
		before = before[strings.LastIndexByte(before, '\n')+1:]
	}
	p.Col += len([]rune(before))
	return p
}
