package pack

import (
	"context"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"despatch/reports"
	"despatch/reports/ingest"
	"despatch/reports/tabulate"
	"despatch/reports/validate"
)

// count reads every extract once. Of many records it holds a large table of numbers and
// little else, so that collecting garbage early costs next to nothing and keeps memory near
// what is in use. Of few there is little to collect, and looking for it is most of the work.
func (b *building) count(ctx context.Context) error {
	sweepSpills()
	usual := 0
	b.many = sync.OnceFunc(func() { usual = debug.SetGCPercent(gcPercent) })
	defer func() {
		if usual != 0 {
			debug.SetGCPercent(usual)
		}
	}()
	for _, ext := range b.rel.Extracts {
		if err := b.countExtract(ctx, ext); err != nil {
			return err
		}
	}
	b.absentPrivate()
	return nil
}

// gcPercent is how much garbage there may be beside what is in use, in percent, while
// many records are counted.
const gcPercent = 5

// many is how many records of an extract that is.
const many = 700_000

// countExtract reads one extract. A block is shown to each room that looks at records,
// one after the other, and then used again; several blocks may be on their way at once.
func (b *building) countExtract(ctx context.Context, ext *reports.Extract) error {
	x := &counted{extract: ext, counter: tabulate.New(b.rel, ext, tabulate.Options{KeepLines: b.keepLines, Memory: b.Memory, Spill: b.spill.file})}
	b.extracts = append(b.extracts, x)
	check := validate.New(b.rel, ext)
	var n atomic.Int64
	read, err := ingest.Read(ctx, b.rel, ext, func(block *reports.Cases) error {
		check.Block(block)
		if err := x.counter.Add(block); err != nil {
			return err
		}
		read := n.Add(int64(block.Len))
		if read >= many {
			b.many()
		}
		b.progress("reading "+ext.ID, read, block.Expected)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	x.account, x.profile, x.broken, x.unmatched, x.private = read.Account, read.Profile, read.Broken, read.Unmatched, read.Private
	b.result.Accounts = append(b.result.Accounts, read.Account)
	b.note(read.Findings)
	if reports.Errors(read.Findings) {
		return nil // the other extracts may have something to say too
	}
	b.progress("counting "+ext.ID, 0, 0)
	tally, found, err := x.counter.Tally(read.Codings, read.Account)
	if err != nil {
		return err
	}
	x.tally = tally
	x.profile = withIDs(ext, x)
	b.note(found)
	b.note(check.Findings(read.Account))
	return nil
}

// close gives up what the counters and the run keep outside memory.
func (b *building) close() {
	for _, x := range b.extracts {
		_ = x.counter.Close() // a file that is not closed is removed all the same
	}
	b.spill.close()
}

// withIDs is the profile with what identifies a case, counted over the records that
// can count: how many there are, and how many stand in several records.
func withIDs(ext *reports.Extract, x *counted) []reports.ColumnProfile {
	if len(ext.Key) == 0 {
		return x.profile
	}
	first := ext.Key[0]
	p := reports.ColumnProfile{Column: first.Name}
	p.Distinct, p.Repeated, p.Repeats = x.counter.IDs()
	for i := range x.profile {
		if o := &x.profile[i]; len(ext.Key) == 1 && (o.Column == first.Name || slices.Contains(first.Named, o.Column)) {
			if !first.Repeats { // which was counted over all records
				o.Distinct, o.Repeated, o.Repeats = p.Distinct, p.Repeated, p.Repeats
			}
			return x.profile
		}
	}
	for _, c := range ext.Key[1:] {
		p.Column += "+" + c.Name
	}
	p.Filled = x.account.Counted + x.account.Superseded
	return append(x.profile, p)
}
