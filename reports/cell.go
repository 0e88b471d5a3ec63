package reports

import (
	"strconv"
	"strings"
)

// A Symbol stands where no number can (SYM, S01): "[c]" confidential, "[x]" not
// available, "[z]" not applicable, "[low]" rounds to 0 but is not 0.
type Symbol string

// The symbols despatch writes in place of a value.
const (
	Confidential  Symbol = "[c]"
	NotAvailable  Symbol = "[x]"
	NotApplicable Symbol = "[z]"
	Low           Symbol = "[low]"
)

// SeriesBreak marks the label of the period at which a series breaks: figures before it
// cannot be compared with those from it on (SYM).
const SeriesBreak Symbol = "[b]"

// Text is the symbol's meaning, for the key above a table (S02).
func (s Symbol) Text() string {
	switch s {
	case Confidential:
		return "confidential"
	case NotAvailable:
		return "not available"
	case NotApplicable:
		return "not applicable"
	case Low:
		return "rounds to 0 but is not 0"
	case SeriesBreak:
		return "break in the series"
	}
	return ""
}

// Unit is what a number counts, as far as its printing goes.
type Unit string

// The units.
const (
	Number Unit = ""                  // 1,023
	Pct    Unit = "%"                 // 34.7, in words 34.7%
	Points Unit = "percentage points" // the change of two percentages
	DaysU  Unit = "days"
)

// A Cell is a published number or the symbol in its place, never both and never
// a string. Only package protect makes one that is set. The zero Cell is
// unset, which is not 0: a format that meets one must fail.
type Cell struct {
	set bool
	n   int64
	dp  uint8
	sym Symbol
}

// MakeNumber is the cell of n divided by ten to the dp: 288 with dp 1 is 28.8.
// For package protect alone: an architecture test refuses any other caller.
func MakeNumber(n int64, dp uint8) Cell { return Cell{set: true, n: n, dp: dp} }

// MakeSymbol is the cell that shows s. For package protect alone.
func MakeSymbol(s Symbol) Cell { return Cell{set: true, sym: s} }

// IsSet says whether the cell has been made.
func (c Cell) IsSet() bool { return c.set }

// Symbol is the symbol shown, "" for a number.
func (c Cell) Symbol() Symbol { return c.sym }

// IsNumber says whether the cell shows a number.
func (c Cell) IsNumber() bool { return c.set && c.sym == "" }

// Scaled is the number times ten to the dp; 0, 0 for a symbol.
func (c Cell) Scaled() (n int64, dp uint8) { return c.n, c.dp }

// Float is the number for drawing and for cells of a workbook; 0 for a symbol.
func (c Cell) Float() float64 {
	// Below 2^53 both are exact, and so a division gives the float nearest to the
	// number, which is what its text is read as.
	if c.n > -1<<53 && c.n < 1<<53 && int(c.dp) < len(tens) {
		return float64(c.n) / tens[c.dp]
	}
	f, _ := strconv.ParseFloat(c.Bare(), 64)
	return f
}

// tens are powers of ten that a float holds exactly.
var tens = [...]float64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}

// Bare is the number without separators ("1023", "-6", "28.8"), or the symbol.
func (c Cell) Bare() string {
	if !c.set {
		return "unset"
	}
	if c.sym != "" {
		return string(c.sym)
	}
	s := strconv.FormatInt(c.n, 10)
	if c.dp == 0 {
		return s
	}
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for len(s) <= int(c.dp) {
		s = "0" + s
	}
	return sign + s[:len(s)-int(c.dp)] + "." + s[len(s)-int(c.dp):]
}

// String is the one place where a count becomes text: "1,023", "28.8", "[c]",
// with a true minus sign for what is below zero.
func (c Cell) String() string {
	if !c.IsNumber() {
		return c.Bare()
	}
	s, frac, _ := strings.Cut(c.Bare(), ".")
	sign := ""
	if s[0] == '-' {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if frac != "" {
		s += "." + frac
	}
	return sign + s
}

// Compare is -1, 0 or 1 as c is less than, equal to or more than d; ok is false
// where either is not a number.
func (c Cell) Compare(d Cell) (order int, ok bool) {
	if !c.IsNumber() || !d.IsNumber() {
		return 0, false
	}
	a, b := c.n, d.n
	for p := c.dp; p < d.dp; p++ {
		a *= 10
	}
	for p := d.dp; p < c.dp; p++ {
		b *= 10
	}
	switch {
	case a < b:
		return -1, true
	case a > b:
		return 1, true
	}
	return 0, true
}

// printed is what only print adds to a number.
var printed = strings.NewReplacer(",", "", "%", "", "−", "-", "\u00a0", "", "\u202f", "")

// Bare takes from a number as read out of a file what only print adds:
// separators, a percent sign, a typographic minus. "1,023" and "1023" are one
// figure; any other text is returned as it is.
func Bare(s string) string {
	t := printed.Replace(strings.TrimSpace(s))
	if _, err := strconv.ParseFloat(t, 64); err != nil {
		return s
	}
	return t
}
