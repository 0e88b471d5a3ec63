package ingest

import (
	"math"
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

// shelfSlots is how large a shelf grows. Full, it lets go of the half with the higher
// hashes: all shelves together hold the limit even then, but for a fiftieth.
const shelfSlots = 8192

// firstSlots is how large a shelf begins.
const firstSlots = 512

func newHoard() *hoard {
	h := &hoard{}
	for i := range h.shelves {
		h.shelves[i].below.Store(math.MaxUint64)
	}
	return h
}

// A heap is the values one worker has met since it last put them into the hoard: by
// their shelves, so that each of these is locked once for many and looked at once.
type heap struct {
	hoard *hoard
	heaps [64][]metValue
	texts []byte
}

// metValue is a value that was met, so many times.
type metValue struct {
	hash   uint64
	n      int64
	from   uint32 // in texts
	size   uint32
	column uint8
}

// add keeps a value of a column, met n times, whose hashOf is id.
func (h *heap) add(column int, value []byte, id reports.ID, n int64) {
	hash, at := id[0]^uint64(column)*murmur1, id[1]%uint64(len(h.heaps))
	if hash >= h.hoard.shelves[at].below.Load() {
		return
	}
	h.heaps[at] = append(h.heaps[at], metValue{hash, n, uint32(len(h.texts)), uint32(len(value)), uint8(column)})
	h.texts = append(h.texts, value...)
}

// put puts what was met into the hoard.
func (h *heap) put() {
	if len(h.texts) == 0 {
		return
	}
	for at := range h.heaps {
		s := &h.hoard.shelves[at]
		s.mu.Lock()
		for _, v := range h.heaps[at] {
			s.add(int(v.column), h.texts[v.from:v.from+v.size], v.hash, v.n)
		}
		s.mu.Unlock()
		h.heaps[at] = h.heaps[at][:0]
	}
	h.texts = h.texts[:0]
}

// add keeps a value, unless it is none of the lowest; the shelf is locked.
func (s *shelfOfValues) add(column int, value []byte, hash uint64, n int64) {
	if hash >= s.below.Load() {
		return
	}
	if len(s.slots) == 0 {
		s.deal(firstSlots, math.MaxUint64)
	}
	k := s.slot(hash, column, value)
	if k.n > 0 {
		k.n += n
		return
	}
	if 4*(s.n+1) > 3*len(s.slots) { // by a new value alone, so that the order does not matter
		if !s.room(hash) {
			return
		}
		k = s.slot(hash, column, value)
	}
	k.n, k.hash, k.from, k.size = n, hash, uint32(len(s.texts)), uint32(len(value)+1)
	s.texts = append(append(s.texts, byte(column)), value...)
	s.n++
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

// room makes room for another value, and says whether it is still one to keep.
func (s *shelfOfValues) room(hash uint64) bool {
	if len(s.slots) < shelfSlots {
		s.deal(2*len(s.slots), math.MaxUint64)
		return true
	}
	for below := s.below.Load(); 4*(s.n+1) > 3*len(s.slots); {
		below /= 2
		s.below.Store(below)
		s.deal(len(s.slots), below)
	}
	return hash < s.below.Load()
}

// deal puts the values whose hashes are below a limit into so many new slots.
func (s *shelfOfValues) deal(slots int, below uint64) {
	old, texts := s.slots, s.texts
	s.slots, s.n = make([]keptValue, slots), 0
	if below != math.MaxUint64 {
		s.texts = make([]byte, 0, len(texts))
	}
	for _, k := range old {
		if k.n == 0 || k.hash >= below {
			continue
		}
		if below != math.MaxUint64 {
			text := texts[k.from : k.from+k.size]
			k.from = uint32(len(s.texts))
			s.texts = append(s.texts, text...)
		}
		i := k.hash & uint64(slots-1)
		for s.slots[i].n > 0 {
			i = (i + 1) & uint64(slots-1)
		}
		s.slots[i] = k
		s.n++
	}
}

// each calls f with every value that is kept, once all are met: all there are, or about
// the limit of them.
func (h *hoard) each(f func(column int, value string, n int64)) {
	all := 0.0 // about how many different values were met: hashes are spread evenly
	for i := range h.shelves {
		s := &h.shelves[i]
		all += float64(s.n) * (math.MaxUint64 / float64(s.below.Load()))
	}
	below := uint64(math.MaxUint64)
	if share := reports.PrivateLimit / all; share < 1 {
		below = uint64(share * math.MaxUint64)
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
