package protect_test

import (
	"strings"
	"testing"

	"despatch/reports"
)

// FuzzNames: whatever stands between braces, there is a figure or a finding, never
// both and never a panic.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"progress/all/due", "offence/largest.largest/latest", "quarters/latest-99", "top/rest/total/people/more", "/", "earlier/nov-2005.failed/now",
		"offence/.../total", "offence/largest-99999999999999999999/total", "failed@nov-2005", "progress/all/due@apr-25", "stage/largest.*/total", "account/latest/largest"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, earlier, _ := strings.Cut(s, "@")
		e := ref(strings.Split(id, "/")...)
		e.Ref.Earlier = earlier
		if !strings.Contains(id, "/") {
			e = own(id, earlier)
		}
		m := build(t, whole)
		m.rel.Earlier[0].Figures = append(m.rel.Earlier[0].Figures, reports.Stated{ID: s})
		for _, x := range []*reports.Expr{e, derive("plus", e, ref("progress", "all", "due")), derive("percent-change", ref("progress", "all", "due"), e)} {
			store, findings := m.apply(x)
			if answered := store.Answers[x.String()] != nil; answered == reports.Errors(findings) {
				t.Errorf("%s: answered %v, %v", x, answered, findings)
			}
		}
	})
}
