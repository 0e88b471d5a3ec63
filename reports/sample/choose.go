package sample

import "despatch/reports"

// link finds columns whose values must lie within those of another, so that no code has two parents.
func (p *plan) link() {
	for _, d := range p.dims {
		up := p.byDim[d.Within]
		if up == nil || up.col == d.col || d.col.kind != word || up.col.kind != word {
			continue
		}
		l := link{child: d.col, parent: up.col, dim: d, of: make([]int32, len(d.col.words))}
		base := up.col.base
		for w := range l.of {
			l.of[w] = -1
			if d.codes[w] != "" && len(base) > 0 {
				l.of[w] = base[hashText(d.codes[w])%uint64(len(base))]
			}
		}
		p.links = append(p.links, l)
	}
}

func hashText(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// choose lists the columns that each kind of dirt can touch.
func (p *plan) choose() {
	linked := map[*column]bool{}
	for _, l := range p.links {
		linked[l.parent] = true
	}
	for i, c := range p.cols {
		add := func(id string) { p.eligible[id] = append(p.eligible[id], c) }
		judged := i < p.judged
		switch {
		case c.kind == date && judged:
			add("bad-dates")
			if c.HasLo || c.HasHi {
				add("window")
			}
			if c.after != nil {
				add("order")
			}
			add("blanks")
		case c.kind == number && judged:
			add("bad-numbers")
			if c.HasLo || c.HasHi {
				add("window")
			}
			add("blanks")
		case c.kind == word && !c.isKey:
			add("blanks")
			if !c.number {
				add("variants")
				add("breaks")
			}
			if !linked[c] || p.codedOnly(c) {
				add("misspelt")
			}
		case c.kind == text && c.Template == "":
			add("separators")
			add("breaks")
		case c.isKey && c.kind == ref && c.Template == "":
			add("blank-ids")
		}
	}
	if p.rec != nil {
		p.eligible["late"] = []*column{p.rec}
	}
	for _, id := range faults {
		if len(p.eligible[id]) > 0 || id == "stray" {
			p.faults = append(p.faults, fault{id, p.dirt[id]})
		}
	}
	d := p.dirt
	p.rates = rates{d["repeats"], d["versions"], d["variants"], d["separators"], d["breaks"]}
	p.accents = p.single()
}

// codedOnly says whether every dimension on the column has a code list, so that a slip makes no new code.
func (p *plan) codedOnly(c *column) bool {
	for _, d := range p.dims {
		if d.col == c && d.Kind != reports.Coded {
			return false
		}
	}
	return true
}
