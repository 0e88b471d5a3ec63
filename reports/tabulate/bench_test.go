package tabulate_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"despatch/reports"
	"despatch/reports/tabulate"
)

// BenchmarkCount counts records in blocks, each case recorded as often as it takes:
// time a record, and the memory held at the end, which follows the ids.
func BenchmarkCount(b *testing.B) {
	for _, size := range []struct{ records, ids int }{{1e6, 1e6}, {1e6, 1e4}, {1e5, 1e5}} {
		b.Run(fmt.Sprintf("records=%d/ids=%d", size.records, size.ids), func(b *testing.B) {
			w := oracleWorld(day(2006, 4, 26), draw(newRand(1), 1000), true, false, 0)
			var places []int
			for i := range w.records {
				places = append(places, i)
			}
			block := w.block(places)
			for b.Loop() {
				c := tabulate.New(w.rel, w.ext, tabulate.Options{})
				for n := 0; n < size.records; n += block.Len {
					for i := range block.Len {
						block.ID[i], block.Ordinal[i] = reports.ID{uint64((n+i)%size.ids) * 0x9e3779b97f4a7c15, uint64(n + i)}, int64(n+i)
						block.ID[i][1] = block.ID[i][0] + 1
					}
					c.Add(block)
				}
				b.StopTimer()
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB")
				runtime.KeepAlive(c)
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size.records), "ns/record")
		})
	}
}

// A job is a release like that of cmd/bench/release: an id, a recorded date, two
// dimensions, a ladder and a cohort, and readers who hand over blocks they use again.
type job struct {
	records, block, readers int
}

func (j job) extract() (*reports.Release, *reports.Extract) {
	rel := &reports.Release{ID: "made-up"}
	ext := &reports.Extract{ID: "cases", Key: []*reports.Column{{Name: "id"}}, Recorded: &reports.Column{Name: "recorded"}, IfNewestBroken: "earlier",
		Dims: []*reports.Dimension{{ID: "offence"}, {ID: "region"}}, Ladders: []*reports.Ladder{{ID: "course"}}, Cohorts: 1}
	rel.Extracts = []*reports.Extract{ext}
	return rel, ext
}

func (j job) room(ext *reports.Extract) *reports.Cases {
	n := j.block
	return &reports.Cases{Extract: ext, Expected: int64(j.records), Ordinal: make([]int64, n), Fate: make([]reports.Fate, n), HasID: make([]bool, n),
		ID: make([]reports.ID, n), Row: make([]reports.ID, n), Recorded: make([]int64, n), Times: make([]int64, n), Alike: make([]int64, n),
		Codes: [][]reports.Code{make([]reports.Code, n), make([]reports.Code, n), make([]reports.Code, n)}, Cohorts: make([]uint64, n)}
}

// fill makes the records of a block from the ordinal on: one in twelve set aside, one in
// a hundred an exact repeat and one in two hundred another version of the case of the record before.
func (j job) fill(b *reports.Cases, from int) {
	b.Len = min(j.block, j.records-from)
	r := rand.NewPCG(uint64(from), 7)
	for i := range b.Len {
		x, y := r.Uint64(), r.Uint64()
		b.Ordinal[i], b.Fate[i], b.HasID[i] = int64(from+i), reports.Counted, true
		b.ID[i], b.Row[i] = reports.ID{x, y}, reports.ID{y * 3, x * 5}
		b.Recorded[i] = 1_100_000_000 + int64(x%700)*86400
		b.Codes[0][i], b.Codes[1][i], b.Codes[2][i] = reports.Code(y%14+1), reports.Code(y>>8%10+1), reports.Code(y>>16%4+1)
		b.Cohorts[i] = 1
		switch k := y >> 32 % 2400; {
		case k < 200:
			b.Fate[i] = reports.Excluded
		case k < 204:
			b.Fate[i] = reports.Quarantined
		case k < 228 && i > 0:
			b.ID[i], b.Row[i], b.Recorded[i] = b.ID[i-1], b.Row[i-1], b.Recorded[i-1]
		case k < 240 && i > 0:
			b.ID[i] = b.ID[i-1]
		case k < 380:
			b.Cohorts[i] = 0
		}
	}
}

// run has two readers make up the records and, if asked, count them.
func (j job) run(tb testing.TB, count bool) {
	rel, ext := j.extract()
	c := tabulate.New(rel, ext, tabulate.Options{})
	defer c.Close()
	var wait sync.WaitGroup
	next := make(chan int)
	for range j.readers {
		block := j.room(ext)
		wait.Go(func() {
			for from := range next {
				j.fill(block, from)
				if !count {
					continue
				}
				if err := c.Add(block); err != nil {
					tb.Error(err)
				}
			}
		})
	}
	for from := 0; from < j.records; from += j.block {
		next <- from
	}
	close(next)
	wait.Wait()
	if _, _, err := c.Tally([]*reports.Coding{{}, {}, {}}, &reports.Account{Extract: ext}); err != nil {
		tb.Error(err)
	}
}

// BenchmarkJob counts records as a build does, and settles them: more of them than the
// processor's own memory holds. The time it takes to make them up is taken off.
func BenchmarkJob(b *testing.B) {
	for _, records := range []int{1e5, 1e6, 1e7} {
		for _, block := range []int{1 << 10, 1 << 14} {
			b.Run(fmt.Sprintf("records=%d/block=%d", records, block), func(b *testing.B) {
				j := job{records: records, block: block, readers: 2}
				made, counted := time.Hour, time.Hour // the quickest of each
				for b.Loop() {
					start := time.Now()
					j.run(b, false)
					made, start = min(made, time.Since(start)), time.Now()
					j.run(b, true)
					counted = min(counted, time.Since(start))
				}
				b.ReportMetric(float64((counted-made).Nanoseconds())/float64(records), "ns/record")
			})
		}
	}
}
