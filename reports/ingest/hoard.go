package ingest

import (
	"slices"
	"sync"
	"sync/atomic"

	"despatch/reports"
)

// A hoard is the values met in private columns: all of them, or, of too many, those
// whose hashes are lowest. Which those are does not depend on the order of the records,
// nor on how many workers bring them.
type hoard struct{ shelves [64]shelfOfValues }

// A shelf of values is one part of them, by their hashes: open addressing, at most
// three quarters full. The texts stand one after the other, each behind its column.
type shelfOfValues struct {
	below atomic.Uint64 // a value whose hash is not below it is not kept
	mu    sync.Mutex
	slots []keptValue
	n     int
	texts []byte
}

// keptValue is one value and how many fields hold it; none, the slot is empty.
type keptValue struct {
	hash       uint64
	n          int64
	from, size uint32 // in texts
}

// shelfLimit is what a shelf keeps: more than its share of the values to be kept, since
// shares are not equal.
const shelfLimit = reports.PrivateLimit / 64 * 5 / 4

func newHoard() *hoard {
	h := &hoard{}
	for i := range h.shelves {
		h.shelves[i].below.Store(1<<64 - 1)
	}
	return h
}

// add keeps a value of a column, met n times.
func (h *hoard) add(column int, value []byte, n int64) {
	id := hashOf(value)
	hash := id[0] ^ uint64(column)*murmur1
	s := &h.shelves[id[1]%uint64(len(h.shelves))]
	if hash >= s.below.Load() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if 4*(s.n+1) > 3*len(s.slots) {
		s.resize(max(64, 2*len(s.slots)))
	}
	k := s.slot(hash, column, value)
	if k.n += n; k.n > n {
		return
	}
	k.hash, k.from, k.size = hash, uint32(len(s.texts)), uint32(len(value)+1)
	s.texts = append(append(s.texts, byte(column)), value...)
	if s.n++; s.n > shelfLimit*3/2 {
		s.prune(shelfLimit)
	}
}

// slot is where a value lies, or the empty one where it would.
func (s *shelfOfValues) slot(hash uint64, column int, value []byte) *keptValue {
	mask := uint64(len(s.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		k := &s.slots[i]
		if k.n == 0 || k.hash == hash && s.texts[k.from] == byte(column) && string(s.texts[k.from+1:k.from+k.size]) == string(value) {
			return k
		}
	}
}

// resize deals the values to so many slots.
func (s *shelfOfValues) resize(n int) {
	old := s.slots
	s.slots = make([]keptValue, n)
	for _, k := range old {
		if k.n > 0 {
			i := k.hash & uint64(n-1)
			for s.slots[i].n > 0 {
				i = (i + 1) & uint64(n-1)
			}
			s.slots[i] = k
		}
	}
}

// prune keeps the values with the lowest hashes, so many of them.
func (s *shelfOfValues) prune(limit int) {
	if s.n <= limit {
		return
	}
	hashes := make([]uint64, 0, s.n)
	for _, k := range s.slots {
		if k.n > 0 {
			hashes = append(hashes, k.hash)
		}
	}
	slices.Sort(hashes)
	s.cut(hashes[limit])
}

// cut lets go of the values whose hashes are not below a limit.
func (s *shelfOfValues) cut(below uint64) {
	s.below.Store(below)
	texts := make([]byte, 0, len(s.texts))
	s.n = 0
	for i := range s.slots {
		k := &s.slots[i]
		if k.n == 0 || k.hash >= below {
			k.n = 0
			continue
		}
		s.n++
		from := uint32(len(texts))
		texts = append(texts, s.texts[k.from:k.from+k.size]...)
		k.from = from
	}
	s.texts = texts
	s.resize(len(s.slots))
}

// each calls f with every value that is kept, once all are met.
func (h *hoard) each(f func(column int, value string, n int64)) {
	var hashes []uint64
	for i := range h.shelves {
		s := &h.shelves[i]
		s.prune(shelfLimit)
		for _, k := range s.slots {
			if k.n > 0 {
				hashes = append(hashes, k.hash)
			}
		}
	}
	below := uint64(1<<64 - 1)
	if len(hashes) > reports.PrivateLimit {
		slices.Sort(hashes)
		below = hashes[reports.PrivateLimit]
	}
	for i := range h.shelves {
		s := &h.shelves[i]
		for _, k := range s.slots {
			if k.n > 0 && k.hash < below {
				text := s.texts[k.from : k.from+k.size]
				f(int(text[0]), string(text[1:]), k.n)
			}
		}
	}
}
