package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A sweep marks where separators and line ends stand, 64 bytes of text at once, so that
// records can be made of plain text many at a time.
type sweep struct {
	seps uint64 // the separator, eight times
	at   []uint32
	n    int
}

const ones = 0x0101010101010101

// mark finds the separators and line ends of buf from one offset to another, or so many
// and a few more.
func (w *sweep) mark(buf []byte, from, to, many int) {
	if len(w.at) < many+72 {
		w.at = make([]uint32, many+72)
	}
	w.n = 0
	for at := from; at < to && w.n < many; at += 64 {
		var rest [64]byte
		b := &rest
		if at+64 <= len(buf) {
			b = (*[64]byte)(buf[at:])
		} else {
			copy(rest[:], buf[at:])
		}
		found := w.in(b)
		if left := to - at; left < 64 {
			found &= 1<<left - 1
		}
		w.note(found, uint32(at))
	}
}

// in has a bit for each byte that is a separator or a line end.
func (w *sweep) in(b *[64]byte) uint64 {
	seps := w.seps
	return w.eight(b[0:], seps) | w.eight(b[8:], seps)<<8 | w.eight(b[16:], seps)<<16 | w.eight(b[24:], seps)<<24 |
		w.eight(b[32:], seps)<<32 | w.eight(b[40:], seps)<<40 | w.eight(b[48:], seps)<<48 | w.eight(b[56:], seps)<<56
}

// eight has a bit for each of eight bytes. Of both comparisons a byte that is equal has
// its top bit alone left out; one multiplication brings the top bits together.
func (*sweep) eight(b []byte, seps uint64) uint64 {
	const low, ends = 0x7f * ones, '\n' * ones
	x := binary.LittleEndian.Uint64(b)
	y, z := x^seps, x^ends
	return ^((y&low+low|y)&(z&low+low|z) | low) >> 7 * 0x0102040810204080 >> 56
}

// note writes down the bits that are set, four at a time: those beyond the last are
// written over next time.
func (w *sweep) note(found uint64, base uint32) {
	n := w.n
	w.n += bits.OnesCount64(found)
	for found != 0 {
		to := (*[4]uint32)(w.at[n:])
		to[0] = base + uint32(bits.TrailingZeros64(found))
		found &= found - 1
		to[1] = base + uint32(bits.TrailingZeros64(found))
		found &= found - 1
		to[2] = base + uint32(bits.TrailingZeros64(found))
		found &= found - 1
		to[3] = base + uint32(bits.TrailingZeros64(found))
		found &= found - 1
		n += 4
	}
}

// sweep reads records into the sheaf, at most so many in all, up to the next line that is
// not plain: one that holds a quotation mark or the wrong number of fields, is empty, or
// has no end.
func (s *scanner) sweep(to *sheaf, room int) {
	stop := s.own
	if s.quote < s.pos {
		s.quotes(nil)
	}
	if s.quote < stop {
		stop = s.pos + bytes.LastIndexByte(s.buf[s.pos:s.quote], '\n') + 1
	}
	for s.marks.seps = s.eights; to.n < room && s.pos < stop; {
		s.marks.mark(s.buf, s.pos, stop, (room-to.n)*s.want)
		if !s.reap(to, room) {
			return
		}
	}
}

// reap makes records of the text that is marked, and says whether there was one.
func (s *scanner) reap(to *sheaf, room int) bool {
	w, from, at, made := s.want, s.pos, s.marks.at[:s.marks.n], 0
	for to.n < room && len(at) >= w {
		end := int(at[w-1])
		if !s.row(to.fields[to.n*to.width:], from, at[:w]) || end-from > s.max.line {
			break
		}
		to.line[to.n], to.last[to.n], to.raw[to.n], to.plain[to.n] = s.line, s.line, field{uint32(from), uint32(end)}, true
		to.close()
		made++
		s.line++
		from, at = end+1, at[w:]
	}
	s.pos = from
	s.lf += int64(made)
	return made > 0
}

// row cuts one line into fields; false where its end does not come right behind the last.
func (s *scanner) row(fields []field, from int, at []uint32) bool {
	buf, sep, start, odd := s.buf, s.sep, uint32(from), byte(0)
	fields = fields[:len(at)]
	for j, stop := range at {
		fields[j] = field{start, stop}
		start = stop + 1
		if j+1 < len(at) {
			odd |= buf[stop] ^ sep
		}
	}
	return odd == 0 && buf[start-1] == '\n'
}
