// Package text writes a document as plain text, to paste into a submission or a
// message: headings, numbered paragraphs, lists, key figures, tables set out
// with spaces, and charts by their descriptions. Lines have at most 76
// characters, so that a mail program does not break them again.
package text

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"despatch/reports"
)

// Format writes the document as plain text.
var Format = reports.Format{Name: "txt", Label: "Text", Write: write, Open: open}

// Rules are the findings of plain text: there are none.
var Rules []reports.Rule

// width is how long a line may be.
const width = 76

func write(create reports.Create, d *reports.Document) (reports.Written, error) {
	p := &page{file: reports.FileBase(d) + ".txt"}
	p.para("", "", plain(d.Marking))
	if len(d.Blocks) == 0 || d.Blocks[0].Heading == nil {
		p.heading(1, plain(d.Title))
	}
	p.blocks("", d.Blocks)
	p.notes(d.Notes)
	if p.err != nil {
		return reports.Written{}, p.err
	}
	out, err := create(p.file)
	if err != nil {
		return reports.Written{}, err
	}
	if _, err := io.WriteString(out, strings.Join(p.lines, "\n")+"\n"); err != nil {
		return reports.Written{}, err
	}
	return reports.Written{Places: p.places}, nil
}

// page collects lines, and where figures stand in them.
type page struct {
	file   string
	lines  []string
	places []reports.Place
	err    error // the first unset figure
}

func (p *page) space() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.lines = append(p.lines, "")
	}
}

// line adds one line of which the marks are known.
func (p *page) line(text string, marks []mark) {
	p.lines = append(p.lines, strings.TrimRight(text, " "))
	for _, m := range marks {
		if !m.figure.Cell.IsSet() && p.err == nil {
			p.err = fmt.Errorf("figure %s is unset", m.figure.ID)
		}
		at := reports.Place{Figure: m.figure.ID, File: p.file, At: fmt.Sprintf("%d[%d:%d]", len(p.lines), m.first, m.last)}
		if said := string([]rune(text)[m.first:m.last]); reports.Bare(said) != m.figure.Cell.Bare() {
			at.Text = said
		}
		p.places = append(p.places, at)
	}
}

// para adds words as lines, the first begun with one text and the others with
// another of the same length. Nothing is added for no words.
func (p *page) para(first, rest string, w words) {
	if len(w.text) == 0 {
		return
	}
	p.space()
	p.wrap(first, rest, w)
}

func (p *page) wrap(first, rest string, w words) {
	begin := first
	for _, l := range w.lines(width - utf8.RuneCountInString(rest)) {
		p.line(begin+string(l.text), l.moved(utf8.RuneCountInString(begin)))
		begin = rest
	}
}

func (p *page) heading(level int, w words) {
	p.para("", "", w)
	if level > 2 {
		return
	}
	long := 0
	for _, l := range w.lines(width) {
		long = max(long, len(l.text))
	}
	p.lines = append(p.lines, strings.Repeat([]string{"=", "-"}[level-1], long))
}

func (p *page) blocks(indent string, blocks []reports.Block) {
	for _, b := range blocks {
		switch {
		case b.Heading != nil:
			p.heading(b.Heading.Level, spans(b.Heading.Spans))
		case b.Para != nil && b.Para.Number > 0:
			number := fmt.Sprintf("%d. ", b.Para.Number)
			p.para(indent+number, indent+strings.Repeat(" ", len(number)), spans(b.Para.Spans))
		case b.Para != nil:
			p.para(indent, indent, spans(b.Para.Spans))
		case b.List != nil:
			p.list(indent, b.List)
		case b.Facts != nil:
			p.facts(indent, b.Facts)
		case b.Terms != nil:
			for _, t := range b.Terms.Terms {
				p.term(indent, t)
			}
		case b.Table != nil:
			p.table(b.Table)
		case b.Chart != nil:
			p.chart(b.Chart)
		}
	}
}

// list marks each point; what a point holds after its first paragraph is set in.
func (p *page) list(indent string, l *reports.List) {
	p.space()
	for i, point := range l.Points {
		mark := "- "
		if l.Ordered {
			mark = fmt.Sprintf("%d. ", i+1)
		}
		in := indent + strings.Repeat(" ", len(mark))
		if len(point) > 0 && point[0].Para != nil {
			p.wrap(indent+mark, in, spans(point[0].Para.Spans))
			point = point[1:]
		}
		p.blocks(in, point)
	}
}

// term is a definition: the term, then what it means on the same line.
func (p *page) term(indent string, t reports.Term) {
	said, rest := spans(t.Term), t.Text
	if len(rest) > 0 && rest[0].Para != nil {
		switch {
		case strings.ContainsAny(string(said.text[max(0, len(said.text)-1):]), "?!."):
		case strings.Contains(string(said.text), ": "): // one colon a sentence: "Deported: 14. Released ..."
			said.add(".")
		default:
			said.add(":")
		}
		said.add(" ")
		said.join(spans(rest[0].Para.Spans))
		rest = rest[1:]
	}
	p.para(indent, indent+"  ", said)
	p.blocks(indent+"  ", rest)
}

func (p *page) facts(indent string, f *reports.Facts) {
	p.space()
	wide := 0
	for _, x := range f.Facts {
		wide = max(wide, utf8.RuneCountInString(x.Figure.Text()))
	}
	for _, x := range f.Facts {
		said := x.Figure.Text()
		n := plain(strings.Repeat(" ", wide-utf8.RuneCountInString(said)))
		n.join(figure(said, x.Figure))
		n.add("  " + x.Caption)
		n.solid = wide + 2
		p.wrap(indent, indent+strings.Repeat(" ", wide+2), n)
	}
}

// chart is told by its title, its description and its source.
func (p *page) chart(c *reports.Chart) {
	title := plain(fmt.Sprintf("Chart %d: ", c.Number))
	title.join(spans(c.Title))
	p.para("", "", title)
	if c.Subtitle != "" {
		p.wrap("", "", plain(c.Subtitle))
	}
	p.para("", "", spans(c.Desc))
	if c.Source != "" {
		p.wrap("", "", plain("Source: "+c.Source))
	}
}

func (p *page) notes(notes []*reports.Note) {
	if len(notes) == 0 {
		return
	}
	p.heading(2, plain("Notes"))
	for _, n := range notes {
		text := plain(fmt.Sprintf("[note %d] ", n.Number))
		if n.Label != "" {
			text.add(n.Label + ": ")
		}
		text.join(spans(n.Text))
		p.para("", "  ", text)
	}
}
