package tabulate

import "math/bits"

// An index finds the entries of one table by hash: open addressing, between a third and
// two thirds full. A slot holds an entry's number, from 1, and in the bits above that some of its
// hash, so that entries are hardly ever looked at in vain and the whole is a fraction of the table.
// It is used for one table after the other.
type index struct {
	slots []uint32
	width uint   // bits of the hash that say the slot
	low   uint32 // the bits of a slot that hold the number
}

const golden = 0x9e3779b97f4a7c15

// reset empties the index and makes room for so many entries.
func (x *index) reset(entries int) {
	x.width = uint(bits.Len(uint(max(1, entries*3/2-1))))
	x.slots = room(x.slots, 1<<x.width)
	clear(x.slots)
	x.low = 1<<bits.Len(uint(entries)) - 1
}

// slot is where the entry of a hash belongs, and what is held there of the hash.
func (x *index) slot(hash uint64) (at, tag uint32) {
	return uint32(hash >> (64 - x.width)), uint32(hash<<x.width>>32) &^ x.low
}

// next is the slot after one.
func (x *index) next(at uint32) uint32 { return (at + 1) & uint32(len(x.slots)-1) }
