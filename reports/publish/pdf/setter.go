package pdf

import (
	"fmt"

	"despatch/reports"
)

// A setter sets one document on pages: it walks the blocks, keeps together what
// belongs together, and records where each figure came to stand.
type setter struct {
	doc    *reports.Document
	d      *Doc
	style  style
	file   string
	places []reports.Place
	dests  map[string]bool        // what links may lead to: "table/progress", "note/started"
	noted  map[*reports.Note]bool // the notes that are printed
	marked map[*reports.Note]bool // the notes to which marks lead
	level  int                    // of the last heading
	ids    map[string]int         // how often each id was asked for
	wide   bool
	// numbered: some paragraphs have numbers, and the words stand beside them.
	numbered bool
	y        float64
	top      float64 // where the page's content began
	// contents are the lines of the table of contents, with the pages an earlier
	// pass found; nil: none is set.
	contents []contentsLine
	bottomAt float64
	failures []reports.Finding
	foot     []line // the notice or marking at the foot of a page, laid
	known    *measured
	placed   [][]placed // of the lines being drawn, by run
	blank    float64    // pages left empty at their ends, a fifth of each forgiven

	text, secondary, link, accent rgb
}

// A style is the measures of a page, in points.
type style struct {
	margin, head, foot float64 // white at left and right, above and below the text
	lead, gap          float64 // line to line of 12 point text; after a paragraph
}

// styles are tried in turn, from roomy to tight, for the one that fills its pages
// best. Their columns are equally wide, so that tables are measured once.
var styles = []style{
	{margin: 56, head: 62, foot: 64, lead: 16.5, gap: 8},
	{margin: 56, head: 60, foot: 62, lead: 16, gap: 7},
	{margin: 56, head: 56, foot: 60, lead: 15.5, gap: 6},
	{margin: 56, head: 54, foot: 58, lead: 15, gap: 5},
}

// body is the size of all text that is content (P12).
const body = 12.0

// A contentsLine is one line of the table of contents.
type contentsLine struct {
	text, dest string
	page       int
}

// rules are grey: decoration only.
var grey = rgb{0xb1, 0xb4, 0xb6}

// set lays the whole document out.
func set(doc *reports.Document, file string, st style, contents []contentsLine, known *measured) *setter {
	th := doc.Meta.Theme
	s := &setter{doc: doc, d: newDoc(), style: st, file: file, contents: contents, known: known, dests: destinations(doc), noted: map[*reports.Note]bool{}, ids: map[string]int{}, marked: map[*reports.Note]bool{},
		text: colour(th.Text, "#0B0C0C"), secondary: colour(th.Secondary, "#505A5F"), link: colour(th.Link, "#1A65A6"), accent: colour(th.Accent, "#12436D")}
	if s.d.err != nil {
		return s
	}
	for _, b := range doc.Blocks {
		s.numbered = s.numbered || b.Para != nil && b.Para.Number > 0
	}
	s.places = make([]reports.Place, 0, figures(doc))
	s.page(false)
	s.masthead()
	s.blocks(s.d.root, doc.Blocks)
	s.lastNotes()
	s.furniture()
	return s
}

// figures is about how many figures a document shows.
func figures(doc *reports.Document) (n int) {
	for _, b := range doc.Blocks {
		n += 2
		if t := b.Table; t != nil {
			n += len(t.Rows) * len(t.Cols)
		}
	}
	return n
}

// id is a name not yet given in the file: a note stands below each table that marks it.
func (s *setter) id(name string) string {
	s.ids[name]++
	if n := s.ids[name]; n > 1 {
		return fmt.Sprintf("%s--%d", name, n)
	}
	return name
}

// destinations are the places of a document that links may lead to.
func destinations(doc *reports.Document) map[string]bool {
	out := map[string]bool{}
	for _, n := range doc.Notes {
		out["note/"+n.ID] = true
	}
	for _, b := range doc.Blocks {
		switch {
		case b.Heading != nil:
			out["section/"+b.Heading.ID] = true
		case b.Table != nil:
			out["table/"+b.Table.ID] = true
		case b.Chart != nil:
			out["chart/"+b.Chart.ID] = true
		}
	}
	return out
}

// page starts a page, wide or not.
func (s *setter) page(wide bool) {
	if len(s.d.pages) > 0 {
		s.blank += max(0, s.room()/(s.bottomAt-s.style.head)-0.2)
	}
	w, h := a4Width, a4Height
	if wide {
		w, h = h, w
	}
	s.wide = wide
	s.d.AddPage(w, h)
	s.y, s.bottomAt = s.style.head, h-s.style.foot-footSize*1.25*float64(max(len(s.standing())-1, 0))
	if s.doc.Marking != "" {
		s.y += 8
	}
	s.top = s.y
}

// left and width are the text column.
func (s *setter) left() float64 { return s.style.margin }

func (s *setter) width() float64 {
	p, _ := s.d.last()
	return p.w - 2*s.style.margin
}

// room is the height left on the page.
func (s *setter) room() float64 { return s.bottomAt - s.y }

// need starts a new page unless h fits on this one.
func (s *setter) need(h float64) {
	if h > s.room() && s.y > s.top {
		s.page(s.wide)
	}
}

// turn starts a page of the other orientation, unless this is one.
func (s *setter) turn(wide bool) {
	if s.wide != wide {
		s.page(wide)
	}
}

// A part is a block measured and ready to be drawn.
type part interface {
	least() float64    // the height of what must stand together at its start
	draw(parent *Elem) // on the page at hand, and on new ones
}

// blocks draws blocks in order; headings and words that lead to what follows stay with it.
func (s *setter) blocks(parent *Elem, blocks []reports.Block) {
	for i := 0; i < len(blocks); {
		n := i // the block that the headings from i on lead to
		for n < len(blocks) && (blocks[n].Heading != nil || leads(blocks, n)) {
			n++
		}
		s.turn(n < len(blocks) && blocks[n].Table != nil && s.wantsWide(blocks[n].Table))
		if s.contentsDue(blocks[i]) {
			s.putContents(parent)
		}
		var parts []part
		h := 0.0
		for ; i <= n && i < len(blocks); i++ {
			p := s.part(blocks[i], s.left(), s.width())
			parts = append(parts, p)
			h += p.least()
		}
		s.need(h)
		for _, p := range parts {
			p.draw(parent)
		}
	}
}

// leads says whether block i is words that end in a colon before something else.
func leads(blocks []reports.Block, i int) bool {
	p := blocks[i].Para
	if p == nil || i+1 == len(blocks) || len(p.Spans) == 0 {
		return false
	}
	t := p.Spans[len(p.Spans)-1].Text
	return t != "" && t[len(t)-1] == ':' && blocks[i+1].Heading == nil
}

// part measures one block for a column.
func (s *setter) part(b reports.Block, x, w float64) part {
	switch {
	case b.Heading != nil:
		return s.heading(b.Heading, w)
	case b.Para != nil:
		return s.para(b.Para, x, w)
	case b.List != nil:
		return s.list(b.List, x, w)
	case b.Facts != nil:
		return s.facts(b.Facts, w)
	case b.Terms != nil:
		return s.terms(b.Terms, x, w)
	case b.Table != nil:
		return s.table(b.Table)
	case b.Chart != nil:
		return s.chart(b.Chart)
	}
	return nothing{}
}

type nothing struct{}

func (nothing) least() float64 { return 0 }
func (nothing) draw(*Elem)     {}

// stack draws parts one below the other.
type stack struct {
	s     *setter
	parts []part
}

func (k stack) least() float64 {
	if len(k.parts) == 0 {
		return 0
	}
	return k.parts[0].least()
}

// height is that of all the words; of other parts, the least.
func (k stack) height() (h float64) {
	for _, p := range k.parts {
		if w, ok := p.(*words); ok {
			h += w.height()
		} else {
			h += p.least()
		}
	}
	return h
}

func (k stack) draw(parent *Elem) {
	for _, p := range k.parts {
		k.s.need(p.least())
		p.draw(parent)
	}
}

func noteMark(n *reports.Note) string { return fmt.Sprintf("[note %d]", n.Number) }
