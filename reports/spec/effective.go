package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"despatch/reports"
)

// Effective is the release as resolved, for the pack: defaults filled in, dates worked
// out, the definitions in force listed. It is in the language of the release file and in
// its order, and the same release gives the same bytes. Left out, since a pack is public:
// where the extracts lie, values of private columns named in conditions, and numbers of the
// disclosure policy that would help to undo it.
func Effective(rel *reports.Release) []byte {
	p := &page{rel: rel}
	p.line(0, "# The release as it was built. Where its extracts lie is left out.")
	p.line(0, "version: 1")
	p.head()
	p.extracts()
	p.line(0, "")
	p.line(0, "private: %s", list(rel.Private))
	p.columns()
	p.dimensions()
	p.laddersAndCohorts()
	p.measures()
	p.tables()
	p.charts()
	p.documents()
	p.notes()
	p.earlier()
	p.last()
	return []byte(p.b.String())
}

// page is the text as it grows.
type page struct {
	rel *reports.Release
	b   strings.Builder
}

func (p *page) line(indent int, format string, args ...any) {
	p.b.WriteString(strings.Repeat("  ", indent))
	fmt.Fprintf(&p.b, format, args...)
	p.b.WriteByte('\n')
}

// block opens a block of names, if it has any.
func (p *page) block(name string, n int) {
	if n > 0 {
		p.line(0, "")
		p.line(0, "%s:", name)
	}
}

// pairs are the keys and values of one entry, in order; an empty value is left out.
type pairs []string

func (k *pairs) add(key, value string) {
	if value != "" {
		*k = append(*k, key+": "+value)
	}
}

func (k pairs) String() string { return "{" + strings.Join(k, ", ") + "}" }

var bare = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)

// put is a text as YAML reads it back: names and dates as they are, all else in quotes.
func put(s string) string {
	if bare.MatchString(s) && s != "null" && s != "Null" && s != "NULL" {
		return s
	}
	return strconv.Quote(s)
}

// said is a text in quotes, or "" for none.
func said(s string) string {
	if s == "" {
		return ""
	}
	return strconv.Quote(s)
}

func opt(s string) string {
	if s == "" {
		return ""
	}
	return put(s)
}

func list(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = put(n)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func optList(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return list(names)
}

func yes(b bool) string {
	if b {
		return "true"
	}
	return ""
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (p *page) head() {
	r := p.rel
	p.block("release", 1)
	k := pairs{}
	k.add("id", put(r.ID))
	k.add("title", said(r.Title))
	k.add("organisation", said(r.Organisation))
	k.add("status", put(string(r.Status)))
	k.add("state", put(string(r.State)))
	k.add("as_at", opt(r.AsAt.ISO()))
	if !r.Published.IsZero() {
		k.add("published", r.Published.Format(time.RFC3339))
	}
	k.add("next_update", opt(r.NextUpdate.ISO()))
	k.add("contact", list(r.Contact))
	k.add("area", said(r.Area))
	k.add("source", said(r.Source))
	k.add("notice", said(r.Notice))
	k.add("decimals", strconv.Itoa(r.Decimals))
	k.add("lang", put(r.Lang))
	for _, l := range k {
		p.line(1, "%s", l)
	}
	if len(r.Policies) > 0 {
		p.line(1, "policies:")
		for _, l := range r.Policies {
			p.line(2, "%s: %s", said(l.Text), said(l.URL))
		}
	}
}

func names(cs []*reports.Column) []string {
	var out []string
	for _, c := range cs {
		if c != nil {
			out = append(out, c.Name)
		}
	}
	return out
}

func name(c *reports.Column) string {
	if c == nil {
		return ""
	}
	return put(c.Name)
}

func (p *page) extracts() {
	p.block("extracts", len(p.rel.Extracts))
	for _, x := range p.rel.Extracts {
		k := pairs{}
		k.add("id", optList(names(x.Key)))
		k.add("recorded", name(x.Recorded))
		k.add("where", holds(x.Where))
		exclude := pairs{}
		for _, e := range x.Exclude {
			exclude.add(put(e.Reason), holds(e.Where))
		}
		if len(exclude) > 0 {
			k.add("exclude", exclude.String())
		}
		if x.ByDatabase {
			k.add("counted", "in-database")
		}
		k.add("closed", yes(x.Closed))
		k.add("header", strconv.Itoa(x.Header))
		k.add("separator", strconv.Quote(string(rune(x.Comma))))
		k.add("encoding", x.Encoding)
		if x.LimitSaid {
			k.add("quarantine", strconv.FormatFloat(float64(x.Limit)/10_000, 'f', -1, 64)+"%")
		}
		k.add("if_newest_quarantined", x.IfNewestBroken)
		p.line(1, "%s: %s", x.ID, k)
	}
}

// holds is a condition as the release file writes it; "" for none.
func holds(w reports.Where) string {
	k := pairs{}
	for _, c := range w {
		key, val := "", ""
		if c.Dim != nil {
			key, val = put(c.Dim.ID), quoted(c.Values)
		} else {
			key, val = name(c.Column), quoted(c.Values)
		}
		switch {
		case c.Latest:
			val = "latest"
		case c.Ranged:
			val = ends(c.Lo, c.Hi, c.Column)
		case c.Column != nil && c.Column.Private:
			val = `"(values of a private column, left out)"`
		}
		if c.Not {
			val = "{not: " + val + "}"
		}
		k.add(key, val)
	}
	if len(k) == 0 {
		return ""
	}
	return k.String()
}

func quoted(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = strconv.Quote(v)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// ends is a range; open ends are left empty.
func ends(lo, hi int64, c *reports.Column) string {
	show := func(n int64) string {
		if n == noLo || n == noHi {
			return ""
		}
		if c != nil && c.IsDate() {
			return reports.Day(n).ISO()
		}
		return strconv.FormatInt(n, 10)
	}
	return show(lo) + ".." + show(hi)
}

func (p *page) columns() {
	var lines []string
	for _, c := range p.rel.Columns {
		k := pairs{}
		if c.Template != "" {
			k.add("named", said(c.Template))
		} else if !slices.Equal(c.Named, []string{c.Name}) {
			k.add("named", list(c.Named))
		}
		k.add("date", optQuoted(c.Layouts))
		if c.HasLo || c.HasHi {
			lo, hi := c.Lo, c.Hi
			if !c.HasLo {
				lo = noLo
			}
			if !c.HasHi {
				hi = noHi
			}
			k.add("range", ends(lo, hi, c))
		}
		k.add("after", name(c.After))
		k.add("blank", optQuoted(c.Blank))
		if c.Otherwise != reports.QuarantineIt {
			k.add("otherwise", string(c.Otherwise))
		}
		k.add("repeats", yes(c.Repeats))
		if len(k) > 0 {
			lines = append(lines, put(c.Name)+": "+k.String())
		}
	}
	p.block("columns", len(lines))
	for _, l := range lines {
		p.line(1, "%s", l)
	}
}

func optQuoted(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return quoted(values)
}
