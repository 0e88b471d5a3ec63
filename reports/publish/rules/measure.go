package rules

import (
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"despatch/templates"
)

// widths measures text in the widths of Arial, which Liberation Sans shares.
type widths struct {
	font  *sfnt.Font
	mu    sync.Mutex
	buf   sfnt.Buffer
	ascii [128]float64
	seen  map[rune]float64
}

// em is the size widths are kept for.
const em = 1000

var faces = [2]func() *widths{sync.OnceValue(func() *widths { return newWidths(false) }), sync.OnceValue(func() *widths { return newWidths(true) })}

func newWidths(bold bool) *widths {
	f, err := sfnt.Parse(templates.Font(bold))
	if err != nil {
		return nil // the font is part of the program; its own tests fail first
	}
	w := &widths{font: f, seen: map[rune]float64{}}
	for r := range rune(128) {
		w.ascii[r] = w.advance(r)
	}
	return w
}

func (w *widths) advance(r rune) float64 {
	i, err := w.font.GlyphIndex(&w.buf, r)
	if err != nil {
		return em / 2
	}
	a, err := w.font.GlyphAdvance(&w.buf, i, fixed.I(em), font.HintingNone)
	if err != nil {
		return em / 2
	}
	return float64(a) / 64
}

// width is how wide a text is, in the unit of size.
func width(s string, size float64, bold bool) float64 {
	face := faces[0]
	if bold {
		face = faces[1]
	}
	w := face()
	if w == nil {
		return 0
	}
	total := 0.0
	for _, r := range s {
		if r < 128 {
			total += w.ascii[r]
			continue
		}
		w.mu.Lock()
		v, ok := w.seen[r]
		if !ok {
			v = w.advance(r)
			w.seen[r] = v
		}
		w.mu.Unlock()
		total += v
	}
	return total * size / em
}

// lines is how many lines a text takes where each has so much room; a word wider
// than that is broken.
func lines(s string, size float64, bold bool, room float64) int {
	if room <= 0 {
		return 1
	}
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n++
		at, space := 0.0, width(" ", size, bold)
		for word := range strings.FieldsSeq(line) {
			w := width(word, size, bold)
			switch {
			case at == 0:
			case at+space+w > room:
				n++
				at = 0
			default:
				at += space
			}
			for w > room {
				n++
				w -= room
			}
			at += w
		}
	}
	return n
}
