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
func (w *sweep) in(b *[64]byte) (found uint64) {
	for i := 0; i < 64; i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		found |= (zeros(x^w.seps) | zeros(x^'\n'*ones)) >> 7 * 0x0102040810204080 >> 56 << i
	}
	return found
}

// zeros has the top bit of each byte that is 0, and no other.
func zeros(x uint64) uint64 {
	const low = 0x7f * ones
	return ^((x&low + low) | x | low)
}

// note writes down the bits that are set, eight at a time: those beyond the last are
// written over next time.
func (w *sweep) note(found uint64, base uint32) {
	n := w.n
	w.n += bits.OnesCount64(found)
	for found != 0 {
		to := w.at[n : n+8 : n+8]
		for i := range to {
			to[i] = base + uint32(bits.TrailingZeros64(found))
			found &= found - 1
		}
		n += 8
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
		if !s.row(to.own[to.n*to.width:][:w], from, at[:w]) || end-from > s.max.line {
			break
		}
		to.records[to.n] = record{line: s.line, last: s.line, raw: s.buf[from:end:end], plain: true, pieces: w}
		to.n++
		made++
		s.line++
		from, at = end+1, at[w:]
	}
	s.pos = from
	s.lf += int64(made)
	return made > 0
}

// row cuts one line into fields; false where its end does not come right behind the last.
func (s *scanner) row(fields [][]byte, from int, at []uint32) bool {
	last := len(at) - 1
	var odd byte
	for j, stop := range at[:last] {
		fields[j] = s.buf[from:stop:stop]
		odd |= s.buf[stop] ^ s.sep
		from = int(stop) + 1
	}
	stop := at[last]
	fields[last] = s.buf[from:stop:stop]
	return odd == 0 && s.buf[stop] == '\n'
}
