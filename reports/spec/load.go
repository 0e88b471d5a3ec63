package spec

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"reflect"

	"despatch/reports"
)

// Options is what the command line says in place of the release file, so that
// one file serves every month.
type Options struct {
	Folder    string  // how messages name the release's folder: "data/x" → data/x/release.yaml; "" for none
	Cases     []Cases // where extracts are read from instead
	AsAt      string  // YYYY-MM-DD; "" keeps the file's
	Published string  // RFC 3339; "" keeps the file's
	Counted   string  // where extracts from databases are counted: here or in-database; "" keeps the file's
	// Env looks up the variable that holds a database's address; nil: no database is read.
	Env func(name string) (string, bool)
}

// Cases says where an extract is read from in place of what the release says.
type Cases struct {
	Extract string // its name; "" is the release's only extract or, where From is "", every extract
	Files   fs.FS  // nil keeps the release's folder
	Folder  string // how messages name the files of Files
	From    string // the file or pattern; "" keeps the extract's own: a folder stands in for the release's
}

// Load reads the release file name of fsys, with all it names, and returns the
// release with every finding about it. Where a finding is an error the
// release is incomplete, or nil, and must not be built. The error is for what could not
// be read at all: the release file is missing, or the disk fails.
func Load(fsys fs.FS, name string, o Options) (*reports.Release, []reports.Finding, error) {
	r := &resolver{
		faults: &faults{sources: map[string][]string{}}, fsys: fsys, o: o,
		rel:    &reports.Release{File: path.Join(o.Folder, name), Lang: "en-GB", NextUpdate: reports.NoDay},
		codes:  map[string]*codeList{},
		column: map[string]*reports.Column{},
	}
	content, err := readFile(fsys, name, maxFile)
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, nil, &fs.PathError{Op: "read", Path: r.rel.File, Err: path.Err}
	} else if err != nil {
		return nil, nil, err
	}
	root := r.parse(r.rel.File, content)
	if root == nil {
		return nil, r.findings(), nil
	}
	if !r.version(root) {
		return nil, r.findings(), nil
	}
	d := decoder{r.faults}
	d.into(root, reflect.ValueOf(&r.file).Elem(), topLevel)
	r.resolve()
	return r.rel, r.findings(), nil
}

// version checks the first key before any other: a file of another version is
// not measured by this one.
func (r *resolver) version(root *node) bool {
	if root.kind != mapping {
		r.add(root.pos, "S006", "the release file must be a block of keys, and here stands %s", root.kind)
		return false
	}
	for i, k := range root.keys {
		if k.text != "version" {
			continue
		}
		if v := root.vals[i]; v.kind == scalar && v.text != "1" {
			r.add(v.pos, "S010", "this despatch reads version 1 of the release file, and this is version %q", v.text)
			return false
		}
		if i > 0 {
			r.add(k.pos, "S010", "version must be the first key")
		}
	}
	return true
}

// readFile reads a file of at most limit bytes. It looks before it opens: to open a pipe
// nobody writes to would wait for ever.
func readFile(fsys fs.FS, name string, limit int64) ([]byte, error) {
	st, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case st.IsDir():
		return nil, &fs.PathError{Op: "read", Path: name, Err: errFolder}
	case !st.Mode().IsRegular():
		return nil, &fs.PathError{Op: "read", Path: name, Err: errPipe}
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	// One byte over the limit is enough for the caller's own finding.
	return io.ReadAll(io.LimitReader(f, limit+1))
}

// What may stand where a file should.
var (
	errFolder = errors.New("it is a folder, not a file")
	errPipe   = errors.New("it is not a file but a pipe or a device")
)
