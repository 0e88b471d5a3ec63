package pdf

import (
	"fmt"
	"strconv"
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
	avail := s.width() + 2*padX // the white at the table's own edges falls into the margins
	m := s.measure(t)
	cuts := m.cuts(len(t.Cols), avail)
	k := stack{s: s}
	for i, c := range cuts {
		g := &grid{s: s, t: t, from: c[0], to: c[1], last: i == len(cuts)-1}
		g.choose(m, avail)
		if len(cuts) > 1 {
			g.part, g.parts = i+1, len(cuts)
		}
		g.lay(s.width())
		k.parts = append(k.parts, g)
	}
	return k
}

func (g *grid) cell(runs []run, col int) cell { return cell{runs, g.s.d.wrap(runs, g.inner(col))} }

// lay wraps every cell.
func (g *grid) lay(avail float64) {
	g.layHead()
	g.layCaption(avail)
	marks := map[int][]reports.CellNote{}
	for _, c := range g.t.CellNotes {
		if c.Col >= g.from && c.Col < g.to {
			marks[c.Row] = append(marks[c.Row], c)
		}
	}
	n := len(g.t.Corner)
	g.rows, g.heights = make([][]cell, 0, len(g.t.Rows)), make([]float64, 0, len(g.t.Rows))
	for i := range g.t.Rows {
		row := g.labels(i)
		for j := g.from; j < g.to; j++ {
			f := g.t.Cells[i][j]
			row = append(row, g.cell([]run{{text: f.Cell.String(), look: g.rowLook(i), fig: f, bare: true}}, n+j-g.from))
		}
		if len(g.t.CellNotes) > 0 {
			row = append(row, g.notes(marks[i]))
		}
		g.rows = append(g.rows, row)
		g.heights = append(g.heights, g.tall(row))
	}
}

// layHead wraps the heads of the columns.
func (g *grid) layHead() {
	t, b := g.t, look{body, true, g.s.text}
	for i, c := range t.Corner {
		g.head = append(g.head, g.cell([]run{{text: c, look: b}}, i))
	}
	n := len(t.Corner)
	for j := g.from; j < g.to; j++ {
		runs := []run{{text: t.Cols[j].Text(), look: b}}
		if j < len(t.ColNotes) {
			runs = append(runs, g.s.marks(t.ColNotes[j], b)...)
		}
		g.head = append(g.head, g.cell(runs, n+j-g.from))
	}
	if len(t.CellNotes) > 0 {
		g.head = append(g.head, g.cell([]run{{text: "Notes", look: b}}, n+g.to-g.from))
	}
	g.headH = g.tall(g.head) + 2
}

// rowLook: totals are bold.
func (g *grid) rowLook(i int) look {
	k := g.t.Rows[i].Kind
	return look{body, k == reports.Total || k == reports.GroupTotal, g.s.text}
}

// labels are the wrapped heads of row i.
func (g *grid) labels(i int) []cell {
	r, l := g.t.Rows[i], g.rowLook(i)
	row := make([]cell, 0, len(g.widths))
	for k := range g.t.Corner {
		text := ""
		if k < len(r.Labels) {
			text = r.Labels[k]
		}
		runs := []run{{text: text, look: l}}
		if k == len(g.t.Corner)-1 && i < len(g.t.RowNotes) {
			runs = append(runs, g.s.marks(g.t.RowNotes[i], l)...)
		}
		row = append(row, g.cell(runs, k))
	}
	return row
}

// notes is the last cell of a row: which figure each note is on (X11).
func (g *grid) notes(marks []reports.CellNote) cell {
	l := look{body, false, g.s.text}
	var runs []run
	for k, c := range marks {
		text := g.t.Cols[c.Col].Text() + ":"
		if k > 0 {
			text = "; " + text
		}
		runs = append(runs, run{text: text, look: l})
		runs = append(runs, g.s.marks([]*reports.Note{c.Note}, l)...)
	}
	return g.cell(runs, len(g.t.Corner)+g.to-g.from)
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

// least keeps the caption with the head and three rows, and a table whole that is
// small, or would be torn though a page can hold it and little of this one is left.
func (g *grid) least() float64 {
	h := beforeTable + g.captH + g.headH
	all := h + sum(g.heights) + 2*rowLead
	page := g.s.bottomAt - g.s.style.head
	if all < max(0.33*page, min(page, 230)) || all < page && g.s.room() < 0.25*page {
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
		g.rows[i] = nil
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
	x := s.left() - padX
	_, page := s.d.last()
	text := g.headH - 2 - 2*padY
	for j, c := range g.head {
		y := s.y + padY + text - float64(len(c.lines))*rowLead
		right := g.right(j)
		if tr != nil {
			th := tr.Add("TH")
			th.Scope, th.ID = "Column", g.headID(-1, j)
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
		s.d.Line(s.left(), s.y-1, s.left()+g.wide(), s.y-1, 1.5, s.text, nil)
	})
}

// right says whether column j stands at the right: figures do, words do not.
func (g *grid) right(j int) bool {
	n := len(g.t.Corner)
	return j >= n && j < n+g.to-g.from
}

// wide is the width of the rules: that of the text.
func (g *grid) wide() float64 { return sum(g.widths) - 2*padX }

// indent is where the words of column j begin, which itself begins at x.
func (g *grid) indent(x float64, j int) float64 {
	if g.noteColumn(j) {
		return x + padX + noteGap
	}
	return x + padX
}

// noteColumn says whether column j is that of the notes, whose words begin
// further from the figures that end beside them.
func (g *grid) noteColumn(j int) bool { return len(g.t.CellNotes) > 0 && j == len(g.widths)-1 }

const noteGap = 12.0

func (g *grid) inner(j int) float64 {
	if g.noteColumn(j) {
		return g.widths[j] - 2*padX - noteGap
	}
	return g.widths[j] - 2*padX
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
		s.failures = append(s.failures, reports.Find(Rules, "O054", "table %q: row %d is taller than a page", g.t.ID, i+1).At(g.t.Pos))
	}
	tr := body.Add("TR")
	x := s.left() - padX
	kind := g.t.Rows[i].Kind
	heavy := kind == reports.Total || kind == reports.GroupTotal && (i == 0 || g.t.Rows[i-1].Kind != reports.GroupTotal)
	if heavy && i > 0 {
		_, n := s.d.last()
		s.d.Artifact(n, "Layout", "", func() {
			s.d.Line(s.left(), s.y, s.left()+g.wide(), s.y, 1, s.text, nil)
		})
	}
	elems := make([]Elem, len(g.rows[i]))
	tr.Kids = make([]Kid, 0, len(elems))
	for j, c := range g.rows[i] {
		e := &elems[j]
		e.Role = "TD"
		if j < len(g.t.Corner) {
			e.Role, e.Scope, e.ID = "TH", "Row", g.headID(i, j)
		} else {
			e.Headers = g.headsOf(i, j)
		}
		tr.Kids = append(tr.Kids, Kid{Elem: e})
		s.lines(e, c.runs, c.lines, g.indent(x, j), s.y+padY, rowLead, g.inner(j), g.right(j))
		x += g.widths[j]
	}
	s.y += h
	_, n := s.d.last()
	s.d.Artifact(n, "Layout", "", func() {
		s.d.Line(s.left(), s.y, s.left()+g.wide(), s.y, 0.5, grey, nil)
	})
}

// levels says whether row heads stand at several levels, a severity and in it an
// offence: then the cells name their heads, which Scope alone leaves to be guessed.
func (g *grid) levels() bool { return len(g.t.Corner) > 1 }

// headID is the id of the head of row i in column j, or for row -1 of column j; ""
// where the table has one level of heads.
func (g *grid) headID(i, j int) string {
	if !g.levels() {
		return ""
	}
	return "head-" + g.t.ID + "." + strconv.Itoa(g.from) + "." + strconv.Itoa(i+1) + "." + strconv.Itoa(j)
}

// headsOf are the ids of the heads of a cell: those of its row, outermost first, and that
// of its column; nil where the table has one level.
func (g *grid) headsOf(i, j int) (ids []string) {
	if !g.levels() {
		return nil
	}
	for level := range g.t.Corner {
		ids = append(ids, g.headID(i, level))
	}
	return append(ids, g.headID(-1, j))
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
