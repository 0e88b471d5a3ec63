package ingest

import (
	"encoding/binary"
	"math/bits"
)

// spellings says where among the forms of a dimension a spelling stands: open
// addressing by a quick hash, at most half full.
type spellings struct {
	slots []int32 // place in forms, and 1; 0 is empty
	n     int
}

// find is the place of a spelling, -1 for one that is new.
func (s *spellings) find(forms []form, hash uint64, text []byte) int {
	if len(s.slots) == 0 {
		return -1
	}
	mask := uint64(len(s.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		at := int(s.slots[i]) - 1
		if at < 0 || forms[at].text == string(text) {
			return at
		}
	}
}

// add notes the place of the form last added, whose text has that hash.
func (s *spellings) add(forms []form, hash uint64) {
	if 2*(s.n+1) > len(s.slots) {
		s.slots = make([]int32, max(64, 2*len(s.slots)))
		for i := range forms[:len(forms)-1] {
			s.put(quick([]byte(forms[i].text)), i)
		}
	}
	s.n++
	s.put(hash, len(forms)-1)
}

func (s *spellings) put(hash uint64, at int) {
	mask := uint64(len(s.slots) - 1)
	i := hash & mask
	for s.slots[i] != 0 {
		i = (i + 1) & mask
	}
	s.slots[i] = int32(at) + 1
}

// quick is a hash for tables that live as long as a run and compare what they find.
func quick(b []byte) uint64 {
	n := len(b)
	h := uint64(n) * murmur1
	switch {
	case n >= 8:
		for i := 0; i+8 < n; i += 8 {
			h = bits.RotateLeft64((h^binary.LittleEndian.Uint64(b[i:]))*murmur2, 29)
		}
		h ^= binary.LittleEndian.Uint64(b[n-8:]) // some of them for the second time
	case n >= 4:
		h ^= uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<32
	default:
		for _, c := range b {
			h = h<<8 ^ uint64(c)
		}
	}
	h *= murmur1
	return h ^ h>>32
}
