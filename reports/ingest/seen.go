package ingest

import (
	"sync"
	"sync/atomic"

	"despatch/reports"
)

// manyIDs is how many different values of a column are told apart: beyond it check
// does not say how many there are.
const manyIDs = 1 << 20

// seen counts how often each id was met, for all workers together. An id is a hash
// already, so that its own bits say where it lies.
type seen struct {
	many    atomic.Bool // so many that they are no longer counted
	shelves [64]struct {
		mu    sync.Mutex
		slots []times // a power of two, at most two thirds full
		n     int
	}
}

// times is one id and how often it was met; never met, the slot is empty.
type times struct {
	id reports.ID
	n  int64
}

// add counts an id n times more.
func (s *seen) add(id reports.ID, n int64) {
	shelf := &s.shelves[id[1]%uint64(len(s.shelves))]
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	if shelf.n > manyIDs/32 || s.many.Load() { // twice its share of them: there are more
		s.many.Store(true)
		shelf.slots, shelf.n = nil, 0
		return
	}
	if shelf.n*3 >= len(shelf.slots)*2 {
		old := shelf.slots
		shelf.slots = make([]times, max(16, 2*len(old)))
		for _, t := range old {
			if t.n > 0 {
				*slot(shelf.slots, t.id) = t
			}
		}
	}
	t := slot(shelf.slots, id)
	if t.n == 0 {
		t.id = id
		shelf.n++
	}
	t.n += n
}

// slot is where an id lies, or the empty one where it would.
func slot(slots []times, id reports.ID) *times {
	mask := uint64(len(slots) - 1)
	for i := id[0] & mask; ; i = (i + 1) & mask {
		if t := &slots[i]; t.n == 0 || t.id == id {
			return t
		}
	}
}

// counts is how many ids were met, how many of them more than once, and how often
// those; false where they were too many to say.
func (s *seen) counts() (distinct, repeated, repeats int64, ok bool) {
	for i := range s.shelves {
		distinct += int64(s.shelves[i].n)
		for _, t := range s.shelves[i].slots {
			if t.n > 1 {
				repeated++
				repeats += t.n
			}
		}
	}
	return distinct, repeated, repeats, distinct <= manyIDs && !s.many.Load()
}
