package sample

import (
	"bytes"
	"strings"

	"despatch/reports"
)

// spoil gives record i its dirt: at most one fault, or some noise that changes no meaning.
func (m *maker) spoil(i int64, try uint64) {
	switch id, r := m.faultOf(i, try); {
	case id == "":
		m.noise(i, try)
	case id != "stray":
		m.fault(id, m.eligible[id][r.below(len(m.eligible[id]))], &r)
	}
}

// faultOf is the one fault that record i has, "" for none.
func (m *maker) faultOf(i int64, try uint64) (string, rng) {
	r := streamOf(m.seed, i, forDirt+forLayout*try)
	u := Rate(r.below(million))
	for k := range m.faults {
		rate := m.faults[k].rate
		if m.faults[k].id == "stray" { // never in two neighbours, which a reader may take for one broken record
			rate *= 2 * Rate(1-i%2)
		}
		if u < rate {
			return m.faults[k].id, r
		}
		u -= rate
	}
	return "", r
}

// fault spoils one column in one way; a value that is not there is not spoilt.
func (m *maker) fault(id string, c *column, r *rng) {
	v := m.cell(c)
	if v.blank {
		return
	}
	switch id {
	case "bad-dates":
		y, mo, d := reports.Day(v.val).Date()
		from := r.below(len(notDates))
		for k := range notDates {
			s := notDates[(from+k)%len(notDates)](y, int(mo), d)
			if none(c.layouts, s) && (len(c.at) == 1 || m.joins(c, []byte(s))) {
				m.write(c, []byte(s))
				v.state = bad
				return
			}
		}
	case "bad-numbers":
		n := string(v.text)
		m.write(c, []byte([]string{n + ".5", "1e2", n + "_0", "ten", "+" + n, "1,204"}[r.below(6)]))
		v.state = bad
	case "order":
		if a := m.cell(c.after); a.state == good {
			m.setDate(c, reports.Day(a.val-32-int64(r.below(300)+366*(2-c.layouts[0].grain))), 0, 1)
		}
	case "window":
		m.outside(c, r)
	case "late":
		m.setDate(c, m.rel.AsAt+1+reports.Day(r.below(20))+reports.Day(366*(2-c.layouts[0].grain)), 3600, 1)
	case "blanks":
		m.blank(c, r)
	case "blank-ids":
		v.text, v.blank, v.state = nil, true, empty
	case "misspelt":
		if slips := c.words[v.word].spelt; len(slips) > 0 {
			m.put(c, slips[r.below(len(slips))])
		}
	}
}

// outside moves a value out of its plausible range.
func (m *maker) outside(c *column, r *rng) {
	low := c.HasLo && (!c.HasHi || r.below(2) == 0)
	by := int64(400 + r.below(3000))
	if c.kind == number {
		n := c.hi + by
		if low {
			n = c.lo - by
		}
		m.setNumber(c, n)
		return
	}
	day := c.hi + by
	if low {
		if day = c.lo - by; r.below(3) == 0 {
			day = min(day, int64(reports.DayOf(1900, 1, 1)))
		}
	}
	m.setDate(c, reports.Day(day), 0, 1)
}

// blank takes a value away, or puts a word for that in its place.
func (m *maker) blank(c *column, r *rng) {
	v := m.cell(c)
	*v = cell{word: -1, blank: true}
	if c.kind == word {
		v.word = 0
	}
	if len(c.Blank) > 0 && r.below(2) == 0 && len(c.at) == 1 {
		m.write(c, []byte(capital(c.Blank[r.below(len(c.Blank))])))
	} else if r.below(8) == 0 && len(c.at) == 1 {
		m.write(c, []byte(" "))
	}
}

// noise writes values in other ways that mean the same.
func (m *maker) noise(i int64, try uint64) {
	r := streamOf(m.seed, i, forNoise+forLayout*try)
	pick := func(id string, rate Rate) (*column, *cell) {
		if !r.hit(rate) {
			return nil, nil
		}
		if cols := m.eligible[id]; len(cols) > 0 {
			c := cols[r.below(len(cols))]
			if v := m.cell(c); len(v.text) > 0 && !v.blank {
				return c, v
			}
		}
		return nil, nil
	}
	if c, v := pick("variants", m.rates.variants); v != nil {
		m.vary(c, v, r.below(5))
	}
	if c, v := pick("separators", m.rates.separators); v != nil {
		m.write(c, append(append(append(bytes.Clone(v.text), m.comma()), " and "...), "no more"...))
	} else if r.hit(m.rates.separators) {
		if v := &m.cells[r.below(len(m.cells))]; len(v.text) > 0 {
			v.quote = true
		}
	}
	if c, v := pick("breaks", m.rates.breaks); v != nil {
		if at := bytes.IndexByte(v.text, ' '); at > 0 && !bytes.HasPrefix(v.text, []byte(" ")) {
			m.write(c, v.text)
			m.cell(c).text[at] = '\n'
		} else {
			m.write(c, append(bytes.Clone(v.text), '\n'))
		}
	}
}

// vary writes a word in another way that folds the same.
func (m *maker) vary(c *column, v *cell, how int) {
	s := string(v.text)
	plain := ascii(s) == s
	switch {
	case how == 0:
		s = " " + s
	case how == 1 || !plain:
		s += "  "
	case how == 2:
		s = strings.ToUpper(s)
	case how == 3:
		s = strings.ToLower(s)
	default:
		s = strings.Replace(s, " ", "\u00a0", 1)
	}
	m.write(c, []byte(s))
}

func (m *maker) comma() byte {
	if m.ext.Comma == 0 {
		return ','
	}
	return m.ext.Comma
}

// strayOf decides whether the line of record i has a quotation mark out of place, and how.
func (m *maker) strayOf(i int64, try uint64) {
	if id, r := m.faultOf(i, try); id == "stray" {
		m.stray = 1 + r.below(3)
	}
}
