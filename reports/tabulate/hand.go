package tabulate

import (
	"math"
	"math/bits"

	"despatch/reports"
)

// A hand counts one block at a time. There are as many as blocks come at once; at the
// end what they hold is added up.
type hand struct {
	c     *Counter
	first int // the shard it goes to first, so that hands do not wait for each other
	known known
	cube  cube
	mass  []mass // [Extract.Sums]

	outside int64 // records without id in no cohort
	records int64 // sound records with an id
	lone    int64 // sound records with an id that are the only one of their case, beside those
	alike   int64 // of records without id that came together: equal to another

	// Of the block under way.
	cell    []uint32
	shard   []int16 // of each record, -1 for none
	order   []int32 // records by their shards
	ends    [shards + 1]int32
	words   []uint64
	touched uint64 // by table.touch, so that it is done

	days    []int32 // of one record
	weights []int64
	values  []reports.ID
}

// count finds the cell of each record of a block and counts those that are a case of
// their own.
func (h *hand) count(b *reports.Cases) error {
	h.cell, h.shard = room(h.cell, b.Len), room(h.shard, b.Len)
	keyed := h.c.shape.keyed
	for i := range b.Len {
		h.shard[i] = -1
		alone := !keyed
		n, together := int64(1), len(b.Times) > 0 && b.Times[i] > 0
		if together { // records none of which shares its case with another
			alone, n = true, b.Times[i]
		}
		switch {
		case b.Fate[i] == reports.Quarantined && together:
			continue
		case b.Fate[i] == reports.Quarantined && b.HasID[i] && keyed:
			h.shard[i] = int16(b.ID[i][0] % shards)
			continue
		case b.Fate[i] != reports.Counted:
			continue
		}
		inside := !alone || h.c.inside(b.Cohorts[i])
		if alone {
			switch {
			case !together:
				h.shard[i] = int16(b.Row[i][0] % shards)
			case keyed:
				h.lone += n
			default:
				h.alike += b.Alike[i]
			}
			if !inside {
				h.outside += n
				continue
			}
		}
		cell, ok := h.known.find(&h.c.cells, b, i)
		if !ok { // the cube is full: nothing is told but that
			for ; i < b.Len; i++ {
				h.shard[i] = -1
			}
			return nil
		}
		h.cell[i] = cell
		for m := range h.mass {
			h.mass[m].add(b.Weights[m][i], n)
		}
		if !alone {
			h.records++
			h.shard[i] = int16(b.ID[i][0] % shards)
			continue
		}
		h.read(b, i)
		h.cube.add(cell, h, n)
		if h.c.KeepLines {
			if err := h.c.loose.add(cell, b.Ordinal[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// deal puts the records of a block in the order of their shards.
func (h *hand) deal(b *reports.Cases) {
	h.ends = [shards + 1]int32{}
	for _, s := range h.shard[:b.Len] {
		if s >= 0 {
			h.ends[s+1]++
		}
	}
	for s := range shards {
		h.ends[s+1] += h.ends[s]
	}
	h.order = room(h.order, int(h.ends[shards]))
	next := h.ends
	for i, s := range h.shard[:b.Len] {
		if s >= 0 {
			h.order[next[s]] = int32(i)
			next[s]++
		}
	}
}

// entry is the hand's room for one entry.
func (h *hand) entry(stride int) []uint64 {
	h.words = room(h.words, stride)
	return h.words
}

// kind is the kind of entry a record with an id makes. A quarantined record that is
// recorded after the as-at date does not come here: it is excluded, since it does not exist yet.
func (h *hand) kind(b *reports.Cases, i int, s *shape) uint64 {
	switch {
	case b.Fate[i] == reports.Counted:
		return newest
	case s.timed && b.Recorded[i] == 0:
		return undated
	}
	return broken
}

// read takes the measures of record i of a block.
func (h *hand) read(b *reports.Cases, i int) {
	for m, w := range b.Weights {
		h.weights[m] = w[i]
	}
	for m, d := range b.Days {
		h.days[m] = d[i]
	}
	for m, v := range b.Values {
		h.values[m] = v[i]
	}
}

// room is s with n elements, which are to be written.
func room[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// A mass is the sum of all that was added, signs apart. While it is no more than an
// int64 can hold no sum can leave int64, whichever cells are added up.
type mass struct {
	sum   uint64
	heavy bool
}

func (m *mass) add(w, n int64) {
	abs := uint64(w)
	if w < 0 {
		abs = -abs
	}
	over, product := bits.Mul64(abs, uint64(n))
	m.heavy = m.heavy || over != 0
	m.plus(product)
}

func (m *mass) plus(n uint64) {
	var carry uint64
	m.sum, carry = bits.Add64(m.sum, n, 0)
	m.heavy = m.heavy || carry != 0 || m.sum > math.MaxInt64
}
