package validate

import (
	"fmt"
	"strings"
	"testing"

	"despatch/reports"
)

// block makes a block of records, each given as a case and a version of its text.
func block(first int64, recs [][2]uint64) *reports.Cases {
	b := &reports.Cases{Len: len(recs)}
	for i, r := range recs {
		b.Ordinal = append(b.Ordinal, first+int64(i))
		b.Fate = append(b.Fate, reports.Counted)
		b.HasID = append(b.HasID, r[0] != 0)
		b.ID = append(b.ID, reports.ID{r[0], 1})
		b.Row = append(b.Row, reports.ID{r[0], r[1]})
	}
	return b
}

func TestFindings(t *testing.T) {
	keyed := &reports.Extract{ID: "cases", Key: []*reports.Column{{Name: "case_id"}}}
	plain := &reports.Extract{ID: "cases"}
	broken := func(n int) [][2]uint64 {
		var out [][2]uint64
		for i := range n {
			out = append(out, [2]uint64{0, uint64(i + 1)})
		}
		return out
	}
	for name, c := range map[string]struct {
		ext  *reports.Extract
		recs [][2]uint64
		fate reports.Fate
		acc  reports.Account
		want string
	}{
		"nothing to say":     {keyed, [][2]uint64{{1, 1}, {2, 1}}, reports.Counted, reports.Account{Read: 2}, "[]"},
		"duplicates":         {plain, [][2]uint64{{1, 1}, {1, 1}, {1, 1}}, reports.Counted, reports.Account{Read: 3, Duplicates: 2}, "[D050 2]"},
		"duplicates, id":     {keyed, [][2]uint64{{1, 1}, {1, 2}, {1, 1}}, reports.Counted, reports.Account{Read: 3, Duplicates: 1}, "[D051 1]"},
		"a record lost":      {plain, [][2]uint64{{1, 1}}, reports.Counted, reports.Account{Read: 2}, "[D052 0]"},
		"a fate mistaken":    {plain, [][2]uint64{{1, 1}}, reports.Counted, reports.Account{Read: 1, Quarantined: 1}, "[D052 0]"},
		"whose are they":     {keyed, broken(12), reports.Quarantined, reports.Account{Read: 12, Quarantined: 12}, "[D053 12]"},
		"a few, whose knows": {keyed, broken(9), reports.Quarantined, reports.Account{Read: 9, Quarantined: 9}, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			check := New(nil, c.ext)
			b := block(0, c.recs)
			for i := range b.Fate {
				b.Fate[i] = c.fate
			}
			check.Block(b)
			var got []string
			for _, f := range check.Findings(&c.acc) {
				got = append(got, fmt.Sprint(f.ID, " ", f.Count))
				if one := strings.Contains(f.Msg, "1 record is equal"); (f.ID == "D050" || f.ID == "D051") && one != (f.Count == 1) {
					t.Errorf("%q", f.Msg)
				}
			}
			if fmt.Sprint(got) != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}
