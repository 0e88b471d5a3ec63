package formattest

import "despatch/reports"

// Figures are all the figures a document reaches, by id.
func Figures(d *reports.Document) map[string]*reports.Figure {
	out := map[string]*reports.Figure{}
	for _, t := range d.Tables {
		for _, row := range t.Cells {
			for _, f := range row {
				out[f.ID] = f
			}
		}
	}
	for _, c := range d.Charts {
		for _, s := range c.Series {
			for _, f := range s.Points {
				out[f.ID] = f
			}
		}
	}
	for _, f := range facts(d.Blocks) {
		out[f.ID] = f
	}
	eachSpan(d, func(s *reports.Span) {
		if s.Figure != nil {
			out[s.Figure.ID] = s.Figure
		}
	})
	return out
}

// wanted are the ids of the figures a format must place: those of every table
// for a format of tables, else of what the document shows; of the charts for
// drawings.
func wanted(f reports.Format, d *reports.Document) map[string]bool {
	out := map[string]bool{}
	if f.Name == "svg" || f.Name == "png" {
		for _, c := range d.Charts {
			for _, s := range c.Series {
				for _, p := range s.Points {
					out[p.ID] = true
				}
			}
		}
		return out
	}
	for _, t := range d.Tables {
		for _, row := range t.Cells {
			for _, x := range row {
				out[x.ID] = true
			}
		}
	}
	return out
}

func facts(blocks []reports.Block) []*reports.Figure {
	var out []*reports.Figure
	walk(blocks, func(b *reports.Block) {
		if b.Facts != nil {
			for _, f := range b.Facts.Facts {
				out = append(out, f.Figure)
			}
		}
	})
	return out
}

// eachSpan calls f for every run of words of the document.
func eachSpan(d *reports.Document, f func(*reports.Span)) {
	all := func(s []reports.Span) {
		for i := range s {
			f(&s[i])
		}
	}
	for _, blocks := range [][]reports.Block{d.Blocks, d.Cover} {
		walk(blocks, func(b *reports.Block) {
			switch {
			case b.Heading != nil:
				all(b.Heading.Spans)
			case b.Para != nil:
				all(b.Para.Spans)
			case b.Terms != nil:
				for i := range b.Terms.Terms {
					all(b.Terms.Terms[i].Term)
				}
			}
		})
	}
	for _, n := range d.Notes {
		all(n.Text)
	}
	for _, c := range d.Charts {
		all(c.Title)
		all(c.Alt)
		all(c.Desc)
	}
}

// walk calls f for every block, those inside lists and definitions included.
func walk(blocks []reports.Block, f func(*reports.Block)) {
	for i := range blocks {
		b := &blocks[i]
		f(b)
		if b.List != nil {
			for _, p := range b.List.Points {
				walk(p, f)
			}
		}
		if b.Terms != nil {
			for _, t := range b.Terms.Terms {
				walk(t.Text, f)
			}
		}
	}
}
