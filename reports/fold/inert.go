package fold

import "strings"

// Inert is a text as a spreadsheet program shows and does not run: an apostrophe stands
// before what such a program would take for a formula. That is = + - or @, in full width
// too, at the start of the text or where another separator than the comma, or a line
// break, would begin a new cell; blanks and quotation marks before it do not help. A text that starts with a
// tab or a line break has one too (OWASP, CSV Injection). Exact gives back the text.
func Inert(s string) string {
	return atCells(s, func(b *strings.Builder, cell string, first bool) {
		if runs(cell, first) {
			b.WriteByte('\'')
		}
		b.WriteString(cell)
	})
}

// Exact is the text of which Inert made s. A text without such an apostrophe is itself.
func Exact(s string) string {
	return atCells(s, func(b *strings.Builder, cell string, first bool) {
		if bare, ok := strings.CutPrefix(cell, "'"); ok && runs(bare, first) {
			cell = bare
		}
		b.WriteString(cell)
	})
}

// breaks are what may begin a new cell inside a field of comma-separated text.
const breaks = ";\t\r\n"

// atCells builds a text of the pieces of s that might become cells, each with the
// separator that ends it.
func atCells(s string, each func(b *strings.Builder, cell string, first bool)) string {
	var b strings.Builder
	for first := true; first || s != ""; first = false {
		n := strings.IndexAny(s, breaks) + 1
		if n == 0 {
			n = len(s)
		}
		each(&b, s[:n], first)
		s = s[n:]
	}
	return b.String()
}

// runs says whether a cell would be taken for a formula, whatever apostrophes stand
// before it already.
func runs(cell string, first bool) bool {
	cell = strings.TrimLeft(cell, "'")
	if first && cell != "" && strings.IndexByte("\t\r\n", cell[0]) >= 0 {
		return true
	}
	cell = strings.TrimLeft(cell, "\" \u00a0\u3000\u200b\ufeff\v\f")
	return cell != "" && strings.IndexAny(cell, "=+-@＝＋－＠") == 0
}
