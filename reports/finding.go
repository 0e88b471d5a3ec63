package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says what a finding does to the build.
type Severity int

// A Note informs; a Warning is built and the manifest says so; an Error is not built.
const (
	Info Severity = iota
	Warning
	Error
)

// String is the word printed in a finding's line.
func (s Severity) String() string { return [...]string{"note", "warning", "error"}[s] }

// MarshalText writes the severity's word.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the severity's word, as a manifest holds it.
func (s *Severity) UnmarshalText(text []byte) error {
	for _, v := range []Severity{Info, Warning, Error} {
		if v.String() == string(text) {
			*s = v
			return nil
		}
	}
	return fmt.Errorf("%q is no severity", text)
}

// A Pos is a place in a file a person can open. Line and Col start at 1; 0 means unknown.
type Pos struct {
	File string
	Line int
	Col  int
}

// A Finding is something a person must know about the release, the records or
// a written file. It never quotes a value of a record: the place is enough.
type Finding struct {
	ID       string   `json:"id"` // "D021"; see despatch explain D021
	Severity Severity `json:"severity"`
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
	Col      int      `json:"column,omitempty"`
	Msg      string   `json:"message"`
	Hints    []string `json:"hints,omitempty"`
	Excerpt  string   `json:"excerpt,omitempty"` // lines of the release file with a caret; never of an extract
	Count    int64    `json:"count,omitempty"`   // how many like it there are, where only the first is listed
}

// String is the finding's first line: file:line:col: severity ID: what.
func (f Finding) String() string {
	var b strings.Builder
	if f.File != "" {
		b.WriteString(f.File)
		if f.Line > 0 {
			fmt.Fprintf(&b, ":%d", f.Line)
			if f.Col > 0 {
				fmt.Fprintf(&b, ":%d", f.Col)
			}
		}
		b.WriteString(": ")
	}
	fmt.Fprintf(&b, "%s %s: %s", f.Severity, f.ID, f.Msg)
	return b.String()
}

// At sets the finding's place.
func (f Finding) At(p Pos) Finding {
	f.File, f.Line, f.Col = p.File, p.Line, p.Col
	return f
}

// Errors says whether any finding stops the build.
func Errors(fs []Finding) bool {
	return slices.ContainsFunc(fs, func(f Finding) bool { return f.Severity == Error })
}

// SortFindings puts findings in the order people read: by file, line, column, id.
func SortFindings(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Col, b.Col), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Msg, b.Msg))
	})
}

// A Rule is the entry of a finding or of a guidance rule in a room's table:
// what despatch explain and docs/findings.md print.
type Rule struct {
	ID       string // "D021", or a guidance id such as "X29"
	Severity Severity
	Title    string // one line
	Text     string // what it means and why it matters
	Before   string // a small example that raises it
	After    string // the same, mended
	Hint     string // what to do, in one sentence; the default hint of a finding
}

// Find makes the finding of rule id of a table of rules, with the rule's
// severity and hint. An unknown id is a fault of the program and panics.
func Find(rules []Rule, id, format string, args ...any) Finding {
	for _, r := range rules {
		if r.ID == id {
			f := Finding{ID: id, Severity: r.Severity, Msg: fmt.Sprintf(format, args...)}
			if r.Hint != "" {
				f.Hints = []string{r.Hint}
			}
			return f
		}
	}
	panic("no rule " + id)
}
