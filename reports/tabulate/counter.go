package tabulate

import (
	"io"
	"sync"

	"despatch/reports"
)

// maxCells is how many combinations the finest cube may hold.
const maxCells = 10_000_000

// Options are what a caller may ask of a Counter beside counting.
type Options struct {
	KeepLines bool // keep the place of every record that may count: for trace
	// Memory is how many bytes the table of cases may take before it goes to files; 0 is
	// no limit. What else the counter holds grows with the combinations of codes.
	Memory int64
	// Spill makes a file for what does not fit: hashes and codes, no id and no value of a
	// record. The counter closes it; who gave it removes it. Nil: nothing is put out.
	Spill func() (File, error)
}

// A File is a temporary file: written from start to end, then read.
type File interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// A Counter adds up the blocks of one extract, which may come in any order and
// several at once. It keeps ids only as hashes: 96 bits of each case, by which two cases
// among a hundred million are taken for one with a chance of 6 in 10^14.
type Counter struct {
	Options
	ext   *reports.Extract
	mask  uint64 // cohorts of the extract; 0: nobody is left out
	cells cells
	shape shape

	shards [shards]shard
	pool   pool
	share  int       // entries a shard may hold in the end, by what is expected
	made   sync.Once // the tables, at the first block

	mu    sync.Mutex
	hands []*hand // all there are
	idle  []*hand
	loose log            // with KeepLines: counted records without id
	parts []reports.Part // of the account, once tallied

	ids      settled // once tallied
	gathered *hand
}

// New is a Counter for one extract of the release. Close it.
func New(_ *reports.Release, ext *reports.Extract, o Options) *Counter {
	c := &Counter{Options: o, ext: ext, shape: shapeOf(ext)}
	c.cells = cells{width: len(ext.Dims) + len(ext.Ladders), limit: maxCells, index: map[string]uint32{}}
	if !ext.Everyone {
		c.mask = ext.Cohorts
	}
	c.loose.Options = &c.Options
	return c
}

// Close gives up the counter's files.
func (c *Counter) Close() error {
	err := c.loose.close()
	for i := range c.shards {
		if e := c.shards[i].out.close(); err == nil {
			err = e
		}
	}
	return err
}

// Add counts a block. It keeps no slice of it. The error is the disk's.
func (c *Counter) Add(b *reports.Cases) error {
	c.made.Do(func() { c.ready(b.Expected) })
	h := c.take()
	defer c.give(h)
	return h.count(b)
}

// ready makes the shards ready for as many records as are expected, within the limit.
func (c *Counter) ready(expected int64) {
	c.pool.words = c.shape.chunk()
	if c.Spill != nil {
		c.pool.limit = c.Memory
	}
	if c.Memory > 0 {
		expected = min(expected, c.Memory*3/4/int64(c.shape.stride*8))
	}
	c.pool.whole = expected * int64(c.shape.stride*8)
	c.share = int(expected/shards + expected/shards/16)
	some := 16 + min(64, c.share>>c.shape.shift)
	lists := make([][]uint64, shards*some)
	for i := range c.shards {
		c.shards[i].shape, c.shards[i].chunks = &c.shape, lists[i*some:i*some:(i+1)*some]
		c.shards[i].ripe = max(leastRipe, c.share/8)
	}
}

// leastRipe is the entries a shard holds before it is sifted for the first time. It is
// soon enough to tell an extract of a few cases that come again and again.
const leastRipe = 512

// started says whether any block has been counted.
func (c *Counter) started() bool { return c.shards[0].shape != nil }

// take is a hand nobody uses.
func (c *Counter) take() *hand {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.idle); n > 0 {
		h := c.idle[n-1]
		c.idle = c.idle[:n-1]
		return h
	}
	h := &hand{c: c, stride: c.shape.stride, cube: cube{ext: c.ext}, mass: make([]mass, len(c.ext.Sums))}
	h.days, h.weights, h.values = make([]int32, len(c.ext.Days)), make([]int64, len(c.ext.Sums)), make([]reports.ID, len(c.ext.Distinct))
	c.hands = append(c.hands, h)
	return h
}

func (c *Counter) give(h *hand) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.idle = append(c.idle, h)
}

// inside says whether a case in these cohorts is in the figures of the extract.
func (c *Counter) inside(cohorts uint64) bool { return c.mask == 0 || cohorts&c.mask != 0 }
