package sheet

import (
	"math"
	"strings"

	"despatch/reports/publish/chart"
)

// Size is the height of a look's letters in points, and whether they are bold (X15).
func (l Look) Size() (points float64, heavy bool) {
	switch l {
	case Title:
		return 15, true
	case Heading:
		return 13, true
	case Header, HeaderRight, TotalLabel, TotalValue:
		return 12, true
	}
	return 12, false
}

// Width is how wide a line of text is in points.
func Width(s string, l Look) float64 {
	m, err := chart.NewMetrics()
	if err != nil {
		return 0 // Plan has refused before
	}
	size, heavy := l.Size()
	return m.Width(s, size, heavy)
}

// slack is room left in a line, as programs differ by a little in what fits.
const slack = 0.97

// Lines is how many lines text takes in a column with room for width points.
func Lines(s string, l Look, width float64) int {
	if !strings.Contains(s, "\n") && Width(s, l) <= width*slack {
		return 1
	}
	m, err := chart.NewMetrics()
	if err != nil {
		return 1 // Plan has refused before
	}
	size, heavy := l.Size()
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n += len(m.Wrap(line, size, heavy, width*slack))
	}
	return n
}

// height is the height of a row of which cell i has room for widths[i].
func height(cells []Cell, widths []float64) float64 {
	h := 0.0
	for i, c := range cells {
		size, _ := c.Look.Size()
		n := 1
		if c.Figure == nil {
			room := widths[min(i, len(widths)-1)]
			if c.Look == HeaderRight {
				room -= indent
			}
			n = Lines(c.Text, c.Look, room)
		}
		h = max(h, float64(n)*size*1.3+above(c.Look))
	}
	return math.Ceil(h)
}

// above is the space that keeps rows apart, in place of blank rows (X04).
func above(l Look) float64 {
	switch l {
	case Heading:
		return 14
	case Title:
		return 8
	case Header, HeaderRight:
		return 8
	}
	return 5
}

// longest is the width of the widest word of s.
func longest(s string, l Look) float64 {
	w := 0.0
	for word := range strings.FieldsSeq(s) {
		w = max(w, Width(word, l))
	}
	return w
}
