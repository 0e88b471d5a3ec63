// Package within reads a figure out of the middle of a text, for the readers
// of formats whose places are runes of a line or of a cell.
package within

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// At is what stands at runes first to last of a text, last excluded, and as far
// on either side as a number or a word goes on: 288 that has grown to 2,880
// must not read as 288.
func At(text []rune, first, last int) (string, error) {
	if first < 0 || last > len(text) || first >= last {
		return "", errors.New("the text is shorter than that")
	}
	for solid(text, first) && solid(text, first-1) {
		first--
	}
	for solid(text, last-1) && solid(text, last) {
		last++
	}
	return string(text[first:last]), nil
}

// solid says whether rune i belongs to a word or a number: a letter, a digit,
// a point or comma between digits, a minus before them.
func solid(text []rune, i int) bool {
	if i < 0 || i >= len(text) {
		return false
	}
	digit := func(i int) bool { return i >= 0 && i < len(text) && unicode.IsDigit(text[i]) }
	switch r := text[i]; {
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return true
	case strings.ContainsRune(".,", r):
		return digit(i-1) && digit(i+1)
	case strings.ContainsRune("-−", r):
		return digit(i+1) && (i == 0 || text[i-1] == ' ')
	}
	return false
}

// Cut divides a place, "Cover!A5[7:10]", into what comes before and the runes.
// Without brackets ok is false and spot is the whole.
func Cut(where string) (spot string, first, last int, ok bool, err error) {
	spot, rest, ok := strings.Cut(where, "[")
	if !ok {
		return where, 0, 0, false, nil
	}
	if n, err := fmt.Sscanf(rest, "%d:%d]", &first, &last); n != 2 || err != nil {
		return "", 0, 0, true, fmt.Errorf("%q is no place", where)
	}
	return spot, first, last, true, nil
}
