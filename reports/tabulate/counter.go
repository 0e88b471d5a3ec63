package tabulate

import (
	"encoding/binary"
	"math"
	"math/bits"

	"despatch/reports"
)

// maxCells is how many combinations the finest cube may hold.
const maxCells = 10_000_000

// Options are what a caller may ask of a Counter beside counting.
type Options struct {
	KeepLines bool // keep file and line of every record that may count: for trace
}

// A Counter adds up the blocks of one extract. It keeps ids only as hashes: its
// memory grows with the number of distinct ids, the combinations of codes that
// occur, and, to tell exact repeats, 64 bits a distinct record where a case has
// several or no id is declared. Blocks may come in any order.
type Counter struct {
	ext    *reports.Extract
	keep   bool
	width  int    // codings
	mask   uint64 // cohorts of the extract; 0: nobody is left out
	limit  int    // cells
	full   bool   // more cells than the limit: what follows is not counted
	key    []byte // scratch
	index  map[string]uint32
	codes  []reports.Code // [cell*width+coding]
	groups []uint64       // [cell] the cohorts it is in

	cube     cube
	newest   newest
	rows     map[uint64]struct{} // of records without id, and of ids with several records
	repeats  int64               // exact repeats
	outside  int64               // records without id in no cohort
	mass     []uint64            // [Extract.Sums] sum of what was added, signs apart
	heavy    []bool              // [Extract.Sums] mass is beyond int64
	loose    []kept              // with KeepLines: counted records without id
	parts    []reports.Part      // of the account, once tallied
	standing []bool              // with KeepLines, once tallied: [entry] counts
}

// New is a Counter for one extract of the release.
func New(_ *reports.Release, ext *reports.Extract, o Options) *Counter {
	c := &Counter{ext: ext, keep: o.KeepLines, limit: maxCells,
		width: len(ext.Dims) + len(ext.Ladders), index: map[string]uint32{}, rows: map[uint64]struct{}{},
		mass: make([]uint64, len(ext.Sums)), heavy: make([]bool, len(ext.Sums))}
	if !ext.Everyone {
		c.mask = ext.Cohorts
	}
	c.key = make([]byte, 4*c.width+8)
	c.newest = newNewest(ext, o.KeepLines)
	c.cube = cube{ext: ext}
	return c
}

// Add counts a block. It keeps no slice of it.
func (c *Counter) Add(b *reports.Cases) {
	for i := range b.Len {
		if c.full {
			return
		}
		switch {
		case b.Fate[i] == reports.Quarantined && b.HasID[i]:
			c.newest.broke(b.ID[i], b.Recorded[i], b.Ordinal[i])
		case b.Fate[i] != reports.Counted:
		case b.HasID[i]:
			c.addNewest(b, i)
		default:
			c.addLoose(b, i)
		}
	}
}

// addLoose counts a record that is a case of its own.
func (c *Counter) addLoose(b *reports.Cases, i int) {
	if !c.fresh(b.Row[i][0]) {
		c.repeats++
	}
	if !c.inside(b.Cohorts[i]) {
		c.outside++
		return
	}
	cell, ok := c.cell(b, i)
	if !ok {
		return
	}
	c.cube.add(cell, source{b.Weights, b.Days, b.Values}, i)
	c.weigh(b, i)
	if c.keep {
		c.loose = append(c.loose, kept{cell: cell, ordinal: b.Ordinal[i], file: b.File[i], line: b.Line[i]})
	}
}

// addNewest keeps a record where it is the newest of its case so far.
func (c *Counter) addNewest(b *reports.Cases, i int) {
	cell, ok := c.cell(b, i)
	if !ok {
		return
	}
	if at, known := c.newest.index[b.ID[i]]; known {
		c.fresh(c.newest.row[at])
		if !c.fresh(b.Row[i][0]) {
			c.repeats++
		}
	}
	c.newest.put(b, i, cell)
	c.weigh(b, i)
}

// fresh says whether a whole record was not met before, and remembers it.
func (c *Counter) fresh(row uint64) bool {
	n := len(c.rows)
	c.rows[row] = struct{}{}
	return len(c.rows) > n
}

// inside says whether a case in these cohorts is in the figures of the extract.
func (c *Counter) inside(cohorts uint64) bool { return c.mask == 0 || cohorts&c.mask != 0 }

// weigh watches that no sum can leave int64, whichever cells are added up.
func (c *Counter) weigh(b *reports.Cases, i int) {
	for s := range c.mass {
		w := b.Weights[s][i]
		abs := uint64(w)
		if w < 0 {
			abs = -abs
		}
		var carry uint64
		c.mass[s], carry = bits.Add64(c.mass[s], abs, 0)
		if carry != 0 || c.mass[s] > math.MaxInt64 {
			c.heavy[s] = true
		}
	}
}

// cell is the number of the combination of record i's codes and cohorts; false
// where the cube is full.
func (c *Counter) cell(b *reports.Cases, i int) (uint32, bool) {
	for d := range c.width {
		binary.LittleEndian.PutUint32(c.key[4*d:], uint32(b.Codes[d][i]))
	}
	binary.LittleEndian.PutUint64(c.key[4*c.width:], b.Cohorts[i])
	if at, ok := c.index[string(c.key)]; ok {
		return at, true
	}
	if len(c.index) >= c.limit {
		c.full = true
		return 0, false
	}
	at := uint32(len(c.index))
	c.index[string(c.key)] = at
	for d := range c.width {
		c.codes = append(c.codes, b.Codes[d][i])
	}
	c.groups = append(c.groups, b.Cohorts[i])
	return at, true
}
