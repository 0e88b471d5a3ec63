package ingest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"despatch/reports"
)

// A trial is a release with one extract, made for a test, and what came out of it.
type trial struct {
	rel  *reports.Release
	ext  *reports.Extract
	fs   fstest.MapFS
	size int // of a block
}

// got is a copy of all blocks.
type got struct {
	*Result
	ext      *reports.Extract
	files    []int32
	lines    []int64
	fates    []reports.Fate
	reasons  []int32
	codes    [][]reports.Code
	cohorts  []uint64
	weights  [][]int64
	days     [][]int32
	values   [][]reports.ID
	rows     []reports.ID
	ids      []reports.ID
	hasID    []bool
	recorded []int64
	ordinals []int64
}

func newTrial(csv string) *trial {
	t := &trial{rel: &reports.Release{File: "release.yaml", AsAt: day("2006-04-26")}, fs: fstest.MapFS{}, size: 3}
	t.ext = &reports.Extract{ID: "cases", From: "cases.csv", Files: t.fs, Header: 1, Comma: ',', Encoding: "utf-8", Limit: 50000}
	t.rel.Extracts = []*reports.Extract{t.ext}
	t.fs["cases.csv"] = &fstest.MapFile{Data: []byte(csv)}
	return t
}

func day(s string) reports.Day {
	d, err := reports.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// column adds a column that is needed.
func (t *trial) column(name string, set func(*reports.Column)) *reports.Column {
	c := &reports.Column{Name: name, Named: []string{name}, Otherwise: reports.QuarantineIt}
	if set != nil {
		set(c)
	}
	t.rel.Columns, t.ext.Columns = append(t.rel.Columns, c), append(t.ext.Columns, c)
	return c
}

func (t *trial) date(name string, layouts ...string) *reports.Column {
	if layouts == nil {
		layouts = []string{"YYYY-MM-DD"}
	}
	return t.column(name, func(c *reports.Column) { c.Layouts = layouts })
}

// dim adds a dimension as found, which keeps a line for what is not known.
func (t *trial) dim(id string, c *reports.Column, set func(*reports.Dimension)) *reports.Dimension {
	d := &reports.Dimension{ID: id, Column: c, HasUnknown: true,
		Categories: []reports.Category{{Code: "unknown", Label: "Not known", Kind: reports.NotKnown}}}
	if set != nil {
		set(d)
	}
	t.rel.Dimensions, t.ext.Dims = append(t.rel.Dimensions, d), append(t.ext.Dims, d)
	return d
}

func (t *trial) cohort(id string, w reports.Where) {
	t.ext.Cohorts |= 1 << len(t.rel.Cohorts)
	t.rel.Cohorts = append(t.rel.Cohorts, &reports.Cohort{ID: id, Where: w})
}

// read reads the extract; the account must balance whatever came of it, and be the
// same, with all that is told, for every number of workers, size of piece, and the oracle.
func (t *trial) read(tb testing.TB) *got {
	tb.Helper()
	small := usual
	small.chunk = 64
	g := t.readAs(tb, settings{1, t.size, sheafLen, usual})
	want := g.dump()
	if g.Account.Read > 20_000 {
		return g // said again with less elsewhere
	}
	for _, set := range []settings{{2, t.size, sheafLen, usual}, {1, 7, 3, small}, {2, t.size, sheafLen, small}, {8, 100, 16, small}} {
		if got := t.readAs(tb, set).dump(); got != want {
			tb.Errorf("with %d workers and pieces of %d bytes: %s", set.workers, set.max.chunk, differ(got, want))
		}
	}
	if t.plainly() {
		if got := t.readPlain(tb).dump(); got != want {
			tb.Errorf("the plain reader differs: %s", differ(want, got))
		}
	}
	return g
}

// plainly says whether the extract is text that the plain reader can read.
func (t *trial) plainly() bool {
	o := originOf(t.ext.From)
	return o.kind == csvKind && o.packing == ""
}

func differ(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d: %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

func (t *trial) newGot() *got {
	return &got{ext: t.ext, codes: make([][]reports.Code, len(t.ext.Dims)+len(t.ext.Ladders)), weights: make([][]int64, len(t.ext.Sums)),
		days: make([][]int32, len(t.ext.Days)), values: make([][]reports.ID, len(t.ext.Distinct))}
}

// readAs reads the extract in one of the ways that must not matter.
func (t *trial) readAs(tb testing.TB, set settings) *got {
	tb.Helper()
	g := t.newGot()
	var mu sync.Mutex
	res, err := read(context.Background(), t.rel, t.ext, func(b *reports.Cases) error {
		mu.Lock()
		defer mu.Unlock()
		g.take(b)
		return nil
	}, set)
	if err != nil {
		tb.Fatal(err)
	}
	return g.close(tb, res)
}

// close puts the records in their order and checks the account.
func (g *got) close(tb testing.TB, res *Result) *got {
	tb.Helper()
	g.Result = res
	g.sort()
	a := *res.Account
	a.Counted = a.Read - a.Excluded - a.Quarantined
	if !a.Balances() {
		tb.Errorf("the account does not balance: %+v", a)
	}
	return g
}

// refused says that a whole file was refused: what was handed on before is nothing.
func (g *got) refused() bool { return g.Account.Read == 0 && reports.Errors(g.Findings) }

// sort puts the records in the order of the extract.
func (g *got) sort() {
	order := make([]int, len(g.ordinals))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(g.ordinals[a], g.ordinals[b]) })
	g.lines, g.fates, g.reasons, g.files = by(order, g.lines), by(order, g.fates), by(order, g.reasons), by(order, g.files)
	g.rows, g.ids, g.hasID = by(order, g.rows), by(order, g.ids), by(order, g.hasID)
	g.cohorts, g.recorded = by(order, g.cohorts), by(order, g.recorded)
	for i := range g.codes {
		g.codes[i] = by(order, g.codes[i])
	}
	for i := range g.weights {
		g.weights[i] = by(order, g.weights[i])
	}
	for i := range g.days {
		g.days[i] = by(order, g.days[i])
	}
	for i := range g.values {
		g.values[i] = by(order, g.values[i])
	}
	slices.Sort(g.ordinals)
}

func by[T any](order []int, s []T) []T {
	out := make([]T, len(order))
	for i, at := range order {
		out[i] = s[at]
	}
	return out
}

// dump is all that was found, as text, with categories in place of their codes, whose
// numbers depend on which worker was first.
func (g *got) dump() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\n", *g.Account)
	for _, f := range g.Findings {
		fmt.Fprintf(&b, "%s %v %d\n", f, f.Hints, f.Count)
	}
	if _, tooMany := g.finding("D039"); tooMany || g.refused() {
		return b.String()
	}
	for i := range g.lines {
		fmt.Fprint(&b, g.files[i], g.lines[i], g.ordinals[i], g.fates[i], g.reasons[i], g.rows[i], g.ids[i], g.hasID[i], g.recorded[i])
		if g.fates[i] == reports.Counted {
			fmt.Fprint(&b, g.cohorts[i])
			for c := range g.codes {
				fmt.Fprintf(&b, " %+v", g.Codings[c].Categories[g.codes[c][i]])
			}
			for _, w := range g.weights {
				fmt.Fprint(&b, " ", w[i])
			}
			for _, d := range g.days {
				fmt.Fprint(&b, " ", d[i])
			}
			for _, v := range g.values {
				fmt.Fprint(&b, " ", v[i])
			}
		}
		b.WriteByte('\n')
	}
	for i := range g.Codings {
		fmt.Fprintln(&b, g.order(i), len(g.Codings[i].Categories))
	}
	for _, p := range g.Profile {
		dates, numbers := p.Dates, p.Numbers
		p.Dates, p.Numbers = nil, nil
		fmt.Fprintf(&b, "%+v %+v %+v\n", p, dates, numbers)
	}
	fmt.Fprintln(&b, g.Broken, g.Unmatched, g.Private)
	return b.String()
}

// take copies a block and spoils it, as the next one will.
func (g *got) take(b *reports.Cases) {
	for i := range b.Len {
		if b.Fate[i] == reports.Counted {
			continue
		}
		for _, c := range b.Codes { // nothing worth reading
			c[i] = 0
		}
		for _, d := range b.Days {
			d[i] = 0
		}
		for _, w := range b.Weights {
			w[i] = 0
		}
		for _, v := range b.Values {
			v[i] = reports.ID{}
		}
	}
	g.files = append(g.files, b.File...)
	g.lines, g.fates, g.reasons = append(g.lines, b.Line...), append(g.fates, b.Fate...), append(g.reasons, b.Reason...)
	g.rows, g.ids, g.hasID = append(g.rows, b.Row...), append(g.ids, b.ID...), append(g.hasID, b.HasID...)
	g.cohorts, g.recorded, g.ordinals = append(g.cohorts, b.Cohorts...), append(g.recorded, b.Recorded...), append(g.ordinals, b.Ordinal...)
	for i := range b.Codes {
		g.codes[i] = append(g.codes[i], b.Codes[i]...)
	}
	for i := range b.Weights {
		g.weights[i] = append(g.weights[i], b.Weights[i]...)
	}
	for i := range b.Days {
		g.days[i] = append(g.days[i], b.Days[i]...)
	}
	for i := range b.Values {
		g.values[i] = append(g.values[i], b.Values[i]...)
	}
	for i := range b.Len {
		b.Line[i], b.Fate[i], b.Row[i], b.ID[i] = -1, 99, reports.ID{9, 9}, reports.ID{9, 9}
	}
}

// labels are the live records' labels of coding i, in order.
func (g *got) labels(i int) []string {
	var out []string
	for j, f := range g.fates {
		if f == reports.Counted {
			out = append(out, g.Codings[i].Categories[g.codes[i][j]].Label)
		}
	}
	return out
}

// order are the labels of coding i as they are shown.
func (g *got) order(i int) string {
	var out []string
	for _, c := range g.Codings[i].Order {
		out = append(out, g.Codings[i].Categories[c].Label)
	}
	return strings.Join(out, "|")
}

// fate is a letter a record: counted, excluded, quarantined.
func (g *got) fate() string {
	var b strings.Builder
	for _, f := range g.fates {
		b.WriteByte("CSEQ"[f])
	}
	return b.String()
}

// reasonIDs are the reasons and numbers of the account: "shape=1 bad-date=2".
func (g *got) reasonIDs() string {
	var out []string
	for _, r := range g.Account.Reasons {
		out = append(out, r.ID+"="+itoa(int(r.N)))
	}
	return strings.Join(out, " ")
}

func (g *got) finding(id string) (reports.Finding, bool) {
	i := slices.IndexFunc(g.Findings, func(f reports.Finding) bool { return f.ID == id })
	if i < 0 {
		return reports.Finding{}, false
	}
	return g.Findings[i], true
}

func (g *got) foundIDs() string {
	var out []string
	for _, f := range g.Findings {
		out = append(out, f.ID)
	}
	return strings.Join(out, " ")
}
