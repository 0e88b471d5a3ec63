package ingest

import (
	"bytes"
	"io"
	"slices"
)

// A piece is a stretch of one file that a worker reads by itself. It begins where a
// record begins and ends behind a sound record, so that no record, and no broken line
// that may belong to its neighbour, lies in two pieces.
type piece struct {
	seq     int64 // over the whole extract, from 0
	file    *opened
	line    int64    // physical line where it begins
	text    []byte   // to be scanned, with what an open quotation mark of it runs into
	own     int      // bytes of text that are the piece's own
	records []record // in place of text: cut already
	rows    *rows    // in place of text: of a table
}

// A cutter cuts the text of a file into pieces. It looks at quotation marks only,
// and at the fields of the last record of a piece; the rest is the workers' to see.
type cutter struct {
	scan *scanner // behind the header
	free chan []byte
	odd  bool // in a stretch without sound records, which is scanned here
}

// next is the next piece; io.EOF after the last.
func (c *cutter) next() (*piece, error) {
	s := c.scan
	for !c.odd && s.end-s.pos < s.max.chunk && s.more() {
	}
	if s.err != nil {
		return nil, s.err
	}
	if c.odd {
		return c.records()
	}
	if s.pos == s.end {
		return nil, io.EOF
	}
	own, seen := c.find()
	if own == 0 {
		return c.records()
	}
	seen = min(seen, s.end-s.pos)
	p := &piece{line: s.line, text: s.buf[s.pos : s.pos+max(own, seen)], own: own}
	rest := s.buf[s.pos+own : s.end]
	s.line += int64(bytes.Count(p.text[:own], []byte{'\n'}))
	if own > 0 && p.text[own-1] != '\n' {
		s.line++ // the last line of a file, not ended
	}
	s.buf, s.pos, s.end = c.room(len(rest)), 0, len(rest)
	copy(s.buf, rest)
	return p, nil
}

// room is a buffer with n bytes used and a chunk free.
func (c *cutter) room(n int) []byte {
	want := n + c.scan.max.chunk + c.scan.max.chunk/4 + 1
	select {
	case b := <-c.free:
		if cap(b) >= want {
			return b[:cap(b)]
		}
	default:
	}
	// With something to spare, so that it serves again where a little more is left over.
	return make([]byte, max(want, 2*c.scan.max.chunk))
}

// giveBack returns a buffer nobody looks at any more.
func (c *cutter) giveBack(b []byte) {
	if cap(b) > 3*c.scan.max.chunk {
		return // one that held a very long record is not kept
	}
	select {
	case c.free <- b:
	default:
	}
}

// find is how many bytes of the buffer make the next piece, and how many have to be
// seen to read them; 0 where no sound record ends in it. Lines without quotation marks
// are records; a line with some is looked at, and where one stays open, walked.
func (c *cutter) find() (own, seen int) {
	s := c.scan
	if s.eof {
		return s.end - s.pos, 0
	}
	for pos := 0; ; {
		data := s.buf[s.pos:s.end]
		stretch := bytes.LastIndexByte(data, '\n') + 1
		q := bytes.IndexByte(data[pos:], '"')
		if q >= 0 {
			stretch = pos + bytes.LastIndexByte(data[pos:pos+q], '\n') + 1
		}
		end := -1
		if q >= 0 {
			end = bytes.IndexByte(data[pos+q:], '\n')
		}
		if end < 0 {
			return max(own, c.lastSound(data, pos, stretch)), seen
		}
		end += pos + q
		fields, open := closes(data[stretch:end], s.sep)
		if open {
			next, sound, looked := c.over(stretch, end+1)
			if s.err != nil || s.eof {
				return s.end - s.pos, 0
			}
			if seen = max(seen, looked); !sound {
				own = max(own, c.lastSound(s.buf[s.pos:s.end], pos, stretch))
			} else {
				own = next
			}
			pos = next
			continue
		}
		if fields == s.want && bytes.IndexByte(data[stretch:end], 0) < 0 {
			own = end + 1
		} else {
			own = max(own, c.lastSound(data, pos, stretch))
		}
		pos = end + 1
	}
}

// over follows a record whose first line, from at to below line, leaves a quotation
// mark open: where the next record begins, whether this one is sound, and how far it
// was looked. It reads by the same rules as scanner.quoted.
func (c *cutter) over(at, line int) (next int, ok bool, looked int) {
	s := c.scan
	w := s.walk(at)
	looked = max(w.end, w.next) + 2
	if w.fault != sound {
		return line, false, looked
	}
	if w.fields == s.want {
		return w.next, bytes.IndexByte(s.buf[s.pos+at:s.pos+w.end], 0) < 0, looked
	}
	n := s.walk(line)
	looked = max(looked, n.end+2, n.next+2)
	if n.fault == sound && n.lines == 1 && n.fields == s.want {
		return line, false, looked
	}
	return w.next, false, looked
}

// closes counts the fields of a line and says whether a quotation mark stays open at
// its end; 0 for a line that breaks the rules, which is a broken record by itself.
func closes(line []byte, sep byte) (fields int, open bool) {
	for i := 0; ; i++ {
		fields++
		if i < len(line) && line[i] == '"' {
			for i++; ; i += 2 {
				k := bytes.IndexByte(line[i:], '"')
				if k < 0 {
					return 0, true
				}
				if i += k; i+1 >= len(line) || line[i+1] != '"' {
					break
				}
			}
			i++
		} else {
			for ; i < len(line) && line[i] != sep && line[i] != '\r'; i++ {
				if line[i] == '"' {
					return 0, false
				}
			}
		}
		switch {
		case i == len(line), line[i] == '\r' && i+1 == len(line):
			return fields, false
		case line[i] != sep:
			return 0, false
		}
	}
}

// lastSound is the end of the last sound record among lines without quotation marks,
// 0 for none.
func (c *cutter) lastSound(data []byte, from, to int) int {
	for to > from {
		start := from + bytes.LastIndexByte(data[from:to-1], '\n') + 1
		line := bytes.TrimSuffix(data[start:to-1], []byte{'\r'})
		if len(line) > 0 && bytes.Count(line, []byte{c.scan.sep})+1 == c.scan.want &&
			bytes.IndexByte(line, 0) < 0 && bytes.IndexByte(line, '\r') < 0 && len(line) <= c.scan.max.line {
			return to
		}
		to = start
	}
	return 0
}

// oddLen is how many broken records are handed over at a time.
const oddLen = 1000

// records reads on, a record at a time, to the first sound one: through a line
// too long to be held, or lines of which none is a record.
func (c *cutter) records() (*piece, error) {
	p := &piece{line: c.scan.line}
	c.odd = true
	for len(p.records) < oddLen && c.odd {
		rec, err := c.scan.next()
		if err == io.EOF && len(p.records) > 0 {
			break
		}
		if err != nil {
			return nil, err
		}
		c.odd = rec.fault != sound
		p.records = append(p.records, rec.clone())
	}
	return p, nil
}

// clone is the record with bytes of its own.
func (r *record) clone() record {
	out := *r
	out.raw = bytes.Clone(r.raw)
	out.fields = slices.Clone(r.fields)
	for i, f := range out.fields {
		out.fields[i] = bytes.Clone(f)
	}
	return out
}
