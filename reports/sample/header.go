package sample

import (
	"fmt"
	"slices"
	"strings"

	"despatch/reports"
)

// heads says whether a name heads the column or one that it joins.
func (c *column) heads(name string) bool {
	if c.Template != "" {
		return strings.Contains(c.Template, "{"+name+"}")
	}
	return c.header() == name
}

func (c *column) header() string {
	if len(c.Named) > 0 {
		return c.Named[0]
	}
	return c.Name
}

// place gives every column its places in the header.
func (p *plan) place() error {
	taken := map[string]string{}
	put := func(c *column, name string) error {
		if other, ok := taken[name]; ok {
			return fmt.Errorf("the columns %q and %q of the extract %q are both read from %q: such a file is not made", other, c.Name, p.ext.ID, name)
		}
		if !p.writable(name) {
			return fmt.Errorf("the header %q of the extract %q cannot be written in its encoding", name, p.ext.ID)
		}
		taken[name] = c.Name
		c.at = append(c.at, len(p.headers))
		p.headers = append(p.headers, name)
		return nil
	}
	order := slices.Clone(p.cols) // who it is first, then the rest
	slices.SortStableFunc(order, func(a, b *column) int { return p.rank(a) - p.rank(b) })
	for _, c := range order {
		if c.Template == "" {
			if err := put(c, c.header()); err != nil {
				return err
			}
			continue
		}
		rest := c.Template
		for {
			before, tail, ok := strings.Cut(rest, "{")
			name, more, closed := strings.Cut(tail, "}")
			if !ok || !closed {
				c.between = append(c.between, rest)
				break
			}
			c.between = append(c.between, before)
			if err := put(c, name); err != nil {
				return err
			}
			rest = more
		}
	}
	return nil
}

// rank is where a column stands among the others in the header.
func (p *plan) rank(c *column) int {
	switch {
	case slices.Contains(p.ext.Key, c.Column):
		return 0
	case c.Private:
		return 1
	case c == p.rec:
		return 3
	}
	return 2
}

// identify settles what tells cases apart, and records where there is no id.
func (p *plan) identify() error {
	for _, c := range p.ext.Key {
		x := p.byCol[c]
		x.isKey = true
		p.key = append(p.key, x)
		if p.ref == nil && x.kind == ref {
			p.ref = x
		}
	}
	if len(p.key) > 0 {
		if p.ref == nil {
			return fmt.Errorf("the id of the extract %q is made of columns it counts by: such a file is not made", p.ext.ID)
		}
		p.unique = true
		return nil
	}
	for _, c := range p.cols {
		if c.kind == text {
			p.unique = true // made of the record's number
		}
	}
	if !p.unique && !p.ext.Closed {
		c := p.add(&reports.Column{Name: "sample_record", Otherwise: reports.QuarantineIt})
		c.at, c.label = []int{len(p.headers)}, "R "
		p.headers = append(p.headers, c.Name)
		p.unique = true
	}
	return nil
}
