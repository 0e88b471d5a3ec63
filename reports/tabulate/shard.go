package tabulate

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"despatch/reports"
)

// shards is into how many parts the cases are dealt, by a byte of their hash: so
// many hands may work at once, and so many files take what does not fit into memory.
const shards = 256

// A shard is one part of the cases: a table, or once memory is used up a file of
// entries, which is made a table again at the end, one shard at a time.
type shard struct {
	mu sync.Mutex
	*table
	out *spool // nil while the table is in memory
}

// sort deals the records of a block to their shards: those of one shard together, so
// that it is locked once and its part of memory looked at once.
func (c *Counter) sort(h *hand, b *reports.Cases) error {
	h.deal(b)
	e := h.entry(c.shape.stride)
	for i := range shards {
		at := (h.first + i) % shards
		if h.ends[at] == h.ends[at+1] {
			continue
		}
		s := &c.shards[at]
		s.mu.Lock()
		err := c.fill(s, h, b, h.order[h.ends[at]:h.ends[at+1]], e)
		s.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

// fill puts records of a block into a shard that is locked.
func (c *Counter) fill(s *shard, h *hand, b *reports.Cases, records []int32, e []uint64) error {
	if s.out == nil && c.shape.keyed {
		h.touched = s.touch(b, records)
	}
	for _, i := range records {
		if !c.shape.keyed {
			e[0] = max(1, b.Row[i][0])
		} else {
			c.shape.make(e, b, int(i), h.kind(b, int(i), &c.shape), h.cell[i])
		}
		if s.out == nil && s.crowded() {
			if err := c.makeRoom(s); err != nil {
				return err
			}
		}
		if s.out == nil {
			s.put(e)
		} else if err := s.out.write(e); err != nil {
			return err
		}
	}
	return nil
}

// makeRoom lets the shard's table grow, or puts it out where memory is used up.
func (c *Counter) makeRoom(s *shard) error {
	size := int64(s.size())
	if c.Spill != nil && c.Memory > 0 && (c.full.Load() || c.used.Load()+size > c.Memory) {
		c.full.Store(true)
		c.used.Add(-size)
		return s.spill(c.Spill)
	}
	c.used.Add(size)
	s.grow()
	return nil
}

// spill puts the shard's table out. What was found of it so far stays.
func (s *shard) spill(open func() (File, error)) error {
	out, err := newSpool(open)
	if err != nil {
		return err
	}
	s.out = out
	s.each(func(e []uint64) {
		if err == nil {
			err = out.write(e)
		}
	})
	s.words = nil
	return err
}

// whole is the shard's table: that in memory, or one made of its file.
func (s *shard) whole() (*table, error) {
	if s.out == nil {
		return s.table, nil
	}
	t := newTable(*s.shape, int(s.out.entries))
	t.repeats = s.repeats
	err := s.out.read(s.shape.stride, func(e []uint64) {
		if t.crowded() {
			t.grow()
		}
		t.put(e)
	})
	return t, err
}

// A spool is a file of entries, in the order in which they were written.
type spool struct {
	file    File
	buf     []byte
	bytes   int64
	entries int64
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

// write adds one entry.
func (s *spool) write(e []uint64) error {
	for _, w := range e {
		s.buf = binary.LittleEndian.AppendUint64(s.buf, w)
	}
	s.entries++
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

// read calls f with each entry of so many words.
func (s *spool) read(stride int, f func(e []uint64)) error {
	if err := s.flush(); err != nil {
		return err
	}
	if s.bytes != s.entries*int64(stride)*8 {
		return fmt.Errorf("a temporary file holds %d bytes, %d were put there", s.bytes, s.entries*int64(stride)*8)
	}
	buf, e := make([]byte, 4096*stride*8), make([]uint64, stride)
	for off := int64(0); off < s.bytes; {
		part := buf[:min(int64(len(buf)), s.bytes-off)]
		if _, err := io.ReadFull(io.NewSectionReader(s.file, off, int64(len(part))), part); err != nil {
			return fmt.Errorf("a temporary file could not be read again: %w", err)
		}
		off += int64(len(part))
		for ; len(part) > 0; part = part[stride*8:] {
			for i := range e {
				e[i] = binary.LittleEndian.Uint64(part[i*8:])
			}
			f(e)
		}
	}
	return nil
}

func (s *spool) close() error {
	if s == nil {
		return nil
	}
	return s.file.Close()
}
