package protect

import (
	"math/big"

	"despatch/reports"
)

// number is the cell of an exact value, rounded once to so many decimals, half
// away from nought. What is not nought but rounds to it is [low] (S04). False
// where the value is too large for a cell.
func number(v *big.Rat, decimals int) (reports.Cell, bool) {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	n := new(big.Int).Mul(new(big.Int).Abs(v.Num()), scale)
	n.Add(n.Lsh(n, 1), v.Denom()).Quo(n, new(big.Int).Lsh(v.Denom(), 1)) // (2n + d) / 2d
	if v.Sign() < 0 {
		n.Neg(n)
	}
	switch {
	case !n.IsInt64():
		return reports.MakeSymbol(reports.NotAvailable), false
	case n.Sign() == 0 && v.Sign() != 0:
		return reports.MakeSymbol(reports.Low), true
	}
	return reports.MakeNumber(n.Int64(), uint8(decimals)), true
}

// value is a cell's number, exactly.
func value(c reports.Cell) *big.Rat {
	n, dp := c.Scaled()
	return new(big.Rat).SetFrac(big.NewInt(n), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(dp)), nil))
}

// counted is the cell of a raw value: a count or a sum as it is, a median or a
// mean rounded, [z] where there is no wait to take one of.
func counted(m *reports.Measure, r reports.Raw, decimals int) (reports.Cell, bool) {
	switch {
	case r.Den == 0:
		return reports.MakeSymbol(reports.NotApplicable), true
	case m.Kind == reports.Median || m.Kind == reports.Mean:
		return number(big.NewRat(r.Num, r.Den), decimals)
	}
	return reports.MakeNumber(r.Num, 0), true
}

// share is a as a percentage of b: the symbol of either where one is withheld,
// [z] of nothing.
func share(a, b reports.Cell, decimals int) (reports.Cell, bool) {
	if s := either(a.Symbol(), b.Symbol()); s != "" {
		return reports.MakeSymbol(s), true
	}
	if value(b).Sign() == 0 {
		return reports.MakeSymbol(reports.NotApplicable), true
	}
	v := new(big.Rat).Quo(value(a), value(b))
	return number(v.Mul(v, big.NewRat(100, 1)), decimals)
}

// either is the symbol of a figure made from two: withheld goes first. Of a value
// that only rounds to nought nothing can be said of what is made from it.
func either(a, b reports.Symbol) reports.Symbol {
	for _, s := range []reports.Symbol{reports.Confidential, reports.NotAvailable, reports.NotApplicable} {
		if a == s || b == s {
			return s
		}
	}
	if a != "" || b != "" {
		return reports.NotAvailable
	}
	return ""
}
