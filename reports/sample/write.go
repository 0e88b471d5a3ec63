package sample

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"

	"despatch/reports"
)

// Options say what sample is made.
type Options struct {
	Seed     uint64
	Records  int64
	Dirt     Dirt
	Format   string                         // "csv" or "parquet"; "" is csv
	Workers  int                            // threads; 0 is one a processor. The bytes are the same for any number
	Progress func(doing string, done int64) // told every span; may be nil
}

// Most is the most records that have identifiers of their own.
const Most = refs

// Write makes a sample of an extract's records and says what a right reading of it comes
// to. The error is for what cannot be made, for the writer, and for a cancelled context.
func Write(ctx context.Context, rel *reports.Release, ext *reports.Extract, to io.Writer, o Options) (*Account, error) {
	if o.Records < 0 || o.Records > Most {
		return nil, fmt.Errorf("a sample has from 0 to %d records", int64(Most))
	}
	if o.Format == "" {
		o.Format = "csv"
	}
	for _, k := range Kinds {
		if k.CSV && k.Whole && o.Dirt.has(k.ID) && o.Format != "csv" {
			return nil, fmt.Errorf("%s is of CSV files: a %s file has none", k.ID, o.Format)
		}
	}
	if o.Dirt.has("bom") && o.Dirt.has("windows-1252") {
		return nil, errors.New("a byte order mark does not go with windows-1252")
	}
	if o.Format != "csv" {
		o.Dirt = maps.Clone(o.Dirt)
		delete(o.Dirt, "stray")
	}
	p, err := newPlan(rel, ext, o)
	if err != nil {
		return nil, err
	}
	w := &writer{plan: p, o: o, total: newTally(p)}
	switch o.Format {
	case "csv":
		w.sink = &csvSink{to: to, csv: newCSV(p)}
	case "parquet":
		w.sink = newParquet(p, to)
	default:
		return nil, fmt.Errorf("there is no format %q: csv or parquet", o.Format)
	}
	return w.write(ctx)
}

// A sink takes the records of spans in their order.
type sink interface {
	begin() error
	made(m *maker, b *batch) // on any thread: adds the record at hand to the span's batch
	write(b *batch) error    // in order
	totals(rows []*maker) error
	end() error
}

// A batch is one span of records, made and counted.
type batch struct {
	from, to int64
	tally    *tally
	bytes    []byte // CSV
	rows     parquetRows
	lines    int64   // physical lines
	stray    []int64 // of them, broken
	latest   map[*column]int64
}

// A writer makes one sample.
type writer struct {
	plan   *plan
	o      Options
	sink   sink
	total  *tally
	broken []int64
	line   int64 // physical lines so far
}

func (w *writer) write(ctx context.Context) (*Account, error) {
	if len(w.plan.latest) > 0 {
		if err := w.survey(ctx); err != nil {
			return nil, err
		}
	}
	if err := w.sink.begin(); err != nil {
		return nil, err
	}
	w.line = int64(max(1, w.plan.ext.Header))
	err := w.spans(ctx, "making records", w.makeSpan, func(b *batch) error {
		w.total.merge(b.tally)
		for _, at := range b.stray {
			if len(w.broken) < brokenKept {
				w.broken = append(w.broken, w.line+at)
			}
		}
		w.line += b.lines
		return w.sink.write(b)
	})
	if err != nil {
		return nil, err
	}
	if w.o.Dirt.has("totals") {
		if err := w.totalRows(); err != nil {
			return nil, err
		}
	}
	if err := w.sink.end(); err != nil {
		return nil, err
	}
	a := w.total.account(w.plan)
	a.Format, a.Records, a.Broken = w.o.Format, w.o.Records, w.broken
	if w.o.Dirt.has("windows-1252") && w.plan.ext.Encoding != "windows-1252" {
		a.Declare = "encoding: windows-1252"
	}
	return a, nil
}

// survey goes over the records once for the newest dates, for which conditions ask.
func (w *writer) survey(ctx context.Context) error {
	return w.spans(ctx, "looking for the newest dates", func(m *maker, b *batch) {
		b.latest = map[*column]int64{}
		var f fate
		for i := b.from; i < b.to; i++ {
			m.make(i, &f)
			if m.stray == 0 {
				m.newer(b.latest)
			}
		}
	}, func(b *batch) error {
		for c, day := range b.latest {
			*w.plan.latest[c] = max(*w.plan.latest[c], day)
		}
		return nil
	})
}

// makeSpan makes and counts one span.
func (w *writer) makeSpan(m *maker, b *batch) {
	n := int(b.to - b.from)
	fates, base := m.fates(n), m.base(n)
	for i := range n {
		at := b.from + int64(i)
		of, _ := m.role(at)
		base[i] = int32(of - b.from)
		m.make(at, &fates[i])
		w.sink.made(m, b)
	}
	b.tally = newTally(w.plan)
	b.tally.settle(w.plan, fates, base)
}

// spans hands every span to a thread and what comes of it, in order, to each. At most
// two spans a thread are under way.
func (w *writer) spans(ctx context.Context, doing string, do func(*maker, *batch), each func(*batch) error) error {
	workers := w.o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	type job struct {
		b    *batch
		done chan struct{}
	}
	jobs, order, quit := make(chan job), make(chan job, 2*workers), make(chan struct{})
	spare := make(chan *batch, 3*workers+2)
	defer close(quit)
	for range workers {
		go func() {
			m := newMaker(w.plan)
			for j := range jobs {
				do(m, j.b)
				close(j.done)
			}
		}()
	}
	go func() {
		defer close(order)
		defer close(jobs)
		for from := int64(0); from < w.o.Records; from += span {
			b := &batch{}
			select {
			case b = <-spare:
			default:
			}
			b.from, b.to, b.lines = from, min(from+span, w.o.Records), 0
			b.bytes, b.stray = b.bytes[:0], b.stray[:0]
			j := job{b, make(chan struct{})}
			select {
			case order <- j:
			case <-quit:
				return
			}
			select {
			case jobs <- j:
			case <-quit:
				return
			}
		}
	}()
	for j := range order {
		select {
		case <-j.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := each(j.b); err != nil {
			return err
		}
		if w.o.Progress != nil {
			w.o.Progress(doing, j.b.to)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		spare <- j.b
	}
	return nil
}

// totalRows adds, for each dimension with totals of its own, the row a source would
// put there: the total word, and the sum of every sound record.
func (w *writer) totalRows() error {
	if len(w.plan.sums) == 0 {
		return nil
	}
	var rows []*maker
	seen := map[*column]bool{}
	for n, d := range w.plan.totals {
		if seen[d.col] || d.col.kind != word {
			continue
		}
		seen[d.col] = true
		m := newMaker(w.plan)
		m.clean(w.o.Records+int64(n), w.o.Records+int64(n), false, 0)
		for _, other := range w.plan.totals {
			if other.col.kind == word { // nothing counts by the others: they have no total to be taken for
				m.put(other.col, 0)
			}
		}
		for at := range d.col.words {
			if d.totals[d.col.words[at].fold] {
				m.put(d.col, int32(at))
			}
		}
		for s, c := range w.plan.sums {
			m.setNumber(c, w.total.live[s])
		}
		var f fate
		m.judge.judge(&f)
		w.total.read++
		w.total.aside(f.Fate, f.reason) // a total row is never sound: it has a total in it
		rows = append(rows, m)
	}
	return w.sink.totals(rows)
}

// fates and base lend a maker's scratch.
func (m *maker) fates(n int) []fate {
	if m.scratch == nil {
		m.scratch, m.bases = make([]fate, span), make([]int32, span)
	}
	return m.scratch[:n]
}

func (m *maker) base(n int) []int32 { return m.bases[:n] }

// A csvSink writes CSV.
type csvSink struct {
	to  io.Writer
	csv *csvWriter
}

func (s *csvSink) begin() error {
	_, err := s.to.Write(s.csv.head(nil))
	return err
}

func (s *csvSink) made(m *maker, b *batch) {
	if m.csv == nil {
		m.csv = newCSV(m.plan)
	}
	at := len(b.bytes)
	b.bytes = m.csv.record(b.bytes, m)
	if m.stray > 0 {
		b.stray = append(b.stray, b.lines+1)
	}
	for _, c := range b.bytes[at:] {
		if c == '\n' {
			b.lines++
		}
	}
}

func (s *csvSink) write(b *batch) error {
	_, err := s.to.Write(b.bytes)
	return err
}

func (s *csvSink) totals(rows []*maker) error {
	var b []byte
	for _, m := range rows {
		b = s.csv.record(b, m)
	}
	_, err := s.to.Write(b)
	return err
}

func (s *csvSink) end() error { return nil }
