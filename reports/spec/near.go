package spec

// nearest is the name most like word, or "" where none is like enough to be a slip of the hand.
func nearest(word string, names []string) string {
	best, least := "", max(1, len([]rune(word))/3)+1
	for _, n := range names {
		if d := distance(word, n, least); d < least {
			best, least = n, d
		}
	}
	return best
}

// didYouMean is the hint for a name nobody declared, or "".
func didYouMean(word string, names []string) string {
	if n := nearest(word, names); n != "" {
		return `did you mean "` + n + `"?`
	}
	return ""
}

// distance counts the letters to add, drop, change or swap between a and b, up to limit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d >= limit || -d >= limit || len(x) > 200 {
		return limit
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(y)], limit)
}
