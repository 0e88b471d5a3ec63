package main

import (
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Every engine of the job, run once on a few records, agrees with the account beside them.
func TestEnginesAgree(t *testing.T) {
	s := &settings{root: "../..", cache: t.TempDir(), rounds: 1}
	if err := s.prepareDespatch(); err != nil {
		t.Fatal(err)
	}
	file, truth, err := s.records(3000, "csv")
	if err != nil {
		t.Fatal(err)
	}
	var first *result
	for id, job := range map[string]func(string) (*result, error){"duckdb": duckJob, "encoding-csv": encodingCSV, "gocsv": gocsvJob} {
		r, err := job(file)
		if err != nil {
			t.Fatal(id, err)
		}
		if d := r.same(truth); d != "" {
			t.Errorf("%s: %s", id, d)
		}
		if first == nil {
			first = r
		}
		if d := r.same(first); d != "" {
			t.Errorf("%s: %s", id, d)
		}
	}
	out := filepath.Join(s.cache, "out")
	if _, _, err := timed([]string{s.despatch, "build", s.release, "--cases", file, "-o", out}); err != nil {
		t.Fatal(err)
	}
	r, err := s.pack(out)(nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := r.same(first); d != "" {
		t.Errorf("despatch: %s", d)
	}
	if raw, err := duckRaw(file); err != nil || raw.Read != truth.Read {
		t.Errorf("DuckDB counts %+v, %v", raw, err)
	}
}

func lineOf(id string, wall time.Duration, peak int64) *line {
	return &line{engine: engine{id: id, name: id}, runs: []timing{{wall: wall, peak: peak}}}
}

// A ratio that is missed is told, one that is kept is not.
func TestMissed(t *testing.T) {
	for _, c := range []struct {
		despatch, raw, pandas time.Duration
		peak                  int64
		missed                int
	}{
		{130, 100, 1040, 100e6, 0}, {131, 100, 1050, 100e6, 1}, {130, 100, 1039, 100e6, 1}, {130, 100, 1040, 101e6, 1}, {900, 100, 1000, 900e6, 3},
	} {
		m := &measured{n: 1_000_000, truth: &result{}, lines: []*line{lineOf("despatch", c.despatch, c.peak), lineOf("duckdb-raw", c.raw, 0), lineOf("pandas", c.pandas, 0)}}
		var b strings.Builder
		if got := report(&b, &settings{}, []*measured{m}, nil); len(got) != c.missed || strings.Count(b.String(), "**missed**") != c.missed {
			t.Errorf("%+v: %v", c, got)
		}
	}
	ten := &measured{n: 10_000_000, truth: &result{}, lines: []*line{lineOf("despatch", 100, 0)}}
	hundred := &measured{n: 100_000_000, truth: &result{}, lines: []*line{lineOf("despatch", 1201, 0)}}
	if got := report(io.Discard, &settings{}, []*measured{ten, hundred}, nil); len(got) != 1 {
		t.Errorf("growth: %v", got)
	}
}

func TestMedian(t *testing.T) {
	l := &line{runs: []timing{{wall: 3e9, peak: 1e6}, {wall: 1e9, peak: 9e6}, {wall: 2e9, peak: 2e6}}}
	if lo, hi := l.spread(); l.wall() != 2 || l.peak() != 9 || lo != 1 || hi != 3 {
		t.Error(l.wall(), l.peak(), lo, hi)
	}
}

func TestDateOf(t *testing.T) {
	for text, want := range map[string]bool{"2004-02-29": true, "2005-02-29": false, "2005-2-3": false, "2005-13-01": false, "2005/02/03": false, "": false, "0000-00-00": false} {
		if _, ok := dateOf(text); ok != want {
			t.Errorf("%q: %v", text, ok)
		}
	}
}
