package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"despatch/reports"
)

// readPlain reads the extract the plain way: one record after the other, by the plain
// scanner, with one worker's judgement of each. It is the oracle of the engine.
func (t *trial) readPlain(tb testing.TB) *got {
	tb.Helper()
	g := t.newGot()
	set := settings{1, t.size, 1, usual}
	newest := map[*reports.Column]*int64{}
	lead := newReader(t.rel, t.ext, set, newest, nil)
	if len(newest) > 0 {
		look := newReader(t.rel, t.ext, set, map[*reports.Column]*int64{}, nil)
		look.survey = true
		if res := look.plainly(tb, g); reports.Errors(res.Findings) {
			return g.close(tb, res)
		}
		for c, day := range look.plan.newest {
			*newest[c] = *day
		}
	}
	return g.close(tb, lead.plainly(tb, g))
}

func (r *reader) plainly(tb testing.TB, g *got) *Result {
	tb.Helper()
	files := r.files()
	if files == nil {
		return r.res
	}
	r.crew = newCrew(context.Background(), func(b *reports.Cases) error { g.take(b); return nil })
	var w *reader
	for i, f := range files {
		r.file, r.names = f, append(r.names, f.name)
		err := r.plainFile(i, &w)
		if refused, ok := errors.AsType[*refusal](err); ok {
			return &Result{Account: &reports.Account{Extract: r.ext}, Findings: refused.findings}
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	r.absorb(w)
	if refused := r.sameTwice(); refused != nil {
		return &Result{Account: &reports.Account{Extract: r.ext}, Findings: refused.findings}
	}
	r.finish()
	return r.res
}

func (r *reader) plainFile(number int, worker **reader) error {
	f, finding := open(r.ext, r.file.name)
	if finding != nil {
		return &refusal{[]reports.Finding{*finding}}
	}
	defer f.Close()
	src, finding, err := newSource(f, r.ext.Encoding)
	if err != nil {
		return err
	}
	if finding != nil {
		return &refusal{[]reports.Finding{finding.At(reports.Pos{File: r.place()})}}
	}
	r.scan = newScanner(src.text, r.ext.Comma, usual)
	h, finding, err := r.readHeader(r.scan)
	if err != nil {
		return r.broken(err)
	}
	if finding != nil {
		return &refusal{[]reports.Finding{finding.At(reports.Pos{File: r.place(), Line: finding.Line})}}
	}
	if err := r.match(h); err != nil {
		return err
	}
	r.begin(number, h)
	if *worker == nil {
		w := newReader(r.rel, r.ext, r.set, r.plan.newest, r)
		w.file = r.file
		_ = w.match(r.head)
		for i := range w.ids {
			w.ids[i].set = r.ids[i].set
		}
		*worker = w
	}
	w := *worker
	w.file, w.part, w.perm, w.virtual = r.file, r.part, r.perm, r.virtual
	w.sheaf.begin(nil, len(r.head.names), r.virtual)
	head := r.scan
	rest := bytes.Clone(head.buf[head.pos:head.end])
	s := newPlainScanner(io.MultiReader(bytes.NewReader(rest), src.text), head.sep, usual)
	s.want, s.line, s.blank, s.crlf, s.lf = head.want, head.line, head.blank, head.crlf, head.lf
	for {
		rec, err := s.next()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = w.one(rec)
		}
		if err != nil {
			return r.broken(err)
		}
	}
	if err := w.hand(); err != nil {
		return err
	}
	p := &r.res.Account.Parts[number]
	p.SHA256, p.Bytes, p.Encoding, p.Lines = src.hex(), src.bytes, src.encoding, s.line-1
	e := r.ended(number)
	e.blank, e.crlf, e.lf = s.blank, s.crlf, s.lf
	return nil
}

// A plain scanner is the oracle of the engine: one goroutine, a byte at a time where that is
// plainest. It cuts a file into records by the strict grammar of RFC 4180 and
// starts afresh at the next physical line after a record that breaks it.
type plainScanner struct {
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
	spans   []plainSpan
	scratch []byte

	queue  []record // broken pieces that may yet prove to be one record
	flush  int      // how many of them are settled
	held   bool     // rec is sound and waits for the queue
	broken record   // the one given out last
}

// A span is one field as offsets from pos.
type plainSpan struct {
	from, to int
	doubled  bool // holds doubled quotation marks
}

func newPlainScanner(src io.Reader, sep byte, max limits) *plainScanner {
	return &plainScanner{src: src, sep: sep, max: max, line: 1, buf: make([]byte, max.chunk+max.chunk/4+1)}
}

// more reads on; the record under way stays in the buffer. It says whether there is more.
func (s *plainScanner) more() bool {
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
func (s *plainScanner) at(off int) (byte, bool) {
	for s.pos+off >= s.end {
		if !s.more() {
			return 0, false
		}
	}
	return s.buf[s.pos+off], true
}

// index is the offset of the first c among the limit bytes from off; else false and the
// offset where those bytes, or the file, end.
func (s *plainScanner) index(off int, c byte, limit int) (int, bool) {
	for i := off; i-off < limit; i++ {
		b, ok := s.at(i)
		if !ok {
			return i, false
		}
		if b == c {
			return i, true
		}
	}
	return off + limit, false
}

// take moves on to the line that starts at offset next, lines further down.
func (s *plainScanner) take(next int, lines int64) {
	s.pos += next
	s.line += lines
}

// next is the next record, sound or broken; io.EOF after the last.
func (s *plainScanner) next() (*record, error) {
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
func (s *plainScanner) join() {
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
		if len(last.raw) < kept {
			last.raw = append(append(last.raw, '\n'), p.raw...)
		}
		return
	}
	fields, quoting := p.pieces, p.fault == quoteInside || p.fault == afterQuote
	for i := range s.queue {
		fields += s.queue[i].pieces - 1
		quoting = quoting || s.queue[i].fault == quoteInside || s.queue[i].fault == afterQuote
	}
	apart := s.queue[n-1].last+1 != p.line || p.line-s.queue[0].line >= s.max.lines
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
func (s *plainScanner) step() bool {
	for {
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
func (s *plainScanner) ends(crlf bool) {
	if crlf {
		s.crlf++
	} else {
		s.lf++
	}
}

// split cuts a line without quotation marks at its separators.
func (s *plainScanner) split(line []byte) {
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

func (s *plainScanner) count(fields int) fault {
	switch {
	case s.want == 0 || fields == s.want:
		return sound
	case fields < s.want:
		return tooFew
	}
	return tooMany
}

// decodes says whether the record is UTF-8; if not, the file is refused.
func (s *plainScanner) decodes() bool {
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
func (s *plainScanner) skip() bool {
	s.rec = record{line: s.line, last: s.line, fields: s.rec.fields[:0], fault: tooLong,
		raw: bytes.Clone(s.buf[s.pos:min(s.pos+min(1000, s.max.line), s.end)]), pieces: s.want + 1}
	for {
		n, ended := s.index(0, '\n', 1)
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

// A walk is one record followed through its quotation marks.
type plainWalk struct {
	end, next int // offsets: of the end of the record's bytes, of the next record
	lines     int64
	crlf      bool
	eof       bool
	fields    int
	fault     fault
}

// quoted reads a record whose first line holds a quotation mark: one line of
// first bytes, the next of which starts at offset next.
func (s *plainScanner) quoted(first, next int) bool {
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
func (s *plainScanner) fieldsIn(line []byte) int {
	if i := bytes.IndexByte(line, '"'); i > 0 && line[i-1] != s.sep && (i+1 == len(line) || line[i+1] == s.sep) {
		line = line[i:]
	}
	return bytes.Count(line, []byte{s.sep}) + 1
}

// stands says whether the line at offset off is a sound record by itself.
func (s *plainScanner) stands(off int) bool {
	if _, ok := s.at(off); !ok {
		return false
	}
	w := s.walk(off)
	return w.fault == sound && w.lines == 1 && w.fields == s.want
}

// whole makes rec of all that was walked.
func (s *plainScanner) whole(w plainWalk) {
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
func (s *plainScanner) unquote(b []byte, doubled bool) []byte {
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
func (s *plainScanner) walk(off int) plainWalk {
	w := plainWalk{lines: 1}
	s.spans = s.spans[:0]
	for start := off; ; {
		c, ok := s.at(off)
		if ok && c == '"' {
			off = s.inQuotes(off+1, &w)
		} else {
			off = s.bare(off, start+s.max.record, &w)
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
func (s *plainScanner) inQuotes(from int, w *plainWalk) int {
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
			s.spans = append(s.spans, plainSpan{from, i, doubled})
			return i + 1
		}
		doubled = true
	}
}

// bare follows an unquoted field to the byte behind it.
func (s *plainScanner) bare(from, limit int, w *plainWalk) int {
	for off := from; ; off++ {
		c, ok := s.at(off)
		switch {
		case off > limit:
			w.fault = openQuote
			return off
		case ok && c == '"':
			w.fault = quoteInside
			return off
		case ok && c == '\r':
			if c, ok := s.at(off + 1); !ok || c != '\n' {
				w.fault = loneReturn
				return off
			}
			s.spans = append(s.spans, plainSpan{from: from, to: off})
			return off
		case !ok || c == s.sep || c == '\n':
			s.spans = append(s.spans, plainSpan{from: from, to: off})
			return off
		}
	}
}
