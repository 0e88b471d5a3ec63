package ingest

import (
	"encoding/binary"
	"math/bits"
)

// A key tells one spelling from another: of a text of 16 bytes at most its first eight and
// its last eight bytes, or the like of a shorter one, say with its length all that it says;
// of a longer one a hash stands for the first.
type key struct {
	a, b uint64
	n    int
}

// exact is the length up to which two texts of the same key are the same.
const exact = 16

func keyOf(b []byte) key {
	n := len(b)
	switch {
	case n > exact:
		h := uint64(murmur1)
		for i := 0; i+8 < n; i += 8 {
			h = bits.RotateLeft64((h^binary.LittleEndian.Uint64(b[i:]))*murmur2, 29)
		}
		return key{h, binary.LittleEndian.Uint64(b[n-8:]), n}
	case n >= 8:
		return key{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:]), n}
	case n >= 4:
		return key{uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<32, 0, n}
	case n > 0:
		return key{uint64(b[0]) | uint64(b[n/2])<<8 | uint64(b[n-1])<<16, 0, n}
	}
	return key{}
}

// hash is for tables that live as long as a run and compare what they find.
func (k key) hash() uint64 {
	hi, lo := bits.Mul64(k.a^murmur2, k.b^uint64(k.n)<<32^murmur1)
	return hi ^ lo
}

// spellings says where among the forms of a dimension a spelling stands: open
// addressing, at most half full.
type spellings struct {
	slots []spelling
	n     int
}

// A spelling is one of them, and its place in forms and 1; 0 for an empty slot.
type spelling struct {
	key
	at   int
	text string
}

// find is the place of a spelling, -1 for one that is new.
func (s *spellings) find(text []byte) int {
	if len(s.slots) == 0 {
		return -1
	}
	k, slots := keyOf(text), s.slots
	for i := k.hash(); ; i++ {
		slot := &slots[i&uint64(len(slots)-1)]
		if slot.key == k && (k.n <= exact || slot.text == string(text)) || slot.at == 0 {
			return slot.at - 1
		}
	}
}

// add notes the place of a new spelling.
func (s *spellings) add(text string, at int) {
	if 2*(s.n+1) > len(s.slots) {
		old := s.slots
		s.slots = make([]spelling, max(64, 2*len(old)))
		for _, slot := range old {
			if slot.at > 0 {
				s.put(slot)
			}
		}
	}
	s.n++
	s.put(spelling{keyOf([]byte(text)), at + 1, text})
}

func (s *spellings) put(is spelling) {
	mask := uint64(len(s.slots) - 1)
	i := is.hash() & mask
	for s.slots[i].at != 0 {
		i = (i + 1) & mask
	}
	s.slots[i] = is
}
