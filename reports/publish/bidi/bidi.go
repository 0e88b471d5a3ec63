// Package bidi puts the letters of a line that holds Hebrew in the order in which
// they stand on paper: the part of Unicode's bidirectional algorithm (UAX 9) that a
// line of a left-to-right paragraph without embeddings needs. x/text gives the
// classes; its own order of runs puts the bracket after a Hebrew word on the wrong side.
package bidi

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// RightToLeft says whether s holds a letter written from right to left.
func RightToLeft(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0xd6 { // the first byte of U+0590: before it no letter runs leftwards
			return slices.ContainsFunc([]rune(s), func(r rune) bool { return strong(r) == right })
		}
	}
	return false
}

// A side is what a rune says of the direction.
type side uint8

const (
	neutral side = iota
	left
	right
	digit // of a number: written from left to right, yet within what runs leftwards
)

func strong(r rune) side {
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.L:
		return left
	case bidi.R, bidi.AL:
		return right
	case bidi.EN, bidi.AN:
		return digit
	}
	return neutral
}

// Visual puts the runes of a line in the order in which they stand on the page, from the left.
func Visual(s string) string {
	line := []rune(s)
	sides := make([]side, len(line))
	last := left
	for i, r := range line {
		sides[i] = strong(r)
		if sides[i] == digit && last == left { // W7
			sides[i] = left
		}
		if sides[i] == left || sides[i] == right {
			last = sides[i]
		}
	}
	numbers(line, sides)
	brackets(line, sides)
	for i := 0; i < len(line); {
		if sides[i] != neutral {
			i++
			continue
		}
		end := i
		for end < len(line) && sides[end] == neutral {
			end++
		}
		take := left // N1, N2
		if i > 0 && end < len(line) && sides[i-1] != left && sides[end] != left {
			take = right
		}
		for ; i < end; i++ {
			sides[i] = take
		}
	}
	turn(line, sides)
	return string(line)
}

// numbers: a comma or point between two digits belongs to their number (W4).
func numbers(line []rune, sides []side) {
	for i := 1; i+1 < len(line); i++ {
		if sides[i-1] == digit && sides[i+1] == digit && (line[i] == ',' || line[i] == '.') {
			sides[i] = digit
		}
	}
}

var pairs = map[rune]rune{')': '(', ']': '[', '}': '{'}

// brackets gives both of a pair one side (N0): the paragraph's where something
// within runs that way, else that of what stands before them.
func brackets(line []rune, sides []side) {
	var open []int
	for i, r := range line {
		switch r {
		case '(', '[', '{':
			open = append(open, i)
		case ')', ']', '}':
			for len(open) > 0 && line[open[len(open)-1]] != pairs[r] {
				open = open[:len(open)-1]
			}
			if len(open) == 0 {
				continue
			}
			from := open[len(open)-1]
			open = open[:len(open)-1]
			if take := paired(sides, from, i); take != neutral {
				sides[from], sides[i] = take, take
			}
		}
	}
}

func paired(sides []side, from, to int) side {
	inner := sides[from+1 : to]
	switch {
	case slices.Contains(inner, left):
		return left
	case !slices.Contains(inner, right) && !slices.Contains(inner, digit):
		return neutral
	}
	for i := from - 1; i >= 0; i-- {
		if sides[i] == right || sides[i] == digit {
			return right
		}
		if sides[i] == left {
			break
		}
	}
	return left
}

var mirrored = map[rune]rune{'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', '<': '>', '>': '<', '«': '»', '»': '«'}

// turn reverses each stretch that runs leftwards, and within it turns numbers back (L2, L4).
func turn(line []rune, sides []side) {
	for i := 0; i < len(line); {
		if sides[i] == left {
			i++
			continue
		}
		end := i
		for end < len(line) && sides[end] != left {
			if m, ok := mirrored[line[end]]; ok {
				line[end] = m
			}
			end++
		}
		slices.Reverse(line[i:end])
		slices.Reverse(sides[i:end])
		for j := i; j < end; {
			k := j
			for k < end && sides[k] == digit {
				k++
			}
			slices.Reverse(line[j:k])
			j = max(k, j+1)
		}
		i = end
	}
}
