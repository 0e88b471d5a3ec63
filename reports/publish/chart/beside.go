package chart

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"despatch/reports"
	"despatch/reports/publish/within"
)

// alongside is the text that goes with a picture, line by line, and where in it
// each figure stands: line and runes, "12[5:8]".
type alongside struct {
	file   string
	lines  []string
	places []reports.Place
}

// alternative is a chart in words: what it is, its description, every value, and
// its source.
func alternative(c *reports.Chart, d *reports.Document, file string) *alongside {
	t := &alongside{file: file}
	for _, s := range []string{d.Marking, d.Meta.Notice, d.Meta.Title} {
		t.para("", reports.Span{Text: s})
	}
	t.para(fmt.Sprintf("Chart %d: ", c.Number), c.Title...)
	t.para("", reports.Span{Text: c.Subtitle})
	t.para("Alternative text: ", c.Alt...)
	t.para("Description: ", c.Desc...)
	for _, s := range c.Series {
		t.line(spans(s.Label + ":"))
		for i, f := range s.Points {
			t.line([]reports.Span{{Text: Label(c.Cats[i]) + ": "}, {Text: Value(f), Figure: f}})
		}
		t.lines = append(t.lines, "")
	}
	for _, y := range symbols(c) {
		t.para("", reports.Span{Text: string(y) + " means " + y.Text() + "."})
	}
	t.para("Source: ", reports.Span{Text: c.Source})
	return t
}

func spans(s string) []reports.Span { return []reports.Span{{Text: s}} }

// para is a line with an empty one after it; a paragraph without words is none.
func (t *alongside) para(begins string, said ...reports.Span) {
	if reports.PlainText(said) == "" {
		return
	}
	t.line(append(spans(begins), said...))
	t.lines = append(t.lines, "")
}

// line writes one line and notes its figures.
func (t *alongside) line(said []reports.Span) {
	var b strings.Builder
	for _, s := range said {
		from := utf8.RuneCountInString(b.String())
		b.WriteString(oneLine.Replace(s.Text))
		if s.Figure == nil {
			continue
		}
		words := strings.TrimSpace(s.Text)
		from += utf8.RuneCountInString(s.Text) - utf8.RuneCountInString(strings.TrimLeft(s.Text, " "))
		at := fmt.Sprintf("%d[%d:%d]", len(t.lines)+1, from, from+utf8.RuneCountInString(words))
		t.places = append(t.places, PlaceOf(s.Figure, t.file, at, words))
	}
	t.lines = append(t.lines, b.String())
}

var oneLine = strings.NewReplacer("\r", " ", "\n", " ", "\t", " ")

func (t *alongside) text() string {
	return strings.TrimRight(strings.Join(t.lines, "\n"), "\n") + "\n"
}

// lines is the text opened again.
type lines []string

func readText(data []byte) (reports.Reader, error) {
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("not a text in UTF-8")
	}
	return lines(strings.Split(string(data), "\n")), nil
}

// At is what stands at "12[5:8]", runes 5 to 7 of line 12, and as far on either
// side as its number or word goes on.
func (l lines) At(where string) (string, error) {
	spot, first, last, ok, err := within.Cut(where)
	if err != nil {
		return "", err
	}
	n := 0
	if _, err := fmt.Sscanf(spot, "%d", &n); err != nil || !ok || n < 1 || n > len(l) {
		return "", fmt.Errorf("nothing stands at %q", where)
	}
	return within.At([]rune(l[n-1]), first, last)
}
