package compose

import (
	"testing"

	"despatch/reports"
)

func TestThin(t *testing.T) {
	rel, store := example()
	rel.Documents = []*reports.DocSpec{{ID: "release", Numbered: true, Words: words1("# {title}\n\nOf {progress/since_august/due} cases, {progress/since_august/started} are started.\n\n{chart progress}\n")}}
	s, fs := Parse(rel)
	for _, f := range fs {
		t.Log(f)
	}
	docs, fs := s.Documents(store)
	for _, f := range fs {
		t.Log(f)
	}
	for _, d := range docs {
		t.Log(dump(d))
	}
}

func words1(s string) reports.Words {
	return reports.Words{Text: s, Pos: reports.Pos{File: "release.md", Line: 1, Col: 1}}
}
