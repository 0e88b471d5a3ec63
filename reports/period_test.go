package reports_test

import (
	"testing"
	"time"

	"despatch/reports"
)

func TestPeriods(t *testing.T) {
	day := reports.DayOf(2006, time.February, 28)
	for kind, want := range map[string][4]string{
		"month":          {"2006-02", "February 2006", "2006-02-01", "2006-02-28"},
		"quarter":        {"2006-q1", "January to March 2006", "2006-01-01", "2006-03-31"},
		"year":           {"2006", "2006", "2006-01-01", "2006-12-31"},
		"financial-year": {"fy2005-06", "April 2005 to March 2006", "2005-04-01", "2006-03-31"},
	} {
		c := reports.PeriodCategory(kind, reports.PeriodNumber(kind, day))
		if got := [4]string{c.Code, c.Label, c.Start.ISO(), c.End.ISO()}; got != want {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
		next := reports.PeriodCategory(kind, c.Number+1)
		if next.Start != c.End+1 {
			t.Errorf("%s: the next period starts on %s, after one that ends on %s", kind, next.Start.ISO(), c.End.ISO())
		}
		if n := reports.PeriodNumber(kind, c.End); n != c.Number || reports.PeriodNumber(kind, next.Start) != n+1 {
			t.Errorf("%s: the ends of a period are not in it", kind)
		}
	}
}
