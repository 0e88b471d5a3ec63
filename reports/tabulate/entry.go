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
}

func shapeOf(ext *reports.Extract) shape {
	s := shape{keyed: len(ext.Key) > 0, stride: 1, timed: ext.Recorded != nil, nSum: len(ext.Sums), nDays: len(ext.Days), nValues: len(ext.Distinct)}
	if s.keyed {
		s.days = headWords + s.nSum
		s.values = s.days + (s.nDays+1)/2
		s.stride = s.values + 2*s.nValues
	}
	return s
}

// bias makes seconds since 1970 a number of 40 bits, in the same order. 0 is older
// than any time, for records without one; the ends of the range are the years -15,000 and 19,000.
func bias(secs int64) uint64 {
	if secs == math.MinInt64 {
		return 0
	}
	const half = 1 << 39
	return uint64(min(max(secs, 1-half), half-1) + half)
}

// make writes the entry of record i of a block.
func (s *shape) make(e []uint64, b *reports.Cases, i int, kind uint64, cell uint32) {
	row := b.Row[i][0]
	e[0] = b.ID[i][0]
	e[1] = b.ID[i][1]&^low32 | uint64(cell)
	e[2] = bias(b.Recorded[i])<<24 | row>>40
	e[3] = uint64(b.Ordinal[i])<<24 | row>>24&0xffff<<8 | kind
	if len(e) == headWords || kind != newest {
		return
	}
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

// place is where in a table of n slots an entry belongs.
func place(e []uint64, n int) int {
	h := e[0]
	if len(e) > 1 && kindOf(e) == repeat {
		h ^= rowOf(e) * 0xff51afd7ed558ccd
	}
	return placed(h, n)
}

// placed is where in a table of n slots a hash belongs.
func placed(h uint64, n int) int {
	hi, _ := bits.Mul64(h*0x9e3779b97f4a7c15, uint64(n))
	return int(hi)
}
