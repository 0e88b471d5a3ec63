package pdf

import (
	"strings"
	"unicode"

	"despatch/reports"
)

// A run is words of one kind within a paragraph or a cell.
type run struct {
	text string
	look look
	fig  *reports.Figure // the figure the words show: a place to be read back
	to   *target         // a link
	lang string
	bare bool  // marked as its parent: the only words of a cell
	firm bool  // never broken: "[note 1]"
	elem *Elem // made when first drawn
}

// A line is a laid line; its pieces stand from left to right. Every line but the
// last ends in the space at which it broke, so that words stay apart when read.
type line struct {
	pieces []piece
	w      float64 // without the space at its end
}

// A piece is the part of a run on one line.
type piece struct {
	run  int
	text string
	x, w float64
}

// A seg is a word of a run with the spaces after it.
type seg struct {
	run     int
	text    string
	w, full float64 // without and with the spaces
	breaks  bool    // a line may end after it
}

// wrap lays runs on lines of the width. A word wider than a line is broken.
func (d *Doc) wrap(runs []run, width float64) []line {
	if len(runs) == 1 && runs[0].text != "" && !strings.ContainsAny(runs[0].text, " -/–") { // a figure in its cell
		if w := d.Width(runs[0].text, runs[0].look); w <= width {
			return []line{{pieces: []piece{{0, clean(runs[0].text), 0, w}}, w: w}}
		}
	}
	var lines []line
	var now line
	x := 0.0
	put := func(run int, text string, w, full float64) {
		if n := len(now.pieces); n > 0 && now.pieces[n-1].run == run {
			now.pieces[n-1].text += text
			now.pieces[n-1].w = x + w - now.pieces[n-1].x
		} else {
			now.pieces = append(now.pieces, piece{run, text, x, w})
		}
		if w > 0 {
			now.w = x + w
		}
		x += full
	}
	end := func() {
		lines = append(lines, now)
		now, x = line{}, 0
	}
	segs := d.segments(runs)
	for len(segs) > 0 {
		n, w := 1, 0.0
		for n < len(segs) && !segs[n-1].breaks {
			n++
		}
		for i, s := range segs[:n] {
			if i == n-1 {
				w += s.w
			} else {
				w += s.full
			}
		}
		if len(now.pieces) > 0 && x+w > width+0.01 {
			end()
		}
		for _, s := range segs[:n] {
			if x+s.w <= width+0.01 {
				put(s.run, s.text, s.w, s.full)
				continue
			}
			for _, r := range s.text { // a word wider than a line
				c := string(r)
				cw := d.Width(c, runs[s.run].look)
				if x+cw > width && x > 0 && r != ' ' {
					end()
				}
				w := cw
				if r == ' ' {
					w = 0
				}
				put(s.run, c, w, cw)
			}
		}
		segs = segs[n:]
	}
	if len(now.pieces) > 0 || len(lines) == 0 {
		end()
	}
	return lines
}

// segments cuts runs into words, which are good until it is asked again. A line may break after a space, and after a
// hyphen or a stroke between letters.
func (d *Doc) segments(runs []run) []seg {
	out := d.segs[:0]
	for i, r := range runs {
		text := clean(r.text)
		if r.firm {
			w := d.Width(text, r.look)
			out = append(out, seg{run: i, text: text, w: w, full: w, breaks: i+1 < len(runs) && runs[i+1].firm})
			continue
		}
		for text != "" {
			n, breaks := wordEnd(text)
			rest := strings.TrimLeft(text[n:], " ")
			s := seg{run: i, text: text[:len(text)-len(rest)], breaks: breaks || len(text)-len(rest) > n}
			s.w = d.Width(text[:n], r.look)
			s.full = s.w + d.Width(s.text[n:], r.look)
			out = append(out, s)
			text = rest
		}
	}
	d.segs = out
	return out
}

// wordEnd is the length of the first word of s, and whether s breaks right after it.
func wordEnd(s string) (int, bool) {
	before := ' '
	for i, r := range s {
		if r == ' ' {
			return i, true
		}
		if (before == '-' || before == '/' || before == '–') && unicode.IsLetter(r) && i > 2 {
			return i, true
		}
		before = r
	}
	return len(s), false
}

// runs are the document's spans in a look.
func (s *setter) runs(spans []reports.Span, l look) []run {
	out := make([]run, 0, len(spans))
	for _, sp := range spans {
		if sp.Text == "" {
			continue
		}
		r := run{text: sp.Text, look: l, fig: sp.Figure, lang: sp.Lang}
		r.look.bold = l.bold || sp.Bold
		switch {
		case sp.Note != nil:
			r.to, r.firm = s.noteTarget(sp.Note), true
		case strings.Contains(sp.URL, ":"): // a page beside the PDF is not beside it where the PDF is read alone
			r.to = &target{url: sp.URL, contents: sp.Text + ": " + sp.URL}
		case sp.Ref != "":
			r.to = s.inside(sp.Ref, sp.Text)
		}
		if r.to != nil {
			r.look.colour = s.link
		}
		out = append(out, r)
	}
	return out
}

// inside is a link to a place in the document, or nil where the document holds no such place.
func (s *setter) inside(dest, words string) *target {
	if !s.dests[dest] {
		return nil
	}
	return &target{dest: dest, contents: "Go to " + words}
}

func (s *setter) noteTarget(n *reports.Note) *target {
	s.marked[n] = true
	return s.inside("note/"+n.ID, "the text of this note")
}

// marks are the links to notes after a head or a title: " [note 1][note 2]".
func (s *setter) marks(notes []*reports.Note, l look) []run {
	var out []run
	for i, n := range notes {
		if i == 0 {
			out = append(out, run{text: " ", look: l})
		}
		r := run{text: noteMark(n), look: l, to: s.noteTarget(n), firm: true}
		if r.to != nil {
			r.look.colour = s.link
		}
		r.look.bold = false
		out = append(out, r)
	}
	return out
}

// lines draws laid lines as content of e, the first baseline one ascent below y.
// Right aligns them at the right end of width.
func (s *setter) lines(e *Elem, runs []run, lines []line, x, y, leading, width float64, right bool) {
	by := s.placed
	for len(by) < len(runs) {
		by = append(by, nil)
	}
	s.placed = by
	by = by[:len(runs)]
	for i := range by {
		by[i] = by[i][:0]
	}
	for i, l := range lines {
		left := x
		if right {
			left = x + width - l.w
		}
		for _, p := range l.pieces {
			by[p.run] = append(by[p.run], placed{piece: p, x: left + p.x, y: y + float64(i)*leading})
		}
	}
	for i, pieces := range by {
		if len(pieces) > 0 {
			s.words(e, &runs[i], pieces)
		}
	}
}

// A placed is a piece and where it stands; y is the top of its line.
type placed struct {
	piece
	x, y float64
}

// words draws the pieces of one run that stand on one page as one marked content.
func (s *setter) words(parent *Elem, r *run, pieces []placed) {
	e := r.elem
	if e == nil {
		e = parent
		switch {
		case r.to != nil:
			e = parent.Add("Link")
		case r.fig != nil && !r.bare, r.lang != "":
			e = parent.Add("Span")
		}
		if r.lang != "" {
			e.Lang = r.lang
		}
		r.elem = e
	}
	base := r.look.size * ascent
	at := s.d.Mark(e, func() {
		for _, p := range pieces {
			s.d.Text(p.x, p.y+base, p.text, r.look)
		}
	})
	if r.fig != nil {
		s.place(r.fig, at, r.text)
	}
	if r.to == nil {
		return
	}
	for _, p := range pieces {
		if p.w > 0 {
			s.d.Link(e, p.x, p.y, p.w, r.look.size*1.25, *r.to)
		}
	}
	_, n := s.d.last()
	s.d.Artifact(n, "Layout", "", func() {
		for _, p := range pieces {
			s.d.Line(p.x, p.y+base+1.6, p.x+p.w, p.y+base+1.6, 0.5, r.look.colour, nil)
		}
	})
}

// ascent is how far a baseline lies below the top of its line, in sizes of the text.
const ascent = 0.94

// place records where a figure stands. The text is kept where it is not the
// figure's own digits.
func (s *setter) place(f *reports.Figure, at, text string) {
	p := reports.Place{Figure: f.ID, File: s.file, At: at}
	if text = strings.TrimSpace(clean(text)); text != f.Cell.String() && reports.Bare(text) != f.Cell.Bare() {
		p.Text = text
	}
	s.places = append(s.places, p)
}
