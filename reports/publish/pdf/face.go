package pdf

import (
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"

	"despatch/templates"
)

// fonts are the two parsed faces, regular and bold; parsed once in a process.
var fonts = sync.OnceValues(func() (parsed [2]*sfnt.Font, err error) {
	for i := range parsed {
		if parsed[i], err = sfnt.Parse(templates.Font(i == 1)); err != nil {
			return parsed, err
		}
	}
	return parsed, nil
})

// A face measures one weight of the text font. It is not safe for two documents at once.
type face struct {
	font   *sfnt.Font
	buf    sfnt.Buffer
	low    [0x180]int   // as widths, plus 1, of the common runes; 0: not asked yet
	widths map[rune]int // in thousandths of the size; -1: no glyph
	seen   [0x180]bool  // as used, of the common runes
	used   map[rune]bool
}

func newFace(f *sfnt.Font) *face {
	return &face{font: f, widths: map[rune]int{}, used: map[rune]bool{}}
}

// use records that r is shown.
func (f *face) use(r rune) {
	if int(r) < len(f.seen) {
		f.seen[r] = true
	} else {
		f.used[r] = true
	}
}

// shown are the runes that are shown, in order.
func (f *face) shown() []rune {
	var out []rune
	for r, ok := range f.seen {
		if ok {
			out = append(out, rune(r))
		}
	}
	for r := range f.used {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

// name is the font's PostScript name.
func (f *face) name() string {
	s, err := f.font.Name(&f.buf, sfnt.NameIDPostScript)
	if err != nil {
		return "Text"
	}
	return s
}

// rune is the advance of r in thousandths, rounded as gofpdf rounds it, or -1
// where the font has no glyph. Runes from U+10000 up count as missing: gofpdf panics on them.
func (f *face) rune(r rune) int {
	if int(r) < len(f.low) {
		if f.low[r] == 0 {
			f.low[r] = f.ask(r) + 1
		}
		return f.low[r] - 1
	}
	w, ok := f.widths[r]
	if !ok {
		w = f.ask(r)
		f.widths[r] = w
	}
	return w
}

func (f *face) ask(r rune) int {
	w := -1
	if g, err := f.font.GlyphIndex(&f.buf, r); r < 0x10000 && err == nil && g != 0 {
		em := f.font.UnitsPerEm()
		if a, err := f.font.GlyphAdvance(&f.buf, g, fixed.I(int(em)), font.HintingNone); err == nil {
			w = int(math.Round(float64(a) / 64 * 1000 / float64(em)))
		}
	}
	return w
}

// width is the width of s at size, in the size's unit. A missing rune has none.
func (f *face) width(s string, size float64) float64 {
	n := 0
	for _, r := range s {
		if w := f.rune(r); w > 0 {
			n += w
		}
	}
	return float64(n) * size / 1000
}

// clean is s as the pages show it: composed (NFC), every control and white space
// a space, marks without a shape left out, the no-break hyphen a hyphen.
func clean(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u2011':
			return '-'
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		}
		return r
	}, norm.NFC.String(s))
}
