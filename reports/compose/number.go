package compose

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"despatch/reports"
)

var (
	small = strings.Fields("nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens  = strings.Fields("nought ten twenty thirty forty fifty sixty seventy eighty ninety")
)

// words writes a whole number under a thousand as British English says it:
// "two hundred and eighty-eight".
func words(n int64) string {
	switch {
	case n < 0:
		return "minus " + words(-n)
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

// inWords writes a whole number up to 999 in words: fourteen. Any other figure
// stays in digits, which is how it is read aloud without a slip.
func inWords(f *reports.Figure) string {
	n, dp := f.Cell.Scaled()
	if dp != 0 || n < -999 || n > 999 || f.Unit != reports.Number {
		return f.Text()
	}
	return words(n)
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

// names are words that keep their capital wherever they stand.
var names = strings.Fields("January February March April May June July August September October November December " +
	"Monday Tuesday Wednesday Thursday Friday Saturday Sunday England Wales Scotland Ireland Britain London Europe " +
	"English Welsh Scottish Irish British European Home House")

// lower makes the name of a measure or dimension fit the middle of a sentence. A
// word that is not only capital at its first letter ("DNA", "iPhone") stays as it is.
func lower(s string) string {
	c, n := utf8.DecodeRuneInString(s)
	word, _, _ := strings.Cut(s, " ")
	if n == 0 || slices.Contains(names, word) || strings.ToLower(word[n:]) != word[n:] || len(word) == n && word != "A" {
		return s
	}
	return string(unicode.ToLower(c)) + s[n:]
}
