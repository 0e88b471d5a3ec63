package ingest

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
)

// enough is how many quarantined records it takes before their share matters.
const enough = 10

// unmatchedKept is how many values for a person to look at are kept.
const unmatchedKept = 10_000

// many is a number and its noun: "1 record", "2 records".
func many(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.FormatInt(n, 10) + " " + noun + "s"
}

func foldOf(s string) string { return fold.Fold(s) }

// closing checks a file once it is read.
func (r *reader) closing(number int) error {
	p := &r.res.Account.Parts[number]
	for i := range number {
		if o := r.res.Account.Parts[i]; o.SHA256 == p.SHA256 && p.Records > 0 {
			return r.refuse("D016", 0, 0, "this file is the same, byte for byte, as %s: its records would be counted twice", o.File)
		}
	}
	if r.survey {
		return nil
	}
	at := reports.Pos{File: r.place()}
	if r.scan.crlf > 0 && r.scan.lf > 0 {
		r.res.Findings = append(r.res.Findings, reports.Find(Rules, "D019",
			"%d lines end in CR LF and %d in LF alone", r.scan.crlf, r.scan.lf).At(at))
	}
	if p.Blank > 0 {
		r.res.Findings = append(r.res.Findings, reports.Find(Rules, "D041", "%s passed over", many(p.Blank, "empty line")).At(at))
	}
	return nil
}

// finish completes the result.
func (r *reader) finish() {
	if r.survey {
		return
	}
	for _, d := range r.ext.Dims {
		c := r.plan.byDim[d]
		r.res.Codings = append(r.res.Codings, c.coding())
	}
	for _, l := range r.ext.Ladders {
		r.res.Codings = append(r.res.Codings, ladderCoding(l))
	}
	r.res.Profile, r.res.Private = r.profiles(), r.privates()
	for _, id := range slices.Sorted(maps.Keys(r.ledger)) {
		if n := r.ledger[id]; n > listed {
			f := reports.Find(Rules, id, "extract %q: %s more set aside for the like of this", r.ext.ID, many(n-listed, "record"))
			f.Count, f.File = n-listed, r.place()
			r.res.Findings = append(r.res.Findings, f)
		}
	}
	if !reports.Errors(r.res.Findings) {
		r.checkShare()
	}
	r.checkColumns()
	r.checkStages()
	for _, c := range r.plan.coders {
		r.checkValues(c)
	}
	r.checkTotals()
	r.checkTraps()
	reports.SortFindings(r.res.Findings)
}

// checkShare stops a release of an empty extract, or of one with too much set aside.
func (r *reader) checkShare() {
	a := r.res.Account
	live := a.Read - a.Excluded - a.Quarantined
	switch {
	case a.Read == 0:
		r.find("D017", "the extract %q holds no records", r.ext.ID)
	case a.Quarantined >= enough && a.Quarantined > share(a.Read, r.ext.Limit):
		r.find("D018", "extract %q: %d of %s set aside, more than the limit of %s per cent",
			r.ext.ID, a.Quarantined, many(a.Read, "record"), percent(r.ext.Limit))
	case live == 0 && a.Excluded == 0:
		r.find("D017", "the extract %q holds no records that can be counted: %s set aside", r.ext.ID, many(a.Read, "record"))
	case live == 0:
		r.find("D043", "extract %q: none of %s is left to count: %d left out by the release's rules and %d set aside",
			r.ext.ID, many(a.Read, "record"), a.Excluded, a.Quarantined)
	}
}

// share is how many of n records the limit allows.
func share(n int64, limit reports.Share) int64 {
	const million = 1_000_000
	return n/million*int64(limit) + n%million*int64(limit)/million
}

// percent writes a limit as people do: "5", "0.25".
func percent(s reports.Share) string {
	whole, rest := int(s)/10000, int(s)%10000
	if rest == 0 {
		return itoa(whole)
	}
	return itoa(whole) + "." + strings.TrimRight(itoa(10000 + rest)[1:], "0")
}

// checkColumns reports values that cost nothing but themselves.
func (r *reader) checkColumns() {
	for _, c := range r.plan.cols {
		taken := "taken as blank"
		if c.Otherwise == reports.KeepIt {
			taken = "kept as they stand"
		}
		for state, what := range map[state]string{bad: "could not be read as declared", out: "fell outside the plausible range", early: "came before the date to follow"} {
			if n := c.costless[state]; n > 0 {
				f := reports.Find(Rules, "D036", "column %q of the extract %q: %s that %s, %s", c.Name, r.ext.ID, many(n, "value"), what, taken).At(c.Pos)
				f.Count = n
				r.res.Findings = append(r.res.Findings, f)
			}
		}
	}
	if r.noDate > 0 {
		r.find("D038", "column %q of the extract %q: %s without a date when recorded, taken as the oldest", r.plan.recorded.Name, r.ext.ID, many(r.noDate, "record"))
	}
	if r.noSum > 0 {
		r.find("D038", "extract %q: %s in summed columns, added as nought", r.ext.ID, many(r.noSum, "blank"))
	}
	if r.over {
		r.find("D040", "extract %q: a sum is larger than can be held", r.ext.ID)
	}
}

// checkStages reports later stages without an earlier one, on which the release must decide.
func (r *reader) checkStages() {
	for i, stages := range r.plan.ladders {
		for _, s := range stages {
			if s.gaps == 0 {
				continue
			}
			f := reports.Find(Rules, "D027", "ladder %q of the extract %q: %s reached a later stage without stage %q; the first is on line %d of %s",
				r.ext.Ladders[i].ID, r.ext.ID, many(s.gaps, "record"), s.ID, s.first.Line, s.first.File).At(s.Pos)
			f.Count = s.gaps
			r.res.Findings = append(r.res.Findings, f)
		}
	}
}

// checkValues reports on the values of a dimension, without naming one.
func (r *reader) checkValues(c *coder) {
	say := func(id, format string, args ...any) {
		r.res.Findings = append(r.res.Findings, reports.Find(Rules, id, format, args...).At(c.dim.Pos))
	}
	if c.tooMany {
		say("D039", "dimension %q: the column holds more than %d different values", c.dim.ID, manyCodes)
	}
	switch c.dim.Kind {
	case reports.Coded:
		values, records := int64(0), c.beyond
		for _, f := range c.forms {
			if f.miss && f.n > 0 {
				values, records = values+1, records+f.n
				r.unmatched(Unmatched{Dimension: c.dim.ID, Value: f.text, Count: f.n})
			}
		}
		if records > 0 {
			say("D033", "dimension %q: %s, in %s, in no row of the code list", c.dim.ID, many(values, "value"), many(records, "record"))
		}
	case reports.AsFound:
		r.checkFound(c, say)
	}
	slices.SortStableFunc(r.res.Unmatched, func(a, b Unmatched) int {
		return cmp.Or(cmp.Compare(a.Dimension, b.Dimension), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Near, b.Near))
	})
}

func (r *reader) unmatched(u Unmatched) {
	if len(r.res.Unmatched) < unmatchedKept {
		r.res.Unmatched = append(r.res.Unmatched, u)
	}
}

// checkFound looks at values taken as found: codes that cannot be told apart,
// spellings that were merged, values that are all but the same.
func (r *reader) checkFound(c *coder, say func(id, format string, args ...any)) {
	spellings, records := make([]int64, len(c.cats)), int64(0)
	for _, f := range c.forms {
		if f.n > 0 && f.code != reports.Unknown {
			spellings[f.code]++
		}
	}
	merged := 0
	for code, n := range spellings {
		if n > 1 {
			merged++
			records += c.live[code]
		}
	}
	if merged > 0 {
		say("D029", "dimension %q: %s, in %s, spelt in more than one way, each counted as one", c.dim.ID, many(int64(merged), "value"), many(records, "record"))
	}
	slugs := map[string]int{}
	var none, reserved, same int
	for code := 1; code < len(c.cats); code++ {
		slug := c.cats[code].Code
		switch {
		case c.live[code] == 0:
		case slug == "":
			none++
		case reports.ReservedCode(slug) || slug == "all" || slug == "overall":
			reserved++
		default:
			if slugs[slug]++; slugs[slug] > 1 {
				same++
			}
		}
	}
	if none > 0 {
		say("D030", "dimension %q: no code can be made from %d of its values, which hold no letter or digit", c.dim.ID, none)
	}
	if reserved > 0 {
		say("D030", "dimension %q: %d of its values read like a code with a meaning of its own (total, all, unknown, rest, first, latest, largest, smallest)", c.dim.ID, reserved)
	}
	if same > 0 {
		say("D030", "dimension %q: %d of its values differ from another only in signs, so that both would have the same code", c.dim.ID, same)
	}
	if pairs := r.near(c); pairs > 0 {
		say("D034", "dimension %q: %s of values one letter apart; see the restricted side", c.dim.ID, many(int64(pairs), "pair"))
	}
}

// nearLimit is how many values a dimension may have for near ones to be sought.
const nearLimit = 5000

// near lists pairs of values as found, of five characters or more, that are one
// letter apart. Two words one edit apart share a form with one letter left out, so each
// value is compared only with those it shares one with.
func (r *reader) near(c *coder) int {
	if len(c.cats) > nearLimit {
		return 0
	}
	byForm := map[string][]reports.Code{}
	pairs := map[[2]reports.Code]bool{}
	for code := 1; code < len(c.cats); code++ {
		word := []rune(foldOf(c.cats[code].Label))
		if c.live[code] == 0 || len(word) < 5 || len(word) > 60 {
			continue
		}
		forms := []string{string(word)}
		for i := range word {
			forms = append(forms, string(word[:i])+string(word[i+1:]))
		}
		for _, f := range forms {
			for _, other := range byForm[f] {
				if other != reports.Code(code) && oneLetter([]rune(foldOf(c.cats[other].Label)), word) {
					pairs[[2]reports.Code{other, reports.Code(code)}] = true
				}
			}
			if len(byForm[f]) < 50 {
				byForm[f] = append(byForm[f], reports.Code(code))
			}
		}
	}
	for _, p := range slices.SortedFunc(maps.Keys(pairs), func(a, b [2]reports.Code) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	}) {
		rare, usual := p[0], p[1]
		if c.live[rare] > c.live[usual] {
			rare, usual = usual, rare
		}
		r.unmatched(Unmatched{Dimension: c.dim.ID, Value: c.cats[rare].Label, Count: c.live[rare], Near: c.cats[usual].Label})
	}
	return len(pairs)
}

// oneLetter says whether one letter changed, left out or put in makes b of a;
// a digit is not a letter: "Zone 1" and "Zone 2" are meant.
func oneLetter(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	digit := func(w []rune) bool { return i < len(w) && '0' <= w[i] && w[i] <= '9' }
	switch {
	case digit(a) || digit(b):
		return false
	case len(a) == len(b):
		return i < len(a) && slices.Equal(a[i+1:], b[i+1:])
	case len(a)+1 == len(b):
		return slices.Equal(a[i:], b[i+1:])
	}
	return false
}
