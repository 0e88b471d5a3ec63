package tabulate

import (
	"fmt"
	"math/bits"
	"sort"
	"sync"

	"despatch/reports"
)

// A Line is where the record of a counted case stands. Inside only.
type Line struct {
	File string // without folders
	Line int64  // physical line where the record starts, from 1
}

// Found are the records of counted cases that were sought.
type Found struct {
	in    ordinals
	n     int64
	parts []reports.Part
}

// Find seeks the records of counted cases whose codes and cohorts match. The Counter
// must have been made with KeepLines and tallied; the codes given to match are those of
// the Tally, lent for the call. However many records there are, a bit of memory is used
// for each of the extract. The error is the disk's.
func (c *Counter) Find(match func(codes []reports.Code, cohorts uint64) bool) (*Found, error) {
	matched := make([]bool, len(c.cells.group))
	for cell := range matched {
		matched[cell] = match(c.cells.of(uint32(cell)), c.cells.group[cell])
	}
	found := &Found{parts: c.parts}
	err := c.loose.each(func(cell uint32, ordinal int64) {
		if matched[cell] {
			found.add(ordinal)
		}
	})
	if err != nil || !c.started() {
		return found, err
	}
	var x index
	for i := range c.shards {
		t, done, err := c.shards[i].whole(&c.pool)
		if err != nil {
			return nil, err
		}
		t.sift(&x)
		c.eachCase(t, &x, &settled{}, func(e []uint64) {
			if matched[cellOf(e)] {
				found.add(ordinalOf(e))
			}
		})
		done()
	}
	return found, nil
}

// N is how many there are.
func (f *Found) N() int64 { return f.n }

// Each calls each with them in the order of the extract, until it returns false.
func (f *Found) Each(each func(Line) bool) {
	for i, w := range f.in {
		for ; w != 0; w &= w - 1 {
			if !each(f.line(int64(i)*64 + int64(bits.TrailingZeros64(w)))) {
				return
			}
		}
	}
}

// line is where the record of an ordinal stands.
func (f *Found) line(ordinal int64) Line {
	at := sort.Search(len(f.parts), func(i int) bool { return f.parts[i].First > ordinal }) - 1
	if at < 0 {
		return Line{}
	}
	return Line{f.parts[at].File, ordinal - f.parts[at].First + f.parts[at].FirstLine}
}

// ordinals is a set of ordinals, a bit each.
type ordinals []uint64

func (f *Found) add(ordinal int64) {
	if at := int(ordinal / 64); at >= len(f.in) {
		f.in = append(f.in, make([]uint64, max(at+1, 2*len(f.in))-len(f.in))...)
	}
	f.in[ordinal/64] |= 1 << (ordinal % 64)
	f.n++
}

// A log keeps the cell and ordinal of counted records without an id: in memory, and
// beyond the limit in a file.
type log struct {
	*Options
	mu    sync.Mutex
	words []uint64
	out   *spool
}

func (l *log) add(cell uint32, ordinal int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.out == nil && l.Spill != nil && l.Memory > 0 && int64(len(l.words))*8 >= l.Memory {
		out, err := newSpool(l.Spill)
		if err != nil {
			return err
		}
		l.out = out
	}
	if l.out != nil {
		return l.out.write([]uint64{uint64(cell), uint64(ordinal)})
	}
	l.words = append(l.words, uint64(cell), uint64(ordinal))
	return nil
}

func (l *log) each(f func(cell uint32, ordinal int64)) error {
	for i := 0; i < len(l.words); i += 2 {
		f(uint32(l.words[i]), int64(l.words[i+1]))
	}
	if l.out == nil {
		return nil
	}
	return l.out.read(2, func(words []uint64) {
		for i := 0; i < len(words); i += 2 {
			f(uint32(words[i]), int64(words[i+1]))
		}
	})
}

func (l *log) close() error { return l.out.close() }

// cases is a number of cases in words: "1 case", "1023 cases".
func cases(n int64) string {
	if n == 1 {
		return "1 case"
	}
	return fmt.Sprintf("%d cases", n)
}
