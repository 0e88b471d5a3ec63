package html

import (
	"strconv"
	"strings"
	"unicode"

	"despatch/reports"
	"despatch/reports/publish/chart"
)

// writer writes the blocks of a document and keeps account of ids and places.
type writer struct {
	doc      *reports.Document
	metrics  *chart.Metrics
	b        strings.Builder
	opening  string // title, notices and details: above the list of contents
	contents []reports.Link
	options  []optionBlock
	places   []reports.Place
	findings []reports.Finding

	ids     map[string]bool
	count   int             // of generated ids
	shown   map[string]bool // "table/progress": what stands in the page and can be linked to
	marks   map[string]string
	noted   []*reports.Note   // marked in words, to be given at the end
	sourced map[string]string // by table: the source said under the chart right before it
	section bool              // a section is open
	level   int               // of the last heading
	err     error
}

func newWriter(d *reports.Document) (*writer, error) {
	m, err := chart.NewMetrics()
	if err != nil {
		return nil, err
	}
	w := &writer{doc: d, metrics: m, ids: map[string]bool{}, shown: map[string]bool{}, marks: map[string]string{}}
	// The frame's own ids, and those other documents may link to, come first.
	w.ids["main"] = true
	for _, b := range d.Blocks {
		switch {
		case b.Heading != nil:
			w.shown["section/"+b.Heading.ID] = true
		case b.Table != nil:
			w.shown["table/"+b.Table.ID] = true
		case b.Chart != nil:
			w.shown["chart/"+b.Chart.ID] = true
		}
	}
	return w, nil
}

func (w *writer) put(parts ...string) {
	for _, p := range parts {
		w.b.WriteString(p)
	}
}

// text writes words as words.
func (w *writer) text(s string) { w.b.WriteString(chart.Escape(s)) }

// attr is an attribute. The quotes are left out where HTML does without: a page
// of tables has more than a thousand.
func attr(name, value string) string {
	if chart.Bare(value) {
		return " " + name + "=" + value
	}
	return " " + name + `="` + chart.Escape(value) + `"`
}

// id is want where no element has it yet and it can be an id, else the next of
// its kind: each id stands once in a page.
func (w *writer) id(want string) string {
	want = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return '-'
		}
		return r
	}, want)
	id := want
	for n := 2; w.ids[id]; n++ {
		id = want + "." + strconv.Itoa(n)
	}
	w.ids[id] = true
	return id
}

// place notes where a figure stands and returns the id its element must have.
func (w *writer) place(f *reports.Figure, text, want string) string {
	if want == "" || w.ids[want] {
		for {
			w.count++
			want = "f" + strconv.Itoa(w.count)
			if !w.ids[want] {
				break
			}
		}
	}
	id := w.id(want)
	w.places = append(w.places, chart.PlaceOf(f, Name(w.doc), "#"+id, text))
	return id
}

// spans writes runs of words.
func (w *writer) spans(spans []reports.Span) {
	for _, s := range spans {
		w.span(s)
	}
}

func (w *writer) span(s reports.Span) {
	var end []string
	begin := func(tag, attrs string) {
		w.put("<", tag, attrs, ">")
		end = append(end, "</"+tag+">")
	}
	if s.Bold {
		begin("strong", "")
	}
	if s.Italic {
		begin("em", "")
	}
	switch {
	case s.Note != nil:
		w.mark(s.Note, s.Text, "")
		w.ending(end)
		return
	case s.URL != "" && safe(s.URL):
		begin("a", attr("href", s.URL))
	case s.URL != "":
		w.find("O023", "a link goes to %q, which is no web or mail address and no page of this release", s.URL)
	case s.Ref != "":
		if to := w.target(s.Ref); to != "" {
			begin("a", attr("href", to))
		}
	}
	switch {
	case s.Figure != nil:
		if !s.Figure.Cell.IsSet() {
			w.fail(s.Figure)
		}
		begin("b", attr("id", w.place(s.Figure, s.Text, ""))+language(s.Lang)) // the style gives it no weight
	case s.Lang != "":
		begin("span", language(s.Lang))
	}
	w.text(s.Text)
	w.ending(end)
}

func (w *writer) ending(tags []string) {
	for i := len(tags) - 1; i >= 0; i-- {
		w.put(tags[i])
	}
}

func language(lang string) string {
	if lang == "" {
		return ""
	}
	return attr("lang", lang)
}

// target is where a reference inside the document leads; "" where what it names
// is not shown here: then the words stand without a link.
func (w *writer) target(ref string) string {
	if id, ok := strings.CutPrefix(ref, "section/"); ok && w.shown[ref] {
		return "#" + id
	}
	if w.shown[ref] {
		return "#" + ref
	}
	if id, ok := strings.CutPrefix(ref, "note/"); ok {
		for _, n := range w.doc.Notes {
			if n.ID == id {
				w.note(n)
				return "#note/" + id
			}
		}
	}
	w.find("O022", "the words refer to %q, which this document does not show", ref)
	return ""
}

// note makes sure that a note is given at the end of the page.
func (w *writer) note(n *reports.Note) {
	for _, m := range w.noted {
		if m == n {
			return
		}
	}
	w.noted = append(w.noted, n)
}

// mark writes the mark of a note, linked to it. within is the table whose own
// notes hold it, "" for the notes at the end.
func (w *writer) mark(n *reports.Note, text, within string) {
	to := "note/" + n.ID
	if within != "" {
		to += "@" + within
	} else {
		w.note(n)
	}
	id := ""
	if w.marks[to] == "" {
		id = w.id("m" + strconv.Itoa(len(w.marks)+1))
		w.marks[to] = id
	}
	if text == "" {
		text = "[note " + strconv.Itoa(n.Number) + "]"
	}
	w.put(`<a class=mark`, attr("href", "#"+to))
	if id != "" {
		w.put(attr("id", id))
	}
	w.put(">")
	w.text(text)
	w.put("</a>")
}

// notes writes a list of notes, each linked back to its first mark.
func (w *writer) notes(notes []*reports.Note, within string) {
	w.put(`<dl class=notes>` + "\n")
	for _, n := range notes {
		to := "note/" + n.ID
		if within != "" {
			to += "@" + within
		}
		number := strconv.Itoa(n.Number)
		w.put("<div><dt", attr("id", w.id(to)), ">Note ", number, "</dt><dd>")
		if n.Label != "" {
			w.put("<strong>")
			w.text(n.Label)
			w.put(".</strong> ")
		}
		w.spans(n.Text)
		if back := w.marks[to]; back != "" {
			where := "the words"
			if within != "" {
				where = "the table"
			}
			w.put(" <a", attr("class", "back"), attr("href", "#"+back), ">Back to note ", number, " in ", where, "</a>")
		}
		w.put("</dd></div>\n")
	}
	w.put("</dl>\n")
}

func (w *writer) find(id, format string, args ...any) {
	f := reports.Find(Rules, id, format, args...)
	f.File = Name(w.doc)
	w.findings = append(w.findings, f)
}
