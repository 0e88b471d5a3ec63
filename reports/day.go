package reports

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// A Day is a calendar day, counted from 1 January 1970. No time zone applies to
// it: a date is the day as written.
type Day int32

// NoDay is the day that is not there: blank, or not known.
const NoDay Day = math.MinInt32

// DayOf is the day of a calendar date. It does not check that the date exists.
func DayOf(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads YYYY-MM-DD, exactly, and only a day of the calendar.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil || len(s) != 10 {
		return NoDay, fmt.Errorf("%q is not a date written YYYY-MM-DD", s)
	}
	return DayOf(t.Date()), nil
}

// Time is midnight at the start of d, in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Date is d's year, month and day of the month.
func (d Day) Date() (int, time.Month, int) { return d.Time().Date() }

// AddMonths is the same day n months on; a day the month lacks becomes its last.
func (d Day) AddMonths(n int) Day {
	y, m, day := d.Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DayOf(first.Year(), first.Month(), min(day, last))
}

// ISO is d as 2006-04-26, or "" for NoDay.
func (d Day) ISO() string {
	if d == NoDay {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// String is d as a person reads it: 26 April 2006 (X36).
func (d Day) String() string {
	if d == NoDay {
		return ""
	}
	return d.Time().Format("2 January 2006")
}

// Clock is a time of day as British releases print it: 9:30am, 12:30pm.
func Clock(t time.Time) string { return strings.ToLower(t.Format("3:04pm")) }
