package ingest

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"despatch/reports"
)

// listed is how many findings of a kind name their place; the rest are one with a count.
const listed = 20

// faultReason and faultText are a broken record's line in the account.
var faultReason = [...]string{
	tooFew: "shape", tooMany: "shape", quoteInside: "quote", afterQuote: "quote", openQuote: "quote",
	nulByte: "nul", loneReturn: "line-end", tooLong: "too-long",
}

var faultText = [...]string{
	tooFew: "too few fields", tooMany: "too many fields",
	quoteInside: "a quotation mark inside an unquoted field",
	afterQuote:  "text after a closing quotation mark",
	openQuote:   "a quotation mark that is never closed",
	nulByte:     "a NUL byte", loneReturn: "a carriage return without a line feed", tooLong: "a line too long to be a record",
}

// reasonText is the text of a reason that gathers several faults.
var reasonText = map[string]string{
	"shape": "wrong number of fields",
	"quote": "a quotation mark out of place",
}

// A spot is where a record starts: file by number, physical line.
type spot struct {
	file int32
	line int64
}

func (s spot) compare(o spot) int {
	return cmp.Or(cmp.Compare(s.file, o.file), cmp.Compare(s.line, o.line))
}

// An aside is one quarantined record and where it starts; a said is one finding.
type aside struct {
	spot
	reports.Broken
}

type said struct {
	spot
	reports.Finding
}

// reasons are all for which a record of an extract may be set aside, each with a
// number that does not depend on which occurs first.
type reasons struct {
	number map[string]int32
	tally  []reports.Reason
}

func newReasons(ext *reports.Extract) reasons {
	ids := []string{"recorded-later", "where", "total-row", "blank-id", "out-of-range", "order", "bad-number", "bad-date", "not-known", "skipped-stage"}
	for _, e := range ext.Exclude {
		ids = append(ids, "excluded:"+e.Reason)
	}
	for _, id := range faultReason {
		ids = append(ids, id)
	}
	rs := reasons{number: map[string]int32{}}
	for _, id := range ids {
		if _, known := rs.number[id]; !known && id != "" {
			rs.number[id] = int32(len(rs.tally))
			rs.tally = append(rs.tally, reports.Reason{ID: id})
		}
	}
	return rs
}

// add counts a record set aside.
func (rs reasons) add(v verdict, fate reports.Fate, times int64) int32 {
	n := rs.number[v.reason]
	w := &rs.tally[n]
	if w.N += times; w.N == times {
		w.Fate, w.Text = fate, v.text
		if t := reasonText[v.reason]; t != "" {
			w.Text = t
		}
	}
	return n
}

// take adds what another worker counted.
func (rs reasons) take(o reasons) {
	for i, w := range o.tally {
		if w.N > 0 {
			w.N += rs.tally[i].N
			rs.tally[i] = w
		}
	}
}

// lines are those that occur: the excluded, then the quarantined, always in one order, so
// that the same table of one month can be laid beside that of another.
func (rs reasons) lines() []reports.Reason {
	met := slices.DeleteFunc(slices.Clone(rs.tally), func(w reports.Reason) bool { return w.N == 0 })
	slices.SortStableFunc(met, func(a, b reports.Reason) int { return cmp.Compare(a.Fate, b.Fate) })
	return met
}

// setAside gives record i of the block its fate and its reason.
func (r *reader) setAside(i int, rec *record, v verdict) {
	b, a := &r.block.Cases, r.res.Account
	at := spot{b.File[i], b.Line[i]}
	if v.excluded {
		a.Excluded += r.n
		b.Fate[i], b.Reason[i] = reports.Excluded, r.reasons.add(v, reports.Excluded, r.n)
		return
	}
	a.Quarantined += r.n
	b.Fate[i], b.Reason[i] = reports.Quarantined, r.reasons.add(v, reports.Quarantined, r.n)
	broken := reports.Broken{File: path.Base(r.file.name), First: rec.line, Last: rec.last,
		Reason: v.reason, Value: strings.ToValidUTF8(string(v.value[:min(len(v.value), 1000)]), "")}
	if r.ext.ByDatabase {
		broken.First, broken.Last = 0, 0 // a row of these answers is no record's place
	}
	if v.col != nil {
		broken.Column = v.col.Name
	}
	for range min(r.n, int64(maxBroken-len(r.aside))) {
		r.aside = append(r.aside, aside{at, broken})
	}
	r.say(rec, v, broken.Column)
}

// say makes the finding of a quarantined record, for the first of each kind.
func (r *reader) say(rec *record, v verdict, name string) {
	told := r.ledger[v.rule]
	r.ledger[v.rule] += r.n
	if told >= listed {
		return
	}
	msg := r.inWords(rec, v)
	if name != "" {
		msg = "column \"" + name + "\": " + msg
	}
	if rec.last > rec.line {
		msg += " (lines " + itoa(int(rec.line)) + " to " + itoa(int(rec.last)) + ")"
	}
	f := reports.Find(Rules, v.rule, "%s; the record is set aside", msg).At(reports.Pos{File: r.place(), Line: int(rec.line), Col: r.columnAt(rec, v.col)})
	if r.ext.ByDatabase {
		f = reports.Find(Rules, v.rule, "%s, in %s; set aside", msg, many(r.n, "record")).At(reports.Pos{File: r.place()})
		f.Count = r.n
	}
	r.said = append(r.said, said{spot{r.part.number, rec.line}, f})
}

// inWords is what is wrong with the record, with what the release declares of its column.
func (r *reader) inWords(rec *record, v verdict) string {
	switch {
	case rec.fault == tooFew || rec.fault == tooMany:
		return v.text + ": " + itoa(rec.pieces) + " where the header has " + itoa(r.part.want)
	case v.rule == "D021":
		return "not a date written " + strings.Join(v.col.Layouts, " or ")
	case v.rule == "D024":
		return "a date before that of column \"" + v.col.after.Name + "\""
	}
	return v.text
}

// columnAt is where in its line a column's value begins, in characters; 0 where that is not plain.
func (r *reader) columnAt(rec *record, c *column) int {
	if c == nil || !rec.plain || len(c.between) > 0 || len(c.at) == 0 || c.at[0] >= len(r.head.names) {
		return 0
	}
	at := c.at[0]
	if r.perm != nil {
		at = r.perm[at]
	}
	line := rec.raw
	for range at {
		line = line[bytes.IndexByte(line, r.part.sep)+1:]
	}
	return 1 + utf8.RuneCount(rec.raw[:len(rec.raw)-len(line)])
}
