package tabulate

import (
	"cmp"
	"math/big"
	"slices"

	"despatch/reports"
)

// top keeps the largest rows by the first measure's total, in order of size, and
// makes one row "rest" of the others, counted afresh. Rows for other and not known
// values stay apart.
func (w *work) top(rows, cols *axis) (findings []reports.Finding) {
	p := rows.parts[0]
	by := slices.IndexFunc(cols.heads, func(h reports.Head) bool { return h.Kind == reports.Total })
	g := w.fill(rows, cols, w.bases[0])
	value := func(c code) reports.Raw {
		return g.value(rows.at[pair{c.code, reports.AnyCode}]*g.width + max(0, by))
	}
	plain := slices.IndexFunc(p.codes, func(c code) bool { return c.kind != reports.Plain })
	if plain < 0 {
		plain = len(p.codes)
	}
	ranked, apart := slices.Clone(p.codes[:plain]), p.codes[plain:]
	slices.SortStableFunc(ranked, func(a, b code) int { return compare(value(b), value(a)) })
	if len(ranked) <= w.spec.Top {
		rows.relay(append(ranked, apart...), nil)
		return nil
	}
	shown, others := ranked[:w.spec.Top], ranked[w.spec.Top:]
	if compare(value(shown[len(shown)-1]), value(others[0])) == 0 {
		findings = append(findings, find("D089", "table %q: row %d and row %d by size are equal; the one first in order is shown",
			w.spec.ID, w.spec.Top, w.spec.Top+1).At(w.spec.Pos))
	}
	rows.relay(append(slices.Clone(shown), apart...), others)
	return findings
}

// relay lays a side of one part out again, with a row for the rest before what is not known.
func (x *axis) relay(codes, rest []code) {
	p := x.parts[0]
	p.codes = codes
	x.heads, x.at = nil, map[pair]int{}
	if rest == nil {
		x.single()
		return
	}
	label := code{code: rest[0].code, id: "rest", label: "All other", kind: reports.Rest, rule: decapital(p.Dim.Label) + " is none of those shown"}
	at := slices.IndexFunc(codes, func(c code) bool { return c.kind > reports.Rest })
	if at < 0 {
		at = len(codes)
	}
	p.codes = slices.Insert(slices.Clone(codes), at, label)
	x.single()
	for _, c := range rest {
		x.at[pair{c.code, reports.AnyCode}] = at
	}
	x.heads[at].Codes = []reports.Code{reports.AnyCode}
}

// compare orders two raw values; nothing to work out is the least.
func compare(a, b reports.Raw) int {
	if a.Den == 0 || b.Den == 0 {
		return cmp.Compare(a.Den, b.Den)
	}
	if a.Den == b.Den {
		return cmp.Compare(a.Num, b.Num)
	}
	return big.NewRat(a.Num, a.Den).Cmp(big.NewRat(b.Num, b.Den))
}
