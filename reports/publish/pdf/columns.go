package pdf

import (
	"strings"

	"despatch/reports"
)

// cuts parts the columns of figures so that each part fits: in even parts where
// those fit too, not nine columns and one.
func (m measures) cuts(cols int, avail float64) [][2]int {
	var cuts, even [][2]int
	for from := 0; from < cols; {
		to := from + 1
		for to < cols && m.least(from, to+1) <= avail {
			to++
		}
		cuts = append(cuts, [2]int{from, to})
		from = to
	}
	n := max(len(cuts), 1)
	size := (cols + n - 1) / n
	for from := 0; from < cols; from += size {
		to := min(from+size, cols)
		if m.least(from, to) > avail {
			return cuts
		}
		even = append(even, [2]int{from, to})
	}
	return even
}

// wantsWide says whether the table fits a page on its side and not an upright one.
func (s *setter) wantsWide(t *reports.Table) bool {
	m := s.measure(t)
	w := m.least(0, len(t.Cols))
	return w > a4Width-2*s.style.margin+2*padX
}

// measures are the widths the columns of a table ask for, white included.
type measures struct {
	min, want []float64 // label columns, then one a column of figures, then notes
	labels    int
	notes     bool
}

func (s *setter) measure(t *reports.Table) measures {
	if m, ok := s.known.tables[t]; ok {
		return m
	}
	m := s.measureAnew(t)
	if s.known.tables == nil {
		s.known.tables, s.known.widths = map[*reports.Table]measures{}, map[share][]float64{}
	}
	s.known.tables[t] = m
	return m
}

// measured is what is known of a document's tables: it is the same in every
// style, and so worked out once.
type measured struct {
	tables map[*reports.Table]measures
	widths map[share][]float64
}

// A share is some columns of a table in a width.
type share struct {
	table    *reports.Table
	from, to int
	width    float64
}

func (s *setter) measureAnew(t *reports.Table) measures {
	l, b := look{body, false, s.text}, look{body, true, s.text}
	m := measures{labels: len(t.Corner), notes: len(t.CellNotes) > 0}
	add := func(least, want float64) {
		m.min = append(m.min, least+2*padX)
		m.want = append(m.want, max(least, want)+2*padX)
	}
	word := func(text string, l look) (w float64) {
		for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '-' || r == '/' }) {
			w = max(w, s.d.Width(one, l))
		}
		return min(w, longestWord)
	}
	for i, c := range t.Corner {
		least, want := word(c, b), s.d.Width(c, b)
		for j, r := range t.Rows {
			if i < len(r.Labels) {
				text := r.Labels[i]
				least = max(least, word(text, b))
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
		least := word(c.Text(), b)
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
			least = max(least, word(t.Cols[n.Col].Text(), l))
		}
		add(least+noteGap, 100+noteGap)
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

// widths shares out the width where there is room for what the columns want, the
// rest to the labels; nil where there is not.
func (m measures) widths(from, to int, avail float64) []float64 {
	want := m.pick(m.want, from, to)
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
	return nil
}

// shares are the widths tried where a table cannot have all it wants: from
// narrow columns of figures, which leave room to the labels, to wide ones.
func (m measures) shares(from, to int, avail float64) [][]float64 {
	least, want := m.pick(m.min, from, to), m.pick(m.want, from, to)
	var out [][]float64
	firsts := []float64{1}
	if m.labels > 1 {
		firsts = []float64{1, 0.6, 0.2}
	}
	for _, k := range []float64{1, 0.6, 0.3, 0} {
		for _, first := range firsts {
			goal := append([]float64(nil), want...)
			for i := m.labels; i < len(goal); i++ {
				goal[i] = least[i] + k*(want[i]-least[i])
			}
			for i := range m.labels - 1 {
				goal[i] = least[i] + first*(want[i]-least[i])
			}
			w := fill(least, goal, avail)
			if rest := avail - sum(w); rest > 0 && m.labels > 0 {
				w[m.labels-1] += rest
			}
			out = append(out, w)
		}
	}
	return out
}

// sample is how many rows are measured to choose between widths.
const sample = 50

// longestWord is the width, in points, past which a word is broken rather than widen its column.
const longestWord = 150

// choose gives the part its widths: what the columns want, or the shares that
// make the table lowest.
func (g *grid) choose(m measures, avail float64) {
	if g.widths = m.widths(g.from, g.to, avail); g.widths != nil {
		return
	}
	key := share{g.t, g.from, g.to, avail}
	if g.widths = g.s.known.widths[key]; g.widths != nil {
		return
	}
	defer func() { g.s.known.widths[key] = g.widths }()
	best := 0.0
	for _, w := range m.shares(g.from, g.to, avail) {
		try := &grid{s: g.s, t: g.t, from: g.from, to: g.to, widths: w}
		try.layHead()
		h := try.headH
		for i := range min(len(g.t.Rows), sample) {
			h += try.tall(try.labels(i))
		}
		if g.widths == nil || h < best-0.1 {
			g.widths, best = w, h
		}
	}
}

// fill gives each column its least and shares the rest evenly, so that narrow
// columns get what they want before wide ones do.
func fill(least, want []float64, avail float64) []float64 {
	out := append([]float64(nil), least...)
	if all := sum(out); all > avail { // words are broken then
		for i := range out {
			out[i] *= avail / all
		}
	}
	for rest := avail - sum(least); rest > 0.1; rest = avail - sum(out) {
		open := 0.0
		for i := range out {
			if out[i] < want[i] {
				open++
			}
		}
		if open == 0 {
			break
		}
		for i := range out {
			if out[i] < want[i] {
				out[i] = min(want[i], out[i]+rest/open)
			}
		}
	}
	return out
}

func sum(v []float64) (n float64) {
	for _, x := range v {
		n += x
	}
	return n
}
