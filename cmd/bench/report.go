package main

import (
	"fmt"
	"io"
	"strings"
)

func (m *measured) line(id string) *line {
	for _, l := range m.lines {
		if l.id == id && len(l.runs) > 0 {
			return l
		}
	}
	return nil
}

// report prints the tables and says which ratios are missed.
func report(w io.Writer, s *settings, all []*measured, example *line) (missed []string) {
	fmt.Fprintf(w, "Machine: %s. Date: %s. Medians of %d runs in turns after one to warm up; a run is a whole process.\n", s.machine, s.date, s.rounds)
	for _, m := range all {
		m.table(w)
	}
	var rows [][]string
	want := func(what string, got float64, limit float64, unit string, most bool) {
		kept := got <= limit
		word := "at most"
		if !most {
			kept, word = got >= limit, "at least"
		}
		verdict := "kept"
		if !kept {
			verdict = "**missed**"
			missed = append(missed, fmt.Sprintf("%s: %s%s, %s %s%s", what, short(got), unit, word, short(limit), unit))
		}
		rows = append(rows, []string{what, word + " " + short(limit) + unit, short(got) + unit, verdict})
	}
	for _, m := range all {
		m.targets(want)
	}
	growth(all, want)
	if example != nil && len(example.runs) > 0 {
		goal := "goal reached"
		if example.wall() > 0.150 {
			goal = "goal not reached"
		}
		rows = append(rows, []string{"the whole 2006 pack, from process start", "150 ms is the goal", fmt.Sprintf("%.0f ms", example.wall()*1000), goal})
	}
	fmt.Fprintf(w, "\n| what is asked (issue 4) | limit | measured | |\n|---|---|---|---|\n")
	for _, r := range rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(r, " | "))
	}
	return missed
}

func (m *measured) table(w io.Writer) {
	fmt.Fprintf(w, "\n### %s records, %s MB of CSV\n\nLoad average before %s, after %s. Read %d = counted %d + superseded %d + excluded %d + quarantined %d: the same, to the last of the cells, for every engine that does the job.\n\n",
		grouped(m.n), short(float64(m.bytes["csv"])/1e6), m.load[0], m.load[1], m.truth.Read, m.truth.Counted, m.truth.Superseded, m.truth.Excluded, m.truth.Quarantined)
	fmt.Fprintf(w, "| engine | seconds | from to | times despatch | processor seconds | peak MB |\n|---|---:|---:|---:|---:|---:|\n")
	base := 0.0
	if d := m.line("despatch"); d != nil {
		base = d.wall()
	}
	for _, l := range m.lines {
		if len(l.runs) == 0 {
			fmt.Fprintf(w, "| %s | not run: %s | | | | |\n", l.name, l.lost)
			continue
		}
		lo, hi := l.spread()
		times := "-"
		if base > 0 {
			times = fmt.Sprintf("%.2f", l.wall()/base)
		}
		fmt.Fprintf(w, "| %s | %.2f | %.2f to %.2f | %s | %.2f | %.0f |\n", l.name, l.wall(), lo, hi, times, l.cpu(), l.peak())
	}
}

// targets are what issue 4 asks at this number of records.
func (m *measured) targets(want func(string, float64, float64, string, bool)) {
	d := m.line("despatch")
	if d == nil {
		return
	}
	at := " at " + grouped(m.n)
	ratio := func(id, what string, limit float64, most bool) {
		if o := m.line(id); o != nil {
			if most {
				want(what+at, d.wall()/o.wall(), limit, " times", true)
			} else {
				want(what+at, o.wall()/d.wall(), limit, " times", false)
			}
		}
	}
	switch {
	case m.n == 1_000_000:
		ratio("duckdb-raw", "despatch to DuckDB's raw GROUP BY", 1.3, true)
		want("peak memory"+at, d.peak(), 100, " MB", true)
	case m.n == 10_000_000:
		ratio("duckdb-raw", "despatch to DuckDB's raw GROUP BY", 2.0, true)
		want("peak memory"+at, d.peak(), 500, " MB", true)
	}
	if m.n < 1_000_000 {
		return
	}
	if o := m.line("pandas"); o != nil {
		ratio("pandas", "pandas to despatch", 8, false)
	}
	ratio("polars", "Polars to despatch", 1, false)
	ratio("duckdb", "DuckDB with the whole job to despatch", 1, false)
	if p := m.line("despatch-parquet"); p != nil {
		want("Parquet to CSV"+at, p.wall()/d.wall(), 1, " times", true)
	}
}

// growth is how cost grows from 10 to 100 million records.
func growth(all []*measured, want func(string, float64, float64, string, bool)) {
	var at [2]*line
	for _, m := range all {
		switch m.n {
		case 10_000_000:
			at[0] = m.line("despatch")
		case 100_000_000:
			at[1] = m.line("despatch")
		}
	}
	if at[0] != nil && at[1] != nil {
		want("1e8 to 1e7 records", at[1].wall()/at[0].wall(), 12, " times", true)
	}
}

func short(f float64) string {
	if f >= 100 {
		return fmt.Sprintf("%.0f", f)
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", f), "0"), ".")
}

func grouped(n int64) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
