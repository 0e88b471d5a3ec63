package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"despatch/reports"
)

// A file is one file of an extract, with the columns its name gives.
type file struct {
	name   string   // in Extract.Files
	values []string // of the named parts of the pattern, in order
}

// A pattern is where an extract's files are sought: "*" is any text, "{name}" a
// part that becomes a column, "{name:YYYY-MM}" a part of that shape.
type pattern struct {
	text  string
	names []string
	match *regexp.Regexp
	plain bool
}

func parsePattern(from string) (*pattern, error) {
	p := &pattern{text: from, plain: !strings.ContainsAny(from, "*{}")}
	var re strings.Builder
	re.WriteString("^")
	for rest := from; rest != ""; {
		switch i := strings.IndexAny(rest, "*{}"); {
		case i < 0:
			re.WriteString(regexp.QuoteMeta(rest))
			rest = ""
		case i > 0:
			re.WriteString(regexp.QuoteMeta(rest[:i]))
			rest = rest[i:]
		case rest[0] == '*':
			re.WriteString("[^/]*")
			rest = rest[1:]
		case rest[0] == '}':
			return nil, errors.New("a } stands without its {")
		default:
			end := strings.IndexByte(rest, '}')
			if end < 0 {
				return nil, errors.New("a { is not closed")
			}
			name, shape, shaped := strings.Cut(rest[1:end], ":")
			if name == "" || strings.ContainsAny(name, "{/") {
				return nil, errors.New("a part in { } has no name")
			}
			if slices.Contains(p.names, name) {
				return nil, fmt.Errorf("the part {%s} occurs twice", name)
			}
			p.names = append(p.names, name)
			if shaped {
				re.WriteString("(" + shapeOf(shape) + ")")
			} else {
				re.WriteString("([^/]+?)")
			}
			rest = rest[end+1:]
		}
	}
	match, err := regexp.Compile(re.String() + "$")
	p.match = match
	return p, err
}

// shapeOf is the pattern of a date's layout: a digit for each letter that stands for one.
func shapeOf(shape string) string {
	var b strings.Builder
	for _, p := range parseLayout(shape).parts {
		if p.field == 0 {
			b.WriteString(regexp.QuoteMeta(p.text))
		} else {
			fmt.Fprintf(&b, "[0-9]{%d,%d}", p.min, p.max)
		}
	}
	return b.String()
}

// find lists the files of the pattern, sorted by name.
func (p *pattern) find(fsys fs.FS) ([]file, error) {
	if p.plain {
		return []file{{name: path.Clean(p.text)}}, nil
	}
	root := "."
	if i := strings.IndexAny(p.text, "*{"); strings.Contains(p.text[:i], "/") {
		root = path.Clean(p.text[:strings.LastIndexByte(p.text[:i], '/')])
	}
	deep := strings.Contains(strings.TrimPrefix(p.text, root+"/"), "/")
	var out []file
	err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if name == root && errors.Is(err, fs.ErrNotExist) {
				return fs.SkipAll
			}
			return err
		}
		if d.IsDir() {
			if name != root && !deep {
				return fs.SkipDir
			}
			return nil
		}
		if m := p.match.FindStringSubmatch(name); m != nil {
			out = append(out, file{name, m[1:]})
		}
		return nil
	})
	slices.SortFunc(out, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return out, err
}

// open opens a file of the extract; where it cannot be, the finding says why.
// It looks before it opens: to open a pipe nobody writes to would wait for ever.
func open(ext *reports.Extract, name string) (fs.File, *reports.Finding) {
	refuse := func(id, format string, args ...any) (fs.File, *reports.Finding) {
		f := reports.Find(Rules, id, format, args...).At(reports.Pos{File: place(ext, name)})
		return nil, &f
	}
	if !fs.ValidPath(name) {
		return refuse("D002", "the extract %q lies outside the folder it may be read from", ext.ID)
	}
	st, err := fs.Stat(ext.Files, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse("D001", "the extract %q is not there", ext.ID)
	case err != nil:
		return refuse("D002", "the extract %q cannot be read: %s", ext.ID, why(err))
	case st.IsDir():
		return refuse("D002", "the extract %q is a folder, not a file", ext.ID)
	case st.Mode()&fs.ModeType != 0:
		return refuse("D002", "the extract %q is not a file but a pipe or a device", ext.ID)
	}
	f, err := ext.Files.Open(name)
	if err != nil {
		return refuse("D002", "the extract %q cannot be read: %s", ext.ID, why(err))
	}
	return f, nil
}

// why is an error of the file system without the path, which the finding names already.
func why(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err.Error()
	}
	return err.Error()
}

// place is how messages name a file of an extract.
func place(ext *reports.Extract, name string) string { return path.Join(ext.Folder, name) }
