// Package fold makes one spelling of many: the normal form in which values of
// records meet code lists, and the codes made from labels. Both sides of a
// comparison go through it, so it has one home.
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold is s in NFC, every run of white space (line breaks and no-break spaces
// included) one space, trimmed, case folded. Values that fold alike are one category.
func Fold(s string) string {
	if plain(s) {
		return lower(s)
	}
	s = strings.Join(strings.FieldsFunc(norm.NFC.String(s), unicode.IsSpace), " ")
	return norm.NFC.String(cases.Fold().String(strings.Map(upperCherokee, s)))
}

// upperCherokee makes Cherokee letters capitals first: the case folding of x/text
// turns either case of them into the other, so that folding twice would undo it.
func upperCherokee(r rune) rune {
	if unicode.Is(unicode.Cherokee, r) {
		return unicode.ToUpper(r)
	}
	return r
}

// plain says whether s is printable ASCII without outer or double spaces: the common case, kept quick.
func plain(s string) bool {
	space := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return len(s) == 0 || !space
}

func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}

// Slug is the code made from a label: folded, to ASCII by NFKD, apostrophes
// dropped, every other run outside [a-z0-9] one "-". It may be "": then a code
// list must give the code.
func Slug(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range norm.NFKD.String(Fold(s)) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		case r == '\'' || r == '’' || unicode.Is(unicode.Mn, r):
		default:
			dash = true
		}
	}
	return b.String()
}
