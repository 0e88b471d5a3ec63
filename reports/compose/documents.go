package compose

import (
	"fmt"
	"slices"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
)

// Documents fills the words with the figures of a store: one Document for each
// the release asks for, in its order. The outcome of the release's checks is among
// the findings; with an error among them no document may be published.
func (s *Script) Documents(store *reports.Store) ([]*reports.Document, []reports.Finding) {
	b := &filling{Script: s, store: store, byID: map[string]*reports.Figure{}, told: map[string]bool{}}
	for _, f := range store.Figures {
		b.byID[f.ID] = f
	}
	b.tables = numbered(store.Tables)
	for _, c := range s.checks {
		b.outcome(c)
	}
	b.places()
	b.numberNotes()
	var out []*reports.Document
	for _, d := range s.docs {
		out = append(out, b.document(d))
	}
	reports.SortFindings(b.findings)
	return out, b.findings
}

// A filling is one run of Documents over one store.
type filling struct {
	*Script
	store    *reports.Store
	byID     map[string]*reports.Figure
	tables   []*reports.Table // the store's, each with its number
	marked   []markedPlace
	noteNo   map[string]int
	findings []reports.Finding
	told     map[string]bool // findings already made: a note stands in several documents
}

func (b *filling) find(p reports.Pos, id, format string, args ...any) {
	b.report(reports.Find(Rules, id, format, args...).At(p))
}

func (b *filling) report(f reports.Finding) {
	if key := f.String(); !b.told[key] {
		b.told[key] = true
		b.findings = append(b.findings, f)
	}
}

// numbered gives a number to tables that have none: the reserved ones come last.
func numbered(tables []*reports.Table) []*reports.Table {
	last := 0
	for _, t := range tables {
		last = max(last, t.Number)
	}
	out := make([]*reports.Table, len(tables))
	for i, t := range tables {
		if t.Number == 0 {
			last++
			c := *t
			c.Number = last
			t = &c
		}
		out[i] = t
	}
	return out
}

func (b *filling) table(id string) *reports.Table {
	for _, t := range b.tables {
		if t.ID == id {
			return t
		}
	}
	return nil
}

func (b *filling) specOf(id string) *reports.TableSpec {
	for _, t := range b.rel.Tables {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// A writing is one document being written.
type writing struct {
	*filling
	draft  *draft
	tables map[string]*reports.Table // decorated with notes, by id
	charts map[string]*reports.Chart
	notes  map[string]*reports.Note
	ids    map[string]bool // of headings
	blocks []reports.Block
	main   []reports.Block // generated main points, for the cover
}

func (b *filling) document(d *draft) *reports.Document {
	w := &writing{filling: b, draft: d, tables: map[string]*reports.Table{}, charts: map[string]*reports.Chart{},
		notes: map[string]*reports.Note{}, ids: map[string]bool{"title": true}}
	w.write(d.blocks)
	w.title()
	w.twins()
	w.lead()
	if d.spec.Numbered {
		w.number()
	}
	out := &reports.Document{ID: d.spec.ID, Title: w.fullTitle(), Meta: w.meta(), Side: d.spec.Side, MaxPages: d.spec.Pages, Blocks: w.blocks}
	if out.Side == "" {
		out.Side = reports.Published
	}
	if out.Side == reports.Briefing {
		out.Marking = "Official: for ministers. Not for publication before " + when(b.rel.Published) + "."
	}
	w.gather(out)
	return out
}

// write turns blocks as written into blocks as read.
func (w *writing) write(nodes []node) {
	for _, n := range nodes {
		switch n.kind {
		case ifNode:
			if w.holds(n.mark) {
				w.write(n.then)
			} else {
				w.write(n.other)
			}
		case markNode:
			w.place(n.mark)
		default:
			w.blocks = append(w.blocks, w.block(n)...)
		}
	}
}

// block writes a heading, a paragraph or a list. Words that came to nothing leave no block.
func (w *writing) block(n node) []reports.Block {
	switch n.kind {
	case headingNode:
		l := w.line()
		l.write(n.text)
		spans := l.done()
		if len(spans) == 0 {
			return nil
		}
		id := "title"
		if n.level > 1 {
			id = w.headingID(spans)
		}
		return []reports.Block{{Heading: &reports.Heading{Level: n.level, ID: id, Spans: spans}}}
	case listNode:
		list := &reports.List{Ordered: n.ordered}
		for _, point := range n.points {
			var blocks []reports.Block
			for _, p := range point {
				blocks = append(blocks, w.block(p)...)
			}
			if len(blocks) > 0 {
				list.Points = append(list.Points, blocks)
			}
		}
		if len(list.Points) > 0 {
			return []reports.Block{{List: list}}
		}
	case paraNode:
		l := w.line()
		l.write(n.text)
		if spans := l.done(); len(spans) > 0 {
			return []reports.Block{{Para: &reports.Para{Spans: spans}}}
		}
	}
	return nil
}

// headingID makes an id from the words of a heading, its figures left out, so
// that a link to it outlives the month.
func (w *writing) headingID(spans []reports.Span) string {
	var words []string
	for _, s := range spans {
		if s.Figure == nil {
			words = append(words, s.Text)
		}
	}
	base := fold.Slug(strings.Join(words, " "))
	if base == "" {
		base = "section"
	}
	id := base
	for n := 2; w.ids[id]; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	w.ids[id] = true
	return id
}

// title puts the title at the head where the words have none.
func (w *writing) title() {
	if len(w.blocks) > 0 && w.blocks[0].Heading != nil && w.blocks[0].Heading.Level == 1 {
		return
	}
	h := &reports.Heading{Level: 1, ID: "title", Spans: []reports.Span{{Text: w.rel.Title}}}
	w.blocks = append([]reports.Block{{Heading: h}}, w.blocks...)
}

// twins puts a chart's table behind it where the document shows that table
// nowhere else: a picture of numbers never stands without them (C04).
func (w *writing) twins() {
	shown := map[string]bool{}
	for _, b := range w.blocks {
		if b.Table != nil {
			shown[b.Table.ID] = true
		}
	}
	var out []reports.Block
	for _, b := range w.blocks {
		out = append(out, b)
		if b.Chart != nil && !shown[b.Chart.Table.ID] {
			shown[b.Chart.Table.ID] = true
			out = append(out, reports.Block{Table: b.Chart.Table})
		}
	}
	w.blocks = out
}

// lead marks the first paragraph under the title, if there is one before the first section.
func (w *writing) lead() {
	for _, b := range w.blocks[1:] {
		switch {
		case b.Para != nil && b.Para.Kind == reports.Plainly:
			b.Para.Kind = reports.Lead
			return
		case b.Para == nil:
			return
		}
	}
}

// number gives the paragraphs the numbers by which a committee cites them; they
// run on through the chapters (M06, M07).
func (w *writing) number() {
	n := 0
	for _, b := range w.blocks {
		if b.Para != nil && (b.Para.Kind == reports.Plainly || b.Para.Kind == reports.Lead) {
			n++
			b.Para.Number = n
		}
	}
}

// gather lists the tables, charts and notes a document holds. The release
// holds every table and chart, placed in its words or not.
func (w *writing) gather(d *reports.Document) {
	whole := d.ID == "release"
	shown := map[string]bool{}
	for _, b := range w.blocks {
		if b.Table != nil {
			shown["table/"+b.Table.ID] = true
		}
		if b.Chart != nil {
			shown["chart/"+b.Chart.ID] = true
		}
	}
	for _, c := range w.rel.Charts {
		if whole || shown["chart/"+c.ID] {
			if chart := w.drawing(c); chart != nil {
				d.Charts = append(d.Charts, chart)
			}
		}
	}
	for _, t := range w.filling.tables {
		if whole || shown["table/"+t.ID] {
			d.Tables = append(d.Tables, w.decorated(t.ID))
		}
	}
	for _, n := range w.script().notes {
		if whole {
			w.note(n.spec.ID)
		}
	}
	for _, n := range w.notes {
		d.Notes = append(d.Notes, n)
	}
	slices.SortFunc(d.Notes, func(a, b *reports.Note) int { return a.Number - b.Number })
	if whole {
		d.Cover = w.cover()
	}
	prune(d, shown)
}

func (w *writing) script() *Script { return w.filling.Script }

// cover is what the workbook's first sheet says: the main points.
func (w *writing) cover() []reports.Block {
	var out []reports.Block
	in := false
	for _, b := range w.blocks {
		if b.Heading != nil {
			if in && b.Heading.Level <= 2 {
				break
			}
			in = in || b.Heading.ID == "main-points"
			continue
		}
		if in && (b.Para != nil || b.List != nil) {
			out = append(out, b)
		}
	}
	if len(out) == 0 {
		out = w.main
	}
	if len(out) == 0 {
		for _, b := range w.blocks {
			if b.Para != nil && b.Para.Kind != reports.Details && b.Para.Kind != reports.Warned {
				return []reports.Block{b}
			}
		}
	}
	return out
}

// prune takes the link from words that refer to a table or chart this document
// does not show; the words stay.
func prune(d *reports.Document, shown map[string]bool) {
	clean := func(spans []reports.Span) {
		for i, s := range spans {
			if s.Ref != "" && !shown[s.Ref] {
				spans[i].Ref = ""
			}
		}
	}
	eachSpans(d.Blocks, clean)
	for _, n := range d.Notes {
		clean(n.Text)
	}
}

// eachSpans calls f for every run of words in blocks.
func eachSpans(blocks []reports.Block, f func([]reports.Span)) {
	for _, b := range blocks {
		switch {
		case b.Heading != nil:
			f(b.Heading.Spans)
		case b.Para != nil:
			f(b.Para.Spans)
		case b.List != nil:
			for _, p := range b.List.Points {
				eachSpans(p, f)
			}
		case b.Terms != nil:
			for _, t := range b.Terms.Terms {
				f(t.Term)
				eachSpans(t.Text, f)
			}
		}
	}
}
