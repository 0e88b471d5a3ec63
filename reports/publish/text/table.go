package text

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"despatch/reports"
)

// gap is the space between columns; narrowest is the least room for a label
// that has to be broken.
const (
	gap       = 2
	narrowest = 18
)

// table sets a table out in columns if they fit a line, else row by row.
func (p *page) table(t *reports.Table) {
	p.para("", "", plain(fmt.Sprintf("Table %d: %s", t.Number, t.Title)+marks(t.Notes)))
	if t.Subtitle != "" {
		p.wrap("", "", plain(t.Subtitle))
	}
	var key []string
	for _, s := range t.Symbols() {
		key = append(key, string(s)+" means "+s.Text())
	}
	if len(key) > 0 {
		p.wrap("", "", plain("Shorthand: "+strings.Join(key, "; ")+"."))
	}
	p.space()
	if widths, ok := fit(t); ok {
		p.columns(t, widths)
	} else {
		p.rows(t)
	}
	p.space()
	for _, r := range t.Remarks {
		p.wrap("", "", plain(r))
	}
	for _, n := range t.CellNotes {
		row := t.Rows[n.Row].Labels
		p.wrap("", "", plain(fmt.Sprintf("%s, %s: [note %d]", row[len(row)-1], t.Cols[n.Col].Text(), n.Note.Number)))
	}
	if t.Source != "" {
		p.wrap("", "", plain("Source: "+t.Source))
	}
}

func marks(notes []*reports.Note) string {
	if len(notes) == 0 {
		return ""
	}
	s := " "
	for _, n := range notes {
		s += fmt.Sprintf("[note %d]", n.Number)
	}
	return s
}

func at(notes [][]*reports.Note, i int) []*reports.Note {
	if i < len(notes) {
		return notes[i]
	}
	return nil
}

// labels are the labels of a row, the last with its note markers.
func labels(t *reports.Table, i int) []string {
	out := append([]string(nil), t.Rows[i].Labels...)
	out[len(out)-1] += marks(at(t.RowNotes, i))
	return out
}

func header(t *reports.Table, j int) string { return t.Cols[j].Text() + marks(at(t.ColNotes, j)) }

// fit is the width of each column, false where they do not fit: then the last
// column of labels gives way, down to a limit.
func fit(t *reports.Table) ([]int, bool) {
	n := len(t.Corner)
	widths := make([]int, n+len(t.Cols))
	for k, c := range t.Corner {
		widths[k] = utf8.RuneCountInString(c)
	}
	for i := range t.Rows {
		for k, l := range labels(t, i) {
			widths[k] = max(widths[k], utf8.RuneCountInString(l))
		}
	}
	total := -gap
	for j := range t.Cols {
		for _, part := range plain(header(t, j)).lines(1) { // the words, and markers whole
			widths[n+j] = max(widths[n+j], len(part.text))
		}
		for i := range t.Rows {
			widths[n+j] = max(widths[n+j], utf8.RuneCountInString(t.Cells[i][j].Cell.String()))
		}
	}
	for _, w := range widths {
		total += w + gap
	}
	if total > width {
		widths[n-1] -= total - width
	}
	for j := range t.Cols { // room that is left makes heads lower
		for total < width && len(plain(header(t, j)).lines(widths[n+j])) > 2 {
			widths[n+j]++
			total++
		}
	}
	return widths, total <= width || widths[n-1] >= narrowest
}

func (p *page) columns(t *reports.Table, widths []int) {
	n := len(t.Corner)
	heads := make([][]words, len(widths)) // the lines of each head
	high := 0
	for k := range widths {
		text := ""
		if k < n {
			text = t.Corner[k]
		} else {
			text = header(t, k-n)
		}
		heads[k] = plain(text).lines(widths[k])
		high = max(high, len(heads[k]))
	}
	for l := range high {
		var row words
		for k, h := range heads {
			cell := words{}
			if i := l - (high - len(h)); i >= 0 {
				cell = h[i]
			}
			row.cell(cell, widths[k], k >= n)
		}
		p.line(string(row.text), nil)
	}
	p.lines = append(p.lines, strings.Repeat("-", sum(widths)+gap*(len(widths)-1)))
	for i := range t.Rows {
		p.row(t, i, widths)
	}
}

// row is one row; its last label may take several lines, and the figures stand on the last.
func (p *page) row(t *reports.Table, i int, widths []int) {
	n := len(t.Corner)
	said := labels(t, i)
	last := plain(said[n-1]).lines(widths[n-1])
	for l, text := range last {
		var row words
		for k := range n - 1 {
			if l > 0 {
				said[k] = ""
			}
			row.cell(plain(said[k]), widths[k], false)
		}
		row.cell(text, widths[n-1], false)
		if l == len(last)-1 {
			for j, f := range t.Cells[i] {
				row.cell(figure(f.Cell.String(), f), widths[n+j], true)
			}
		}
		p.line(string(row.text), row.marks)
	}
}

// cell appends a cell and the gap after it, to the right or the left of its room.
func (w *words) cell(c words, room int, right bool) {
	if len(w.text) > 0 {
		w.add(strings.Repeat(" ", gap))
	}
	pad := strings.Repeat(" ", max(0, room-len(c.text)))
	if right {
		w.add(pad)
	}
	w.join(c)
	if !right {
		w.add(pad)
	}
}

// rows is a table too wide for a line: each row's labels, then its figures
// under each other.
func (p *page) rows(t *reports.Table) {
	for i := range t.Rows {
		p.wrap("", "  ", plain(strings.Join(labels(t, i), ", ")))
		for j, f := range t.Cells[i] {
			text := plain(header(t, j) + ": ")
			text.join(figure(f.Cell.String(), f))
			p.wrap("  ", "    ", text)
		}
	}
}

func sum(widths []int) int {
	n := 0
	for _, w := range widths {
		n += w
	}
	return n
}
