package hidden

import (
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"
)

// A shelf is a part of the values, by their hashes: marks in the order in which they come,
// which are sifted whenever there is no room for more. Nothing is looked up when a mark
// comes: a place of its own for each would be another wait for memory far away.
type shelf struct {
	mu    sync.Mutex
	marks []mark
	slots []mark // once settled: a table of a power of two slots, at most four fifths full
}

// shelfLimit is what a shelf keeps: a little more than its share, since shares are not equal.
const shelfLimit = Limit/shelves*26/25 + 1

// A shelf has room for leastShelf marks at first and for fullShelf at most.
const (
	leastShelf = 128
	fullShelf  = 8192
)

// put adds marks.
func (s *shelf) put(marks []mark, level *atomic.Int32, x *index) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.marks)+len(marks) > cap(s.marks) {
		s.sift(level, x)
		if room := cap(s.marks); room < fullShelf && 2*len(s.marks) >= room {
			s.marks = append(make([]mark, 0, max(leastShelf, 4*room)), s.marks...)
		}
	}
	s.marks = append(s.marks, marks...)
}

// sift keeps one of each mark, and none below the level, which it raises while there are too many.
func (s *shelf) sift(level *atomic.Int32, x *index) {
	x.reset(len(s.marks))
	kept := s.marks[:0]
	for _, m := range s.marks {
		if at := x.slot(m, kept); x.slots[at] == 0 && bits.LeadingZeros64(m.hash) >= int(level.Load()) {
			kept = append(kept, m)
			x.slots[at] = uint16(len(kept))
		}
	}
	for s.marks = kept; len(s.marks) > shelfLimit; {
		s.raise(int(level.Add(1)))
	}
}

// raise lets go of the marks below a level. About half of them go, in no order, which a
// processor cannot foresee: so each is written, and the next over it if it is not kept.
func (s *shelf) raise(level int) {
	n := 0
	for _, m := range s.marks {
		s.marks[n] = m
		n += int(uint(level-1-bits.LeadingZeros64(m.hash)) >> (bits.UintSize - 1))
	}
	s.marks = s.marks[:n]
}

// lay makes a table of what is left, in the same memory if that will do.
func (s *shelf) lay() {
	if len(s.marks) == 0 {
		s.marks = nil
		return
	}
	marks, room := slices.Clone(s.marks), cap(s.marks)
	if 5*len(marks) > 4*room {
		room *= 2
		s.marks = make([]mark, room)
	}
	s.slots, s.marks = s.marks[:room], nil
	clear(s.slots)
	for _, m := range marks {
		i := s.first(m)
		for s.slots[i].head != 0 {
			i = (i + 1) & (room - 1)
		}
		s.slots[i] = m
	}
}

// first is the slot where a mark belongs.
func (s *shelf) first(m mark) int { return int(m.hash >> (columnBits + 6) & uint64(len(s.slots)-1)) }

// An index says where in a list of marks each stands: places from 1, by hash, no more
// than half of the slots in use.
type index struct {
	slots []uint16
	all   [2 * fullShelf]uint16
}

// reset empties the index and makes room for n marks.
func (x *index) reset(n int) {
	x.slots = x.all[:1<<bits.Len(uint(max(1, 2*n-1)))]
	clear(x.slots)
}

// slot is the slot of a mark in a list, or the empty one for it.
func (x *index) slot(m mark, list []mark) int {
	last := len(x.slots) - 1
	for at := int(m.hash>>(columnBits+6)) & last; ; at = (at + 1) & last {
		if n := x.slots[at]; n == 0 || list[n-1] == m {
			return at
		}
	}
}
