package ingest

import (
	"strconv"
	"time"
)

// A dater writes the dates and times of a source that knows them as such in the
// way the release declares to read them, so that one release file serves a text
// with DD/MM/YYYY and a true date alike. Where no declared layout holds all that the
// value says, it is written in full: then it does not fit, and the record is set
// aside as one with a date of another layout is.
type dater struct {
	date, clock *layout // the first that hold a day; a day and its time
	cache       map[int64][]byte
}

func newDater(layouts []layout) *dater {
	d := &dater{cache: map[int64][]byte{}}
	for i := range layouts {
		day, timed := layouts[i].holds()
		if day && timed && d.clock == nil {
			d.clock = &layouts[i]
		}
		if day && !timed && d.date == nil {
			d.date = &layouts[i]
		}
	}
	return d
}

// holds says whether a layout tells the day, and the time to the second.
func (l *layout) holds() (day, timed bool) {
	if l.rfc3339 {
		return true, true
	}
	var seen [256]bool
	for _, p := range l.parts {
		seen[p.field] = true
	}
	return seen['Y'] && seen['M'] && seen['D'], seen['h'] && seen['m'] && seen['s']
}

var fullDate, fullTime = parseLayout("YYYY-MM-DD"), parseLayout("YYYY-MM-DD HH:mm:ss")

// days writes a date, given as days since 1970.
func (d *dater) days(day int64) []byte {
	if b, ok := d.cache[day]; ok {
		return b
	}
	l := d.date
	if l == nil {
		l = d.clock
	}
	if l == nil {
		l = &fullDate
	}
	b := l.write(time.Unix(day*86400, 0).UTC())
	if len(d.cache) < cached {
		d.cache[day] = b
	}
	return b
}

// moment writes a date with a time.
func (d *dater) moment(t time.Time) []byte {
	t = t.UTC()
	midnight := t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0
	switch {
	case d.clock != nil && t.Nanosecond() == 0 || d.clock != nil && d.clock.rfc3339:
		return d.clock.write(t)
	case midnight && d.date != nil:
		return d.days(floorDiv(t.Unix(), 86400))
	case t.Nanosecond() != 0:
		return t.AppendFormat(nil, "2006-01-02 15:04:05.999999999")
	}
	return fullTime.write(t)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// write is a time in the layout, as read reads it.
func (l *layout) write(t time.Time) []byte {
	if l.rfc3339 {
		return t.AppendFormat(nil, time.RFC3339Nano)
	}
	var b []byte
	for _, p := range l.parts {
		n := 0
		switch p.field {
		case 0:
			b = append(b, p.text...)
			continue
		case 'Y':
			n = t.Year()
		case 'M':
			n = int(t.Month())
		case 'D':
			n = t.Day()
		case 'h':
			n = t.Hour()
		case 'm':
			n = t.Minute()
		case 's':
			n = t.Second()
		}
		digits := strconv.Itoa(n)
		for i := len(digits); i < p.min; i++ {
			b = append(b, '0')
		}
		b = append(b, digits...)
	}
	return b
}
