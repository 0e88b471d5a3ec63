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
// addressing, at most half full. What is looked at first is small, so that all of it lies
// near the processor.
type spellings struct {
	slots []notch
	all   []spelling // in the order in which they came
	brief [256]brief // of at most eight bytes, found before: where the hash of one points to
}

// A brief is a spelling of at most eight bytes, and its place in forms; n is 0 for none.
type brief struct {
	a     uint64
	n, at int32
}

// A notch has some bits of a hash, and the place in all of a spelling that has them, and 1; 0 for none.
type notch struct{ tag, at uint32 }

// A spelling is one of them, with its place in forms.
type spelling struct {
	key
	at   int
	text string
}

// find is the place of a spelling, -1 for one that is new.
func (s *spellings) find(text []byte) int {
	n := len(text)
	var a uint64
	switch {
	case n > 8:
		return s.search(keyOf(text), text)
	case n >= 4:
		a = uint64(binary.LittleEndian.Uint32(text)) | uint64(binary.LittleEndian.Uint32(text[n-4:]))<<32
	case n > 0:
		a = uint64(text[0]) | uint64(text[n/2])<<8 | uint64(text[n-1])<<16
	default:
		return -1
	}
	is := &s.brief[(a+uint64(n))*murmur1>>56]
	if is.a == a && int(is.n) == n {
		return int(is.at)
	}
	at := s.search(keyOf(text), text)
	if at >= 0 {
		*is = brief{a, int32(n), int32(at)}
	}
	return at
}

func (s *spellings) search(k key, text []byte) int {
	if len(s.slots) == 0 {
		return -1
	}
	h := k.hash()
	for i, tag := h, uint32(h>>32); ; i++ {
		at := s.slots[i&uint64(len(s.slots)-1)]
		if at.at == 0 {
			return -1
		}
		if at.tag == tag {
			if is := &s.all[at.at-1]; is.key == k && (k.n <= exact || is.text == string(text)) {
				return is.at
			}
		}
	}
}

// add notes the place of a new spelling.
func (s *spellings) add(text string, at int) {
	s.all = append(s.all, spelling{keyOf([]byte(text)), at, text})
	if 2*len(s.all) <= len(s.slots) {
		s.put(len(s.all))
		return
	}
	s.slots = make([]notch, max(64, 2*len(s.slots)))
	for i := range s.all {
		s.put(i + 1)
	}
}

func (s *spellings) put(at int) {
	mask, h := uint64(len(s.slots)-1), s.all[at-1].hash()
	i := h & mask
	for s.slots[i].at != 0 {
		i = (i + 1) & mask
	}
	s.slots[i] = notch{uint32(h >> 32), uint32(at)}
}
