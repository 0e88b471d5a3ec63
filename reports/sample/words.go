package sample

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
)

// A vocabulary is the values a column of words can have. Word 0 is blank.
type vocab struct {
	words []value
	base  []int32  // those an ordinary record has
	sums  []uint32 // of the weights of base, summed up
	texts map[string]int32
	folds map[string]bool
}

// A value is one value of a vocabulary and what it means.
type value struct {
	text  string
	fold  string
	blank bool
	num   int64
	whole bool // it is a whole number
	spelt []int32
}

// vocabularies makes the values of every column of words, and their codes.
func (p *plan) vocabularies() error {
	for _, c := range p.cols {
		if c.kind != word {
			continue
		}
		p.vocabulary(c)
		if len(c.base) == 0 {
			return fmt.Errorf("no value of the column %q of the extract %q would be in all of its code lists: no record could be counted", c.Name, p.ext.ID)
		}
		c.weigh(p.dirt.has("small-cells"))
	}
	for _, d := range p.dims {
		d.code()
	}
	for _, t := range p.totals {
		if t.col.kind == word {
			for v := range t.totals {
				t.col.word(capital(v))
			}
		}
	}
	for _, d := range p.dims { // totals are words too
		d.code()
	}
	return nil
}

// word is the place of a text in the vocabulary; it is added where it is not there.
func (c *column) word(text string) int32 {
	if at, ok := c.texts[text]; ok {
		return at
	}
	if c.texts == nil {
		c.texts, c.folds = map[string]int32{}, map[string]bool{}
	}
	f := fold.Fold(text)
	c.texts[text], c.folds[f] = int32(len(c.words)), true
	v := value{text: text, fold: f, blank: f == "" || slices.Contains(c.Blank, f)}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && !strings.HasPrefix(text, "+") {
		v.num, v.whole = n, true
	}
	c.words = append(c.words, v)
	return int32(len(c.words) - 1)
}

func (p *plan) vocabulary(c *column) {
	c.word("")
	for _, b := range c.Blank {
		c.word(capital(b))
	}
	totals := map[string]bool{}
	for _, d := range p.rel.Dimensions {
		for _, t := range d.Totals {
			if d.Column == c.Column {
				totals[t] = true
			}
		}
	}
	sound := func(f string) bool {
		if totals[f] || slices.Contains(c.Blank, f) || f == "" {
			return false
		}
		for _, d := range p.dims {
			code, listed := d.Raw[f]
			if d.col == c && d.Kind == reports.Coded && !d.HasUnknown && (!listed || code == reports.Unknown) {
				return false
			}
		}
		return true
	}
	add := func(text string) {
		if f := fold.Fold(text); sound(f) && !c.folds[f] && p.writable(text) {
			c.base = append(c.base, c.word(text))
		}
	}
	coded := p.listed(c, add)
	in, out, closed := p.asked(c)
	for _, text := range in {
		add(text)
	}
	for n := 0; !coded && !closed && len(c.base) < made && n < 2*made; n++ {
		add(invent(c, n))
	}
	for _, text := range out {
		add(text)
	}
	p.misspell(c, totals)
}

// made is how many values a column has that the release says nothing of.
const made = 12

// listed adds the spellings of every code list on the column.
func (p *plan) listed(c *column, add func(string)) (any bool) {
	for _, d := range p.dims {
		if d.col != c || d.Kind != reports.Coded {
			continue
		}
		any = true
		raws := slices.SortedFunc(maps.Keys(d.Raw), func(a, b string) int {
			return cmp.Or(cmp.Compare(d.Raw[a], d.Raw[b]), cmp.Compare(a, b))
		})
		for _, raw := range raws {
			if label := d.Categories[d.Raw[raw]].Label; fold.Fold(label) == raw {
				add(label)
			} else {
				add(capital(raw))
			}
		}
	}
	return any
}

// asked is every value that a condition asks of the column: first those that let a record
// in, then those that leave it out; closed says that every other value leaves it out.
func (p *plan) asked(c *column) (in, out []string, closed bool) {
	of := func(w condition, leaves bool) {
		for i := range w {
			t := &w[i]
			if t.col != c || t.Ranged || t.Latest {
				continue
			}
			to := &in
			if t.Not != leaves {
				to = &out
			}
			closed = closed || leaves && t.Not
			for _, v := range t.Values {
				switch {
				case v == "":
				case t.Dim == nil:
					*to = append(*to, capital(v))
				case t.Dim.Kind == reports.AsFound:
					*to = append(*to, capital(strings.ReplaceAll(v, "-", " ")))
				}
			}
		}
	}
	of(p.where, false)
	for _, l := range p.ladders {
		for _, s := range l {
			of(s.where, false)
		}
	}
	for _, x := range p.cohorts {
		of(x.where, false)
	}
	for _, e := range p.exclude {
		of(e.where, true)
	}
	return in, out, closed
}

// misspell gives each value at most two slips of the pen that are no other value.
func (p *plan) misspell(c *column, totals map[string]bool) {
	listed := func(f string) bool {
		return slices.ContainsFunc(p.dims, func(d *dim) bool { _, ok := d.Raw[f]; return d.col == c && ok })
	}
	slugs := map[string]bool{"": true}
	for _, v := range c.words {
		slugs[fold.Slug(v.fold)] = true
	}
	for _, b := range c.base {
		text, from := c.words[b].text, hashText(c.words[b].fold)
		if len(text) < 5 || text != ascii(text) {
			continue
		}
		at := 1 + int(from%uint64(len(text)-2))
		for _, slip := range []string{text[:at] + text[at+1:], text[:at+1] + text[at:]} {
			f := fold.Fold(slip)
			letter := text[at]|0x20 >= 'a' && text[at]|0x20 <= 'z'
			if slug := fold.Slug(f); !letter || c.folds[f] || listed(f) || totals[f] || slugs[slug] || reports.ReservedCode(slug) {
				continue
			}
			slugs[fold.Slug(f)] = true
			w := c.word(slip)
			c.words[b].spelt = append(c.words[b].spelt, w)
		}
	}
}

func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		return -1
	}, s)
}

// weigh makes the first values common and the last rare, as codes are in life.
func (c *column) weigh(steep bool) {
	power := 0.9
	if steep {
		power = 3
	}
	total := 0.0
	for i := range c.base {
		total += math.Pow(float64(i+1), -power)
	}
	sum := 0.0
	for i := range c.base {
		sum += math.Pow(float64(i+1), -power)
		c.sums = append(c.sums, uint32(math.Round(sum/total*(1<<31-1))))
	}
}

// draw is an ordinary value.
func (c *column) draw(r *rng) int32 {
	at, _ := slices.BinarySearch(c.sums, uint32(r.next()>>33))
	return c.base[min(at, len(c.base)-1)]
}

// code works out the code of every word of the dimension's column.
func (d *dim) code() {
	if d.col == nil || d.col.kind != word {
		return
	}
	d.codes = d.codes[:0]
	for i := range d.col.words {
		d.codes = append(d.codes, d.codeOf(d.col.words[i].fold, d.col.words[i].blank))
	}
}

// codeOf is the code of a folded value; "" is unknown. Bands and periods are not of words.
func (d *dim) codeOf(f string, blank bool) string {
	switch {
	case d.Kind == reports.Coded:
		if blank {
			f = ""
		}
		if code := d.Raw[f]; code != reports.Unknown {
			return d.Categories[code].Code
		}
		return ""
	case blank:
		return ""
	}
	return fold.Slug(f)
}

// invent is the n-th made-up value of a column the release says nothing of.
func invent(c *column, n int) string {
	name := strings.ToLower(c.Name)
	for _, k := range inventions {
		for _, key := range k.keys {
			if strings.Contains(name, key) {
				if n < len(k.values) {
					return k.values[n]
				}
				return ""
			}
		}
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '_' || r == '-' || r == '$' || r == '/' })
	if len(words) == 0 {
		words = []string{"kind"}
	}
	if n >= 26 {
		return ""
	}
	return capital(strings.Join(words, " ")) + " " + string(rune('A'+n))
}

// inventions are plausible values for columns of common names.
var inventions = []struct {
	keys   []string
	values []string
}{
	{[]string{"sex", "gender"}, []string{"Female", "Male", "Another"}},
	{[]string{"colour", "color"}, []string{"Green", "Amber", "Violet", "Silver"}},
	{[]string{"released", "flag", "yes"}, []string{"Yes", "No"}},
	{[]string{"nationality", "country"}, []string{"Ruritania", "Freedonia", "Sylvania", "Grand Fenwick", "Borduria", "Syldavia", "Zubrowka", "Elbonia", "Genovia", "Florin", "Guilder", "Latveria"}},
	{[]string{"region", "area", "county", "state", "lsoa"}, []string{"Northern", "Southern", "Eastern", "Western", "Central", "Coastal", "Upland", "Border"}},
	{[]string{"city", "town", "place", "location"}, []string{"Barchester", "Casterbridge", "Middlemarch", "Melchester", "Cranford", "Budmouth", "Lark Rise", "Ambridge"}},
	{[]string{"status", "stage"}, []string{"Open", "Under review", "Closed", "Withdrawn"}},
	{[]string{"offence", "offense", "crime"}, []string{"Burglary", "Theft from a vehicle", "Robbery", "Fraud", "Criminal damage", "Possession of a weapon", "Public disorder", "Arson"}},
	{[]string{"outcome"}, []string{"Under investigation", "No suspect identified", "Court result awaited", "Caution given", "Charged", "No further action"}},
}

// capital is a text with its first letter large.
func capital(s string) string {
	if s != "" && 'a' <= s[0] && s[0] <= 'z' {
		return string(s[0]-0x20) + s[1:]
	}
	return s
}
