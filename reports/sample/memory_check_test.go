//go:build check

package sample_test

import (
	"io"
	"runtime"
	"testing"

	"despatch/reports/sample"
)

// TestConstantMemory: a sample twenty times as long takes no more memory, to speak of.
func TestConstantMemory(t *testing.T) {
	rel := load(t, "fnp-2006/release.yaml")
	for _, format := range []string{"csv", "parquet"} {
		var took [2]uint64
		for i, n := range []int64{100_000, 2_000_000} {
			if _, err := sample.Write(t.Context(), rel, rel.Extracts[0], io.Discard, sample.Options{Records: n, Dirt: sample.Usual(), Format: format}); err != nil {
				t.Fatal(err)
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m) // Sys only grows: it is the peak
			took[i] = m.Sys
		}
		if grew := int64(took[1]) - int64(took[0]); grew > 48<<20 {
			t.Errorf("%s: %d MB more for twenty times the records", format, grew>>20)
		}
		t.Logf("%s: %d MB, then %d MB", format, took[0]>>20, took[1]>>20)
	}
}
