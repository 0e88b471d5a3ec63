package sample

import (
	"bytes"
	"slices"
	"strings"

	"despatch/reports"
)

// purposes of random numbers, a stream each.
const (
	forRole = iota
	forContent
	forChange
	forDirt
	forNoise
	forLayout = 16 // and above: one a try
)

// span is how many records are made and counted together: a repeat and what it
// repeats lie in one span.
const span = 4096

// A maker makes records. Each thread has its own.
type maker struct {
	*judge
	arena []byte // texts of the record at hand
	stray int    // how a quotation mark is out of place; 0: none
	set   []bool // columns chosen already, by links
	csv   *csvWriter
	line  []byte

	scratch []fate // of a span
	bases   []int32
}

func newMaker(p *plan) *maker {
	return &maker{judge: newJudge(p), set: make([]bool, len(p.cols))}
}

// role says what record i is: a case of its own (base is i), an exact repeat of base, or a
// later version of it. The first of a span is always a case of its own.
func (m *maker) role(i int64) (base int64, version bool) {
	first := i - i%span
	if i == first {
		return i, false
	}
	r := streamOf(m.seed, i, forRole)
	u := Rate(r.below(million))
	repeats, versions := m.rates.repeats, m.rates.versions
	if len(m.key) == 0 {
		versions = 0
	}
	if u >= repeats+versions {
		return i, false
	}
	of := first + int64(r.below(int(i-first)))
	for {
		base, _ := m.role(of)
		if base == of {
			return of, u >= repeats
		}
		of-- // the first of the span is a case of its own
	}
}

// make makes record i with its dirt and judges it; a repeat is made as what it repeats.
func (m *maker) make(i int64, f *fate) {
	base, version := m.role(i)
	from := base
	if version {
		from = i
	}
	for try := uint64(0); ; try++ {
		m.clean(base, i, version, try)
		if try >= tries {
			m.judge.judge(f)
			return
		}
		m.spoil(from, try)
		m.stray = 0
		if base == i || version {
			m.strayOf(i, try)
		}
		m.judge.judge(f)
		if m.stray > 0 {
			*f = fate{codes: f.codes, stages: f.stages, weights: f.weights}
			f.out(reports.Quarantined, "quote", "a quotation mark out of place")
			return
		}
		if !f.gap {
			return
		}
	}
}

// tries is how often a record whose stages do not follow one another is made again.
const tries = 8

// clean makes the record without dirt.
func (m *maker) clean(base, i int64, version bool, try uint64) {
	m.arena, m.stray = m.arena[:0], 0
	clear(m.set)
	r := streamOf(m.seed, base, forContent+forLayout*try)
	for _, c := range m.cols {
		v := m.cell(c)
		*v = cell{word: -1}
		if c.kind == word {
			m.put(c, c.draw(&r))
		}
	}
	m.follow(&r)
	var change rng
	if version {
		change = streamOf(m.seed, i, forChange+forLayout*try)
		m.redraw(&change)
	}
	for _, c := range m.cols {
		switch c.kind {
		case date:
			if c != m.rec {
				m.dateOf(c, &r, &change, version)
			}
		case number:
			m.setNumber(c, m.numberOf(c, &r))
		case ref:
			of := base
			if !c.isKey && version {
				of = i
			}
			m.reference(c, of-of%c.unit)
		case text:
			of := base
			if version && c.Name == "sample_record" {
				of = i
			}
			m.wordless(c, of)
		}
	}
	if m.rec != nil && m.rec.kind == date {
		m.dateOf(m.rec, &r, &change, version)
	}
}

// redraw changes one word of a version that nothing ties.
func (m *maker) redraw(r *rng) {
	c := m.cols[r.below(len(m.cols))]
	if c.kind != word || c.isKey || slices.ContainsFunc(m.links, func(l link) bool { return l.child == c || l.parent == c }) {
		return
	}
	m.put(c, c.draw(r))
}

// follow makes linked columns agree: a parent is what its child lies in; a second
// child is one that lies in the parent chosen.
func (m *maker) follow(r *rng) {
	for _, l := range m.links {
		child := m.cell(l.child)
		of := l.of[child.word]
		switch {
		case of < 0:
		case !m.set[l.parent.index]:
			m.put(l.parent, of)
		case m.cell(l.parent).word != of:
			from := r.below(len(l.child.base))
			fits := int32(0) // blank where no child lies in the parent
			for k := range l.child.base {
				if w := l.child.base[(from+k)%len(l.child.base)]; l.of[w] == m.cell(l.parent).word {
					fits = w
					break
				}
			}
			m.put(l.child, fits)
		}
		m.set[l.parent.index], m.set[l.child.index] = true, true
	}
}

// put gives a column a word.
func (m *maker) put(c *column, w int32) {
	v, from := m.cell(c), &c.words[w]
	*v = cell{word: w, blank: from.blank}
	at := len(m.arena)
	m.arena = append(m.arena, from.text...)
	v.text = m.arena[at:len(m.arena):len(m.arena)]
	if c.number && !from.blank {
		if v.state = bad; from.whole {
			v.state, v.val, v.end = good, from.num, from.num
		}
	}
}

// write gives a column a text, put together from its parts where it has several.
func (m *maker) write(c *column, text []byte) {
	m.cell(c).text = m.keep(text)
}

func (m *maker) keep(text []byte) []byte {
	at := len(m.arena)
	m.arena = append(m.arena, text...)
	return m.arena[at:len(m.arena):len(m.arena)]
}

// dateOf makes a date: after the column it follows, within its range, or none where a stage is not reached.
func (m *maker) dateOf(c *column, r, change *rng, version bool) {
	u, wait, at := r.below(100), r.below(r.below(400)+1), r.below(86400)
	day := c.from + int64(r.below(int(c.to-c.from)+1))
	limit := min(int64(m.rel.AsAt), c.hi)
	if c == m.rec && c.after == nil { // what a record says had happened when it was made
		for _, o := range m.cols {
			if v := m.cell(o); o.kind == date && o != c && v.state == good && v.val <= limit {
				day = max(day, v.val)
			}
		}
	}
	if c == m.rec && version {
		day += int64(1 + change.below(60))
		if day > limit {
			day, at = limit, 86399
		}
	} else if before := m.beforeOf(c); before != nil {
		b := m.cell(before)
		if c.stage && (b.state != good || u >= reach && (!version || u >= reach+10)) {
			m.cell(c).blank = true
			return
		}
		if b.state == good {
			day = b.val + int64(wait)
		}
		if day > limit {
			if c.stage {
				m.cell(c).blank = true
				return
			}
			day = limit
		}
	}
	m.setDate(c, reports.Day(day), at, u)
}

// reach is how many in a hundred cases go on to the next stage; ten more in a later version.
const reach = 75

func (m *maker) beforeOf(c *column) *column {
	if c.after != nil && c.after.kind == date && c.after.index != c.index {
		return c.after
	}
	return c.before
}

func (m *maker) setDate(c *column, day reports.Day, secs, choice int) {
	l := &c.layouts[0]
	if len(c.usable) > 1 && choice%5 == 0 {
		l = &c.layouts[c.usable[choice%len(c.usable)]]
	}
	first, last := l.span(day)
	if !l.clock {
		secs = 0
	} else if !strings.Contains(l.goway, "05") {
		secs -= secs % 60
		if !strings.Contains(l.goway, "04") {
			secs -= secs % 3600
		}
	}
	v := m.cell(c)
	*v = cell{word: -1, state: good, val: int64(first), end: int64(last), secs: int64(first)*86400 + int64(secs)}
	from := len(m.arena)
	m.arena = l.write(m.arena, first, secs)
	v.text = m.arena[from:len(m.arena):len(m.arena)]
	if len(c.at) > 1 && !m.joins(c, v.text) {
		v.blank, v.state, v.text = true, empty, nil
	}
}

func (m *maker) numberOf(c *column, r *rng) int64 {
	lo, hi := c.from, c.to
	if len(c.bands) > 0 {
		b := c.bands[r.below(len(c.bands))]
		lo, hi = b.Lo, b.Hi
		if b.Lo < -1<<40 {
			lo = hi - 20
		}
		if b.Hi > 1<<40 {
			hi = lo + 20
		}
		lo, hi = max(lo, c.lo), min(hi, c.hi)
		if lo > hi {
			lo, hi = c.from, c.to
		}
	}
	n := min(hi-lo, 1<<30)
	return lo + int64(r.below(r.below(int(n)+1)+1))
}

func (m *maker) setNumber(c *column, n int64) {
	v := m.cell(c)
	*v = cell{word: -1, state: good, val: n, end: n}
	m.write(c, number64(nil, n))
}

func number64(b []byte, n int64) []byte {
	if n < 0 {
		return digits(append(b, '-'), int(-n), 1)
	}
	return digits(b, int(n), 1)
}

// refs is how many references there are; scatter has no factor in common with it, so
// that each number gives another.
const (
	refs    = 1_000_000_000
	scatter = 618_033_989
)

// reference gives a column the identifier of a case.
func (m *maker) reference(c *column, of int64) {
	if c.number {
		lo := int64(1)
		if c.HasLo {
			lo = c.Lo
		}
		m.setNumber(c, lo+of)
		return
	}
	m.line = digits(append(m.line[:0], "SYN-"...), int((of*scatter+int64(m.seed%refs))%refs), 9)
	m.template(c, m.line)
}

// template writes a text into the last part of a column that several join.
func (m *maker) template(c *column, text []byte) {
	v := m.cell(c)
	*v = cell{word: -1}
	if len(c.at) <= 1 {
		m.write(c, text)
		return
	}
	from := len(m.arena)
	for k := range c.at {
		m.arena = append(m.arena, c.between[k]...)
		if k == len(c.at)-1 {
			m.arena = append(m.arena, text...)
		} else {
			m.arena = append(m.arena, 'S')
		}
	}
	m.arena = append(m.arena, c.between[len(c.at)]...)
	v.text = m.arena[from:len(m.arena):len(m.arena)]
}

// wordless gives a column a text without meaning.
func (m *maker) wordless(c *column, of int64) {
	b := append(m.line[:0], c.label...)
	if m.accents && of%16 == 0 {
		b = append(b, "\u00e9\u00e8 "...)
	}
	m.line = digits(b, int(of), 7)
	m.template(c, m.line)
}

// joins says whether the parts of a template, put together again, give the text.
func (m *maker) joins(c *column, text []byte) bool {
	parts, ok := c.split(text)
	return ok && len(parts) == len(c.at)
}

// split takes a text apart into the parts of a template.
func (c *column) split(text []byte) ([][]byte, bool) {
	rest, ok := bytes.CutPrefix(text, []byte(c.between[0]))
	if !ok {
		return nil, false
	}
	var out [][]byte
	for k := range c.at {
		between := []byte(c.between[k+1])
		if k == len(c.at)-1 {
			part, ok := bytes.CutSuffix(rest, between)
			return append(out, part), ok
		}
		part, more, ok := bytes.Cut(rest, between)
		if !ok || len(between) == 0 {
			return nil, false
		}
		out, rest = append(out, part), more
	}
	return out, true
}
