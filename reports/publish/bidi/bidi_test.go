package bidi

import "testing"

// A line with Hebrew stands in the order in which it is read from paper.
func TestVisual(t *testing.T) {
	for in, want := range map[string]string{"שלום ab": "םולש ab", "ab (שלום) 12": "ab (םולש) 12", "שלום": "םולש",
		"שלום 1,023 שלום": "םולש 1,023 םולש", "שלום (אב) גד": "דג (בא) םולש", "a [שלום": "a [םולש", "ab אב, cd": "ab בא, cd", "": "", "ab": "ab"} {
		if got := Visual(in); got != want {
			t.Errorf("%q stands as %q, not %q", in, got, want)
		}
	}
}

func TestRightToLeft(t *testing.T) {
	for s, want := range map[string]bool{"": false, "plain": false, "ŵyth": false, "one שלום": true, "12 %": false} {
		if RightToLeft(s) != want {
			t.Errorf("%q", s)
		}
	}
}
