package ingest

import (
	"math"

	"despatch/reports"
)

// sheafLen is how many records are read together: so many that what it takes to go from
// one column to the next does not matter, so few that they lie near a processor meanwhile.
const sheafLen = 128

// A field is the bytes of one value by where they stand in a text: numbers, not a slice, so
// that the garbage collector has nothing to look after.
type field struct{ from, to uint32 }

// A text is fields and the bytes they lie in.
type text struct {
	bytes  []byte
	fields []field
	over   bool // more than its fields can tell of did not fit
}

// of is the bytes of one of the fields.
func (t *text) of(at int) []byte {
	f := t.fields[at]
	return t.bytes[f.from:f.to]
}

// put writes the bytes of a field behind all that are there.
func (t *text) put(at int, value []byte) {
	t.fields[at] = t.add(value)
}

// add writes bytes behind all that are there.
func (t *text) add(value []byte) field {
	from := len(t.bytes)
	if uint64(from)+uint64(len(value)) > math.MaxUint32 {
		t.over = true
		return field{}
	}
	t.bytes = append(t.bytes, value...)
	return field{uint32(from), uint32(len(t.bytes))}
}

// A sheaf is records of sound shape that are read together: each step is taken for all of
// them before the next, a column at a time. So what one column needs is at hand for all, and
// a step that finds nothing to do costs a look and no more.
type sheaf struct {
	n, size int
	width   int
	// [record*width+column]: columns in the order of the first file's header, then what the
	// file's name gives.
	text
	own   []field // room for fields
	named []field // what the file's name gives
	keep  int     // bytes of the text that stay

	loose   bool   // the text is of records with bytes of their own
	scratch []byte // and is kept here

	// Of each record: see record.
	line, last []int64
	raw        []field // where it is plain
	plain      []bool
	exact      []bool       // the raw bytes are as they would be written: in quotes only where it must be
	hash       []reports.ID // of records of a table; nil for others
	times      []int64      // nil where each stands for itself
	alike      []int64

	words []words // by column: where the values are those of a dictionary; nil for none

	odd     []bool // a value of the record is not as declared
	anyOdd  bool
	live    []int32  // those that are still to be counted
	met     []int32  // room for those of them that meet a condition
	reached []uint64 // of each record: the stages of a ladder its case has reached, a bit each
	set     []apart  // those to be set aside
}

// apart is a record of a sheaf that is set aside, and why.
type apart struct {
	at int
	verdict
}

func newSheaf(size int) sheaf {
	return sheaf{size: size, line: make([]int64, size), last: make([]int64, size), raw: make([]field, size), plain: make([]bool, size), exact: make([]bool, size),
		odd: make([]bool, size), live: make([]int32, 0, size), met: make([]int32, 0, size), reached: make([]uint64, size)}
}

// begin sets the sheaf, which is empty, on a piece of text or, with none, on records with
// bytes of their own: so many fields each, and those that all have in common.
func (s *sheaf) begin(piece []byte, width int, virtual [][]byte) {
	s.width = width + len(virtual)
	if need := s.width * s.size; len(s.own) < need {
		s.own = make([]field, need)
	}
	if s.loose {
		s.scratch = s.bytes
	}
	if s.loose = piece == nil; s.loose {
		piece = s.scratch[:0]
	}
	s.text = text{bytes: piece, fields: s.own}
	s.named = s.named[:0]
	for _, v := range virtual {
		s.text.put(0, v)
		s.named = append(s.named, s.fields[0])
	}
	s.keep = len(s.bytes)
}

// put adds a record and copies its fields.
func (s *sheaf) put(rec *record, perm []int) {
	at := s.n * s.width
	if perm == nil {
		for i, f := range rec.fields {
			s.text.put(at+i, f)
		}
	}
	for i, from := range perm {
		s.text.put(at+i, rec.fields[from])
	}
	s.line[s.n], s.last[s.n], s.plain[s.n], s.exact[s.n] = rec.line, rec.last, rec.plain, rec.plain
	if rec.plain {
		s.raw[s.n] = s.text.add(rec.raw)
	}
	if rec.hash != (reports.ID{}) {
		if s.hash == nil {
			s.hash = make([]reports.ID, s.size)
		}
		s.hash[s.n] = rec.hash
	}
	s.close()
}

// close ends a record whose own fields are written.
func (s *sheaf) close() {
	s.n++
	if len(s.named) > 0 {
		copy(s.fields[s.n*s.width-len(s.named):], s.named)
	}
}

// lay takes records of a table as they lie there, from one on; as many as there is room for.
func (s *sheaf) lay(b *rows, from, room int) int {
	n := min(s.size, b.n-from, room)
	s.loose = false
	s.width, s.text, s.n = b.width, text{bytes: b.bytes, fields: b.fields[from*b.width:]}, n
	for i := range n {
		line := b.line(from + i)
		s.line[i], s.last[i], s.plain[i], s.exact[i] = line, line, false, false
	}
	s.hash, s.times, s.alike = b.hash[from:from+n], nil, nil
	for at := range b.words {
		b.words[at].from = from
	}
	s.words = b.words
	if b.times != nil {
		s.times, s.alike = b.times[from:from+n], b.alike[from:from+n]
	}
	return n
}

// record is what is told of a record that is set aside, without its fields.
func (s *sheaf) record(i int) *record {
	rec := &record{line: s.line[i], last: s.last[i], plain: s.plain[i]}
	if rec.plain {
		rec.raw = s.bytes[s.raw[i].from:s.raw[i].to]
	}
	return rec
}

// standsFor is how many records one stands for.
func (s *sheaf) standsFor(i int) int64 {
	if s.times == nil {
		return 1
	}
	return max(1, s.times[i])
}

// total is how many records all stand for.
func (s *sheaf) total() int64 {
	n := int64(s.n)
	for _, k := range s.times {
		n += max(1, k) - 1
	}
	return n
}

// all lists every record as still to be counted.
func (s *sheaf) all() []int32 {
	s.live = s.live[:0]
	for i := range s.n {
		s.live = append(s.live, int32(i))
	}
	return s.live
}

// aside notes a record that is to be set aside.
func (s *sheaf) aside(i int, v verdict) { s.set = append(s.set, apart{i, v}) }

// empty makes the sheaf ready for other records.
func (s *sheaf) empty() {
	s.n, s.set, s.hash, s.times, s.alike = 0, s.set[:0], nil, nil, nil
	s.words = nil
	if s.anyOdd {
		s.anyOdd = false
		clear(s.odd)
	}
	s.bytes = s.bytes[:s.keep]
}
