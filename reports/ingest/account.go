package ingest

import (
	"bytes"
	"strings"

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

// setAside gives the record last added to the block its fate and its reason.
func (r *reader) setAside(rec *record, v verdict) {
	b, i, a := &r.block.Cases, r.block.Len-1, r.res.Account
	fate := reports.Quarantined
	if v.excluded {
		fate = reports.Excluded
		a.Excluded++
	} else {
		a.Quarantined++
	}
	at, ok := r.reasons[v.reason]
	if !ok {
		at = int32(len(a.Reasons))
		r.reasons[v.reason] = at
		text := v.text
		if t := reasonText[v.reason]; t != "" {
			text = t
		}
		a.Reasons = append(a.Reasons, reports.Reason{ID: v.reason, Fate: fate, Text: text})
	}
	a.Reasons[at].N++
	b.Fate[i], b.Reason[i] = fate, at
	if v.excluded {
		return
	}
	name := ""
	if v.col != nil {
		name = v.col.Name
	}
	if len(r.res.Broken) < maxBroken {
		r.res.Broken = append(r.res.Broken, reports.Broken{File: a.Parts[b.File[i]].File, First: rec.line, Last: rec.last,
			Column: name, Reason: v.reason, Value: string(v.value[:min(len(v.value), 1000)])})
	}
	r.say(rec, v, name)
}

// say makes the finding of a quarantined record, for the first of each kind.
func (r *reader) say(rec *record, v verdict, name string) {
	if r.ledger[v.rule]++; r.ledger[v.rule] > listed {
		return
	}
	pos := reports.Pos{File: r.place(), Line: int(rec.line), Col: r.columnAt(rec, v.col)}
	msg := r.inWords(rec, v)
	if name != "" {
		msg = "column \"" + name + "\": " + msg
	}
	if rec.last > rec.line {
		msg += " (lines " + itoa(int(rec.line)) + " to " + itoa(int(rec.last)) + ")"
	}
	msg += "; the record is set aside"
	r.res.Findings = append(r.res.Findings, reports.Find(Rules, v.rule, "%s", msg).At(pos))
}

// inWords is what is wrong with the record, with what the release declares of its column.
func (r *reader) inWords(rec *record, v verdict) string {
	switch {
	case rec.fault == tooFew || rec.fault == tooMany:
		return v.text + ": " + itoa(rec.pieces) + " where the header has " + itoa(r.scan.want)
	case v.rule == "D021":
		return "not a date written " + strings.Join(v.col.Layouts, " or ")
	case v.rule == "D024":
		return "a date before that of column \"" + v.col.after.Name + "\""
	}
	return v.text
}

// columnAt is where in its line a column's value begins, in characters; 0 where that is not plain.
func (r *reader) columnAt(rec *record, c *column) int {
	if c == nil || !rec.plain || len(c.between) > 0 || len(c.at) == 0 || c.at[0] >= len(rec.fields) {
		return 0
	}
	at := c.at[0]
	if r.perm != nil {
		at = r.perm[at]
	}
	col := 1 + at
	for _, f := range rec.fields[:at] {
		col += len(bytes.Runes(f))
	}
	return col
}
