package compose

import (
	"slices"
	"strings"

	"despatch/reports"
)

// A check is a statement the figures must bear out: "progress/all/due = 1023".
// A `*` on both sides stands for each code there.
type check struct {
	text string
	pos  reports.Pos
	op   string
	a, b operand
}

// An operand is a figure, a pattern of figures, or a number.
type operand struct {
	expr    *reports.Expr
	pattern string // "quarters/*/total"
	n       int64
	dp      uint8
}

var checkNumber = pattern(`^-?[0-9]{1,15}(\.[0-9]{1,3})?$`)

// check reads one check of the release.
func (r *reading) check(w reports.Words) *check {
	c := &check{text: strings.Join(strings.Fields(w.Text), " "), pos: w.Pos}
	parts := strings.Fields(w.Text)
	at := slices.IndexFunc(parts, func(s string) bool { return slices.Contains([]string{"=", "!=", "<", "<=", ">", ">="}, s) })
	if at < 1 || at == len(parts)-1 {
		r.find(w.Pos, "W031", "this check cannot be read: %q", c.text)
		return nil
	}
	c.op = parts[at]
	var ok bool
	if c.a, ok = r.operand(strings.Join(parts[:at], " "), w.Pos); !ok {
		return nil
	}
	if c.b, ok = r.operand(strings.Join(parts[at+1:], " "), w.Pos); !ok {
		return nil
	}
	if c.a.pattern == "" && c.b.pattern != "" {
		r.find(w.Pos, "W031", "a check with * has it on its left side: %q", c.text)
		return nil
	}
	return c
}

func (r *reading) operand(text string, pos reports.Pos) (operand, bool) {
	if checkNumber().MatchString(text) {
		whole, frac, _ := strings.Cut(text, ".")
		var n int64
		for _, d := range strings.TrimPrefix(whole+frac, "-") {
			n = n*10 + int64(d-'0')
		}
		if text[0] == '-' {
			n = -n
		}
		return operand{n: n, dp: uint8(len(frac))}, true
	}
	if !strings.Contains(text, "*") {
		if strings.Trim(text, "0123456789,.") == "" {
			r.hint(pos, "write the number without separators", "W031", "%q is not a number here", text)
			return operand{}, false
		}
		e := r.expr(text, pos)
		r.script.need(e)
		return operand{expr: e}, e != nil
	}
	path, _, _ := strings.Cut(text, "@")
	parts := strings.Split(path, "/")
	if strings.ContainsAny(text, " ") || len(parts) < 2 || len(parts) > 4 {
		r.find(pos, "W031", "%q cannot be read: * stands for each code in one figure's id", text)
		return operand{}, false
	}
	if !slices.Contains(r.tables(), parts[0]) {
		r.hint(pos, didYouMean(parts[0], r.tables()), "W003", "there is no table %q", parts[0])
		return operand{}, false
	}
	return operand{pattern: text}, true
}

// outcome holds the figures to a check.
func (b *filling) outcome(c *check) {
	if c.a.pattern == "" {
		b.compare(c, c.text, b.value(c.a), b.value(c.b))
		return
	}
	matches := b.matching(c.a.pattern)
	if len(matches) == 0 {
		b.find(c.pos, "W032", "the check %q fits no figure", c.text)
	}
	for _, m := range matches {
		right := c.b
		if right.pattern != "" {
			right = operand{pattern: fill(right.pattern, m.codes)}
		}
		text := m.figure.ID + " " + c.op + " " + strings.SplitN(c.text, " "+c.op+" ", 2)[1]
		b.compare(c, text, amount{figure: m.figure, ok: true}, b.value(right))
	}
}

// An amount is what an operand came to.
type amount struct {
	figure *reports.Figure
	n      int64
	dp     uint8
	ok     bool
}

func (b *filling) value(o operand) amount {
	switch {
	case o.expr != nil:
		f := b.store.Answers[o.expr.String()]
		return amount{figure: f, ok: f != nil}
	case o.pattern != "":
		f := b.byID[o.pattern]
		return amount{figure: f, ok: f != nil}
	}
	return amount{n: o.n, dp: o.dp, ok: true}
}

func (b *filling) compare(c *check, text string, x, y amount) {
	if !x.ok || !y.ok || x.figure != nil && !x.figure.Cell.IsNumber() || y.figure != nil && !y.figure.Cell.IsNumber() {
		b.find(c.pos, "W032", "the check %q cannot be worked out: one of its figures is not there or is no number", text)
		return
	}
	if x.figure != nil {
		x.n, x.dp = x.figure.Cell.Scaled()
	}
	if y.figure != nil {
		y.n, y.dp = y.figure.Cell.Scaled()
	}
	if holds(c.op, order(x.n, x.dp, y.n, y.dp)) {
		return
	}
	said := func(a amount) string {
		if a.figure != nil {
			return a.figure.Text()
		}
		return "the number given"
	}
	b.find(c.pos, "W030", "the check %q does not hold: %s against %s", text, said(x), said(y))
}

// order is -1, 0 or 1 as a number is less than, equal to or more than another.
func order(n int64, dp uint8, m int64, mp uint8) int {
	for ; dp < mp; dp++ {
		n *= 10
	}
	for ; mp < dp; mp++ {
		m *= 10
	}
	switch {
	case n < m:
		return -1
	case n > m:
		return 1
	}
	return 0
}

func holds(op string, order int) bool {
	switch op {
	case "=":
		return order == 0
	case "!=", "":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// A match is a figure that fits a pattern, with the codes its stars stood for.
type match struct {
	figure *reports.Figure
	codes  []string
}

// matching lists the figures of a table that fit a pattern, in the table's order.
func (b *filling) matching(pattern string) []match {
	want := strings.FieldsFunc(pattern, func(r rune) bool { return r == '/' || r == '@' })
	var out []match
	for _, f := range b.store.Figures {
		if f.Formula != "" || strings.Contains(f.ID, "@") != strings.Contains(pattern, "@") {
			continue
		}
		have := strings.FieldsFunc(f.ID, func(r rune) bool { return r == '/' || r == '@' })
		if len(have) == len(want)+1 && have[len(have)-1] == "total" && len(want) == 2 {
			have = have[:len(have)-1]
		}
		if len(have) != len(want) {
			continue
		}
		var codes []string
		fits := true
		for i, w := range want {
			if w == "*" {
				codes = append(codes, have[i])
			} else if w != have[i] {
				fits = false
				break
			}
		}
		if fits {
			out = append(out, match{f, codes})
		}
	}
	return out
}

// fill puts the codes of a match in the place of a pattern's stars.
func fill(pattern string, codes []string) string {
	for _, c := range codes {
		pattern = strings.Replace(pattern, "*", c, 1)
	}
	return pattern
}
