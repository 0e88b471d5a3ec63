package tabulate

import (
	"slices"

	"despatch/reports"
)

// An axis is one side of a table: its heads, and which of them a case counts in.
type axis struct {
	parts []*part
	heads []reports.Head
	at    map[pair]int // a head by the codes of its parts; AnyCode for a total or a missing part
}

// A pair is the codes of the parts of a side.
type pair [2]reports.Code

// makeAxis lays out a side of at most two parts.
func (w *work) makeAxis(parts []*part) (*axis, []reports.Finding) {
	x := &axis{parts: parts, at: map[pair]int{}}
	switch len(parts) {
	case 0:
		x.head(pair{reports.AnyCode, reports.AnyCode}, reports.Head{Code: "total", Labels: []string{""}})
		return x, nil
	case 1:
		x.single()
		return x, nil
	}
	leaves, nested, findings := w.leaves(parts[0], parts[1])
	x.double(leaves, nested)
	return x, findings
}

func (x *axis) head(p pair, h reports.Head) {
	h.Codes = p[:len(x.parts)]
	x.at[p] = len(x.heads)
	x.heads = append(x.heads, h)
}

// single lays out one part: its codes, then the total.
func (x *axis) single() {
	p := x.parts[0]
	group := ""
	if p.total {
		group = "total"
	}
	for _, c := range p.codes {
		h := c.head()
		h.Group = group
		x.head(pair{c.code, reports.AnyCode}, h)
	}
	if p.total {
		x.head(pair{reports.AnyCode, reports.AnyCode}, reports.Head{Code: "total", Labels: []string{"All"}, Kind: reports.Total})
	}
}

// head is the head of a code alone.
func (c code) head() reports.Head {
	return reports.Head{Code: c.id, Labels: []string{c.label}, Kind: c.kind, Number: c.number, Rule: c.rule}
}

// A leaf is a combination of codes of two parts.
type leaf struct{ a, b code }

// double lays out two parts: the leaves, then the totals of each code, gathered
// at the edge (X35), then the total of all.
func (x *axis) double(leaves []leaf, nested bool) {
	a, b := x.parts[0], x.parts[1]
	lone := nested && loneUnknown(leaves)
	for _, l := range leaves {
		h := reports.Head{Code: l.a.id + "." + l.b.id, Labels: []string{l.a.label, l.b.label}, Kind: max(l.a.kind, l.b.kind),
			Number: l.b.number, Rule: l.a.rule + "; " + l.b.rule}
		isLone := lone && l.a.kind == reports.NotKnown
		switch {
		case isLone:
			h.Code, h.Rule = "unknown", l.a.rule
			if a.total {
				h.Group = "total"
			}
		case b.total:
			h.Group = l.a.id + ".total"
		case a.total:
			h.Group = "total." + l.b.id
		}
		x.head(pair{l.a.code, l.b.code}, h)
	}
	if b.total {
		for _, c := range firsts(leaves) {
			if lone && c.kind == reports.NotKnown {
				continue
			}
			h := reports.Head{Code: c.id + ".total", Labels: []string{c.label, "All"}, Kind: reports.GroupTotal, Number: c.number, Rule: c.rule}
			if a.total {
				h.Group = "total"
			}
			x.head(pair{c.code, reports.AnyCode}, h)
		}
	} else if a.total {
		for _, c := range b.codes {
			x.head(pair{reports.AnyCode, c.code}, reports.Head{Code: "total." + c.id, Labels: []string{"All", c.label},
				Kind: reports.Total, Number: c.number, Rule: c.rule})
		}
	}
	if a.total && b.total {
		x.head(pair{reports.AnyCode, reports.AnyCode}, reports.Head{Code: "total", Labels: []string{"All", "All"}, Kind: reports.Total})
	}
}

// loneUnknown says whether what is not known of the first part has only what is
// not known of the second: then one row holds both and needs no sub-total.
func loneUnknown(leaves []leaf) bool {
	for _, l := range leaves {
		if l.a.kind == reports.NotKnown && l.b.kind != reports.NotKnown {
			return false
		}
	}
	return true
}

// firsts is each first code once, in order.
func firsts(leaves []leaf) []code {
	var out []code
	for _, l := range leaves {
		if len(out) == 0 || out[len(out)-1].code != l.a.code {
			out = append(out, l.a)
		}
	}
	return out
}

// in appends the heads that a case of a cell counts in.
func (x *axis) in(codes func(coding int) reports.Code, cohorts uint64, out []int) []int {
	var space [2][16]reports.Code
	var lists [2][]reports.Code
	for i := range lists {
		lists[i] = space[i][:0]
		if i < len(x.parts) {
			lists[i] = x.parts[i].of(codes, cohorts, lists[i])
		}
		lists[i] = append(lists[i], reports.AnyCode)
	}
	for _, a := range lists[0] {
		for _, b := range lists[1] {
			if at, ok := x.at[pair{a, b}]; ok && !slices.Contains(out, at) {
				out = append(out, at)
			}
		}
	}
	return out
}
