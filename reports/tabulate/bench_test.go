package tabulate_test

import (
	"fmt"
	"runtime"
	"testing"

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
