package compose

import (
	"slices"
	"strings"

	"despatch/reports"
)

// generate writes the blocks of a mark that despatch words itself. Its
// sentences hold no number but figures of the store; a sentence of which a figure is
// not there, or shows a symbol, is not written.
func (w *writing) generate(m *mark) {
	switch m.kind {
	case "details":
		w.para(reports.Details, w.details())
	case "notice":
		w.para(reports.Warned, w.sentence(w.rel.Notice))
	case "embargo":
		w.para(reports.Warned, w.sentence("Embargoed: not for publication or broadcast before "+when(w.rel.Published)+"."))
	case "key_figures":
		if facts := w.keyFigures(m); len(facts) > 0 {
			w.blocks = append(w.blocks, reports.Block{Facts: &reports.Facts{Facts: facts}})
		}
	case "main_points":
		w.mainPoints()
	case "chapters":
		w.chapters()
	case "changes":
		w.changes()
	case "data_quality":
		w.dataQuality()
	case "definitions":
		w.definitions()
	case "policies":
		w.policies()
	case "contacts":
		w.contacts()
	case "figures_to_say":
		w.figuresToSay(m)
	case "do_not_say":
		w.doNotSay()
	case "questions":
		w.questions()
	}
}

// sentence writes words and figures, one after another: strings, and *Figure
// for its digits. Without one of its figures, or with a symbol for one, it is nil.
func (w *writing) sentence(parts ...any) []reports.Span {
	l := w.line()
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			l.say(p)
		case *reports.Figure:
			if p == nil || !p.Cell.IsNumber() {
				return nil
			}
			l.figure(p, p.Text())
		case shown:
			if p.figure == nil || !p.figure.Cell.IsNumber() {
				return nil
			}
			l.figure(p.figure, p.text)
		}
	}
	return l.done()
}

// shown is a figure in a form other than its digits: a change without its sign.
type shown struct {
	figure *reports.Figure
	text   string
}

// join puts sentences into one paragraph; those that came to nothing are left out.
func join(sentences ...[]reports.Span) []reports.Span {
	var out []reports.Span
	for _, s := range sentences {
		if len(s) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, reports.Span{Text: " "})
		}
		out = append(out, s...)
	}
	return out
}

// para appends a paragraph, unless it came to nothing.
func (w *writing) para(kind reports.ParaKind, spans []reports.Span) {
	if len(spans) > 0 {
		w.blocks = append(w.blocks, paraBlock(kind, spans))
	}
}

func paraBlock(kind reports.ParaKind, spans []reports.Span) reports.Block {
	return reports.Block{Para: &reports.Para{Kind: kind, Spans: spans}}
}

// points appends a list, one paragraph a point.
func (w *writing) points(lines [][]reports.Span) {
	if len(lines) > 0 {
		w.blocks = append(w.blocks, listBlock(lines))
	}
}

func listBlock(lines [][]reports.Span) reports.Block {
	list := &reports.List{}
	for _, l := range lines {
		list.Points = append(list.Points, []reports.Block{paraBlock(reports.Plainly, l)})
	}
	return reports.Block{List: list}
}

// reserved places a table every release has, if it has rows and is not placed
// already. Only the release shows them: a brief and a notice are short.
// What the columns hold is for those who print the release or take its tables.
func (w *writing) reserved(id string) {
	t := w.decorated(id)
	if w.draft.spec.ID != "release" && !w.draft.spec.Numbered || t == nil || len(t.Rows) == 0 || w.placed(reports.Block{Table: t}) {
		return
	}
	w.blocks = append(w.blocks, reports.Block{Table: t, OnPaper: id == "column_quality"})
}

// details says when it was published, as at when, and what kind of figures these are (R01, R02).
func (w *writing) details() []reports.Span {
	rel := w.rel
	text := "Published " + w.says("published") + ". As at " + rel.AsAt.String() + ". " + rel.Status.Text() + ", " + string(rel.State) + "."
	if rel.NextUpdate != reports.NoDay {
		text += " Next update: " + rel.NextUpdate.String() + "."
	}
	return w.sentence(text)
}

// keyFigures are the figures asked for, or those of the first table.
func (w *writing) keyFigures(m *mark) []reports.Fact {
	var out []reports.Fact
	for _, f := range m.facts {
		if g := w.answer(f.expr, m.pos); g != nil {
			out = append(out, reports.Fact{Figure: g, Caption: f.caption})
		}
	}
	if len(m.facts) == 0 {
		for _, f := range w.firstFigures() {
			out = append(out, reports.Fact{Figure: f})
		}
	}
	oneRow, oneColumn := true, true
	for _, f := range out {
		oneRow = oneRow && f.Figure.RowLabel == out[0].Figure.RowLabel
		oneColumn = oneColumn && f.Figure.ColumnLabel == out[0].Figure.ColumnLabel
	}
	for i := range out {
		if out[i].Caption == "" {
			out[i].Caption = caption(out[i].Figure, oneRow, oneColumn)
		}
	}
	return out
}

// caption is what a figure is, as briefly as its neighbours allow.
func caption(f *reports.Figure, oneRow, oneColumn bool) string {
	switch {
	case f.Row == "" || f.RowLabel == "":
		return f.Label
	case f.Row == "total" || oneRow && !oneColumn:
		return f.ColumnLabel
	case oneColumn && !oneRow || f.ColumnLabel == "":
		return f.RowLabel
	}
	return f.RowLabel + ": " + f.ColumnLabel
}

// firstFigures are up to four figures of the first table: of its last row, which
// is the total or, of cohorts, the latest. Where that is one figure, the largest
// of its parts stands beside it.
func (w *writing) firstFigures() []*reports.Figure {
	for _, t := range w.filling.tables {
		if t.Auto || len(t.Rows) == 0 {
			continue
		}
		row := len(t.Rows) - 1
		var out []*reports.Figure
		for j, c := range t.Cols {
			if c.Measure == "" && t.Cells[row][j].Cell.IsNumber() && len(out) < 4 {
				out = append(out, t.Cells[row][j])
			}
		}
		if len(out) == 1 {
			if f := w.soft("%s/largest/%s", t.ID, out[0].Column); f != nil {
				out = append(out, f)
			}
		}
		return out
	}
	return nil
}

// definitions lists the notes that explain a term.
func (w *writing) definitions() {
	terms := &reports.Terms{}
	for _, n := range w.script().notes {
		if n.spec.Label == "" {
			continue
		}
		text := w.noteText(n)
		terms.Terms = append(terms.Terms, reports.Term{Term: []reports.Span{{Text: n.spec.Label}}, Text: []reports.Block{paraBlock(reports.Plainly, text)}})
	}
	if len(terms.Terms) == 0 {
		w.para(reports.Plainly, w.sentence("The heads of each table say what its figures count."))
		return
	}
	w.blocks = append(w.blocks, reports.Block{Terms: terms})
}

func (w *writing) policies() {
	var lines [][]reports.Span
	for _, p := range w.rel.Policies {
		lines = append(lines, []reports.Span{{Text: p.Text, URL: p.URL}})
	}
	if len(lines) == 0 {
		w.para(reports.Plainly, w.sentence("Figures that change after publication are shown beside the earlier ones, with the reason, in the next update."))
	}
	if w.draft.spec.ID == "release" && slices.ContainsFunc(w.rel.Documents, isStatement) {
		lines = append(lines, []reports.Span{{Text: "Accessibility statement for this release", URL: statement + ".html"}})
	}
	w.points(lines)
}

// statement is the document that says how accessible the files are. The release's own
// document leads to it.
const statement = "accessibility"

func isStatement(d *reports.DocSpec) bool {
	return d.ID == statement && d.Side == reports.Published && slices.Contains(d.Formats, "html")
}

// contacts lists whom to ask: about the statistics first, then for the media (R05).
func (w *writing) contacts() {
	var lines [][]reports.Span
	for i, c := range w.rel.Contact {
		if i < 2 && len(w.rel.Contact) > 1 && !says(c, [][]string{{"statistic"}, {"press", "media"}}[i]) {
			c = []string{"Statistics: ", "Media: "}[i] + c
		}
		lines = append(lines, []reports.Span{{Text: c}})
	}
	w.points(lines)
}

// says is whether a contact names its own office.
func says(contact string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(contact), w) })
}
