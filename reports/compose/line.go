package compose

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"despatch/reports"
)

// A line is the words of one paragraph, heading, note or title being written.
type line struct {
	w     *writing
	spans []reports.Span
	look  reports.Span // emphasis and link that hold for what is written next
	fresh bool         // at the start of a sentence: the next letter is a capital
}

func (w *writing) line() *line { return &line{w: w, fresh: true} }

// add appends a span, with single spaces between words and plain words of one look in one span.
func (l *line) add(s reports.Span) {
	last := len(l.spans) - 1
	if strings.HasPrefix(s.Text, " ") && (last < 0 || strings.HasSuffix(l.spans[last].Text, " ")) {
		s.Text = strings.TrimLeft(s.Text, " ")
	}
	if s.Text == "" {
		return
	}
	s.Bold, s.Italic = l.look.Bold, l.look.Italic
	if s.Ref == "" && s.Note == nil {
		s.URL = l.look.URL
	}
	l.fresh = ends(s.Text, l.fresh)
	bare := func(s reports.Span) bool { return s.Figure == nil && s.Note == nil && s.Ref == "" }
	if last >= 0 && bare(s) && bare(l.spans[last]) {
		p := &l.spans[last]
		if p.Bold == s.Bold && p.Italic == s.Italic && p.URL == s.URL {
			p.Text += s.Text
			return
		}
	}
	l.spans = append(l.spans, s)
}

// ends says whether a sentence has ended with these words.
func ends(s string, before bool) bool {
	for s != "" {
		c, n := utf8.DecodeLastRuneInString(s)
		if !unicode.IsSpace(c) && !strings.ContainsRune(`"'”’)]`, c) {
			return strings.ContainsRune(".!?", c)
		}
		s = s[:len(s)-n]
	}
	return before
}

// text appends words as they are.
func (l *line) text(s string) { l.add(reports.Span{Text: strings.Join(fields(s), " ")}) }

// fields are the words of s, with an empty one where it begins or ends with a space.
func fields(s string) []string {
	out := strings.Fields(s)
	if len(out) == 0 {
		if s != "" {
			return []string{"", ""}
		}
		return nil
	}
	if c, _ := utf8.DecodeRuneInString(s); unicode.IsSpace(c) {
		out = append([]string{""}, out...)
	}
	if c, _ := utf8.DecodeLastRuneInString(s); unicode.IsSpace(c) {
		out = append(out, "")
	}
	return out
}

// say appends words that come from the release or a mark: the first letter of a
// sentence becomes a capital.
func (l *line) say(s string) {
	if l.fresh {
		s = capital(s)
	}
	l.text(s)
}

// figure appends the text of a figure.
func (l *line) figure(f *reports.Figure, text string) {
	if l.fresh {
		text = capital(text)
	}
	l.add(reports.Span{Text: text, Figure: f})
}

// done is the finished line, without outer spaces.
func (l *line) done() []reports.Span {
	for n := len(l.spans); n > 0; n = len(l.spans) {
		last := &l.spans[n-1]
		last.Text = strings.TrimRight(last.Text, " ")
		if last.Text != "" {
			break
		}
		l.spans = l.spans[:n-1]
	}
	return l.spans
}

// write appends words as written, their figures filled in.
func (l *line) write(ins []inline) {
	for _, in := range ins {
		look := l.look
		switch in.kind {
		case textInline:
			l.text(in.text)
		case markInline:
			l.mark(in.mark)
		case emphInline:
			l.look.Italic = true
		case strongInline:
			l.look.Bold = true
		case linkInline:
			l.look.URL = in.url
		}
		l.write(in.kids)
		l.look = look
	}
}

func (l *line) mark(m *mark) {
	switch m.kind {
	case "figure":
		l.told(m)
	case "row", "column":
		if f := l.w.answer(m.expr, m.pos); f != nil {
			label := f.RowLabel
			if m.kind == "column" {
				label = f.ColumnLabel
			}
			l.text(label)
		}
	case "table":
		if t := l.w.filling.table(m.name); t != nil {
			l.add(reports.Span{Text: fmt.Sprintf("Table %d", t.Number), Ref: "table/" + t.ID})
		}
	case "chart":
		for _, c := range l.w.rel.Charts {
			if c.ID == m.name {
				l.add(reports.Span{Text: fmt.Sprintf("Chart %d", c.Number), Ref: "chart/" + c.ID})
			}
		}
	case "note":
		l.noted(l.w.note(m.name))
	case "text":
		for _, n := range l.w.script().notes {
			if n.spec.ID == m.name {
				l.write(n.text)
			}
		}
	case "headline":
		l.headline()
	case "literal":
		l.say(m.name)
	case "earlier":
		for _, e := range l.w.rel.Earlier {
			if e.ID == m.name {
				l.say(e.Title)
			}
		}
	default:
		l.say(l.w.says(m.kind))
	}
}

// headline is the message of the first chart, or the title.
func (l *line) headline() {
	for _, c := range l.w.rel.Charts {
		l.write(l.w.titles[c.ID])
		return
	}
	l.say(l.w.rel.Title)
}

// noted appends the mark to a note.
func (l *line) noted(n *reports.Note) {
	if n == nil {
		return
	}
	if len(l.spans) > 0 && !strings.HasSuffix(l.spans[len(l.spans)-1].Text, " ") {
		l.add(reports.Span{Text: " "})
	}
	fresh := l.fresh
	l.add(reports.Span{Text: fmt.Sprintf("[note %d]", n.Number), Note: n})
	l.fresh = fresh
}

// says is what the release says of itself.
func (w *writing) says(kind string) string {
	rel := w.rel
	switch kind {
	case "as_at":
		return rel.AsAt.String()
	case "published":
		return rel.Published.Format("2 January 2006") + " at " + reports.Clock(rel.Published)
	case "next_update":
		return rel.NextUpdate.String()
	case "title":
		return rel.Title
	case "organisation":
		return rel.Organisation
	case "status":
		return lower(rel.Status.Text())
	case "state":
		return string(rel.State)
	case "contact":
		return strings.Join(rel.Contact, "; ")
	case "area":
		return rel.Area
	}
	return sourceLine(rel)
}

// when is a time as an embargo gives it: "12:30pm on 26 April 2006".
func when(t time.Time) string { return reports.Clock(t) + " on " + t.Format("2 January 2006") }

// answer is the figure an expression came to; where there is none, a finding and nil.
func (b *filling) answer(e *reports.Expr, pos reports.Pos) *reports.Figure {
	f := b.store.Answers[e.String()]
	if f == nil && e.Op == reports.OpRef {
		f = b.byID[e.String()]
	}
	if f != nil && f.Cell.IsSet() {
		return f
	}
	finding := reports.Find(Rules, "W040", "there is no figure %s", e).At(pos)
	if e.Op == reports.OpRef {
		var near []string
		for _, g := range b.store.Figures {
			if g.Table == e.Ref.Table && g.Formula == "" {
				near = append(near, g.ID)
			}
		}
		if hint := didYouMean(e.String(), near); hint != "" {
			finding.Hints = append([]string{hint}, finding.Hints...)
		}
	}
	b.report(finding)
	return nil
}

// told appends a figure in the form and the alternative that fit it.
func (l *line) told(m *mark) {
	f := l.w.answer(m.expr, m.pos)
	if f == nil {
		return
	}
	change := m.expr.Op == reports.OpChange || m.expr.Op == reports.OpPercentChange
	if !f.Cell.IsNumber() {
		if a := m.alt("hidden"); a != nil {
			l.figure(f, a.text)
			return
		}
		l.w.find(m.pos, "W041", "%s would read %s (%s) in this sentence", m.expr, f.Cell.Symbol(), f.Cell.Symbol().Text())
		return
	}
	digits := f.Text()
	switch {
	case m.form == "words":
		digits = inWords(f)
	case m.form == "ordinal":
		digits = ordinal(f)
	case change && (m.alt("up") != nil || m.alt("down") != nil):
		digits = unsigned(f)
	case change:
		digits = signed(f)
	}
	keys := countChoice(f)
	plain := len(m.alts) == 0 || len(m.alts) == 1 && m.alts[0].key == "hidden"
	if change {
		keys = changeChoice(f)
	}
	for _, k := range keys {
		if a := m.alt(k); a != nil {
			l.choice(f, a.text, digits)
			return
		}
	}
	if change && !plain {
		l.w.find(m.pos, "W042", "%s came to %s, and the words have no %q", m.expr, signed(f), keys[0])
		return
	}
	l.figure(f, digits)
}

// choice appends the words of an alternative, # replaced by the digits. Where
// there is no # the whole of it is the place where the figure can be read back.
func (l *line) choice(f *reports.Figure, text, digits string) {
	parts := strings.Split(text, "#")
	if len(parts) == 1 {
		l.figure(f, text)
		return
	}
	for i, p := range parts {
		if i > 0 {
			l.figure(f, digits)
		}
		l.say(p)
	}
}

func countChoice(f *reports.Figure) []string {
	n, dp := f.Cell.Scaled()
	switch {
	case n == 0:
		return []string{"none", "many"}
	case order(n, dp, 1, 0) == 0:
		return []string{"one", "many"}
	}
	return []string{"many"}
}

func changeChoice(f *reports.Figure) []string {
	switch n, _ := f.Cell.Scaled(); {
	case n > 0:
		return []string{"up"}
	case n < 0:
		return []string{"down"}
	}
	return []string{"same"}
}

// holds says whether a condition is met.
func (b *filling) holds(m *mark) bool {
	c := m.cond
	x := b.answer(c.a, m.pos)
	y := amount{n: c.n}
	if c.b != nil {
		y.figure = b.answer(c.b, m.pos)
	}
	if x == nil || c.b != nil && y.figure == nil {
		return false
	}
	if !x.Cell.IsNumber() || y.figure != nil && !y.figure.Cell.IsNumber() {
		b.find(m.pos, "W043", "the condition %q rests on a figure that is no number", c.text)
		return false
	}
	if y.figure != nil {
		y.n, y.dp = y.figure.Cell.Scaled()
	}
	n, dp := x.Cell.Scaled()
	return holds(c.op, order(n, dp, y.n, y.dp))
}

// place writes the blocks of a mark that stands alone.
func (w *writing) place(m *mark) {
	switch m.kind {
	case "table":
		if t := w.decorated(m.name); t != nil {
			w.show(reports.Block{Table: t}, m)
		} else {
			w.find(m.pos, "W040", "table %q was not made", m.name)
		}
	case "chart":
		for _, c := range w.rel.Charts {
			if c.ID == m.name {
				if chart := w.drawing(c); chart != nil {
					w.show(reports.Block{Chart: chart}, m)
				}
			}
		}
	default:
		w.generate(m)
	}
}

// show places a table or chart, once in a document: its id is a link's target.
func (w *writing) show(b reports.Block, m *mark) {
	if w.placed(b) {
		w.find(m.pos, "W045", "the %s %q is placed twice in one document", m.kind, m.name)
		return
	}
	w.blocks = append(w.blocks, b)
}
