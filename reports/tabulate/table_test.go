package tabulate

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"despatch/reports"
)

// kept is what a table should say of the records of one shard, found the slow way.
type kept struct {
	newest  map[uint64][headWords]uint64 // by case
	records map[uint64]map[uint64]bool   // different records of each case
	set     [undated + 1]map[uint64]int64
	repeats int64
}

func newKept() *kept {
	k := &kept{newest: map[uint64][headWords]uint64{}, records: map[uint64]map[uint64]bool{}}
	for i := range k.set {
		k.set[i] = map[uint64]int64{}
	}
	return k
}

func (k *kept) add(e []uint64) {
	id, kind := e[0], kindOf(e)
	if kind != newest {
		k.set[kind][id] = max(k.set[kind][id], int64(e[2]>>24)<<20|ordinalOf(e))
		return
	}
	if k.records[id] == nil {
		k.records[id] = map[uint64]bool{}
	}
	if k.records[id][rowOf(e)] {
		k.repeats++
	}
	k.records[id][rowOf(e)] = true
	if was, ok := k.newest[id]; !ok || later(e, was[:]) {
		k.newest[id] = [headWords]uint64(e)
	}
}

// compare says where a sifted table differs.
func (k *kept) compare(t *testing.T, table *table, x *index) {
	t.Helper()
	records, seen := map[uint64]map[uint64]bool{}, 0
	for _, chunk := range table.chunks {
		for ; len(chunk) > 0; chunk = chunk[headWords:] {
			e := chunk[:headWords]
			id := e[0]
			switch kind := kindOf(e); kind {
			case newest:
				seen++
				if want := k.newest[id]; fmt.Sprint(want[:3], want[3]&^several) != fmt.Sprint(e[:3], e[3]&^several) {
					t.Fatalf("case %x: newest %x, want %x", id, e, want)
				}
				if at, _, s := table.seek(x, e); s == nil || &s[0] != &e[0] || x.slots[at] == 0 {
					t.Fatalf("case %x is not found", id)
				}
			case broken, undated:
				if want := k.set[kind][id]; want != int64(e[2]>>24)<<20|ordinalOf(e) {
					t.Fatalf("case %x: kind %d at %x, want %x", id, kind, e, want)
				}
				continue
			case empty:
				continue
			}
			if records[id] == nil {
				records[id] = map[uint64]bool{}
			}
			records[id][rowOf(e)] = true
		}
	}
	if fmt.Sprint(records) != fmt.Sprint(k.records) {
		t.Fatalf("records %v, want %v", records, k.records)
	}
	set := len(k.set[broken]) + len(k.set[undated])
	if seen != len(k.newest) || table.cases != int64(seen) || table.broken != int64(set) || table.repeats != k.repeats {
		t.Fatalf("%d cases, %d counted, %d quarantined, %d repeats, want %d, %d, %d", seen, table.cases, table.broken, table.repeats, len(k.newest), set, k.repeats)
	}
}

// TestSift: what is left of a table is what looking at each record by itself says, however
// often it is sifted meanwhile, and whether it is packed or not.
func TestSift(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := shapeOf(&reports.Extract{Key: []*reports.Column{{}}, Recorded: &reports.Column{}})
		p := &pool{words: s.chunk()}
		table, want := &table{shape: &s}, newKept()
		var x index
		ids, rows := 1+r.IntN(400), 1+r.IntN(6)
		for ordinal := uint64(0); ordinal < 3000; {
			chunk, fill := p.take(true), 0
			for n := 1 + r.IntN(len(chunk)/headWords); n > 0; n-- {
				id, row := uint64(r.IntN(ids))*golden, uint64(r.IntN(rows))<<8
				ordinal++
				kind := newest
				if r.IntN(10) == 0 {
					kind = broken + uint64(r.IntN(2))
				}
				e := chunk[fill : fill+headWords]
				e[0], e[1], e[2], e[3] = id, id^low32, uint64(r.IntN(5))<<24, ordinal<<24|row|kind
				want.add(e)
				fill += headWords
			}
			table.add(chunk[:fill])
			if r.IntN(4) == 0 {
				table.sift(&x)
				want.compare(t, table, &x)
				if r.IntN(2) == 0 {
					table.pack(p)
				}
			}
		}
		table.sift(&x)
		want.compare(t, table, &x)
		table.pack(p)
		table.sift(&x)
		want.compare(t, table, &x)
		if left := table.entries; left > 3000 || len(table.chunks) != (left*headWords+p.words-1)/p.words {
			t.Errorf("%d entries in %d chunks", left, len(table.chunks))
		}
	}
}

// TestKnown: a combination of codes has one number, whatever the order in which codes and
// cohorts come and however high they are.
func TestKnown(t *testing.T) {
	for _, high := range []int{1, 7, 30, 300, 1 << 20} {
		r := rand.New(rand.NewPCG(uint64(high), 1))
		all := &cells{width: 2, limit: 1 << 20, index: map[string]uint32{}}
		var hands [2]known
		numbers := map[string]uint32{}
		for range 5000 {
			b := &reports.Cases{Cohorts: []uint64{uint64(r.IntN(4))}, Codes: [][]reports.Code{{reports.Code(r.IntN(high))}, {reports.Code(r.IntN(9))}}}
			if r.IntN(500) == 0 {
				b.Cohorts[0] = 1<<63 | uint64(r.IntN(2))
			}
			if r.IntN(100) == 0 {
				b.Cohorts[0] = ^uint64(0)
			}
			got, ok := hands[r.IntN(2)].find(all, b, 0)
			key := fmt.Sprint(b.Codes, b.Cohorts)
			if want, met := numbers[key]; !ok || met && want != got {
				t.Fatalf("codes below %d: %s has number %d, and had %d", high, key, got, want)
			}
			numbers[key] = got
			if fmt.Sprint(all.of(got)) != fmt.Sprint([]reports.Code{b.Codes[0][0], b.Codes[1][0]}) || all.group[got] != b.Cohorts[0] {
				t.Fatalf("number %d is not %s", got, key)
			}
		}
		if len(numbers) != len(all.index) {
			t.Errorf("codes below %d: %d combinations have %d numbers", high, len(numbers), len(all.index))
		}
	}
}
