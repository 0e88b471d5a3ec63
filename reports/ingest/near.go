package ingest

import (
	"slices"

	"despatch/reports"
)

// nearLimit is how many values a dimension may have for near ones to be sought.
const nearLimit = 5000

// nearForms are the word and the forms of it with one letter left out: two words one edit
// apart share such a form, so a word is compared only with those it shares one with. Words
// so short, or so long, have none.
func nearForms(word []rune) []string {
	if len(word) < 5 || len(word) > 60 {
		return nil
	}
	forms := []string{string(word)}
	for i := range word {
		forms = append(forms, string(word[:i])+string(word[i+1:]))
	}
	return forms
}

// near lists pairs of values as found, of five characters or more, that are one
// letter apart.
func (r *reader) near(c *coder) int {
	if len(c.cats) > nearLimit {
		return 0
	}
	byForm := map[string][]reports.Code{}
	seen := map[[2]reports.Code]bool{}
	pairs := 0
	for _, code := range slices.SortedFunc(c.codes(), c.byLabel) {
		if c.live[code] == 0 {
			continue
		}
		word := []rune(foldOf(c.cats[code].Label))
		for _, f := range nearForms(word) {
			for _, other := range byForm[f] {
				pair := [2]reports.Code{other, code}
				if other == code || seen[pair] || !oneLetter([]rune(foldOf(c.cats[other].Label)), word) {
					continue
				}
				seen[pair], pairs = true, pairs+1
				rare, usual := other, code
				if c.live[rare] > c.live[usual] {
					rare, usual = usual, rare
				}
				r.unmatched(Unmatched{Dimension: c.dim.ID, Value: c.cats[rare].Label, Count: c.live[rare], Near: c.cats[usual].Label})
			}
			if len(byForm[f]) < 50 {
				byForm[f] = append(byForm[f], code)
			}
		}
	}
	return pairs
}

// neighbours are the values a code list holds, to find the one a letter away from another value.
type neighbours map[string][]string

func newNeighbours(words []string) neighbours {
	n := neighbours{}
	if len(words) > nearLimit {
		return n
	}
	for _, w := range words {
		for _, f := range nearForms([]rune(w)) {
			if len(n[f]) < 50 {
				n[f] = append(n[f], w)
			}
		}
	}
	return n
}

// of is the first value a letter away from word; "" where there is none.
func (n neighbours) of(word string) string {
	for _, f := range nearForms([]rune(word)) {
		for _, other := range n[f] {
			if oneLetter([]rune(other), []rune(word)) {
				return other
			}
		}
	}
	return ""
}

// oneLetter says whether one letter changed, left out or put in makes b of a;
// a digit is not a letter: "Zone 1" and "Zone 2" are meant.
func oneLetter(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	digit := func(w []rune) bool { return i < len(w) && '0' <= w[i] && w[i] <= '9' }
	switch {
	case digit(a) || digit(b):
		return false
	case len(a) == len(b):
		return i < len(a) && slices.Equal(a[i+1:], b[i+1:])
	case len(a)+1 == len(b):
		return slices.Equal(a[i:], b[i+1:])
	}
	return false
}
