package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"despatch/reports"

	"github.com/parquet-go/parquet-go"
)

// asParquet writes records: columns named in types of that type, the others as text. Blank is null.
func asParquet(tb testing.TB, records [][]string, types map[string]parquet.Node, o ...parquet.WriterOption) []byte {
	tb.Helper()
	g := parquet.Group{}
	for _, n := range madeNames {
		g[n] = parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary))
		if t := types[n]; t != nil {
			g[n] = t
		}
	}
	schema := parquet.NewSchema("cases", g)
	var b bytes.Buffer
	w := parquet.NewGenericWriter[any](&b, append(o, schema)...)
	order := slices.Clone(madeNames)
	slices.Sort(order) // as a Group has its columns
	for i, r := range records {
		row := parquet.Row{}
		for at, n := range order {
			v := r[slices.Index(madeNames, n)]
			row = append(row, parquetValue(tb, v, g[n]).Level(0, level(v, g[n]), at))
		}
		if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
			tb.Fatal(err)
		}
		if i%1000 == 999 {
			if err := w.Flush(); err != nil { // a row group
				tb.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func level(v string, n parquet.Node) int {
	if n.Optional() && v != "" {
		return 1
	}
	return 0
}

func parquetValue(tb testing.TB, v string, n parquet.Node) parquet.Value {
	tb.Helper()
	if v == "" {
		return parquet.NullValue()
	}
	if k := n.Type().Kind(); k == parquet.ByteArray {
		return parquet.ByteArrayValue([]byte(v))
	} else if at, err := time.Parse(time.DateOnly, v); err == nil {
		if k == parquet.Int32 {
			return parquet.Int32Value(int32(at.Unix() / 86400))
		}
		return parquet.Int64Value(at.UnixMilli())
	}
	i, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		tb.Fatal(err)
	}
	if n.Type().Kind() == parquet.Int32 {
		return parquet.Int32Value(int32(i))
	}
	return parquet.Int64Value(i)
}

func TestParquet(t *testing.T) {
	dirty, clean := made(5000, true), made(5000, false)
	optional := parquet.Optional
	typed := map[string]parquet.Node{
		"case_id": parquet.Leaf(parquet.Int64Type), "people": parquet.Int(32),
		"released_on": optional(parquet.Date()), "started_on": optional(parquet.Encoded(parquet.Date(), &parquet.RLEDictionary)),
		"deported_on": optional(parquet.Timestamp(parquet.Millisecond)), "recorded_on": parquet.Date(),
	}
	for _, c := range []struct {
		name    string
		records [][]string
		types   map[string]parquet.Node
		o       []parquet.WriterOption
	}{
		{"text", dirty, nil, nil},
		{"typed", clean, typed, nil},
		{"small pages", clean, typed, []parquet.WriterOption{parquet.PageBufferSize(512), parquet.Compression(&parquet.Zstd)}},
		{"dictionaries given up", dirty, nil, []parquet.WriterOption{parquet.PageBufferSize(512), parquet.DictionaryMaxBytes(300)}},
		{"old pages", clean, typed, []parquet.WriterOption{parquet.DataPageVersion(1), parquet.Compression(&parquet.Snappy)}},
	} {
		want := madeTrial("cases.csv", asCSV(t, c.records)).read(t)
		got := madeTrial("cases.parquet", asParquet(t, c.records, c.types, c.o...)).read(t)
		same(t, c.name, got, want)
		if len(got.lines) == 0 || got.lines[0] != 1 || got.lines[len(got.lines)-1] != 5000 {
			t.Errorf("%s: rows are not numbered from 1", c.name)
		}
	}
	// Dates in another layout: the file knows that they are dates.
	british := slices.Clone(clean)
	for i := range british {
		british[i] = slices.Clone(british[i])
		for at := 2; at < 6; at++ {
			if d, err := time.Parse(time.DateOnly, british[i][at]); err == nil {
				british[i][at] = d.Format("02/01/2006")
			}
		}
	}
	declare := func(tr *trial) *trial {
		for _, c := range tr.ext.Columns {
			if c.IsDate() {
				c.Layouts = []string{"YYYY-MM", "DD/MM/YYYY"}
			}
		}
		return tr
	}
	same(t, "british", declare(madeTrial("cases.parquet", asParquet(t, clean, typed))).read(t), declare(madeTrial("cases.csv", asCSV(t, british))).read(t))
}

func TestParquetRefused(t *testing.T) {
	records := made(20, false)
	sound := asParquet(t, records, nil)
	for name, c := range map[string]struct {
		data     []byte
		id, says string
	}{
		"numbers for dates": {asParquet(t, numbers(records, 2), map[string]parquet.Node{"released_on": parquet.Optional(parquet.Int(32))}), "D103", `"released_on" holds dates by the release`},
		"fractions":         {withColumn(t, parquet.Leaf(parquet.DoubleType)), "D103", "DOUBLE"},
		"decimals":          {withColumn(t, parquet.Decimal(2, 9, parquet.Int32Type)), "D103", "DECIMAL"},
		"lists":             {withColumn(t, parquet.Repeated(parquet.String())), "D103", "lists"},
		"groups":            {withColumn(t, parquet.Group{"a": parquet.String()}), "D103", "parts of its own"},
		"text":              {[]byte("case_id,offence\n1,x\n2,y\n"), "D100", "does not end as a Parquet file"},
		"three bytes":       {[]byte("PAR"), "D100", "too short"},
		"empty":             {nil, "D004", "no byte"},
		"a missing column":  {withColumn(t, parquet.String()), "D011", "no column"},
	} {
		g := madeTrial("cases.parquet", c.data).read(t)
		if f, ok := g.finding(c.id); !ok || f.Severity != reports.Error || !strings.Contains(f.Msg, c.says) {
			t.Errorf("%s: %v, want %s with %q", name, g.Findings, c.id, c.says)
		}
	}
	for cut := 0; cut < len(sound); cut += 29 {
		if g := madeTrial("cases.parquet", sound[:cut]).read(t); !reports.Errors(g.Findings) {
			t.Fatalf("cut at %d of %d: read as sound", cut, len(sound))
		}
	}
	// A changed byte may be a changed value; it must not be a panic, nor go on for ever.
	for i := 0; i < len(sound); i += 23 {
		changed := bytes.Clone(sound)
		changed[i] ^= 0xFF
		madeTrial("cases.parquet", changed).read(t)
	}
}

// numbers puts a whole number where a column has dates.
func numbers(records [][]string, at int) [][]string {
	var out [][]string
	for _, r := range records {
		r = slices.Clone(r)
		r[at] = "20050101"
		out = append(out, r)
	}
	return out
}

// withColumn is a file in which the column offence is of the kind given, and some others are missing.
func withColumn(tb testing.TB, n parquet.Node) []byte {
	tb.Helper()
	g := parquet.Group{"offence": n}
	for _, name := range madeNames {
		if name != "offence" && !(n.Leaf() && !n.Repeated() && n.Type().Kind() == parquet.ByteArray) {
			g[name] = parquet.Optional(parquet.String())
		}
	}
	g["offence"] = n
	var b bytes.Buffer
	w := parquet.NewGenericWriter[any](&b, parquet.NewSchema("cases", g))
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func BenchmarkParquet(b *testing.B) {
	records := made(200_000, false)
	optional := parquet.Optional
	for name, data := range map[string][]byte{"cases.csv": asCSV(b, records),
		"cases.parquet": asParquet(b, records, map[string]parquet.Node{"released_on": optional(parquet.Date()), "started_on": optional(parquet.Date()),
			"deported_on": optional(parquet.Date()), "recorded_on": parquet.Date()})} {
		b.Run(name, func(b *testing.B) {
			tr := madeTrial(name, data)
			tr.size = blockLen
			for b.Loop() {
				if res, err := tr.readOnly(); err != nil || reports.Errors(res.Findings) {
					b.Fatal(err, fmt.Sprint(res.Findings))
				}
			}
		})
	}
}
