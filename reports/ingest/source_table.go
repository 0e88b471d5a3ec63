package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"sync"

	"despatch/reports"
)

// A table is an open source of records that knows its fields without a scanner:
// a Parquet file, a sheet, the answer of a database. It is the door through which
// every source but CSV comes in: its records are judged as those of a CSV file are.
type table interface {
	// header is the names of all columns, with the line they stand on, 0 for none.
	header() *header
	// want says what is asked of each column, before the first call of next. A column
	// not asked for need not be read: its fields are nil.
	want(asks []ask) []reports.Finding
	// next is the next records in the order of the source, io.EOF after the last. They
	// stay as they are until they are given back.
	next(ctx context.Context) (*rows, error)
	// giveBack returns records that nobody looks at any more.
	giveBack(*rows)
	// closing completes what the account says of the source, and what was found on the way.
	closing(p *reports.Part) []reports.Finding
	// end gives back what the table holds; it may be called at any time.
	end()
}

// An ask is what the release asks of one column of a table.
type ask struct {
	wanted  bool
	name    string
	layouts []layout // of a column of dates
	number  bool
}

// rows are records with their fields, row by row.
type rows struct {
	n      int
	width  int
	first  int64        // row number of the first, from 1
	at     []int64      // row numbers where they do not follow on
	text                // [row*width+column]
	hash   []reports.ID // of each whole row, over the columns read
	faults []fault      // of rows that are no records; nil for none
	words  []words      // by column; nil for a source without dictionaries
	times  []int64      // records that a row stands for; nil or 0: itself
	alike  []int64      // of those, equal to another
}

// line is the number of row i.
func (b *rows) line(i int) int64 {
	if b.at != nil {
		return b.at[i]
	}
	return b.first + int64(i)
}

// asks is what the release asks of each column of the file under way: values to
// count by, private values to look for in what is written, columns that may be counts.
func (r *reader) asks(width int) []ask {
	out := make([]ask, width)
	at := func(i int) int {
		if r.perm != nil && i < len(r.perm) {
			return r.perm[i]
		}
		return i
	}
	for _, c := range r.plan.cols {
		for _, i := range c.at {
			if i = at(i); i >= width {
				continue // a part of the file's name
			}
			a := &out[i]
			a.wanted, a.name = true, c.Name
			if len(c.between) == 0 {
				a.number = a.number || c.number
				if a.layouts == nil {
					a.layouts = c.layouts
				}
			}
		}
	}
	for _, p := range r.private.columns {
		out[at(p.at)].wanted = true
	}
	for _, c := range r.counts {
		out[at(c.at)].wanted = true
	}
	return out
}

// readTable reads a file that is no text.
func (r *reader) readTable(ctx context.Context, number int, f fs.File) error {
	if r.origin.kind == databaseKind {
		return r.readDatabase(ctx, number, f)
	}
	before, err := f.Stat()
	if err != nil {
		return err
	}
	at, ok := f.(io.ReaderAt)
	if !ok {
		return r.refuse("D002", 0, 0, "the extract %q lies where only text can be read", r.ext.ID)
	}
	if before.Size() == 0 {
		return r.refuse("D004", 0, 0, "the file is empty: it holds no byte")
	}
	var t table
	if r.origin.kind == parquetKind {
		t, err = openParquet(at, before.Size())
	} else {
		t, err = openBook(at, before.Size(), r.origin.sheet, max(r.ext.Header, 1))
	}
	if err != nil {
		return r.broken(err)
	}
	defer t.end()
	if p, ok := t.(*parquetTable); ok && r.crew.expected == 0 {
		// A record takes a byte at least: a footer that says more of them is not believed.
		r.crew.expected = r.expect(before.Size(), min(p.file.NumRows(), before.Size()))
	}
	sum := hashed(at, before.Size())
	err = r.takeTable(ctx, number, t)
	hash, size, failed := sum()
	if err != nil {
		return r.broken(err)
	}
	if failed != nil {
		return failed
	}
	p := &r.res.Account.Parts[number]
	p.SHA256, p.Bytes = hash, size
	if err := r.unchanged(f, before); err != nil {
		return err
	}
	return nil
}

// hashed begins to read a file from its start to its end, beside what else is done with it;
// what it gives waits for the end, and says the sha256 and how many bytes there were.
func hashed(f io.ReaderAt, size int64) func() (string, int64, error) {
	type result struct {
		sum   string
		bytes int64
		err   error
	}
	done := make(chan result, 1)
	go func() {
		sum := sha256.New()
		n, err := io.Copy(sum, io.NewSectionReader(f, 0, size))
		done <- result{hex.EncodeToString(sum.Sum(nil)), n, err}
	}()
	return func() (string, int64, error) {
		r := <-done
		return r.sum, r.bytes, r.err
	}
}

// takeTable reads the records of an open table.
func (r *reader) takeTable(ctx context.Context, number int, t table) error {
	h := t.header()
	if err := r.match(h); err != nil {
		return err
	}
	asks := r.asks(len(h.names))
	if found := t.want(asks); len(found) > 0 {
		for i := range found {
			found[i] = found[i].At(reports.Pos{File: r.place()})
		}
		return &refusal{found}
	}
	r.passOver(asks)
	r.scan = &scanner{want: len(h.names), sep: ','} // what messages and hashes ask of a scanner
	r.begin(number, h)
	if err := r.takeRows(ctx, t); err != nil {
		return err
	}
	for _, f := range t.closing(&r.res.Account.Parts[number]) {
		f = f.At(reports.Pos{File: r.place(), Line: f.Line})
		if f.Severity == reports.Error {
			return &refusal{[]reports.Finding{f}}
		}
		r.res.Findings = append(r.res.Findings, f)
	}
	return nil
}

// takeRows hands the rows of a table to the workers; all are given back when it returns.
func (r *reader) takeRows(ctx context.Context, t table) error {
	var out sync.WaitGroup
	defer out.Wait()
	r.part.giveBack = func(p *piece) {
		t.giveBack(p.rows)
		out.Done()
	}
	for {
		b, err := t.next(ctx)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if b.over {
			return &damage{"a thousand of its rows hold more than 4 GB"}
		}
		out.Add(1)
		if err := r.send(&piece{line: b.first, rows: b}); err != nil {
			out.Done()
			return err
		}
	}
}

// batchLen is how many records a table hands over at a time: as many as lie near a
// processor while column after column is written into them.
const batchLen = 1024

// A shelf holds batches that are free to be used again.
type shelf struct {
	width int
	free  chan *rows
}

func newShelf(width int) *shelf { return &shelf{width, make(chan *rows, 32)} }

// take is an empty batch: no fields, nothing hashed.
func (s *shelf) take(first int64) *rows {
	var b *rows
	select {
	case b = <-s.free:
		clear(b.hash)
	default:
		b = &rows{width: s.width, text: text{fields: make([]field, batchLen*s.width)}, hash: make([]reports.ID, batchLen)}
	}
	b.n, b.first, b.bytes = 0, first, b.bytes[:0]
	return b
}

func (s *shelf) giveBack(b *rows) {
	select {
	case s.free <- b:
	default:
	}
}

// A salt keeps the same value in two columns apart in the hash of a row, whatever
// the order of the columns.
type salt reports.ID

func newSalt(column string) salt { return salt(hashOf([]byte(column))) }

// of is a value's part of the hash of its row.
func (s salt) of(value []byte) reports.ID {
	if len(value) <= 16 { // most are
		lo, hi := padded(value)
		h := fold128(lo^murmur2, hi^murmur1) + uint64(len(value))*murmur1
		return reports.ID{murmurMix(h ^ s[0]), murmurMix(h ^ s[1])}
	}
	id := rowHash(value)
	return reports.ID{murmurMix(id[0] ^ s[0]), murmurMix(id[1] ^ s[1])}
}

// mixIn adds a value's part to the hash of a row.
func mixIn(row *reports.ID, part reports.ID) {
	row[0] += part[0]
	row[1] += part[1]
}

// passOver notes the columns that are not read, of which check can report nothing.
func (r *reader) passOver(asks []ask) {
	for i := range r.head.names {
		at := i
		if r.perm != nil {
			at = r.perm[i]
		}
		if !asks[at].wanted {
			if r.unread == nil {
				r.unread = map[int]bool{}
			}
			r.unread[i] = true
		}
	}
}

// looked leaves out the profiles of columns that were not read.
func (r *reader) looked(all []reports.ColumnProfile) []reports.ColumnProfile {
	if r.unread == nil {
		return all
	}
	out := all[:0]
	for i, p := range all {
		if i >= len(r.head.names) || !r.unread[i] {
			out = append(out, p)
		}
	}
	return out
}

// damaged turns what is wrong with a file into a refusal; nil for any other error.
func (r *reader) damaged(err error) error {
	if d, ok := errors.AsType[*damage](err); ok {
		return r.refuse("D100", 0, 0, "the extract %q cannot be read: %s", r.ext.ID, d.what)
	}
	if b, ok := errors.AsType[*bomb](err); ok {
		if b.times == 0 {
			return r.refuse("D101", 0, 0, "the workbook of the extract %q holds more than %d MB of texts", r.ext.ID, b.least>>20)
		}
		return r.refuse("D101", 0, 0, "the extract %q unpacks to more than %d times its size", r.ext.ID, b.times)
	}
	if n, ok := errors.AsType[*noSheet](err); ok {
		return r.refuse("D104", 0, 0, "the extract %q: %s", r.ext.ID, n.what)
	}
	return nil
}

// unchanged refuses a file that is not what it was when reading began.
func (r *reader) unchanged(f fs.File, before fs.FileInfo) error {
	if before == nil {
		return nil
	}
	now, err := f.Stat()
	if err != nil {
		return err
	}
	if now.Size() != before.Size() || !now.ModTime().Equal(before.ModTime()) {
		return r.refuse("D102", 0, 0, "the extract %q changed while it was read: some program is still writing it", r.ext.ID)
	}
	return nil
}
