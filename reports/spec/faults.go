package spec

import (
	"strings"
	"unicode/utf8"

	"despatch/reports"
)

// faults gathers the findings of one release, so that a person sees all of them at once.
type faults struct {
	list    []reports.Finding
	sources map[string][]string // lines of the YAML files read, for excerpts; of nothing else
}

// add records a finding of rule id at p.
func (f *faults) add(p reports.Pos, id, format string, args ...any) {
	f.hint(p, id, "", format, args...)
}

// hint records a finding of rule id at p with a hint of its own before the rule's.
func (f *faults) hint(p reports.Pos, id, hint, format string, args ...any) {
	x := reports.Find(Rules, id, format, args...).At(p)
	if hint != "" {
		x.Hints = append([]string{hint}, x.Hints...)
	}
	x.Excerpt = f.excerpt(p)
	f.list = append(f.list, x)
}

// findings are all faults in the order people read, each once.
func (f *faults) findings() []reports.Finding {
	reports.SortFindings(f.list)
	var out []reports.Finding
	for _, x := range f.list {
		if n := len(out); n > 0 && out[n-1].ID == x.ID && out[n-1].String() == x.String() {
			continue
		}
		out = append(out, x)
	}
	return out
}

// excerpt is the line at p with a caret under its column, or "" where p is not in a YAML file of the release.
func (f *faults) excerpt(p reports.Pos) string {
	lines := f.sources[p.File]
	if p.Line < 1 || p.Line > len(lines) {
		return ""
	}
	line, col := lines[p.Line-1], max(p.Col, 1)
	const wide = 160 // a longer line would wrap and lose its caret
	runes := []rune(line)
	if col > len(runes)+1 {
		col = len(runes) + 1
	}
	if len(runes) > wide {
		start := max(0, min(col-wide/2, len(runes)-wide))
		runes, col = runes[start:start+wide], col-start
	}
	var pad strings.Builder
	for _, r := range runes[:min(col-1, len(runes))] {
		if r == '\t' {
			pad.WriteByte('\t')
		} else {
			pad.WriteByte(' ')
		}
	}
	return string(runes) + "\n" + pad.String() + "^"
}

// lines splits a file for excerpts.
func lines(text []byte) []string {
	out := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	for i, l := range out {
		if !utf8.ValidString(l) {
			out[i] = ""
		}
	}
	return out
}

// quote is the names as people list them: "a", "b" or "c".
func quote(names []string) string {
	var b strings.Builder
	for i, n := range names {
		switch {
		case i > 0 && i == len(names)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(`"` + n + `"`)
	}
	return b.String()
}
