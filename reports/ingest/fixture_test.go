package ingest

import (
	"context"
	"slices"
	"strings"
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

// read reads the extract; the account must balance whatever came of it.
func (t *trial) read(tb testing.TB) *got {
	tb.Helper()
	return t.readWith(tb, func(*reports.Cases) {})
}

// readWith also shows each block to another room.
func (t *trial) readWith(tb testing.TB, see func(*reports.Cases)) *got {
	tb.Helper()
	g := &got{codes: make([][]reports.Code, len(t.ext.Dims)+len(t.ext.Ladders)), weights: make([][]int64, len(t.ext.Sums)),
		days: make([][]int32, len(t.ext.Days)), values: make([][]reports.ID, len(t.ext.Distinct))}
	res, err := read(context.Background(), t.rel, t.ext, func(b *reports.Cases) error { see(b); g.take(b); return nil }, t.size)
	if err != nil {
		tb.Fatal(err)
	}
	g.Result = res
	a := *res.Account
	a.Counted = a.Read - a.Excluded - a.Quarantined
	if !a.Balances() {
		tb.Errorf("the account does not balance: %+v", a)
	}
	return g
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
	}
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
