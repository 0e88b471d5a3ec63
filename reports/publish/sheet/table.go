package sheet

import (
	"fmt"
	"math"
	"strings"

	"despatch/reports"
)

// Widths of columns, in points: what a column never is narrower or wider than
// for its words' sake, and the least of column A, which carries the lines above.
const (
	minValue  = 62
	maxValue  = 150
	maxLabel  = 300
	firstCol  = 270
	narrowCol = 200 // column A beside other columns of labels
	proseCol  = 490
	headLines = 4
	smaller   = 1.25 // how much a sheet may be wider than its page
	indent    = 11   // to the right of numbers

	portrait, landscape = 500, 740 // room on an A4 page
)

// WideScale is the size, in per cent, at which a sheet prints that is too wide for a page: 9 point.
const WideScale = 75

// table is the sheet of one table.
func (p *planner) table(t *reports.Table) *Sheet {
	s := &Sheet{Name: TabName(t), Title: titled(t), Table: strings.ReplaceAll(t.Name(), "-", "_"), Figures: t, Rows: len(t.Rows)}
	s.Header.Cells = p.header(t)
	s.Widths = columnWidths(t, s.Header.Cells)
	s.Header.Height = height(s.Header.Cells, s.Widths)
	s.Above = p.above(t)
	for i := range s.Above {
		s.Above[i].Height = height(s.Above[i].Cells, s.Widths)
	}
	notes := cellNotes(t)
	cells := make([]Cell, 0, len(s.Header.Cells)) // one row at a time is looked at
	s.Body = func(i int) Row {
		cells = bodyRow(cells[:0], t, i, notes)
		return Row{Cells: cells, Height: height(cells, s.Widths)}
	}
	s.page()
	return s
}

// page settles how the sheet prints: a table that would leave but a few rows
// for a second page is made to fit one, and one that nobody could read in the
// width of a page is not made to fit it.
func (s *Sheet) page() {
	const few, almost = 100, 1.3 // rows worth adding up; how much a page may be overfilled
	width, height := 0.0, 0.0
	for _, w := range s.Widths {
		width += w
	}
	s.Landscape = width > portrait+1
	if s.Wide = width > 2*landscape; s.Wide {
		return
	}
	across, down := float64(portrait), float64(landscape)
	if s.Landscape {
		across, down = landscape, portrait
	}
	if s.Rows > few {
		return
	}
	_ = s.Each(func(_ int, r Row) error { // the function never fails
		height += r.Height
		return nil
	})
	height *= min(1, across/width)
	s.OnePage = height > down && height < down*almost
}

func titled(t *reports.Table) string {
	s := t.Title
	if t.Number > 0 {
		s = fmt.Sprintf("Table %d: %s", t.Number, s)
	}
	if t.Subtitle != "" {
		s += ". " + t.Subtitle
	}
	return s
}

// above is the lines of column A in the order of X23.
func (p *planner) above(t *reports.Table) []Row {
	lines := []Cell{{Text: titled(t) + markers(t.Notes), Look: Title}}
	if p.doc.Marking != "" {
		lines = append(lines, Cell{Text: p.doc.Marking})
	}
	count := "This worksheet contains one table."
	if hasNotes(t) {
		count += " Some cells refer to notes, which can be found on the worksheet Notes."
	}
	lines = append(lines, Cell{Text: count})
	if symbols := t.Symbols(); len(symbols) > 0 {
		var key []string
		for _, y := range symbols {
			key = append(key, string(y)+" means "+y.Text())
		}
		lines = append(lines, Cell{Text: "This table uses shorthand: " + strings.Join(key, "; ") + "."})
	}
	for _, r := range t.Remarks {
		lines = append(lines, Cell{Text: r})
	}
	if t.Source != "" {
		lines = append(lines, Cell{Text: "Source: " + t.Source})
	}
	rows := make([]Row, len(lines))
	for i := range lines {
		rows[i].Cells = lines[i : i+1]
	}
	return rows
}

// markers are the marks of notes as text after a label: " [note 1][note 2]" (X10).
func markers(notes []*reports.Note) string {
	if len(notes) == 0 {
		return ""
	}
	s := " "
	for _, n := range notes {
		s += fmt.Sprintf("[note %d]", n.Number)
	}
	return s
}

func hasNotes(t *reports.Table) bool {
	any := len(t.Notes)+len(t.CellNotes) > 0
	for _, list := range [][][]*reports.Note{t.RowNotes, t.ColNotes} {
		for _, n := range list {
			any = any || len(n) > 0
		}
	}
	return any
}

func at(notes [][]*reports.Note, i int) []*reports.Note {
	if i < len(notes) {
		return notes[i]
	}
	return nil
}

// header is the one header row: a unit on its own line in round brackets, note
// markers after it (X34).
func (p *planner) header(t *reports.Table) []Cell {
	var out []Cell
	for _, c := range t.Corner {
		out = append(out, Cell{Text: c, Look: Header})
	}
	for i, c := range t.Cols {
		text := c.Text()
		if c.Unit != reports.Number {
			unit := "(" + string(c.Unit) + ")"
			text = strings.TrimSpace(strings.TrimSuffix(text, unit)) + "\n" + unit
		}
		out = append(out, Cell{Text: text + markers(at(t.ColNotes, i)), Look: HeaderRight})
	}
	if len(t.CellNotes) > 0 {
		out = append(out, Cell{Text: "Notes", Look: Header})
	}
	return out
}

// cellNotes are the texts of the column "Notes" by row: each names its cell (X11).
func cellNotes(t *reports.Table) map[int]string {
	out := map[int]string{}
	for _, n := range t.CellNotes {
		if s := out[n.Row]; s != "" {
			out[n.Row] = s + "; "
		}
		out[n.Row] += t.Cols[n.Col].Text() + ":" + markers([]*reports.Note{n.Note})
	}
	return out
}

func bodyRow(cells []Cell, t *reports.Table, i int, notes map[int]string) []Cell {
	label, value := Label, Value
	if t.Rows[i].Kind == reports.Total {
		label, value = TotalLabel, TotalValue
	}
	for j, l := range t.Rows[i].Labels {
		if j == len(t.Rows[i].Labels)-1 {
			l += markers(at(t.RowNotes, i))
		}
		cells = append(cells, Cell{Text: l, Look: label})
	}
	for _, f := range t.Cells[i] {
		cells = append(cells, Cell{Figure: f, Look: value})
	}
	if len(t.CellNotes) > 0 {
		text := notes[i]
		if text == "" {
			text = "No notes" // no cell of a table is empty (X08)
		}
		cells = append(cells, Cell{Text: text, Look: Label})
	}
	return cells
}

// columnWidths are wide enough for every number and every word, and for labels
// as far as they do not push the rest off the page.
func columnWidths(t *reports.Table, header []Cell) []float64 {
	widths := make([]float64, len(header))
	for j, c := range header {
		widths[j] = longest(c.Text, c.Look)
	}
	for i, r := range t.Rows {
		for j, l := range r.Labels {
			widths[j] = max(widths[j], min(maxLabel, Width(l+markers(at(t.RowNotes, i)), TotalLabel)))
		}
	}
	for j := range t.Corner {
		widths[j] = max(widths[j]/slack+6, minValue)
	}
	if len(t.Corner) > 1 {
		widths[0] = max(widths[0], narrowCol)
	} else {
		widths[0] = max(widths[0], firstCol)
	}
	for j := range t.Cols {
		k := len(t.Corner) + j
		w := max(widths[k], valueWidth(t, j), minValue)/slack + 6
		for Lines(header[k].Text, HeaderRight, w) > headLines && w < maxValue {
			w += 8
		}
		widths[k] = w + indent
	}
	if last := len(widths) - 1; len(t.CellNotes) > 0 {
		for _, s := range cellNotes(t) {
			widths[last] = max(widths[last], min(maxLabel, Width(s, Body)))
		}
		widths[last] = max(widths[last]/slack+6, minValue)
	}
	widths[0] = roomForTitle(t, widths)
	return widths
}

// roomForTitle is the width of column A: wide enough for the title in two lines
// if the page has the room, and else for four, unless the page would be printed
// much smaller for it.
func roomForTitle(t *reports.Table, widths []float64) float64 {
	others := 0.0
	for _, w := range widths[1:] {
		others += w
	}
	page := float64(portrait)
	if widths[0]+others > page {
		page = landscape
	}
	title := Width(titled(t)+markers(t.Notes), Title) / slack
	return max(widths[0], min(page-others, title/2+20), min(smaller*page-others, title/4+20))
}

// valueWidth is the width of the widest number or symbol of a column. All digits
// are equally wide, so that of the numbers with as many decimals and one sign
// those of one length are measured once.
func valueWidth(t *reports.Table, col int) float64 {
	type kind struct {
		dp    uint8
		below bool // zero
	}
	w, least := 0.0, map[kind]int64{} // the least number not yet measured
	var last kind
	from := int64(0) // least of last
	for _, row := range t.Cells {
		c := row[col].Cell
		if c.IsNumber() {
			n, dp := c.Scaled()
			k := kind{dp, n < 0}
			if n < 0 {
				n = -n
			}
			if k != last {
				last, from = k, least[k]
			}
			if n < from {
				continue
			}
			from = longer(n)
			least[k] = from
		}
		w = max(w, Width(c.String(), TotalValue))
	}
	return w
}

// longer is the least number with more digits than n; the greatest there is where none has.
func longer(n int64) int64 {
	for p := int64(10); p > 0 && p <= math.MaxInt64/10; p *= 10 {
		if n < p {
			return p
		}
	}
	return math.MaxInt64
}
