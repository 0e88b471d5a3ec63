package pdf

import (
	"fmt"
	"strings"

	"despatch/reports"
)

// A grid is one table, or the part of it with some of its columns, measured for
// the page at hand.
type grid struct {
	s       *setter
	t       *reports.Table
	from    int // columns of figures from here
	to      int // to before here
	part    int // "part 1 of 2", 0 for all
	parts   int
	widths  []float64 // labels, figures, notes
	head    []cell
	headH   float64
	caption []caption
	captH   float64
	rows    [][]cell
	heights []float64
	last    bool // it closes the table: source and notes follow
}

// A cell is laid words, or the text of a figure.
type cell struct {
	runs  []run
	lines []line
}

// A caption is a line or more above the head of a table.
type caption struct {
	runs  []run
	lines []line
}

// Measures of tables.
const (
	padX    = 5.0
	padY    = 4.0
	rowLead = 15.0
	widest  = 250.0 // a label column unless there is room
)

// table measures a table in as many parts as its columns need on this page.
func (s *setter) table(t *reports.Table) part {
	avail := s.width()
	m := s.measure(t)
	var cuts [][2]int
	for from := 0; from < len(t.Cols); {
		to := from + 1
		for to < len(t.Cols) && m.least(from, to+1) <= avail {
			to++
		}
		cuts = append(cuts, [2]int{from, to})
		from = to
	}
	if len(cuts) == 0 {
		return nothing{}
	}
	if n := len(cuts); n > 1 { // even parts: not nine columns and one
		size := (len(t.Cols) + n - 1) / n
		cuts = cuts[:0]
		for from := 0; from < len(t.Cols); from += size {
			cuts = append(cuts, [2]int{from, min(from+size, len(t.Cols))})
		}
	}
	k := stack{s: s}
	for i, c := range cuts {
		g := &grid{s: s, t: t, from: c[0], to: c[1], widths: m.widths(c[0], c[1], avail), last: i == len(cuts)-1}
		if len(cuts) > 1 {
			g.part, g.parts = i+1, len(cuts)
		}
		g.lay(avail)
		k.parts = append(k.parts, g)
	}
	return k
}

// wantsWide says whether the table fits a page on its side and not an upright one.
func (s *setter) wantsWide(t *reports.Table) bool {
	m := s.measure(t)
	w := m.least(0, len(t.Cols))
	if w <= a4Width-2*s.style.margin {
		return false
	}
	return true
}

// measures are the widths the columns of a table ask for, white included.
type measures struct {
	min, want []float64 // label columns, then one a column of figures, then notes
	labels    int
	notes     bool
}

func (s *setter) measure(t *reports.Table) measures {
	l, b := look{body, false, s.text}, look{body, true, s.text}
	m := measures{labels: len(t.Corner), notes: len(t.CellNotes) > 0}
	add := func(least, want float64) {
		m.min = append(m.min, least+2*padX)
		m.want = append(m.want, max(least, want)+2*padX)
	}
	word := func(text string, l look, limit float64) (w float64) {
		for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '-' || r == '/' }) {
			w = max(w, s.d.Width(one, l))
		}
		return min(w, limit)
	}
	for i, c := range t.Corner {
		least, want := word(c, b, 150), s.d.Width(c, b)
		for j, r := range t.Rows {
			if i < len(r.Labels) {
				text := r.Labels[i]
				least = max(least, word(text, b, 150))
				w := s.d.Width(text, b)
				if i == len(t.Corner)-1 && j < len(t.RowNotes) && len(t.RowNotes[j]) > 0 {
					w += float64(len(t.RowNotes[j])) * s.d.Width(" [note 10]", l)
				}
				want = max(want, w)
			}
		}
		add(max(least, min(want, 70)), min(want, widest))
	}
	for j, c := range t.Cols {
		least := word(c.Text(), b, 150)
		for _, row := range t.Cells {
			least = max(least, s.d.Width(row[j].Cell.String(), b))
		}
		if j < len(t.ColNotes) && len(t.ColNotes[j]) > 0 {
			least = max(least, s.d.Width("[note 10]", l))
		}
		add(max(least, 34), min(s.d.Width(c.Text(), b), 84))
	}
	if m.notes {
		least := s.d.Width("[note 10]", l)
		for _, n := range t.CellNotes {
			least = max(least, word(t.Cols[n.Col].Text(), l, 150))
		}
		add(least, 100)
	}
	return m
}

// pick are the columns shown for figures from to before to.
func (m measures) pick(all []float64, from, to int) []float64 {
	out := append([]float64(nil), all[:m.labels]...)
	out = append(out, all[m.labels+from:m.labels+to]...)
	if m.notes {
		out = append(out, all[len(all)-1])
	}
	return out
}

func (m measures) least(from, to int) float64 { return sum(m.pick(m.min, from, to)) }

// widths shares out the width: what the columns want where there is room, the
// rest to the labels; else between the least and what they want.
func (m measures) widths(from, to int, avail float64) []float64 {
	least, want := m.pick(m.min, from, to), m.pick(m.want, from, to)
	even := 0.0
	for _, w := range want[m.labels : m.labels+to-from] {
		even = max(even, w)
	}
	same := append([]float64(nil), want...)
	for i := range to - from {
		same[m.labels+i] = even
	}
	if sum(same) <= avail {
		want = same
	}
	rest := avail - sum(want)
	if rest >= 0 {
		n := float64(to - from)
		grow := min(rest*0.6/n, max(0, 110-even))
		for i := range to - from {
			want[m.labels+i] += grow
			rest -= grow
		}
		for i := range m.labels {
			want[i] += rest / float64(max(m.labels, 1))
		}
		return want
	}
	short := avail - sum(least)
	more := sum(want) - sum(least)
	for i := range want {
		want[i] = least[i] + (want[i]-least[i])*max(0, short)/more
	}
	return want
}

func sum(v []float64) (n float64) {
	for _, x := range v {
		n += x
	}
	return n
}

// lay wraps every cell.
func (g *grid) lay(avail float64) {
	s, t := g.s, g.t
	l, b := look{body, false, s.text}, look{body, true, s.text}
	put := func(runs []run, col int) cell { return cell{runs, s.d.wrap(runs, g.widths[col]-2*padX)} }
	for i, c := range t.Corner {
		g.head = append(g.head, put([]run{{text: c, look: b}}, i))
	}
	n := len(t.Corner)
	for j := g.from; j < g.to; j++ {
		runs := []run{{text: t.Cols[j].Text(), look: b}}
		if j < len(t.ColNotes) {
			runs = append(runs, s.marks(t.ColNotes[j], b)...)
		}
		g.head = append(g.head, put(runs, n+j-g.from))
	}
	notes := len(t.CellNotes) > 0
	if notes {
		g.head = append(g.head, put([]run{{text: "Notes", look: b}}, n+g.to-g.from))
	}
	g.headH = g.tall(g.head) + 2
	g.layCaption(avail)
	marks := map[int][]reports.CellNote{}
	for _, c := range t.CellNotes {
		if c.Col >= g.from && c.Col < g.to {
			marks[c.Row] = append(marks[c.Row], c)
		}
	}
	for i, r := range t.Rows {
		ll := l
		if r.Kind == reports.Total || r.Kind == reports.GroupTotal {
			ll = b
		}
		var row []cell
		for k := range t.Corner {
			text := ""
			if k < len(r.Labels) {
				text = r.Labels[k]
			}
			runs := []run{{text: text, look: ll}}
			if k == n-1 && i < len(t.RowNotes) {
				runs = append(runs, s.marks(t.RowNotes[i], ll)...)
			}
			row = append(row, put(runs, k))
		}
		for j := g.from; j < g.to; j++ {
			f := t.Cells[i][j]
			row = append(row, put([]run{{text: f.Cell.String(), look: ll, fig: f, bare: true}}, n+j-g.from))
		}
		if notes {
			var runs []run
			for k, c := range marks[i] {
				if k > 0 {
					runs = append(runs, run{text: " ", look: l})
				}
				runs = append(runs, run{text: t.Cols[c.Col].Text() + ":", look: l})
				runs = append(runs, s.marks([]*reports.Note{c.Note}, l)...)
			}
			row = append(row, put(runs, n+g.to-g.from))
		}
		g.rows = append(g.rows, row)
		g.heights = append(g.heights, g.tall(row))
	}
}

func (g *grid) tall(row []cell) float64 {
	n := 1
	for _, c := range row {
		n = max(n, len(c.lines))
	}
	return float64(n)*rowLead + 2*padY
}

// layCaption lays title, subtitle and the key to the symbols (S02).
func (g *grid) layCaption(avail float64) {
	s, t := g.s, g.t
	b, l := look{body, true, s.text}, look{body, false, s.secondary}
	add := func(runs []run) {
		if len(g.caption) > 0 { // words stay apart when read
			last := &g.caption[len(g.caption)-1]
			last.runs = append(last.runs, run{text: " ", look: l})
			last.lines = s.d.wrap(last.runs, avail)
		}
		c := caption{runs, s.d.wrap(runs, avail)}
		g.caption = append(g.caption, c)
	}
	title := []run{{text: g.title(), look: b}}
	add(append(title, s.marks(t.Notes, b)...))
	if t.Subtitle != "" {
		add([]run{{text: t.Subtitle, look: l}})
	}
	if syms := t.Symbols(); len(syms) > 0 {
		var key []string
		for _, y := range syms {
			key = append(key, string(y)+" "+y.Text())
		}
		add([]run{{text: "Key: " + strings.Join(key, "; ") + ".", look: l}})
	}
	for _, c := range g.caption {
		g.captH += float64(len(c.lines)) * rowLead
	}
	g.captH += 4
}

func (g *grid) title() string {
	title := g.t.Title
	if g.t.Number > 0 {
		title = fmt.Sprintf("Table %d: %s", g.t.Number, title)
	}
	if g.part > 0 {
		title += fmt.Sprintf(" (part %d of %d)", g.part, g.parts)
	}
	return title
}

const beforeTable, afterTable = 10.0, 16.0

// least keeps the caption with the head and three rows, and a small table whole.
func (g *grid) least() float64 {
	h := beforeTable + g.captH + g.headH
	all := h + sum(g.heights) + 2*rowLead
	if all < 230 {
		return all
	}
	return h + sum(g.heights[:min(3, len(g.heights))])
}

func (g *grid) draw(parent *Elem) {
	s := g.s
	s.need(g.least())
	if s.y > s.top {
		s.y += beforeTable
	}
	e := parent.Add("Table")
	at := s.d.Spot("table/"+g.t.ID, s.y-4)
	if g.part <= 1 {
		s.d.outlines = append(s.d.outlines, outline{s.level + 1, g.title(), at})
	}
	c := e.Add("Caption")
	for _, one := range g.caption {
		s.lines(c, one.runs, one.lines, s.left(), s.y, rowLead, s.width(), false)
		s.y += float64(len(one.lines)) * rowLead
	}
	s.y += 4
	tr := e.Add("THead").Add("TR")
	g.drawHead(tr)
	tb := e.Add("TBody")
	for i := range g.rows {
		g.row(tb, i)
	}
	s.y += 5
	if g.last {
		g.below(parent)
	}
	s.y += afterTable
}

// drawHead draws the row of column heads, as content of tr, or for nil again as an artifact.
func (g *grid) drawHead(tr *Elem) {
	s := g.s
	x := s.left()
	_, page := s.d.last()
	text := g.headH - 2 - 2*padY
	for j, c := range g.head {
		y := s.y + padY + text - float64(len(c.lines))*rowLead
		right := g.right(j)
		if tr != nil {
			th := tr.Add("TH")
			th.Scope = "Column"
			s.lines(th, c.runs, c.lines, g.indent(x, j), y, rowLead, g.inner(j), right)
		} else {
			s.d.Artifact(page, "Pagination", "Header", func() {
				for i, l := range c.lines {
					left := g.indent(x, j)
					if right {
						left += g.inner(j) - l.w
					}
					for _, p := range l.pieces {
						s.d.Text(left+p.x, y+float64(i)*rowLead+body*ascent, p.text, c.runs[p.run].look)
					}
				}
			})
		}
		x += g.widths[j]
	}
	s.y += g.headH
	s.d.Artifact(page, "Layout", "", func() {
		s.d.Line(s.left(), s.y-1, s.left()+sum(g.widths), s.y-1, 1.5, s.text, nil)
	})
}

// right says whether column j stands at the right: figures do, words do not.
func (g *grid) right(j int) bool {
	n := len(g.t.Corner)
	return j >= n && j < n+g.to-g.from
}

// The first column begins at the edge of the text, and the last ends there.
func (g *grid) indent(x float64, j int) float64 {
	if j == 0 {
		return x
	}
	return x + padX
}

func (g *grid) inner(j int) float64 {
	w := g.widths[j] - 2*padX
	if j == len(g.widths)-1 {
		w += padX
	}
	if j == 0 {
		w += padX
	}
	return w
}

// row draws one row, never split. The last two stand with what follows the table.
func (g *grid) row(body *Elem, i int) {
	s := g.s
	h := g.heights[i]
	need := h
	if i == len(g.rows)-2 {
		need += g.heights[i+1] + rowLead
	} else if i == len(g.rows)-1 {
		need += rowLead
	}
	if need > s.room() && s.y > s.top {
		s.page(s.wide)
		g.again()
	}
	if h > s.room() {
		s.failures = append(s.failures, reports.Find(Rules, "O054", "table %q: row %d is taller than a page", g.t.ID, i+1))
	}
	tr := body.Add("TR")
	x := s.left()
	kind := g.t.Rows[i].Kind
	heavy := kind == reports.Total || kind == reports.GroupTotal && (i == 0 || g.t.Rows[i-1].Kind != reports.GroupTotal)
	if heavy && i > 0 {
		_, n := s.d.last()
		s.d.Artifact(n, "Layout", "", func() {
			s.d.Line(s.left(), s.y, s.left()+sum(g.widths), s.y, 1, s.text, nil)
		})
	}
	for j, c := range g.rows[i] {
		e := &Elem{Role: "TD"}
		if j < len(g.t.Corner) {
			e.Role, e.Scope = "TH", "Row"
		}
		tr.Kids = append(tr.Kids, Kid{Elem: e})
		s.lines(e, c.runs, c.lines, g.indent(x, j), s.y+padY, rowLead, g.inner(j), g.right(j))
		x += g.widths[j]
	}
	s.y += h
	_, n := s.d.last()
	s.d.Artifact(n, "Layout", "", func() {
		s.d.Line(s.left(), s.y, s.left()+sum(g.widths), s.y, 0.5, grey, nil)
	})
}

// again repeats title and head on a further page, for those who see it: for
// others the table runs on.
func (g *grid) again() {
	s := g.s
	_, n := s.d.last()
	b := look{body, true, s.text}
	s.d.Artifact(n, "Pagination", "Header", func() {
		s.d.Text(s.left(), s.y+body*ascent, s.fit(g.title()+" (continued)", b, s.width()), b)
	})
	s.y += rowLead + 4
	g.drawHead(nil)
}

// below prints what follows a table: remarks, source, the notes it marks.
func (g *grid) below(parent *Elem) {
	s, t := g.s, g.t
	l := look{body, false, s.secondary}
	put := func(runs []run, after float64) {
		p := &words{s: s, role: "P", runs: runs, lines: s.d.wrap(runs, s.width()), x: s.left(), w: s.width(), leading: rowLead, after: after}
		p.draw(parent)
	}
	for _, r := range t.Remarks {
		put([]run{{text: r, look: l}}, 2)
	}
	if t.Source != "" {
		put([]run{{text: "Source: " + t.Source, look: l}}, 2)
	}
	for _, d := range s.doc.Downloads {
		if d.Table == t.ID {
			put(s.download(d, fmt.Sprintf("Download the data of table %d", t.Number)), 2)
		}
	}
	s.y += 2
	for _, n := range tableNotes(t) {
		s.note(parent, n)
	}
}

// download is the words of a link to another file of the pack, with its kind and size.
func (s *setter) download(d reports.Download, words string) []run {
	text := fmt.Sprintf("%s (%s, %s)", words, d.Kind, size(d.Bytes))
	return []run{{text: text, look: look{body, false, s.link}, to: &target{url: d.File, contents: text + ": " + d.File}}}
}

// size is a file's size as people read it.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1000*1000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// tableNotes are the notes a table marks, each once, in order of number.
func tableNotes(t *reports.Table) []*reports.Note {
	seen := map[*reports.Note]bool{}
	var out []*reports.Note
	add := func(notes []*reports.Note) {
		for _, n := range notes {
			if !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	add(t.Notes)
	for _, n := range t.ColNotes {
		add(n)
	}
	for _, n := range t.RowNotes {
		add(n)
	}
	for _, c := range t.CellNotes {
		add([]*reports.Note{c.Note})
	}
	for i := range out {
		for j := i; j > 0 && out[j].Number < out[j-1].Number; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}
