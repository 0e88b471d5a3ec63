package main

import (
	"fmt"
	"io"
	"strings"
)

// An outcome is one run of the benchmark: every engine at every size asked for.
type outcome struct {
	Machine string      `json:"machine"`
	Date    string      `json:"date"`
	Command string      `json:"command"`
	Rounds  int         `json:"rounds"`
	Sizes   []*measured `json:"sizes"`
	Example *line       `json:"example"`
}

// print writes the tables of a run in Markdown: every ratio that is asked, or those of
// this run alone.
func (r *outcome) print(w io.Writer, every bool) {
	fmt.Fprintf(w, "Machine: %s. Date: %s. Command: `%s`. Medians of %d runs of each engine in turns, after one to warm up; a run is a whole process.\n",
		r.Machine, r.Date, r.Command, r.Rounds)
	fmt.Fprintf(w, "\n| what is asked | limit | measured | |\n|---|---|---:|---|\n")
	for _, x := range r.answers() {
		if !every && x.verdict == verdictUnasked {
			continue
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", x.what, x.limit, x.measured, x.verdict)
	}
	for _, m := range r.Sizes {
		m.print(w)
	}
}

func (m *measured) print(w io.Writer) {
	fmt.Fprintf(w, "\n**%s records, %s MB of CSV.** Load average before %s, after %s. Read %s = counted %s + superseded %s + excluded %s + quarantined %s: the same, to the last of the cells, for every engine that does the job.\n\n",
		grouped(m.N), short(float64(m.Bytes["csv"])/1e6), m.Load[0], m.Load[1], grouped(m.Truth.Read), grouped(m.Truth.Counted), grouped(m.Truth.Superseded), grouped(m.Truth.Excluded), grouped(m.Truth.Quarantined))
	fmt.Fprintf(w, "| engine | seconds | from to | times despatch | processor seconds | peak MB |\n|---|---:|---:|---:|---:|---:|\n")
	base := 0.0
	for _, l := range m.Lines {
		if l.ID == "despatch" && len(l.Runs) > 0 {
			base = l.wall()
		}
	}
	for _, l := range m.Lines {
		if len(l.Runs) == 0 {
			fmt.Fprintf(w, "| %s | not run: %s | | | | |\n", l.Name, l.Lost)
			continue
		}
		lo, hi := l.spread()
		times := "-"
		if base > 0 {
			times = fmt.Sprintf("%.2f", l.wall()/base)
		}
		fmt.Fprintf(w, "| %s | %.2f | %.2f to %.2f | %s | %.2f | %.0f |\n", l.Name, l.wall(), lo, hi, times, l.cpu(), l.peak())
	}
}

// short is a number with at most two decimal places.
func short(f float64) string {
	if f >= 100 {
		return fmt.Sprintf("%.0f", f)
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", f), "0"), ".")
}

// grouped is a number with commas between thousands.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
