package ingest

import (
	"cmp"
	"slices"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"

	"golang.org/x/text/unicode/norm"
)

// manyCodes is how many different values a dimension may have as found:
// beyond it the column is no dimension but a text.
const manyCodes = 100_000

// A coder turns the values of one dimension into codes.
type coder struct {
	dim       *reports.Dimension
	col, col2 *column
	asAt      int32
	cats      []reports.Category // [0] is Unknown
	live      []int64            // counted records by code

	raw     map[string]int // spelling as it stands to its place in forms
	forms   []form
	byFold  map[string]reports.Code // as found
	slot    int                     // in forms, of the record at hand; -1: none
	tooMany bool
	beyond  int64 // records whose value is in no code list and was not kept

	months map[int32]reports.Code // of periods: code by month since year 0
}

// A form is one spelling of a value.
type form struct {
	text string
	code reports.Code
	n    int64 // live records
	miss bool  // in no code list
}

func newCoder(d *reports.Dimension, col, col2 *column, asAt reports.Day) *coder {
	c := &coder{dim: d, col: col, col2: col2, asAt: int32(asAt), raw: map[string]int{}, byFold: map[string]reports.Code{}, slot: -1}
	c.cats = slices.Clone(d.Categories)
	if len(c.cats) == 0 {
		c.cats = []reports.Category{{Code: "unknown", Label: "Not known", Kind: reports.NotKnown}}
	}
	if d.Kind == reports.AsFound || d.Kind == reports.Period {
		c.cats = c.cats[:1]
	}
	if d.Kind == reports.Period {
		c.months = map[int32]reports.Code{}
	}
	c.live = make([]int64, len(c.cats))
	return c
}

// code is the code of the record at hand; false where it has none and the
// dimension has no line for what is not known.
func (c *coder) code() (reports.Code, bool) {
	code := c.find()
	return code, code != reports.Unknown || c.dim.HasUnknown
}

func (c *coder) find() reports.Code {
	c.slot = -1
	switch c.dim.Kind {
	case reports.Period:
		return c.period()
	case reports.Banded:
		return c.band()
	}
	if c.col.blank {
		if c.dim.Kind == reports.Coded {
			return c.dim.Raw[""]
		}
		return reports.Unknown
	}
	if i, ok := c.raw[string(c.col.raw)]; ok {
		c.slot = i
		return c.forms[i].code
	}
	return c.fresh()
}

// fresh gives a spelling met for the first time its code.
func (c *coder) fresh() reports.Code {
	folded := fold.Fold(string(c.col.raw))
	f := form{text: string(c.col.raw)}
	if c.dim.Kind == reports.Coded {
		code, ok := c.dim.Raw[folded]
		f.code, f.miss = code, !ok
	} else {
		f.code = c.found(folded)
	}
	if len(c.forms) >= manyCodes {
		// A code list may be long, of postcodes say: beyond the limit values are looked up each time.
		c.tooMany = c.tooMany || c.dim.Kind == reports.AsFound
		if f.miss {
			c.slot = unkept
		}
		return f.code
	}
	c.slot = len(c.forms)
	c.raw[f.text] = c.slot
	c.forms = append(c.forms, f)
	return f.code
}

// found is the code of a folded value of a dimension without a code list.
func (c *coder) found(folded string) reports.Code {
	if code, ok := c.byFold[folded]; ok {
		return code
	}
	if len(c.cats) > manyCodes {
		c.tooMany = true
		return reports.Unknown
	}
	code := c.extend(reports.Category{Code: fold.Slug(folded)})
	if c.cats[code].Code == "other" {
		c.cats[code].Kind = reports.Other
	}
	c.byFold[folded] = code
	return code
}

func (c *coder) extend(cat reports.Category) reports.Code {
	c.cats = append(c.cats, cat)
	c.live = append(c.live, 0)
	return reports.Code(len(c.cats) - 1)
}

// period is the code of the period the date lies in; a coarse date lies where it begins.
func (c *coder) period() reports.Code {
	if !c.col.there() {
		return reports.Unknown
	}
	at := c.col.when.months
	if code := c.months[at]; code != 0 {
		return code
	}
	number := reports.PeriodNumber(c.dim.Period, reports.Day(c.col.when.day))
	for i := 1; i < len(c.cats); i++ {
		if c.cats[i].Number == number {
			c.months[at] = reports.Code(i)
			return c.months[at]
		}
	}
	c.months[at] = c.extend(reports.PeriodCategory(c.dim.Period, number))
	return c.months[at]
}

// band is the band of a number or of the days between two dates. A date after
// the as-at date does not exist yet.
func (c *coder) band() reports.Code {
	v := c.col.val
	switch {
	case c.col2 != nil:
		days := between(c.col, c.col2, c.asAt)
		if days == reports.NoDays {
			return reports.Unknown
		}
		v = int64(days)
	case !c.col.there():
		n, ok := number(c.col.raw)
		if c.col.blank || c.col.number || !ok {
			return reports.Unknown
		}
		v = n
	}
	for i, b := range c.dim.Bands {
		if b.Lo <= v && v <= b.Hi {
			return reports.Code(i + 1)
		}
	}
	return reports.Unknown
}

// between is the whole days from one date to another, NoDays where either is
// missing or does not exist yet on the as-at date.
func between(from, to *column, asAt int32) int32 {
	if !from.there() || !to.there() || from.when.day > asAt || to.when.day > asAt {
		return reports.NoDays
	}
	return to.when.day - from.when.day
}

// unkept is the slot of a value in no code list that was not kept.
const unkept = -2

// count adds the record at hand, which is live, to its code.
func (c *coder) count(code reports.Code, slot int) {
	c.live[code]++
	switch {
	case slot >= 0:
		c.forms[slot].n++
	case slot == unkept:
		c.beyond++
	}
}

// missed notes a value in no code list whose record is set aside for it.
func (c *coder) missed() {
	switch {
	case c.slot >= 0 && c.forms[c.slot].miss:
		c.forms[c.slot].n++
	case c.slot == unkept:
		c.beyond++
	}
}

// coding is the dimension as it came out of the extract.
func (c *coder) coding() *reports.Coding {
	if c.dim.Kind == reports.AsFound {
		c.label()
	}
	out := &reports.Coding{Dim: c.dim, Categories: c.cats}
	for i := 1; i < len(c.cats); i++ {
		if c.live[i] > 0 || c.dim.Kind == reports.Coded || c.dim.Kind == reports.Banded {
			out.Order = append(out.Order, reports.Code(i))
		}
	}
	switch c.dim.Kind {
	case reports.AsFound:
		slices.SortFunc(out.Order, c.byLabel)
	case reports.Period:
		slices.SortFunc(out.Order, func(a, b reports.Code) int { return cmp.Compare(c.cats[a].Number, c.cats[b].Number) })
	}
	return out
}

// label gives each value as found its commonest spelling; of equals, the first by code point.
func (c *coder) label() {
	best := make([]int, len(c.cats))
	for i, f := range c.forms {
		if f.code == reports.Unknown {
			continue
		}
		b := &c.forms[best[f.code]]
		if b.code != f.code || f.n > b.n || f.n == b.n && f.text < b.text {
			best[f.code] = i
		}
	}
	for code := 1; code < len(c.cats); code++ {
		c.cats[code].Label = strings.Join(strings.Fields(norm.NFC.String(c.forms[best[code]].text)), " ")
	}
}

// byLabel orders values as found: by name or by size, "Other" always last.
func (c *coder) byLabel(a, b reports.Code) int {
	if d := cmp.Compare(c.cats[a].Kind, c.cats[b].Kind); d != 0 {
		return d
	}
	if c.dim.Order == "size" {
		if d := cmp.Compare(c.live[b], c.live[a]); d != 0 {
			return d
		}
	}
	return cmp.Or(strings.Compare(fold.Fold(c.cats[a].Label), fold.Fold(c.cats[b].Label)), strings.Compare(c.cats[a].Label, c.cats[b].Label))
}

// ladderCoding is a ladder's: code i is stage i, 0 none.
func ladderCoding(l *reports.Ladder) *reports.Coding {
	out := &reports.Coding{Ladder: l, Categories: []reports.Category{{Code: "unknown", Label: "No stage reached", Kind: reports.NotKnown}}}
	for i, s := range l.Stages {
		out.Categories = append(out.Categories, reports.Category{Code: s.ID, Label: s.Label})
		out.Order = append(out.Order, reports.Code(i+1))
	}
	return out
}
