package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"despatch/reports"
)

// TestByRule: check tells findings rule by rule, errors first, and counts each rule with
// those that are only counted.
func TestByRule(t *testing.T) {
	fs := manyFindings(25)
	fs = append(fs, reports.Finding{ID: "D021", Severity: reports.Warning, File: "cases.csv", Count: 4000, Msg: "4000 records more set aside for the like of this"},
		reports.Finding{ID: "W030", Severity: reports.Error, File: "release.yaml", Line: 9, Col: 5, Msg: "does not hold"},
		reports.Finding{ID: "D020", Severity: reports.Warning, File: "cases.csv", Line: 7, Msg: "too few fields"},
		reports.Finding{ID: "D043", Severity: reports.Warning, Msg: "without a place"})
	got := group(fs)
	var ids []string
	for _, g := range got {
		ids = append(ids, fmt.Sprint(g.ID, " ", g.Severity, " ", g.Count, " ", g.First))
	}
	want := "W030 error 1 [release.yaml:9:5]\nD020 warning 1 [cases.csv:7]\nD021 warning 4025 [cases.csv:2 cases.csv:3 cases.csv:4]\nD043 warning 1 []"
	if text := strings.Join(ids, "\n"); text != want {
		t.Errorf("%s\nwant\n%s", text, want)
	}
	var b bytes.Buffer
	p := &program{stdout: io.Discard, stderr: &b}
	p.byRule(fs)
	out := b.String()
	last := -1
	for _, part := range []string{"error W030", "warning D020", "warning D021", "… and 4,005 more findings of this kind: D021", "warning D043", "By rule", "4,025"} {
		at := strings.Index(out, part)
		if at <= last {
			t.Fatalf("%q stands before its place, or nowhere, in\n%s", part, out)
		}
		last = at
	}
	b.Reset()
	p.byRule(fs[26:])
	if strings.Contains(b.String(), "By rule") {
		t.Errorf("three rules found once each are counted: %s", b.String())
	}
}
