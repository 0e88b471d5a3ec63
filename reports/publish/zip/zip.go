// Package zip writes the canonical zip: the same parts give the same bytes,
// whatever order they come in. XLSX and ODS share it. Parts come in as they are
// made; on Close they go out in a fixed order, dated 1 January 1980, with
// nothing of the machine in them, however many processors it has: a long part is
// compressed in blocks of one size, side by side. Compression is that of the
// release of klauspost/compress in go.mod: the bytes are the same as long as it is.
package zip

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
)

// A Patch mends one part before it is packed; it gets the part whole.
type Patch func(name string, part []byte) ([]byte, error)

// Writer collects parts and writes them on Close. It has the methods
// excelize asks of a zip writer.
type Writer struct {
	out   io.Writer
	patch func(name string) Patch
	parts []*part
	names map[string]bool
	open  *part
	err   error
}

// New is a Writer to out. For each part patch says how to mend it, nil for not
// at all; patch itself may be nil. Only a part to be mended is held whole.
func New(out io.Writer, patch func(name string) Patch) *Writer {
	if patch == nil {
		patch = func(string) Patch { return nil }
	}
	return &Writer{out: out, patch: patch, names: map[string]bool{}}
}

// part is one entry: compressed as it comes in, so that a long sheet costs
// what its compressed form costs.
type part struct {
	name  string
	body  blocks
	crc   uint32
	size  uint64
	mend  Patch
	whole bytes.Buffer // of a part to be mended
}

// Create starts a part and ends the one before it.
func (w *Writer) Create(name string) (io.Writer, error) {
	if err := w.finish(); err != nil {
		return nil, err
	}
	if w.names[name] {
		return nil, fmt.Errorf("part %q is written twice", name)
	}
	w.names[name] = true
	p := &part{name: name, mend: w.patch(name), body: blocks{stored: name == mimetype}}
	w.parts, w.open = append(w.parts, p), p
	return p, nil
}

// AddFS adds every file of a file system.
func (w *Writer) AddFS(fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		p, err := w.Create(name)
		if err != nil {
			return err
		}
		_, err = p.Write(b)
		return err
	})
}

// Write adds to the part.
func (p *part) Write(b []byte) (int, error) {
	if p.mend != nil {
		return p.whole.Write(b)
	}
	return p.pack(b)
}

func (p *part) pack(b []byte) (int, error) {
	p.crc = crc32.Update(p.crc, crc32.IEEETable, b)
	p.size += uint64(len(b))
	p.body.add(b)
	return len(b), nil
}

// finish ends the part being written.
func (w *Writer) finish() error {
	p := w.open
	w.open = nil
	if p == nil || w.err != nil {
		return w.err
	}
	if p.mend != nil {
		b, err := p.mend(p.name, p.whole.Bytes())
		if err == nil {
			_, err = p.pack(b)
		}
		if err != nil {
			w.err = fmt.Errorf("part %s: %w", p.name, err)
			return w.err
		}
		p.whole = bytes.Buffer{}
	}
	w.err = p.body.end()
	return w.err
}

// mimetype comes first and is stored, so that a program can tell an ODS by its
// first bytes.
const mimetype = "mimetype"

// rank is where a part stands: the parts a reader looks for first, then by name.
func rank(name string) int {
	return slices.Index([]string{mimetype, "[Content_Types].xml", "_rels/.rels"}, name)
}

// Close writes the zip. Nothing is written before it.
func (w *Writer) Close() error {
	if err := w.finish(); err != nil {
		return err
	}
	w.err = errors.New("the zip is closed")
	slices.SortFunc(w.parts, func(a, b *part) int {
		x, y := rank(a.name), rank(b.name)
		if x < 0 && y < 0 {
			return cmp.Compare(a.name, b.name)
		}
		return cmp.Compare(uint(x), uint(y)) // -1, for none, is then the last
	})
	z := zip.NewWriter(w.out)
	for _, p := range w.parts {
		// With sizes and sum known there is no data descriptor, which the ODS rules forbid
		// for mimetype; the date is 1 January 1980, the first a zip can hold.
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, CRC32: p.crc, ModifiedDate: 0x21,
			CompressedSize64: p.body.size(), UncompressedSize64: p.size, CreatorVersion: 20, ReaderVersion: 20}
		if p.name == mimetype {
			h.Method = zip.Store
		}
		e, err := z.CreateRaw(h)
		if err != nil {
			return err
		}
		for _, b := range p.body.packed {
			if _, err := e.Write(b.Bytes()); err != nil {
				return err
			}
		}
	}
	return z.Close()
}
