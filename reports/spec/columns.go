package spec

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
)

var braces = regexp.MustCompile(`\{([^{}]*)\}`)

// privateNames keeps the names of the columns that never leave.
func (r *resolver) privateNames() {
	if r.file.Private == nil {
		return
	}
	for _, t := range r.file.Private.Each {
		if t.Set && slices.Contains(r.rel.Private, t.S) {
			r.add(t.Pos, "S005", "private names %q twice", t.S)
		} else if t.Set {
			r.rel.Private, r.rel.PrivateAt = append(r.rel.Private, t.S), append(r.rel.PrivateAt, t.Pos)
		}
	}
}

// patterns finds the columns that names of files give: {file_month:YYYY-MM}.
func (r *resolver) patterns() {
	r.fromNames = map[string]string{}
	for _, e := range r.file.Extracts {
		if strings.HasPrefix(e.Val.From.S, "env:") {
			continue
		}
		for _, m := range braces.FindAllStringSubmatch(e.Val.From.S, -1) {
			name, shape, shaped := strings.Cut(m[1], ":")
			if shaped {
				if _, ok := layout(shape); !ok || shape == "rfc3339" {
					r.add(e.Val.From.Pos, "S026", "extract %q: %q is not a layout of dates", e.ID.S, shape)
				}
			}
			if slices.Contains(r.rel.Private, name) {
				r.add(e.Val.From.Pos, "S022", "extract %q takes the private column %q from the names of files, which are printed", e.ID.S, name)
			}
			if name != "" {
				r.fromNames[name] = shape
			}
		}
	}
}

// columns resolves the block columns; After needs all of them.
func (r *resolver) columns() {
	for _, e := range r.file.Columns {
		c := r.newColumn(e.ID)
		v := &e.Val
		r.named(c, v.Named)
		r.layouts(c, v.Date)
		for _, b := range each(v.Blank) {
			c.Blank = append(c.Blank, fold.Fold(b))
		}
		if v.Otherwise.Set {
			c.Otherwise = reports.Otherwise(v.Otherwise.S)
		}
		c.Repeats = v.Repeats.V
		r.rangeOf(c, v.Range)
	}
	for _, e := range r.file.Columns {
		if after := e.Val.After; after.Set {
			c := r.column[e.ID.S]
			r.mustDate(c, e.ID.Pos, `it has "after"`)
			c.After = r.dateColumn(after, "after")
		}
	}
	for _, e := range r.file.Columns {
		slow, fast := r.column[e.ID.S], r.column[e.ID.S].After
		for fast != nil && fast.After != nil && slow != fast {
			slow, fast = slow.After, fast.After.After
		}
		if fast != nil && fast == slow {
			r.add(e.Val.After.Pos, "S021", "the columns after which %q comes lead back to themselves", e.ID.S)
		}
	}
}

// newColumn is a column of the release, with nothing declared of it.
func (r *resolver) newColumn(t text) *reports.Column {
	c := &reports.Column{Name: t.S, Named: []string{t.S}, Otherwise: reports.QuarantineIt, Pos: t.Pos}
	c.Private = slices.Contains(r.rel.Private, t.S)
	if shape := r.fromNames[t.S]; shape != "" {
		c.Layouts = []string{shape}
	}
	r.column[t.S] = c
	r.rel.Columns = append(r.rel.Columns, c)
	return c
}

// columnOf is the column of a name; one not declared is a column of plain text.
func (r *resolver) columnOf(t text) *reports.Column {
	if !t.Set {
		return nil
	}
	if c := r.column[t.S]; c != nil {
		return c
	}
	return r.newColumn(t)
}

// dateColumn is the column of a name that must hold dates.
func (r *resolver) dateColumn(t text, use string) *reports.Column {
	if !t.Set {
		return nil
	}
	if c := r.column[t.S]; c != nil {
		return r.mustDate(c, t.Pos, "it stands under "+use)
	}
	if shape := r.fromNames[t.S]; shape != "" {
		return r.newColumn(t)
	}
	var dates []string
	for _, c := range r.rel.Columns {
		if c.IsDate() {
			dates = append(dates, c.Name)
		}
	}
	hint := didYouMean(t.S, dates)
	if hint == "" {
		hint = "declare it: columns: {" + t.S + ": {date: YYYY-MM-DD}}"
	}
	r.hint(t.Pos, "S023", hint, "%q stands under %s and is no column declared to hold dates", t.S, use)
	return nil
}

func (r *resolver) mustDate(c *reports.Column, at reports.Pos, why string) *reports.Column {
	if c.IsDate() {
		return c
	}
	r.hint(at, "S023", "give its layout: date: YYYY-MM-DD", "column %q must hold dates, since %s", c.Name, why)
	return nil
}

// named settles which headers mean the column; a template joins several.
func (r *resolver) named(c *reports.Column, names texts) {
	if !names.Set {
		return
	}
	c.Named = nil
	for _, t := range names.Each {
		if !t.Set {
			continue
		}
		if !strings.ContainsAny(t.S, "{}") {
			c.Named = append(c.Named, t.S)
			c.Private = c.Private || slices.Contains(r.rel.Private, t.S)
			continue
		}
		parts := braces.FindAllStringSubmatch(t.S, -1)
		if rest := braces.ReplaceAllString(t.S, ""); len(parts) == 0 || strings.ContainsAny(rest, "{}") || len(names.Each) > 1 {
			r.hint(t.Pos, "S009", `for example "{year}-{month}-{day}", alone`, "column %q: this is not a template that joins columns", c.Name)
			continue
		}
		c.Template = t.S
		for _, p := range parts {
			c.Private = c.Private || slices.Contains(r.rel.Private, p[1])
			if p[1] == "" {
				r.add(t.Pos, "S009", "column %q: the template has braces with no name in them", c.Name)
			}
		}
	}
}

func (r *resolver) layouts(c *reports.Column, ls texts) {
	good := true
	for _, t := range ls.Each {
		if !t.Set {
			continue
		}
		if _, ok := layout(t.S); !ok {
			hint := didYouMean(t.S, []string{"YYYY-MM-DD", "DD/MM/YYYY", "YYYY-MM", "YYYY", "YYYY-MM-DD HH:mm:ss", "rfc3339"})
			r.hint(t.Pos, "S026", hint, "column %q: %q is not a layout of dates", c.Name, t.S)
			t.S, good = "YYYY-MM-DD", false // so that what wants a date is no second finding
		}
		c.Layouts = append(c.Layouts, t.S)
	}
	if ls.Set && len(c.Layouts) == 0 && good {
		r.add(ls.Pos, "S026", "column %q: date names no layout", c.Name)
	}
}

// rangeOf settles what is plausible. A range of dates that is open above ends at as_at: a
// case recorded for a later day is a slip of the pen. No range, no window.
func (r *resolver) rangeOf(c *reports.Column, t text) {
	if !t.Set {
		return
	}
	var s span
	var ok bool
	if c.IsDate() {
		if s, ok = r.dateSpan(t.S); ok && !s.hasHi {
			s.hi, s.hasHi = int64(r.rel.AsAt), r.rel.AsAt != reports.NoDay
		}
	} else if s, ok = numberSpan(t.S); ok {
		c.Number = true
	}
	switch {
	case !ok && c.IsDate():
		r.hint(t.Pos, "S024", "for example 1999-02-01.. or 2020-01..2020-12", "column %q: this is not a range of dates", c.Name)
	case !ok:
		hint := "for example 0..120"
		if _, dates := r.dateSpan(t.S); dates {
			hint = "a column of dates says so: date: YYYY-MM-DD"
		}
		r.hint(t.Pos, "S024", hint, "column %q: this is not a range of whole numbers", c.Name)
	case s.backwards():
		r.add(t.Pos, "S024", "column %q: the range ends before it begins", c.Name)
	default:
		c.Lo, c.Hi, c.HasLo, c.HasHi = s.lo, s.hi, s.hasLo, s.hasHi
	}
}

// numberColumn is the column of a name that must hold whole numbers.
func (r *resolver) numberColumn(t text, use string) *reports.Column {
	c := r.columnOf(t)
	if c == nil {
		return nil
	}
	if c.IsDate() {
		r.add(t.Pos, "S023", "%q holds dates and stands under %s, which wants whole numbers", t.S, use)
		return nil
	}
	c.Number = true
	return c
}

// grainOf is the coarsest grain among a column's layouts: what each of its dates is at least known to.
func grainOf(c *reports.Column) grain {
	g := daily
	for _, l := range c.Layouts {
		if x, ok := layout(l); ok {
			g = min(g, x)
		}
	}
	return g
}

// open ends of a clause's range.
const (
	noLo = math.MinInt64
	noHi = math.MaxInt64
)
