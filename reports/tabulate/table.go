package tabulate

import "despatch/reports"

// A table holds entries: open addressing, one slot after the other, at most nine
// tenths full. What it holds in the end does not depend on the order in which records come.
type table struct {
	shape   *shape
	slots   int
	n       int
	words   []uint64
	cases   int64 // newest sound records
	broken  int64 // quarantined ones, of either kind
	repeats int64 // exact repeats
}

// newTable has room for so many entries.
func newTable(s shape, entries int) *table {
	t := &table{shape: &s, slots: entries*10/9 + 16}
	t.words = make([]uint64, t.slots*s.stride)
	return t
}

// size is the table's memory in bytes.
func (t *table) size() int { return 8 * len(t.words) }

// crowded says that the table must grow before another entry is put in; one record
// may bring three.
func (t *table) crowded() bool { return (t.n+3)*10 > t.slots*9 }

// grow makes the table twice as large.
func (t *table) grow() {
	old, stride := t.words, t.shape.stride
	t.slots *= 2
	t.words = make([]uint64, t.slots*stride)
	for at := 0; at < len(old); at += stride {
		if e := old[at : at+stride]; t.there(e) {
			copy(t.slot(e), e)
		}
	}
}

// there says whether a slot is in use.
func (t *table) there(e []uint64) bool {
	if t.shape.keyed {
		return e[3]&kinds != empty
	}
	return e[0] != 0
}

// slot is the slot of the entry of the same case and kind, or the empty one for it.
func (t *table) slot(e []uint64) []uint64 {
	stride := t.shape.stride
	for at := place(e, t.slots) * stride; ; at += stride {
		if at == len(t.words) {
			at = 0
		}
		s := t.words[at : at+stride : at+stride]
		if !t.shape.keyed {
			if s[0] == e[0] || s[0] == 0 {
				return s
			}
		} else if s[0] == e[0] && same(s, e) || s[3]&kinds == empty {
			return s
		}
	}
}

// same says of entries with the same first word whether they are of one case and kind.
func same(s, e []uint64) bool {
	return s[1]&^low32 == e[1]&^low32 && (s[3]^e[3])&kinds == 0 && (kindOf(e) != repeat || rowOf(s) == rowOf(e))
}

// touch reads the slots in which entries of records belong, all before the first is put
// there: the reads of memory far apart then wait together and not one after the other. What
// it gives means nothing.
func (t *table) touch(b *reports.Cases, records []int32) (all uint64) {
	for _, i := range records {
		all ^= t.words[placed(b.ID[i][0], t.slots)*t.shape.stride]
	}
	return all
}

// put offers an entry. Of a case's sound records the newest stays, and each different
// one is remembered from the second on; of its quarantined ones the newest.
func (t *table) put(e []uint64) {
	s := t.slot(e)
	if !t.there(s) {
		copy(s, e)
		t.n++
		switch {
		case !t.shape.keyed || kindOf(e) == newest:
			t.cases++
		case kindOf(e) != repeat:
			t.broken++
		}
		return
	}
	switch {
	case !t.shape.keyed:
		t.repeats++
		return
	case kindOf(e) == newest:
		if s[3]&several == 0 {
			s[3] |= several
			t.remember(s)
		}
		if !t.remember(e) {
			t.repeats++
		}
	}
	if later(e, s) {
		flags := s[3] & several
		copy(s, e)
		s[3] |= flags
	}
}

// remember notes one of several sound records of a case, and says whether it is a new one.
func (t *table) remember(e []uint64) bool {
	var r [headWords]uint64
	copy(r[:], e)
	r[1], r[3] = r[1]&^low32, r[3]&^low8|repeat
	s := t.slot(r[:])
	if t.there(s) {
		return false
	}
	copy(s, r[:])
	t.n++
	return true
}

// A sieve says quickly of nearly every case that none of its records is quarantined.
type sieve [64]uint64

// sieve is that of the table's quarantined records, which are few.
func (t *table) sieve() *sieve {
	s := &sieve{}
	if t.broken > 0 {
		t.each(func(e []uint64) {
			if k := kindOf(e); k == broken || k == undated {
				s[e[0]>>58] |= 1 << (e[0] >> 52 & 63)
			}
		})
	}
	return s
}

// may says whether a record of the entry's case may be quarantined.
func (s *sieve) may(e []uint64) bool { return s[e[0]>>58]&(1<<(e[0]>>52&63)) != 0 }

// overtaken says whether the newest record of a sound entry's case is quarantined. Of
// one whose time could not be read only the place is known: it may be the newest.
func (t *table) overtaken(e []uint64) bool {
	key := [headWords]uint64{e[0], e[1], 0, broken}
	if s := t.slot(key[:]); t.there(s) && later(s, e) {
		return true
	}
	key[3] = undated
	s := t.slot(key[:])
	return t.there(s) && ordinalOf(s) > ordinalOf(e)
}

// each calls f with every entry.
func (t *table) each(f func(e []uint64)) {
	for at := 0; at < len(t.words); at += t.shape.stride {
		if e := t.words[at : at+t.shape.stride]; t.there(e) {
			f(e)
		}
	}
}
