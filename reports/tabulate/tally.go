package tabulate

import (
	"cmp"
	"slices"

	"despatch/reports"
)

// Tally closes the count: it settles the newest record of each case, leaves out
// cases in no cohort, and completes the account (Counted, Superseded, Excluded
// with its reasons, Duplicates). It is called once, after the last block.
func (c *Counter) Tally(codings []*reports.Coding, account *reports.Account) (*reports.Tally, []reports.Finding) {
	var out []reports.Finding
	standing, older, dropped, outside := c.settle()
	outside += c.outside
	account.Superseded += c.newest.records - int64(len(c.newest.cell))
	account.Duplicates = c.repeats
	exclude(account, "newest-quarantined", "newest record quarantined", dropped)
	exclude(account, "outside-cohorts", "outside every cohort", outside)
	c.parts = account.Parts
	if c.keep {
		c.standing = standing
	}
	t := c.cells(codings, account)
	for _, n := range t.N {
		account.Counted += n
	}
	if older > 0 {
		f := find("D081", "extract %q: the newest record of %s is quarantined, so an older one is counted", c.ext.ID, cases(older))
		f.Count = older
		out = append(out, f.At(c.ext.Pos))
	}
	switch {
	case c.full:
		out = append(out, find("D082", "extract %q: its tables together ask for more than %d combinations of codes", c.ext.ID, c.limit).At(c.ext.Pos))
	case !account.Balances():
		out = append(out, find("D080", "extract %q: %d records were read, but %d counted, %d superseded, %d excluded and %d quarantined", c.ext.ID,
			account.Read, account.Counted, account.Superseded, account.Excluded, account.Quarantined).At(c.ext.Pos))
	}
	for s, heavy := range c.heavy {
		if heavy {
			m := c.ext.Sums[s]
			out = append(out, find("D083", "extract %q: the values summed by measure %q are too large to add up", c.ext.ID, m.ID).At(m.Pos))
		}
	}
	return t, out
}

// settle counts the newest record of each case into the cube and says which
// entries stand, and how many are older than a quarantined record, dropped for
// that, or in no cohort.
func (c *Counter) settle() (standing []bool, older, dropped, outside int64) {
	t := &c.newest
	standing = make([]bool, len(t.cell))
	overtaken := t.overtaken()
	for at, cell := range t.cell {
		switch {
		case overtaken[at] && c.ext.IfNewestBroken == "drop":
			dropped++
			continue
		case !c.inside(c.groups[cell]):
			outside++
			continue
		case overtaken[at]:
			older++
		}
		standing[at] = true
		c.cube.add(cell, t.source, at)
	}
	return standing, older, dropped, outside
}

// exclude adds a line to the account, where it has any record.
func exclude(a *reports.Account, id, text string, n int64) {
	if n == 0 {
		return
	}
	a.Excluded += n
	a.Reasons = append(a.Reasons, reports.Reason{ID: id, Fate: reports.Excluded, Text: text, N: n})
}

// cells is the cube's cells that count anything, in order of their codes.
func (c *Counter) cells(codings []*reports.Coding, account *reports.Account) *reports.Tally {
	c.cube.grow(len(c.groups))
	var order []uint32
	for cell, n := range c.cube.n {
		if n > 0 {
			order = append(order, uint32(cell))
		}
	}
	codes := func(cell uint32) []reports.Code { return c.codes[int(cell)*c.width : (int(cell)+1)*c.width] }
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(slices.Compare(codes(a), codes(b)), cmp.Compare(c.groups[a], c.groups[b]))
	})
	t := &reports.Tally{Extract: c.ext, Codings: codings, Account: account, Cohorts: pick(c.groups, order), N: pick(c.cube.n, order)}
	for d := range c.width {
		column := make([]reports.Code, len(order))
		for i, cell := range order {
			column[i] = codes(cell)[d]
		}
		t.Codes = append(t.Codes, column)
	}
	for _, s := range c.cube.sums {
		t.Sums = append(t.Sums, pick(s, order))
	}
	for _, s := range c.cube.days {
		t.Days = append(t.Days, pick(s, order))
	}
	for _, s := range c.cube.values {
		t.Values = append(t.Values, pick(s, order))
	}
	return t
}
