package tabulate

import (
	"math"
	"math/bits"

	"despatch/reports"
)

// An entry is what is kept of a record with an id, in 64-bit words:
//
//	0  id, first half
//	1  id, 32 bits of the second half | 32 bits: number of the cell
//	2  time recorded, 40 bits         | 24 bits: hash of the whole record
//	3  ordinal, 40 bits               | 16 bits: the same hash | 8 bits: kind and flags
//	4… sums, a word each; waits, two a word; distinct values, two words each
//
// 96 bits of identity, 40 of the whole record, which is compared only within a case.
// Of a record without id only its hash is kept, in one word, to tell exact repeats.
const (
	headWords = 4
	low32     = 1<<32 - 1
	low24     = 1<<24 - 1
	low8      = 1<<8 - 1
)

// The kinds of entry. A case has one newest sound record, one newest quarantined one
// among those whose time could be read, one among those whose could not, and, where it has
// several sound records, each different one.
const (
	empty uint64 = iota
	newest
	broken
	undated
	repeat
	kinds   = 7
	several = 8 // a flag of the newest: the case has other sound records
)

// A shape is how the entries of an extract are laid out.
type shape struct {
	keyed                bool
	stride               int
	days, values         int // the first word of each
	nSum, nDays, nValues int
	timed                bool // the extract declares when records were made
	shift                uint // a chunk holds no more than 1<<shift entries
}

func shapeOf(ext *reports.Extract) shape {
	s := shape{keyed: len(ext.Key) > 0, stride: 1, timed: ext.Recorded != nil, nSum: len(ext.Sums), nDays: len(ext.Days), nValues: len(ext.Distinct)}
	if s.keyed {
		s.days = headWords + s.nSum
		s.values = s.days + (s.nDays+1)/2
		s.stride = s.values + 2*s.nValues
	}
	s.shift = uint(bits.Len(uint(max(leastEntries, chunkWords/s.stride) - 1)))
	return s
}

// chunk is the words of a chunk: whole entries.
func (s *shape) chunk() int { return max(leastEntries, chunkWords/s.stride) * s.stride }

// bias makes seconds since 1970 a number of 40 bits, in the same order. 0 is older
// than any time, for records without one; the ends of the range are the years -15,000 and 19,000.
func bias(secs int64) uint64 {
	if secs == math.MinInt64 {
		return 0
	}
	const half = 1 << 39
	return uint64(min(max(secs, 1-half), half-1) + half)
}

// measured writes what is measured of record i of a block into its entry.
func (s *shape) measured(e []uint64, b *reports.Cases, i int) {
	for m, w := range b.Weights {
		e[headWords+m] = uint64(w[i])
	}
	for m, d := range b.Days {
		word := &e[s.days+m/2]
		if m%2 == 0 {
			*word = uint64(uint32(d[i]))
		} else {
			*word |= uint64(uint32(d[i])) << 32
		}
	}
	for m, v := range b.Values {
		e[s.values+2*m], e[s.values+2*m+1] = v[i][0], v[i][1]
	}
}

// measures reads what is counted of a record from its entry.
func (s *shape) measures(e []uint64, h *hand) {
	for m := range s.nSum {
		h.weights[m] = int64(e[headWords+m])
	}
	for m := range s.nDays {
		h.days[m] = int32(e[s.days+m/2] >> (m % 2 * 32))
	}
	for m := range s.nValues {
		h.values[m] = reports.ID{e[s.values+2*m], e[s.values+2*m+1]}
	}
}

func kindOf(e []uint64) uint64   { return e[3] & kinds }
func cellOf(e []uint64) uint32   { return uint32(e[1] & low32) }
func ordinalOf(e []uint64) int64 { return int64(e[3] >> 24) }
func rowOf(e []uint64) uint64    { return e[2]&low24<<16 | e[3]>>8&0xffff }
func later(a, b []uint64) bool {
	return a[2]>>24 > b[2]>>24 || a[2]>>24 == b[2]>>24 && a[3]>>24 > b[3]>>24
}

// gone says that an entry is not kept.
func (s *shape) gone(e []uint64) bool {
	if s.keyed {
		return kindOf(e) == empty
	}
	return e[0] == 0
}

// same says of entries with the same first word whether they are of one case and kind.
func same(s, e []uint64) bool {
	return s[1]&^low32 == e[1]&^low32 && (s[3]^e[3])&kinds == 0 && (kindOf(e) != repeat || rowOf(s) == rowOf(e))
}

// hashOf is a hash of what tells an entry of a kind from others.
func hashOf(e []uint64, kind uint64) uint64 {
	if kind == repeat {
		return (e[0] ^ rowOf(e)*0xff51afd7ed558ccd) * golden
	}
	return e[0] * golden
}
