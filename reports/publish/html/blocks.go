package html

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"despatch/reports"
)

// document writes every block in order: the title with its notices and details
// first, then a section for each heading of the second level (H02, H03).
func (w *writer) document() {
	blocks := w.doc.Blocks
	head := 0
	for i, b := range blocks {
		if b.Heading != nil && b.Heading.Level == 1 && i == head || i == head && b.Para != nil && opens(b.Para) {
			head++
			continue
		}
		break
	}
	for _, b := range blocks[:head] {
		w.block(b)
	}
	if w.level == 0 {
		w.find("O021", "the document has no heading of the first level")
	}
	if w.doc.Meta.Notice != "" && !w.says(w.doc.Meta.Notice) {
		w.para(&reports.Para{Kind: reports.Warned, Spans: []reports.Span{{Text: w.doc.Meta.Notice}}})
	}
	w.opening = w.b.String()
	w.b.Reset()
	for _, b := range blocks[head:] {
		w.block(b)
	}
	w.close()
	w.endNotes()
}

// opens says whether a paragraph belongs to the head of the page.
func opens(p *reports.Para) bool { return p.Kind == reports.Warned || p.Kind == reports.Details }

// says tells whether a warning of the document is s already.
func (w *writer) says(s string) bool {
	return slices.ContainsFunc(w.doc.Blocks, func(b reports.Block) bool {
		return b.Para != nil && b.Para.Kind == reports.Warned && reports.PlainText(b.Para.Spans) == s
	})
}

func (w *writer) close() {
	if w.section {
		w.put("</section>\n")
		w.section = false
	}
}

// endNotes gives the notes the words are marked with. A note may mark another,
// so the list may grow while it is written.
func (w *writer) endNotes() {
	if len(w.noted) == 0 {
		return
	}
	slices.SortStableFunc(w.noted, func(a, b *reports.Note) int { return cmp.Compare(a.Number, b.Number) })
	w.heading(&reports.Heading{Level: 2, ID: "notes", Spans: []reports.Span{{Text: "Notes"}}})
	for done := 0; done < len(w.noted); {
		next := w.noted[done:]
		done = len(w.noted)
		w.notes(next, "")
	}
	w.close()
}

func (w *writer) block(b reports.Block) {
	if b.Table == nil {
		w.sourced = map[string]string{}
	}
	switch {
	case b.Heading != nil:
		w.heading(b.Heading)
	case b.Para != nil:
		w.para(b.Para)
	case b.List != nil:
		w.list(b.List)
	case b.Facts != nil:
		w.facts(b.Facts)
	case b.Terms != nil:
		w.terms(b.Terms)
	case b.OnPaper:
		w.leadTo(b.Table)
	case b.Table != nil:
		w.table(b.Table)
	case b.Chart != nil:
		w.chart(b.Chart)
		w.sourced[b.Chart.Table.ID] = b.Chart.Source
	}
}

func (w *writer) heading(h *reports.Heading) {
	if h.Level > w.level+1 || h.Level < 1 || h.Level > 6 || h.Level == 1 && w.level > 0 {
		w.find("O021", "the heading %q is of level %d after one of level %d", reports.PlainText(h.Spans), h.Level, w.level)
	}
	level := min(max(h.Level, 1), 6)
	w.level = level
	id := w.id(cmp.Or(h.ID, "section"))
	if level <= 2 {
		w.close()
	}
	if level == 2 {
		w.put("<section>\n")
		w.section = true
		w.contents = append(w.contents, reports.Link{Text: reports.PlainText(h.Spans), URL: id})
	}
	tag := "h" + strconv.Itoa(level)
	w.put("<", tag, attr("id", id), ">")
	w.spans(h.Spans)
	w.put("</", tag, ">\n")
}

func (w *writer) para(p *reports.Para) {
	class := string(p.Kind)
	if p.Number > 0 && p.Kind == reports.Plainly {
		class = ""
	}
	w.put("<p")
	n := strconv.Itoa(p.Number)
	id := ""
	if p.Number > 0 {
		id = w.id("para-" + n)
		w.put(attr("id", id))
	}
	if class != "" {
		w.put(attr("class", class))
	}
	w.put(">")
	if p.Number > 0 {
		w.put("<a", attr("href", "#"+id), ">", n, "</a>") // the style puts "Paragraph" before it
	}
	w.spans(p.Spans)
	w.put("</p>\n")
}

func (w *writer) list(l *reports.List) {
	tag := "ul"
	if l.Ordered {
		tag = "ol"
	}
	w.put("<", tag, ">\n")
	for _, point := range l.Points {
		w.put("<li>")
		if len(point) == 1 && point[0].Para != nil && point[0].Para.Number == 0 {
			w.spans(point[0].Para.Spans)
		} else {
			for _, b := range point {
				w.block(b)
			}
		}
		w.put("</li>\n")
	}
	w.put("</", tag, ">\n")
}

// facts writes key figures: what each is, then the figure, which style puts on top.
func (w *writer) facts(f *reports.Facts) {
	w.put(`<dl class=facts>` + "\n")
	for _, x := range f.Facts {
		if !x.Figure.Cell.IsSet() {
			w.fail(x.Figure)
		}
		text := x.Figure.Text()
		w.put("<div><dt>")
		w.text(x.Caption)
		w.put("</dt><dd", large(text), attr("id", w.place(x.Figure, text, "")), ">")
		w.text(text)
		w.put("</dd></div>\n")
	}
	w.put("</dl>\n")
}

// large is the class of a key figure too long to stand at full size in its column:
// a number is never broken over lines.
func large(text string) string {
	switch n := utf8.RuneCountInString(text); {
	case n > 10:
		return " class=longer"
	case n > 7:
		return " class=long"
	}
	return ""
}

func (w *writer) terms(t *reports.Terms) {
	w.put(`<dl class=terms>` + "\n")
	for _, x := range t.Terms {
		w.put("<dt>")
		w.spans(x.Term)
		w.put("</dt>\n<dd>")
		for _, b := range x.Text {
			w.block(b)
		}
		w.put("</dd>\n")
	}
	w.put("</dl>\n")
}

// fail keeps the first fault that must not become a page.
func (w *writer) fail(f *reports.Figure) {
	if w.err == nil {
		w.err = fmt.Errorf("figure %q has no value", f.ID)
	}
}
