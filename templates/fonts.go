// Package templates holds the looks and the starting wording of everything
// despatch writes: fonts, styles, the chart bundle, the default documents and
// the default theme. It holds no number and imports nothing but the standard
// library.
package templates

import (
	_ "embed"
	"slices"
)

// Liberation Sans 2.1.5 (OFL-1.1, licence beside the files): Arial's metrics, with
// Welsh letters. TrueType outlines, which is what gofpdf can embed.
var (
	//go:embed fonts/LiberationSans-Regular.ttf
	fontRegular []byte
	//go:embed fonts/LiberationSans-Bold.ttf
	fontBold []byte
)

// Font is the text font, bold or not, as the bytes of a TrueType file, which nobody may
// change: a copy for each who reads it took as much memory as three charts.
func Font(bold bool) []byte {
	if bold {
		return slices.Clip(fontBold)
	}
	return slices.Clip(fontRegular)
}
