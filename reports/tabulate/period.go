package tabulate

import (
	"math"
	"slices"

	"despatch/reports"
)

// periods lists every period from the first to the last, without gaps: those the
// table's cohorts allow, where their dates are bounded on the dimension's column and up to the
// as-at date, and in any case those in which a case was found. Of a stock's dates
// only those with a record are shown.
func (w *work) periods(x *part, coding *reports.Coding, found []int64, make func(reports.Code, reports.Category) code) {
	stock := w.overStock(x.Dim)
	byNumber := map[int64]reports.Code{}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for c, cat := range coding.Categories {
		if c == 0 {
			continue
		}
		byNumber[cat.Number] = reports.Code(c)
		if found[c] > 0 {
			first, last = min(first, cat.Number), max(last, cat.Number)
		}
	}
	if lo, ok := w.bound(x.Dim.Column, func(c reports.Clause) int64 { return c.Lo }, false); ok {
		first = min(first, reports.PeriodNumber(x.Dim.Period, lo))
		last = max(last, first)
	}
	if hi, ok := w.bound(x.Dim.Column, func(c reports.Clause) int64 { return c.Hi }, true); ok && first != math.MaxInt64 {
		last = max(last, reports.PeriodNumber(x.Dim.Period, min(hi, w.rel.AsAt)))
	}
	spare := reports.Code(len(coding.Categories)) // codes no case has
	for n := first; n <= last; n++ {
		c, ok := byNumber[n]
		if stock && (!ok || found[c] == 0) {
			continue // nobody looked: that is not a stock of nought
		}
		cat := reports.PeriodCategory(x.Dim.Period, n)
		if ok {
			cat = coding.Categories[c]
		} else {
			c, spare = spare, spare+1
		}
		x.codes = append(x.codes, make(c, cat))
		if len(x.codes) > sheetRows {
			return // refused as larger than a sheet
		}
	}
}

// bound is the day the table's cohorts all bound a column by: the earliest of
// their first days or the latest of their last; false where one of them is open.
func (w *work) bound(column *reports.Column, end func(reports.Clause) int64, latest bool) (reports.Day, bool) {
	out, any := reports.Day(math.MaxInt32), false
	if latest {
		out = -math.MaxInt32
	}
	for i, c := range w.rel.Cohorts {
		if w.bits&(1<<i) == 0 {
			continue
		}
		at := slices.IndexFunc(c.Where, func(c reports.Clause) bool { return c.Dim == nil && c.Column == column && c.Ranged && !c.Not })
		if at < 0 {
			return 0, false
		}
		day := end(c.Where[at])
		if day <= math.MinInt32 || day >= math.MaxInt32 {
			return 0, false
		}
		any = true
		if latest {
			out = max(out, reports.Day(day))
		} else {
			out = min(out, reports.Day(day))
		}
	}
	return out, any
}
