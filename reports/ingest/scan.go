package ingest

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"math/bits"
	"unicode/utf8"

	"despatch/reports"
)

// limits close the case of a quotation mark that is never closed.
type limits struct {
	chunk  int   // bytes handed to a worker at a time
	field  int   // bytes of a quoted field
	lines  int64 // physical lines of a record
	line   int   // bytes of a physical line
	record int   // bytes of a record of several lines
}

var usual = limits{chunk: 512 << 10, field: 1 << 20, lines: 1000, line: 4 << 20, record: 8 << 20}

// A fault is why the bytes of a record are no record.
type fault uint8

const (
	sound       fault = iota
	tooFew            // fields
	tooMany           // fields
	quoteInside       // a quotation mark inside an unquoted field
	afterQuote        // text after a closing quotation mark
	openQuote         // never closed, or longer than the limits
	nulByte
	loneReturn // a carriage return without line feed, outside quotes
	tooLong    // a physical line beyond the limit
)

// A record is one record as it stands in the file, valid until the next call
// of scanner.next. Everything after the scanner sees records only, so another
// source may take its place.
type record struct {
	line, last int64    // physical lines, from 1
	fields     [][]byte // unquoted; nothing to be read where fault is set
	raw        []byte   // the bytes without the line end
	plain      bool     // raw holds no quotation mark: it is the fields joined by the separator
	fault      fault
	pieces     int        // of a broken record: the fields counted without regard to quotes
	reach      int64      // of a broken record: the last line its open quotation mark ran over
	hash       reports.ID // of the whole record, where its source knows it already
}

// A badByte is where the text of a file cannot be read in its encoding.
type badByte struct{ line, col int64 }

func (e *badByte) Error() string { return "undecodable bytes" }

// A scanner cuts text into records by the strict grammar of RFC 4180 and starts
// afresh at the next physical line after a record that breaks it. It reads from a file,
// or goes through one piece of text that is all there is.
type scanner struct {
	src  io.Reader // nil: all the text is in buf
	sep  byte
	max  limits
	want int // fields of a record; 0: any number

	buf      []byte
	pos, end int
	own      int // of a piece: no record starts at or after it
	eof      bool
	err      error
	line     int64 // number of the line that starts at pos

	// Known of a whole piece, so that it need not be asked of each record.
	quote  int  // offset in buf of the next quotation mark
	clean  bool // no NUL byte, no carriage return but in a line end
	valid  bool // UTF-8
	eights uint64
	marks  sweep

	blank    int64 // empty lines, which are no records
	crlf, lf int64 // ends of records

	rec     record
	spans   []span
	scratch []byte

	queue   []record // broken pieces that may yet prove to be one record
	sum     int      // their fields, beyond one each
	quoting bool     // one of them breaks a rule of quoting
	flush   int      // how many of them are settled
	held    bool     // rec is sound and waits for the queue
	broken  record   // the one given out last
}

// A span is one field as offsets from pos.
type span struct {
	from, to int
	doubled  bool // holds doubled quotation marks
}

func newScanner(src io.Reader, sep byte, max limits) *scanner {
	return &scanner{src: src, sep: sep, max: max, line: 1, eights: uint64(sep) * 0x0101010101010101,
		buf: make([]byte, max.chunk+max.chunk/4+1), own: math.MaxInt}
}

// begin sets the scanner on a piece: the first own bytes of text, where a record
// begins at the start and ends at the end. What follows them is only looked at.
func (s *scanner) begin(text []byte, own int, line int64) {
	s.buf, s.pos, s.end, s.own, s.eof, s.line = text, 0, len(text), own, true, line
	s.quote, s.err = -1, nil
	s.clean = bytes.IndexByte(text[:own], 0) < 0 && bytes.Count(text[:own], []byte{'\r'}) == bytes.Count(text[:own], []byte("\r\n"))
	s.valid = utf8.Valid(text[:own])
}

// plain says whether nothing is pending, and all that is left of the piece can be swept but
// for its quotation marks.
func (s *scanner) plain() bool {
	return s.clean && s.valid && s.want > 0 && !s.held && s.flush == 0 && len(s.queue) == 0
}

// more reads on; the record under way stays in the buffer. It says whether there is more.
func (s *scanner) more() bool {
	if s.eof {
		return false
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if len(s.buf)-s.end <= s.max.chunk/4 {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	before := s.end
	for s.end == before {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.err = err
			}
			break
		}
	}
	return s.end > before
}

// at is the byte at an offset from pos; false at the end of the text.
func (s *scanner) at(off int) (byte, bool) {
	for s.pos+off >= s.end {
		if !s.more() {
			return 0, false
		}
	}
	return s.buf[s.pos+off], true
}

// index is the offset of the first c among the limit bytes from off; else false
// and the offset where those bytes, or the text, end.
func (s *scanner) index(off int, c byte, limit int) (int, bool) {
	from := off
	for {
		stop := min(s.end, s.pos+off+limit)
		if from = min(from, stop-s.pos); from < stop-s.pos {
			if i := bytes.IndexByte(s.buf[s.pos+from:stop], c); i >= 0 {
				return from + i, true
			}
		}
		from = stop - s.pos
		if from-off >= limit || !s.more() {
			return from, false
		}
	}
}

// take moves on to the line that starts at offset next, lines further down.
func (s *scanner) take(next int, lines int64) {
	s.pos += next
	s.line += lines
}

// next is the next record, sound or broken; io.EOF after the last.
func (s *scanner) next() (*record, error) {
	for {
		if s.flush > 0 {
			s.broken = s.queue[0]
			s.queue = s.queue[1:]
			s.flush--
			return &s.broken, nil
		}
		if s.held {
			s.held = false
			return &s.rec, nil
		}
		if !s.step() {
			if s.err != nil {
				return nil, s.err
			}
			if len(s.queue) == 0 {
				return nil, io.EOF
			}
			s.flush = len(s.queue)
			continue
		}
		if s.rec.fault != sound {
			s.join()
			continue
		}
		if len(s.queue) == 0 {
			return &s.rec, nil
		}
		s.held, s.flush = true, len(s.queue)
	}
}

// step reads one piece of the text into rec: a sound record, or a broken one.
// It is false at the end of the text and where it cannot be decoded.
func (s *scanner) step() bool {
	for s.pos < s.own {
		n, ended := s.index(0, '\n', s.max.line+1)
		if !ended && n > s.max.line {
			return s.skip()
		}
		if n == 0 && !ended {
			return false
		}
		line, next := s.buf[s.pos:s.pos+n], n
		if ended {
			next++
			if n > 0 && line[n-1] == '\r' {
				line = line[:n-1]
			}
		}
		if len(line) == 0 && s.want > 1 {
			s.blank++
			s.take(next, 1)
			continue
		}
		s.rec = record{line: s.line, last: s.line, fields: s.rec.fields[:0]}
		if s.quotes(line) {
			return s.quoted(len(line), next)
		}
		s.rec.raw, s.rec.plain = line, true
		s.split(line)
		if ended {
			s.ends(len(line) < n)
		}
		s.take(next, 1)
		return s.decodes()
	}
	return false
}

// quotes says whether the line at pos holds a quotation mark.
func (s *scanner) quotes(line []byte) bool {
	if s.src != nil {
		return bytes.IndexByte(line, '"') >= 0
	}
	if s.quote < s.pos {
		s.quote = s.end
		if i := bytes.IndexByte(s.buf[s.pos:s.end], '"'); i >= 0 {
			s.quote = s.pos + i
		}
	}
	return s.quote < s.pos+len(line)
}

// ends counts the line end of a record.
func (s *scanner) ends(crlf bool) {
	if crlf {
		s.crlf++
	} else {
		s.lf++
	}
}

// split cuts a line without quotation marks at its separators, eight bytes at a
// time: mark has the top bit of each byte that is one.
func (s *scanner) split(line []byte) {
	const low = 0x7f7f7f7f7f7f7f7f
	fields, start, i := s.rec.fields, 0, 0
	for ; i+8 <= len(line); i += 8 {
		x := binary.LittleEndian.Uint64(line[i:]) ^ s.eights
		for mark := ^((x&low + low) | x | low); mark != 0; mark &= mark - 1 {
			at := i + bits.TrailingZeros64(mark)>>3
			fields = append(fields, line[start:at])
			start = at + 1
		}
	}
	for ; i < len(line); i++ {
		if line[i] == s.sep {
			fields = append(fields, line[start:i])
			start = i + 1
		}
	}
	fields = append(fields, line[start:])
	s.rec.fields, s.rec.pieces = fields, len(fields)
	switch {
	case !s.clean && bytes.IndexByte(line, 0) >= 0:
		s.rec.fault = nulByte
	case !s.clean && bytes.IndexByte(line, '\r') >= 0:
		s.rec.fault = loneReturn
	default:
		s.rec.fault = s.count(len(fields))
	}
}

func (s *scanner) count(fields int) fault {
	switch {
	case s.want == 0 || fields == s.want:
		return sound
	case fields < s.want:
		return tooFew
	}
	return tooMany
}

// decodes says whether the record is UTF-8; if not, the file is refused.
func (s *scanner) decodes() bool {
	if s.valid || utf8.Valid(s.rec.raw) {
		return true
	}
	line, col := s.rec.line, int64(1)
	for b := s.rec.raw; len(b) > 0; {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 {
			break
		}
		col++
		if r == '\n' {
			line, col = line+1, 1
		}
		b = b[n:]
	}
	s.err = &badByte{line, col}
	return false
}

// skip passes over a physical line too long to be held.
func (s *scanner) skip() bool {
	s.rec = record{line: s.line, last: s.line, fields: s.rec.fields[:0], fault: tooLong,
		raw: bytes.Clone(s.buf[s.pos:min(s.pos+min(1000, s.max.line), s.end)]), pieces: s.want + 1}
	for {
		n, ended := s.index(0, '\n', s.max.line)
		if ended {
			s.take(n+1, 1)
			return true
		}
		s.pos += n
		if s.eof && s.pos == s.end {
			s.line++
			return true
		}
	}
}
