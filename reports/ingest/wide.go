package ingest

import (
	"math"
	"math/bits"
)

// A wide is a sum that no extract can make too large to be added to, so that it is
// the same in whatever order its parts come.
type wide struct {
	hi int64
	lo uint64
}

// add is the sum with n more.
func (w wide) add(n int64) wide { return w.plus(wide{n >> 63, uint64(n)}) }

// times is the sum with n more, so many times.
func (w wide) times(n, times int64) wide {
	if times == 1 {
		return w.add(n)
	}
	abs := uint64(n)
	if n < 0 {
		abs = -abs
	}
	hi, lo := bits.Mul64(abs, uint64(times))
	if n < 0 {
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
	}
	return w.plus(wide{int64(hi), lo})
}

func (w wide) plus(o wide) wide {
	lo, carry := bits.Add64(w.lo, o.lo, 0)
	return wide{w.hi + o.hi + int64(carry), lo}
}

// int64 is the sum as a number, or the nearest to it; false where it cannot be held.
func (w wide) int64() (int64, bool) {
	n := int64(w.lo)
	switch {
	case w.hi == n>>63:
		return n, true
	case w.hi < 0:
		return math.MinInt64, false
	}
	return math.MaxInt64, false
}
