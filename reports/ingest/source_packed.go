package ingest

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A damage is why a file cannot be read to its end: cut short, or not what it is called.
type damage struct{ what string }

func (d *damage) Error() string { return d.what }

// A bomb is a small file that unpacks to far more than a table of records can: to so
// many times its size or, where times is 0, to more than least bytes of texts.
type bomb struct{ times, least int64 }

func (*bomb) Error() string { return "unpacks to far too much" }

// The bounds of what is unpacked: below least nothing is too much. Tables of records
// shrink 5 to 30 times, drawn-out ones 100 times; gzip's own limit is 1,030 times and
// zstd has none.
const bombTimes = 250

var bombLeast int64 = 256 << 20 // lower in tests

// A meter counts what goes in and comes out of something that unpacks, and stops a bomb.
type meter struct {
	out     io.Reader
	in      func() int64 // bytes taken from the file so far
	given   int64
	least   int64
	failure func(error) error
}

// Read gives out what is unpacked.
func (m *meter) Read(p []byte) (int, error) {
	n, err := m.out.Read(p)
	m.given += int64(n)
	if m.given > m.least && m.given/bombTimes > m.in() {
		return 0, &bomb{bombTimes, m.least}
	}
	if err != nil && err != io.EOF {
		err = m.failure(err)
	}
	return n, err
}

// unpack gives the text inside a packed file; the source counts the bytes of the file itself.
func unpack(s *source, packing string) (io.Reader, error) {
	m := &meter{in: func() int64 { return s.bytes }, least: bombLeast}
	m.failure = func(err error) error {
		if s.failed != nil {
			return s.failed // the file, not what is packed in it
		}
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			return &damage{"it ends in the middle: the file is cut short"}
		}
		return &damage{fmt.Sprintf("its bytes are not those of a sound %s file", packing)}
	}
	switch packing {
	case "gzip":
		z, err := gzip.NewReader(s)
		if err != nil {
			return nil, m.failure(err)
		}
		m.out = z
	default:
		// One goroutine, and a window that no ordinary setting of zstd exceeds: memory stays bounded.
		z, err := zstd.NewReader(s, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return nil, m.failure(err)
		}
		m.out = z
	}
	return m, nil
}
