package pdf

import (
	"io"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

func bench(b *testing.B, d *reports.Document) {
	for b.Loop() {
		w, err := Format.Write(func(string) (io.Writer, error) { return io.Discard, nil }, d)
		if err != nil || len(w.Findings) > 0 {
			b.Fatal(err, w.Findings)
		}
	}
}

// BenchmarkWrite is the whole road, the check of the finished file included.
func BenchmarkWrite(b *testing.B) {
	b.Run("pages=4", func(b *testing.B) { bench(b, formattest.Fixture()) })
	b.Run("rows=7600", func(b *testing.B) {
		d := para(reports.Span{Text: "A long table."})
		d.Blocks = append(d.Blocks, reports.Block{Table: wide("long", 1, 7600, 5)})
		bench(b, d)
	})
}
