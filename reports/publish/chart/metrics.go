package chart

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"despatch/templates"
)

// Metrics measures text in Liberation Sans, whose widths are Arial's. It is made
// once and may be used by many goroutines.
type Metrics struct {
	regular, bold *face
}

// face is one font: the widths of the common runes ready, the rest asked of the font.
type face struct {
	font *sfnt.Font
	em   float64
	low  [0x250]float64 // widths in ems up to Latin Extended-B, Welsh letters included
}

var metrics = sync.OnceValues(func() (*Metrics, error) {
	regular, err := newFace(templates.Font(false))
	if err != nil {
		return nil, err
	}
	bold, err := newFace(templates.Font(true))
	if err != nil {
		return nil, err
	}
	return &Metrics{regular, bold}, nil
})

// NewMetrics is the metrics of the embedded fonts, read at the first call.
func NewMetrics() (*Metrics, error) { return metrics() }

func newFace(ttf []byte) (*face, error) {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("embedded font: %w", err)
	}
	out := &face{font: f, em: float64(f.UnitsPerEm())}
	var buf sfnt.Buffer
	for r := range out.low {
		out.low[r] = out.ask(&buf, rune(r))
	}
	return out, nil
}

// ask is a rune's width in ems; a rune the font lacks is taken as a full em, so
// that what a reader's own font puts there still has room.
func (f *face) ask(buf *sfnt.Buffer, r rune) float64 {
	if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
		return 0
	}
	g, err := f.font.GlyphIndex(buf, r)
	if err != nil || g == 0 {
		return 1
	}
	w, err := f.font.GlyphAdvance(buf, g, fixed.I(int(f.em)), font.HintingNone)
	if err != nil {
		return 1
	}
	return float64(w) / 64 / f.em
}

// Width is the width of a line of text at a size, in the unit of the size.
func (m *Metrics) Width(text string, size float64, bold bool) float64 {
	f := m.regular
	if bold {
		f = m.bold
	}
	var ems float64
	var buf *sfnt.Buffer
	for _, r := range text {
		if int(r) < len(f.low) {
			ems += f.low[r]
			continue
		}
		if buf == nil {
			buf = new(sfnt.Buffer)
		}
		ems += f.ask(buf, r)
	}
	return ems * size
}

// Wrap breaks text into lines no wider than width: between words, and inside a
// word only where the word alone is wider. Nothing is cut off. Runs of white
// space count as one space.
func (m *Metrics) Wrap(text string, size float64, bold bool, width float64) []string {
	var lines []string
	line := ""
	space := m.Width(" ", size, bold)
	used := 0.0
	for _, word := range strings.Fields(text) {
		for _, part := range m.split(word, size, bold, width) {
			w := m.Width(part, size, bold)
			switch {
			case line == "":
				line, used = part, w
			case used+space+w <= width:
				line += " " + part
				used += space + w
			default:
				lines = append(lines, line)
				line, used = part, w
			}
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// breaks says whether a word of a text would have to be broken to fit a width.
func (m *Metrics) breaks(text string, bold bool, width float64) bool {
	for word := range strings.FieldsSeq(text) {
		if m.Width(word, size, bold) > width {
			return true
		}
	}
	return false
}

// split cuts a word into pieces that fit; a word that fits is one piece.
func (m *Metrics) split(word string, size float64, bold bool, width float64) []string {
	if m.Width(word, size, bold) <= width {
		return []string{word}
	}
	var parts []string
	start, used := 0, 0.0
	for i, r := range word {
		w := m.Width(string(r), size, bold)
		if used+w > width && i > start && !unicode.Is(unicode.Mn, r) {
			parts = append(parts, word[start:i])
			start, used = i, 0
		}
		used += w
	}
	return append(parts, word[start:])
}

// widest is the width of the widest of some lines.
func (m *Metrics) widest(lines []string) float64 {
	var w float64
	for _, l := range lines {
		w = max(w, m.Width(l, size, false))
	}
	return w
}
