package ingest

import (
	"bytes"
	"io"
	"unicode/utf8"

	"despatch/reports"
)

// limits close the case of a quotation mark that is never closed.
type limits struct {
	chunk int   // bytes asked of the file at a time
	field int   // bytes of a quoted field
	lines int64 // physical lines of a record
	line  int   // bytes of a physical line
}

var usual = limits{chunk: 1 << 20, field: 1 << 20, lines: 1000, line: 4 << 20}

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
// scanner may take its place.
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

// A scanner cuts a file into records by the strict grammar of RFC 4180 and
// starts afresh at the next physical line after a record that breaks it.
type scanner struct {
	src  io.Reader
	sep  byte
	max  limits
	want int // fields of a record; 0: any number

	buf      []byte
	pos, end int
	eof      bool
	err      error
	line     int64 // number of the line that starts at pos

	blank    int64 // empty lines, which are no records
	crlf, lf int64 // ends of records

	rec     record
	spans   []span
	scratch []byte

	queue  []record // broken pieces that may yet prove to be one record
	flush  int      // how many of them are settled
	held   bool     // rec is sound and waits for the queue
	broken record   // the one given out last
}

// A span is one field as offsets from pos.
type span struct {
	from, to int
	doubled  bool // holds doubled quotation marks
}

func newScanner(src io.Reader, sep byte, max limits) *scanner {
	return &scanner{src: src, sep: sep, max: max, line: 1, buf: make([]byte, max.chunk+max.chunk/4+1)}
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

// at is the byte at an offset from pos; false at the end of the file.
func (s *scanner) at(off int) (byte, bool) {
	for s.pos+off >= s.end {
		if !s.more() {
			return 0, false
		}
	}
	return s.buf[s.pos+off], true
}

// index is the offset of the next c at or after off, sought within limit
// bytes; else false and the offset where the search ended.
func (s *scanner) index(off int, c byte, limit int) (int, bool) {
	from := off
	for {
		if i := bytes.IndexByte(s.buf[s.pos+from:s.end], c); i >= 0 {
			return from + i, true
		}
		from = s.end - s.pos
		if from-off > limit || !s.more() {
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

// join adds a broken piece to those before it. Pieces that touch are one
// record where the open quotation mark of the first ran over the second, or
// where together they make the right number of fields and one of them breaks
// a rule of quoting: a record of several lines that lost a quotation mark.
func (s *scanner) join() {
	p := s.rec
	p.raw, p.fields = bytes.Clone(p.raw), nil
	n := len(s.queue)
	if n == 0 {
		s.queue = append(s.queue, p)
		return
	}
	if last := &s.queue[n-1]; last.reach >= p.line {
		s.blank -= p.line - last.last - 1 // empty lines between belong to it
		last.last, last.reach = p.last, max(last.reach, p.reach)
		last.raw = append(append(last.raw, '\n'), p.raw...)
		return
	}
	fields, quoting := p.pieces, p.fault == quoteInside || p.fault == afterQuote
	for i := range s.queue {
		fields += s.queue[i].pieces - 1
		quoting = quoting || s.queue[i].fault == quoteInside || s.queue[i].fault == afterQuote
	}
	apart := s.queue[n-1].last+1 != p.line
	if fields == s.want && quoting && !apart {
		first := s.queue[0]
		for _, q := range append(s.queue[1:n:n], p) {
			first.last, first.reach = q.last, q.reach
			first.raw = append(append(first.raw, '\n'), q.raw...)
		}
		first.fault = quoteInside
		s.queue = append(s.queue[:0], first)
		s.flush = 1
		return
	}
	if fields > s.want || apart {
		s.flush = n
	}
	s.queue = append(s.queue, p)
}

// step reads one piece of the file into rec: a sound record, or a broken one.
// It is false at the end of the file and where the text cannot be decoded.
func (s *scanner) step() bool {
	for {
		n, ended := s.index(0, '\n', s.max.line)
		if !ended && !s.eof {
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
		if bytes.IndexByte(line, '"') >= 0 {
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
}

// ends counts the line end of a record.
func (s *scanner) ends(crlf bool) {
	if crlf {
		s.crlf++
	} else {
		s.lf++
	}
}

// split cuts a line without quotation marks at its separators.
func (s *scanner) split(line []byte) {
	rest, fields := line, s.rec.fields
	for {
		i := bytes.IndexByte(rest, s.sep)
		if i < 0 {
			break
		}
		fields = append(fields, rest[:i])
		rest = rest[i+1:]
	}
	fields = append(fields, rest)
	s.rec.fields, s.rec.pieces = fields, len(fields)
	switch {
	case bytes.IndexByte(line, 0) >= 0:
		s.rec.fault = nulByte
	case bytes.IndexByte(line, '\r') >= 0:
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
	if utf8.Valid(s.rec.raw) {
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
		raw: bytes.Clone(s.buf[s.pos:min(s.pos+1000, s.end)]), pieces: s.want + 1}
	for {
		n, ended := s.index(0, '\n', 0)
		if ended {
			s.take(n+1, 1)
			return true
		}
		s.pos += n
		if s.eof {
			s.line++
			return true
		}
	}
}
