package fold

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a": "a", "a=1": "a=1", "1-2": "1-2", "O'Brien": "O'Brien", "'quoted'": "'quoted'", "a;b": "a;b", "a\nb": "a\nb",
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "-": "'-", "'=1": "''=1", " =1": "' =1", "\u00a0=1": "'\u00a0=1", "\ufeff=1": "'\ufeff=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", "\u3000＝1": "'\u3000＝1",
		`"=1`: `'"=1`, `x;""=1`: `x;'""=1`, `"say"`: `"say"`,
		"\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "\t=1": "'\t'=1",
		"a;=1": "a;'=1", "a\t@x": "a\t'@x", "a\n-1": "a\n'-1", "a\r\n+1": "a\r\n'+1", "a; ＝1": "a;' ＝1",
	} {
		if got := Inert(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if got := Exact(want); got != in {
			t.Errorf("%q back: %q, want %q", want, got, in)
		}
	}
}

// TestInertRandom: nothing that could begin a cell begins a formula, and the text comes back.
func TestInertRandom(t *testing.T) {
	bits := []string{"=", "+", "-", "@", "＝", "＋", "－", "＠", "'", "\"", ";", ",", "\t", "\r", "\n", " ", "\u00a0", "a", "é"}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(bits), 0, 12).Draw(t, "text"), "")
		safe := Inert(s)
		if got := Exact(safe); got != s {
			t.Fatalf("%q: %q comes back as %q", s, safe, got)
		}
		for _, cell := range strings.FieldsFunc(safe, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
			if strings.IndexAny(strings.TrimLeft(cell, " \u00a0"), "=+-@＝＋－＠") == 0 {
				t.Fatalf("%q: %q holds a cell that runs", s, safe)
			}
		}
		if safe != "" && strings.ContainsRune("\t\r\n", rune(safe[0])) {
			t.Fatalf("%q: %q starts with a tab or a line break", s, safe)
		}
	})
}
