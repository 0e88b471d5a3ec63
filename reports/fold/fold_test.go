package fold

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Burglary ": "burglary", "  Not\u00a0 known\r\n": "not known", "ASSAULT": "assault", "": "", " ": "",
		"Cafe\u0301": "café", "Straße": "strasse", "Ŵyr": "ŵyr",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Children's home": "childrens-home", "Labour & Criminal": "labour-criminal", "Gambia, The": "gambia-the",
		"EU 14": "eu-14", "Côte d’Ivoire": "cote-divoire", "שלום": "", "17-or-under": "17-or-under", "(x)": "x",
	} {
		if got := Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}

// Folding twice changes nothing, and a slug is always a code.
func TestFoldProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		f := Fold(s)
		if Fold(f) != f {
			t.Fatalf("Fold(%q) = %q, and again %q", s, f, Fold(f))
		}
		if !utf8.ValidString(f) {
			t.Fatal("not text")
		}
		for i, c := range Slug(s) {
			if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' && i > 0) {
				t.Fatalf("Slug(%q) = %q", s, Slug(s))
			}
		}
	})
}

// Both cases of a Cherokee letter fold alike, and folding again changes nothing.
func TestFoldCherokee(t *testing.T) {
	if a, b := Fold("ꭰ"), Fold("Ꭰ"); a != b || Fold(a) != a {
		t.Errorf("folds to %q and %q, again to %q", a, b, Fold(a))
	}
}
