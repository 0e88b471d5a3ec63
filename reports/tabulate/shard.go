package tabulate

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

// shards is into how many parts the cases are dealt, by a byte of their hash: so
// many hands may work at once, and so many files take what does not fit into memory.
const shards = 256

// A shard is one part of the cases: a table, or once memory is used up a file of
// entries, which is made a table again at the end, one shard at a time.
type shard struct {
	mu sync.Mutex
	table
	ripe int    // entries at which it is sifted before the end, so that repeats do not take up memory
	out  *spool // nil while the table is in memory
}

// turn gives a hand an empty chunk for a shard. The full one it has goes to the shard.
func (c *Counter) turn(h *hand, at int) error {
	full := h.open[at]
	if full == nil {
		h.open[at], h.fill[at] = c.pool.take(true), 0
		return nil
	}
	h.fill[at] = 0
	s := &c.shards[at]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out != nil {
		return s.out.write(full)
	}
	s.add(full)
	if s.entries >= s.ripe {
		c.press(h, s)
	}
	h.open[at] = c.pool.take(false)
	if h.open[at] != nil {
		return nil
	}
	if err := c.makeRoom(h, s); err != nil {
		return err
	}
	h.open[at] = c.pool.take(true)
	return nil
}

// press sifts a shard while records still come, and says when to do so again: when it is
// twice as full. A shard in which most records are cases of their own is let grow to what it
// may hold in the end, for then it is sifted anyway.
func (c *Counter) press(h *hand, s *shard) {
	before := s.entries
	s.sift(&h.index)
	s.pack(&c.pool)
	s.ripe = max(s.ripe, 2*s.entries)
	if 2*s.entries > before {
		s.ripe = max(s.ripe, c.share)
	}
}

// makeRoom gives back chunks of a shard, where memory is used up: those of records that
// need not be kept, or else all of them, and what comes goes to a file.
func (c *Counter) makeRoom(h *hand, s *shard) error {
	before := s.entries
	s.sift(&h.index)
	s.pack(&c.pool)
	if 4*s.entries < 3*before {
		return nil
	}
	return s.spill(c.Spill, &c.pool)
}

// spill puts the shard's table out. What was found of it so far stays.
func (s *shard) spill(open func() (File, error), p *pool) error {
	out, err := newSpool(open)
	if err != nil {
		return err
	}
	s.out = out
	for _, chunk := range s.chunks {
		if err = out.write(chunk); err != nil {
			return err
		}
	}
	s.empty(p)
	return nil
}

// flush gives every shard what hands still hold of it.
func (c *Counter) flush() error {
	for _, h := range c.hands {
		for at, chunk := range h.open {
			if chunk == nil {
				continue
			}
			h.open[at] = nil
			s := &c.shards[at]
			if s.out == nil {
				s.add(chunk[:h.fill[at]])
				continue
			}
			if err := s.out.write(chunk[:h.fill[at]]); err != nil {
				return err
			}
			c.pool.give(chunk)
		}
	}
	return nil
}

// whole is the shard's table: that in memory, or one made of its file, which is given
// back once it has been looked at.
func (s *shard) whole(p *pool) (t *table, done func(), err error) {
	if s.out == nil {
		return &s.table, func() {}, nil
	}
	t = &table{shape: s.shape, repeats: s.repeats}
	err = s.out.read(s.shape.stride, func(words []uint64) {
		for len(words) > 0 {
			chunk := p.take(true)
			n := copy(chunk, words)
			t.add(chunk[:n])
			words = words[n:]
		}
	})
	return t, func() { t.empty(p) }, err
}

// A spool is a file of words, in the order in which they were written.
type spool struct {
	file  File
	buf   []byte
	bytes int64
	words int64
}

// spoolBuffer is the bytes of a spool that wait to be written: with 256 of them
// the writes are large and the memory is not.
const spoolBuffer = 32 << 10

func newSpool(open func() (File, error)) (*spool, error) {
	f, err := open()
	if err != nil {
		return nil, err
	}
	return &spool{file: f}, nil
}

// write adds words.
func (s *spool) write(words []uint64) error {
	for _, w := range words {
		s.buf = binary.LittleEndian.AppendUint64(s.buf, w)
	}
	s.words += int64(len(words))
	if len(s.buf) >= spoolBuffer {
		return s.flush()
	}
	return nil
}

func (s *spool) flush() error {
	n, err := s.file.Write(s.buf)
	s.bytes += int64(n)
	s.buf = s.buf[:0]
	return err
}

// read calls f with all that was written, many entries of so many words at a time.
func (s *spool) read(stride int, f func(words []uint64)) error {
	if err := s.flush(); err != nil {
		return err
	}
	if s.bytes != s.words*8 {
		return fmt.Errorf("a temporary file holds %d bytes, %d were put there", s.bytes, s.words*8)
	}
	const entries = 1024
	buf, words := make([]byte, entries*stride*8), make([]uint64, entries*stride)
	for off := int64(0); off < s.bytes; {
		part := buf[:min(int64(len(buf)), s.bytes-off)]
		if _, err := io.ReadFull(io.NewSectionReader(s.file, off, int64(len(part))), part); err != nil {
			return fmt.Errorf("a temporary file could not be read again: %w", err)
		}
		off += int64(len(part))
		n := len(part) / 8
		for i := range n {
			words[i] = binary.LittleEndian.Uint64(part[i*8:])
		}
		f(words[:n])
	}
	return nil
}

func (s *spool) close() error {
	if s == nil {
		return nil
	}
	return s.file.Close()
}
