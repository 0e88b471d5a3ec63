package chart

import (
	"fmt"
	"io"
	"strconv"

	"despatch/reports"
)

// Format writes each chart of a document as an SVG file of its own, charts/<id>.svg,
// with its title, subtitle, key to symbols and source drawn in.
var Format = reports.Format{Name: "svg", Label: "SVG", Write: write, Open: open}

func write(create reports.Create, d *reports.Document) (reports.Written, error) {
	var out reports.Written
	m, err := NewMetrics()
	if err != nil {
		return out, err
	}
	for _, c := range d.Charts {
		out.Findings = append(out.Findings, Check(c)...)
		if id := Unset(c); id != "" {
			return out, fmt.Errorf("chart %q: figure %q has no value", c.ID, id)
		}
		name := "charts/" + c.ID + ".svg"
		o := SVGOptions{ID: "c", Title: reports.PlainText(c.Alt), Desc: reports.PlainText(c.Desc), Values: c, Lang: d.Meta.Lang, Alone: true}
		body, labels := SVG(Sheet(c, d, m), o)
		w, err := create(name)
		if err != nil {
			return out, err
		}
		if _, err := w.Write(append([]byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), append(body, '\n')...)); err != nil {
			return out, err
		}
		for _, l := range labels {
			out.Places = append(out.Places, PlaceOf(l.Figure, name, "#"+l.ID, l.Text))
		}
		out.Places = append(out.Places, Within(c.Alt, name, "#c.title")...)
		out.Places = append(out.Places, Within(c.Desc, name, "#c.said")...)
	}
	return out, nil
}

// PlaceOf is the place of a figure shown as text; Text is set where that is not
// the figure's own digits.
func PlaceOf(f *reports.Figure, file, at, text string) reports.Place {
	p := reports.Place{Figure: f.ID, File: file, At: at}
	if reports.Bare(text) != f.Cell.Bare() {
		p.Text = text
	}
	return p
}

// Within is the places of the figures of a text that can only be read whole: each
// place holds the whole of it, so one changed digit is found. The second figure of
// a text stands at "…~2": a reader takes the ~2 off and reads the same text.
func Within(spans []reports.Span, file, at string) []reports.Place {
	var out []reports.Place
	for _, s := range spans {
		if s.Figure == nil {
			continue
		}
		p := PlaceOf(s.Figure, file, at, reports.PlainText(spans))
		if n := len(out) + 1; n > 1 {
			p.At += "~" + strconv.Itoa(n)
		}
		out = append(out, p)
	}
	return out
}

// Sheet is a chart as it leaves the page: marking and notice, title, subtitle,
// the wide drawing, the key to its symbols, and the source.
func Sheet(c *reports.Chart, d *reports.Document, m *Metrics) *Drawing {
	const margin = 20.0
	p := &pen{m: m, look: newLook(d.Meta.Theme), w: Wide, y: margin}
	para := func(size, leading, after float64, text ...run) {
		if len(text) > 1 || len(text) == 1 && text[0].text != "" {
			p.y += p.flow(text, margin, p.y, Wide, size, leading) + after
		}
	}
	for _, s := range []string{d.Marking, d.Meta.Notice} {
		para(16, 20, 10, run{text: s, bold: true, fill: p.look.text})
	}
	title := []run{{text: fmt.Sprintf("Chart %d: ", c.Number), bold: true, fill: p.look.text}}
	for _, r := range runs(c.Title, p.look.text) {
		r.bold = true
		title = append(title, r)
	}
	para(20, 24, 4, title...)
	para(16, 20, 14, run{text: c.Subtitle, fill: p.look.secondary})
	body := Draw(c, d.Meta.Theme, Wide, m)
	for _, op := range body.Ops {
		p.ops = append(p.ops, op.moved(margin, p.y))
	}
	p.y += body.H + 10
	for _, s := range symbols(c) {
		para(16, 20, 0, run{text: string(s) + " " + s.Text(), fill: p.look.text})
	}
	para(16, 20, 4, runs(c.Desc, p.look.text)...)
	para(16, 20, 0, run{text: "Source: " + c.Source, fill: p.look.secondary})
	return &Drawing{W: Wide + 2*margin, H: round(p.y + margin), Ops: p.ops}
}

func runs(spans []reports.Span, fill reports.Colour) []run {
	var out []run
	for _, s := range spans {
		out = append(out, run{text: s.Text, bold: s.Bold, figure: s.Figure, fill: fill})
	}
	return out
}

func symbols(c *reports.Chart) []reports.Symbol {
	var out []reports.Symbol
	seen := map[reports.Symbol]bool{}
	for _, s := range c.Series {
		for _, f := range s.Points {
			if y := f.Cell.Symbol(); y != "" && !seen[y] {
				seen[y] = true
				out = append(out, y)
			}
		}
	}
	if len(c.Breaks()) > 0 {
		out = append(out, reports.SeriesBreak)
	}
	return out
}

// moved is the mark elsewhere.
func (op Op) moved(dx, dy float64) Op {
	op.X, op.Y = round(op.X+dx), round(op.Y+dy)
	op.X2, op.Y2 = round(op.X2+dx), round(op.Y2+dy)
	points := op.Points
	op.Points = nil
	for _, q := range points {
		op.Points = append(op.Points, Point{round(q.X + dx), round(q.Y + dy)})
	}
	return op
}

func open(r io.ReaderAt, size int64) (reports.Reader, error) {
	return readSVG(io.NewSectionReader(r, 0, size))
}
