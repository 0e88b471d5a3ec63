package protect

import (
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
)

// A rank is a reserved code that stands for a place in an order.
type rank struct {
	word  string // "latest", "first", "largest", "smallest"
	steps int    // latest-1 is one step back; largest-2 is one step down
}

// rankOf reads a code as a rank.
func rankOf(code string) (rank, bool) {
	word, n, numbered := strings.Cut(code, "-")
	if !slices.Contains([]string{"latest", "first", "largest", "smallest"}, word) {
		return rank{}, false
	}
	r := rank{word: word}
	if numbered {
		k, err := strconv.Atoi(n)
		if err != nil || k < 0 {
			return rank{}, false
		}
		r.steps = k
		if r.byValue() {
			r.steps = k - 1
		}
	}
	return r, true
}

func (r rank) byValue() bool { return r.word == "largest" || r.word == "smallest" }

// byValue says whether a code of a side needs values to be settled.
func byValue(code string) bool {
	return slices.ContainsFunc(strings.Split(code, "."), func(part string) bool {
		r, ok := rankOf(part)
		return ok && r.byValue()
	})
}

// ranked settles the ranks of a code, the outer before the inner.
func (s side) ranked(code string, parts []string, cell func(int) reports.Cell) (int, *problem) {
	pattern := parts
	if len(parts) == 1 && len(s.parts) == 2 {
		pattern = s.whole(parts[0])
	}
	for k, part := range pattern {
		r, ok := rankOf(part)
		if !ok {
			continue
		}
		here := slices.Clone(pattern)
		for after := k + 1; after < len(here); after++ {
			if _, ok := rankOf(here[after]); ok {
				here[after] = "total"
			}
		}
		i, p := s.place(code, here, k, r, cell)
		if p != nil {
			return 0, p
		}
		settled := strings.Split(s.heads[i].Code, ".")
		copy(pattern[:k+1], settled)
	}
	code = strings.Join(pattern, ".")
	i, ok := s.index[code]
	if !ok {
		return 0, wrong(s.rule, "has no %s %q", s.word, code)
	}
	return i, nil
}

// whole is one rank that stands for a side of two parts: the innermost, or for time
// the part that holds periods.
func (s side) whole(code string) []string {
	r, _ := rankOf(code)
	if !r.byValue() && !isPeriod(s.parts[1]) && isPeriod(s.parts[0]) {
		return []string{code, "total"}
	}
	return []string{"*", code}
}

func isPeriod(p reports.AxisPart) bool { return p.Dim != nil && p.Dim.Kind == reports.Period }

// place is the head at a rank of part k among those that fit the pattern.
func (s side) place(code string, pattern []string, k int, r rank, cell func(int) reports.Cell) (int, *problem) {
	there := s.fitting(pattern, k)
	if !r.byValue() {
		if k >= len(s.parts) || !isPeriod(s.parts[k]) {
			return 0, wrong("P016", "has no periods in its %ss, so %q names none", s.word, code)
		}
		if r.steps >= len(there) {
			return 0, wrong("P016", "has only %d periods, so %q names none", len(there), code)
		}
		if r.word == "first" {
			return there[r.steps], nil
		}
		return there[len(there)-1-r.steps], nil
	}
	there, p := s.sorted(code, there, r, cell)
	if p != nil {
		return 0, p
	}
	if r.steps < 0 || r.steps >= len(there) {
		return 0, wrong("P016", "has %d %ss to rank, so %q names none", len(there), s.word, code)
	}
	i := there[r.steps]
	for _, beside := range []int{r.steps - 1, r.steps + 1} {
		if beside < 0 || beside >= len(there) {
			continue
		}
		if order, _ := cell(there[beside]).Compare(cell(i)); order == 0 {
			return 0, wrong("P015", "has a tie: %ss %q and %q are equal, so a sentence about %q would be false",
				s.word, s.heads[i].Code, s.heads[there[beside]].Code, code)
		}
	}
	return i, nil
}

// fitting lists the heads that fit a pattern, part k being any but total, rest,
// other and unknown.
func (s side) fitting(pattern []string, k int) (out []int) {
	free := func(code string) bool { return !slices.Contains([]string{"total", "rest", "other", "unknown"}, code) }
	for i, h := range s.heads {
		codes := strings.Split(h.Code, ".")
		if len(codes) != len(pattern) {
			continue
		}
		fits := true
		for n, c := range codes {
			if n == k || pattern[n] == "*" {
				fits = fits && free(c)
			} else {
				fits = fits && c == pattern[n]
			}
		}
		if fits {
			out = append(out, i)
		}
	}
	return out
}

// sorted puts heads in the order of the rank. A head with nothing to work out is
// left out; one whose value is withheld makes every rank unsafe.
func (s side) sorted(code string, there []int, r rank, cell func(int) reports.Cell) ([]int, *problem) {
	if cell == nil {
		return nil, wrong("P016", "cannot rank both rows and columns")
	}
	there = slices.DeleteFunc(there, func(i int) bool { return cell(i).Symbol() == reports.NotApplicable })
	for _, i := range there {
		if !cell(i).IsNumber() {
			return nil, wrong("P016", "shows %s in %s %q, so %q cannot be said", cell(i), s.word, s.heads[i].Code, code)
		}
	}
	slices.SortStableFunc(there, func(a, b int) int {
		order, _ := cell(a).Compare(cell(b))
		if r.word == "largest" {
			return -order
		}
		return order
	})
	return there, nil
}
