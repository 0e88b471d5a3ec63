package tabulate

import (
	"math/bits"

	"despatch/reports"
)

// known is what one hand has met of the cells: open addressing, at most half full.
type known struct {
	slots []uint32 // place in the rest, and 1; 0 is empty
	codes []reports.Code
	group []uint64
	cell  []uint32

	grid    []uint32       // [cohorts, then each code] the cell, and 1; 0 is not known
	cohorts uint64         // combinations of cohorts the grid has room for; 0 without one
	sizes   []reports.Code // codes of each coding it has room for
	wide    bool           // there are too many for one
}

// maxGrid is how many places a grid may have: a few pages, so that it stays close at hand.
const maxGrid = 1 << 15

// find is the cell of record i of a block; false where there are too many.
func (k *known) find(all *cells, b *reports.Cases, i int) (uint32, bool) {
	if at := k.place(b, i); at < uint64(len(k.grid)) && k.grid[at] != 0 {
		return k.grid[at] - 1, true
	}
	cell, ok := k.seek(all, b, i)
	if ok && !k.wide {
		k.enter(cell, b, i)
	}
	return cell, ok
}

// place is where in the grid a record's cell stands; beyond it, where it has no room for that.
func (k *known) place(b *reports.Cases, i int) uint64 {
	at := b.Cohorts[i]
	if at >= k.cohorts {
		return maxGrid
	}
	sizes := k.sizes
	for d, codes := range b.Codes[:len(sizes)] {
		code := codes[i]
		if code >= sizes[d] {
			return maxGrid
		}
		at = at*uint64(sizes[d]) + uint64(code)
	}
	return at
}

// enter notes a cell in the grid, which is made larger where that is needed and given up where
// it would be too large.
func (k *known) enter(cell uint32, b *reports.Cases, i int) {
	if at := k.place(b, i); at < uint64(len(k.grid)) {
		k.grid[at] = cell + 1
		return
	}
	size := k.widen(b, i)
	if k.wide = size > maxGrid; k.wide {
		k.cohorts, k.grid = 0, nil
		return
	}
	k.grid = make([]uint32, size)
	for p, cell := range k.cell {
		at := k.group[p]
		for d, code := range k.codes[p*len(k.sizes) : (p+1)*len(k.sizes)] {
			at = at*uint64(k.sizes[d]) + uint64(code)
		}
		k.grid[at] = cell + 1
	}
}

// widen makes room in the sizes of the grid for a record, and says how many places it then
// has, or that these are too many.
func (k *known) widen(b *reports.Cases, i int) uint64 {
	if k.sizes == nil {
		k.sizes = make([]reports.Code, len(b.Codes))
	}
	if b.Cohorts[i] >= maxGrid {
		return maxGrid + 1
	}
	k.cohorts = max(k.cohorts, b.Cohorts[i]+1)
	size := k.cohorts
	for d, codes := range b.Codes {
		code := codes[i]
		if code >= maxGrid || size > maxGrid {
			return maxGrid + 1
		}
		if code >= k.sizes[d] {
			k.sizes[d] = code + 1 + code/8 // and some more, since codes found later are higher
		}
		size *= uint64(k.sizes[d])
	}
	return size
}

// seek is the same without the grid.
func (k *known) seek(all *cells, b *reports.Cases, i int) (uint32, bool) {
	h := b.Cohorts[i] * 0x9e3779b97f4a7c15
	for _, codes := range b.Codes {
		h = bits.RotateLeft64((h^uint64(codes[i]))*0xff51afd7ed558ccd, 31)
	}
	h ^= h >> 32
	if len(k.slots) > 0 {
		for at := h & uint64(len(k.slots)-1); k.slots[at] != 0; at = (at + 1) & uint64(len(k.slots)-1) {
			if p := int(k.slots[at]) - 1; k.same(p, all.width, b, i) {
				return k.cell[p], true
			}
		}
	}
	return k.add(all, b, i)
}

func (k *known) same(p, width int, b *reports.Cases, i int) bool {
	if k.group[p] != b.Cohorts[i] {
		return false
	}
	for d, code := range k.codes[p*width : (p+1)*width] {
		if b.Codes[d][i] != code {
			return false
		}
	}
	return true
}

// add learns the cell of record i.
func (k *known) add(all *cells, b *reports.Cases, i int) (uint32, bool) {
	from := len(k.codes)
	for _, codes := range b.Codes {
		k.codes = append(k.codes, codes[i])
	}
	cell, ok := all.number(k.codes[from:], b.Cohorts[i])
	if !ok {
		k.codes = k.codes[:from]
		return 0, false
	}
	k.group, k.cell = append(k.group, b.Cohorts[i]), append(k.cell, cell)
	if 2*len(k.cell) > len(k.slots) {
		k.slots = make([]uint32, max(256, 4*len(k.slots)))
		for p := range k.cell {
			k.put(p, all.width)
		}
	} else {
		k.put(len(k.cell)-1, all.width)
	}
	return cell, true
}

// put notes where cell p stands, by the hash of find.
func (k *known) put(p, width int) {
	h := k.group[p] * 0x9e3779b97f4a7c15
	for _, code := range k.codes[p*width : (p+1)*width] {
		h = bits.RotateLeft64((h^uint64(code))*0xff51afd7ed558ccd, 31)
	}
	h ^= h >> 32
	mask := uint64(len(k.slots) - 1)
	at := h & mask
	for k.slots[at] != 0 {
		at = (at + 1) & mask
	}
	k.slots[at] = uint32(p) + 1
}
