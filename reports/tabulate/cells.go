package tabulate

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"sync"

	"despatch/reports"
)

// cells are the combinations of codes and cohorts met, each with a number that is the
// same for all hands.
type cells struct {
	width int // codings
	limit int
	mu    sync.Mutex
	full  bool // more than the limit: what follows is not counted
	index map[string]uint32
	codes []reports.Code // [cell*width+coding]
	group []uint64       // [cell] the cohorts it is in
}

// number is the number of a combination; false where there are too many.
func (c *cells) number(codes []reports.Code, cohorts uint64) (uint32, bool) {
	key := make([]byte, 0, 64)
	for _, code := range codes {
		key = binary.LittleEndian.AppendUint32(key, uint32(code))
	}
	key = binary.LittleEndian.AppendUint64(key, cohorts)
	c.mu.Lock()
	defer c.mu.Unlock()
	if at, ok := c.index[string(key)]; ok {
		return at, true
	}
	if len(c.index) >= c.limit {
		c.full = true
		return 0, false
	}
	at := uint32(len(c.index))
	c.index[string(key)] = at
	c.codes, c.group = append(c.codes, codes...), append(c.group, cohorts)
	return at, true
}

// of are the codes of a cell.
func (c *cells) of(cell uint32) []reports.Code {
	return c.codes[int(cell)*c.width : (int(cell)+1)*c.width]
}

// known is what one hand has met of the cells: open addressing, at most half full.
type known struct {
	slots []uint32 // place in the rest, and 1; 0 is empty
	codes []reports.Code
	group []uint64
	cell  []uint32
}

// find is the cell of record i of a block; false where there are too many.
func (k *known) find(all *cells, b *reports.Cases, i int) (uint32, bool) {
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

// canonical gives the values as found and the periods the codes of the order in which
// they are shown, and the cells the same: which code a value had depended on who met it first.
func (c *cells) canonical(codings []*reports.Coding) []*reports.Coding {
	out := slices.Clone(codings)
	for d, coding := range codings {
		if coding.Dim == nil || coding.Dim.Kind != reports.AsFound && coding.Dim.Kind != reports.Period {
			continue
		}
		order := append([]reports.Code{reports.Unknown}, coding.Order...)
		code := make([]reports.Code, len(coding.Categories)) // those not shown are those of no record
		same := &reports.Coding{Dim: coding.Dim}
		for i, old := range order {
			code[old] = reports.Code(i)
			same.Categories = append(same.Categories, coding.Categories[old])
			if i > 0 {
				same.Order = append(same.Order, reports.Code(i))
			}
		}
		for i := d; i < len(c.codes); i += c.width {
			c.codes[i] = code[c.codes[i]]
		}
		out[d] = same
	}
	return out
}
