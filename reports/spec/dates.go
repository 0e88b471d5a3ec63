package spec

import (
	"strconv"
	"strings"

	"despatch/reports"
)

// when reads a date as a release writes it: a day, a month or a year, or as_at with
// steps from it (as_at-12m, as_at-1y+1d). It is the first and the last day meant.
func (r *resolver) when(s string) (lo, hi reports.Day, ok bool) {
	if rest, found := strings.CutPrefix(s, "as_at"); found {
		d, ok := steps(r.rel.AsAt, rest)
		return d, d, ok
	}
	if !digitsAt(s) {
		return 0, 0, false
	}
	switch len(s) {
	case len("2006-04-26"):
		d, err := reports.ParseDay(s)
		return d, d, err == nil
	case len("2006-04"):
		lo, err := reports.ParseDay(s + "-01")
		return lo, lo.AddMonths(1) - 1, err == nil
	case len("2006"):
		lo, err := reports.ParseDay(s + "-01-01")
		return lo, lo.AddMonths(12) - 1, err == nil
	}
	return 0, 0, false
}

// digitsAt says whether s looks like a year, a month or a day: digits with hyphens after the fourth and seventh letter.
func digitsAt(s string) bool {
	for i := range len(s) {
		if i == 4 || i == 7 {
			if s[i] != '-' {
				return false
			}
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// steps goes from d by steps such as -12m, +1d, -2q, -1y.
func steps(d reports.Day, s string) (reports.Day, bool) {
	for s != "" {
		end := strings.IndexAny(s, "dmqy")
		if end < 2 || s[0] != '-' && s[0] != '+' {
			return d, false
		}
		n, err := strconv.Atoi(s[:end])
		if err != nil || n > 100_000 || n < -100_000 {
			return d, false
		}
		if d != reports.NoDay {
			switch s[end] {
			case 'd':
				d += reports.Day(n)
			case 'm':
				d = d.AddMonths(n)
			case 'q':
				d = d.AddMonths(3 * n)
			case 'y':
				d = d.AddMonths(12 * n)
			}
		}
		s = s[end+1:]
	}
	return d, true
}

// span is a range A..B as written: of days or of whole numbers; an absent end is open.
type span struct {
	lo, hi       int64
	hasLo, hasHi bool
}

// backwards says whether its ends are the wrong way round.
func (s span) backwards() bool { return s.hasLo && s.hasHi && s.lo > s.hi }

// dateSpan reads A..B of dates.
func (r *resolver) dateSpan(s string) (span, bool) {
	a, b, ok := strings.Cut(s, "..")
	if !ok {
		return span{}, false
	}
	var out span
	if a != "" {
		lo, _, ok := r.when(a)
		if !ok {
			return span{}, false
		}
		out.lo, out.hasLo = int64(lo), true
	}
	if b != "" {
		_, hi, ok := r.when(b)
		if !ok {
			return span{}, false
		}
		out.hi, out.hasHi = int64(hi), true
	}
	return out, out.hasLo || out.hasHi
}

// numberSpan reads A..B of whole numbers.
func numberSpan(s string) (span, bool) {
	a, b, ok := strings.Cut(s, "..")
	if !ok {
		return span{}, false
	}
	var out span
	var err error
	if a != "" {
		if out.lo, err = strconv.ParseInt(a, 10, 64); err != nil {
			return span{}, false
		}
		out.hasLo = true
	}
	if b != "" {
		if out.hi, err = strconv.ParseInt(b, 10, 64); err != nil {
			return span{}, false
		}
		out.hasHi = true
	}
	return out, out.hasLo || out.hasHi
}

// grain is how fine a layout of dates is.
type grain int

const (
	yearly grain = iota
	monthly
	daily
)

// layout reads a layout of dates, such as DD/MM/YYYY: its grain, and whether every part of it is known.
func layout(s string) (grain, bool) {
	if s == "rfc3339" {
		return daily, true
	}
	parts := map[string]bool{}
	for rest := s; rest != ""; {
		token := ""
		for _, t := range []string{"YYYY", "MM", "M", "DD", "D", "HH", "H", "mm", "ss"} {
			if strings.HasPrefix(rest, t) {
				token = t
				break
			}
		}
		if token == "" {
			if !strings.ContainsRune("-/. :T", rune(rest[0])) {
				return 0, false
			}
			rest = rest[1:]
			continue
		}
		name := map[string]string{"M": "MM", "D": "DD", "H": "HH"}[token]
		if name == "" {
			name = token
		}
		if parts[name] {
			return 0, false
		}
		parts[name] = true
		rest = rest[len(token):]
	}
	switch {
	case !parts["YYYY"], parts["DD"] && !parts["MM"], parts["HH"] && !parts["DD"],
		parts["mm"] && !parts["HH"], parts["ss"] && !parts["mm"]:
		return 0, false
	case parts["DD"]:
		return daily, true
	case parts["MM"]:
		return monthly, true
	}
	return yearly, true
}
