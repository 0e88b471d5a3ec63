package spec

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"despatch/reports"
)

// resolver turns the file as decoded into a Release. Each of its steps may rely on
// those before it; a fault leaves out what it spoils and the rest goes on.
type resolver struct {
	*faults
	fsys fs.FS
	o    Options
	file fileV1
	rel  *reports.Release

	column    map[string]*reports.Column // declared or met, by name
	codes     map[string]*codeList       // by file
	dimension map[string]*reports.Dimension
	ladder    map[string]*reports.Ladder
	cohort    map[string]*reports.Cohort
	measure   map[string]*reports.Measure
	table     map[string]*reports.TableSpec
	extract   map[string]*reports.Extract
	fromNames map[string]string // columns taken from names of files, with their layouts
}

// resolve goes through the blocks in the order in which they rest on one another.
func (r *resolver) resolve() {
	r.head()
	r.theme()
	r.privateNames()
	r.patterns()
	r.columns()
	r.dimensions()
	r.cohorts()
	r.ladders()
	r.measures()
	r.extracts()
	r.tables()
	r.charts()
	r.documents()
	r.notes()
	r.earlier()
	r.checks()
	r.disclosure()
	r.privacy()
	r.needs()
}

var idPattern = regexp.MustCompile(`^[a-z0-9_-]+$`)

// id checks a name that becomes part of a figure's id or of a file's name.
func (r *resolver) id(t text, what string) bool {
	if idPattern.MatchString(t.S) {
		return true
	}
	r.hint(t.Pos, "S011", "for example "+suggestID(t.S), "the name of a %s is made of a-z, 0-9, _ and -", what)
	return false
}

// suggestID is t as an id could be written.
func suggestID(t string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(t) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_', c == '-':
			b.WriteRune(c)
		default:
			b.WriteByte('_')
		}
	}
	return b.String()
}

// code checks a name that stands on an axis beside totals and ranks.
func (r *resolver) code(t text, what string) {
	if r.id(t, what) && reports.ReservedCode(t.S) {
		r.add(t.Pos, "S012", "%q is a reserved code: it cannot name a %s", t.S, what)
	}
}

// lookup finds what a name stands for, with a finding and the nearest name where there is none.
func lookup[T any](r *resolver, t text, what string, among map[string]T) (T, bool) {
	x, ok := among[t.S]
	if !ok && t.Set {
		names := sortedKeys(among)
		hint := didYouMean(t.S, names)
		if hint == "" && len(names) > 0 && len(names) <= 12 {
			hint = "declared: " + strings.Join(names, ", ")
		}
		r.hint(t.Pos, "S020", hint, "there is no %s %q", what, t.S)
	}
	return x, ok
}

func sortedKeys[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// path checks a name of a file in the release's folder; what leaves the folder is refused.
func (r *resolver) path(t text, what string) bool {
	if !t.Set {
		return false
	}
	s := t.S
	switch {
	case strings.Contains(s, `\`):
		r.hint(t.Pos, "S013", "write the path with forward slashes", "the path of %s holds a backslash", what)
	case strings.HasPrefix(s, "/"), len(s) > 1 && s[1] == ':', slices.Contains(strings.Split(s, "/"), ".."):
		r.add(t.Pos, "S013", "the path of %s leaves the release's folder", what)
	case !fs.ValidPath(s) || s == "." || strings.ContainsAny(s, "\x00\n\r"):
		r.hint(t.Pos, "S013", "write it without ./, // or a slash at the end", "the path of %s is not a plain path inside the release's folder", what)
	default:
		return true
	}
	return false
}

// read reads a file the release names; a missing one is a finding where it is named.
func (r *resolver) read(t text, what string, limit int64) ([]byte, string, bool) {
	if !r.path(t, what) {
		return nil, "", false
	}
	named := path.Join(r.o.Folder, t.S)
	b, err := readFile(r.fsys, t.S, limit)
	if path, ok := errors.AsType[*fs.PathError](err); ok && !errors.Is(err, fs.ErrNotExist) {
		r.hint(t.Pos, "S014", "name a plain file that you are allowed to read", "%s cannot be read: %s: %s", what, named, path.Err)
		return nil, named, false
	}
	if err != nil {
		r.add(t.Pos, "S014", "%s cannot be read: there is no file %q in the release's folder", what, t.S)
		return nil, named, false
	}
	if int64(len(b)) > limit {
		r.add(t.Pos, "S014", "%s is larger than %d MiB", what, limit>>20)
		return nil, named, false
	}
	return b, named, true
}

// title is a name as a heading: "main_offence" → "Main offence".
func title(id string) string {
	s := strings.TrimSpace(strings.NewReplacer("_", " ", "-", " ").Replace(id))
	if s == "" {
		return id
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
