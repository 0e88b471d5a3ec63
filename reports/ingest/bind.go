package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"despatch/reports"
)

// A stage is one stage of a ladder, bound to its column or condition.
type stage struct {
	*reports.Stage
	col   *column
	where condition
	gaps  int64 // live records that went past without it, where the release says nothing
	first spot  // of the first of them
}

// An exclusion is an exclusion bound to columns.
type exclusion struct {
	id, text string
	where    condition
}

// A totals is one dimension's own totals: rows to leave out.
type totals struct {
	dim  *reports.Dimension
	col  *column
	vals map[string]bool
}

// A plan is what the release asks of every record of the extract, bound to
// the columns of the first file's header.
type plan struct {
	cols     []*column // all that are looked at, needed ones first
	ordered  []*column // of those, the dates that must follow another
	needed   int
	byColumn map[*reports.Column]*column
	key      []*column
	recorded *column
	where    condition
	exclude  []exclusion
	totals   []totals
	coders   []*coder // ext.Dims, then those that only conditions ask
	byDim    map[*reports.Dimension]*coder
	ladders  [][]*stage
	cohorts  []cohort
	sums     []*column
	days     [][2]*column
	distinct [][]*column
	newest   map[*reports.Column]*int64
	asAt     reports.Day
}

type cohort struct {
	bit   uint64
	where condition
}

// need is the column of the plan for a column of the release.
func (p *plan) need(c *reports.Column) *column {
	if c == nil {
		return nil
	}
	if col, ok := p.byColumn[c]; ok {
		return col
	}
	col := newColumn(c)
	p.byColumn[c] = col
	p.cols = append(p.cols, col)
	return col
}

func (p *plan) condition(w reports.Where) condition {
	out := make(condition, 0, len(w))
	for _, c := range w {
		t := test{Clause: c, values: map[string]bool{}}
		for _, v := range c.Values {
			t.values[v] = true
		}
		if c.Dim != nil {
			t.dim = p.coder(c.Dim)
			t.col = t.dim.col
		} else {
			t.col = p.need(c.Column)
		}
		if c.Latest {
			if p.newest[t.col.Column] == nil {
				none := openLo
				p.newest[t.col.Column] = &none
			}
			t.newest = p.newest[t.col.Column]
		}
		out = append(out, t)
	}
	return out
}

func (p *plan) coder(d *reports.Dimension) *coder {
	if c, ok := p.byDim[d]; ok {
		return c
	}
	c := newCoder(d, p.need(d.Column), p.need(d.Column2), p.asAt)
	p.byDim[d] = c
	p.coders = append(p.coders, c)
	return c
}

// newPlan lists what is needed; nothing is bound to a header yet. Newest dates
// found by a survey are handed on.
func newPlan(rel *reports.Release, ext *reports.Extract, newest map[*reports.Column]*int64) *plan {
	p := &plan{byColumn: map[*reports.Column]*column{}, byDim: map[*reports.Dimension]*coder{}, newest: newest, asAt: rel.AsAt}
	for _, c := range ext.Columns {
		p.need(c)
	}
	for _, c := range ext.Key {
		p.key = append(p.key, p.need(c))
	}
	p.recorded = p.need(ext.Recorded)
	for _, d := range ext.Dims {
		p.coder(d)
	}
	p.where = p.condition(ext.Where)
	for _, e := range ext.Exclude {
		p.exclude = append(p.exclude, exclusion{"excluded:" + e.Reason, e.Reason, p.condition(e.Where)})
	}
	for _, l := range ext.Ladders {
		var stages []*stage
		for _, s := range l.Stages {
			stages = append(stages, &stage{Stage: s, col: p.need(s.Date), where: p.condition(s.Where)})
		}
		p.ladders = append(p.ladders, stages)
	}
	for i, c := range rel.Cohorts {
		if bit := uint64(1) << i; ext.Cohorts&bit != 0 {
			p.cohorts = append(p.cohorts, cohort{bit, p.condition(c.Where)})
		}
	}
	for _, m := range ext.Sums {
		col := p.need(m.Of[0])
		col.number = true
		col.lo = max(col.lo, 0)
		if col.HasLo {
			col.lo = col.Lo
		}
		p.sums = append(p.sums, col)
	}
	for _, m := range ext.Days {
		p.days = append(p.days, [2]*column{p.need(m.From), p.need(m.To)})
	}
	for _, m := range ext.Distinct {
		var cols []*column
		for _, c := range m.Of {
			cols = append(cols, p.need(c))
		}
		p.distinct = append(p.distinct, cols)
	}
	for i := 0; i < len(p.cols); i++ {
		p.cols[i].after = p.need(p.cols[i].After)
	}
	p.needed = len(p.cols)
	p.extras(rel)
	return p
}

// extras adds columns the tables do not need but whose rules the release
// states: looked at where the extract has them.
func (p *plan) extras(rel *reports.Release) {
	named := map[string]bool{}
	for _, c := range p.cols {
		named[c.Name] = true
	}
	add := func(c *reports.Column) {
		if !named[c.Name] {
			named[c.Name] = true
			p.need(c)
		}
	}
	for _, c := range rel.Columns {
		if c.IsDate() || c.Number || c.Repeats {
			add(c)
		}
	}
	for _, d := range rel.Dimensions {
		if len(d.Totals) > 0 && d.Column != nil {
			add(d.Column)
		}
	}
	for _, c := range p.cols[p.needed:] {
		c.after = p.byColumn[c.After] // where the extract is looked at for it too
	}
}

// bind finds every column in the header; what is not there or there twice is a finding.
func (r *reader) bind(h *header) []reports.Finding {
	p := r.plan
	names := &header{names: slices.Concat(h.names, r.pattern.names), line: h.line}
	pos := reports.Pos{File: r.place(), Line: int(h.line)}
	var out []reports.Finding
	missing := 0
	var kept []*column
	for i, c := range p.cols {
		needed := i < p.needed
		wanted, lost := c.find(names)
		switch {
		case wanted == nil && needed && lost != "":
			missing++
			f := reports.Find(Rules, "D011", "the header has no column %q", lost).At(pos)
			for _, n := range nearest(lost, names.names) {
				f.Hints = append(f.Hints, fmt.Sprintf("did you mean %q?", n))
			}
			out = append(out, f)
		case wanted == nil && needed:
			out = append(out, reports.Find(Rules, "D012", "the header has the column %q more than once", c.Name).At(pos))
		}
		if wanted != nil {
			c.at = wanted
			kept = append(kept, c)
		}
	}
	if missing > 1 && missing == p.needed {
		return []reports.Finding{r.notHeader(h, pos)}
	}
	p.cols = kept
	for _, c := range p.cols {
		if c.after != nil && c.after.at == nil {
			c.after = nil
		}
		if c.after != nil {
			p.ordered = append(p.ordered, c)
		}
	}
	for _, d := range r.rel.Dimensions {
		if len(d.Totals) > 0 {
			r.bindTotals(d)
		}
	}
	if r.ext.Closed && len(out) == 0 {
		out = r.closed(h, pos)
	}
	r.countLike(h)
	r.bindBlanks(h)
	return out
}

// find is where the column stands in the header; else the name that is lost,
// or "" where a name occurs more than once.
func (c *column) find(h *header) (at []int, lost string) {
	if c.Template == "" {
		named := c.Named
		if len(named) == 0 {
			named = []string{c.Name}
		}
		for i, n := range named {
			if !slices.Contains(named[:i], n) {
				at = append(at, h.places(n)...)
			}
		}
		switch len(at) {
		case 1:
			return at, ""
		case 0:
			return nil, named[0]
		}
		return nil, ""
	}
	rest := c.Template
	c.between = nil
	for {
		before, tail, ok := strings.Cut(rest, "{")
		name, after, closed := strings.Cut(tail, "}")
		if !ok || !closed {
			c.between = append(c.between, rest)
			return at, ""
		}
		c.between = append(c.between, before)
		switch places := h.places(name); len(places) {
		case 1:
			at = append(at, places[0])
		case 0:
			return nil, name
		default:
			return nil, ""
		}
		rest = after
	}
}

func (r *reader) bindTotals(d *reports.Dimension) {
	for _, c := range r.plan.cols {
		if c.Column == d.Column || d.Column != nil && c.Name == d.Column.Name {
			t := totals{dim: d, col: c, vals: map[string]bool{}}
			for _, v := range d.Totals {
				t.vals[v] = true
			}
			r.plan.totals = append(r.plan.totals, t)
			return
		}
	}
}

// closed finds columns the release does not name.
func (r *reader) closed(h *header, pos reports.Pos) []reports.Finding {
	known := map[string]bool{}
	for _, c := range append(slices.Clone(r.ext.Columns), r.rel.Columns...) {
		known[c.Name] = true
		for _, n := range c.Named {
			known[n] = true
		}
		for _, part := range strings.Split(c.Template, "{") {
			if name, _, ok := strings.Cut(part, "}"); ok {
				known[name] = true
			}
		}
	}
	for _, n := range r.rel.Private {
		known[n] = true
	}
	var out []reports.Finding
	seen := map[string]bool{}
	for i, n := range h.names {
		if !known[n] || seen[n] {
			out = append(out, reports.Find(Rules, "D013", "column %d of the header is not one the release names, and the extract's columns are closed", i+1).At(pos))
		}
		seen[n] = true
	}
	return out
}

// notHeader is the finding of a line in which no column wanted stands, with
// what may be wrong: another separator, another line. A table has neither.
func (r *reader) notHeader(h *header, pos reports.Pos) reports.Finding {
	if h.line == 0 {
		return reports.Find(Rules, "D010", "not one of the columns the release names is there").At(pos)
	}
	f := reports.Find(Rules, "D010", "line %d is not the header the release declares: no column it names stands there", h.line).At(pos)
	if r.scan == nil { // a sheet of a workbook
		return f
	}
	f.Hints = append(f.Hints, r.otherSeparator(strings.Join(h.names, string(rune(r.ext.Comma))))...)
	if at := r.headerBelow(); at > 0 {
		f.Hints = append(f.Hints, fmt.Sprintf("Line %d holds the columns wanted: declare header: %d.", at, at))
	}
	return f
}

// headerBelow is the number of one of the next lines that holds every column wanted.
func (r *reader) headerBelow() int64 {
	s := r.scan
	for range 10 {
		n, ended := s.index(0, '\n', s.max.line)
		if !ended {
			return 0
		}
		var h header
		for _, f := range bytes.Split(s.buf[s.pos:s.pos+n], []byte{s.sep}) {
			h.names = append(h.names, strings.Trim(string(trim(f)), `"`))
		}
		all := true
		for _, c := range r.plan.cols[:r.plan.needed] {
			at, _ := c.find(&h)
			all = all && at != nil
		}
		if all {
			return s.line
		}
		s.take(n+1, 1)
	}
	return 0
}

// countLike finds columns whose name says that they count, where nothing is summed.
func (r *reader) countLike(h *header) {
	if len(r.plan.sums) > 0 {
		return
	}
	for i, n := range h.names {
		words := strings.Fields(strings.ToLower(n))
		if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(countWords, w) }) && len(h.places(n)) == 1 {
			r.counts = append(r.counts, countColumn{at: i, name: n, whole: true})
		}
	}
}

var countWords = []string{"count", "counts", "number", "total", "people", "persons", "cases", "quantity", "weight", "frequency"}

// A countColumn is a column that may hold counts.
type countColumn struct {
	at    int
	name  string
	whole bool  // so far
	above int64 // records with more than 1
}
