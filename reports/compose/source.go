package compose

import (
	"sort"
	"unicode/utf8"

	"despatch/reports"
)

// A source is a text of the release and where each of its bytes stands.
type source struct {
	text  []byte
	pos   reports.Pos
	lines []int // offsets at which lines start
}

func newSource(w reports.Words) *source {
	s := &source{text: []byte(w.Text), pos: w.Pos, lines: []int{0}}
	for i, c := range s.text {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// at is the place of the byte at an offset; columns count characters, not bytes.
func (s *source) at(offset int) reports.Pos {
	offset = max(0, min(offset, len(s.text)))
	n := sort.SearchInts(s.lines, offset+1) - 1
	col := utf8.RuneCount(s.text[s.lines[n]:offset])
	p := reports.Pos{File: s.pos.File, Line: max(1, s.pos.Line) + n, Col: col + 1}
	if n == 0 {
		p.Col = max(1, s.pos.Col) + col
	}
	return p
}
