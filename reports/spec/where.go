package spec

import (
	"regexp"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
)

// whereOf resolves conditions. In extracts a name is a column and nothing else; in
// cohorts and stages it is first sought among dimensions.
func (r *resolver) whereOf(w where, dims bool) reports.Where {
	var out reports.Where
	for _, e := range w {
		if len(e.Val.Values) == 0 {
			continue
		}
		var c reports.Clause
		var ok bool
		if d := r.dimension[e.ID.S]; dims && d != nil {
			c, ok = r.dimClause(d, e)
		} else {
			c, ok = r.columnClause(e)
		}
		if ok {
			c.Pos, c.Not = e.ID.Pos, e.Val.Not
			out = append(out, c)
		}
	}
	return out
}

// columnClause is a condition on a column: raw values, a range, the newest date.
func (r *resolver) columnClause(e entry[condition]) (reports.Clause, bool) {
	c := reports.Clause{Column: r.columnOf(e.ID), Lo: noLo, Hi: noHi}
	if len(e.Val.Values) == 1 {
		v := e.Val.Values[0].text
		switch {
		case v.S == "latest" && c.Column.IsDate():
			c.Latest = true
			return c, true
		case strings.Contains(v.S, ".."):
			if s, ok := r.spanOf(c.Column, v); ok {
				return ranged(c, s), r.forwards(s, v)
			} else if looksRanged(v.S) || c.Column.IsDate() {
				return c, false // said by spanOf
			}
		case c.Column.IsDate() && v.S != "":
			lo, hi, ok := r.when(v.S)
			if !ok {
				r.hint(v.Pos, "S045", "write it 2006-04-26, 2006-04 or 2006", "%q is not a date for column %q", v.S, e.ID.S)
				return c, false
			}
			return ranged(c, span{int64(lo), int64(hi), true, true}), true
		}
	}
	for _, v := range e.Val.Values {
		if looksRanged(v.S) {
			r.add(v.Pos, "S045", "a range A..B stands alone, not in a list")
			return c, false
		}
		c.Values = append(c.Values, fold.Fold(v.S))
	}
	return c, true
}

var rangeShape = regexp.MustCompile(`^(as_at[-+0-9dmqy]*|-?[0-9][0-9-]*)?\.\.(as_at[-+0-9dmqy]*|-?[0-9][0-9-]*)?$`)

// looksRanged says whether a text can only have been meant as a range.
func looksRanged(s string) bool { return s != ".." && rangeShape.MatchString(s) }

// spanOf reads a range for a column: of days where it holds dates, else of whole numbers.
func (r *resolver) spanOf(c *reports.Column, v text) (span, bool) {
	if c.IsDate() {
		s, ok := r.dateSpan(v.S)
		if !ok {
			r.hint(v.Pos, "S024", "for example 2005-08-01..2006-03-31 or as_at-12m..as_at", "this is not a range of dates for column %q", c.Name)
		}
		return s, ok
	}
	if s, ok := numberSpan(v.S); ok {
		c.Number = true
		return s, true
	}
	if _, ok := r.dateSpan(v.S); ok {
		r.hint(v.Pos, "S023", "declare it: columns: {"+c.Name+": {date: YYYY-MM-DD}}", "column %q is compared with dates and not declared to hold any", c.Name)
	} else if looksRanged(v.S) {
		r.add(v.Pos, "S024", "this is not a range for column %q", c.Name)
	}
	return span{}, false
}

func (r *resolver) forwards(s span, v text) bool {
	if s.backwards() {
		r.add(v.Pos, "S024", "the range ends before it begins")
		return false
	}
	return true
}

func ranged(c reports.Clause, s span) reports.Clause {
	c.Ranged = true
	if s.hasLo {
		c.Lo = s.lo
	}
	if s.hasHi {
		c.Hi = s.hi
	}
	return c
}

// dimClause is a condition on a dimension: codes, or labels taken for their codes.
func (r *resolver) dimClause(d *reports.Dimension, e entry[condition]) (reports.Clause, bool) {
	c := reports.Clause{Dim: d, Lo: noLo, Hi: noHi}
	good := true
	for _, v := range e.Val.Values {
		if len(e.Val.Values) == 1 && looksRanged(v.S) && d.Kind == reports.Period && d.Column != nil {
			s, ok := r.spanOf(d.Column, v.text)
			c.Dim, c.Column = nil, d.Column
			return ranged(c, s), ok && r.forwards(s, v.text)
		}
		code, ok := r.codeOf(d, v.text)
		if code == "unknown" {
			code = "" // as in columns, "" is blank: what the dimension does not know
		}
		good = good && ok
		c.Values = append(c.Values, code)
	}
	return c, good
}

var periodCode = map[string]*regexp.Regexp{
	"month":          regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`),
	"quarter":        regexp.MustCompile(`^\d{4}-q[1-4]$`),
	"year":           regexp.MustCompile(`^\d{4}$`),
	"financial-year": regexp.MustCompile(`^fy\d{4}-\d{2}$`),
}

// codeOf is the code of a dimension that a condition means.
func (r *resolver) codeOf(d *reports.Dimension, v text) (string, bool) {
	slug := fold.Slug(v.S)
	if v.S == "" || slug == "unknown" {
		return "unknown", true
	}
	switch d.Kind {
	case reports.AsFound:
		if slug == "" {
			r.add(v.Pos, "S045", "no code can be made from this value of dimension %q: give the dimension a code list", d.ID)
		}
		return slug, slug != ""
	case reports.Period:
		if re := periodCode[d.Period]; re != nil && !re.MatchString(slug) {
			r.hint(v.Pos, "S045", "codes of periods are 2006-04, 2006-q2, 2006 and fy2006-07", "this is no %s of dimension %q", d.Period, d.ID)
			return "", false
		}
		return slug, true
	case reports.Banded:
		if s, ok := numberSpan(v.S); ok {
			slug = bandCode(s)
		} else if n, err := strconv.Atoi(v.S); err == nil {
			slug = bandCode(span{int64(n), int64(n), true, true})
		}
	}
	folded := fold.Fold(v.S)
	var codes []string
	for _, c := range d.Categories {
		if c.Code == v.S || c.Code == slug || fold.Fold(c.Label) == folded {
			return c.Code, true
		}
		codes = append(codes, c.Code)
	}
	if d.Raw == nil && d.Kind == reports.Coded {
		return "", false // its code list is faulty, and said so
	}
	hint := didYouMean(slug, codes)
	if hint == "" && len(codes) <= 12 {
		hint = "codes: " + strings.Join(codes, ", ")
	}
	r.hint(v.Pos, "S045", hint, "dimension %q has no such code or label", d.ID)
	return "", false
}

func bandCode(s span) string {
	b := reports.Band{Lo: noLo, Hi: noHi}
	if s.hasLo {
		b.Lo = s.lo
	}
	if s.hasHi {
		b.Hi = s.hi
	}
	return bandCategory(b).Code
}
