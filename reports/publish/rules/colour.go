package rules

import (
	"math"
	"strconv"
	"strings"
)

// contrast is the ratio of two colours by WCAG 2.2, 1 to 21; 0 where one cannot be read.
func contrast(a, b string) float64 {
	x, ok := luminance(a)
	y, fine := luminance(b)
	if !ok || !fine {
		return 0
	}
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

// luminance is how light a colour is to the eye: #RRGGBB or #RGB.
func luminance(s string) (float64, bool) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "#")
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 6 {
		return 0, false
	}
	part := func(n uint64) float64 {
		f := float64(n&255) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*part(v>>16) + 0.7152*part(v>>8) + 0.0722*part(v), true
}
