package text

import (
	"unicode"

	"despatch/reports"
)

// words is a text to be broken into lines, with the figures in it.
type words struct {
	text  []rune
	marks []mark
	solid int // so many runes at the start are not broken
}

// mark is a figure at runes first to last, last excluded.
type mark struct {
	figure      *reports.Figure
	first, last int
}

func plain(s string) words {
	var w words
	w.add(s)
	return w
}

func figure(s string, f *reports.Figure) words {
	w := plain(s)
	w.marks = []mark{{f, 0, len(w.text)}}
	return w
}

// spans is runs of text; where a link goes stands after it in brackets.
func spans(spans []reports.Span) words {
	var w words
	for _, s := range spans {
		if s.Figure != nil {
			w.join(figure(s.Text, s.Figure))
		} else {
			w.add(s.Text)
		}
		if s.URL != "" && s.URL != s.Text {
			w.add(" (" + s.URL + ")")
		}
	}
	return w
}

// add appends plain words; every kind of white space is a space.
func (w *words) add(s string) {
	for _, r := range s {
		if unicode.IsSpace(r) {
			r = ' '
		}
		w.text = append(w.text, r)
	}
}

func (w *words) join(v words) {
	w.marks = append(w.marks, v.moved(len(w.text))...)
	w.text = append(w.text, v.text...)
}

// moved are the marks n runes further on.
func (w words) moved(n int) []mark {
	out := make([]mark, len(w.marks))
	for i, m := range w.marks {
		out[i] = mark{m.figure, m.first + n, m.last + n}
	}
	return out
}

// lines breaks the text at spaces, but not inside a figure ("3 percentage
// points" stays whole) or a note marker. A word longer than the width has a line of its own.
func (w words) lines(width int) []words {
	whole := make([]bool, len(w.text)) // no break here
	for i := range min(w.solid, len(whole)) {
		whole[i] = true
	}
	for _, m := range w.marks {
		for i := m.first; i < m.last; i++ {
			whole[i] = true
		}
	}
	for i, r := range w.text { // nor inside [note 1]
		if r == ' ' && i >= 5 && string(w.text[i-5:i]) == "[note" {
			whole[i] = true
		}
	}
	var out []words
	for from := 0; from < len(w.text); {
		to, space := from, -1
		for to < len(w.text) && (to-from <= width || space < 0) {
			if w.text[to] == ' ' && !whole[to] && to > from {
				space = to
			}
			to++
		}
		if to == len(w.text) && to-from <= width || space < 0 {
			space = to
		}
		out = append(out, w.cut(from, space))
		from = space
		for from < len(w.text) && w.text[from] == ' ' && !whole[from] {
			from++
		}
	}
	return out
}

// cut is runes from to to, with the marks among them.
func (w words) cut(from, to int) words {
	out := words{text: w.text[from:to]}
	for _, m := range w.marks {
		if m.first >= from && m.last <= to {
			out.marks = append(out.marks, mark{m.figure, m.first - from, m.last - from})
		}
	}
	return out
}
