package ingest

import (
	"encoding/binary"
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
	ten     *ten // of a whole date in ten bytes
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
	l.ten = l.measure()
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

// A ten reads a whole date written in ten bytes, YYYY-MM-DD or DD/MM/YYYY, which most
// extracts have: all digits at once, in one word.
type ten struct {
	lead       byte   // of year, month and day the first: Y, D or M
	mask, mark uint64 // what must stand between them, among the first eight bytes
}

// measure is how a layout of a whole date in ten bytes is read; nil for another.
func (l *layout) measure() *ten {
	t, at, order := &ten{}, 0, ""
	for _, p := range l.parts {
		switch {
		case p.min != p.max || at >= 10 || p.field == 0 && at >= 8:
			return nil
		case p.field == 0:
			t.mask |= 0xff << (at * 8)
			t.mark |= uint64(p.text[0]) << (at * 8)
			at++
		default:
			order += string(p.field)
			at += p.max
		}
	}
	marks := map[string]uint64{"YMD": 0xff0000ff << 32, "DMY": 0xff0000ff << 16, "MDY": 0xff0000ff << 16}
	if mask, known := marks[order]; at != 10 || !known || mask != t.mask {
		return nil
	}
	t.lead = order[0]
	return t
}

// read is the day b says, ten bytes long, and its month, from January of the first year on
// whose months are known; false for anything but a day of those years.
func (t *ten) read(b *[10]byte) (day, month int32, ok bool) {
	const digits, high = 0x3030303030303030, 0x8080808080808080
	first, last := binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[2:])
	if first&t.mask != t.mark {
		return 0, 0, false
	}
	var w uint64 // the year, month and day, from the lowest bits up
	switch t.lead {
	case 'Y':
		w = first&0xffffffff | last>>24&0xffff<<32 | last>>48<<48
	case 'D':
		w = last>>32 | last>>8&0xffff<<32 | first<<48
	default:
		w = last>>32 | first&0xffff<<32 | last>>8<<48
	}
	w ^= digits
	if (w+0x7676767676767676|w)&high != 0 { // a byte above 9
		return 0, 0, false
	}
	w = w*10 + w>>8 // each second byte is now a number of two digits
	m, d := w>>32&0xff-1, int32(w>>48&0xff)
	at := (w&0xff*100+w>>16&0xff-firstYear)*12 + m
	if m > 11 || at >= uint64(len(monthStarts)-1) {
		return 0, 0, false
	}
	start := monthStarts[at]
	return start + d - 1, int32(at), d > 0 && d <= monthStarts[at+1]-start
}

// read is the moment b says; false where it is not written so, or is no day of the calendar.
func (l *layout) read(b []byte) (moment, bool) {
	if l.ten != nil && len(b) == 10 {
		if day, month, ok := l.ten.read((*[10]byte)(b)); ok {
			return moment{day, day, month + firstYear*12, int64(day) * 86400}, true
		}
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

// monthStarts are the day numbers of the first days of the months of 200 years, and of the
// month after them.
var monthStarts = func() (out [200*12 + 1]int32) {
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
