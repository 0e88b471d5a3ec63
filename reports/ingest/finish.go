package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
)

// enough is how many quarantined records it takes before their share matters, where
// the release names no limit and at least half the records are sound.
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

// sameTwice refuses an extract of which two files are equal.
func (r *reader) sameTwice() *refusal {
	for i, p := range r.res.Account.Parts {
		for _, o := range r.res.Account.Parts[:i] {
			if o.SHA256 == p.SHA256 && i < len(r.ends) && r.ends[i].records > 0 {
				return &refusal{[]reports.Finding{reports.Find(Rules, "D016", "this file is the same, byte for byte, as %s: its records would be counted twice", o.File).
					At(reports.Pos{File: path.Join(r.ext.Folder, r.names[i])})}}
			}
		}
	}
	return nil
}

// checkEnds completes the account of each file, and tells of its empty lines and line ends.
func (r *reader) checkEnds() {
	for i := range r.res.Account.Parts {
		p, e := &r.res.Account.Parts[i], r.ended(i)
		p.Records = e.records
		p.Blank += e.blank // a table knows its own
		r.res.Account.Read += e.records
		at := reports.Pos{File: place(r.ext, r.names[i])}
		if e.crlf > 0 && e.lf > 0 {
			r.res.Findings = append(r.res.Findings, reports.Find(Rules, "D019", "%d lines end in CR LF and %d in LF alone", e.crlf, e.lf).At(at))
		}
		if p.Blank > 0 {
			r.res.Findings = append(r.res.Findings, reports.Find(Rules, "D041", "%s passed over", many(p.Blank, "empty line")).At(at))
		}
	}
}

// checkAside tells of the first quarantined records of each kind, and how many more there are.
func (r *reader) checkAside() {
	slices.SortStableFunc(r.aside, func(a, b aside) int { return a.compare(b.spot) })
	for _, a := range r.aside[:min(len(r.aside), maxBroken)] {
		r.res.Broken = append(r.res.Broken, a.Broken)
	}
	slices.SortStableFunc(r.said, func(a, b said) int { return a.compare(b.spot) })
	told := map[string]int64{} // records
	for _, s := range r.said {
		if told[s.ID] < listed {
			told[s.ID] += max(1, s.Count)
			r.res.Findings = append(r.res.Findings, s.Finding)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.ledger)) {
		if n := r.ledger[id] - told[id]; n > 0 {
			f := reports.Find(Rules, id, "extract %q: %s more set aside for the like of this", r.ext.ID, many(n, "record"))
			f.Count, f.File = n, r.place()
			r.res.Findings = append(r.res.Findings, f)
		}
	}
}

// finish completes the result.
func (r *reader) finish() {
	if r.survey {
		return
	}
	if r.private.asked {
		for _, p := range r.private.columns {
			r.blanks[p.at] = p.blank
		}
	}
	for _, d := range r.ext.Dims {
		c := r.plan.byDim[d]
		r.res.Codings = append(r.res.Codings, c.coding())
	}
	for _, l := range r.ext.Ladders {
		r.res.Codings = append(r.res.Codings, ladderCoding(l))
	}
	r.checkEnds()
	r.res.Account.Reasons = r.reasons.lines()
	r.res.Profile, r.res.Private = r.profiles(), r.private.result()
	r.checkAside()
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
	r.res.Account.Quality = r.quality()
	reports.SortFindings(r.res.Findings)
}

// checkShare stops a release of an empty extract, or of one with too much set aside.
func (r *reader) checkShare() {
	a := r.res.Account
	live := a.Read - a.Excluded - a.Quarantined
	switch {
	case a.Read == 0:
		r.find("D017", "the extract %q holds no records", r.ext.ID)
	case a.Quarantined > share(a.Read, r.ext.Limit) && !r.spared(a):
		r.find("D018", "extract %q: %d of %s set aside, more than the limit of %s per cent",
			r.ext.ID, a.Quarantined, many(a.Read, "record"), percent(r.ext.Limit))
	case live == 0 && a.Excluded == 0:
		r.find("D017", "the extract %q holds no records that can be counted: %s set aside", r.ext.ID, many(a.Read, "record"))
	case live == 0:
		r.find("D043", "extract %q: none of %s is left to count: %d left out by the release's rules and %d set aside",
			r.ext.ID, many(a.Read, "record"), a.Excluded, a.Quarantined)
	}
}

// spared says whether the records set aside are too few for their share to mean much.
func (r *reader) spared(a *reports.Account) bool {
	few := 2*a.Quarantined <= a.Read || a.Quarantined == a.Read // none left has a finding of its own
	return !r.ext.LimitSaid && a.Quarantined < enough && few
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
	if slices.ContainsFunc(r.totals, func(t wide) bool { _, ok := t.int64(); return !ok }) {
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
			first := fmt.Sprintf("; the first is on line %d of %s", s.first.line, place(r.ext, r.names[s.first.file]))
			if r.ext.ByDatabase {
				first = ""
			}
			f := reports.Find(Rules, "D027", "ladder %q of the extract %q: %s reached a later stage without stage %q%s",
				r.ext.Ladders[i].ID, r.ext.ID, many(s.gaps, "record"), s.ID, first).At(s.Pos)
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
		r.checkMissed(c, say)
	case reports.AsFound:
		r.checkFound(c, say)
	}
	slices.SortStableFunc(r.res.Unmatched, func(a, b Unmatched) int {
		return cmp.Or(cmp.Compare(a.Dimension, b.Dimension), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Near, b.Near))
	})
}

// checkMissed reports on values in no code list, and lists them for the restricted
// side; more than are kept of them are no misspellings, and are counted only.
func (r *reader) checkMissed(c *coder, say func(id, format string, args ...any)) {
	records, missed := c.beyond, c.forms[:0:0]
	for _, f := range c.forms {
		if f.miss && f.n > 0 {
			records, missed = records+f.n, append(missed, f)
		}
	}
	switch {
	case records == 0:
	case c.misses > manyCodes || c.beyond > 0:
		say("D033", "dimension %q: more than %d values, in %s, in no row of the code list", c.dim.ID, manyCodes, many(records, "record"))
	default:
		slices.SortFunc(missed, func(a, b form) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.text, b.text)) })
		listed := newNeighbours(slices.Sorted(maps.Keys(c.dim.Raw)))
		for _, f := range missed {
			r.unmatched(Unmatched{Dimension: c.dim.ID, Value: f.text, Count: f.n, Near: listed.of(fold.Fold(f.text))})
		}
		say("D033", "dimension %q: %s, in %s, in no row of the code list", c.dim.ID, many(int64(len(missed)), "value"), many(records, "record"))
	}
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
		say("D030", "dimension %q: no code can be made from %d of its values, which hold none of the letters a to z and no digit", c.dim.ID, none)
	}
	if reserved > 0 {
		say("D030", "dimension %q: %d of its values read like a code with a meaning of its own (total, all, unknown, rest, first, latest, largest, smallest)", c.dim.ID, reserved)
	}
	if same > 0 {
		say("D030", "dimension %q: %d of its values differ from another only in signs, so that both would have the same code", c.dim.ID, same)
	}
	if pairs := r.near(c); pairs > 0 {
		c.pairs = pairs
		say("D034", "dimension %q: %s of values one letter apart; see the restricted side", c.dim.ID, many(int64(pairs), "pair"))
	}
}
