package reports

import (
	"fmt"
	"math"
)

// A Colour is six hexadecimal digits after a #: "#12436D".
type Colour string

// RGB is the colour's parts, 0 to 255.
func (c Colour) RGB() (r, g, b int, err error) {
	if len(c) != 7 || c[0] != '#' {
		return 0, 0, 0, fmt.Errorf("%q is not a colour written #RRGGBB", string(c))
	}
	if _, err := fmt.Sscanf(string(c[1:]), "%02x%02x%02x", &r, &g, &b); err != nil {
		return 0, 0, 0, fmt.Errorf("%q is not a colour written #RRGGBB", string(c))
	}
	return r, g, b, nil
}

func (c Colour) luminance() float64 {
	r, g, b, _ := c.RGB()
	f := func(v int) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*f(r) + 0.7152*f(g) + 0.0722*f(b)
}

// Contrast is the ratio of two colours by WCAG 2.2: 1 to 21.
func Contrast(a, b Colour) float64 {
	x, y := a.luminance(), b.luminance()
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

// A Theme is a department's name and colours, the same in every format.
type Theme struct {
	Name      string   // in the masthead; default: the release's organisation
	Accent    Colour   // masthead, rules, the first bar: white text on it needs 4.5:1
	Text      Colour   // body text: 7:1 on white
	Secondary Colour   // subtitles, sources: 4.5:1 on white
	Link      Colour   // 4.5:1 on white
	Palette   []Colour // of charts, in order: each 3:1 on white, neighbours 3:1 apart
}
