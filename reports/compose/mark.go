package compose

import (
	"slices"
	"strings"

	"despatch/reports"
)

// A mark is what stands between braces: a figure with its alternatives, a
// condition, a place for a table, or another word of the language.
type mark struct {
	kind  string // "figure", "if", "table", "as_at", "main_points" …
	pos   reports.Pos
	name  string        // of a table, chart, note or statement; the text of a literal
	expr  *reports.Expr // of a figure, a row or a column
	form  string        // "", "words", "ordinal"
	alts  []alternative
	cond  *condition
	facts []fact // of key_figures, figures_to_say
}

// An alternative is one way of saying a figure: "none: Nobody was".
type alternative struct{ key, text string }

// A fact is a figure asked for by name, with its caption if one is given.
type fact struct {
	expr    *reports.Expr
	caption string
}

// A condition compares two figures, or a figure with a whole number; without
// an operator it asks whether the figure is other than nought.
type condition struct {
	a    *reports.Expr
	op   string
	b    *reports.Expr
	n    int64 // where b is nil
	text string
}

// blockMarks stand alone in a paragraph and become one or more blocks.
var blockMarks = []string{
	"table", "chart", "if", "else", "end", "definitions", "details", "notice", "embargo", "key_figures", "main_points",
	"chapters", "changes", "data_quality", "policies", "contacts", "figures_to_say", "do_not_say", "questions",
}

// releaseMarks are what the release says of itself.
var releaseMarks = []string{"as_at", "published", "next_update", "title", "organisation", "status", "state", "contact", "area", "source", "headline"}

// otherMarks stand in a sentence.
var otherMarks = []string{"row", "column", "note", "text", "earlier", "literal"}

func (m *mark) block() bool { return slices.Contains(blockMarks, m.kind) }

// short says whether the mark may stand in a note or, more narrowly, in the title of a chart.
func (m *mark) short(title bool) bool {
	switch m.kind {
	case "table", "chart":
		return !title
	case "note", "text", "headline":
		return false // a note that holds itself would never end
	}
	return !m.block()
}

// countKeys and changeKeys are the alternatives of a figure and those of a change.
var (
	countKeys  = []string{"none", "one", "many", "hidden"}
	changeKeys = []string{"up", "down", "same", "hidden"}
)

// mark reads what stands between braces. A fault is a finding, and nil.
func (r *reading) mark(content string, pos reports.Pos) *mark {
	if strings.Contains(content, "{") {
		r.find(pos, "W001", "there is a brace inside braces")
		return nil
	}
	parts := strings.Split(content, "|")
	head := strings.TrimSpace(parts[0])
	word, rest, _ := strings.Cut(head, " ")
	rest = strings.TrimSpace(rest)
	m := &mark{kind: word, pos: pos, name: rest}
	var ok bool
	switch {
	case head == "":
		r.find(pos, "W002", "there is nothing between these braces")
		return nil
	case word == "if":
		ok = r.condition(m, rest)
	case word == "literal":
		ok = r.literal(m, content)
		parts = parts[:1]
	case word == "key_figures" || word == "figures_to_say":
		ok = r.facts(m, rest)
	case word == "row" || word == "column":
		m.expr = r.expr(rest, pos)
		ok = m.expr != nil
		if ok && m.expr.Op != reports.OpRef {
			r.find(pos, "W005", "{%s …} takes one figure, not one made from others", word)
			return nil
		}
	case word == "table" || word == "chart" || word == "note" || word == "text" || word == "earlier":
		ok = r.named(m)
	case slices.Contains(blockMarks, word) || slices.Contains(releaseMarks, word):
		ok = r.bare(m)
	default:
		return r.figure(m, head, parts[1:])
	}
	if len(parts) > 1 && ok {
		r.find(pos, "W006", "only a figure has alternatives, and {%s} is none", word)
		return nil
	}
	if !ok {
		return nil
	}
	r.script.need(m.expr)
	return m
}

// bare reads a mark that takes nothing after its name.
func (r *reading) bare(m *mark) bool {
	if m.name != "" {
		r.find(m.pos, "W002", "{%s} takes nothing after its name", m.kind)
		return false
	}
	missing := ""
	switch m.kind {
	case "next_update":
		if r.rel.NextUpdate == reports.NoDay {
			missing = "next_update"
		}
	case "area":
		if r.rel.Area == "" {
			missing = "area"
		}
	case "contact":
		if len(r.rel.Contact) == 0 {
			missing = "contact"
		}
	}
	if missing != "" {
		r.find(m.pos, "W012", "the release gives no %s", missing)
		return false
	}
	return true
}

func (r *reading) literal(m *mark, content string) bool {
	_, m.name, _ = strings.Cut(strings.TrimSpace(content), " ")
	m.name = strings.TrimSpace(m.name)
	if m.name == "" {
		r.find(m.pos, "W002", "{literal} holds no words")
		return false
	}
	r.find(m.pos, "W022", "typed and not counted: %q", m.name)
	return true
}

// named reads a mark that names a table, chart, note or earlier statement.
func (r *reading) named(m *mark) bool {
	var ids []string
	what := m.kind
	switch m.kind {
	case "table":
		ids = r.tables()
	case "chart":
		for _, c := range r.rel.Charts {
			ids = append(ids, c.ID)
		}
	case "note", "text":
		what = "note"
		for _, n := range r.rel.Notes {
			ids = append(ids, n.ID)
		}
	case "earlier":
		what = "earlier statement"
		for _, e := range r.rel.Earlier {
			ids = append(ids, e.ID)
		}
	}
	if slices.Contains(ids, m.name) {
		return true
	}
	r.hint(m.pos, didYouMean(m.name, ids), "W004", "there is no %s %q", what, m.name)
	return false
}

func (r *reading) tables() []string {
	var ids []string
	for _, t := range r.rel.Tables {
		ids = append(ids, t.ID)
	}
	return append(ids, reports.ReservedTables...)
}

// figure reads a figure with its form and alternatives.
func (r *reading) figure(m *mark, head string, alts []string) *mark {
	m.kind, m.name = "figure", ""
	if i := strings.LastIndex(head, " as "); i >= 0 {
		m.form = strings.TrimSpace(head[i+4:])
		head = head[:i]
		if m.form != "words" && m.form != "ordinal" {
			r.find(m.pos, "W005", "a figure is shown in digits, as words or as ordinal; not %q", "as "+m.form)
			return nil
		}
	}
	word, _, _ := strings.Cut(head, " ")
	if !strings.ContainsAny(head, "/@ ") && r.chart == nil {
		known := slices.Concat(blockMarks, releaseMarks, otherMarks)
		r.hint(m.pos, didYouMean(word, known), "W002", "{%s} is not understood", head)
		return nil
	}
	m.expr = r.expr(head, m.pos)
	if m.expr == nil {
		return nil
	}
	keys := countKeys
	if m.expr.Op == reports.OpChange || m.expr.Op == reports.OpPercentChange {
		keys = changeKeys
	}
	for _, a := range alts {
		key, words, found := strings.Cut(a, ":")
		key = strings.TrimSpace(key)
		switch {
		case !found:
			r.find(m.pos, "W006", "an alternative is written %q; this one has no colon", keys[0]+": words")
		case !slices.Contains(keys, key):
			r.hint(m.pos, didYouMean(key, keys), "W006", "%q is no alternative here; there are %s", key, strings.Join(keys, ", "))
		case m.alt(key) != nil:
			r.find(m.pos, "W006", "the alternative %q is written twice", key)
		default:
			m.alts = append(m.alts, alternative{key, strings.Join(strings.Fields(words), " ")})
			continue
		}
		return nil
	}
	if r.mayHide(m.expr) && m.alt("hidden") == nil {
		r.find(m.pos, "W007", "this figure may be withheld, and the words do not say what to write then")
	}
	r.script.need(m.expr)
	return m
}

func (m *mark) alt(key string) *alternative {
	for i := range m.alts {
		if m.alts[i].key == key {
			return &m.alts[i]
		}
	}
	return nil
}

// mayHide says whether a figure may be withheld: under the policy exact none is.
func (r *reading) mayHide(e *reports.Expr) bool {
	if r.rel.Disclosure.Policy != "suppress" {
		return false
	}
	return slices.ContainsFunc(e.Refs(), func(f *reports.Ref) bool {
		return f.Earlier == "" && !slices.Contains(reports.ReservedTables, f.Table)
	})
}

// facts reads "A, B: caption, C".
func (r *reading) facts(m *mark, list string) bool {
	m.name = ""
	if list == "" {
		return true
	}
	for _, part := range strings.Split(list, ",") {
		id, caption, _ := strings.Cut(part, ":")
		e := r.expr(strings.TrimSpace(id), m.pos)
		if e == nil {
			return false
		}
		r.script.need(e)
		m.facts = append(m.facts, fact{e, strings.TrimSpace(caption)})
	}
	return true
}
