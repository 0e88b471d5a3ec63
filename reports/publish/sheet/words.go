package sheet

import (
	"fmt"

	"despatch/reports"
)

// lines collects the rows of column A of a sheet of words.
type lines []Row

func (l *lines) add(c Cell) { *l = append(*l, Row{Cells: []Cell{c}}) }

func (l *lines) say(look Look, format string, args ...any) {
	l.add(Cell{Text: fmt.Sprintf(format, args...), Look: look})
}

// spans adds a paragraph, and below it each link it holds, alone in its cell (X14).
func (l *lines) spans(look Look, spans []reports.Span) {
	l.add(words(look, spans))
	for _, s := range spans {
		if s.URL != "" {
			l.add(Cell{Text: s.Text, Link: s.URL, Look: LinkText})
		}
	}
}

func (l *lines) blocks(blocks []reports.Block) {
	for _, b := range blocks {
		switch {
		case b.Heading != nil:
			l.spans(Heading, b.Heading.Spans)
		case b.Para != nil:
			l.spans(Body, b.Para.Spans)
		case b.List != nil:
			for _, p := range b.List.Points {
				l.blocks(p)
			}
		case b.Facts != nil:
			for _, f := range b.Facts.Facts {
				l.add(words(Body, []reports.Span{{Text: f.Figure.Text(), Figure: f.Figure}, {Text: ": " + f.Caption}}))
			}
		case b.Terms != nil:
			for _, t := range b.Terms.Terms {
				l.spans(TotalLabel, t.Term)
				l.blocks(t.Text)
			}
		}
	}
}

// sheet is the lines as a sheet of one column, wide enough that no row is too high.
func (l lines) sheet(name string, width float64) *Sheet {
	s := &Sheet{Name: name, Title: l[0].Cells[0].Text, Above: l, Widths: []float64{width}}
	for again := true; again; {
		again = false
		for i := range l {
			l[i].Height = height(l[i].Cells, s.Widths)
			again = again || l[i].Height > MaxHeight && s.Widths[0] < widest
		}
		if again {
			s.Widths[0] *= 1.25
		}
	}
	return s
}

// widest is as wide as a column is made to bring a row below its greatest height.
const widest = 1500

// cover is the first sheet (X30): everything in column A.
func (p *planner) cover() *Sheet {
	d, m := p.doc, p.doc.Meta
	var l lines
	l.say(Title, "%s", d.Title)
	if d.Marking != "" {
		l.say(TotalLabel, "%s", d.Marking)
	}
	if m.Notice != "" {
		l.say(TotalLabel, "%s", m.Notice)
	}
	l.say(Body, "%s from the %s. The figures are %s.", m.Status.Text(), m.Organisation, m.State)
	l.say(Body, "Published %s on %s.", reports.Clock(m.Published), m.Published.Format("2 January 2006"))
	l.say(Body, "As at %s.", m.AsAt)
	if m.NextUpdate != reports.NoDay {
		l.say(Body, "Next update: %s.", m.NextUpdate)
	}
	if m.Area != "" {
		l.say(Body, "Area: %s", m.Area)
	}
	l.say(Body, "Source: %s", m.Source)
	if len(d.Cover) > 0 {
		if d.Cover[0].Heading == nil {
			l.say(Heading, "Main points")
		}
		l.blocks(d.Cover)
	}
	p.reading(&l)
	if m.Disclosure != "" {
		l.say(Heading, "How people are protected")
		l.say(Body, "%s", m.Disclosure)
	}
	l.say(Heading, "Contact")
	for _, c := range m.Contact {
		l.say(Body, "%s", c)
	}
	if len(m.Policies) > 0 {
		l.say(Heading, "Policies")
		for _, x := range m.Policies {
			l.add(Cell{Text: x.Text, Link: x.URL, Look: LinkText})
		}
	}
	return l.sheet(CoverName, proseCol)
}

// reading says how to read the workbook (X13).
func (p *planner) reading(l *lines) {
	l.say(Heading, "How to read this workbook")
	l.say(Body, "Each table has a worksheet of its own. Where a table uses shorthand in place of a value, its meaning stands above the table.")
	if len(p.noted) > 0 {
		l.say(Body, "Some tables refer to notes. A marker in square brackets, such as [note %d], gives the number of the note on the worksheet Notes.", p.noted[0].Number)
	}
	for _, t := range p.left {
		if !t.In("csv") {
			continue
		}
		l.say(Body, "Table %d, %s, is not in this workbook. Its figures are in the file tables/%s.csv.", t.Number, t.Title, t.ID)
	}
	l.add(Cell{Text: contentsTitle, Link: "#" + ContentsName, Look: LinkText})
}

const contentsTitle = "Table of contents"

// contents lists every other sheet with a link to its first cell (X31).
func (p *planner) contents(sheets []*Sheet) *Sheet {
	s := &Sheet{Name: ContentsName, Title: contentsTitle, Table: "table_of_contents", Rows: len(sheets) + 1,
		Header: Row{Cells: []Cell{{Text: "Part", Look: Header}, {Text: "Title", Look: Header}}}, Widths: []float64{130, proseCol - 130}}
	var l lines
	l.say(Title, "%s", contentsTitle)
	l.say(Body, "This worksheet contains one table. Each title is a link to the worksheet of that part.")
	rows := []Row{contentsRow("Cover", "About this release", CoverName)}
	for _, x := range sheets {
		part, title := x.Name, x.Title
		if t := x.Figures; t != nil {
			part, title = fmt.Sprintf("Table %d", t.Number), t.Title
		}
		rows = append(rows, contentsRow(part, title, x.Name))
	}
	return finish(s, l, rows)
}

func contentsRow(part, title, sheet string) Row {
	return Row{Cells: []Cell{{Text: part, Look: Label}, {Text: title, Link: "#" + sheet, Look: LinkText}}}
}

// notes is the sheet of the notes the workbook refers to, nil without any (X12).
func (p *planner) notes() *Sheet {
	if len(p.noted) == 0 {
		return nil
	}
	s := &Sheet{Name: NotesName, Title: "Notes", Table: "table_of_notes", Rows: len(p.noted),
		Header: Row{Cells: []Cell{{Text: "Note", Look: Header}, {Text: "Text", Look: Header}}}, Widths: []float64{130, proseCol - 130}}
	var l lines
	l.say(Title, "Notes")
	l.say(Body, "This worksheet contains one table.")
	var rows []Row
	for _, n := range p.noted {
		text := words(Body, n.Text)
		if n.Label != "" {
			text = text.after(n.Label + ": ")
		}
		rows = append(rows, Row{Cells: []Cell{{Text: fmt.Sprintf("[note %d]", n.Number)}, text}})
	}
	return finish(s, l, rows)
}

// finish gives a sheet of words its lines and rows; the last column grows until no row is too high.
func finish(s *Sheet, l lines, rows []Row) *Sheet {
	s.Above = l
	last := len(s.Widths) - 1
	for again := true; again; {
		again = false
		for i := range rows {
			rows[i].Height = height(rows[i].Cells, s.Widths)
			again = again || rows[i].Height > MaxHeight && s.Widths[last] < widest
		}
		if again {
			s.Widths[last] *= 1.25
		}
	}
	// The lines above have the room of the first column; it is made wide enough for them to read well.
	s.Widths[0] = max(s.Widths[0], 200)
	for i := range s.Above {
		s.Above[i].Height = height(s.Above[i].Cells, s.Widths)
	}
	s.Header.Height = height(s.Header.Cells, s.Widths)
	s.Body = func(i int) Row { return rows[i] }
	return s
}

// eachPara calls f for the words of every paragraph, heading and term.
func eachPara(blocks []reports.Block, f func([]reports.Span)) {
	for _, b := range blocks {
		switch {
		case b.Heading != nil:
			f(b.Heading.Spans)
		case b.Para != nil:
			f(b.Para.Spans)
		case b.List != nil:
			for _, p := range b.List.Points {
				eachPara(p, f)
			}
		case b.Terms != nil:
			for _, t := range b.Terms.Terms {
				f(t.Term)
				eachPara(t.Text, f)
			}
		}
	}
}
