// Package rules holds the finished files of a pack against the rules for
// accessible statistics: spreadsheets (X), shorthand (S), charts (C), pages (H),
// PDF (P), releases (R) and parliamentary forms (M). It reads the bytes as a
// stranger would and shares no code with what wrote them.
package rules

import (
	"fmt"
	"slices"
	"strings"

	"despatch/reports"
)

// A File is one file of a side of a pack, as its manifest names it, with its bytes.
type File struct {
	Name     string
	Format   string // "xlsx"; "" for a file no format writes
	Document string // "release"; "" for a file of no document
	Data     []byte
}

// A Side is what one side of a pack gives out: its manifest and its files.
type Side struct {
	Manifest *reports.Manifest
	Files    []File
}

// Check holds a side against every rule a program can decide, and gives what
// breaks one, in the order people read: each finding names the file, the place in
// it, what is wrong and what to do. Essential rules and those that despatch
// alone decides are errors; advice is a warning.
func Check(s *Side) []reports.Finding {
	h := hold(s)
	var out []reports.Finding
	for i := range table {
		r := &table[i]
		if r.check == nil {
			continue
		}
		c := &call{held: h, rule: r, told: map[string]int{}}
		r.check(c)
		out = append(out, c.found...)
	}
	reports.SortFindings(out)
	return slices.CompactFunc(out, func(a, b reports.Finding) bool { return a.String() == b.String() })
}

// Rules is every rule, for explain and the list of findings: those a program
// decides and those only a person can.
var Rules = entries()

func entries() []reports.Rule {
	out := make([]reports.Rule, 0, len(table))
	for _, r := range table {
		out = append(out, r.entry())
	}
	return out
}

// level is how much a rule binds.
type level string

// Essential by the rule's source; advised by it, but decided by the writer of the
// file alone, so refused too; advised.
const (
	essential level = "essential"
	ours      level = "advised, and refused"
	advised   level = "advised"
)

func (l level) severity() reports.Severity {
	if l == advised {
		return reports.Warning
	}
	return reports.Error
}

// A rule is one row of the guidance: what must be so, who says it, and how it is seen to.
type rule struct {
	id     string
	level  level
	title  string // in a few words, of what is wrong: "cells are merged"
	text   string // the rule
	source string
	hint   string
	how    string      // what the check looks at, "" without one
	check  func(*call) // nil where no program can tell; why says the reason
	why    string      // why there is no check, or what it leaves out
	eye    string      // what a person looks at, when, and who; "" where nobody need
}

// entry is the rule as explain prints it.
func (r *rule) entry() reports.Rule {
	text := fmt.Sprintf("%s Source: %s (%s).", r.text, r.source, r.level)
	if r.how != "" {
		text += " Checked on the written files: " + r.how + "."
	}
	switch {
	case r.why != "" && r.check != nil:
		text += " Left out: " + r.why + "."
	case r.why != "":
		text += " Not checked: " + r.why + "."
	}
	if r.eye != "" {
		text += " For a person: " + r.eye + "."
	}
	return reports.Rule{ID: r.id, Severity: r.level.severity(), Title: r.title, Text: text, Hint: r.hint}
}

// A call is one rule being tried on one side.
type call struct {
	*held
	rule  *rule
	found []reports.Finding
	told  map[string]int // findings by file
}

// enough findings of one rule in one file, and the fault is known.
const enough = 20

// bad records that a file breaks the rule; the message begins with the place.
func (c *call) bad(file, format string, args ...any) {
	if c.told[file]++; c.told[file] > enough {
		return
	}
	f := reports.Finding{ID: c.rule.id, Severity: c.rule.level.severity(), File: file, Msg: fmt.Sprintf(format, args...)}
	if c.rule.hint != "" {
		f.Hints = []string{c.rule.hint}
	}
	c.found = append(c.found, f)
}

// advise records as advice what breaks the rule by a choice of the release's author:
// no writer can mend it, and the release file allows it.
func (c *call) advise(file, format string, args ...any) {
	n := len(c.found)
	c.bad(file, format, args...)
	for i := range c.found[n:] {
		c.found[n+i].Severity = reports.Warning
	}
}

// table is every rule, family by family.
var table = slices.Concat(xRules, xRulesMore, sRules, cRules, hRules, pRules, rRules, mRules)

// short keeps a message readable where a long text is quoted.
func short(s string) string {
	const most = 80
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return fmt.Sprintf("%q", string(r[:most])+"…")
	}
	return fmt.Sprintf("%q", s)
}
