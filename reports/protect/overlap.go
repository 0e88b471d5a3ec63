package protect

import (
	"math"
	"slices"
	"strings"

	"despatch/reports"
)

// addable says why the figures of a sum may not be added: they are no counts, or
// a case may be in two of them (law 4).
func (m *maker) addable(n *node) *problem {
	parts := summed(n)
	for _, f := range parts {
		md := m.tables[f.Table]
		if f.Unit != reports.Number || md != nil && md.count != nil && !md.measure(f).Additive() {
			return wrong("P020", "{%s}: %q cannot be added to another figure", n.id(), f.ID)
		}
	}
	for i, a := range parts {
		for _, b := range parts[:i] {
			if !m.apart(a, b) {
				return wrong("P021", "{%s}: a case may be in both %q and %q", n.id(), b.ID, a.ID)
			}
		}
	}
	return nil
}

// summed is the figures a sum adds up; what is taken away or divided stays out.
func summed(n *node) []*reports.Figure {
	switch n.op {
	case reports.OpRef:
		return []*reports.Figure{n.figure}
	case reports.OpPlus:
		return append(summed(n.a), summed(n.b)...)
	case reports.OpMinus:
		return summed(n.a)
	}
	return nil
}

// measure is what a figure of the table counts.
func (md *made) measure(f *reports.Figure) *reports.Measure {
	for _, tm := range md.count.Spec.Measures {
		if tm.ID == f.Measure {
			return tm.Measure
		}
	}
	return md.count.Spec.Measures[0].Measure
}

// apart says whether no case can be in both figures. Of stated figures, and of
// figures of different extracts, nothing is known against it.
func (m *maker) apart(a, b *reports.Figure) bool {
	x, y := m.tables[a.Table], m.tables[b.Table]
	switch {
	case a == b:
		return false
	case x == nil || y == nil:
		return true
	case x.count == nil || y.count == nil:
		return x != y || x.siblings(a, b)
	case x.count.Spec.Extract != y.count.Spec.Extract:
		return true
	}
	p, q := x.extent(m.rel, a), y.extent(m.rel, b)
	if stock := x.measure(a).Stock; stock != nil && p.differ(q, func(d *reports.Dimension) bool { return d.Column == stock }) {
		return false // a state at two dates is not added
	}
	return p.differ(q, func(*reports.Dimension) bool { return true }) || p.after(q) || q.after(p) || cohortsApart(p.cohorts, q.cohorts)
}

// siblings says of two figures of a reserved table whether they are in different
// parts of it: rows of the account and the reasons are, what is not known of two
// dimensions, or what two columns hold, is not.
func (md *made) siblings(a, b *reports.Figure) bool {
	if md.table.ID == "not_known" || md.table.ID == "column_quality" {
		return false
	}
	group := func(code string) string { return md.cols.heads[md.cols.index[code]].Group }
	return a.Row != b.Row || group(a.Column) != b.Column && group(b.Column) != a.Column
}

// An extent is which cases a figure can count, as far as its heads say.
type extent struct {
	codes       map[*reports.Dimension]place
	ladder      *reports.Ladder
	first, last int // furthest stage
	cohorts     []*reports.Cohort
}

// A place is a code of a dimension; the rest of a table is whatever has no row in it.
type place struct {
	code  string
	rest  bool
	table *reports.TableSpec
}

func (md *made) extent(rel *reports.Release, f *reports.Figure) extent {
	spec := md.count.Spec
	e := extent{codes: map[*reports.Dimension]place{}, cohorts: spec.Cohorts}
	e.bound(rel, spec, spec.Rows, md.rows.heads[md.rows.index[f.Row]])
	e.bound(rel, spec, spec.Columns, md.cols.heads[md.cols.index[f.Column]])
	return e
}

// bound narrows an extent to the cases of a head.
func (e *extent) bound(rel *reports.Release, spec *reports.TableSpec, parts []reports.AxisPart, h reports.Head) {
	codes := strings.Split(h.Code, ".")
	for i, p := range parts {
		switch {
		case h.Kind == reports.Rest && p.Dim != nil:
			e.codes[p.Dim] = place{rest: true, table: spec}
		case h.Codes[i] == reports.AnyCode:
		case p.Cohorts:
			e.cohorts = []*reports.Cohort{rel.Cohorts[h.Codes[i]]}
		case p.Ladder != nil:
			e.ladder, e.first, e.last = p.Ladder, int(h.Codes[i]), int(h.Codes[i])
			if spec.View == reports.Reached {
				e.last = math.MaxInt
			}
		default:
			e.codes[p.Dim] = place{code: codes[min(i, len(codes)-1)], table: spec}
		}
	}
}

// differ says whether two extents lie in different codes of a dimension.
func (e extent) differ(o extent, of func(*reports.Dimension) bool) bool {
	for d, a := range e.codes {
		if b, ok := o.codes[d]; ok && of(d) && a.apart(b) {
			return true
		}
	}
	return false
}

// apart says whether two places share no case. The rest of one table and a row of
// another may.
func (a place) apart(b place) bool {
	if a.rest || b.rest {
		return a.rest != b.rest && a.table == b.table
	}
	return a.code != b.code
}

// after says whether e's cases all went further than any of o's, on one ladder.
func (e extent) after(o extent) bool {
	return e.ladder != nil && e.ladder == o.ladder && e.first > o.last
}

// cohortsApart says whether no case can be in a cohort of each list, by the ranges and
// values that define them.
func cohortsApart(as, bs []*reports.Cohort) bool {
	for _, a := range as {
		for _, b := range bs {
			if !slices.ContainsFunc(a.Where, func(x reports.Clause) bool {
				return slices.ContainsFunc(b.Where, func(y reports.Clause) bool { return exclude(x, y) })
			}) {
				return false
			}
		}
	}
	return len(as) > 0 && len(bs) > 0
}

// exclude says whether no record can meet both clauses.
func exclude(x, y reports.Clause) bool {
	if x.Dim != y.Dim || x.Column != y.Column || x.Not || y.Not || x.Latest || y.Latest || x.Ranged != y.Ranged {
		return false
	}
	if x.Ranged {
		return x.Hi < y.Lo || y.Hi < x.Lo
	}
	return !slices.ContainsFunc(x.Values, func(v string) bool { return slices.Contains(y.Values, v) })
}
