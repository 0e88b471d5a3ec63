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
// not plain: one with the wrong number of fields, with quotation marks that are not right at
// both ends of a field, empty, or without an end.
func (s *scanner) sweep(to *sheaf, room int) {
	for s.marks.seps = s.eights; to.n < room && s.pos < s.own; {
		s.marks.mark(s.buf, s.pos, s.own, (room-to.n)*s.want)
		if !s.reap(to, room) {
			return
		}
	}
}

// reap makes records of the text that is marked, and says whether there was one.
func (s *scanner) reap(to *sheaf, room int) bool {
	w, from, at, before := s.want, s.pos, s.marks.at[:s.marks.n], to.n
	for to.n < room && len(at) >= w {
		fields, used, plain, exact := to.fields[to.n*to.width:][:w], w, true, true
		if s.pos = from; s.quotes(s.buf[from : at[w-1]+1]) {
			plain = false
			used, exact = s.quotedRow(fields, from, at)
		} else if !s.row(fields, from, at[:w]) {
			break
		}
		if used == 0 {
			break
		}
		end := int(at[used-1])
		if end-from > s.max.line {
			break
		}
		last := end
		if last > from && s.buf[last-1] == '\r' {
			last--
			fields[w-1].to = min(fields[w-1].to, uint32(last)) // a quoted field ends before
			s.crlf++
		} else {
			s.lf++
		}
		n := to.n
		to.line[n], to.last[n], to.raw[n], to.plain[n], to.exact[n] = s.line, s.line, field{uint32(from), uint32(last)}, plain, exact
		to.close()
		s.line++
		from, at = end+1, at[used:]
	}
	s.pos = from
	return to.n > before
}

// row cuts a line without quotation marks into fields; false where its end does not come
// right behind the last.
func (s *scanner) row(fields []field, from int, at []uint32) bool {
	buf, sep, start, odd, last := s.buf, s.sep, uint32(from), byte(0), len(at)-1
	fields = fields[:len(at)]
	for j, stop := range at[:last] {
		fields[j] = field{start, stop}
		odd |= buf[stop] ^ sep
		start = stop + 1
	}
	stop := at[last]
	fields[last] = field{start, stop}
	return odd == 0 && buf[stop] == '\n' && (last > 0 || int(stop) > from)
}

// quotedRow cuts a line with quotation marks into fields and says how many marks it took;
// 0 where a field is not quite plain: with a mark inside, or over several lines. It is exact
// where no field stands in quotes that could do without.
func (s *scanner) quotedRow(fields []field, from int, at []uint32) (used int, exact bool) {
	k := 0
	exact = true
	for j := range fields {
		if k == len(at) {
			return 0, false
		}
		stop := int(at[k])
		fields[j] = field{uint32(from), uint32(stop)}
		if s.buf[from] == '"' {
			n := bytes.IndexByte(s.buf[from+1:s.end], '"')
			if n < 0 || n > s.max.field {
				return 0, false
			}
			end := from + 1 + n
			exact = exact && stop < end
			for ; int(at[k]) < end; k++ {
				if s.buf[at[k]] == '\n' || k+1 == len(at) {
					return 0, false
				}
			}
			stop = int(at[k])
			fields[j] = field{uint32(from + 1), uint32(end)}
			if rest := s.buf[end+1 : stop]; len(rest) > 0 && (len(rest) > 1 || rest[0] != '\r' || s.buf[stop] != '\n') {
				return 0, false
			}
		} else if bytes.IndexByte(s.buf[from:stop], '"') >= 0 {
			return 0, false
		}
		if last := j+1 == len(fields); last != (s.buf[stop] == '\n') {
			return 0, false
		}
		k++
		from = stop + 1
	}
	return k, exact
}
