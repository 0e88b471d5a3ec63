package pdf

import (
	"strconv"

	"despatch/reports"
)

// words is a paragraph or heading: runs laid on lines, which may go over to the next page.
type words struct {
	s             *setter
	role          string
	lang          string
	runs          []run
	lines         []line
	x, w          float64
	leading       float64
	before, after float64
	number        string // "1.": stands at left of the text
	numberX       float64
	whole         bool // stays on one page
	band          bool // on a grey band
	spot          string
	outline       int // level of its bookmark, 0: none
	title         string
}

func (p *words) height() float64 { return p.before + float64(len(p.lines))*p.leading + p.after }

func (p *words) least() float64 {
	n := len(p.lines)
	if !p.whole && n > 3 {
		n = 2
	}
	return p.before + float64(n)*p.leading
}

func (p *words) draw(parent *Elem) {
	s := p.s
	e := parent.Add(p.role)
	e.Lang = p.lang
	s.need(p.least())
	if s.y > s.top {
		s.y += p.before
	}
	if p.spot != "" || p.outline > 0 {
		at := s.d.Spot(p.spot, s.y-4)
		if p.outline > 0 {
			s.d.outlines = append(s.d.outlines, outline{p.outline, p.title, at})
		}
	}
	if p.number != "" {
		l := look{p.runs[0].look.size, false, s.text}
		s.d.Mark(e, func() { s.d.Text(p.numberX, s.y+l.size*ascent, p.number+" ", l) })
	}
	rest := p.lines
	for len(rest) > 0 {
		n := min(len(rest), int((s.room()+0.01)/p.leading))
		if n < len(rest) {
			n = p.cut(rest, n)
		}
		if n > 0 {
			if p.band {
				s.band(float64(n) * p.leading)
			}
			s.lines(e, p.runs, rest[:n], p.x, s.y, p.leading, p.w, false)
			s.y += float64(n) * p.leading
			rest = rest[n:]
		}
		if len(rest) > 0 {
			s.page(s.wide)
		}
	}
	s.y += p.after
}

// cut is how many of the lines stand on this page, where n fit: not one line
// alone on either side, and no break within a figure.
func (p *words) cut(lines []line, n int) int {
	fresh := p.s.y <= p.s.top
	if len(lines)-n < 2 {
		n--
	}
	for n > 0 {
		a, b := lines[n-1].pieces, lines[n].pieces
		if r := a[len(a)-1].run; r != b[0].run || p.runs[r].fig == nil {
			break
		}
		n--
	}
	if n < 2 && !fresh {
		return 0
	}
	return max(n, 1)
}

// band draws the grey band and its accent rule behind words of height h.
func (s *setter) band(h float64) {
	_, n := s.d.last()
	s.d.Artifact(n, "Layout", "", func() {
		s.d.Rect(s.left(), s.y-8, s.width(), h+14, rgb{0xf3, 0xf2, 0xf1})
		s.d.Rect(s.left(), s.y-8, 5, h+14, s.accent)
	})
}

// Sizes of headings by level, and the white above and below them.
var headings = [...]struct{ size, lead, before, after float64 }{
	{}, {25, 29, 0, 12}, {18, 22, 20, 7}, {14.5, 18, 14, 5}, {12.5, 16.5, 10, 4}, {12, 16.5, 8, 3}, {12, 16.5, 8, 3},
}

func (s *setter) heading(h *reports.Heading, w float64) part {
	level := min(max(h.Level, 1), 6)
	spot := "section/" + h.ID
	p := s.headingOf(h.Spans, level, w)
	p.spot, p.outline, p.title = spot, level, reports.PlainText(h.Spans)
	return headingPart{p, level}
}

// A headingPart remembers its level for the charts below it.
type headingPart struct {
	*words
	level int
}

func (h headingPart) least() float64 { return h.words.height() }

func (h headingPart) draw(parent *Elem) {
	h.s.level = h.level
	h.words.draw(parent)
}

func (s *setter) headingOf(spans []reports.Span, level int, w float64) *words {
	m := headings[level]
	l := look{m.size, true, s.text}
	runs := s.runs(spans, l)
	return &words{s: s, role: "H" + strconv.Itoa(level), runs: runs, lines: s.even(runs, w), x: s.left(), w: w,
		leading: m.lead, before: m.before, after: m.after, whole: true}
}

// even wraps a heading so that its lines are about equally long: no word alone on the last.
func (s *setter) even(runs []run, w float64) []line {
	lines := s.d.wrap(runs, w)
	for n := len(lines); n > 1 && w > 100; w -= 8 {
		narrower := s.d.wrap(runs, w-8)
		if len(narrower) > n {
			break
		}
		lines = narrower
	}
	return lines
}

func (s *setter) para(p *reports.Para, x, w float64) part {
	l := look{body, false, s.text}
	out := &words{s: s, role: "P", x: x, w: w, leading: s.style.lead, after: s.style.gap}
	switch p.Kind {
	case reports.Lead:
		l.size, out.leading, out.after = 14, s.style.lead+2.5, s.style.gap+2
	case reports.Details:
		l.colour = s.secondary
	case reports.Warned:
		l.bold = true
		out.band, out.whole = true, true
		out.before, out.after = 8, 18
		out.x, out.w = x+16, w-28
	}
	if p.Number > 0 {
		out.number, out.numberX = strconv.Itoa(p.Number)+".", x
		out.x, out.w = out.x+numberWidth, out.w-numberWidth
	}
	spans, lang := p.Spans, ""
	if len(spans) == 1 && spans[0].Figure == nil {
		lang = spans[0].Lang
		one := spans[0]
		one.Lang = ""
		spans = []reports.Span{one}
	}
	out.lang = lang
	out.runs = s.runs(spans, l)
	if len(out.runs) == 0 {
		return nothing{}
	}
	out.lines = s.d.wrap(out.runs, out.w)
	return out
}

// numberWidth is the column of the numbers by which paragraphs are cited.
const numberWidth = 30

// A list is points, each a bullet or a number and blocks.
type list struct {
	s      *setter
	number string
	points []point
	x      float64
}

// A point is a label and what stands beside it.
type point struct {
	label string
	body  stack
}

func (s *setter) list(l *reports.List, x, w float64) part {
	if s.numbered { // points stand below the words, not below the number
		x, w = x+numberWidth, w-numberWidth
	}
	out := list{s: s, number: "Disc", x: x}
	if l.Ordered {
		out.number = "Decimal"
	}
	numbered := s.numbered
	s.numbered = false // a list in a point
	defer func() { s.numbered = numbered }()
	for i, blocks := range l.Points {
		label := "•"
		if l.Ordered {
			label = strconv.Itoa(i+1) + "."
		}
		p := point{label: label, body: stack{s: s}}
		for j, b := range blocks {
			q := s.part(b, x+listIndent, w-listIndent)
			if t, ok := q.(*words); ok && j == len(blocks)-1 {
				t.after = s.style.gap * 0.6
			}
			p.body.parts = append(p.body.parts, q)
		}
		out.points = append(out.points, p)
	}
	return out
}

const listIndent = 20

// least keeps a short list whole, and else its first point with the second.
func (l list) least() float64 {
	all := 0.0
	for _, p := range l.points {
		all += p.body.height()
	}
	if all <= 6*l.s.style.lead || len(l.points) < 2 {
		return all
	}
	return l.points[0].body.height() + l.points[1].body.least()
}

func (l list) draw(parent *Elem) {
	if len(l.points) == 0 {
		return
	}
	s := l.s
	e := parent.Add("L")
	e.Numbering = l.number
	for i, p := range l.points {
		need := p.body.least()
		if i == len(l.points)-2 { // the last point does not stand alone on a page
			need = p.body.height() + l.points[i+1].body.least()
		}
		s.need(need)
		li := e.Add("LI")
		s.d.Mark(li.Add("Lbl"), func() {
			s.d.Text(l.x+4, s.y+body*ascent, p.label+" ", look{body, false, s.text})
		})
		p.body.draw(li.Add("LBody"))
	}
	s.y += s.style.gap * 0.6
}

// terms are definitions, or questions with answers: a list whose labels are the terms.
type terms struct {
	s     *setter
	terms []*words
	texts []stack
}

func (s *setter) terms(t *reports.Terms, x, w float64) part {
	out := terms{s: s}
	for _, one := range t.Terms {
		runs := s.runs(one.Term, look{body, true, s.text})
		out.terms = append(out.terms, &words{s: s, role: "Lbl", runs: runs, lines: s.d.wrap(runs, w), x: x, w: w, leading: s.style.lead, after: 2, whole: true})
		k := stack{s: s}
		for _, b := range one.Text {
			k.parts = append(k.parts, s.part(b, x, w))
		}
		out.texts = append(out.texts, k)
	}
	return out
}

func (t terms) least() float64 {
	if len(t.terms) == 0 {
		return 0
	}
	return t.terms[0].height() + t.texts[0].least()
}

func (t terms) draw(parent *Elem) {
	if len(t.terms) == 0 {
		return
	}
	e := parent.Add("L")
	e.Numbering = "None"
	for i, w := range t.terms {
		t.s.need(w.height() + t.texts[i].least())
		li := e.Add("LI")
		w.draw(li)
		t.texts[i].draw(li.Add("LBody"))
		t.s.y += 2
	}
}
