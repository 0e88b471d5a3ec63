package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"despatch/reports"

	"github.com/klauspost/compress/zstd"
)

var madeNames = []string{"case_id", "offence", "released_on", "started_on", "deported_on", "recorded_on", "people", "name"}

// made is synthetic records, each with a fate of its own: repeated ids, several
// spellings, blanks and, with dirt, values that cost a record.
func made(n int, dirt bool) [][]string {
	rnd := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2003, 1, 1, 0, 0, 0, 0, time.UTC)
	date := func(from, days int) (string, int) {
		d := from + rnd.IntN(days)
		return start.AddDate(0, 0, d).Format(time.DateOnly), d
	}
	offences := []string{"Burglary", "burglary", " Robbery", "Robbery", "Murder", "Fraud", "Fraud,\nand deceit", "Quote \"x\"", "", "Déception"}
	var out [][]string
	for i := range n {
		id := 1 + rnd.IntN(n)
		released, d := date(0, 1000)
		started, deported := "", ""
		if rnd.IntN(3) > 0 {
			started, d = date(d, 90)
			if rnd.IntN(2) > 0 {
				deported, d = date(d, 90)
			}
		}
		recorded, _ := date(d, 100)
		row := []string{fmt.Sprint(id), offences[rnd.IntN(len(offences))], released, started, deported, recorded, fmt.Sprint(rnd.IntN(20)), fmt.Sprintf("Person %d", i)}
		if dirt && i%50 == 7 {
			at := []int{0, 2, 3, 6}[rnd.IntN(4)]
			row[at] = []string{"", "2006-02-30", "1999-01-01", "1e2"}[rnd.IntN(4)]
		}
		if i%97 == 3 && len(out) > 0 {
			row = append([]string(nil), out[len(out)-1]...) // an exact repeat
		}
		out = append(out, row)
	}
	return out
}

func asCSV(tb testing.TB, rows [][]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(append([][]string{madeNames}, rows...)); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// madeTrial is a release that asks of the made records all that a release can.
func madeTrial(name string, data []byte) *trial {
	t := newTrial("")
	t.fs[name] = &fstest.MapFile{Data: data}
	t.ext.From, t.size = name, 1000
	id := t.column("case_id", nil)
	offence := t.column("offence", nil)
	released := t.date("released_on")
	released.HasLo, released.Lo = true, int64(day("2000-01-01"))
	started, deported, recorded := t.date("started_on"), t.date("deported_on"), t.date("recorded_on")
	started.After = released
	people := t.column("people", func(c *reports.Column) { c.Number = true })
	t.ext.Key, t.ext.Recorded = []*reports.Column{id}, recorded
	t.ext.Limit = 500_000
	t.rel.Private = []string{"name"}
	t.dim("offence", offence, nil)
	t.dim("quarter", released, func(d *reports.Dimension) { d.Kind, d.Period = reports.Period, "quarter" })
	t.ext.Ladders = []*reports.Ladder{{ID: "consideration", Stages: []*reports.Stage{
		{ID: "due", Date: released, Skipped: "passed"}, {ID: "started", Date: started, Skipped: "passed"}, {ID: "deported", Date: deported}}}}
	t.cohort("all", reports.Where{{Column: released, Ranged: true, Lo: openLo, Hi: openHi}})
	t.cohort("late", reports.Where{{Column: released, Ranged: true, Lo: int64(day("2004-08-01")), Hi: int64(day("2006-03-31"))}})
	t.ext.Days = []*reports.Measure{{ID: "wait", Kind: reports.Median, From: released, To: started}}
	t.ext.Sums = []*reports.Measure{{ID: "people", Kind: reports.Sum, Of: []*reports.Column{people}}}
	t.ext.Distinct = []*reports.Measure{{ID: "offences", Kind: reports.Distinct, Of: []*reports.Column{offence}}}
	t.rel.AsAt = day("2005-10-01")
	return t
}

// same holds what came of one source against what came of another, to the last
// record. Only the places differ, and exact repeats are told over the columns read.
func same(tb testing.TB, what string, got, want *got) {
	tb.Helper()
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"fates", got.fate(), want.fate()}, {"reasons", got.reasonIDs(), want.reasonIDs()}, {"ids", got.ids, want.ids},
		{"cohorts", got.cohorts, want.cohorts}, {"codes", got.codes, want.codes}, {"weights", got.weights, want.weights},
		{"days", got.days, want.days}, {"values", got.values, want.values}, {"recorded", got.recorded, want.recorded},
		{"private values", got.Private.String(), want.Private.String()},
		{"order", got.order(0) + got.order(1), want.order(0) + want.order(1)},
		{"read", got.Account.Read, want.Account.Read},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			tb.Errorf("%s: the %s differ from those of the CSV file", what, c.name)
			if s := fmt.Sprint(c.got); len(s) < 300 {
				tb.Errorf("%s, not %s", s, fmt.Sprint(c.want))
			}
		}
	}
	for i := range got.Broken {
		a, b := got.Broken[i], want.Broken[i]
		if a.Reason != b.Reason || a.Column != b.Column || a.Value != b.Value {
			tb.Errorf("%s: quarantine %v, not %v", what, a, b)
		}
	}
}

func gzipped(tb testing.TB, data []byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil || w.Close() != nil {
		tb.Fatal("gzip")
	}
	return b.Bytes()
}

func zstandard(tb testing.TB, data []byte) []byte {
	tb.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

func TestPacked(t *testing.T) {
	data := asCSV(t, made(3000, true))
	want := madeTrial("cases.csv", data).read(t)
	if !strings.Contains(want.fate(), "Q") || !strings.Contains(want.fate(), "E") {
		t.Fatalf("too little happens: %s", want.reasonIDs())
	}
	for name, packed := range map[string][]byte{"cases.csv.gz": gzipped(t, data), "cases.csv.zst": zstandard(t, data),
		"twice.csv.gz": append(gzipped(t, data[:1000]), gzipped(t, data[1000:])...)} {
		got := madeTrial(name, packed).read(t)
		same(t, name, got, want)
		if p := got.Account.Parts[0]; p.Bytes != int64(len(packed)) || p.Lines != want.Account.Parts[0].Lines {
			t.Errorf("%s: %d bytes, %d lines", name, p.Bytes, p.Lines)
		}
		for cut := 1; cut < len(packed); cut += 1 + len(packed)/40 {
			if name[0] == 't' {
				break
			}
			g := madeTrial(name, packed[:cut]).read(t)
			if f, ok := g.finding("D100"); !ok || f.Severity != reports.Error {
				t.Errorf("%s cut at %d of %d: %v", name, cut, len(packed), g.Findings)
			}
		}
	}
	for name, c := range map[string]struct {
		data []byte
		id   string
	}{
		"cases.csv":     {gzipped(t, data), "D006"}, // packed, and not called so
		"cases.csv.gz":  {data, "D100"},
		"cases.csv.zst": {gzipped(t, data), "D100"},
		"bad.csv.gz":    {spoilt(gzipped(t, data)), "D100"},
		"none.csv.gz":   {gzipped(t, nil), "D004"},
	} {
		if g := madeTrial(name, c.data).read(t); !hasFinding(g, c.id) {
			t.Errorf("%s: %v, want %s", name, g.Findings, c.id)
		}
	}
}

func hasFinding(g *got, id string) bool { _, ok := g.finding(id); return ok }

// spoilt changes one byte in the middle.
func spoilt(data []byte) []byte {
	out := bytes.Clone(data)
	out[len(out)/2] ^= 0x55
	return out
}

// noughts gives so many bytes in long lines.
type noughts struct{ left int64 }

func (n *noughts) Read(p []byte) (int, error) {
	if n.left == 0 {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), n.left)]
	for i := range p {
		p[i] = '0'
		if i == len(p)-1 {
			p[i] = '\n'
		}
	}
	n.left -= int64(len(p))
	return len(p), nil
}

func TestPackedBomb(t *testing.T) {
	usual := bombLeast
	t.Cleanup(func() { bombLeast = usual })
	bombLeast = 4 << 20
	var z, g bytes.Buffer
	zw, err := zstd.NewWriter(&z, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	gw := gzip.NewWriter(&g)
	for _, w := range []io.WriteCloser{zw, gw} {
		if _, err := io.Copy(w, io.MultiReader(strings.NewReader("case_id\n"), &noughts{2 * bombLeast})); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range map[string][]byte{"bomb.csv.zst": z.Bytes(), "bomb.csv.gz": g.Bytes()} {
		tr := newTrial("")
		tr.fs[name], tr.ext.From, tr.size = &fstest.MapFile{Data: data}, name, 10_000
		tr.column("case_id", nil)
		res, err := tr.readOnly()
		if err != nil || len(res.Findings) == 0 || res.Findings[0].ID != "D101" {
			t.Errorf("%s: %v, %v", name, res.Findings, err)
		}
	}
}

// A growing file is larger each time its size is asked.
type growing struct{ fstest.MapFS }

type growingFile struct {
	fs.File
	asked int
}

type growingInfo struct {
	fs.FileInfo
	more int64
}

func (g growingInfo) Size() int64 { return g.FileInfo.Size() + g.more }

func (g growing) Open(name string) (fs.File, error) {
	f, err := g.MapFS.Open(name)
	return &growingFile{File: f}, err
}

func (g *growingFile) ReadAt(p []byte, off int64) (int, error) {
	return g.File.(io.ReaderAt).ReadAt(p, off)
}

func (g *growingFile) Stat() (fs.FileInfo, error) {
	g.asked++
	i, err := g.File.Stat()
	return growingInfo{i, int64(g.asked)}, err
}

func TestFileThatGrows(t *testing.T) {
	tr := newTrial("id\n1\n2\n")
	tr.ext.Files = growing{tr.fs}
	tr.column("id", nil)
	if g := tr.readAs(t, settings{2, tr.size, sheafLen, usual}); !hasFinding(g, "D102") {
		t.Error(g.Findings)
	}
}

// readOnly reads without keeping any record.
func (t *trial) readOnly() (*Result, error) {
	return read(context.Background(), t.rel, t.ext, func(*reports.Cases) error { return nil }, settings{1, t.size, sheafLen, usual})
}
