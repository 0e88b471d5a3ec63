package ingest

import "slices"

// sheafLen is how many records are read together: so many that what it takes to go from
// one column to the next does not matter, so few that they lie near a processor meanwhile.
const sheafLen = 128

// A sheaf is records of sound shape that are read together: each step is taken for all of
// them before the next, a column at a time. So what one column needs is at hand for all, and
// a step that finds nothing to do costs a look and no more.
type sheaf struct {
	n, size int
	width   int
	records []record
	fields  [][]byte // [record*width+column]: columns in the order of the first file's header, then what the file's name gives
	own     [][]byte // room for fields
	times   []int64  // how many records each stands for; nil: itself
	counts  []int64  // room for times

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
	return sheaf{size: size, records: make([]record, size), odd: make([]bool, size), counts: make([]int64, size), live: make([]int32, 0, size), met: make([]int32, 0, size), reached: make([]uint64, size)}
}

// fit makes room for records of so many fields; the sheaf is empty.
func (s *sheaf) fit(width int) {
	s.width = width
	if need := width * s.size; len(s.own) < need {
		s.own = make([][]byte, need)
	}
	s.fields = s.own
}

// room is where so many fields of the next record may be written, so that put need not copy them.
func (s *sheaf) room(fields int) [][]byte {
	at := s.n * s.width
	return s.own[at : at : at+fields]
}

// put adds a record. Its bytes stay as they are until the sheaf is empty again.
func (s *sheaf) put(rec *record, perm []int, virtual [][]byte) {
	to := s.own[s.n*s.width : (s.n+1)*s.width]
	switch {
	case perm != nil:
		fields := slices.Clone(rec.fields) // which may lie where they are to go
		for i, at := range perm {
			to[i] = fields[at]
		}
	case &rec.fields[0] != &to[0]:
		copy(to, rec.fields)
	}
	copy(to[len(to)-len(virtual):], virtual)
	s.records[s.n] = *rec
	s.note(rec)
	s.n++
}

// note counts for how many records the next one stands.
func (s *sheaf) note(rec *record) {
	if rec.times == 0 && s.times == nil {
		return
	}
	for i := len(s.times); i < s.n; i++ {
		s.counts[i] = 1
	}
	s.counts[s.n] = max(1, rec.times)
	s.times = s.counts[:s.n+1]
}

// lay takes records of a table as they lie there, from one on; as many as there is room for.
func (s *sheaf) lay(b *rows, from, room int) int {
	n := min(s.size, b.n-from, room)
	s.width, s.fields = b.width, b.fields[from*b.width:]
	for s.n < n {
		rec := &s.records[s.n]
		b.record(from+s.n, rec)
		s.note(rec)
		s.n++
	}
	return n
}

// standsFor is how many records one stands for.
func (s *sheaf) standsFor(i int) int64 {
	if s.times == nil {
		return 1
	}
	return s.times[i]
}

// total is how many records all stand for.
func (s *sheaf) total() int64 {
	n := int64(s.n)
	for _, k := range s.times {
		n += k - 1
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
	s.n, s.times, s.set, s.anyOdd = 0, nil, s.set[:0], false
	clear(s.odd)
}
