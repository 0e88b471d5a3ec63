package pdf

import (
	"fmt"

	"despatch/reports"
)

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
	s.y += 5
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
