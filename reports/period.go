package reports

import (
	"fmt"
	"time"
)

// PeriodNumber counts the periods of a kind ("month", "quarter", "year",
// "financial-year") up to the one that holds d, so that neighbours differ by one.
// A financial year runs from 1 April and is counted by the year it starts in.
func PeriodNumber(kind string, d Day) int64 {
	y, m, _ := d.Date()
	months := int64(y)*12 + int64(m) - 1
	switch kind {
	case "month":
		return months
	case "quarter":
		return floorDiv(months, 3)
	case "financial-year":
		return floorDiv(months-3, 12)
	}
	return int64(y)
}

// PeriodCategory is the category of a period by its number: code "2006-q2", label
// "April to June 2006" (X36: no dash, no Q1, no year of two figures), first and last day.
func PeriodCategory(kind string, number int64) Category {
	c := Category{Number: number}
	month := func(months int64) Day {
		return DayOf(int(floorDiv(months, 12)), time.Month(months-floorDiv(months, 12)*12+1), 1)
	}
	span := func(first, n int64) { c.Start, c.End = month(first), month(first+n)-1 }
	switch kind {
	case "month":
		span(number, 1)
		c.Code, c.Label = c.Start.Time().Format("2006-01"), c.Start.Time().Format("January 2006")
	case "quarter":
		span(number*3, 3)
		y, m, _ := c.Start.Date()
		c.Code = fmt.Sprintf("%04d-q%d", y, (int(m)-1)/3+1)
		c.Label = c.Start.Time().Format("January") + " to " + c.End.Time().Format("January 2006")
	case "financial-year":
		span(number*12+3, 12)
		c.Code = fmt.Sprintf("fy%04d-%02d", number, (number+1)%100)
		c.Label = c.Start.Time().Format("January 2006") + " to " + c.End.Time().Format("January 2006")
	default:
		span(number*12, 12)
		c.Code = fmt.Sprintf("%04d", number)
		c.Label = c.Code
	}
	return c
}

// floorDiv is a/b rounded down, for numbers below nought as well.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}
