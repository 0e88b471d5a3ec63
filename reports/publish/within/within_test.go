package within

import "testing"

func TestAt(t *testing.T) {
	for _, c := range []struct {
		text        string
		first, last int
		want        string
	}{
		{"of 288 cases", 3, 6, "288"},
		{"of 2880 cases", 3, 6, "2880"},
		{"of 1,288 cases", 5, 8, "1,288"},
		{"of 288.5 cases", 3, 6, "288.5"},
		{"of 288, or", 3, 6, "288"},
		{"ended with 288.", 11, 14, "288"},
		{"a change of −6 cases", 12, 14, "−6"},
		{"a change of −6 cases", 13, 14, "−6"},
		{"1999-2006", 5, 9, "2006"},
		{"fourteenth", 0, 8, "fourteenth"},
		{"[c] of", 0, 3, "[c]"},
		{"34.7% of", 0, 5, "34.7%"},
	} {
		if got, err := At([]rune(c.text), c.first, c.last); err != nil || got != c.want {
			t.Errorf("%q at %d:%d reads %q, %v, want %q", c.text, c.first, c.last, got, err, c.want)
		}
	}
	for _, c := range [][2]int{{-1, 2}, {2, 2}, {0, 9}} {
		if got, err := At([]rune("short"), c[0], c[1]); err == nil {
			t.Errorf("%v reads %q", c, got)
		}
	}
}

func TestCut(t *testing.T) {
	if s, a, b, ok, err := Cut("Cover!A5[7:10]"); s != "Cover!A5" || a != 7 || b != 10 || !ok || err != nil {
		t.Error(s, a, b, ok, err)
	}
	if s, _, _, ok, err := Cut("a!B7"); s != "a!B7" || ok || err != nil {
		t.Error(s, ok, err)
	}
	if _, _, _, _, err := Cut("a!B7[x]"); err == nil {
		t.Error("[x] is taken")
	}
}
