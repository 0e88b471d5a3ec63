package main

import (
	"fmt"
	"slices"
)

// The sizes that are asked about.
const (
	million        = 1_000_000
	tenMillion     = 10 * million
	hundredMillion = 100 * million
)

// memoryLimit is despatch's --memory where none is given, in MB of a million bytes.
const memoryLimit = float64(512<<20) / 1e6

// The verdicts on what is asked. A goal that is not reached fails nothing; a limit does,
// and so does one that could not be measured because an engine was lost.
const (
	verdictMet       = "met"
	verdictMissed    = "**missed**"
	verdictReached   = "goal reached"
	verdictUnreached = "goal not reached"
	verdictUnasked   = "not in this run"
)

// An answer is one thing that is asked, and what came of it.
type answer struct{ what, limit, measured, verdict string }

// A limit is one bound: on a figure of a run, which is false where the run did not take it.
type limit struct {
	what string
	bound,
	goal float64 // 0: none beside the bound
	unit  string
	least bool // the figure may not be less; else not more
	of    func(*outcome) (figure float64, taken bool, lost string)
}

// limits is what is asked of the whole job.
func limits() []limit {
	list := []limit{
		{what: "the whole job to DuckDB's raw GROUP BY, " + grouped(million), bound: 1.3, goal: 1, unit: " times", of: ratio(million, "despatch", "duckdb-raw")},
		{what: "the whole job to DuckDB's raw GROUP BY, " + grouped(tenMillion), bound: 2, goal: 1, unit: " times", of: ratio(tenMillion, "despatch", "duckdb-raw")},
		{what: "time for 100 million records to that for 10 million", bound: 12, unit: " times", of: growth},
	}
	for _, n := range []int64{million, tenMillion} {
		at := ", " + grouped(n)
		list = append(list,
			limit{what: "pandas to despatch" + at, bound: 8, unit: " times", least: true, of: ratio(n, "pandas", "despatch")},
			limit{what: "Polars to despatch" + at, bound: 1, unit: " times", least: true, of: ratio(n, "polars", "despatch")},
			limit{what: "DuckDB with the same job to despatch" + at, bound: 1, unit: " times", least: true, of: ratio(n, "duckdb", "despatch")},
			limit{what: "from Parquet to from CSV" + at, bound: 1, unit: " times", of: ratio(n, "despatch-parquet", "despatch")})
	}
	for _, m := range []struct {
		n  int64
		mb float64
	}{{million, 100}, {tenMillion, 500}, {hundredMillion, memoryLimit + 200}} {
		list = append(list, limit{what: "peak memory, " + grouped(m.n), bound: m.mb, unit: " MB", of: peak(m.n)})
	}
	return list
}

// answers holds the run against every limit, and the 2006 pack against its goal.
func (r *outcome) answers() []answer {
	var out []answer
	for _, l := range limits() {
		out = append(out, l.judge(r))
	}
	if r.Example == nil || len(r.Example.Runs) == 0 {
		return out
	}
	x := answer{what: "the whole 2006 pack, from process start", limit: "150 ms is the goal", measured: fmt.Sprintf("%.0f ms", r.Example.wall()*1000), verdict: verdictReached}
	if r.Example.wall() > 0.150 {
		x.verdict = verdictUnreached
	}
	return append(out, x)
}

func (l limit) judge(r *outcome) answer {
	word := "at most "
	if l.least {
		word = "at least "
	}
	out := answer{what: l.what, limit: word + short(l.bound) + l.unit, measured: "-", verdict: verdictUnasked}
	if l.goal > 0 {
		out.limit += ", goal " + short(l.goal)
	}
	got, taken, lost := l.of(r)
	if lost != "" {
		out.measured, out.verdict = "lost: "+lost, verdictMissed
	}
	if !taken {
		return out
	}
	out.measured, out.verdict = short(got)+l.unit, verdictMet
	if l.least && got < l.bound || !l.least && got > l.bound {
		out.verdict = verdictMissed
	} else if l.goal > 0 && got <= l.goal {
		out.verdict += ", " + verdictReached
	} else if l.goal > 0 {
		out.verdict += ", " + verdictUnreached
	}
	return out
}

// size is what a run took at n records, nil for nothing.
func (r *outcome) size(n int64) *measured {
	if i := slices.IndexFunc(r.Sizes, func(m *measured) bool { return m.N == n }); i >= 0 {
		return r.Sizes[i]
	}
	return nil
}

// line is an engine with numbers at n records; else nil, and why it was lost, "" where it was not asked for.
func (r *outcome) line(n int64, id string) (l *line, lost string) {
	m := r.size(n)
	if m == nil {
		return nil, ""
	}
	i := slices.IndexFunc(m.Lines, func(l *line) bool { return l.ID == id })
	if i < 0 {
		return nil, ""
	}
	if l = m.Lines[i]; l.Lost != "" || len(l.Runs) == 0 {
		return nil, "no run of " + l.Name + ": " + l.Lost
	}
	return l, ""
}

// ratio is the time of one engine to another's, at n records.
func ratio(n int64, of, to string) func(*outcome) (float64, bool, string) {
	return func(r *outcome) (float64, bool, string) {
		a, lostA := r.line(n, of)
		b, lostB := r.line(n, to)
		if a == nil || b == nil {
			return 0, false, lostA + lostB
		}
		return a.wall() / b.wall(), true, ""
	}
}

// growth is how cost grows from 10 to 100 million records.
func growth(r *outcome) (float64, bool, string) {
	small, lostA := r.line(tenMillion, "despatch")
	large, lostB := r.line(hundredMillion, "despatch")
	if small == nil || large == nil {
		return 0, false, lostA + lostB
	}
	return large.wall() / small.wall(), true, ""
}

// peak is the most memory that despatch held at n records, in MB.
func peak(n int64) func(*outcome) (float64, bool, string) {
	return func(r *outcome) (float64, bool, string) {
		l, lost := r.line(n, "despatch")
		if l == nil {
			return 0, false, lost
		}
		return l.peak(), true, ""
	}
}
