package ingest

import "despatch/reports"

// seen is a set of ids. An id is a hash already, so that its own bits say where
// it lies: open addressing, one slot after another, at most two thirds full. The zero
// ID, which no value has, is an empty slot.
type seen struct {
	slots []reports.ID // a power of two
	n     int
}

// add puts an id in the set and says whether it is new.
func (s *seen) add(id reports.ID) bool {
	if s.n*3 >= len(s.slots)*2 {
		s.grow()
	}
	slot := s.slot(id)
	if *slot == id {
		return false
	}
	*slot = id
	s.n++
	return true
}

func (s *seen) slot(id reports.ID) *reports.ID {
	mask := uint64(len(s.slots) - 1)
	for i := id[0] & mask; ; i = (i + 1) & mask {
		if at := &s.slots[i]; *at == id || *at == (reports.ID{}) {
			return at
		}
	}
}

func (s *seen) grow() {
	old := s.slots
	s.slots = make([]reports.ID, max(1024, 2*len(old)))
	for _, id := range old {
		if id != (reports.ID{}) {
			*s.slot(id) = id
		}
	}
}
