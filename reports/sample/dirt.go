package sample

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Rate is how many records in a million have a kind of dirt.
type Rate int

// String is the rate in per cent: "0.5%".
func (r Rate) String() string { return strconv.FormatFloat(float64(r)/10_000, 'f', -1, 64) + "%" }

// Dirt is how often each kind of dirt occurs; kinds of a whole file are there or not.
type Dirt map[string]Rate

// A Kind is one kind of dirt.
type Kind struct {
	ID    string
	Usual Rate // its rate where none is given
	Whole bool // of the whole file: it has no rate
	CSV   bool // only in CSV
	Text  string
}

// Kinds are the kinds of dirt there are, in the order of the help.
var Kinds = []Kind{
	{ID: "repeats", Usual: 10_000, Text: "records sent twice, equal to the last letter"},
	{ID: "versions", Usual: 5_000, Text: "later records of the same case (where the release has an id)"},
	{ID: "bad-dates", Usual: 500, Text: "dates that are none, in several shapes"},
	{ID: "bad-numbers", Usual: 200, Text: "numbers that are no whole numbers"},
	{ID: "order", Usual: 200, Text: "dates before the date they must follow"},
	{ID: "window", Usual: 200, Text: "values outside their plausible range"},
	{ID: "late", Usual: 500, Text: "records recorded after the as-at date"},
	{ID: "blanks", Usual: 5_000, Text: "values left blank, or with a word for it"},
	{ID: "blank-ids", Usual: 100, Text: "records without their identifier"},
	{ID: "misspelt", Usual: 2_000, Text: "codes with a slip of the pen, in no code list"},
	{ID: "variants", Usual: 20_000, Text: "values padded with spaces or in other letter case"},
	{ID: "separators", Usual: 5_000, Text: "values with the separator in them, in quotes"},
	{ID: "breaks", Usual: 1_000, Text: "values with a line break in them, in quotes"},
	{ID: "stray", Usual: 100, CSV: true, Text: "a quotation mark out of place; the account names the lines"},
	{ID: "totals", Whole: true, Text: "rows with the source's own totals, where a measure sums and a dimension has totals"},
	{ID: "small-cells", Whole: true, Text: "a few codes have nearly all records, so that many cells are small"},
	{ID: "crlf", Whole: true, CSV: true, Text: "lines end in CR LF"},
	{ID: "bom", Whole: true, CSV: true, Text: "a byte order mark at the start"},
	{ID: "windows-1252", Whole: true, CSV: true, Text: "text in Windows-1252, whatever the release declares"},
}

// Usual is the dirt of an ordinary extract: every kind with a rate at that rate, and totals.
func Usual() Dirt {
	d := Dirt{"totals": million}
	for _, k := range Kinds {
		if !k.Whole {
			d[k.ID] = k.Usual
		}
	}
	return d
}

// ParseDirt reads "none", "usual", or kinds with or without rates:
// "usual,stray=0.1%,breaks=0,crlf".
func ParseDirt(s string) (Dirt, error) {
	d := Dirt{}
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' }) {
		switch part {
		case "none":
			continue
		case "usual":
			for id, rate := range Usual() {
				d[id] = rate
			}
			continue
		}
		id, given, rated := strings.Cut(part, "=")
		at := slices.IndexFunc(Kinds, func(k Kind) bool { return k.ID == id })
		if at < 0 {
			return nil, fmt.Errorf("there is no kind of dirt %q; there are none, usual, %s", id, kindNames())
		}
		k := Kinds[at]
		switch {
		case k.Whole && rated:
			return nil, fmt.Errorf("%s is of the whole file and has no rate", id)
		case k.Whole:
			d[id] = million
		case !rated:
			d[id] = k.Usual
		default:
			rate, err := parseRate(given)
			if err != nil {
				return nil, fmt.Errorf("%s=%s: %w", id, given, err)
			}
			d[id] = rate
		}
	}
	for id, rate := range d {
		if rate == 0 {
			delete(d, id)
		}
	}
	return d, nil
}

func parseRate(s string) (Rate, error) {
	number, percent := strings.CutSuffix(s, "%")
	f, err := strconv.ParseFloat(number, 64)
	if percent {
		f /= 100
	}
	if err != nil || math.IsNaN(f) || f < 0 || f > 1 {
		return 0, fmt.Errorf("a rate is written 0.5%% or 0.005, from 0%% to 100%%")
	}
	return Rate(math.Round(f * million)), nil
}

func kindNames() string {
	var out []string
	for _, k := range Kinds {
		out = append(out, k.ID)
	}
	return strings.Join(out, ", ")
}

// has says whether the file has a kind of dirt at all.
func (d Dirt) has(id string) bool { return d[id] > 0 }

// faults are the kinds of which a record has at most one.
var faults = []string{"bad-dates", "bad-numbers", "order", "window", "late", "blanks", "blank-ids", "misspelt", "stray"}
