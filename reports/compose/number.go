package compose

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"despatch/reports"
)

var (
	small = strings.Fields("nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens  = strings.Fields("nought ten twenty thirty forty fifty sixty seventy eighty ninety")
	scale = []struct {
		n    int64
		word string
	}{{1e18, "quintillion"}, {1e15, "quadrillion"}, {1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}, {1e3, "thousand"}}
)

// words writes a whole number as British English says it: "one thousand and
// twenty-three".
func words(n int64) string {
	if n < 0 {
		return "minus " + words(-max(n, -math.MaxInt64)) // the least number has no opposite
	}
	for _, s := range scale {
		if n < s.n {
			continue
		}
		head, rest := words(n/s.n)+" "+s.word, n%s.n
		switch {
		case rest == 0:
			return head
		case rest < 100:
			return head + " and " + words(rest)
		}
		return head + " " + words(rest)
	}
	switch {
	case n < 20:
		return small[n]
	case n < 100 && n%10 == 0:
		return tens[n/10]
	case n < 100:
		return tens[n/10] + "-" + small[n%10]
	case n%100 == 0:
		return small[n/100] + " hundred"
	}
	return small[n/100] + " hundred and " + words(n%100)
}

var firsts = strings.Fields("nought first second third fourth fifth sixth seventh eighth ninth")

// ordinal writes a whole number as a place in order: first to ninth in words, then 10th.
func ordinal(f *reports.Figure) string {
	n, dp := f.Cell.Scaled()
	if dp == 0 && n > 0 && n < int64(len(firsts)) {
		return firsts[n]
	}
	end := "th"
	if n < 0 {
		n = -n
	}
	if n%100 < 11 || n%100 > 13 {
		end = map[int64]string{1: "st", 2: "nd", 3: "rd"}[n%10]
		if end == "" {
			end = "th"
		}
	}
	return f.Cell.String() + end
}

// inWords writes a figure in words: fourteen; thirty-four point seven per cent.
func inWords(f *reports.Figure) string {
	bare := f.Cell.Bare()
	whole, frac, _ := strings.Cut(strings.TrimPrefix(bare, "-"), ".")
	var n int64
	for _, c := range whole {
		n = n*10 + int64(c-'0')
	}
	out := words(n)
	if bare[0] == '-' {
		out = "minus " + out
	}
	if frac != "" {
		out += " point"
		for _, c := range frac {
			out += " " + small[c-'0']
		}
	}
	switch f.Unit {
	case reports.Pct:
		out += " per cent"
	case reports.Points:
		out += " percentage points"
	}
	return out
}

// unsigned is a change without its sign: "206" of −206.
func unsigned(f *reports.Figure) string { return strings.TrimPrefix(f.Text(), "−") }

// signed is a change with its sign: "+206", "−6", "0".
func signed(f *reports.Figure) string {
	if n, _ := f.Cell.Scaled(); n > 0 {
		return "+" + f.Text()
	}
	return f.Text()
}

// capital makes the first letter of a sentence large.
func capital(s string) string {
	c, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(c)) + s[n:]
}

// lower makes a label fit the middle of a sentence. A word that is not only
// capital at its first letter ("DNA", "iPhone") stays as it is.
func lower(s string) string {
	c, n := utf8.DecodeRuneInString(s)
	word, _, _ := strings.Cut(s, " ")
	if n == 0 || strings.ToLower(word[n:]) != word[n:] || len(word) == n && word != "A" {
		return s
	}
	return string(unicode.ToLower(c)) + s[n:]
}
