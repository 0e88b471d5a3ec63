package pack

import (
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/hidden"
)

// TestAbsentPrivate: a name under private protects something, or the build says that it does not.
func TestAbsentPrivate(t *testing.T) {
	absent := hidden.Found{Columns: []hidden.Column{{Name: "nmae", Absent: true, Near: []string{"name"}}}}
	for _, c := range []struct {
		name     string
		extracts []hidden.Found
		want     string
	}{
		{"held", []hidden.Found{privateOf("nmae", "Ann Example")}, ""},
		{"held by one of two", []hidden.Found{absent, privateOf("nmae")}, ""},
		{"held by none", []hidden.Found{absent, absent}, `release.yaml:9:12: error O088: no extract has the private column "nmae" did you mean "name"?`},
		{"one that could not be read", []hidden.Found{absent, {}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := &building{rel: &reports.Release{Private: []string{"nmae"}, PrivateAt: []reports.Pos{{File: "release.yaml", Line: 9, Col: 12}}}}
			for _, p := range c.extracts {
				b.extracts = append(b.extracts, &counted{private: p})
			}
			b.absentPrivate()
			got := ""
			for _, f := range b.found {
				got += f.String() + " " + f.Hints[0]
			}
			if got != c.want || c.want != "" && !strings.Contains(got, "O088") {
				t.Errorf("%s", got)
			}
		})
	}
}
