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
	known known
	cube  cube
	mass  []mass // [Extract.Sums]

	outside int64 // records without id in no cohort
	records int64 // sound records with an id
	lone    int64 // sound records with an id that are the only one of their case, beside those
	alike   int64 // of records without id that came together: equal to another

	open   [shards][]uint64 // a chunk of each shard's entries, which goes there when it is full
	fill   [shards]int      // words written to it
	stride int
	index  index

	days    []int32 // of one record
	weights []int64
	values  []reports.ID
}

// count deals the records of a block to their shards, each with its cell, and counts those
// that are a case of their own.
func (h *hand) count(b *reports.Cases) error {
	keyed, alone := h.c.shape.keyed, len(b.Times) == 0
	for i, fate := range b.Fate[:b.Len] {
		if !keyed || fate != reports.Counted || !alone && b.Times[i] > 0 {
			if err := h.other(b, i); err != nil {
				return err
			}
			continue
		}
		cell, ok := h.known.find(&h.c.cells, b, i)
		if !ok { // the cube is full: nothing is told but that
			return nil
		}
		for m := range h.mass {
			h.mass[m].add(b.Weights[m][i], 1)
		}
		h.records++
		if err := h.deal(b, i, newest, cell); err != nil {
			return err
		}
	}
	return nil
}

// other counts a record that is not one of several of a case: it is set aside, without
// an id, or stands for others that share their case with none.
func (h *hand) other(b *reports.Cases, i int) error {
	keyed := h.c.shape.keyed
	n, together := int64(1), len(b.Times) > 0 && b.Times[i] > 0
	if together {
		n = b.Times[i]
	}
	switch {
	case b.Fate[i] == reports.Quarantined && b.HasID[i] && keyed && !together:
		return h.deal(b, i, h.unsound(b, i), 0)
	case b.Fate[i] != reports.Counted:
		return nil
	case together && keyed:
		h.lone += n
	case together:
		h.alike += b.Alike[i]
	default:
		if err := h.dealRow(b, i); err != nil {
			return err
		}
	}
	if !h.c.inside(b.Cohorts[i]) {
		h.outside += n
		return nil
	}
	cell, ok := h.known.find(&h.c.cells, b, i)
	if !ok {
		return nil
	}
	for m := range h.mass {
		h.mass[m].add(b.Weights[m][i], n)
	}
	h.read(b, i)
	h.cube.add(cell, h, n)
	if h.c.KeepLines {
		return h.c.loose.add(cell, b.Ordinal[i])
	}
	return nil
}

// deal gives the entry of a record to its shard.
func (h *hand) deal(b *reports.Cases, i int, kind uint64, cell uint32) error {
	id, row := &b.ID[i], b.Row[i][0]
	shard := id[0] % shards
	if h.fill[shard] == len(h.open[shard]) {
		if err := h.c.turn(h, int(shard)); err != nil {
			return err
		}
	}
	e := h.open[shard][h.fill[shard]:]
	h.fill[shard] += h.stride
	head := (*[headWords]uint64)(e)
	head[0] = id[0]
	head[1] = id[1]&^low32 | uint64(cell)
	head[2] = bias(b.Recorded[i])<<24 | row>>40
	head[3] = uint64(b.Ordinal[i])<<24 | row>>24&0xffff<<8 | kind
	if h.stride > headWords && kind == newest {
		h.c.shape.measured(e, b, i)
	}
	return nil
}

// dealRow gives the hash of a record without an id to its shard.
func (h *hand) dealRow(b *reports.Cases, i int) error {
	row := b.Row[i][0]
	shard := row % shards
	if h.fill[shard] == len(h.open[shard]) {
		if err := h.c.turn(h, int(shard)); err != nil {
			return err
		}
	}
	h.open[shard][h.fill[shard]] = max(1, row)
	h.fill[shard]++
	return nil
}

// unsound is the kind of entry a quarantined record makes. One that is recorded after the
// as-at date does not come here: it is excluded, since it does not exist yet.
func (h *hand) unsound(b *reports.Cases, i int) uint64 {
	if h.c.shape.timed && b.Recorded[i] == 0 {
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
