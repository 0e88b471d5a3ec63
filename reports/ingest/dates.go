package ingest

import (
	"math"
	"strings"
)

// A moment is a date as read: the first and the last day it can mean (they
// differ for YYYY-MM and YYYY), the months since year 0, and seconds since 1970
// for ordering records.
type moment struct {
	day, end, months int32
	secs             int64
}

// A layout reads dates written in one way, byte by byte, and only days of the calendar.
type layout struct {
	parts   []part
	rfc3339 bool
	ten     [3]int // of a date of ten bytes: where year, month and day stand; all 0 for another layout
	marks   [2]mark
}

// A mark is a byte that must stand at a place.
type mark struct {
	at   int
	text byte
}

// A part is a run of digits or a text that must stand there.
type part struct {
	field    byte // Y, M, D, h, m, s; 0: text
	text     string
	min, max int // digits
}

var layoutTokens = []struct {
	text string
	part part
}{
	{"YYYY", part{field: 'Y', min: 4, max: 4}},
	{"MM", part{field: 'M', min: 2, max: 2}}, {"M", part{field: 'M', min: 1, max: 2}},
	{"DD", part{field: 'D', min: 2, max: 2}}, {"D", part{field: 'D', min: 1, max: 2}},
	{"HH", part{field: 'h', min: 2, max: 2}}, {"H", part{field: 'h', min: 1, max: 2}},
	{"mm", part{field: 'm', min: 2, max: 2}}, {"ss", part{field: 's', min: 2, max: 2}},
}

// parseLayout reads a layout as the release writes it: "DD/MM/YYYY", "rfc3339".
func parseLayout(s string) layout {
	if strings.EqualFold(s, "rfc3339") {
		return layout{rfc3339: true}
	}
	var l layout
next:
	for s != "" {
		for _, t := range layoutTokens {
			if strings.HasPrefix(s, t.text) {
				l.parts = append(l.parts, t.part)
				s = s[len(t.text):]
				continue next
			}
		}
		l.parts = append(l.parts, part{text: s[:1]})
		s = s[1:]
	}
	l.measure()
	return l
}

// day says whether what the layout reads is always one day, without a time.
func (l *layout) day() bool {
	fields := ""
	for _, p := range l.parts {
		if p.field != 0 {
			fields += string(p.field)
		}
	}
	return len(fields) == 3 && strings.ContainsRune(fields, 'Y') && strings.ContainsRune(fields, 'M') && strings.ContainsRune(fields, 'D')
}

// measure finds where the parts stand in a layout of a whole date in ten bytes, YYYY-MM-DD
// or DD/MM/YYYY, which most extracts have.
func (l *layout) measure() {
	at, marks, fields := 0, 0, map[byte]int{}
	for _, p := range l.parts {
		switch {
		case p.min != p.max, p.field == 'h', p.field == 'm', p.field == 's', p.field == 0 && marks == len(l.marks):
			return
		case p.field == 0:
			l.marks[marks] = mark{at, p.text[0]}
			marks++
			at++
		default:
			fields[p.field] = at
			at += p.max
		}
	}
	if at == 10 && marks == 2 && len(fields) == 3 {
		l.ten = [3]int{fields['Y'], fields['M'], fields['D']}
	}
}

// readTen is read for a date of ten bytes.
func (l *layout) readTen(b []byte) (moment, bool) {
	if len(b) != 10 || b[l.marks[0].at] != l.marks[0].text || b[l.marks[1].at] != l.marks[1].text {
		return moment{}, false
	}
	y, m, d := b[l.ten[0]:], b[l.ten[1]:], b[l.ten[2]:]
	y1, y2, y3, y4, m1, m2, d1, d2 := y[0]-'0', y[1]-'0', y[2]-'0', y[3]-'0', m[0]-'0', m[1]-'0', d[0]-'0', d[1]-'0'
	if max(y1, y2, y3, y4, m1, m2, d1, d2) > 9 {
		return moment{}, false
	}
	return makeMoment(int(y1)*1000+int(y2)*100+int(y3)*10+int(y4), int(m1)*10+int(m2), int(d1)*10+int(d2), 0)
}

// read is the moment b says; false where it is not written so, or is no day of the calendar.
func (l *layout) read(b []byte) (moment, bool) {
	if l.ten != [3]int{} {
		return l.readTen(b)
	}
	if l.rfc3339 {
		return readRFC3339(b)
	}
	year, month, day, hour, minute, second := -1, -1, -1, 0, 0, 0
	for i := range l.parts {
		p := &l.parts[i]
		if p.field == 0 {
			if len(b) == 0 || b[0] != p.text[0] {
				return moment{}, false
			}
			b = b[1:]
			continue
		}
		n, v := 0, 0
		for n < len(b) && n < p.max && '0' <= b[n] && b[n] <= '9' {
			v = v*10 + int(b[n]-'0')
			n++
		}
		if n < p.min {
			return moment{}, false
		}
		if p.min != p.max && n == 2 && b[0] == '0' {
			return moment{}, false // without padding means without padding
		}
		b = b[n:]
		switch p.field {
		case 'Y':
			year = v
		case 'M':
			month = v
		case 'D':
			day = v
		case 'h':
			hour = v
		case 'm':
			minute = v
		case 's':
			second = v
		}
	}
	if len(b) != 0 || year < 0 || hour > 23 || minute > 59 || second > 59 {
		return moment{}, false
	}
	return makeMoment(year, month, day, int64(hour*3600+minute*60+second))
}

// makeMoment checks a date against the calendar; a month or day of -1 is one not written.
func makeMoment(year, month, day int, secs int64) (moment, bool) {
	y, m := year, month
	switch {
	case month < 0 && day < 0:
		first, last := civil(y, 1, 1), civil(y, 12, 31)
		return moment{first, last, int32(y * 12), int64(first)*86400 + secs}, true
	case m < 1 || m > 12:
		return moment{}, false
	case day < 0:
		first := civil(y, m, 1)
		return moment{first, first + int32(daysIn(y, m)) - 1, int32(y*12 + m - 1), int64(first)*86400 + secs}, true
	case day < 1 || day > daysIn(y, m):
		return moment{}, false
	}
	d := monthStart(y, m) + int32(day) - 1
	return moment{d, d, int32(y*12 + m - 1), int64(d)*86400 + secs}, true
}

// readRFC3339 reads 2006-01-02T15:04:05Z, with a fraction or an offset. The
// day is the day as written; the seconds are those of the instant.
func readRFC3339(b []byte) (moment, bool) {
	if len(b) < 20 || b[10] != 'T' {
		return moment{}, false
	}
	clock := layout{parts: rfcParts}
	m, ok := clock.read(b[:19])
	if !ok {
		return moment{}, false
	}
	b = b[19:]
	if b[0] == '.' {
		n := 1
		for n < len(b) && '0' <= b[n] && b[n] <= '9' {
			n++
		}
		if n == 1 || n == len(b) {
			return moment{}, false
		}
		b = b[n:]
	}
	if len(b) == 1 && b[0] == 'Z' {
		return m, true
	}
	if len(b) != 6 || b[0] != '+' && b[0] != '-' || b[3] != ':' {
		return moment{}, false
	}
	hh, ok1 := twoDigits(b[1:3])
	mm, ok2 := twoDigits(b[4:6])
	if !ok1 || !ok2 || hh > 23 || mm > 59 {
		return moment{}, false
	}
	offset := int64(hh*3600 + mm*60)
	if b[0] == '-' {
		offset = -offset
	}
	m.secs -= offset
	return m, true
}

var rfcParts = parseLayout("YYYY-MM-DDTHH:mm:ss").parts

func twoDigits(b []byte) (int, bool) {
	if b[0] < '0' || b[0] > '9' || b[1] < '0' || b[1] > '9' {
		return 0, false
	}
	return int(b[0]-'0')*10 + int(b[1]-'0'), true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// firstYear is the first of the years whose months' first days are known without reckoning.
const firstYear = 1900

// monthStarts are the day numbers of the first days of the months of 200 years.
var monthStarts = func() (out [200 * 12]int32) {
	for i := range out {
		out[i] = civil(firstYear+i/12, i%12+1, 1)
	}
	return out
}()

// monthStart is the day number of the first day of a month.
func monthStart(year, month int) int32 {
	if i := (year-firstYear)*12 + month - 1; i >= 0 && i < len(monthStarts) {
		return monthStarts[i]
	}
	return civil(year, month, 1)
}

// civil is the day number of a date of the Gregorian calendar: March is taken
// as the first month, so that the leap day comes last.
func civil(year, month, day int) int32 {
	y, m := year, month
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + day - 1
	return int32(era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468)
}

// openLo and openHi are the ends of a range that has none.
const (
	openLo int64 = math.MinInt64
	openHi int64 = math.MaxInt64
)
