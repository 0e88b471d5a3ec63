package compose

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
)

// expr reads a figure, or one made from others. A fault is a finding, and nil.
func (r *reading) expr(text string, pos reports.Pos) *reports.Expr {
	words := strings.Fields(text)
	if len(words) == 0 {
		r.find(pos, "W005", "a figure is missing here")
		return nil
	}
	op := reports.Op(words[0])
	between := map[reports.Op]string{reports.OpPercent: "of", reports.OpChange: "from", reports.OpPercentChange: "from"}[op]
	if between == "" {
		return r.sum(words, pos)
	}
	at := slices.IndexFunc(words, func(w string) bool { return w == between || between == "from" && w == "since" })
	if at < 0 {
		r.find(pos, "W005", "%q lacks its %q: %s A %s B", op, between, op, between)
		return nil
	}
	a := r.sum(words[1:at], pos)
	if a == nil {
		return nil
	}
	var b *reports.Expr
	if words[at] == "since" {
		b = r.since(a, words[at+1:], pos)
	} else {
		b = r.sum(words[at+1:], pos)
	}
	if b == nil {
		return nil
	}
	return &reports.Expr{Op: op, A: a, B: b, Pos: pos}
}

// sum reads "A plus B minus C".
func (r *reading) sum(words []string, pos reports.Pos) *reports.Expr {
	var out *reports.Expr
	for i := 0; i < len(words) || i == 0; i += 2 {
		if i >= len(words) {
			r.find(pos, "W005", "a figure is missing here")
			return nil
		}
		ref := r.ref(words[i], pos)
		if ref == nil {
			return nil
		}
		e := &reports.Expr{Ref: ref, Pos: pos}
		if out == nil {
			out = e
		} else {
			out = &reports.Expr{Op: reports.Op(words[i-1]), A: out, B: e, Pos: pos}
		}
		if i+1 == len(words) {
			return out
		}
		if w := words[i+1]; w != "plus" && w != "minus" {
			r.hint(pos, didYouMean(w, []string{"plus", "minus", "of", "from", "since"}), "W005", "%q is not understood after a figure", w)
			return nil
		}
		if i+2 == len(words) {
			r.find(pos, "W005", "a figure is missing after %q", words[i+1])
			return nil
		}
	}
	return out
}

// since is the same figure as an earlier statement gave it.
func (r *reading) since(a *reports.Expr, words []string, pos reports.Pos) *reports.Expr {
	if len(words) != 1 {
		r.find(pos, "W005", "\"since\" takes the id of one earlier statement")
		return nil
	}
	e := r.statement(words[0], pos)
	if e == nil {
		return nil
	}
	return r.earlier(a, e, pos)
}

func (r *reading) statement(id string, pos reports.Pos) *reports.Earlier {
	var ids []string
	for _, e := range r.rel.Earlier {
		if e.ID == id {
			return e
		}
		ids = append(ids, e.ID)
	}
	r.hint(pos, didYouMean(id, ids), "W004", "there is no earlier statement %q", id)
	return nil
}

func (r *reading) earlier(a *reports.Expr, e *reports.Earlier, pos reports.Pos) *reports.Expr {
	if a.Op != reports.OpRef {
		x, y := r.earlier(a.A, e, pos), r.earlier(a.B, e, pos)
		if x == nil || y == nil {
			return nil
		}
		return &reports.Expr{Op: a.Op, A: x, B: y, Pos: pos}
	}
	if a.Ref.Earlier != "" {
		r.find(pos, "W005", "%s is itself an earlier figure: write \"change A from B\"", a.Ref)
		return nil
	}
	ref := *a.Ref
	ref.Earlier = e.ID
	if !r.said(&ref, e, pos) {
		return nil
	}
	return &reports.Expr{Ref: &ref, Pos: pos}
}

// said checks that a statement gives a figure. Only a like figure, of the same
// full id, can be compared; ranks and periods are settled when the figures are there.
func (r *reading) said(ref *reports.Ref, e *reports.Earlier, pos reports.Pos) bool {
	if ref.Own == "" && (ranked(ref.Row) || ranked(ref.Column)) {
		return true
	}
	plain := *ref
	plain.Earlier = ""
	var ids []string
	for _, s := range e.Figures {
		if s.ID == plain.String() {
			return true
		}
		ids = append(ids, s.ID)
	}
	hint := didYouMean(plain.String(), ids)
	if hint == "" && len(ids) > 0 && len(ids) <= 5 {
		hint = "it gives " + strings.Join(ids, ", ") + "; only a figure of the same id is of the same cases, and can be compared"
	}
	r.hint(pos, hint, "W003", "the earlier statement %q gives no figure %s", e.ID, plain)
	return false
}

// ranked says whether a side of a figure is settled only by the figures themselves.
func ranked(side string) bool {
	for _, c := range strings.Split(side, ".") {
		base, _, _ := strings.Cut(c, "-")
		if reports.ReservedCode(c) && base != "total" && base != "rest" && base != "unknown" {
			return true
		}
	}
	return false
}

var (
	sidePattern   = pattern(`^[a-z0-9_-]+(\.[a-z0-9_-]+)*$`)
	periodPattern = map[string]func() *regexp.Regexp{
		"month":          pattern(`^\d{4}-(0[1-9]|1[0-2])$`),
		"quarter":        pattern(`^\d{4}-q[1-4]$`),
		"year":           pattern(`^\d{4}$`),
		"financial-year": pattern(`^fy\d{4}-\d{2}$`),
	}
)

// ref reads the id of a figure and holds it against the release.
func (r *reading) ref(text string, pos reports.Pos) *reports.Ref {
	path, name, isEarlier := strings.Cut(text, "@")
	parts := strings.Split(path, "/")
	for _, p := range parts {
		if !sidePattern().MatchString(p) {
			r.find(pos, "W003", "%q is not the id of a figure: ids are table/row/column in small letters, digits, - and _", text)
			return nil
		}
	}
	ref := &reports.Ref{Earlier: name, Pos: pos}
	var statement *reports.Earlier
	if isEarlier {
		if statement = r.statement(name, pos); statement == nil {
			return nil
		}
	}
	if isEarlier && len(parts) == 1 {
		ref.Own = path
		if !r.said(ref, statement, pos) {
			return nil
		}
		return ref
	}
	parts = r.complete(parts)
	if len(parts) < 2 || len(parts) > 4 {
		r.find(pos, "W003", "%q is not the id of a figure: it is written table/row/column", text)
		return nil
	}
	ref.Table, ref.Row = parts[0], parts[1]
	if len(parts) > 2 {
		ref.Column = parts[2]
	}
	if len(parts) > 3 {
		ref.Measure = parts[3]
	}
	if !r.resolve(ref, pos) || statement != nil && !r.said(ref, statement, pos) {
		return nil
	}
	return ref
}

// complete fills the id of a figure in a chart's title from the chart: its
// table, and the row where it draws only one.
func (r *reading) complete(parts []string) []string {
	c := r.chart
	if c == nil || c.Table == nil {
		return parts
	}
	if len(parts) > 1 && slices.Contains(r.tables(), parts[0]) && (len(parts) > 2 || parts[0] != c.Table.ID) {
		return parts
	}
	if len(parts) == 1 && len(c.Rows) == 1 {
		parts = append([]string{c.Rows[0]}, parts...)
	}
	if parts[0] != c.Table.ID {
		parts = append([]string{c.Table.ID}, parts...)
	}
	return parts
}

// resolve holds a figure's parts against the table's own, and gives it its one spelling.
func (r *reading) resolve(ref *reports.Ref, pos reports.Pos) bool {
	if slices.Contains(reports.ReservedTables, ref.Table) {
		return r.reserved(ref, pos)
	}
	i := slices.IndexFunc(r.rel.Tables, func(t *reports.TableSpec) bool { return t.ID == ref.Table })
	if i < 0 {
		r.hint(pos, didYouMean(ref.Table, r.tables()), "W003", "there is no table %q", ref.Table)
		return false
	}
	t := r.rel.Tables[i]
	if len(t.Columns) == 0 && ref.Column == "" {
		ref.Column = "total"
	}
	if ref.Column == "" {
		r.hint(pos, "add one of its columns: "+strings.Join(codesOf(t, t.Columns), ", "), "W003", "%s names no column of table %q", ref, t.ID)
		return false
	}
	if !r.side(t, "row", t.Rows, &ref.Row, pos) || !r.side(t, "column", t.Columns, &ref.Column, pos) {
		return false
	}
	return r.measure(t, ref, pos)
}

func (r *reading) measure(t *reports.TableSpec, ref *reports.Ref, pos reports.Pos) bool {
	if ref.Measure == "" {
		return true
	}
	var ids []string
	for i, m := range t.Measures {
		if m.ID == ref.Measure {
			if i == 0 {
				ref.Measure = ""
			}
			return true
		}
		ids = append(ids, m.ID)
	}
	r.hint(pos, didYouMean(ref.Measure, ids), "W003", "table %q shows no %q", t.ID, ref.Measure)
	return false
}

// reserved checks a figure of a table every release has.
func (r *reading) reserved(ref *reports.Ref, pos reports.Pos) bool {
	if ref.Table != "account" {
		return true
	}
	var ids []string
	for _, e := range r.rel.Extracts {
		ids = append(ids, e.ID)
	}
	if !slices.Contains(ids, ref.Row) {
		r.hint(pos, didYouMean(ref.Row, ids), "W003", "there is no extract %q", ref.Row)
		return false
	}
	fates := []string{"read", "counted", "superseded", "excluded", "quarantined", "duplicates"}
	if ref.Column != "" && !slices.Contains(fates, ref.Column) {
		r.hint(pos, didYouMean(ref.Column, fates), "W003", "the account of records has no column %q", ref.Column)
		return false
	}
	return true
}

// side checks one side of a figure: a code for each dimension there, or one
// reserved code for the whole side.
func (r *reading) side(t *reports.TableSpec, which string, parts []reports.AxisPart, side *string, pos reports.Pos) bool {
	codes := strings.Split(*side, ".")
	if len(parts) == 0 {
		if *side == "total" || which == "column" && ranked(*side) {
			return true
		}
		r.find(pos, "W003", "table %q has no %ss: write total, not %q", t.ID, which, *side)
		return false
	}
	if len(codes) == 1 && reports.ReservedCode(codes[0]) {
		return true
	}
	if len(codes) != len(parts) {
		r.find(pos, "W003", "%q is not one code for each dimension that makes a %s of table %q; codes are joined by a full stop", *side, which, t.ID)
		return false
	}
	for i, p := range parts {
		if known, ok := known(t, p, codes[i]); !ok {
			hint := didYouMean(codes[i], known)
			if hint == "" && len(known) > 0 && len(known) <= 12 {
				hint = "there are " + strings.Join(known, ", ")
			}
			r.hint(pos, hint, "W003", "table %q has no %s %q", t.ID, which, codes[i])
			return false
		}
	}
	if strings.Trim(*side, "tola.") == "" && len(codes) > 1 {
		*side = "total"
	}
	return true
}

// known says whether a code can occur on a part of an axis, with the codes
// there are. Values as found are known only when the records are read.
func known(t *reports.TableSpec, p reports.AxisPart, code string) ([]string, bool) {
	if p.Dim != nil {
		if reports.ReservedCode(code) || p.Dim.Kind == reports.AsFound {
			return nil, true
		}
		if p.Dim.Kind == reports.Period {
			shape := periodPattern[p.Dim.Period]
			return nil, shape == nil || shape().MatchString(code)
		}
	}
	codes := codesOf(t, []reports.AxisPart{p})
	return codes, slices.Contains(codes, code) || reports.ReservedCode(code) || code == "none" && p.Ladder != nil
}

// codesOf lists the codes of a side with one part, as far as the release tells them.
func codesOf(t *reports.TableSpec, parts []reports.AxisPart) []string {
	if len(parts) != 1 {
		return nil
	}
	var out []string
	switch p := parts[0]; {
	case p.Cohorts:
		for _, c := range t.Cohorts {
			out = append(out, c.ID)
		}
	case p.Ladder != nil:
		for _, s := range p.Ladder.Stages {
			out = append(out, s.ID)
		}
	case p.Dim != nil && p.Dim.Kind != reports.AsFound && p.Dim.Kind != reports.Period:
		for i, c := range p.Dim.Categories {
			if i > 0 {
				out = append(out, c.Code)
			}
		}
	}
	return out
}

// condition reads "A > B", "A >= 10" or "A".
func (r *reading) condition(m *mark, text string) bool {
	c := &condition{text: text}
	words := strings.Fields(text)
	at := slices.IndexFunc(words, func(w string) bool { return slices.Contains([]string{"=", "!=", "<", "<=", ">", ">="}, w) })
	left := words
	if at >= 0 {
		left, c.op = words[:at], words[at]
	}
	if c.a = r.expr(strings.Join(left, " "), m.pos); c.a == nil {
		return false
	}
	if at >= 0 {
		right := strings.Join(words[at+1:], " ")
		if n, err := strconv.ParseInt(right, 10, 64); err == nil {
			c.n = n
		} else if c.b = r.expr(right, m.pos); c.b == nil {
			return false
		}
	}
	r.script.need(c.a)
	r.script.need(c.b)
	m.cond = c
	return true
}
