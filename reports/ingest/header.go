package ingest

import (
	"bytes"
	"slices"
	"strings"

	"despatch/reports"
)

// A header is the names of a file's columns, trimmed, in the order of the file.
type header struct {
	names []string
	line  int64
}

// readHeader reads the header at its declared line and sets how many fields a record has.
func (r *reader) readHeader(s *scanner) (*header, *reports.Finding, error) {
	refuse := func(id, format string, args ...any) (*header, *reports.Finding, error) {
		f := reports.Find(Rules, id, format, args...)
		f.Line = int(s.line)
		return nil, &f, nil
	}
	at := int64(max(r.ext.Header, 1))
	for s.line < at {
		n, ended := s.index(0, '\n', s.max.line)
		if !ended {
			if s.err != nil {
				return nil, nil, s.err
			}
			return refuse("D008", "the file ends before line %d, where the release says the header is", at)
		}
		s.take(n+1, 1)
	}
	line := s.line
	if !s.step() {
		if s.err != nil {
			return nil, nil, s.err
		}
		return refuse("D008", "the file ends before line %d, where the release says the header is", at)
	}
	rec := &s.rec
	if rec.fault != sound {
		id, what := "D009", faultText[rec.fault]
		if rec.fault == loneReturn {
			id, what = "D007", "its lines end in carriage returns alone, as on old Macintosh computers"
		}
		f := reports.Find(Rules, id, "the header cannot be read: %s", what)
		f.Line = int(line)
		f.Hints = append(f.Hints, r.otherSeparator(string(rec.raw))...)
		return nil, &f, nil
	}
	h := &header{line: line}
	for _, f := range rec.fields {
		h.names = append(h.names, strings.TrimSpace(string(f)))
	}
	s.want = len(h.names)
	return h, nil, nil
}

// places of a name in the header, from 0.
func (h *header) places(name string) []int {
	var out []int
	for i, n := range h.names {
		if n == name {
			out = append(out, i)
		}
	}
	return out
}

// order says where each column of the first file's header stands in this one;
// nil where the order is the same, false where the columns are not the same.
func (h *header) order(first *header) ([]int, bool) {
	if slices.Equal(h.names, first.names) {
		return nil, true
	}
	if len(h.names) != len(first.names) {
		return nil, false
	}
	taken := make([]bool, len(h.names))
	perm := make([]int, len(first.names))
	for i, name := range first.names {
		perm[i] = -1
		for j, n := range h.names {
			if n == name && !taken[j] {
				perm[i], taken[j] = j, true
				break
			}
		}
		if perm[i] < 0 {
			return nil, false
		}
	}
	return perm, true
}

// again says whether a record is the header met once more.
func (h *header) again(fields [][]byte) bool {
	if len(fields) < len(h.names) || !h.like(fields[0]) {
		return false
	}
	// Where files were put together, the second brings its byte order mark along.
	if string(trim(bytes.TrimPrefix(fields[0], []byte("\ufeff")))) != h.names[0] {
		return false
	}
	for i, n := range h.names[1:] {
		if string(trim(fields[i+1])) != n {
			return false
		}
	}
	return true
}

// like says of most first fields at a look that no header begins so: they do not end like
// its first name, nor in white space.
func (h *header) like(first []byte) bool {
	name := h.names[0]
	if len(name) == 0 {
		return true
	}
	return len(first) >= len(name) && (first[len(first)-1] == name[len(name)-1] || !solid(first[len(first)-1]))
}

// title names a column of the header in a profile: by its name where it has one
// of its own, else with its position.
func (h *header) title(i int) string {
	switch name := h.names[i]; {
	case name == "":
		return "column " + itoa(i+1) + " (no name)"
	case len(h.places(name)) > 1:
		return name + " (column " + itoa(i+1) + ")"
	default:
		return name
	}
}

// nearest lists the names of the header closest to the one wanted, at most three.
func nearest(want string, names []string) []string {
	type near struct {
		name string
		d    int
	}
	var all []near
	for _, n := range names {
		if n == "" {
			continue
		}
		if d := distance(strings.ToLower(want), strings.ToLower(n)); d <= max(2, len([]rune(want))/3) && d < len([]rune(want)) {
			all = append(all, near{n, d})
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return a.d - b.d })
	var out []string
	for _, n := range all {
		if !slices.Contains(out, n.name) && len(out) < 3 {
			out = append(out, n.name)
		}
	}
	return out
}

// distance is how many letters must change, come or go to turn a into b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 100 || len(y) > 100 {
		return 100
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diag := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diag
			if x[i] != y[j] {
				cost++
			}
			diag = row[j+1]
			row[j+1] = min(cost, row[j]+1, diag+1)
		}
	}
	return row[len(y)]
}

// otherSeparator is a hint where a header may be cut at the wrong character: it
// holds another one more often.
func (r *reader) otherSeparator(line string) []string {
	most, name := strings.Count(line, string(rune(r.ext.Comma))), ""
	for _, c := range []struct{ sep, name string }{{";", "a semicolon"}, {"\t", "a tab"}, {",", "a comma"}, {"|", "a vertical bar"}} {
		if n := strings.Count(line, c.sep); n > most {
			most, name = n, c.name
		}
	}
	if name == "" {
		return nil
	}
	return []string{"The separator may be " + name + "."}
}
