package ingest

import "bytes"

// A walk is one record followed through its quotation marks.
type walk struct {
	end, next int // offsets: of the end of the record's bytes, of the next record
	lines     int64
	crlf      bool
	eof       bool
	fields    int
	fault     fault
}

// quoted reads a record whose first line holds a quotation mark: one line of
// first bytes, the next of which starts at offset next.
func (s *scanner) quoted(first, next int) bool {
	w := s.walk(0)
	if w.fault == sound {
		w.fault = s.count(w.fields)
		// A record of several lines with the wrong number of fields: either it is one
		// broken record, or its first line is broken and swallowed its neighbours.
		if w.fault == sound || w.lines == 1 || !s.stands(next) {
			s.whole(w)
			return s.decodes()
		}
		w.fault = openQuote
	}
	s.rec.raw = s.buf[s.pos : s.pos+first]
	s.rec.fault = w.fault
	s.rec.pieces = s.fieldsIn(s.rec.raw)
	s.rec.reach = s.line + w.lines - 1
	s.take(next, 1)
	return s.decodes()
}

// fieldsIn counts the fields of a broken line. A first quotation mark that ends a
// field without beginning one closes a field of the line before.
func (s *scanner) fieldsIn(line []byte) int {
	if i := bytes.IndexByte(line, '"'); i > 0 && line[i-1] != s.sep && (i+1 == len(line) || line[i+1] == s.sep) {
		line = line[i:]
	}
	return bytes.Count(line, []byte{s.sep}) + 1
}

// stands says whether the line at offset off is a sound record by itself.
func (s *scanner) stands(off int) bool {
	if _, ok := s.at(off); !ok {
		return false
	}
	w := s.walk(off)
	return w.fault == sound && w.lines == 1 && w.fields == s.want
}

// whole makes rec of all that was walked.
func (s *scanner) whole(w walk) {
	s.rec.raw = s.buf[s.pos : s.pos+w.end]
	s.rec.last = s.line + w.lines - 1
	s.rec.reach = s.rec.last
	s.rec.fault, s.rec.pieces = w.fault, w.fields
	if bytes.IndexByte(s.rec.raw, 0) >= 0 {
		s.rec.fault = nulByte
	}
	if s.rec.fault == sound {
		s.scratch = s.scratch[:0]
		for _, f := range s.spans {
			s.rec.fields = append(s.rec.fields, s.unquote(s.buf[s.pos+f.from:s.pos+f.to], f.doubled))
		}
	}
	if !w.eof {
		s.ends(w.crlf)
	}
	s.take(w.next, w.lines)
}

// unquote takes one of each pair of quotation marks away.
func (s *scanner) unquote(b []byte, doubled bool) []byte {
	if !doubled {
		return b
	}
	from := len(s.scratch)
	for {
		i := bytes.IndexByte(b, '"')
		if i < 0 {
			break
		}
		s.scratch = append(s.scratch, b[:i+1]...)
		b = b[i+2:]
	}
	s.scratch = append(s.scratch, b...)
	return s.scratch[from:len(s.scratch):len(s.scratch)]
}

// walk follows one record from offset off to its end or to its first fault.
// The fields go to spans.
func (s *scanner) walk(off int) walk {
	w := walk{lines: 1}
	s.spans = s.spans[:0]
	for {
		c, ok := s.at(off)
		if ok && c == '"' {
			off = s.inQuotes(off+1, &w)
		} else {
			off = s.bare(off, &w)
		}
		if w.fault != sound {
			return w
		}
		w.fields++
		c, ok = s.at(off)
		switch {
		case !ok:
			w.end, w.next, w.eof = off, off, true
			return w
		case c == s.sep:
			off++
			continue
		case c == '\n':
			w.end, w.next = off, off+1
			return w
		case c == '\r':
			if c, ok := s.at(off + 1); ok && c == '\n' {
				w.end, w.next, w.crlf = off, off+2, true
				return w
			}
			w.fault = loneReturn
			return w
		}
		w.fault = afterQuote
		return w
	}
}

// inQuotes follows a quoted field from its first byte to behind its closing mark.
func (s *scanner) inQuotes(from int, w *walk) int {
	doubled := false
	for q := from; ; q += 2 {
		i, ok := s.index(q, '"', s.max.field-(q-from))
		w.lines += int64(bytes.Count(s.buf[s.pos+q:s.pos+i], []byte{'\n'}))
		if !ok || i-from > s.max.field || w.lines > s.max.lines {
			w.fault = openQuote
			return i
		}
		q = i
		if c, ok := s.at(i + 1); !ok || c != '"' {
			s.spans = append(s.spans, span{from, i, doubled})
			return i + 1
		}
		doubled = true
	}
}

// bare follows an unquoted field to the byte behind it.
func (s *scanner) bare(from int, w *walk) int {
	for off := from; ; off++ {
		c, ok := s.at(off)
		switch {
		case ok && c == '"':
			w.fault = quoteInside
			return off
		case ok && c == '\r':
			if c, ok := s.at(off + 1); !ok || c != '\n' {
				w.fault = loneReturn
				return off
			}
			s.spans = append(s.spans, span{from: from, to: off})
			return off
		case !ok || c == s.sep || c == '\n':
			s.spans = append(s.spans, span{from: from, to: off})
			return off
		}
	}
}
