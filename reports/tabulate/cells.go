package tabulate

import (
	"encoding/binary"
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
