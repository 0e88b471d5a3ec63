package compose

import (
	"slices"
	"strings"

	"despatch/reports"
)

// A markedPlace is where a note stands in a table: all of it, a row, a column
// or one cell; -1 is every one.
type markedPlace struct {
	note  *noteWords
	table string
	row   int
	col   int
}

// place checks, as far as the release tells, a place a note marks.
func (r *reading) place(on reports.Words) {
	parts := strings.Split(strings.TrimSpace(on.Text), "/")
	if len(parts) > 4 {
		r.find(on.Pos, "W044", "%q is no place in a table", on.Text)
		return
	}
	if !slices.Contains(r.tables(), parts[0]) {
		r.hint(on.Pos, didYouMean(parts[0], r.tables()), "W044", "a note marks table %q, which is not there", parts[0])
	}
}

// places settles where every note stands, over the tables as they came out.
func (b *filling) places() {
	for _, n := range b.notes {
		if n.spec.Break && len(n.spec.On) == 0 {
			b.find(n.spec.Pos, "W061", "note %q tells of a break and marks no period", n.spec.ID)
		}
		for _, on := range n.spec.On {
			marked := b.placesOf(n, on)
			b.marked = append(b.marked, marked...)
			if n.spec.Break && len(marked) > 0 && !b.breaks(marked[0]) {
				b.find(on.Pos, "W061", "note %q tells of a break at %q, where no series runs on from a period before", n.spec.ID, on.Text)
			}
		}
	}
}

// breaks says whether a series can break at a place: at a row or column that is a
// period with another before it.
func (b *filling) breaks(m markedPlace) bool {
	t := b.table(m.table)
	switch m.kind() {
	case 1:
		return t.ColTime && m.col > 0 && last(t.Cols[m.col].Head) == reports.Plain
	case 2:
		return t.Time && m.row > 0 && last(t.Rows[m.row]) == reports.Plain
	}
	return false
}

func (b *filling) placesOf(n *noteWords, on reports.Words) []markedPlace {
	parts := append(strings.Split(strings.TrimSpace(on.Text), "/"), "", "", "")[:4]
	t := b.table(parts[0])
	if t == nil {
		b.find(on.Pos, "W044", "a note marks table %q, which is not there", parts[0])
		return nil
	}
	row := -1
	if parts[1] != "" {
		var codes []string
		for i, h := range t.Rows {
			codes = append(codes, h.Code)
			if sameCode(h.Code, parts[1]) {
				row = i
			}
		}
		if row < 0 {
			b.unplaced(on, "row", parts[1], codes)
			return nil
		}
	}
	if parts[2] == "" {
		return []markedPlace{{n, t.ID, row, -1}}
	}
	var out []markedPlace
	var codes []string
	for j, c := range t.Cols {
		codes = append(codes, c.Code)
		if sameCode(c.Code, parts[2]) && (parts[3] == "" || parts[3] == c.Measure) {
			out = append(out, markedPlace{n, t.ID, row, j})
		}
	}
	if out == nil {
		b.unplaced(on, "column", parts[2], codes)
	}
	return out
}

func (b *filling) unplaced(on reports.Words, what, code string, codes []string) {
	f := reports.Find(Rules, "W044", "a note marks %s %q, which its table does not have", what, code).At(on.Pos)
	if hint := didYouMean(code, codes); hint != "" {
		f.Hints = append([]string{hint}, f.Hints...)
	}
	b.report(f)
}

// sameCode says whether two spellings name one row: a reserved code may stand for every part of it.
func sameCode(have, want string) bool {
	if have == want {
		return true
	}
	h, w := strings.Split(have, "."), strings.Split(want, ".")
	if len(h) > len(w) {
		h, w = w, h
	}
	return len(h) == 1 && reports.ReservedCode(h[0]) && slices.Equal(slices.Compact(w), h)
}

// numberNotes counts the notes in the order in which a reader of the tables,
// then of the words, meets them; the number is the same in every file.
func (b *filling) numberNotes() {
	b.noteNo = map[string]int{}
	give := func(id string) {
		if b.noteNo[id] == 0 {
			b.noteNo[id] = len(b.noteNo) + 1
		}
	}
	for _, t := range b.tables {
		// A table is read from its title over the heads of its columns down its rows.
		for pass := range 4 {
			for _, m := range b.marked {
				if m.table == t.ID && pass == m.kind() {
					give(m.note.spec.ID)
				}
			}
		}
	}
	for _, d := range b.docs {
		eachMark(d.blocks, func(m *mark) {
			if m.kind == "note" {
				give(m.name)
			}
		})
	}
	for _, n := range b.notes {
		give(n.spec.ID)
	}
}

// kind is 0 for a mark on a whole table, 1 on a column, 2 on a row, 3 on a cell.
func (m markedPlace) kind() int {
	switch {
	case m.row < 0 && m.col < 0:
		return 0
	case m.row < 0:
		return 1
	case m.col < 0:
		return 2
	}
	return 3
}

// eachMark calls f for every mark of a document, in reading order.
func eachMark(nodes []node, f func(*mark)) {
	for _, n := range nodes {
		if n.mark != nil {
			f(n.mark)
		}
		for _, in := range flat(n.text) {
			if in.mark != nil {
				f(in.mark)
			}
		}
		for _, p := range n.points {
			eachMark(p, f)
		}
		eachMark(n.then, f)
		eachMark(n.other, f)
	}
}

// note is a note that is marked or listed in this document, with its words
// written; one in a document.
func (w *writing) note(id string) *reports.Note {
	if n := w.notes[id]; n != nil {
		return n
	}
	for _, n := range w.script().notes {
		if n.spec.ID == id {
			w.notes[id] = &reports.Note{ID: id, Number: w.noteNo[id], Label: n.spec.Label, Text: w.noteText(n)}
			return w.notes[id]
		}
	}
	return nil
}

// noteText is the words of a note.
func (w *writing) noteText(n *noteWords) []reports.Span {
	l := w.line()
	l.write(n.text)
	return l.done()
}

// decorated is the store's table with the notes that mark it, one in a document.
func (w *writing) decorated(id string) *reports.Table {
	if t := w.tables[id]; t != nil {
		return t
	}
	bare := w.filling.table(id)
	if bare == nil {
		return nil
	}
	t := *bare
	w.tables[id] = &t
	for _, m := range w.marked {
		if m.table != id {
			continue
		}
		n := w.note(m.note.spec.ID)
		switch m.kind() {
		case 0:
			t.Notes = append(t.Notes, n)
		case 1:
			if t.ColNotes == nil {
				t.ColNotes = make([][]*reports.Note, len(t.Cols))
			}
			t.ColNotes[m.col] = append(t.ColNotes[m.col], n)
			if m.note.spec.Break {
				t.Cols = slices.Clone(t.Cols)
				t.Cols[m.col].Head = t.Cols[m.col].Marked()
			}
		case 2:
			if t.RowNotes == nil {
				t.RowNotes = make([][]*reports.Note, len(t.Rows))
			}
			t.RowNotes[m.row] = append(t.RowNotes[m.row], n)
			if m.note.spec.Break {
				t.Rows = slices.Clone(t.Rows)
				t.Rows[m.row] = t.Rows[m.row].Marked()
			}
		default:
			t.CellNotes = append(t.CellNotes, reports.CellNote{Row: m.row, Col: m.col, Note: n})
		}
	}
	return &t
}
