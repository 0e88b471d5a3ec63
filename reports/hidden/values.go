// Package hidden keeps what stood in the private columns of an extract, as hashes
// alone, and says of a text whether any of it stands there. Package ingest fills a Values
// while it reads; package pack asks a Hunt of every file that is to leave. No value can be
// had back from either.
package hidden

import (
	"fmt"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
)

// Limit is how many values of private columns are kept of one extract, over all its
// columns. Of an extract with more about half as many or more are, those whose hashes are
// lowest; the rest is reported as not looked for.
const Limit = 400_000

// Shortest is the length in bytes from which a value is looked for: shorter ones stand in
// any text by chance.
const Shortest = 6

// longest is the length up to which one is.
const longest = 1<<16 - 1

// A Column is what is known of one private column of an extract.
type Column struct {
	Name   string
	Unkept int64 // fields whose values are not among those kept

	Absent bool     // the extract has no such column: nothing in it is protected by the name
	Near   []string // of an absent one: headers spelt much like it
}

// Found is what is known of the private columns of one extract.
type Found struct {
	Columns []Column // those that are there stand in the order of their numbers in Values
	Values  *Values
}

// String says how many values there are and gives a sum over their hashes, by which two
// that are not the same are told apart.
func (f Found) String() string {
	n, sum := 0, uint64(0)
	if f.Values != nil {
		f.Values.each(func(m mark) {
			n++
			sum += mix(m.hash, m.head)
		})
	}
	return fmt.Sprintf("%+v: %d values, %016x", f.Columns, n, sum)
}

// Values are the values met in the private columns of one extract, by all who read it.
// Which are kept does not depend on the order in which they come: a hash has a level, the
// number of zeros it begins with, and where there are too many the lowest level goes.
type Values struct {
	levels  [shelves]atomic.Int32 // of each shelf: values of lower ones are not kept
	shelves [shelves]shelf
	settled bool
	level   int // once settled
}

const shelves = 64

// Met counts the fields of one column by the levels of their values, so that in the end
// it is known how many hold one that is not kept.
type Met struct {
	levels [65]int64
	long   int64 // too long to be kept
}

// Plus adds what another has counted.
func (m *Met) Plus(o *Met) {
	for i, n := range o.levels {
		m.levels[i] += n
	}
	m.long += o.long
}

// Unkept is the fields whose values lie below a level.
func (m *Met) Unkept(level int) int64 {
	n := m.long
	for _, k := range m.levels[:level] {
		n += k
	}
	return n
}

// A Pile is values one reader has met and not yet put where the others put theirs: many
// at a time, so that a shelf is locked once for them.
type Pile struct {
	Values *Values
	marks  [shelves][pile]mark
	n      [shelves]int32
	index  *index
}

// pile is how many marks of one shelf are put at a time: those of all shelves stay close
// to the processor.
const pile = 32

// Add keeps a value that n fields of a column hold, once Put is called, and counts them.
// Every run of white space in it is one space. Values too short to be looked for are nothing.
func (p *Pile) Add(column int, value []byte, n int64, met *Met) {
	if !plain(value) {
		value = squeezed(value)
	}
	if len(value) < Shortest {
		return
	}
	if len(value) > longest {
		met.long += n
		return
	}
	m := markOf(column, value)
	level := bits.LeadingZeros64(m.hash)
	met.levels[level] += n
	at := shelfOf(m)
	if int32(level) < p.Values.levels[at].Load() {
		return
	}
	p.marks[at][p.n[at]] = m
	if p.n[at]++; p.n[at] == pile {
		p.put(at)
	}
}

// Put puts all that was added.
func (p *Pile) Put() {
	for at := range p.n {
		if p.n[at] > 0 {
			p.put(at)
		}
	}
}

func (p *Pile) put(at int) {
	if p.index == nil {
		p.index = &index{}
	}
	p.Values.shelves[at].put(p.marks[at][:p.n[at]], &p.Values.levels[at], p.index)
	p.n[at] = 0
}

func shelfOf(m mark) int { return int(m.hash >> columnBits % shelves) }

// Settle brings all shelves to one level, at which there are no more than Limit, and
// says which: the values of the levels below are not kept. All have come by then.
func (v *Values) Settle() int {
	if v.settled || v.bare() {
		return v.level
	}
	v.eachShelf(func(at int, x *index) { v.shelves[at].sift(&v.levels[at], x) })
	levels, kept := [65]int{}, 0
	for at := range v.shelves {
		v.level = max(v.level, int(v.levels[at].Load()))
		for _, m := range v.shelves[at].marks {
			levels[bits.LeadingZeros64(m.hash)]++
		}
	}
	for at := len(levels) - 1; at >= v.level; at-- {
		if kept += levels[at]; kept > Limit {
			v.level = at + 1
		}
	}
	v.eachShelf(func(at int, _ *index) {
		v.shelves[at].raise(v.level)
		v.shelves[at].lay()
	})
	v.settled = true
	return v.level
}

// bare says that no value has come.
func (v *Values) bare() bool {
	for at := range v.shelves {
		if len(v.shelves[at].marks) > 0 {
			return false
		}
	}
	return true
}

// eachShelf calls f with the number of every shelf, with as many at once as there are processors.
func (v *Values) eachShelf(f func(at int, x *index)) {
	var next atomic.Int32
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			x := &index{}
			for at := next.Add(1); at <= shelves; at = next.Add(1) {
				f(int(at-1), x)
			}
		})
	}
	wait.Wait()
}

// each calls f with the mark of every value kept.
func (v *Values) each(f func(mark)) {
	v.Settle()
	for i := range v.shelves {
		for _, m := range v.shelves[i].slots {
			if m.head != 0 {
				f(m)
			}
		}
	}
}
