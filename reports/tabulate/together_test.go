package tabulate_test

import (
	"reflect"
	"slices"
	"testing"

	"despatch/reports"
	"despatch/reports/tabulate"
)

// together puts a block's records together that are alike in all that is counted, as a
// database does. Alike in every field is one of them and the next.
func together(b *reports.Cases, places []int, times int64) *reports.Cases {
	for range places {
		b.Times, b.Alike = append(b.Times, times), append(b.Alike, times-1)
	}
	return b
}

// TestTogether: records that came together count as they do one by one.
func TestTogether(t *testing.T) {
	const times = 7
	for seed := range uint64(4) {
		keyed := seed%2 == 0
		records := draw(newRand(seed), 300)
		for i := range records {
			records[i].id = string(rune('a'+i%26)) + string(rune('0'+i/26)) // each a case of its own
		}
		w := oracleWorld(day(2006, 4, 26), records, keyed, seed > 1, 0)
		one, many := tabulate.New(w.rel, w.ext, tabulate.Options{}), tabulate.New(w.rel, w.ext, tabulate.Options{})
		a, b := w.account(), w.account()
		for _, x := range []*reports.Account{a, b} {
			x.Read, x.Excluded, x.Quarantined = x.Read*times, x.Excluded*times, x.Quarantined*times
			for i := range x.Reasons {
				x.Reasons[i].N *= times
			}
		}
		for i := range records {
			for n := range times {
				block := w.block([]int{i})
				block.ID[0][1] += uint64(n+1) << 40 // another case
				one.Add(block)
			}
			many.Add(together(w.block([]int{i}), []int{i}, times))
		}
		want, _, err := one.Tally(w.codings, a)
		got, _, err2 := many.Tally(w.codings, b)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if len(want.N) < 50 || want.Account.Counted < 100*times {
			t.Fatalf("%d cells, %d counted: too few to tell", len(want.N), want.Account.Counted)
		}
		for name, c := range map[string][2]any{"counts": {got.N, want.N}, "codes": {got.Codes, want.Codes}, "cohorts": {got.Cohorts, want.Cohorts},
			"sums": {got.Sums, want.Sums}, "waits": {got.Days, want.Days}, "values": {got.Values, want.Values}, "account": {*got.Account, *want.Account}} {
			if !reflect.DeepEqual(c[0], c[1]) {
				t.Errorf("keyed %v: the %s differ\n%v\nnot\n%v", keyed, name, c[0], c[1])
			}
		}
		d1, r1, n1 := one.IDs()
		d2, r2, n2 := many.IDs()
		if d1 != d2 || r1 != r2 || n1 != n2 {
			t.Errorf("cases %d, %d, %d, not %d, %d, %d", d2, r2, n2, d1, r1, n1)
		}
	}
}

// BenchmarkTogether is what despatch does with the answer of a database that counts, from
// coded rows to the counts of every table: 60,000 kinds of records, a thousand of each.
func BenchmarkTogether(b *testing.B) {
	w := oracleWorld(day(2006, 4, 26), draw(newRand(1), 60_000), true, false, 0)
	for i := range w.records {
		w.records[i].broken, w.records[i].recorded = false, day(2006, 3, 1)
	}
	places := slices.Collect(func(yield func(int) bool) {
		for i := range w.records {
			if !yield(i) {
				return
			}
		}
	})
	block := together(w.block(places), places, 1000)
	cells := 0
	for b.Loop() {
		c := tabulate.New(w.rel, w.ext, tabulate.Options{})
		c.Add(block)
		account := w.account()
		account.Read *= 1000
		tally, _, err := c.Tally(w.codings, account)
		if err != nil {
			b.Fatal(err)
		}
		tabulate.Counts(w.rel, []*reports.Tally{tally})
		cells = len(tally.N)
	}
	b.ReportMetric(float64(cells), "cells")
}
