package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"despatch/reports"
)

// A listing is how findings are printed: from a severity up, so many of a kind, and
// where the rest can be read.
type listing struct {
	from reports.Severity
	most int    // of a kind; errors are listed up to listed
	rest string // the folder with findings.json and quarantine.csv; "" for none
}

// listed is how many findings of a kind are listed where nothing else is to be told;
// a build lists fewer of those that stop nothing, so that what it wrote is not lost among them.
const (
	listed      = 20
	listedBuilt = 3
)

// mostOf is how many findings of the kind of f are listed.
func (l listing) mostOf(f reports.Finding) int {
	if f.Severity == reports.Error {
		return listed
	}
	return l.most
}

// more says where the findings of a kind that are not listed can be read.
func (l listing) more(f reports.Finding) string {
	switch {
	case l.rest == "":
		return ""
	case strings.HasSuffix(f.Msg, "the record is set aside"):
		return "; see " + filepath.Join(l.rest, "quarantine.csv")
	}
	return "; see " + filepath.Join(l.rest, "findings.json")
}

// list prints findings, the first of each kind, and then how many more there are.
func (p *program) list(fs []reports.Finding, from reports.Severity) {
	p.listed(fs, listing{from: from, most: listed})
}

func (p *program) listed(fs []reports.Finding, how listing) {
	colour := coloured(p.stderr)
	counts, hinted, further := map[string]int{}, map[string]bool{}, map[string]int{}
	for _, f := range fs {
		if f.Severity < how.from {
			continue
		}
		if further[f.ID] += int(unlisted(f)); unlisted(f) > 0 {
			continue
		}
		counts[f.ID]++
		if counts[f.ID] > how.mostOf(f) {
			continue
		}
		line := f.String()
		if colour {
			line = strings.Replace(line, f.Severity.String()+" "+f.ID, paint(f.Severity)+f.Severity.String()+" "+f.ID+"\x1b[0m", 1)
		}
		fmt.Fprintln(p.stderr, line)
		for _, l := range strings.Split(strings.TrimRight(f.Excerpt, "\n"), "\n") {
			if l != "" {
				fmt.Fprintf(p.stderr, "\t%s\n", l)
			}
		}
		for _, h := range f.Hints {
			if !hinted[f.ID+h] {
				hinted[f.ID+h] = true
				fmt.Fprintf(p.stderr, "\thint: %s\n", h)
			}
		}
	}
	for _, f := range fs {
		if n := max(0, counts[f.ID]-how.mostOf(f)) + further[f.ID]; n > 0 && counts[f.ID] > 0 && unlisted(f) == 0 {
			fmt.Fprintf(p.stderr, "… and %s more %s of this kind: %s%s\n", commas(int64(n)), plural(n, "finding", "findings"), f.ID, how.more(f))
			counts[f.ID] = 0
		}
	}
}

// unlisted is how many records a finding stands for that only counts those set aside
// beyond the ones told one by one; 0 for any other finding.
func unlisted(f reports.Finding) int64 {
	if f.Line == 0 && strings.HasSuffix(f.Msg, "set aside for the like of this") {
		return f.Count
	}
	return 0
}

// paint is the colour of a severity, for terminals.
func paint(s reports.Severity) string {
	return [...]string{"\x1b[36m", "\x1b[33m", "\x1b[1;31m"}[s]
}

// sum is the last line: "3 errors, 1 warning".
func sum(fs []reports.Finding) string {
	var n [3]int
	for _, f := range fs {
		n[f.Severity]++
	}
	var parts []string
	for _, s := range []reports.Severity{reports.Error, reports.Warning, reports.Info} {
		if n[s] > 0 {
			parts = append(parts, commas(int64(n[s]))+" "+plural(n[s], s.String(), s.String()+"s"))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// commas is a number as people read it: 1,023.
func commas(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count is the worst a list of findings holds, as an exit code.
func stopped(fs []reports.Finding) error {
	for _, f := range fs {
		if f.Severity == reports.Error && (f.ID == "P001" || f.ID == "S051") {
			return exit(refused)
		}
	}
	return exit(found)
}

// terminal says whether w is a screen a person looks at.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func coloured(w io.Writer) bool {
	return terminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// json prints a value for machines.
func (p *program) json(v any) error {
	e := json.NewEncoder(p.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
