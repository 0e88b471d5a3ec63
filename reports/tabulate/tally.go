package tabulate

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"despatch/reports"
)

// Tally closes the count: it settles the newest record of each case, leaves out
// cases in no cohort, and completes the account (Counted, Superseded, Excluded
// with its reasons, Duplicates). It is called once, after the last block. The error is
// the disk's.
func (c *Counter) Tally(codings []*reports.Coding, account *reports.Account) (*reports.Tally, []reports.Finding, error) {
	var out []reports.Finding
	s, err := c.settle()
	if err != nil {
		return nil, nil, err
	}
	if !c.KeepLines {
		c.forget()
	}
	all := c.gather()
	account.Superseded += all.records - s.cases
	account.Duplicates = s.repeats + all.alike
	exclude(account, "newest-quarantined", "newest record quarantined", s.dropped)
	exclude(account, "outside-cohorts", "outside every cohort", s.outside+all.outside)
	c.parts = account.Parts
	t := c.tally(&all.cube, c.cells.canonical(codings), account)
	for _, n := range t.N {
		account.Counted += n
	}
	if s.older > 0 {
		f := find("D081", "extract %q: the newest record of %s is quarantined, so an older one is counted", c.ext.ID, cases(s.older))
		f.Count = s.older
		out = append(out, f.At(c.ext.Pos))
	}
	switch {
	case c.cells.full:
		out = append(out, find("D082", "extract %q: its tables together ask for more than %d combinations of codes", c.ext.ID, c.cells.limit).At(c.ext.Pos))
	case !account.Balances():
		out = append(out, find("D080", "extract %q: %d records were read, but %d counted, %d superseded, %d excluded and %d quarantined", c.ext.ID,
			account.Read, account.Counted, account.Superseded, account.Excluded, account.Quarantined).At(c.ext.Pos))
	}
	for i, sum := range all.mass {
		if sum.heavy {
			m := c.ext.Sums[i]
			out = append(out, find("D083", "extract %q: the values summed by measure %q are too large to add up", c.ext.ID, m.ID).At(m.Pos))
		}
	}
	return t, out, nil
}

// forget gives up the tables, which only Find would look at again, and large ones at once:
// what follows must not add to the most that is ever held.
func (c *Counter) forget() {
	for i := range c.shards {
		c.shards[i].chunks = nil
	}
	for _, h := range c.hands {
		h.index = index{}
	}
	if c.pool.forget() > large {
		runtime.GC()
	}
}

// large is how many bytes of tables are worth a collection of garbage, which takes some milliseconds.
const large = 16 << 20

// IDs is how many cases the sound records are of, how many of those have several, and
// how many records those have. It is known once tallied.
func (c *Counter) IDs() (distinct, repeated, repeats int64) {
	return c.ids.cases + c.gathered.lone, c.ids.several, c.ids.several + c.gathered.records - c.ids.cases
}

// settled is what became of the cases of one shard, or of all.
type settled struct {
	cases, several, repeats int64
	older, dropped, outside int64 // overtaken by a quarantined record, dropped for that; in no cohort
}

func (s *settled) plus(o settled) {
	s.cases += o.cases
	s.several += o.several
	s.repeats += o.repeats
	s.older += o.older
	s.dropped += o.dropped
	s.outside += o.outside
}

// settle counts the newest record of each case, in as many shards at once as there
// are processors.
func (c *Counter) settle() (settled, error) {
	c.ids = settled{}
	if !c.started() {
		return c.ids, nil
	}
	if err := c.flush(); err != nil {
		return c.ids, err
	}
	plain := len(c.ext.Sums)+len(c.ext.Days)+len(c.ext.Distinct) == 0
	err := c.eachShard(func(t *table, h *hand) (s settled) {
		t.sift(&h.index)
		s.repeats = t.repeats
		c.eachCase(t, &h.index, &s, func(e []uint64) {
			if cell := cellOf(e); plain {
				h.cube.one(cell)
			} else {
				c.shape.measures(e, h)
				h.cube.add(cell, h, 1)
			}
		})
		return s
	})
	return c.ids, err
}

// eachShard calls f with the table of every shard and adds up what it finds. Those in
// files come last, when the memory of the others can be used for them.
func (c *Counter) eachShard(f func(*table, *hand) settled) error {
	var wait sync.WaitGroup
	var mu sync.Mutex
	var failed error
	next := make(chan *shard)
	for range runtime.GOMAXPROCS(0) {
		h := c.take()
		wait.Go(func() {
			defer c.give(h)
			for s := range next {
				found, err := c.settleShard(s, h, f)
				mu.Lock()
				c.ids.plus(found)
				if failed == nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	for _, spilled := range []bool{false, true} {
		for i := range c.shards {
			if s := &c.shards[i]; (s.out != nil) == spilled {
				next <- s
			}
		}
	}
	close(next)
	wait.Wait()
	return failed
}

func (c *Counter) settleShard(s *shard, h *hand, f func(*table, *hand) settled) (found settled, err error) {
	t, done, err := s.whole(&c.pool)
	if err == nil {
		found = f(t, h)
	}
	done()
	if !c.KeepLines {
		s.empty(&c.pool)
	}
	return found, err
}

// eachCase calls f with the entry of each case that counts, of a table that is sifted.
func (c *Counter) eachCase(t *table, x *index, s *settled, f func(e []uint64)) {
	if !c.shape.keyed {
		return
	}
	stride := c.shape.stride
	for _, chunk := range t.chunks {
		for ; len(chunk) >= stride; chunk = chunk[stride:] {
			e := chunk[:stride:stride]
			if kindOf(e) != newest {
				continue
			}
			s.cases++
			if e[3]&several != 0 {
				s.several++
			}
			overtaken := t.broken > 0 && t.sieve.may(e) && t.overtaken(x, e)
			switch {
			case overtaken && c.ext.IfNewestBroken == "drop":
				s.dropped++
				continue
			case !c.inside(c.cells.group[cellOf(e)]):
				s.outside++
				continue
			case overtaken:
				s.older++
			}
			f(e)
		}
	}
}

// gather adds up what the hands hold.
func (c *Counter) gather() *hand {
	all := &hand{cube: cube{ext: c.ext}, mass: make([]mass, len(c.ext.Sums))}
	for _, h := range c.hands {
		all.records += h.records
		all.outside += h.outside
		all.lone += h.lone
		all.alike += h.alike
		for i, m := range h.mass {
			all.mass[i].plus(m.sum)
			all.mass[i].heavy = all.mass[i].heavy || m.heavy
		}
		all.cube.plus(&h.cube)
	}
	c.gathered = all
	return all
}

// exclude adds a line to the account, where it has any record.
func exclude(a *reports.Account, id, text string, n int64) {
	if n == 0 {
		return
	}
	a.Excluded += n
	a.Reasons = append(a.Reasons, reports.Reason{ID: id, Fate: reports.Excluded, Text: text, N: n})
}

// tally is the cells that count anything, in order of their codes.
func (c *Counter) tally(q *cube, codings []*reports.Coding, account *reports.Account) *reports.Tally {
	q.grow(len(c.cells.group))
	var order []uint32
	for cell, n := range q.n[:len(c.cells.group)] {
		if n > 0 {
			order = append(order, uint32(cell))
		}
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(slices.Compare(c.cells.of(a), c.cells.of(b)), cmp.Compare(c.cells.group[a], c.cells.group[b]))
	})
	t := &reports.Tally{Extract: c.ext, Codings: codings, Account: account, Cohorts: pick(c.cells.group, order), N: pick(q.n, order)}
	for d := range c.cells.width {
		column := make([]reports.Code, len(order))
		for i, cell := range order {
			column[i] = c.cells.of(cell)[d]
		}
		t.Codes = append(t.Codes, column)
	}
	for _, s := range q.sums {
		t.Sums = append(t.Sums, pick(s, order))
	}
	for _, s := range q.days {
		t.Days = append(t.Days, pick(s, order))
	}
	for _, s := range q.values {
		t.Values = append(t.Values, pick(s, order))
	}
	return t
}
