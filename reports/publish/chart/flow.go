package chart

import (
	"strings"

	"despatch/reports"
)

// A run is a piece of a sentence set in a drawing. A figure's run is never broken
// over lines, so that it can be read back whole.
type run struct {
	text   string
	bold   bool
	figure *reports.Figure
	fill   reports.Colour
}

// flow sets runs as a paragraph from x, y (the top) within width and returns the
// height used.
func (p *pen) flow(runs []run, x, y, width, size, leading float64) float64 {
	at, line := 0.0, 0.0 // how far along, how far down
	gap := false         // white space is due before the next word
	last := -1           // run of the text mark that may still grow
	for i, r := range runs {
		for _, w := range p.pieces(r, size, width) {
			if w == " " {
				gap = at > 0
				continue
			}
			space := 0.0
			if gap {
				space = p.m.Width(" ", size, r.bold)
			}
			wide := p.m.Width(w, size, r.bold)
			if at > 0 && at+space+wide > width {
				at, space, gap, last = 0, 0, false, -1
				line += leading
			}
			if last == i {
				op := &p.ops[len(p.ops)-1]
				if gap {
					op.Text += " "
				}
				op.Text += w
			} else {
				p.ops = append(p.ops, Op{Kind: Text, X: round(x + at + space), Y: round(y + line + leading/2 + 0.35*size),
					Size: size, Bold: r.bold, Text: w, Fill: r.fill, Figure: r.figure})
			}
			at += space + wide
			gap, last = false, i
		}
	}
	return line + leading
}

// pieces are a run's words and the spaces between them: " " is white space.
func (p *pen) pieces(r run, size, width float64) []string {
	if r.figure != nil {
		return []string{r.text}
	}
	var out []string
	for i, w := range strings.Split(strings.Join(strings.FieldsFunc(" "+r.text+" ", isSpace), " "), " ") {
		if i > 0 || r.text != "" && isSpace(rune(r.text[0])) {
			out = append(out, " ")
		}
		if w != "" {
			out = append(out, p.m.split(w, size, r.bold, width)...)
		}
	}
	if n := len(r.text); n > 0 && isSpace(rune(r.text[n-1])) {
		out = append(out, " ")
	}
	return out
}

func isSpace(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }
