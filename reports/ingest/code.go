package ingest

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"sync"

	"despatch/reports"
	"despatch/reports/fold"

	"golang.org/x/text/unicode/norm"
)

// manyCodes is how many different values a dimension may have as found:
// beyond it the column is no dimension but a text.
const manyCodes = 100_000

// A dictionary gives each value of a dimension as found, or each period, its code: the
// same to every worker. Which code that is may depend on who was first; nothing that is
// told does.
type dictionary struct {
	mu       sync.Mutex
	cats     []reports.Category // [0] is Unknown
	byFold   map[string]reports.Code
	byNumber map[int64]reports.Code
}

// A coder turns the values of one dimension into codes.
type coder struct {
	dim       *reports.Dimension
	col, col2 *column
	asAt      int32
	all       *dictionary        // of all workers
	cats      []reports.Category // [0] is Unknown; those of all that this worker has met
	live      []int64            // counted records by code

	forms   []form
	places  spellings
	misses  int   // forms in no code list
	tooMany bool  // values as found
	pairs   int   // of values as found, one letter apart
	beyond  int64 // records whose value is in no code list and was not kept

	months map[int32]reports.Code // of periods: code by month since year 0

	code  []reports.Code // of the records of the sheaf
	known memo[int32]    // of a word of a dictionary its slot, and 1
	slot  []int          // the places of their spellings in forms; none, or unkept
}

// A form is one spelling of a value.
type form struct {
	text string
	fold string // of a column's spellings
	code reports.Code
	n    int64 // live records
	miss bool  // in no code list
}

// The slots of values that stand in no form.
const (
	none   = -1
	unkept = -2 // in no code list, and too many such values to keep
)

func newCoder(d *reports.Dimension, col, col2 *column, asAt reports.Day) *coder {
	c := &coder{dim: d, col: col, col2: col2, asAt: int32(asAt)}
	c.cats = slices.Clone(d.Categories)
	if len(c.cats) == 0 {
		c.cats = []reports.Category{{Code: "unknown", Label: "Not known", Kind: reports.NotKnown}}
	}
	if d.Kind == reports.AsFound || d.Kind == reports.Period {
		c.cats = c.cats[:1]
	}
	c.all = &dictionary{cats: slices.Clone(c.cats), byFold: map[string]reports.Code{}, byNumber: map[int64]reports.Code{}}
	if d.Kind == reports.Period {
		c.months = map[int32]reports.Code{}
	}
	c.live = make([]int64, len(c.cats))
	return c
}

// share makes a worker's coder give the codes of the reader that leads.
func (c *coder) share(lead *coder) { c.all = lead.all }

// read finds the codes of those records of the sheaf, and the slots of their spellings.
func (c *coder) read(live []int32) {
	if c.code == nil {
		c.code, c.slot = make([]reports.Code, len(c.col.state)), make([]int, len(c.col.state))
	}
	if c.dim.Kind == reports.Period || c.dim.Kind == reports.Banded {
		for _, i := range live {
			c.code[i], c.slot[i] = c.find(int(i))
		}
		return
	}
	states, codes, slots := c.col.state, c.code, c.slot
	if c.readWords(live) {
		return
	}
	text, first, step, forms := c.col.text, c.col.first, c.col.step, c.forms
	for _, i := range live {
		if states[i] != blank {
			f := text.fields[int(i)*step+first]
			if at := c.places.find(text.bytes[f.from:f.to]); at >= 0 {
				codes[i], slots[i] = forms[at].code, at
				continue
			}
		}
		codes[i], slots[i] = c.find(int(i))
		forms = c.forms
	}
}

// readWords is read for values that are words of a dictionary, and says whether they are.
func (c *coder) readWords(live []int32) bool {
	of, index := c.col.words, c.col.index
	if of == nil {
		return false
	}
	known := c.known.open(of)
	for _, i := range live {
		word := index[i]
		if c.col.state[i] == blank {
			c.code[i], c.slot[i] = c.find(int(i))
			continue
		}
		if at := known[word] - 1; at >= 0 {
			c.code[i], c.slot[i] = c.forms[at].code, int(at)
			continue
		}
		c.code[i], c.slot[i] = c.find(int(i))
		known[word] = int32(c.slot[i]) + 1 // nothing where it is not kept
	}
	return true
}

// find is the code of a record, Unknown where it has none, and the slot of its spelling.
func (c *coder) find(i int) (reports.Code, int) {
	switch c.dim.Kind {
	case reports.Period:
		return c.period(i), none
	case reports.Banded:
		return c.band(i), none
	}
	if c.col.state[i] == blank {
		if c.dim.Kind == reports.Coded {
			return c.dim.Raw[""], none
		}
		return reports.Unknown, none
	}
	raw := c.col.raw(i)
	if at := c.places.find(raw); at >= 0 {
		return c.forms[at].code, at
	}
	return c.fresh(raw)
}

// fresh gives a spelling met for the first time its code.
func (c *coder) fresh(raw []byte) (reports.Code, int) {
	f := form{text: string(raw)}
	folded := fold.Fold(f.text)
	if c.dim.Kind == reports.Coded {
		code, ok := c.dim.Raw[folded]
		f.code, f.miss = code, !ok
	} else {
		f.code = c.found(folded)
	}
	// A code list may be long, of postcodes say: beyond the limit values are looked up each time.
	switch {
	case f.miss && c.misses >= manyCodes:
		return f.code, unkept
	case !f.miss && len(c.forms)-c.misses >= manyCodes:
		c.tooMany = c.tooMany || c.dim.Kind == reports.AsFound
		return f.code, none
	}
	if f.miss {
		c.misses++
	}
	c.places.add(f.text, len(c.forms))
	c.forms = append(c.forms, f)
	return f.code, len(c.forms) - 1
}

// found is the code of a folded value of a dimension without a code list.
func (c *coder) found(folded string) reports.Code {
	d := c.all
	d.mu.Lock()
	defer d.mu.Unlock()
	code, ok := d.byFold[folded]
	switch {
	case ok:
	case len(d.cats) > manyCodes:
		c.tooMany = true
		return reports.Unknown
	default:
		cat := reports.Category{Code: fold.Slug(folded)}
		if cat.Code == "other" {
			cat.Kind = reports.Other
		}
		code = d.extend(cat)
		d.byFold[folded] = code
	}
	c.learn()
	return code
}

// extend adds a category.
func (d *dictionary) extend(cat reports.Category) reports.Code {
	d.cats = append(d.cats, cat)
	return reports.Code(len(d.cats) - 1)
}

// learn takes over the categories met by any worker; the dictionary is locked.
func (c *coder) learn() {
	c.cats = append(c.cats, c.all.cats[len(c.cats):]...)
	c.live = append(c.live, make([]int64, len(c.cats)-len(c.live))...)
}

// period is the code of the period the date lies in; a coarse date lies where it begins.
func (c *coder) period(i int) reports.Code {
	if !c.col.there(i) {
		return reports.Unknown
	}
	at := c.col.months[i]
	if code := c.months[at]; code != 0 {
		return code
	}
	number := reports.PeriodNumber(c.dim.Period, reports.Day(c.col.day[i]))
	d := c.all
	d.mu.Lock()
	defer d.mu.Unlock()
	code, ok := d.byNumber[number]
	if !ok {
		code = d.extend(reports.PeriodCategory(c.dim.Period, number))
		d.byNumber[number] = code
	}
	c.learn()
	c.months[at] = code
	return code
}

// band is the band of a number or of the days between two dates. A date after
// the as-at date does not exist yet.
func (c *coder) band(i int) reports.Code {
	var v int64
	switch {
	case c.col2 != nil:
		days := between(c.col, c.col2, c.asAt, i)
		if days == reports.NoDays {
			return reports.Unknown
		}
		v = int64(days)
	case c.col.there(i):
		v = c.col.val(i)
	default:
		n, ok := number(c.col.raw(i))
		if c.col.state[i] == blank || c.col.number || !ok {
			return reports.Unknown
		}
		v = n
	}
	for j, b := range c.dim.Bands {
		if b.Lo <= v && v <= b.Hi {
			return reports.Code(j + 1)
		}
	}
	return reports.Unknown
}

// between is the whole days from one date to another, NoDays where either is
// missing or does not exist yet on the as-at date.
func between(from, to *column, asAt int32, i int) int32 {
	if !from.there(i) || !to.there(i) || from.day[i] > asAt || to.day[i] > asAt {
		return reports.NoDays
	}
	return to.day[i] - from.day[i]
}

// count adds the records that are still to be counted to their codes.
func (c *coder) count(s *sheaf) {
	live, forms, codes, slots := c.live, c.forms, c.code, c.slot
	for _, i := range s.live {
		n := s.standsFor(int(i))
		live[codes[i]] += n
		switch slot := slots[i]; {
		case slot >= 0:
			forms[slot].n += n
		case slot == unkept:
			c.beyond += n
		}
	}
}

// missed notes a value in no code list whose record is set aside for it.
func (c *coder) missed(slot int, n int64) {
	switch {
	case slot >= 0 && c.forms[slot].miss:
		c.forms[slot].n += n
	case slot == unkept:
		c.beyond += n
	}
}

// absorb takes up what another worker counted.
func (c *coder) absorb(o *coder) {
	c.learn()
	o.learn()
	for code, n := range o.live {
		c.live[code] += n
	}
	for _, f := range o.forms {
		if at := c.places.find([]byte(f.text)); at >= 0 {
			c.forms[at].n += f.n
			continue
		}
		if f.miss {
			c.misses++
		}
		c.places.add(f.text, len(c.forms))
		c.forms = append(c.forms, f)
	}
	c.beyond += o.beyond
	c.tooMany = c.tooMany || o.tooMany || c.dim.Kind == reports.AsFound && len(c.forms) > manyCodes
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

// codes are the codes of the categories, Unknown left out.
func (c *coder) codes() iter.Seq[reports.Code] {
	return func(yield func(reports.Code) bool) {
		for i := 1; i < len(c.cats) && yield(reports.Code(i)); i++ {
		}
	}
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
