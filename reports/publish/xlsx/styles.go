package xlsx

import (
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"despatch/reports"
	"despatch/reports/publish/sheet"
)

// looks are the ids of the styles: of words by look, of values by decimals.
type looks struct {
	words  [sheet.Looks]int
	plain  [maxDecimals + 1]int // by decimals
	totals [maxDecimals + 1]int
}

// maxDecimals is the most decimals a number is shown with.
const maxDecimals = 6

// value is the style of a number or a symbol.
func (l *looks) value(look sheet.Look, c reports.Cell) int {
	_, dp := c.Scaled()
	dp = min(dp, maxDecimals)
	if look == sheet.TotalValue {
		return l.totals[dp]
	}
	return l.plain[dp]
}

// styles makes every style once: Arial, no fill, no border, no colour but a
// link's (X15, X18).
func (w *writer) styles() error {
	// The first font is the one columns are measured in and cells without a style show.
	first := w.f.Styles.Fonts.Font[0]
	name, size := "Arial", 12.0
	first.Name.Val, first.Sz.Val, first.Color = &name, &size, nil
	for look := range sheet.Looks {
		id, err := w.f.NewStyle(style(look))
		if err != nil {
			return err
		}
		w.looks.words[look] = id
	}
	for dp := range maxDecimals + 1 {
		format := "#,##0"
		if dp > 0 {
			format += "." + strings.Repeat("0", dp)
		}
		plain, total := style(sheet.Value), style(sheet.TotalValue)
		plain.CustomNumFmt, total.CustomNumFmt = &format, &format
		var err error
		if w.looks.plain[dp], err = w.f.NewStyle(plain); err != nil {
			return err
		}
		if w.looks.totals[dp], err = w.f.NewStyle(total); err != nil {
			return err
		}
	}
	w.named("Heading 1", 16, w.looks.words[sheet.Title])
	w.named("Heading 2", 17, w.looks.words[sheet.Heading])
	return nil
}

func style(l sheet.Look) *excelize.Style {
	size, heavy := l.Size()
	s := &excelize.Style{Font: &excelize.Font{Family: "Arial", Size: size, Bold: heavy},
		Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left", WrapText: true}}
	switch l {
	case sheet.Label, sheet.TotalLabel:
		s.Alignment.Vertical = "center" // as far from the row above as from the one below
	case sheet.Heading:
		s.Alignment.Vertical = "bottom" // its space is above it
	case sheet.Header:
		s.Alignment.Vertical = "bottom"
	case sheet.HeaderRight:
		s.Alignment.Vertical, s.Alignment.Horizontal = "bottom", "right"
		s.Alignment.Indent = 1
	case sheet.Value, sheet.TotalValue:
		s.Alignment.Vertical, s.Alignment.Horizontal, s.Alignment.WrapText = "center", "right", false
		s.Alignment.Indent = 1
	case sheet.LinkText:
		s.Alignment.Vertical = "center"
		s.Font.Underline, s.Font.Color = "single", "0000FF"
	}
	return s
}

// named makes a style the one a program lists as a heading under its built-in
// number (X16). excelize has no call for it, but its tables of styles are open.
func (w *writer) named(name string, builtIn, style int) {
	s, yes := w.f.Styles, true
	of := &s.CellXfs.Xf[style]
	base := s.CellStyleXfs.Xf[0]
	base.FontID, base.Alignment, base.ApplyFont, base.ApplyAlignment = of.FontID, of.Alignment, &yes, &yes
	id := len(s.CellStyleXfs.Xf)
	s.CellStyleXfs.Xf = append(s.CellStyleXfs.Xf, base)
	s.CellStyleXfs.Count = id + 1
	of.XfID = &id
	entry := *s.CellStyles.CellStyle[0]
	entry.Name, entry.XfID, entry.BuiltInID = name, id, &builtIn
	s.CellStyles.CellStyle = append(s.CellStyles.CellStyle, &entry)
	s.CellStyles.Count = len(s.CellStyles.CellStyle)
}

// columnWidth turns points of text into the unit of a column's width: digits of
// Arial 12, 9 pixels each at 96 to the inch, with 5 pixels of margin.
func columnWidth(points float64) float64 {
	pixels := math.Ceil(points*96/72) + 5
	return min(math.Ceil(pixels/9*100)/100, 255)
}
