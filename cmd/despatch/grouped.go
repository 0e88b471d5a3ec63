package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"despatch/reports"
)

// firstPlaces is how many places of a rule are named where findings are counted.
const firstPlaces = 3

// A grouped is what was found of one rule: how much, and where first.
type grouped struct {
	ID       string           `json:"id"`
	Severity reports.Severity `json:"severity"` // the worst of its findings
	Title    string           `json:"title"`
	Count    int64            `json:"count"` // findings, those that are only counted included
	First    []place          `json:"first"` // where the first three are
}

// A place is where a finding lies; File is "" for one without a place.
type place struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"column,omitempty"`
}

func (p place) String() string {
	s := p.File
	if p.Line > 0 {
		s += fmt.Sprintf(":%d", p.Line)
		if p.Col > 0 {
			s += fmt.Sprintf(":%d", p.Col)
		}
	}
	return s
}

// group counts findings by their rule: errors first, then by id.
func group(fs []reports.Finding) []grouped {
	at := map[string]int{}
	out := []grouped{}
	titles := titles()
	for _, f := range fs {
		i, met := at[f.ID]
		if !met {
			i = len(out)
			at[f.ID] = i
			out = append(out, grouped{ID: f.ID, Severity: f.Severity, Title: titles[f.ID], First: []place{}})
		}
		g := &out[i]
		g.Count += max(1, unlisted(f))
		g.Severity = max(g.Severity, f.Severity)
		if f.File != "" && unlisted(f) == 0 && len(g.First) < firstPlaces {
			g.First = append(g.First, place{f.File, f.Line, f.Col})
		}
	}
	slices.SortFunc(out, func(a, b grouped) int { return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.ID, b.ID)) })
	return out
}

// titles are what the rules are called, by id.
func titles() map[string]string {
	out := map[string]string{}
	for _, ch := range chapters() {
		for _, r := range ch.rules {
			out[r.ID] = r.Title
		}
	}
	return out
}

// byRule lists findings rule by rule, and counts each rule where there is more than a
// look tells.
func (p *program) byRule(fs []reports.Finding) {
	groups := group(fs)
	for _, g := range groups {
		p.list(slices.DeleteFunc(slices.Clone(fs), func(f reports.Finding) bool { return f.ID != g.ID }), reports.Info)
	}
	if len(fs) <= len(groups) {
		return // no rule twice
	}
	fmt.Fprintln(p.stderr, "\nBy rule, with the first places:")
	w := tabwriter.NewWriter(p.stderr, 0, 0, 2, ' ', 0)
	for _, g := range groups {
		var first []string
		for _, at := range g.First {
			first = append(first, at.String())
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\n", g.ID, g.Severity, commas(g.Count), g.Title, strings.Join(first, ", "))
	}
	_ = w.Flush()
}
