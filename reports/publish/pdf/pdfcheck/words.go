package pdfcheck

import (
	"slices"
	"strings"
)

// Words is all that the PDF says, one text a line: what is drawn, page by page,
// the text alternatives, and the properties of the document. It is for looking
// for what must not be there.
func (f *File) Words() string {
	var b strings.Builder
	say := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			b.WriteString(s)
			b.WriteByte('\n')
		}
	}
	for _, p := range f.pages {
		for i := range p.marks {
			say(p.marks[i].text(p))
		}
	}
	for _, n := range f.all() {
		say(n.alt)
	}
	info := f.dict(f.trailer.at("Info"))
	for _, e := range slices.SortedFunc(slices.Values(info), func(a, b pair) int { return strings.Compare(a.key, b.key) }) {
		say(f.words(e.value))
	}
	return b.String()
}
