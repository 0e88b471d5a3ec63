package protect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// unknown is the problem of a name that is none of those there are, with the
// nearest and the first ten.
func unknown(rule, text, what, name string, there []string) *problem {
	p := wrong(rule, "%s", text)
	if near := nearest(name, there); len(near) > 0 {
		p.hints = append(p.hints, "did you mean "+strings.Join(near, " or ")+"?")
	}
	switch {
	case len(there) == 0:
		p.hints = append(p.hints, "there are no "+what)
	case len(there) > 10:
		p.hints = append(p.hints, fmt.Sprintf("%s there are: %s and %d more", what, strings.Join(there[:10], ", "), len(there)-10))
	default:
		p.hints = append(p.hints, what+" there are: "+strings.Join(there, ", "))
	}
	return p
}

// nearest is at most three names little changed from the one written.
func nearest(name string, there []string) []string {
	type near struct {
		name  string
		edits int
	}
	var found []near
	for _, t := range there {
		if e := edits(name, t); e <= max(2, len(name)/4) && e < len(name) {
			found = append(found, near{t, e})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.edits, b.edits) })
	var out []string
	for _, n := range found[:min(3, len(found))] {
		out = append(out, n.name)
	}
	return out
}

// edits is how many letters must be put in, taken out or changed to make b of a.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
