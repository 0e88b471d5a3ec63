package pdf

import (
	"fmt"
	"strconv"

	"despatch/reports"
)

// masthead is the accent bar at the head of the first page with the department's
// name, and the marking of the briefing side below it.
func (s *setter) masthead() {
	th := s.doc.Meta.Theme
	name := th.Name
	if name == "" {
		name = s.doc.Meta.Organisation
	}
	const h = 46
	s.d.Artifact(0, "Background", "", func() { s.d.Rect(0, 0, a4Width, h, s.accent) })
	white := rgb{255, 255, 255}
	s.d.Mark(s.d.root.Add("P"), func() {
		s.d.Text(s.left(), h/2+6, name, look{17, true, white})
	})
	s.y = h + 30
	if s.doc.Marking != "" {
		runs := []run{{text: s.doc.Marking, look: look{body, true, s.text}}}
		p := &words{s: s, role: "P", runs: runs, lines: s.d.wrap(runs, s.width()), x: s.left(), w: s.width(), leading: s.style.lead, after: 14}
		s.y = h + 20
		p.draw(s.d.root)
	}
	s.top = s.y
}

// Sizes of running heads and feet, which are no content.
const (
	small    = 10.0
	footSize = 9.0
)

// standing is what the foot of every page says first: the marking of the briefing
// side, else the notice; whole, in as many lines as it needs on an upright page.
func (s *setter) standing() []line {
	text := s.doc.Meta.Notice
	if s.doc.Marking != "" {
		text = s.doc.Marking
	}
	if s.foot == nil && text != "" {
		s.foot = s.d.wrap([]run{{text: text, look: look{footSize, true, s.text}}}, a4Width-2*s.style.margin)
	}
	return s.foot
}

// furniture draws the running heads and feet, which need the number of pages.
func (s *setter) furniture() {
	l, b := look{small, false, s.secondary}, look{small, true, s.text}
	for i, p := range s.d.pages {
		left, right := s.style.margin, p.w-s.style.margin
		if i > 0 {
			s.d.Artifact(i, "Pagination", "Header", func() {
				y := 32.0
				if s.doc.Marking != "" {
					s.d.Text(left, y, s.fit(s.doc.Marking, b, right-left), b)
					y += 14
				}
				s.d.Text(left, y, s.fit(s.doc.Title, l, right-left), l)
				s.d.Line(left, y+7, right, y+7, 0.75, grey, nil)
			})
		}
		s.d.Artifact(i, "Pagination", "Footer", func() {
			number := fmt.Sprintf("Page %d of %d", i+1, len(s.d.pages))
			l := look{footSize, false, s.secondary}
			w := s.d.Width(number, l)
			y := p.h - 30
			s.d.Text(right-w, y, number, l)
			s.d.Text(left, y, s.fit(s.about(), l, right-left-w-20), l)
			foot := s.standing()
			for j := range foot {
				y -= footSize * 1.25
				s.d.Text(left, y, foot[len(foot)-1-j].pieces[0].text, look{footSize, true, s.text})
			}
			s.d.Line(left, y-small*1.3, right, y-small*1.3, 0.75, grey, nil)
		})
	}
}

// about is whose the document is, and how final (R01).
func (s *setter) about() string {
	m := s.doc.Meta
	out := m.Organisation + ". " + m.Status.Text()
	if m.State != "" {
		out += ", " + string(m.State)
	}
	if m.AsAt != reports.NoDay {
		out += ". As at " + m.AsAt.String()
	}
	return out + "."
}

// fit is s, cut with an ellipsis where it is wider than w. The whole of it stands
// in the document's words and metadata.
func (s *setter) fit(text string, l look, w float64) string {
	if s.d.Width(text, l) <= w {
		return text
	}
	r := []rune(clean(text))
	for len(r) > 1 && s.d.Width(string(r)+"…", l) > w {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

// hasContents says whether the document has a place for a table of contents.
func hasContents(d *reports.Document) bool {
	n := 0
	for _, b := range d.Blocks {
		if b.Heading != nil && b.Heading.Level <= 2 {
			n++
		}
	}
	return n >= contentsBefore
}

// contentsBefore is the heading before which the table of contents stands: the
// title, the main points, and this.
const contentsBefore = 3

// contentsDue says whether the table of contents comes before the block: it
// stands after the first section, the main points, so that these are on page 1.
func (s *setter) contentsDue(b reports.Block) bool {
	if s.contents == nil || b.Heading == nil || b.Heading.Level > 2 {
		return false
	}
	n := 0
	for i := range s.doc.Blocks {
		h := s.doc.Blocks[i].Heading
		if h != nil && h.Level <= 2 {
			n++
		}
		if h == b.Heading {
			return n == contentsBefore
		}
	}
	return false
}

// sections are the lines of a table of contents: the sections, and the tables in them.
func (s *setter) sections() []contentsLine {
	out := []contentsLine{}
	for _, b := range s.doc.Blocks {
		if h := b.Heading; h != nil && h.Level == 2 {
			dest := "section/" + h.ID
			out = append(out, contentsLine{reports.PlainText(h.Spans), dest, s.d.spots[dest].page})
		}
	}
	return out
}

func (s *setter) putContents(parent *Elem) {
	head := s.headingOf([]reports.Span{{Text: "Contents"}}, 2, s.width())
	head.outline, head.title = 2, "Contents"
	l := look{body, false, s.link}
	row := s.style.lead + 1
	lines := len(s.contents)
	if lines > 30 { // longer than a part of a page: it may run on
		lines = 4
	}
	s.need(head.height() + float64(lines)*row)
	head.draw(parent)
	toc := parent.Add("TOC")
	for _, c := range s.contents {
		number := strconv.Itoa(c.page + 1)
		w := s.d.Width(number, l)
		laid := s.d.wrap([]run{{text: c.text, look: l}}, s.width()-60)
		s.need(float64(len(laid)-1)*s.style.lead + row)
		e := toc.Add("TOCI").Add("Link")
		y, h := s.y, float64(len(laid)-1)*s.style.lead
		s.d.Mark(e, func() {
			for i, line := range laid {
				for _, p := range line.pieces {
					text := p.text
					if i == len(laid)-1 {
						text += " " // the number stays apart when read
					}
					s.d.Text(s.left()+p.x, y+float64(i)*s.style.lead+body*ascent, text, l)
				}
			}
			s.d.Text(s.left()+s.width()-w, y+h+body*ascent, number, l)
		})
		s.d.Link(e, s.left(), y-1, s.width(), h+s.style.lead, target{dest: c.dest, contents: "Go to " + c.text + ", page " + number})
		s.y += h + row
	}
	s.y += s.style.gap
}

// lastNotes prints, at the end, the notes that words refer to and no table has printed.
func (s *setter) lastNotes() {
	var rest []*reports.Note
	for _, n := range s.doc.Notes {
		if s.marked[n] && !s.noted[n] {
			rest = append(rest, n)
		}
	}
	if rest == nil {
		return
	}
	s.turn(false)
	head := s.headingOf([]reports.Span{{Text: "Notes"}}, 2, s.width())
	head.outline, head.title = 2, "Notes"
	s.need(head.height() + 2*s.style.lead)
	head.draw(s.d.root)
	for _, n := range rest {
		s.note(s.d.root, n)
	}
}

// note prints a note: an element with an id, to which the marks lead.
func (s *setter) note(parent *Elem, n *reports.Note) {
	s.noted[n] = true
	l := look{body, false, s.text}
	label := fmt.Sprintf("Note %d. ", n.Number)
	if n.Label != "" {
		label = fmt.Sprintf("Note %d, %s. ", n.Number, n.Label)
	}
	runs := append([]run{{text: label, look: look{body, true, s.text}}}, s.runs(n.Text, l)...)
	p := &words{s: s, role: "Note", runs: runs, lines: s.d.wrap(runs, s.width()), x: s.left(), w: s.width(), leading: s.style.lead, after: 4}
	p.spot = "note/" + n.ID
	p.draw(parent)
	e := parent.Kids[len(parent.Kids)-1].Elem
	e.ID = s.id("note-" + n.ID)
}

// facts are key figures in a grid: a large number with its caption below.
type facts struct {
	s     *setter
	facts []fact
	width float64 // of one
	each  int     // on a row
}

type fact struct {
	figure  *reports.Figure
	look    look
	runs    []run
	caption []line
}

func (s *setter) facts(f *reports.Facts, w float64) part {
	n := len(f.Facts)
	if n == 0 {
		return nothing{}
	}
	each := 4
	if n <= 3 || n == 5 || n == 6 {
		each = 3
	}
	out := facts{s: s, each: each, width: w / float64(each)}
	for _, one := range f.Facts {
		l := look{28, true, s.text}
		for l.size > 14 && s.d.Width(one.Figure.Text(), l) > out.width-24 {
			l.size--
		}
		runs := []run{{text: one.Caption, look: look{body, false, s.text}}}
		out.facts = append(out.facts, fact{one.Figure, l, runs, s.d.wrap(runs, out.width-24)})
	}
	return out
}

func (f facts) row(i int) (height float64) {
	for _, one := range f.facts[i:min(i+f.each, len(f.facts))] {
		height = max(height, 36+float64(len(one.caption))*15.5)
	}
	return height
}

func (f facts) least() float64 { return f.row(0) + 6 }

func (f facts) draw(parent *Elem) {
	s := f.s
	e := parent.Add("L")
	e.Numbering = "None"
	s.y += 6
	for i := 0; i < len(f.facts); i += f.each {
		h := f.row(i)
		s.need(h)
		for j, one := range f.facts[i:min(i+f.each, len(f.facts))] {
			x := s.left() + float64(j)*f.width
			_, n := s.d.last()
			s.d.Artifact(n, "Layout", "", func() { s.d.Rect(x, s.y, 4, h-4, s.accent) })
			lb := e.Add("LI").Add("LBody")
			number := lb.Add("P").Add("Span")
			text := one.figure.Text()
			at := s.d.Mark(number, func() { s.d.Text(x+14, s.y+25, text, one.look) })
			s.place(one.figure, at, text)
			s.lines(lb.Add("P"), one.runs, one.caption, x+14, s.y+35, 15.5, f.width-24, false)
		}
		s.y += h + 12
	}
	s.y += 4
}
