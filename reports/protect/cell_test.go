package protect

import (
	"math/big"
	"testing"

	"despatch/reports"
)

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		num, den int64
		decimals int
		want     string
	}{
		{1, 2, 0, "1"}, {-1, 2, 0, "-1"}, {3, 2, 0, "2"}, {5, 2, 0, "3"}, {-5, 2, 0, "-3"}, // half away from nought
		{149, 100, 0, "1"}, {151, 100, 0, "2"}, {1, 3, 2, "0.33"}, {2, 3, 2, "0.67"}, {-2, 3, 1, "-0.7"},
		{0, 7, 0, "0"}, {0, 7, 1, "0.0"}, {1, 3, 0, "[low]"}, {-1, 300, 1, "[low]"}, {1, 20, 1, "0.1"}, // S04
	} {
		if got, ok := number(big.NewRat(c.num, c.den), c.decimals); got.Bare() != c.want || !ok {
			t.Errorf("%d/%d to %d decimals is %s, want %s", c.num, c.den, c.decimals, got.Bare(), c.want)
		}
	}
	if _, ok := number(new(big.Rat).SetInt64(1<<62), 2); ok {
		t.Error("a number too large for a cell was made")
	}
}

// TestShare: a symbol in either part is a symbol in the share, withheld first; a share
// of nothing is not applicable.
func TestShare(t *testing.T) {
	n := func(n int64) reports.Cell { return reports.MakeNumber(n, 0) }
	c, x, z := reports.MakeSymbol(reports.Confidential), reports.MakeSymbol(reports.NotAvailable), reports.MakeSymbol(reports.NotApplicable)
	for _, k := range []struct {
		a, b reports.Cell
		want string
	}{
		{n(1), n(3), "33.3"}, {n(0), n(3), "0.0"}, {n(1), n(10000), "[low]"}, {n(1), n(0), "[z]"}, {n(0), n(0), "[z]"},
		{c, n(3), "[c]"}, {n(3), c, "[c]"}, {x, c, "[c]"}, {c, x, "[c]"}, {z, n(0), "[z]"}, {x, z, "[x]"},
	} {
		if got, _ := share(k.a, k.b, 1); got.Bare() != k.want {
			t.Errorf("%s of %s is %s, want %s", k.a, k.b, got.Bare(), k.want)
		}
	}
}

func TestEither(t *testing.T) {
	for _, k := range []struct{ a, b, want reports.Symbol }{
		{"", "", ""}, {reports.Confidential, "", reports.Confidential}, {"", reports.Confidential, reports.Confidential},
		{reports.NotApplicable, reports.Confidential, reports.Confidential}, {reports.NotApplicable, reports.NotAvailable, reports.NotAvailable},
		{"", reports.NotApplicable, reports.NotApplicable}, {reports.Low, "", reports.NotAvailable}, {"", reports.Low, reports.NotAvailable},
	} {
		if got := either(k.a, k.b); got != k.want {
			t.Errorf("%q with %q is %q, want %q", k.a, k.b, got, k.want)
		}
	}
}
