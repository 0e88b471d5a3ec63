package tabulate_test

import (
	"math/rand/v2"
	"testing"

	"despatch/reports"
	"despatch/reports/tabulate"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 26)) }

// TestLines: behind every count stand as many records as it says, by the same rule
// that trace uses, in every kind of table.
func TestLines(t *testing.T) {
	for seed := range uint64(6) {
		w := oracleWorld(day(2006, 4, 26), draw(newRand(seed), 150), seed%2 == 0, seed%3 == 0, 0)
		w.table("top", []string{"region"}, []string{"consideration"}, reports.Furthest, "cases").Top = 2
		w.table("sides", []string{"cohort", "sex"}, []string{"region", "quarter"}, "", "cases")
		c := tabulate.New(w.rel, w.ext, tabulate.Options{KeepLines: true})
		for i := range w.records {
			c.Add(w.block([]int{i}))
		}
		tally, _, _ := c.Tally(w.codings, w.account())
		counts, _, findings := tabulate.Counts(w.rel, []*reports.Tally{tally})
		if reports.Errors(findings) {
			t.Fatal(findings)
		}
		for _, count := range counts {
			for i, row := range count.Rows {
				for j, col := range count.Cols {
					lines := linesOf(c, tabulate.Select(w.rel, tally, count, i, j))
					if n := count.Values[0][i][j].N; count.Base[0].Kind != reports.Median && int64(len(lines)) != n {
						t.Errorf("%s/%s/%s: %d records behind %d", count.Spec.ID, row.Code, col.Code, len(lines), n)
					}
					for k := 1; k < len(lines); k++ {
						if lines[k].Line <= lines[k-1].Line {
							t.Errorf("%s/%s/%s: records out of order", count.Spec.ID, row.Code, col.Code)
						}
					}
				}
			}
		}
	}
}
