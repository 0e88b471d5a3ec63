package ingest

import "testing"

// A layout of ten bytes is read at once only where it is a whole date and nothing else.
func TestLayoutsOfTenBytesThatAreNoWholeDate(t *testing.T) {
	for _, c := range []struct{ layout, text string }{
		{"YYYYMMDDHH", "2024101112"}, {"YYYYMMDDHH", "2024061512"}, {"DDMMYYYYHH", "1005202413"}, {"HHYYYYMMDD", "0120241231"}, {"YYYYMMHHDD", "2024010203"},
	} {
		l := parseLayout(c.layout)
		got, ok := l.read([]byte(c.text))
		plain := l
		plain.ten = nil
		want, wok := plain.read([]byte(c.text))
		if got != want || ok != wok || l.ten != nil {
			t.Errorf("%s %s: %+v %v, want %+v %v", c.layout, c.text, got, ok, want, wok)
		}
	}
}
