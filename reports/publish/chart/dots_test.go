package chart

import (
	"bytes"
	"fmt"
	"image"
	"slices"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

// TestFewColoursAreTheSamePicture paints charts on the ground of few colours and on that of
// all of them: the files are the same to the last byte. What a palette cannot hold is
// painted all the same.
func TestFewColoursAreTheSamePicture(t *testing.T) {
	m, err := NewMetrics()
	if err != nil {
		t.Fatal(err)
	}
	doc := formattest.Fixture()
	var sheets []*Drawing
	for _, c := range doc.Charts {
		sheets = append(sheets, Sheet(c, doc, m))
	}
	many := &Drawing{W: 300, H: 20}
	for i := range 300 {
		many.Ops = append(many.Ops, Op{Kind: Rect, X: float64(i) + 0.3, W: 1, H: 19.7, Fill: reports.Colour(fmt.Sprintf("#%02x%02x80", i/2, 255-i/2))})
	}
	hidden := &Drawing{W: 300, H: 20, Ops: append(slices.Clone(many.Ops), Op{Kind: Rect, W: 300, H: 20, Fill: "#ffffff"})}
	for i, d := range append(sheets, many, hidden) {
		all := newFull(image.Rect(0, 0, int(d.W*density), int(d.H*density)))
		(&canvas{dots: all, size: all.img.Rect, m: m}).draw(d)
		var got, want bytes.Buffer
		if err := encoder.Encode(&got, paint(d, m)); err != nil {
			t.Fatal(err)
		}
		if err := encoder.Encode(&want, short(all.img)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Errorf("drawing %d: %d bytes, want %d, and not the same", i, got.Len(), want.Len())
		}
	}
}
