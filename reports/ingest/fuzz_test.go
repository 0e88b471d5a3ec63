package ingest

import (
	"fmt"
	"strings"
	"testing"

	"despatch/reports"
)

// secret is a value that may stand in quarantine, and nowhere in a finding.
const secret = "S3cr3tName"

// FuzzCSV throws anything at the door: it must not panic, every record must have its
// fate, and no finding may hold a value of a record.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{small, "1,@,2005-01-01,,,\n", "@,@,@,@,@,@\n\"@\",@\n@", "1,\"@\n@,2,3", "\x00@,\r@\r\n", "@\xff,1\n", "1,Total,2005-01-01,2005-02-01,2005-03-01,2006-01-01\n"} {
		f.Add(s, byte(0))
		f.Add(s, byte(7))
	}
	f.Fuzz(func(t *testing.T, text string, kind byte) {
		text = strings.ReplaceAll(text, "@", secret)
		tr := smallTrial()
		body := text
		if kind&1 == 0 {
			head, _, _ := strings.Cut(small, "\n")
			body = head + "\n" + text
		} else if strings.Contains(strings.SplitN(text, "\n", 2)[0], secret) {
			return // what stands in the header is no value of a record
		}
		tr.fs["cases.csv"].Data = []byte(body)
		tr.ext.Encoding = []string{"utf-8", "windows-1252", "latin-1"}[kind>>1%3]
		tr.rel.Private = []string{"case_id"}
		tr.ext.Dims[0].Totals = []string{"total"}
		tr.ext.Ladders[0].Stages[1].Skipped = "passed"
		g := tr.read(t)
		if strings.Contains(fmt.Sprint(g.Findings), secret) {
			t.Fatalf("a finding holds a value of a record: %v", g.Findings)
		}
		for _, p := range g.Profile {
			if strings.Contains(p.Column, secret) {
				t.Fatalf("a profile holds a value of a record: %v", p)
			}
		}
		if int64(len(g.fates)) != g.Account.Read && !reports.Errors(g.Findings) {
			t.Fatalf("%d records handed on, %d read", len(g.fates), g.Account.Read)
		}
	})
}
