package pack

import (
	"strings"
	"testing"

	"despatch/reports"
)

// TestAbsentPrivate: a name under private protects something, or the build says that it does not.
func TestAbsentPrivate(t *testing.T) {
	absent := reports.PrivateColumn{Column: "nmae", Absent: true, Near: []string{"name"}}
	for _, c := range []struct {
		name     string
		extracts [][]reports.PrivateColumn
		want     string
	}{
		{"held", [][]reports.PrivateColumn{{column("nmae", "Ann Example")}}, ""},
		{"held by one of two", [][]reports.PrivateColumn{{absent}, {column("nmae")}}, ""},
		{"held by none", [][]reports.PrivateColumn{{absent}, {absent}}, `release.yaml:9:12: error O088: no extract has the private column "nmae" did you mean "name"?`},
		{"one that could not be read", [][]reports.PrivateColumn{{absent}, nil}, ""},
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
