package pack

import (
	"slices"
	"strings"

	"despatch/reports"
)

// shown is what a document shows of its figures.
type shown struct {
	figures map[string]*reports.Figure
	texts   map[string][]string        // by figure: every text that shows it, beside its own
	tables  map[string]bool            // figures of the tables in its blocks
	all     map[string]map[string]bool // by format that holds tables: figures of every table it is to hold
	paper   map[string]bool            // figures of the tables in its blocks that a page leaves out
	words   map[string]bool            // figures in the words of its blocks
}

// shows walks a document, so that what a format says it wrote can be held
// against what there was to write.
func shows(d *reports.Document) *shown {
	s := &shown{figures: map[string]*reports.Figure{}, texts: map[string][]string{},
		tables: map[string]bool{}, paper: map[string]bool{}, all: map[string]map[string]bool{}, words: map[string]bool{}}
	for _, format := range reports.TableFormats {
		s.all[format] = map[string]bool{}
		for _, t := range d.Tables {
			if t.In(format) {
				s.table(t, s.all[format])
			}
		}
	}
	for _, c := range d.Charts {
		s.chart(c)
	}
	for _, n := range d.Notes {
		s.spans(n.Text, nil)
	}
	s.blocks(d.Cover, nil)
	s.blocks(d.Blocks, s.words)
	return s
}

func (s *shown) figure(f *reports.Figure, text string) {
	s.figures[f.ID] = f
	if !s.says(f, text) {
		s.texts[f.ID] = append(s.texts[f.ID], text)
	}
}

// says says whether a text is one that shows a figure: its own, as nearly all are, or
// words that are bound to it.
func (s *shown) says(f *reports.Figure, text string) bool {
	return text == f.Text() || text == f.Cell.String() || text == f.Cell.Bare() || slices.Contains(s.texts[f.ID], text)
}

func (s *shown) table(t *reports.Table, in map[string]bool) {
	for _, row := range t.Cells {
		for _, f := range row {
			s.figure(f, f.Text())
			in[f.ID] = true
		}
	}
	for _, n := range t.Notes {
		s.spans(n.Text, nil)
	}
}

func (s *shown) chart(c *reports.Chart) {
	for _, spans := range [][]reports.Span{c.Title, c.Alt, c.Desc} {
		s.spans(spans, nil)
	}
	for _, series := range c.Series {
		for _, f := range series.Points {
			s.figure(f, f.Text())
		}
	}
}

// spans notes each figure in a run of words: the words bound to it, and the
// whole run, which is what a format reads back where the run is one text, as an
// alternative text is.
func (s *shown) spans(spans []reports.Span, in map[string]bool) {
	whole := ""
	for _, sp := range spans {
		if sp.Figure == nil {
			continue
		}
		if whole == "" {
			whole = reports.PlainText(spans)
		}
		s.figure(sp.Figure, sp.Text)
		s.figure(sp.Figure, strings.TrimSpace(sp.Text))
		s.figure(sp.Figure, whole)
		if in != nil {
			in[sp.Figure.ID] = true
		}
	}
}

func (s *shown) blocks(blocks []reports.Block, in map[string]bool) {
	for _, b := range blocks {
		switch {
		case b.Heading != nil:
			s.spans(b.Heading.Spans, in)
		case b.Para != nil:
			s.spans(b.Para.Spans, in)
		case b.List != nil:
			for _, p := range b.List.Points {
				s.blocks(p, in)
			}
		case b.Facts != nil:
			for _, f := range b.Facts.Facts {
				s.figure(f.Figure, f.Figure.Text())
				if in != nil {
					in[f.Figure.ID] = true
				}
			}
		case b.Terms != nil:
			for _, t := range b.Terms.Terms {
				s.spans(t.Term, in)
				s.blocks(t.Text, in)
			}
		case b.OnPaper:
			s.table(b.Table, s.paper)
		case b.Table != nil:
			s.table(b.Table, s.tables)
		case b.Chart != nil:
			s.chart(b.Chart)
		}
	}
}

// due is what a format must have a place for. Data formats carry every table of
// the document; the others what stands in its blocks, in the words as in the tables.
func (s *shown) due(format string) []map[string]bool {
	switch format {
	case "csv", "xlsx", "ods":
		return []map[string]bool{s.all[format]}
	case "svg", "png":
		return nil
	case "html":
		return []map[string]bool{s.tables, s.words}
	}
	return []map[string]bool{s.tables, s.paper, s.words}
}
