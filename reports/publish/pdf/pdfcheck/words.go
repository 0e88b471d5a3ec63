package pdfcheck

import (
	"maps"
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
		for _, mark := range slices.Sorted(maps.Keys(p.marks)) {
			say(p.marks[mark].text())
		}
	}
	for _, n := range f.all() {
		say(n.alt)
	}
	info := f.dict(f.trailer["Info"])
	for _, key := range slices.Sorted(maps.Keys(info)) {
		say(f.words(info[key]))
	}
	return b.String()
}
