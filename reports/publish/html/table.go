package html

import (
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
)

// table writes a table of figures with what it needs around it: the key to its
// symbols before it (S02), its caption, its notes and downloads after it (H04).
func (w *writer) table(t *reports.Table) {
	g := newGrid(t)
	w.put(`<div class=table`, attr("id", w.id("table/"+t.ID)), ">\n")
	w.key(t)
	caption := w.id("c/" + t.ID)
	labels, figures := w.width(g)
	box := ""
	if labels+figures > screen {
		box = ` role=region tabindex=0` + attr("aria-labelledby", caption)
		if max(labels, 144)+figures > phone {
			w.put(`<p class=hint></p>` + "\n")
		}
	}
	class := "c" + strconv.Itoa(len(t.Corner))
	if box == "" && len(t.Corner) == 1 && w.wordy(t) {
		class += " wordy"
	}
	w.put(`<div class=scroll`, box, ">\n<table", attr("class", class), ">\n<caption", attr("id", caption), "><div>")
	w.caption(t)
	w.put("</div></caption>\n")
	w.groups(g)
	w.head(g)
	w.rows(g)
	w.put("</table>\n</div>\n")
	if t.Source != "" && t.Source != w.sourced[t.ID] && t.Source != w.doc.Meta.Source {
		w.put(`<p class=source>Source: `)
		w.text(t.Source)
		w.put("</p>\n")
	}
	if notes := notesOf(t); len(notes) > 0 {
		w.notes(notes, t.ID)
	}
	if _, charted := w.sourced[t.ID]; !charted { // else they stand under its chart, right above
		w.downloads(w.ofTable(t))
	}
	w.put("</div>\n")
}

// leadTo writes, in place of a table that stands on paper alone, where it is.
func (w *writer) leadTo(t *reports.Table) {
	w.put(`<div class=table`, attr("id", w.id("table/"+t.ID)), ">\n<p>Table ", strconv.Itoa(t.Number), ": ")
	w.text(t.Title)
	w.put("</p>\n")
	w.downloads(w.ofTable(t))
	w.put("</div>\n")
}

// key says what the symbols of the table mean, before a reader meets them.
func (w *writer) key(t *reports.Table) {
	symbols := t.Symbols()
	if len(symbols) == 0 {
		return
	}
	w.put(`<p class=key>In Table `, strconv.Itoa(t.Number), ", ")
	for i, s := range symbols {
		if i > 0 {
			w.put("; ")
		}
		w.put("<strong>")
		w.text(string(s))
		w.put("</strong> means ")
		w.text(s.Text())
	}
	w.put(".</p>\n")
}

func (w *writer) caption(t *reports.Table) {
	w.put("Table ", strconv.Itoa(t.Number), ": ")
	w.text(t.Title)
	w.tableMarks(t, t.Notes)
	for _, s := range append([]string{t.Subtitle}, t.Remarks...) {
		if s != "" {
			w.put("<span>")
			w.text(s)
			w.put("</span>")
		}
	}
}

func (w *writer) tableMarks(t *reports.Table, notes []*reports.Note) {
	for _, n := range notes {
		w.put(" ")
		w.mark(n, "", t.ID)
	}
}

// notesOf are the notes a table is marked with, each once, by number.
func notesOf(t *reports.Table) []*reports.Note {
	var out []*reports.Note
	add := func(notes ...*reports.Note) {
		for _, n := range notes {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	add(t.Notes...)
	for _, n := range t.RowNotes {
		add(n...)
	}
	for _, n := range t.ColNotes {
		add(n...)
	}
	for _, n := range t.CellNotes {
		add(n.Note)
	}
	slices.SortStableFunc(out, func(a, b *reports.Note) int { return a.Number - b.Number })
	return out
}

// grid is a table as a page lays it out: heads of one or two rows, rows in
// groups, totals at the foot.
type grid struct {
	*reports.Table
	top    []span // heads over several columns; nil where one row of heads will do
	leaf   []string
	bodies []body
	foot   []int // rows
	marked map[int][]reports.CellNote
}

// A span is a head over columns from to end. A lone one has no head below it.
type span struct {
	text      string
	from, end int
	lone      bool
}

// A body is rows that share their first label; named says whether a head of its own says so.
type body struct {
	rows  []int
	named bool
}

func newGrid(t *reports.Table) *grid {
	g := &grid{Table: t, marked: map[int][]reports.CellNote{}}
	for _, n := range t.CellNotes {
		g.marked[n.Row] = append(g.marked[n.Row], n)
	}
	g.heads()
	last := len(t.Rows)
	for last > 0 && t.Rows[last-1].Kind >= reports.GroupTotal {
		last--
	}
	for i := range t.Rows {
		switch {
		case i >= last:
			g.foot = append(g.foot, i)
		case len(t.Corner) == 2 && len(g.bodies) > 0 && t.Rows[i].Labels[0] == t.Rows[i-1].Labels[0]:
			b := &g.bodies[len(g.bodies)-1]
			b.rows, b.named = append(b.rows, i), true
		case len(t.Corner) == 2 || len(g.bodies) == 0:
			g.bodies = append(g.bodies, body{rows: []int{i}})
		default:
			g.bodies[0].rows = append(g.bodies[0].rows, i)
		}
	}
	return g
}

// heads settles whether the columns need two rows of heads: where neighbours
// share the first part of theirs.
func (g *grid) heads() {
	var top []span
	shared := false
	for j, c := range g.Cols {
		first, rest := parts(c)
		g.leaf = append(g.leaf, rest)
		if k := len(top) - 1; k >= 0 && rest != "" && top[k].text == first && !top[k].lone {
			top[k].end = j + 1
			shared = true
			continue
		}
		top = append(top, span{text: first, from: j, end: j + 1, lone: rest == ""})
	}
	if shared {
		g.top = top
		return
	}
	for j, c := range g.Cols {
		g.leaf[j] = c.Text()
	}
}

// parts are a column's head in two: "Child" and "Female (%)". A lone part has no rest.
func parts(c reports.ColumnHead) (first, rest string) {
	var labels []string
	for _, l := range append(slices.Clone(c.Labels), c.What) {
		if l != "" {
			labels = append(labels, l)
		}
	}
	if len(labels) < 2 {
		return c.Text(), ""
	}
	whole := c.Text()
	return labels[0], strings.TrimPrefix(whole, labels[0]+", ")
}

// groups declares the groups of columns, without which a head over them has no meaning.
func (w *writer) groups(g *grid) {
	if g.top == nil {
		return
	}
	w.put("<colgroup", attr("span", strconv.Itoa(max(len(g.Corner), 1))), "></colgroup>")
	for _, s := range g.top {
		w.put("<colgroup", attr("span", strconv.Itoa(s.end-s.from)), "></colgroup>")
	}
	if len(g.marked) > 0 {
		w.put("<colgroup></colgroup>")
	}
	w.put("\n")
}

func (w *writer) head(g *grid) {
	deep := ""
	if g.top != nil {
		deep = ` rowspan=2`
	}
	w.put("<thead>\n<tr>")
	for _, c := range g.Corner {
		w.put(`<th scope=col class=l`, deep, ">")
		w.text(c)
		w.put("</th>")
	}
	col := func(j int, attrs, text string) {
		w.put(`<th scope=col`, attrs, ">")
		w.text(text)
		if j < len(g.ColNotes) {
			w.tableMarks(g.Table, g.ColNotes[j])
		}
		w.put("</th>")
	}
	for _, s := range g.top {
		if s.lone {
			col(s.from, deep, s.text)
			continue
		}
		w.put(`<th scope=colgroup`, attr("colspan", strconv.Itoa(s.end-s.from)), ">")
		w.text(s.text)
		w.put("</th>")
	}
	if g.top == nil {
		for j := range g.Cols {
			col(j, "", g.leaf[j])
		}
	}
	if len(g.marked) > 0 {
		w.put(`<th scope=col class="l n"`, deep, ">Notes</th>")
	}
	w.put("</tr>\n")
	if g.top != nil {
		w.put("<tr>")
		for _, s := range g.top {
			for j := s.from; j < s.end && !s.lone; j++ {
				col(j, "", g.leaf[j])
			}
		}
		w.put("</tr>\n")
	}
	w.put("</thead>\n")
}

func (w *writer) rows(g *grid) {
	for _, b := range g.bodies {
		w.put("<tbody>\n")
		for k, i := range b.rows {
			w.put("<tr>")
			w.labels(g, b, k, i)
			w.cells(g, i)
		}
		w.put("</tbody>\n")
	}
	if len(g.foot) == 0 {
		return
	}
	w.put("<tfoot>\n")
	for _, i := range g.foot {
		if g.Rows[i].Kind == reports.GroupTotal {
			w.put(`<tr class=sub>`)
		} else {
			w.put("<tr>")
		}
		w.labels(g, body{}, 0, i)
		w.cells(g, i)
	}
	w.put("</tfoot>\n")
}

// labels writes the heads of row i, the k-th of its group. A group's label
// stands once, over its rows; equal labels side by side are one.
func (w *writer) labels(g *grid, b body, k, i int) {
	labels := g.Rows[i].Labels
	same := len(labels) == 2 && labels[0] == labels[1] && !b.named
	for c, l := range labels {
		switch {
		case c == 0 && b.named && k > 0, c == 1 && same:
			continue
		case c == 0 && b.named:
			w.put(`<th scope=rowgroup`, attr("rowspan", strconv.Itoa(len(b.rows))), ">")
		case c == 0 && same:
			w.put(`<th scope=row colspan=2>`)
		default:
			w.put(`<th scope=row>`)
		}
		w.text(l)
		if (c == len(labels)-1 || same) && i < len(g.RowNotes) {
			w.tableMarks(g.Table, g.RowNotes[i])
		}
		w.put("</th>")
	}
}

func (w *writer) cells(g *grid, i int) {
	for _, f := range g.Cells[i] {
		text := f.Cell.String()
		w.put("<td", attr("id", w.place(f, text, f.ID)), ">")
		w.text(text)
		w.put("</td>")
	}
	if len(g.marked) > 0 {
		w.put(`<td class="l n">`)
		for k, n := range g.marked[i] {
			if k > 0 {
				w.put("; ")
			}
			w.text(g.Cols[n.Col].Text() + ":")
			w.tableMarks(g.Table, []*reports.Note{n.Note})
		}
		w.put("</td>")
	}
	w.put("</tr>\n")
}

// The room for a table in CSS pixels, the page's sides taken off: on the
// narrowest screen (WCAG 1.4.10), and on a common phone.
const (
	screen = 320 - 32.0
	phone  = 393 - 32.0
)

// wordy says whether the labels of a table would break into many lines on a phone
// that shared its width out evenly.
func (w *writer) wordy(t *reports.Table) bool {
	return slices.ContainsFunc(t.Rows, func(r reports.Head) bool {
		return len(r.Labels) > 0 && w.metrics.Width(r.Labels[0], 16, false) > 0.35*phone
	})
}

// width is the least width of a table's label columns and of the rest, at the
// text size of a phone. A table that may be wider than the narrowest screen
// scrolls in a named box that takes the focus (H04, H07).
func (w *writer) width(g *grid) (labels, figures float64) {
	const pad, text = 17.6, 16.0
	word := func(s string) float64 {
		widest := 0.0
		for _, f := range strings.Fields(s) {
			widest = max(widest, w.metrics.Width(f, text, true))
		}
		return widest
	}
	for c, corner := range g.Corner {
		widest := word(corner)
		for _, r := range g.Rows {
			if c < len(r.Labels) {
				widest = max(widest, word(r.Labels[c]))
			}
		}
		labels += widest + 8
	}
	for j := range g.Cols {
		widest := word(g.leaf[j])
		for i := range g.Cells {
			widest = max(widest, w.metrics.Width(g.Cells[i][j].Cell.String(), text, true))
		}
		figures += widest + pad
	}
	if len(g.marked) > 0 {
		figures += 80
	}
	return labels, figures
}
