// Package pdfcheck opens a PDF that despatch wrote, reads the text at a place,
// and checks the file against what PDF/UA-1 and PDF/A-2a ask and what they leave
// open. It shares no code with the writer, so that one fault cannot hide in
// both. In comes a file's bytes, out go texts and findings; it changes nothing,
// and no bytes make it panic.
package pdfcheck

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"

	"despatch/reports"
)

// A File is an opened PDF.
type File struct {
	data    []byte
	where   []entry // of the object of each number
	read    map[int]any
	streams map[int][]byte // unpacked object streams
	inside  map[int][]span
	trailer dict
	catalog dict
	pages   []*page
	byPage  map[ref]int
	tree    *node
	nodes   []*node // of the object of each number
	spare   []node  // made, and not yet used
	byID    map[string]*node
	found   []reports.Finding
	checked bool
	fonts   map[ref]*typeface
	spent   int // bytes unpacked so far
	pool    *pool
	scratch dict
	zip     io.ReadCloser // unpacks one stream after the other
	buf     bytes.Buffer
}

// entry is where an object stands: at a byte of the file, or at a place in an object stream.
type entry struct {
	known, packed bool
	at            int32 // byte, or number of the object stream
	index         int32
}

// A span is where an object stands in an unpacked object stream.
type span struct{ number, from, to int32 }

// A stream is a dictionary with bytes.
type stream struct {
	dict dict
	raw  []byte
}

// most is how many bytes a file may have, and all its streams unpacked.
const most = 256 << 20

// Open reads a file of a size.
func Open(r io.ReaderAt, size int64) (*File, error) {
	if size < 0 || size > most {
		return nil, fmt.Errorf("a PDF of %d bytes is not read", size)
	}
	b := make([]byte, size)
	if _, err := r.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return Read(b)
}

// Read reads a whole file: its objects, pages with their marked contents, and
// its structure tree. What makes it unreadable is an error; what makes it
// wrong is told by Check.
func Read(data []byte) (*File, error) {
	if len(data) > most {
		return nil, fmt.Errorf("a PDF of %d bytes is not read", len(data))
	}
	f := &File{data: data, read: map[int]any{}, streams: map[int][]byte{}, inside: map[int][]span{},
		byPage: map[ref]int{}, byID: map[string]*node{}, fonts: map[ref]*typeface{}, pool: &pool{names: map[string]any{}}}
	if !bytes.HasPrefix(data, []byte("%PDF-1.7\n%")) {
		return nil, errors.New("this is no PDF 1.7")
	}
	if err := f.table(); err != nil {
		return nil, err
	}
	f.catalog = f.dict(f.trailer.at("Root"))
	if f.catalog == nil {
		return nil, errors.New("the PDF has no catalog")
	}
	if err := f.readPages(); err != nil {
		return nil, err
	}
	f.readTree()
	return f, nil
}

// object reads the object at a byte of the file; number -1: any.
func (f *File) object(at, number int) (any, error) {
	if at < 0 || at >= len(f.data) {
		return nil, fmt.Errorf("object %d stands outside the file", number)
	}
	s := &scanner{b: f.data, at: at, pool: f.pool}
	n, _ := s.value()
	_, _ = s.value()
	word, err := s.value()
	if err != nil || word != op("obj") || number >= 0 && n != float64(number) {
		return nil, fmt.Errorf("object %d is not where the cross-reference says", number)
	}
	v, err := s.value()
	if err != nil {
		return nil, err
	}
	d, ok := v.(dict)
	if !ok {
		return v, nil
	}
	s.skip()
	if !bytes.HasPrefix(s.b[s.at:], []byte("stream")) {
		return d, nil
	}
	s.at += len("stream")
	if s.at < len(s.b) && s.b[s.at] == '\r' {
		s.at++
	}
	s.at++
	length, ok := f.get(d.at("Length")).(float64)
	if !ok || length < 0 || s.at+int(length) > len(s.b) {
		return nil, fmt.Errorf("the length of stream %d is wrong", number)
	}
	end := s.at + int(length)
	if !bytes.HasPrefix(bytes.TrimLeft(s.b[end:min(end+12, len(s.b))], "\r\n"), []byte("endstream")) {
		return nil, fmt.Errorf("the length of stream %d is wrong", number)
	}
	return stream{d, s.b[s.at:end]}, nil
}

// get follows references to a value; nil for one that leads nowhere.
func (f *File) get(v any) any {
	for range 8 {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		v = f.at(int(r))
	}
	return nil
}

func (f *File) at(number int) any {
	if v, ok := f.read[number]; ok {
		return v
	}
	f.read[number] = nil // a value that needs itself is nothing
	if number < 0 || number >= len(f.where) || !f.where[number].known {
		return nil
	}
	var v any
	var err error
	if e := f.where[number]; e.packed {
		var s scanner
		if s, err = f.inStream(e, number); err == nil {
			v, err = s.value()
		}
	} else {
		v, err = f.object(int(e.at), number)
	}
	if err != nil {
		f.find("O069", "object %d cannot be read: %v", number, err)
		return nil
	}
	f.read[number] = v
	return v
}

// once reads a dictionary that is needed once, an element's, into the file's
// scratch: it holds until the next call.
func (f *File) once(number int) dict {
	if number >= len(f.where) || !f.where[number].packed {
		return f.dict(ref(number))
	}
	s, err := f.inStream(f.where[number], number)
	if err == nil {
		if s.skip(); bytes.HasPrefix(s.b[s.at:], []byte("<<")) {
			s.at += 2
			f.scratch, err = s.appendDict(f.scratch[:0])
		} else {
			return f.dict(ref(number))
		}
	}
	if err != nil {
		f.find("O069", "object %d cannot be read: %v", number, err)
		return nil
	}
	return f.scratch
}

// inStream is at an object in an object stream.
func (f *File) inStream(e entry, number int) (scanner, error) {
	at := int(e.at)
	if _, ok := f.streams[at]; !ok {
		if err := f.openStream(at); err != nil {
			return scanner{}, err
		}
	}
	spans := f.inside[at]
	if int(e.index) >= len(spans) || int(spans[e.index].number) != number {
		return scanner{}, fmt.Errorf("it is not in object stream %d", at)
	}
	return scanner{b: f.streams[at][spans[e.index].from:spans[e.index].to], pool: f.pool}, nil
}

func (f *File) openStream(number int) error {
	f.streams[number] = nil
	if number >= len(f.where) || f.where[number].packed {
		return errors.New("an object stream stands in another")
	}
	st, ok := f.at(number).(stream)
	if !ok || st.dict.at("Type") != name("ObjStm") {
		return fmt.Errorf("object stream %d is none", number)
	}
	data, err := f.unpack(st)
	if err != nil {
		return err
	}
	data = bytes.Clone(data)
	n, _ := st.dict.at("N").(float64)
	first, _ := st.dict.at("First").(float64)
	if n < 0 || int(n) > len(data) || first < 0 || int(first) > len(data) {
		return fmt.Errorf("object stream %d is broken", number)
	}
	s := &scanner{b: data[:int(first)], pool: f.pool}
	spans := make([]span, 0, int(n))
	for range int(n) {
		a, _ := s.value()
		b, err := s.value()
		num, ok := a.(float64)
		off, ok2 := b.(float64)
		if err != nil || !ok || !ok2 || num < 0 || num > most || off < 0 || int(first+off) > len(data) {
			return fmt.Errorf("object stream %d is broken", number)
		}
		spans = append(spans, span{int32(num), int32(first + off), int32(len(data))})
	}
	for i := range spans[:max(len(spans)-1, 0)] {
		if spans[i].to = spans[i+1].from; spans[i].to < spans[i].from {
			return fmt.Errorf("object stream %d is not in order", number)
		}
	}
	f.streams[number], f.inside[number] = data, spans
	return nil
}

// unpack is a stream's bytes as they were before compression. They hold until
// the next call.
func (f *File) unpack(s stream) ([]byte, error) {
	switch s.dict.at("Filter") {
	case nil:
		return s.raw, nil
	case name("FlateDecode"):
	default:
		return nil, errors.New("a stream is compressed in a way despatch does not use")
	}
	var err error
	if r, ok := f.zip.(zlib.Resetter); ok {
		err = r.Reset(bytes.NewReader(s.raw), nil)
	} else {
		f.zip, err = zlib.NewReader(bytes.NewReader(s.raw))
	}
	if err != nil {
		return nil, fmt.Errorf("a compressed stream is broken: %w", err)
	}
	f.buf.Reset()
	if _, err := f.buf.ReadFrom(io.LimitReader(f.zip, int64(most-f.spent)+1)); err != nil {
		return nil, fmt.Errorf("a compressed stream is broken: %w", err)
	}
	if f.spent += f.buf.Len(); f.spent > most {
		return nil, errors.New("the streams are too large")
	}
	return f.buf.Bytes(), nil
}

func (f *File) dict(v any) dict {
	d, _ := f.get(v).(dict)
	return d
}

// words is a text string as text.
func (f *File) words(v any) string {
	t, _ := f.get(v).(text)
	if len(t) >= 2 && t[0] == 0xfe && t[1] == 0xff {
		var u []uint16
		for i := 2; i+1 < len(t); i += 2 {
			u = append(u, uint16(t[i])<<8|uint16(t[i+1]))
		}
		return string(utf16.Decode(u))
	}
	return string(t)
}

// At reads the text at a place: "p3#14" is marked content 14 of page 3,
// "#chart-progress.2" the text alternative of the drawing of that id.
func (f *File) At(where string) (string, error) {
	if id, ok := strings.CutPrefix(where, "#"); ok {
		if i := strings.LastIndexByte(id, '.'); i >= 0 {
			id = id[:i]
		}
		n := f.byID[id]
		if n == nil || n.alt == "" {
			return "", fmt.Errorf("there is no text alternative at %s", where)
		}
		return strings.TrimSpace(n.alt), nil
	}
	p, m, ok := strings.Cut(strings.TrimPrefix(where, "p"), "#")
	pn, err := strconv.Atoi(p)
	mcid, err2 := strconv.Atoi(m)
	if !ok || err != nil || err2 != nil || pn < 1 || pn > len(f.pages) {
		return "", fmt.Errorf("%q is no place in this PDF", where)
	}
	c := f.pages[pn-1].mark(mcid)
	if c == nil {
		return "", fmt.Errorf("there is nothing at %s", where)
	}
	return strings.TrimSpace(c.text(f.pages[pn-1])), nil
}

// Pages is the number of pages.
func (f *File) Pages() int { return len(f.pages) }
