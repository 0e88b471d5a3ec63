package tabulate

import "sync"

// A pool makes the chunks in which entries are kept: pieces of memory of one size, which
// hands fill, shards keep, and both use again.
type pool struct {
	words int   // of a chunk
	limit int64 // bytes; 0 is none
	whole int64 // bytes that may be needed in the end, by what is expected

	mu   sync.Mutex
	used int64
	rest []uint64 // memory not cut up yet
	free [][]uint64
}

// chunkWords is the usual length of a chunk: a hand writes to one of each shard at a time,
// so that 256 of them must not be much, and a few pages each keep the handing over rare.
const chunkWords = 256

// leastEntries is how many a chunk holds at least, however long they are.
const leastEntries = 8

// Memory is asked for in slabs, of at least so many chunks and at most so many bytes. The
// larger they are the less often garbage is collected because of them; and what is not yet
// written to takes up none of the machine's memory.
const (
	leastSlab   = 64
	largestSlab = 16 << 20
)

// take is a chunk, of whatever content; nil where that would be beyond the limit,
// unless it must be.
func (p *pool) take(must bool) []uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := len(p.free) - 1; last >= 0 {
		chunk := p.free[last]
		p.free = p.free[:last]
		return chunk
	}
	if len(p.rest) == 0 && !p.grow(must) {
		return nil
	}
	chunk := p.rest[:p.words:p.words]
	p.rest = p.rest[p.words:]
	return chunk
}

// grow asks for a slab: a quarter of what is expected or in use, or a small one near the limit.
func (p *pool) grow(must bool) bool {
	chunk, least := int64(8*p.words), int64(8*p.words*leastSlab)
	size := max(least, min(largestSlab, max(p.whole, p.used)/4)/chunk*chunk)
	over := func() bool { return p.limit > 0 && p.used+size > p.limit }
	if over() {
		size = least
	}
	if over() && !must {
		return false
	}
	p.used += size
	p.rest = make([]uint64, size/8)
	return true
}

// give takes chunks back.
func (p *pool) give(chunks ...[]uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range chunks {
		p.free = append(p.free, c[:p.words])
	}
}

// forget gives up what nobody uses, and says how much memory was taken in all.
func (p *pool) forget() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest, p.free = nil, nil
	return p.used
}
