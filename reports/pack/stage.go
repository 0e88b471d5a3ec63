package pack

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"despatch/reports"
)

// A stage is where the sides of a pack are written before they stand.
type stage struct {
	disk   disk
	places []place
	mu     sync.Mutex
	made   map[string]bool                    // folders, by their full name
	sums   map[reports.Side]map[string]string // file → sha256, of every file written to its end

	syncing sync.WaitGroup
	free    chan struct{}
	failed  map[string]error // of the files that could not be made to last
}

// syncs is how many files wait for the disk at once. They wait while others are written:
// one after the other, each before the next, took as long as writing them.
const syncs = 8

// newStage makes the empty folders, removing what a killed run left there.
func newStage(d disk, ps []place) (*stage, error) {
	s := &stage{disk: d, places: ps, made: map[string]bool{}, sums: map[reports.Side]map[string]string{},
		free: make(chan struct{}, syncs), failed: map[string]error{}}
	for _, p := range ps {
		if err := d.RemoveAll(p.staged()); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(filepath.Dir(p.at), 0o755); err != nil {
			return nil, err
		}
		folder, _ := p.mode()
		if err := d.Mkdir(p.staged(), folder); err != nil {
			return nil, err
		}
		s.made[p.staged()] = true
	}
	return s, nil
}

// remove clears everything staged away.
func (s *stage) remove() error {
	s.syncing.Wait()
	var errs []error
	for _, p := range s.places {
		errs = append(errs, s.disk.RemoveAll(p.staged()))
	}
	return errors.Join(errs...)
}

func (s *stage) place(side reports.Side) place {
	for _, p := range s.places {
		if p.side == side {
			return p
		}
	}
	return place{}
}

// path is where a file of a side lies while staged.
func (s *stage) path(side reports.Side, name string) string {
	return filepath.Join(s.place(side).staged(), filepath.FromSlash(name))
}

// sync waits until every file outlasts a power cut, then makes every folder do so.
func (s *stage) sync() error {
	s.syncing.Wait()
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(s.failed)) {
		errs = append(errs, fmt.Errorf("%s: %w", name, s.failed[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(s.made)) {
		if len(errs) == 0 {
			errs = append(errs, s.disk.Sync(name))
		}
	}
	return errors.Join(errs...)
}

// last closes a file that is written to its end once it outlasts a power cut. It does not
// wait for that; sync does.
func (s *stage) last(side reports.Side, name, sum string, f file) {
	s.free <- struct{}{} // no more files than that are open for it
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sums[side] == nil {
		s.sums[side] = map[string]string{}
	}
	s.sums[side][name] = sum
	s.syncing.Add(1)
	go func() {
		defer s.syncing.Done()
		err := errors.Join(f.Sync(), f.Close())
		<-s.free
		if err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.failed[name] = err
		}
	}()
}

// print is the print of a side as it was written; printOf tells whether it lies on disk so.
func (s *stage) print(p place) print {
	sums := s.sums[p.side]
	return print{sums[p.proof()], printed(slices.Collect(maps.Keys(sums)), func(name string) string { return sums[name] })}
}

// A writer writes the files of one document in one format, one after the other.
type writer struct {
	stage  *stage
	side   reports.Side
	format string
	doc    string
	taken  func(name string) error // refuses a name another document has
	files  []reports.ManifestFile

	f   file
	buf *bufio.Writer
	sum hash.Hash
	n   int64
}

// buffers are what files are written through, one after another.
var buffers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 1<<16) }}

// create is the reports.Create handed to a format.
func (w *writer) create(name string) (io.Writer, error) {
	if err := w.close(); err != nil {
		return nil, err
	}
	if name == "" || !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, `\:`) || strings.HasPrefix(path.Base(name), ".") {
		return nil, fmt.Errorf("%q cannot be the name of a file of a pack", name)
	}
	if w.taken != nil {
		if err := w.taken(name); err != nil {
			return nil, err
		}
	}
	f, err := w.stage.create(w.side, name)
	if err != nil {
		return nil, err
	}
	w.f, w.sum, w.n = f, sha256.New(), 0
	w.buf, _ = buffers.Get().(*bufio.Writer)
	w.buf.Reset(f)
	w.files = append(w.files, reports.ManifestFile{Name: name, Format: w.format, Document: w.doc})
	return w, nil
}

// Write adds to the file being written.
func (w *writer) Write(p []byte) (int, error) {
	if w.f == nil {
		return 0, errors.New("no file has been created to write to")
	}
	n, err := w.buf.Write(p)
	w.sum.Write(p[:n])
	w.n += int64(n)
	return n, err
}

// close ends the file being written, if there is one.
func (w *writer) close() error {
	if w.f == nil {
		return nil
	}
	last := &w.files[len(w.files)-1]
	last.Bytes, last.SHA256 = w.n, hex.EncodeToString(w.sum.Sum(nil))
	f := w.f
	w.f = nil
	err := w.buf.Flush()
	buffers.Put(w.buf)
	if err != nil {
		return fmt.Errorf("%s: %w", last.Name, errors.Join(err, f.Close()))
	}
	w.stage.last(w.side, last.Name, last.SHA256, f)
	return nil
}

// create starts one file of a side, making the folders it lies in.
func (s *stage) create(side reports.Side, name string) (file, error) {
	p := s.place(side)
	folderMode, fileMode := p.mode()
	if err := s.folders(p.staged(), name, folderMode); err != nil {
		return nil, err
	}
	return s.disk.Create(s.path(side, name), fileMode)
}

// folders makes those a file lies in.
func (s *stage) folders(dir, name string, mode fs.FileMode) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, part := range strings.Split(path.Dir(name), "/") {
		if part == "." {
			continue
		}
		dir = filepath.Join(dir, part)
		if !s.made[dir] {
			if err := s.disk.Mkdir(dir, mode); err != nil {
				return err
			}
			s.made[dir] = true
		}
	}
	return nil
}

// whole writes one file of a side that no format writes: a manifest, the release file.
func (s *stage) whole(side reports.Side, name string, data []byte) (reports.ManifestFile, error) {
	w := &writer{stage: s, side: side}
	if _, err := w.create(name); err != nil {
		return reports.ManifestFile{}, err
	}
	_, err := w.Write(data)
	if err = errors.Join(err, w.close()); err != nil {
		return reports.ManifestFile{}, err
	}
	return w.files[0], nil
}
