package html

import (
	"bytes"
	"io"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

func BenchmarkWrite(b *testing.B) {
	for name, d := range map[string]*reports.Document{"static": static(), "bundle": formattest.Fixture()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				if _, err := Format.Write(func(string) (io.Writer, error) { return &out, nil }, d); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/read", func(b *testing.B) {
			var out bytes.Buffer
			if _, err := Format.Write(func(string) (io.Writer, error) { return &out, nil }, d); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := Format.Open(bytes.NewReader(out.Bytes()), int64(out.Len())); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
