package protect

import (
	"math/big"
	"slices"

	"despatch/reports"
)

// A node is an expression whose figures are found.
type node struct {
	op     reports.Op
	figure *reports.Figure // OpRef
	a, b   *node
}

// answer is the figure an expression comes to.
func (m *maker) answer(e *reports.Expr) (*reports.Figure, *problem) {
	n, p := m.settle(e)
	if p != nil {
		return nil, p
	}
	return m.derived(n)
}

// settle finds the figures an expression names.
func (m *maker) settle(e *reports.Expr) (*node, *problem) {
	if e.Op == reports.OpRef {
		f, p := m.resolve(e.Ref)
		return &node{figure: f}, p
	}
	a, p := m.settle(e.A)
	if p != nil {
		return nil, p
	}
	b, p := m.settle(e.B)
	return &node{op: e.Op, a: a, b: b}, p
}

// id is the formula in the words' syntax, with the ids of its figures.
func (n *node) id() string {
	switch n.op {
	case reports.OpRef:
		return n.figure.ID
	case reports.OpPercent:
		return "percent " + n.a.id() + " of " + n.b.id()
	case reports.OpChange, reports.OpPercentChange:
		return string(n.op) + " " + n.a.id() + " from " + n.b.id()
	}
	return n.a.id() + " " + string(n.op) + " " + n.b.id()
}

// label is what the figure is, in words.
func (n *node) label() string {
	switch n.op {
	case reports.OpRef:
		return n.figure.Label
	case reports.OpPercent:
		return n.a.label() + ", as a percentage of " + n.b.label()
	case reports.OpChange:
		return "Change in " + n.a.label() + ", from " + n.b.label()
	case reports.OpPercentChange:
		return "Percentage change in " + n.a.label() + ", from " + n.b.label()
	}
	return n.a.label() + ", " + string(n.op) + " " + n.b.label()
}

// figures is every figure below the node, in order.
func (n *node) figures() []*reports.Figure {
	if n.op == reports.OpRef {
		return []*reports.Figure{n.figure}
	}
	return append(n.a.figures(), n.b.figures()...)
}

// derived makes the figure of a formula, once.
func (m *maker) derived(n *node) (*reports.Figure, *problem) {
	if n.op == reports.OpRef {
		return n.figure, nil
	}
	id := n.id()
	if f, ok := m.byID[id]; ok {
		return f, nil
	}
	v, p := m.work(n)
	if p != nil {
		return nil, p
	}
	f := &reports.Figure{ID: id, Formula: id, Unit: v.unit, Label: n.label(), Rule: "worked out from published figures"}
	for _, part := range n.figures() {
		if !slices.Contains(f.Parts, part.ID) {
			f.Parts = append(f.Parts, part.ID)
		}
	}
	if v.symbol != "" {
		f.Cell = reports.MakeSymbol(v.symbol)
	} else {
		cell, ok := number(v.exact, v.decimals)
		if !ok {
			return nil, wrong("P004", "{%s} is too large a number", id)
		}
		f.Cell = cell
	}
	return m.keep(f), nil
}

// A worth is what a node comes to, not yet rounded.
type worth struct {
	exact    *big.Rat
	unit     reports.Unit
	decimals int
	symbol   reports.Symbol // stands in place of the value
}

// work works a node out, exactly, from the cells of its figures.
func (m *maker) work(n *node) (worth, *problem) {
	if n.op == reports.OpRef {
		c := n.figure.Cell
		_, dp := c.Scaled()
		return worth{exact: value(c), unit: n.figure.Unit, decimals: int(dp), symbol: c.Symbol()}, nil
	}
	if n.op == reports.OpPlus {
		if p := m.addable(n); p != nil {
			return worth{}, p
		}
	}
	a, p := m.work(n.a)
	if p != nil {
		return worth{}, p
	}
	b, p := m.work(n.b)
	if p != nil {
		return worth{}, p
	}
	if p := fits(n, a.unit, b.unit); p != nil {
		return worth{}, p
	}
	out := worth{exact: new(big.Rat), unit: a.unit, decimals: max(a.decimals, b.decimals), symbol: either(a.symbol, b.symbol)}
	switch n.op {
	case reports.OpPlus:
		out.exact.Add(a.exact, b.exact)
	case reports.OpMinus, reports.OpChange:
		out.exact.Sub(a.exact, b.exact)
		if a.unit == reports.Pct {
			out.unit = reports.Points
		}
	default:
		m.percent(n.op, &out, a, b)
	}
	return out, nil
}

// percent works out a share, or a change as a share of the earlier value.
func (m *maker) percent(op reports.Op, out *worth, a, b worth) {
	out.unit, out.decimals = reports.Pct, m.rel.Decimals
	if out.symbol != "" {
		return
	}
	if b.exact.Sign() == 0 {
		out.symbol = reports.NotApplicable
		return
	}
	top := new(big.Rat).Set(a.exact)
	if op == reports.OpPercentChange {
		top.Sub(top, b.exact)
	}
	out.exact.Quo(top, b.exact)
	out.exact.Mul(out.exact, big.NewRat(100, 1))
}

// fits says why two units do not go together.
func fits(n *node, a, b reports.Unit) *problem {
	share := n.op == reports.OpPercent || n.op == reports.OpPercentChange
	switch {
	case share && (a == reports.Pct || b == reports.Pct || a == reports.Points || b == reports.Points):
		return wrong("P023", "{%s} would be a percentage of a percentage", n.id())
	case a != b, n.op == reports.OpPercent && a != reports.Number:
		return wrong("P022", "{%s} sets figures of different kinds against each other", n.id())
	}
	return nil
}
