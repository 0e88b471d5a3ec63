package tabulate_test

import (
	"fmt"
	"slices"
	"testing"

	"despatch/reports"
	"despatch/reports/tabulate"
)

// everyOrder calls each with every order of n places.
func everyOrder(n int, each func([]int)) {
	var walk func(done, left []int)
	walk = func(done, left []int) {
		if len(left) == 0 {
			each(done)
		}
		for i, x := range left {
			walk(append(slices.Clone(done), x), slices.Delete(slices.Clone(left), i, i+1))
		}
	}
	var all []int
	for i := range n {
		all = append(all, i)
	}
	walk(nil, all)
}

// TestNewest: which record of a case counts, and what the account says, in whatever
// order the records come.
func TestNewest(t *testing.T) {
	in, out := day(2005, 9, 1), day(2009, 9, 1) // released: in the cohorts, or in none
	rec := func(id string, recorded int, released reports.Day) record {
		return record{id: id, recorded: day(2006, 3, recorded), released: released,
			started: reports.NoDay, completed: reports.NoDay, deported: reports.NoDay}
	}
	broken := func(r record) record { r.broken = true; return r }
	undated := func(r record) record { r.recorded = 0; return r }
	for _, c := range []struct {
		name                                     string
		records                                  []record
		drop, everyone                           bool
		lines                                    []int64 // that count; the first record stands in line 2
		superseded, excluded, duplicates, warned int64
	}{
		{name: "the newest recorded counts, wherever it stands", records: []record{rec("a", 3, in), rec("a", 9, in), rec("a", 5, in)}, lines: []int64{3}, superseded: 2},
		{name: "of two of a day the last", records: []record{rec("a", 3, in), rec("a", 3, in), rec("b", 1, in)}, lines: []int64{3, 4}, superseded: 1, duplicates: 1},
		{name: "exact repeats apart", records: []record{rec("a", 3, in), rec("a", 9, in), rec("a", 3, in), rec("a", 9, in)}, lines: []int64{5}, superseded: 3, duplicates: 2},
		{name: "a correction takes a case out of the cohort", records: []record{rec("a", 3, in), rec("a", 9, out)}, superseded: 1, excluded: 1},
		{name: "which is counted where a table is about everyone", records: []record{rec("a", 3, in), rec("a", 9, out)}, everyone: true, lines: []int64{3}, superseded: 1},
		{name: "recorded later than the as-at date does not exist", records: []record{rec("a", 3, in), rec("a", 99, in)}, lines: []int64{2}, excluded: 1},
		{name: "the newest is quarantined, the one before counts", records: []record{rec("a", 3, in), broken(rec("a", 9, in)), rec("b", 1, in)}, lines: []int64{2, 4}, warned: 1},
		{name: "or the case is dropped", drop: true, records: []record{rec("a", 3, in), broken(rec("a", 9, in)), rec("b", 1, in)}, lines: []int64{4}, excluded: 1},
		{name: "an older one quarantined is nothing", drop: true, records: []record{broken(rec("a", 3, in)), rec("a", 9, in)}, lines: []int64{3}},
		{name: "of two of a day the last, quarantined", drop: true, records: []record{rec("a", 3, in), broken(rec("a", 3, in))}, excluded: 1},
		{name: "or sound", drop: true, records: []record{broken(rec("a", 3, in)), rec("a", 3, in)}, lines: []int64{3}},
		{name: "quarantined and recorded later does not exist", drop: true, records: []record{rec("a", 3, in), broken(rec("a", 99, in))}, lines: []int64{2}, excluded: 1},
		{name: "quarantined without a readable time may be the newest", drop: true, records: []record{rec("a", 3, in), broken(undated(rec("a", 1, in)))}, excluded: 1},
		{name: "unless it stands before", drop: true, records: []record{broken(undated(rec("a", 1, in))), rec("a", 3, in)}, lines: []int64{3}},
		{name: "a case of quarantined records only is no case", drop: true, records: []record{broken(rec("a", 3, in)), rec("b", 3, in)}, lines: []int64{3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			everyOrder(len(c.records), func(order []int) {
				w := newWorld(day(2006, 4, 26), c.records)
				w.ext.Everyone = c.everyone
				if c.drop {
					w.ext.IfNewestBroken = "drop"
				}
				counter := tabulate.New(w.rel, w.ext, tabulate.Options{KeepLines: true})
				for _, place := range order {
					counter.Add(w.block([]int{place}))
				}
				account := w.account()
				later := account.Excluded
				_, findings, _ := counter.Tally(w.codings, account)
				var lines []int64
				for _, l := range linesOf(counter, func([]reports.Code, uint64) bool { return true }) {
					lines = append(lines, l.Line)
				}
				var warned int64
				for _, f := range findings {
					if f.ID != "D081" || f.Severity != reports.Warning {
						t.Error(f)
					}
					warned = f.Count
				}
				got := fmt.Sprint(lines, account.Superseded, account.Excluded, account.Duplicates, warned)
				if want := fmt.Sprint(c.lines, c.superseded, c.excluded, c.duplicates, warned); got != want || warned != c.warned {
					t.Errorf("in order %v (%d recorded later): lines, superseded, excluded, duplicates, warned %s, want %s", order, later, got, want)
				}
				if !account.Balances() {
					t.Errorf("the account does not balance: %+v", account)
				}
			})
		})
	}
}

// TestPosition: without a recorded column the last by position counts.
func TestPosition(t *testing.T) {
	r := record{id: "a", released: day(2005, 9, 1), started: reports.NoDay, completed: reports.NoDay, deported: reports.NoDay}
	w := newWorld(day(2006, 4, 26), []record{r, r, r})
	w.ext.Recorded = nil
	c := tabulate.New(w.rel, w.ext, tabulate.Options{KeepLines: true})
	c.Add(w.block([]int{1, 2, 0}))
	account := w.account()
	c.Tally(w.codings, account)
	lines := linesOf(c, func([]reports.Code, uint64) bool { return true })
	if len(lines) != 1 || lines[0] != (tabulate.Line{File: "cases.csv", Line: 4}) || account.Duplicates != 2 {
		t.Errorf("%v, %d exact repeats", lines, account.Duplicates)
	}
}

// TestReused: a block is lent; nothing of it is read after Add.
func TestReused(t *testing.T) {
	w := oracleWorld(day(2006, 4, 26), draw(newRand(7), 80), true, false, 0)
	count := func(spoil bool) string {
		c := tabulate.New(w.rel, w.ext, tabulate.Options{KeepLines: true})
		for i := range w.records {
			b := w.block([]int{i})
			c.Add(b)
			if spoil {
				poison(b)
			}
		}
		tally, _, _ := c.Tally(w.codings, w.account())
		return fmt.Sprint(tally.Codes, tally.Cohorts, tally.N, tally.Sums, tally.Days, tally.Values,
			linesOf(c, func([]reports.Code, uint64) bool { return true }))
	}
	if count(true) != count(false) {
		t.Error("the tally changes with what is written into a block after it was added")
	}
}

func poison(b *reports.Cases) {
	for i := range b.Len {
		b.File[i], b.Line[i], b.Ordinal[i], b.ID[i], b.Row[i], b.Recorded[i], b.Cohorts[i] = 99, 99, 99, reports.ID{9}, reports.ID{9}, 99, 99
		for _, c := range b.Codes {
			c[i] = 99
		}
		b.Weights[0][i], b.Days[0][i], b.Days[1][i], b.Values[0][i] = 99, 99, 99, reports.ID{9}
	}
}

// TestNoAllocation: a record of a known combination of codes costs no memory.
func TestNoAllocation(t *testing.T) {
	w := newWorld(day(2006, 4, 26), draw(newRand(1), 200))
	c := tabulate.New(w.rel, w.ext, tabulate.Options{})
	var places []int
	for i := range w.records {
		places = append(places, i)
	}
	b := w.block(places)
	c.Add(b)
	if n := testing.AllocsPerRun(10, func() { c.Add(b) }); n > 0 {
		t.Errorf("adding 200 known records allocates %v times", n)
	}
}
