package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
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

func lineOf(id string, wall float64, peak int64) *line {
	return &line{ID: id, Name: id, Runs: []timing{{Wall: wall, Peak: peak}}}
}

func verdicts(r *outcome) (met, missed int) {
	for _, a := range r.answers() {
		if a.verdict == verdictMissed {
			missed++
		} else if a.verdict != verdictUnasked {
			met++
		}
	}
	return met, missed
}

// A ratio that is missed is told, one that is kept is not, and one that could not be taken
// because an engine failed is missed too.
func TestMissed(t *testing.T) {
	for _, c := range []struct {
		despatch, raw, pandas float64
		peak                  int64
		lost                  string
		missed                int
	}{
		{1.30, 1, 10.4, 100e6, "", 0}, {1.31, 1, 10.5, 100e6, "", 1}, {1.30, 1, 10.39, 100e6, "", 1}, {1.30, 1, 10.4, 101e6, "", 1},
		{9, 1, 10, 900e6, "", 3}, {1.30, 1, 10.4, 100e6, "no Python", 1},
	} {
		pandas := lineOf("pandas", c.pandas, 0)
		pandas.Lost = c.lost
		m := &measured{N: million, Truth: &result{}, Lines: []*line{lineOf("despatch", c.despatch, c.peak), lineOf("duckdb-raw", c.raw, 0), pandas}}
		if met, missed := verdicts(&outcome{Sizes: []*measured{m}}); missed != c.missed || met+missed != 3 {
			t.Errorf("%+v: %d met, %d missed", c, met, missed)
		}
	}
	ten := &measured{N: tenMillion, Truth: &result{}, Lines: []*line{lineOf("despatch", 100, 500e6)}}
	for _, c := range []struct {
		wall   float64
		peak   int64
		missed int
	}{{1200, 736e6, 0}, {1201, 736e6, 1}, {1201, 737e6, 2}} {
		hundred := &measured{N: hundredMillion, Truth: &result{}, Lines: []*line{lineOf("despatch", c.wall, c.peak)}}
		if met, missed := verdicts(&outcome{Sizes: []*measured{ten, hundred}}); missed != c.missed || met+missed != 3 {
			t.Errorf("%+v: %d met, %d missed", c, met, missed)
		}
	}
}

// A goal that is not reached is told and fails nothing.
func TestGoal(t *testing.T) {
	for wall, want := range map[float64]string{1: "met, goal reached", 1.2: "met, goal not reached", 1.4: verdictMissed} {
		m := &measured{N: million, Truth: &result{}, Lines: []*line{lineOf("despatch", wall, 0), lineOf("duckdb-raw", 1, 0)}}
		if got := (&outcome{Sizes: []*measured{m}}).answers()[0].verdict; got != want {
			t.Errorf("%v: %s", wall, got)
		}
	}
	for wall, want := range map[float64]string{0.15: verdictReached, 0.16: verdictUnreached} {
		list := (&outcome{Example: lineOf("example", wall, 0)}).answers()
		if got := list[len(list)-1].verdict; got != want {
			t.Errorf("%v: %s", wall, got)
		}
	}
}

// The page and the drawing are what results.json makes them.
func TestDocumentIsUpToDate(t *testing.T) {
	s := &settings{root: "../.."}
	runs, err := s.recorded()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(s.file("docs/performance.md"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := withResults(page, runs)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, want) {
		t.Error("docs/performance.md does not say what results.json holds: go run . -draw")
	}
	svg, err := os.ReadFile(s.file("docs/growth.svg"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(svg, draw(curves(runs))) {
		t.Error("docs/growth.svg does not draw what results.json holds: go run . -draw")
	}
}

func TestMedian(t *testing.T) {
	l := &line{Runs: []timing{{Wall: 3, Peak: 1e6}, {Wall: 1, Peak: 9e6}, {Wall: 2, Peak: 2e6}}}
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
