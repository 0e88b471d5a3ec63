package ingest

import (
	"fmt"
	"maps"
	"sync"
	"testing"

	"despatch/reports"
)

// hoarded is what is kept of n values, each met as often as its last digit says, brought
// by workers from one end or from the other.
func hoarded(n, workers int, backwards bool) map[string]int64 {
	h := newHoard()
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			heap := heap{hoard: h}
			defer heap.put()
			for i := w; i < n; i += workers {
				at := i
				if backwards {
					at = n - 1 - i
				}
				v := fmt.Appendf(nil, "person %d", at)
				for range at%10 + 1 {
					heap.add(at%3, v, hashOf(v), 1)
				}
				if i%1000 < workers {
					heap.put()
				}
			}
		})
	}
	wait.Wait()
	kept := map[string]int64{}
	h.each(func(column int, value string, n int64) { kept[fmt.Sprint(column, " ", value)] = n })
	return kept
}

// TestHoard: few values are kept all; of many about as many as the limit says, and the
// same ones in whatever order they came, each with how often it was met.
func TestHoard(t *testing.T) {
	for _, n := range []int{0, 7, 50_000, 500_000} {
		want := hoarded(n, 1, false)
		if !maps.Equal(hoarded(n, 3, true), want) {
			t.Errorf("of %d values others are kept in another order", n)
		}
		least, most := n, n
		if n > reports.PrivateLimit {
			least, most = reports.PrivateLimit*95/100, reports.PrivateLimit*102/100
		}
		if len(want) < least || len(want) > most {
			t.Errorf("of %d values %d are kept", n, len(want))
		}
		for v, times := range want {
			var column, at int
			if _, err := fmt.Sscanf(v, "%d person %d", &column, &at); err != nil || times != int64(at%10+1) || column != at%3 {
				t.Fatalf("%q was met %d times", v, times)
			}
		}
	}
}
