package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"despatch/reports"
)

// opened is one file under way: what a worker must know to read a piece of it.
type opened struct {
	file
	number   int32
	base     int64 // physical lines of the files before it
	head     *header
	want     int // fields of a record
	sep      byte
	special  [256]uint8 // 1 for a byte that a field is put in quotes for
	perm     []int
	virtual  [][]byte
	giveBack func(*piece)
}

// A crew is the workers that read the pieces of one extract, and what stops them: an
// error, a refusal, or the end. Whoever is first to fail stops all; of refusals the one
// that stands first in the extract is told, whoever met it first.
type crew struct {
	ctx      context.Context
	cancel   context.CancelFunc
	each     func(*reports.Cases) error
	pieces   chan *piece
	workers  []*reader
	wait     sync.WaitGroup
	seq      int64 // of the next piece
	expected int64 // records of the extract, estimated from its first piece; 0: not known

	stop atomic.Int64 // pieces from here on need not be read

	mu      sync.Mutex
	err     error
	refused *refusal
	at      int64 // the piece that was refused
}

func newCrew(ctx context.Context, each func(*reports.Cases) error) *crew {
	c := &crew{each: each}
	c.ctx, c.cancel = context.WithCancel(ctx)
	c.stop.Store(1<<63 - 1)
	return c
}

// rowsAhead is how many batches of rows may wait for each worker: a table is opened up by the
// page, many batches at once, and meanwhile there must be something to do.
const rowsAhead = 8

// errStopped says that no more pieces are wanted; why is known to the crew.
var errStopped = errors.New("stopped")

// send hands a piece of the file under way to the workers, who are called together
// for the first. They know the header by then.
func (r *reader) send(p *piece) error {
	c := r.crew
	p.file, p.seq = r.part, c.seq
	if c.workers == nil {
		ahead := r.set.workers
		if p.rows != nil {
			ahead *= rowsAhead
		}
		c.pieces = make(chan *piece, ahead)
		for range r.set.workers {
			newest := r.plan.newest
			if r.survey {
				newest = map[*reports.Column]*int64{}
			}
			w := newReader(r.rel, r.ext, r.set, newest, r)
			w.file = r.file
			_ = w.match(r.head) // as it was bound already
			for i := range w.ids {
				w.ids[i].set = r.ids[i].set
			}
			c.workers = append(c.workers, w)
		}
		for _, w := range c.workers {
			c.wait.Add(1)
			go w.work()
		}
	}
	c.seq++
	if p.seq >= c.stop.Load() {
		return errStopped
	}
	select {
	case c.pieces <- p:
		return nil
	case <-c.ctx.Done():
		return errStopped
	}
}

// work reads pieces until there are no more. A fault of the program is an error
// like any other: nothing is written, and it is told.
func (r *reader) work() {
	c := r.crew
	defer c.wait.Done()
	for p := range c.pieces {
		if p.seq < c.stop.Load() && c.ctx.Err() == nil {
			c.fail(r.safely(func() error { return r.broken(r.take(p)) }), p.seq)
		}
		if p.file.giveBack != nil {
			p.file.giveBack(p)
		}
	}
	c.fail(r.safely(r.hand), c.seq)
}

// safely turns a fault of the program into an error.
func (r *reader) safely(do func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("reading %s: %v\n%s", r.place(), fault, debug.Stack())
		}
	}()
	return do()
}

// fail notes what stopped the reading of a piece; nil for nothing.
func (c *crew) fail(err error, seq int64) {
	if err == nil || errors.Is(err, errStopped) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if refused, ok := errors.AsType[*refusal](err); ok {
		if c.refused == nil || seq < c.at {
			c.refused, c.at = refused, seq
			c.stop.Store(seq)
		}
		return
	}
	c.err = cmp.Or(c.err, err)
	c.cancel()
}

// dismiss waits for the workers to read what was sent, and says what stopped them,
// or the reader that led them.
func (c *crew) dismiss(err error) (*refusal, error) {
	c.fail(err, c.seq)
	if c.pieces != nil {
		close(c.pieces)
	}
	c.wait.Wait()
	cancelled := c.ctx.Err()
	c.cancel()
	if c.err == nil && c.refused == nil {
		c.err = cancelled
	}
	return c.refused, c.err
}

// take reads one piece into blocks; what does not fill one waits for the next piece.
func (r *reader) take(p *piece) error {
	r.file, r.part, r.perm, r.virtual = p.file.file, p.file, p.file.perm, p.file.virtual
	r.sheaf.begin(p.text, len(r.head.names), r.virtual)
	var err error
	switch {
	case p.rows != nil:
		err = r.takeRecords(p.rows)
	case p.records != nil:
		for i := 0; i < len(p.records) && err == nil; i++ {
			err = r.one(&p.records[i])
		}
	default:
		err = r.scanText(p)
	}
	if err != nil {
		return err
	}
	return r.read()
}

// takeRecords reads the records of a table: as they lie there, where they can be.
func (r *reader) takeRecords(b *rows) error {
	if b.faults == nil && r.perm == nil && len(r.virtual) == 0 && r.part.head.line == 0 {
		for at := 0; at < b.n; {
			at += r.sheaf.lay(b, at, r.room())
			if err := r.read(); err != nil {
				return err
			}
		}
		return nil
	}
	var rec record
	for i := range b.n {
		rec.line, rec.last, rec.hash, rec.fields, rec.fault = b.line(i), b.line(i), b.hash[i], rec.fields[:0], sound
		for col := range b.width {
			rec.fields = append(rec.fields, b.value(i, col))
		}
		if b.faults != nil {
			rec.fault, rec.pieces = b.faults[i], b.width+1
		}
		if err := r.one(&rec); err != nil {
			return err
		}
	}
	return nil
}

// scanText reads the records of a piece of text.
func (r *reader) scanText(p *piece) error {
	if r.scan == nil {
		r.scan = &scanner{max: r.set.max}
	}
	s := r.scan
	s.sep, s.want, s.eights = p.file.sep, p.file.want, uint64(p.file.sep)*0x0101010101010101
	s.blank, s.crlf, s.lf = 0, 0, 0
	s.begin(p.text, p.own, p.line)
	for {
		if r.perm == nil && s.plain() {
			if err := r.sweep(s); err != nil {
				return err
			}
			if r.sheaf.n == r.room() {
				if err := r.read(); err != nil {
					return err
				}
				continue
			}
		}
		rec, err := s.next()
		if err == io.EOF {
			r.ended(int(p.file.number)).count(s)
			return nil
		}
		if err != nil {
			return err
		}
		if err := r.one(rec); err != nil {
			return err
		}
	}
}

// sweep takes the plain records that follow, as many as there is room for.
func (r *reader) sweep(s *scanner) error {
	from := r.sheaf.n
	s.sweep(&r.sheaf, r.room())
	h, w := r.part.head, r.sheaf.width
	for i := from; i < r.sheaf.n; i++ {
		if !h.like(r.sheaf.of(i * w)) {
			continue
		}
		var fields [][]byte
		for at := range h.names {
			fields = append(fields, r.sheaf.of(i*w+at))
		}
		if err := r.headerAgain(fields, r.sheaf.line[i]); err != nil {
			return err
		}
	}
	return nil
}

// hand gives the block to the next room.
func (r *reader) hand() error {
	if err := r.crew.ctx.Err(); err != nil {
		return err
	}
	if r.block.Len == 0 {
		return nil
	}
	r.block.Expected = r.crew.expected
	r.block.cut()
	err := r.crew.each(&r.block.Cases)
	r.block.reset()
	return err
}

// ends is what was met between the records of one file.
type ends struct{ records, blank, crlf, lf int64 }

func (e *ends) count(s *scanner) {
	e.blank += s.blank
	e.crlf += s.crlf
	e.lf += s.lf
}

// ended is what was met in the file of that number.
func (r *reader) ended(number int) *ends {
	for len(r.ends) <= number {
		r.ends = append(r.ends, ends{})
	}
	return &r.ends[number]
}

// expect estimates the records of the extract from the first of them: its files,
// as long as a line of the first piece goes into them.
func (r *reader) expect(bytes, lines int64) int64 {
	var total int64
	files, _ := r.pattern.find(r.ext.Files)
	for _, f := range files {
		if st, err := fs.Stat(r.ext.Files, f.name); err == nil {
			total += st.Size()
		}
	}
	return int64(float64(total) / float64(bytes) * float64(max(lines, 1)))
}
