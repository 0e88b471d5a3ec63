package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"despatch/reports"
	"despatch/reports/ingest/engine"
)

// A grouping is how closely a database must tell the values of one column apart.
type grouping struct {
	users   int    // columns of the release that it is read for
	private bool   // it is looked for in what is written, and is nothing else
	every   bool   // each value for itself
	date    *days  // else the days at which something changes
	class   string // in SQL: the same for days between which nothing does; "" for each value for itself
}

// days are the days at which what the release asks of a column of dates can change.
type days struct {
	at      map[int64]bool
	periods []string
	within  [][2]int64 // first and last: a day outside is set aside, and so told by itself
}

func (d *days) add(from, past int64) {
	if from != openLo {
		d.at[from] = true
	}
	if past != openHi {
		d.at[past+1] = true
	}
}

// longest is over how many years dates may lie that are put together, and finest into how
// many classes: a longer query the engines would not take.
const longest, finest = 300, 1000

// groupings says of each column of the answer how closely its values are told apart.
func (r *reader) groupings(asks []ask, columns []engine.Column) []grouping {
	out := make([]grouping, len(columns))
	each, dates := r.plan.closely()
	for _, c := range r.plan.cols {
		for _, at := range c.at {
			g := &out[at]
			g.users++
			g.every = g.every || each[c] || len(c.between) > 0 || columns[at].Kind != engine.Date
			if g.date == nil {
				g.date = &days{at: map[int64]bool{}}
			}
			if d := dates[c]; d != nil {
				maps.Copy(g.date.at, d.at)
				g.date.periods = append(g.date.periods, d.periods...)
				g.date.within = append(g.date.within, d.within...)
			}
		}
	}
	for _, c := range r.counts {
		out[c.at].every = true
	}
	for i := range out {
		out[i].private = asks[i].wanted && out[i].users == 0 && !out[i].every
		out[i].every = out[i].every || out[i].users == 0
	}
	for _, k := range r.plan.key {
		for _, at := range k.at {
			out[at].every = each[k] // for an id alone it does not matter
		}
	}
	return out
}

// closely says which columns the rules look at value by value, and of the others, which
// are dates, at which days what they find can change.
func (p *plan) closely() (each map[*column]bool, dates map[*column]*days) {
	each, dates = map[*column]bool{}, map[*column]*days{}
	date := func(c *column) *days {
		if dates[c] == nil {
			dates[c] = &days{at: map[int64]bool{}}
		}
		return dates[c]
	}
	for _, c := range p.cols {
		date(c).add(c.lo, c.hi)
		if c.Otherwise == reports.QuarantineIt {
			date(c).within = append(date(c).within, [2]int64{c.lo, c.hi})
		}
		date(c).add(openLo, int64(p.asAt))
		each[c] = each[c] || c.Repeats
		if c.after != nil {
			each[c], each[c.after] = true, true
		}
	}
	for _, c := range p.coders {
		if c.dim.Kind == reports.Period {
			date(c.col).periods = append(date(c.col).periods, c.dim.Period)
			continue
		}
		each[c.col] = true
		if c.col2 != nil {
			each[c.col2] = true
		}
	}
	for _, w := range p.conditions() {
		for i := range w {
			t := &w[i]
			switch {
			case t.dim != nil && !t.Ranged && !t.Latest: // as its dimension
			case t.Ranged && t.newest == nil:
				date(t.col).add(t.Lo, t.Hi)
			default:
				each[t.col] = true
			}
		}
	}
	for _, t := range p.totals {
		each[t.col] = true
	}
	for _, d := range p.days {
		each[d[0]], each[d[1]] = true, true
	}
	for _, cols := range p.distinct {
		for _, c := range cols {
			each[c] = true
		}
	}
	return each, dates
}

// conditions are all that the plan asks of a record.
func (p *plan) conditions() []condition {
	out := []condition{p.where}
	for _, e := range p.exclude {
		out = append(out, e.where)
	}
	for _, stages := range p.ladders {
		for _, s := range stages {
			out = append(out, s.where)
		}
	}
	for _, c := range p.cohorts {
		out = append(out, c.where)
	}
	return out
}

// askEnds asks for the first and the last day of the columns whose days may be put
// together, and says in SQL which are.
func (t *countedTable) askEnds() error {
	var ask []string
	var of []int
	for i, k := range t.kinds {
		if t.asks[i].wanted && !k.every && i != t.key {
			v := t.base.Value(t.columns[i])
			ask, of = append(ask, fmt.Sprintf("MIN(%s) AS a%d, MAX(%s) AS b%d", v, i, v, i)), append(of, i)
		}
	}
	if len(ask) == 0 {
		return nil
	}
	return t.rowsOf("SELECT "+strings.Join(ask, ", ")+t.base.From("q"), func(values []any) error {
		for i, at := range of {
			first, ok1 := values[2*i].(time.Time)
			last, ok2 := values[2*i+1].(time.Time)
			k := &t.kinds[at]
			if ok1 && ok2 && last.Year()-first.Year() <= longest {
				literal := func(d reports.Day) string { return t.base.Day(d, t.columns[at]) }
				k.class = k.date.class("x"+strconv.Itoa(at), floorDiv(first.Unix(), 86400), floorDiv(last.Unix(), 86400), literal)
			}
		}
		return nil
	})
}

// class is the SQL to group days by: the same number for days between which nothing
// changes, and each day that is set aside; "" where there would be too many numbers. The
// turn of a year and the last day are told apart too, for what check reports of the column.
func (d *days) class(x string, first, last int64, literal func(reports.Day) string) string {
	at := map[int64]bool{}
	if last > first {
		at[last] = true
	}
	for day := first + 1; day <= last; day++ {
		turn := reports.PeriodNumber("year", reports.Day(day)) != reports.PeriodNumber("year", reports.Day(day-1))
		for _, p := range d.periods {
			turn = turn || reports.PeriodNumber(p, reports.Day(day)) != reports.PeriodNumber(p, reports.Day(day-1))
		}
		if turn || d.at[day] {
			at[day] = true
		}
	}
	if len(at) >= finest {
		return ""
	}
	var edges []string
	for _, day := range slices.Sorted(maps.Keys(at)) {
		edges = append(edges, literal(reports.Day(day)))
	}
	class := "CASE WHEN " + x + " IS NULL THEN -1 ELSE " + halved(x, edges, 0) + " END"
	for _, w := range d.within {
		if w[0] > last || w[1] < first {
			return "" // every day is outside
		}
		var outside []string
		if w[0] > first {
			outside = append(outside, x+" < "+literal(reports.Day(w[0])))
		}
		if w[1] < last {
			outside = append(outside, x+" > "+literal(reports.Day(w[1])))
		}
		if outside != nil {
			class += ", CASE WHEN " + strings.Join(outside, " OR ") + " THEN " + x + " END"
		}
	}
	return class
}

// halved is the number of the first edge that x is below of, counted from n, found by
// halves: an engine looks at a few edges of hundreds for each value.
func halved(x string, edges []string, n int) string {
	if len(edges) == 0 {
		return strconv.Itoa(n)
	}
	m := len(edges) / 2
	return "CASE WHEN " + x + " < " + edges[m] + " THEN " + halved(x, edges[:m], n) + " ELSE " + halved(x, edges[m+1:], n+m+1) + " END"
}
