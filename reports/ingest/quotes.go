package ingest

import "bytes"

// join adds a broken piece to those before it. Pieces that touch are one
// record where the open quotation mark of the first ran over the second, or
// where together they make the right number of fields and one of them breaks
// a rule of quoting: a record of several lines that lost a quotation mark.
func (s *scanner) join() {
	p := s.rec
	p.raw, p.fields = bytes.Clone(p.raw), nil
	n := len(s.queue)
	if n > 0 && s.queue[n-1].reach >= p.line {
		last := &s.queue[n-1]
		s.blank -= p.line - last.last - 1 // empty lines between belong to it
		last.last, last.reach = p.last, max(last.reach, p.reach)
		if len(last.raw) < kept {
			last.raw = append(append(last.raw, '\n'), p.raw...)
		}
		return
	}
	if n == 0 {
		s.sum, s.quoting = 0, false
	}
	fields, quoting := s.sum+p.pieces, p.fault == quoteInside || p.fault == afterQuote
	apart := n > 0 && (s.queue[n-1].last+1 != p.line || p.line-s.queue[0].line >= s.max.lines)
	if n > 0 && fields == s.want && (quoting || s.quoting) && !apart {
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
	if n > 0 && (fields > s.want || apart) {
		s.flush, s.sum, s.quoting = n, 0, false
	}
	s.sum += p.pieces - 1
	s.quoting = s.quoting || quoting
	s.queue = append(s.queue, p)
}

// kept is about how many bytes of a broken record are kept.
const kept = 1 << 16

// A walk is one record followed through its quotation marks.
type walk struct {
	end, next int // offsets: of the end of the record's bytes or of what breaks it, of the next record
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
	if !s.clean && bytes.IndexByte(s.rec.raw, 0) >= 0 {
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
	for start := off; ; {
		c, ok := s.at(off)
		if ok && c == '"' {
			off = s.inQuotes(off+1, &w)
		} else {
			off = s.bare(off, start+s.max.record, &w)
		}
		if w.fault != sound {
			w.end = off
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
			w.fault, w.end = loneReturn, off
			return w
		}
		w.fault, w.end = afterQuote, off
		return w
	}
}

// inQuotes follows a quoted field from its first byte to behind its closing mark.
func (s *scanner) inQuotes(from int, w *walk) int {
	doubled := false
	for q := from; ; q += 2 {
		i, ok := s.index(q, '"', max(0, s.max.field+1-(q-from)))
		w.lines += int64(bytes.Count(s.buf[s.pos+q:s.pos+i], []byte{'\n'}))
		if !ok || w.lines > s.max.lines {
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

// bare follows an unquoted field to the byte behind it; a record beyond the
// limit is taken for one whose quotation mark is never closed.
func (s *scanner) bare(from, limit int, w *walk) int {
	off := from
	for {
		for _, c := range s.buf[s.pos+off : s.end] {
			switch c {
			case '"':
				w.fault = quoteInside
				return off
			case '\r':
				if c, ok := s.at(off + 1); !ok || c != '\n' {
					w.fault = loneReturn
					return off
				}
				s.spans = append(s.spans, span{from: from, to: off})
				return off
			case '\n', s.sep:
				s.spans = append(s.spans, span{from: from, to: off})
				return off
			}
			if off++; off > limit {
				w.fault = openQuote
				return off
			}
		}
		if !s.more() {
			s.spans = append(s.spans, span{from: from, to: off})
			return off
		}
	}
}
