package sample

import (
	"strings"
	"time"

	"despatch/reports"
)

// A layout writes dates in one way the release declares.
type layout struct {
	parts []string // tokens and texts
	clock bool     // it has a time of day
	grain int      // 0 year, 1 month, 2 day
	goway string   // the like layout of package time, which takes at least as much
}

var tokens = []struct{ token, goway string }{
	{"YYYY", "2006"}, {"MM", "01"}, {"M", "1"}, {"DD", "02"}, {"D", "2"}, {"HH", "15"}, {"H", "15"}, {"mm", "04"}, {"ss", "05"},
}

func newLayout(s string) layout {
	if strings.EqualFold(s, "rfc3339") {
		l := newLayout("YYYY-MM-DDTHH:mm:ss")
		l.parts, l.goway = append(l.parts, "Z"), time.RFC3339
		return l
	}
	var l layout
next:
	for s != "" {
		for _, t := range tokens {
			if rest, ok := strings.CutPrefix(s, t.token); ok {
				l.parts, s = append(l.parts, t.token), rest
				l.goway += t.goway
				switch t.token[0] {
				case 'M':
					l.grain = max(l.grain, 1)
				case 'D':
					l.grain = 2
				case 'H', 'm', 's':
					l.clock = true
				}
				continue next
			}
		}
		l.parts, l.goway, s = append(l.parts, s[:1]), l.goway+s[:1], s[1:]
	}
	return l
}

// write adds a moment as the layout has it.
func (l *layout) write(b []byte, day reports.Day, secs int) []byte {
	y, m, d := day.Date()
	for _, p := range l.parts {
		switch p {
		case "YYYY":
			b = digits(b, y, 4)
		case "MM":
			b = digits(b, int(m), 2)
		case "M":
			b = digits(b, int(m), 1)
		case "DD":
			b = digits(b, d, 2)
		case "D":
			b = digits(b, d, 1)
		case "HH":
			b = digits(b, secs/3600, 2)
		case "H":
			b = digits(b, secs/3600, 1)
		case "mm":
			b = digits(b, secs/60%60, 2)
		case "ss":
			b = digits(b, secs%60, 2)
		default:
			b = append(b, p...)
		}
	}
	return b
}

// digits adds a number with noughts before it up to a width.
func digits(b []byte, n, width int) []byte {
	at := len(b)
	for n > 0 || len(b)-at < width {
		b = append(b, byte('0'+n%10))
		n /= 10
	}
	for i, j := at, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return b
}

// span is the first and the last day that a day means when written so.
func (l *layout) span(day reports.Day) (first, last reports.Day) {
	y, m, _ := day.Date()
	switch l.grain {
	case 0:
		return reports.DayOf(y, 1, 1), reports.DayOf(y, 12, 31)
	case 1:
		first = reports.DayOf(y, m, 1)
		return first, first.AddMonths(1) - 1
	}
	return day, day
}

// skeleton is the layout's shape, by which two layouts can be told apart.
func (l *layout) skeleton() string {
	var b strings.Builder
	for _, p := range l.parts {
		switch p {
		case "YYYY", "MM", "DD", "HH", "mm", "ss":
			b.WriteString(strings.Repeat("9", len(p)))
		case "M", "D", "H":
			b.WriteString("9?")
		default:
			b.WriteString(p)
		}
	}
	return b.String()
}

// plain says whether every number of the layout has a fixed width.
func (l *layout) plain() bool { return !strings.Contains(l.skeleton(), "?") }

// none says whether no layout can read a text.
func none(layouts []layout, text string) bool {
	for i := range layouts {
		if _, err := time.Parse(layouts[i].goway, text); err == nil {
			return false
		}
	}
	return true
}

// notDates writes what is no date, from a date's parts.
var notDates = []func(y, m, d int) string{
	func(y, _, _ int) string { return string(digits(nil, y, 4)) + "-02-30" },
	func(y, _, d int) string { return string(digits(nil, y, 4)) + "-13-" + string(digits(nil, d, 2)) },
	func(y, m, d int) string {
		return string(digits(digits(digits([]byte("00"), d, 2), m, 2), y, 4))
	},
	func(y, m, d int) string {
		return string(digits(nil, d, 1)) + "." + string(digits(nil, m, 1)) + "." + string(digits(nil, y%100, 2))
	},
	func(y, m, d int) string {
		return string(digits(nil, d, 1)) + " " + time.Month(m).String()[:3] + " " + string(digits(nil, y, 4))
	},
	func(y, _, _ int) string { return "31/04/" + string(digits(nil, y, 4)) },
	func(y, m, d int) string {
		return string(digits(nil, y, 4)) + "/" + string(digits(nil, m, 1)) + "/" + string(digits(nil, d, 1)) + " ?"
	},
	func(int, int, int) string { return "not a date" },
	func(int, int, int) string { return "0000-00-00" },
}
