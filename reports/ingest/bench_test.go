package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"

	"despatch/reports"
)

// extractOf makes n records of synthetic cases, every hundredth sent again.
func extractOf(n int) []byte {
	offences := []string{"Burglary", "burglary", "Robbery", "Theft", "Drugs", "Assault", "Fraud", "\"Other, not listed\""}
	var b bytes.Buffer
	b.WriteString("case_id,name,office,offence,sentence,released_on,started_on,completed_on,recorded_on,note\n")
	for i := range n {
		id := i
		if i%100 == 99 {
			id = i - 50
		}
		m, d := i%12+1, i%28+1
		fmt.Fprintf(&b, "C%07d,N%d,Office %d,%s,%d,2005-%02d-%02d,2005-%02d-%02d,,2006-01-%02d,\n", id, i, i%40, offences[i*7%8], i%120, m, d, m, d, d)
	}
	return b.Bytes()
}

func benchTrial(data []byte) *trial {
	t := newTrial("")
	t.fs["cases.csv"] = &fstest.MapFile{Data: data, Mode: fs.FileMode(0o644)}
	t.size = blockLen
	id, offence := t.column("case_id", nil), t.column("offence", nil)
	office := t.column("office", nil)
	released, started := t.date("released_on"), t.date("started_on")
	completed, recorded := t.date("completed_on"), t.date("recorded_on")
	started.After, completed.After = released, started
	t.ext.Key, t.ext.Recorded = []*reports.Column{id}, recorded
	t.rel.Private = []string{"name"}
	t.dim("offence", offence, nil)
	t.dim("office", office, nil)
	t.dim("quarter", released, func(d *reports.Dimension) { d.Kind, d.Period = reports.Period, "quarter" })
	t.ext.Ladders = []*reports.Ladder{{ID: "l", Stages: []*reports.Stage{{ID: "due", Date: released}, {ID: "started", Date: started}, {ID: "completed", Date: completed}}}}
	t.cohort("since", reports.Where{{Column: released, Ranged: true, Lo: int64(day("2005-08-01")), Hi: openHi}})
	return t
}

func BenchmarkRead(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		benchRead(b, fmt.Sprintf("records=%d", n), extractOf(n), n)
	}
	quoted := bytes.ReplaceAll(bytes.ReplaceAll(extractOf(10_000), []byte(`"`), nil), []byte(","), []byte(`","`))
	quoted = bytes.ReplaceAll(quoted, []byte(`Other"," not`), []byte(`Other, not`))
	quoted = append(append([]byte(`"`), bytes.ReplaceAll(quoted[:len(quoted)-1], []byte("\n"), []byte("\"\n\""))...), '"', '\n')
	benchRead(b, "quoted=10000", quoted, 10_000)
}

func benchRead(b *testing.B, name string, data []byte, n int) {
	b.Helper()
	b.Run(name, func(b *testing.B) {
		t := benchTrial(data)
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			res, err := Read(context.Background(), t.rel, t.ext, func(*reports.Cases) error { return nil })
			if err != nil || res.Account.Read != int64(n) || res.Account.Quarantined != 0 {
				b.Fatal(err, res.Account)
			}
		}
	})
}
