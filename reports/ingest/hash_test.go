package ingest

import "testing"

// What a value is told apart by includes how long it is.
func TestSaltTellsLengthsApart(t *testing.T) {
	s := newSalt("a")
	for _, c := range [][2]string{{"ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO\x1f"}, {"", "\x00"}, {"ABCDEFGH", "ABCDEFGH\x00\x00\x00\x00\x00\x00\x00\x18"}} {
		if s.of([]byte(c[0])) == s.of([]byte(c[1])) {
			t.Errorf("%q and %q have one hash", c[0], c[1])
		}
	}
}
