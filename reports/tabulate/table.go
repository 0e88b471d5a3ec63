package tabulate

// A table is the entries of one shard: first as they came, in chunks that are full but
// for the last of each hand, then sifted. What is left in the end does not depend on the order
// in which records came. That they are looked up only then, a shard at a time, is what makes
// it quick: the entries of one shard, and all the more an index of them, fit into the
// processor's own memory, which those of all shards do not.
type table struct {
	shape   *shape
	chunks  [][]uint64
	entries int
	cases   int64 // newest sound records, once sifted
	broken  int64 // quarantined ones, of either kind, once sifted
	repeats int64 // exact repeats
	sieve   sieve // of the quarantined ones, once sifted
}

// add puts a chunk of entries in the table, which keeps it.
func (t *table) add(chunk []uint64) {
	t.chunks = append(t.chunks, chunk)
	t.entries += len(chunk) / t.shape.stride
}

// empty gives the table's chunks back.
func (t *table) empty(p *pool) {
	p.give(t.chunks...)
	t.chunks, t.entries = nil, 0
}

// room is how many numbers of entries the table takes: chunks need not be full.
func (t *table) room() int { return len(t.chunks) << t.shape.shift }

// entry is the entry of a number, from 1.
func (t *table) entry(number uint32) []uint64 {
	chunk := t.chunks[(number-1)>>t.shape.shift]
	at := int((number-1)&(1<<t.shape.shift-1)) * t.shape.stride
	return chunk[at : at+t.shape.stride : at+t.shape.stride]
}

// sift empties every entry that is not kept. Of a case's sound records the newest is, and
// of each that differs from it one, as a repeat; of its quarantined ones the newest. What a
// table sifted before is left with comes first, and so is kept.
func (t *table) sift(x *index) {
	x.reset(t.room())
	t.cases, t.broken, t.sieve = 0, 0, sieve{}
	if !t.shape.keyed {
		t.siftRows(x)
		return
	}
	stride := t.shape.stride
	for c, chunk := range t.chunks {
		number := uint32(c << t.shape.shift)
	entries:
		for ; len(chunk) >= stride; chunk = chunk[stride:] {
			number++
			kind := chunk[3] & kinds
			if kind == empty {
				continue
			}
			at, tag := x.slot(hashOf(chunk, kind))
			for ; x.slots[at] != 0; at = x.next(at) {
				if x.slots[at]&^x.low == tag { // hardly ever by chance
					t.meet(x, number)
					continue entries
				}
			}
			x.slots[at] = tag | number
			t.count(chunk, kind)
		}
	}
}

func (t *table) count(e []uint64, kind uint64) {
	switch kind {
	case newest:
		t.cases++
	case broken, undated:
		t.broken++
		t.sieve.note(e)
	}
}

// meet sifts an entry that may be of a case already met.
func (t *table) meet(x *index, number uint32) {
	e := t.entry(number)
	at, tag, s := t.seek(x, e)
	switch {
	case s == nil:
		x.slots[at] = tag | number
		t.count(e, kindOf(e))
		return
	case kindOf(e) == newest:
		t.second(x, number, s, e)
		return
	case kindOf(e) != repeat && later(e, s):
		copy(s, e)
	}
	e[3] = empty
}

// second sifts another sound record of a case: the newest so far is s. The older of
// the two becomes a repeat, if its record is not known to have been met.
func (t *table) second(x *index, number uint32, s, e []uint64) {
	if rowOf(e) == rowOf(s) || t.met(x, e) {
		t.repeats++
	}
	if later(e, s) {
		for i := range e {
			s[i], e[i] = e[i], s[i]
		}
	}
	s[3] |= several
	if rowOf(e) == rowOf(s) || t.met(x, e) {
		e[3] = empty
		return
	}
	e[3] = e[3]&^low8 | repeat
	at, tag, _ := t.seek(x, e)
	x.slots[at] = tag | number
}

// met says whether an entry's record is among the repeats of its case.
func (t *table) met(x *index, e []uint64) bool {
	var r [headWords]uint64
	copy(r[:], e)
	r[3] = r[3]&^low8 | repeat
	_, _, s := t.seek(x, r[:])
	return s != nil
}

// seek is the entry of the same case and kind, or nil, its slot or the empty one for it,
// and what is held there of its hash.
func (t *table) seek(x *index, e []uint64) (at, tag uint32, s []uint64) {
	for at, tag = x.slot(hashOf(e, kindOf(e))); ; at = x.next(at) {
		v := x.slots[at]
		if v == 0 {
			return at, tag, nil
		}
		if v&^x.low == tag {
			if s = t.entry(v & x.low); s[0] == e[0] && same(s, e) {
				return at, tag, s
			}
		}
	}
}

// siftRows sifts records without an id, of which nothing is kept but a hash.
func (t *table) siftRows(x *index) {
	for c, chunk := range t.chunks {
		number := uint32(c<<t.shape.shift) + 1
		for i, row := range chunk {
			if row == 0 {
				continue
			}
			at, tag := x.slot(row * golden)
			for x.slots[at] != 0 && (x.slots[at]&^x.low != tag || t.entry(x.slots[at] & x.low)[0] != row) {
				at = x.next(at)
			}
			if x.slots[at] != 0 {
				t.repeats++
				chunk[i] = 0
				continue
			}
			x.slots[at] = tag | (number + uint32(i))
			t.cases++
		}
	}
}

// pack moves what is left of a sifted table to its first chunks and gives back the rest.
func (t *table) pack(p *pool) {
	stride := t.shape.stride
	to, fill := 0, 0
	t.entries = 0
	for _, chunk := range t.chunks {
		for ; len(chunk) >= stride; chunk = chunk[stride:] {
			if t.shape.gone(chunk) {
				continue
			}
			if fill == p.words {
				to, fill = to+1, 0
			}
			t.chunks[to] = t.chunks[to][:p.words]
			copy(t.chunks[to][fill:fill+stride], chunk[:stride])
			fill += stride
			t.entries++
		}
	}
	if fill > 0 {
		t.chunks[to] = t.chunks[to][:fill]
		to++
	}
	p.give(t.chunks[to:]...)
	clear(t.chunks[to:])
	t.chunks = t.chunks[:to]
}

// A sieve says quickly of nearly every case that none of its records is quarantined.
type sieve [64]uint64

// note puts a quarantined record's case in.
func (s *sieve) note(e []uint64) { s[e[0]>>58] |= 1 << (e[0] >> 52 & 63) }

// may says whether a record of the entry's case may be quarantined.
func (s *sieve) may(e []uint64) bool { return s[e[0]>>58]&(1<<(e[0]>>52&63)) != 0 }

// overtaken says whether the newest record of a sound entry's case is quarantined. Of
// one whose time could not be read only the place is known: it may be the newest.
func (t *table) overtaken(x *index, e []uint64) bool {
	key := [headWords]uint64{e[0], e[1], 0, broken}
	if _, _, s := t.seek(x, key[:]); s != nil && later(s, e) {
		return true
	}
	key[3] = undated
	_, _, s := t.seek(x, key[:])
	return s != nil && ordinalOf(s) > ordinalOf(e)
}
