// Package hidden keeps what stood in the private columns of an extract, as hashes
// alone, and says of a text whether any of it stands there. Package ingest fills a Values
// while it reads; package pack asks a Hunt of every file that is to leave. No value can be
// had back from either.
package hidden

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"sync"
	"sync/atomic"
)

// Limit is how many values of private columns are kept of one extract, over all its
// columns. Of an extract with more about half as many or more are, those whose hashes are
// lowest; the rest is reported as not looked for.
const Limit = 400_000

// Shortest is the length in bytes from which a value is looked for: shorter ones stand in
// any text by chance.
const Shortest = 6

// longest is the length up to which one is.
const longest = 1<<16 - 1

// A Column is what is known of one private column of an extract.
type Column struct {
	Name   string
	Unkept int64 // fields whose values are not among those kept

	Absent bool     // the extract has no such column: nothing in it is protected by the name
	Near   []string // of an absent one: headers spelt much like it
}

// Found is what is known of the private columns of one extract.
type Found struct {
	Columns []Column // those that are there stand in the order of their numbers in Values
	Values  *Values
}

// String says how many values there are and gives a sum over their hashes, by which two
// that are not the same are told apart.
func (f Found) String() string {
	n, sum := 0, uint64(0)
	if f.Values != nil {
		f.Values.each(func(m mark) {
			n++
			sum += mix(m.hash, m.head)
		})
	}
	return fmt.Sprintf("%+v: %d values, %016x", f.Columns, n, sum)
}

// Values are the values met in the private columns of one extract, by all who read it.
// Which are kept does not depend on the order in which they come: a hash has a level, the
// number of zeros it begins with, and where there are too many the lowest level goes.
type Values struct{ shelves [shelves]shelf }

const shelves = 64

// A shelf is a part of the values, by their hashes: a table of a power of two slots.
type shelf struct {
	level atomic.Int32 // values of lower levels are not kept
	mu    sync.Mutex
	slots []mark
	n     int

	touched uint64 // by touch, so that it is done
}

// shelfLimit is what a shelf keeps: a little more than its share, since shares are not equal.
const shelfLimit = Limit/shelves*26/25 + 1

// A mark is what is kept of a value: its hash, and in it the number of its column; its
// first six bytes and its length, which no value has in common with an empty slot.
type mark struct{ hash, head uint64 }

// columnBits are the lowest of a mark's hash. Fifty are left of the hash itself: with
// the first bytes and the length a chance of one in a thousand million for each place of
// a text that begins like one of the values.
const columnBits = 14

func markOf(column int, value []byte) mark {
	m := mark{hash: hash(value)>>columnBits<<columnBits | uint64(column)&(1<<columnBits-1)}
	m.head = head(value)<<16 | uint64(len(value))
	return m
}

// head is the first six bytes of a value as one number.
func head(b []byte) (key uint64) {
	for _, c := range b[:Shortest] {
		key = key<<8 | uint64(c)
	}
	return key
}

// Met counts the fields of one column by the levels of their values, so that in the end
// it is known how many hold one that is not kept.
type Met struct {
	levels [65]int64
	long   int64 // too long to be kept
}

// Plus adds what another has counted.
func (m *Met) Plus(o *Met) {
	for i, n := range o.levels {
		m.levels[i] += n
	}
	m.long += o.long
}

// Unkept is the fields whose values lie below a level.
func (m *Met) Unkept(level int) int64 {
	n := m.long
	for _, k := range m.levels[:level] {
		n += k
	}
	return n
}

// A Pile is values one reader has met and not yet put where the others put theirs: many
// at a time, so that a shelf is locked once for them.
type Pile struct {
	Values *Values
	marks  [shelves][]mark
}

// pile is how many marks of one shelf are put at a time.
const pile = 128

// Add keeps a value that n fields of a column hold, once Put is called, and counts them.
// Every run of white space in it is one space. Values too short to be looked for are nothing.
func (p *Pile) Add(column int, value []byte, n int64, met *Met) {
	value = squeezed(value)
	if len(value) < Shortest {
		return
	}
	if len(value) > longest {
		met.long += n
		return
	}
	m := markOf(column, value)
	level := bits.LeadingZeros64(m.hash)
	met.levels[level] += n
	at := shelfOf(m)
	s := &p.Values.shelves[at]
	if int32(level) < s.level.Load() {
		return
	}
	if p.marks[at] = append(p.marks[at], m); len(p.marks[at]) >= pile {
		s.take(p.marks[at])
		p.marks[at] = p.marks[at][:0]
	}
}

// Put puts all that was added.
func (p *Pile) Put() {
	for at := range p.marks {
		if len(p.marks[at]) > 0 {
			p.Values.shelves[at].take(p.marks[at])
			p.marks[at] = p.marks[at][:0]
		}
	}
}

// take keeps marks, unless their level has been given up meanwhile.
func (s *shelf) take(marks []mark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.touched ^= s.touch(marks)
	for _, m := range marks {
		if int32(bits.LeadingZeros64(m.hash)) >= s.level.Load() {
			s.put(m)
		}
	}
}

// touch reads the slots in which marks belong, all before the first is put there: the
// reads of memory far apart then wait together. What it gives means nothing.
func (s *shelf) touch(marks []mark) (all uint64) {
	if len(s.slots) == 0 {
		return 0
	}
	for _, m := range marks {
		all ^= s.slots[s.first(m)].head
	}
	return all
}

func shelfOf(m mark) int { return int(m.hash >> columnBits % shelves) }

// put keeps a mark in a shelf that is locked.
func (s *shelf) put(m mark) {
	if 5*(s.n+1) > 4*len(s.slots) {
		s.resize(max(64, 2*len(s.slots)))
	}
	at := s.slot(m)
	if at.head != 0 {
		return
	}
	*at = m
	for s.n++; s.n > shelfLimit; {
		s.raise(int(s.level.Load()) + 1)
	}
}

// first is the slot where a mark belongs.
func (s *shelf) first(m mark) int { return int(m.hash >> (columnBits + 6) & uint64(len(s.slots)-1)) }

// slot is where a mark lies, or the empty slot for it.
func (s *shelf) slot(m mark) *mark {
	for i := s.first(m); ; i = (i + 1) & (len(s.slots) - 1) {
		if at := &s.slots[i]; at.head == 0 || *at == m {
			return at
		}
	}
}

func (s *shelf) resize(n int) {
	old := s.slots
	s.slots, s.n = make([]mark, n), 0
	for _, m := range old {
		if m.head != 0 {
			*s.slot(m) = m
			s.n++
		}
	}
}

// raise lets go of the marks below a level.
func (s *shelf) raise(level int) {
	s.level.Store(int32(level))
	for i, m := range s.slots {
		if m.head != 0 && bits.LeadingZeros64(m.hash) < level {
			s.slots[i] = mark{}
		}
	}
	s.resize(len(s.slots))
}

// Settle brings all shelves to one level, at which there are no more than Limit, and
// says which: the values of the levels below are not kept. All have come by then.
func (v *Values) Settle() int {
	level, levels := 0, [65]int{}
	for i := range v.shelves {
		level = max(level, int(v.shelves[i].level.Load()))
	}
	v.each(func(m mark) { levels[bits.LeadingZeros64(m.hash)]++ })
	kept := 0
	for at := len(levels) - 1; at >= level; at-- {
		if kept += levels[at]; kept > Limit {
			level = at + 1
		}
	}
	for i := range v.shelves {
		if s := &v.shelves[i]; int(s.level.Load()) < level {
			s.raise(level)
		}
	}
	return level
}

func (v *Values) each(f func(mark)) {
	for i := range v.shelves {
		for _, m := range v.shelves[i].slots {
			if m.head != 0 {
				f(m)
			}
		}
	}
}

// squeezed is a value without white space at its ends, and with one space for every run
// of it inside.
func squeezed(b []byte) []byte {
	for i, c := range b {
		if c < ' ' || c >= 0x80 || c == ' ' && (i == 0 || i == len(b)-1 || b[i-1] == ' ') {
			return bytes.Join(bytes.Fields(b), []byte(" "))
		}
	}
	return b
}

// hash is a hash of 64 bits with a fixed seed, the same in every run; it keeps no secret.
func hash(b []byte) uint64 {
	h := uint64(len(b)) * hash1
	for ; len(b) > 8; b = b[8:] {
		h = mix(binary.LittleEndian.Uint64(b)^hash2, h^hash1)
	}
	var tail [8]byte
	copy(tail[:], b)
	return mix(mix(binary.LittleEndian.Uint64(tail[:])^hash2, h^hash1), hash3)
}

const (
	hash1 = 0xa0761d6478bd642f
	hash2 = 0xe7037ed1a0b428db
	hash3 = 0x8ebc6af09c88c6e3
)

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
