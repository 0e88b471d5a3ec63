package pack

import (
	"slices"
	"strings"

	"despatch/reports"
)

// agrees says whether words that show a figure can be true of its value: where
// they hold numbers, in digits or in words, one of them is the figure, whatever its
// sign, since "down 6" shows −6. Words without a number ("None", "nobody") are left to
// the words they are compared with.
func agrees(text, value string) bool {
	want := strings.TrimPrefix(value, "-")
	numbers := numbersIn(text)
	return len(numbers) == 0 || slices.Contains(numbers, want) || slices.Contains(numbers, value)
}

// numbersIn lists the numbers of a text, bare: "1,023" is 1023, "fourteen" 14.
func numbersIn(text string) []string {
	if strings.HasPrefix(text, "[") {
		return []string{text}
	}
	var out []string
	digit := func(i int) bool { return i < len(text) && '0' <= text[i] && text[i] <= '9' }
	for i := 0; i < len(text); {
		if !digit(i) {
			i++
			continue
		}
		j := i
		for digit(j) || (j < len(text) && (text[j] == ',' || text[j] == '.') && digit(j+1)) {
			j++
		}
		out = append(out, reports.Bare(text[i:j]))
		i = j
	}
	return append(out, numberWords(text)...)
}

// small are the numbers with a word of their own.
var small = []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
	"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}

var tens = []string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}

// numberWords lists the numbers up to 999 written in words: "two hundred and eighty-eight".
func numberWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' })
	var out []string
	for i := 0; i < len(words); {
		n, used := wordNumber(words[i:])
		if used == 0 {
			i++
			continue
		}
		out = append(out, itoa(n))
		i += used
	}
	return out
}

// wordNumber reads a number at the start of words and how many words it takes.
func wordNumber(words []string) (n, used int) {
	under := func(w []string) (int, int) {
		if len(w) == 0 {
			return 0, 0
		}
		if t := slices.Index(tens, w[0]); t > 1 {
			if len(w) > 1 {
				if u := slices.Index(small[:10], w[1]); u > 0 {
					return t*10 + u, 2
				}
			}
			return t * 10, 1
		}
		if s := slices.Index(small, w[0]); s >= 0 {
			return s, 1
		}
		return 0, 0
	}
	n, used = under(words)
	if used == 0 || len(words) <= used || words[used] != "hundred" {
		return n, used
	}
	n, used = n*100, used+1
	rest := used
	if rest < len(words) && words[rest] == "and" {
		rest++
	}
	if m, more := under(words[rest:]); more > 0 {
		return n + m, rest + more
	}
	return n, used
}
