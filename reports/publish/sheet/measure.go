package sheet

import (
	"math"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"despatch/templates"
)

// A face measures text in Liberation Sans, whose widths are those of Arial.
type face struct {
	mu    sync.Mutex
	font  *sfnt.Font
	buf   sfnt.Buffer
	ascii [utf8.RuneSelf]float64 // widths of a font 1 point high
	other map[rune]float64
}

var (
	regular = sync.OnceValue(func() *face { return load(false) })
	bold    = sync.OnceValue(func() *face { return load(true) })
)

func load(heavy bool) *face {
	f := &face{other: map[rune]float64{}}
	parsed, err := sfnt.Parse(templates.Font(heavy))
	if err != nil {
		return f // every width is then the guess for a missing glyph
	}
	f.font = parsed
	for r := range f.ascii {
		f.ascii[r] = f.advance(rune(r))
	}
	return f
}

// advance is the width of one rune; of one the font lacks, a full em, as other
// scripts are mostly wider.
func (f *face) advance(r rune) float64 {
	const missing = 1
	if f.font == nil {
		return missing
	}
	i, err := f.font.GlyphIndex(&f.buf, r)
	if err != nil || i == 0 {
		return missing
	}
	em := fixed.I(int(f.font.UnitsPerEm()))
	a, err := f.font.GlyphAdvance(&f.buf, i, em, font.HintingNone)
	if err != nil {
		return missing
	}
	return float64(a) / float64(em)
}

func (f *face) width(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < utf8.RuneSelf {
			w += f.ascii[r]
			continue
		}
		f.mu.Lock()
		a, ok := f.other[r]
		if !ok {
			a = f.advance(r)
			f.other[r] = a
		}
		f.mu.Unlock()
		w += a
	}
	return w
}

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
	size, heavy := l.Size()
	if heavy {
		return bold().width(s) * size
	}
	return regular().width(s) * size
}

// slack is room left in a line, as programs differ by a little in what fits.
const slack = 0.97

// Lines is how many lines text takes in a column with room for width points.
func Lines(s string, l Look, width float64) int {
	width *= slack
	space := Width(" ", l)
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n++
		at := 0.0
		for word := range strings.FieldsSeq(line) {
			w := Width(word, l)
			if at > 0 && at+space+w > width {
				n++
				at = 0
			}
			if at > 0 {
				at += space
			}
			at += w
			if at > width { // a word longer than the line is broken
				n += int(at / width)
				at = math.Mod(at, width)
			}
		}
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
			n = Lines(c.Text, c.Look, widths[min(i, len(widths)-1)])
		}
		h = max(h, float64(n)*size*1.25+above(c.Look))
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
