package sample

import (
	"bytes"
	"unicode/utf8"
)

// A csvWriter writes records as CSV (RFC 4180) in the form the release declares.
type csvWriter struct {
	plan   *plan
	comma  byte
	end    string
	single bool // text in one byte a character
	fields [][]byte
	quoted []bool
}

func newCSV(p *plan) *csvWriter {
	w := &csvWriter{plan: p, comma: ',', end: "\n", fields: make([][]byte, len(p.headers)), quoted: make([]bool, len(p.headers))}
	if p.ext.Comma != 0 {
		w.comma = p.ext.Comma
	}
	if p.dirt.has("crlf") {
		w.end = "\r\n"
	}
	w.single = p.single()
	return w
}

// head is what stands before the records: lines that the release says to pass over, the header.
func (w *csvWriter) head(b []byte) []byte {
	if w.plan.dirt.has("bom") {
		b = append(b, "\ufeff"...)
	}
	for n := 1; n < w.plan.ext.Header; n++ {
		b = append(append(b, "Synthetic records made by despatch sample"...), w.end...)
	}
	for i, name := range w.plan.headers {
		w.fields[i], w.quoted[i] = []byte(name), false
	}
	return w.line(b)
}

// record adds the record at hand; stray puts a quotation mark out of place.
func (w *csvWriter) record(b []byte, m *maker) []byte {
	clear(w.quoted)
	for i, c := range w.plan.cols {
		v := &m.cells[i]
		if len(c.at) == 1 {
			w.fields[c.at[0]], w.quoted[c.at[0]] = v.text, v.quote && m.stray == 0
			continue
		}
		parts, _ := c.split(v.text)
		for k, at := range c.at {
			w.fields[at] = nil
			if k < len(parts) {
				w.fields[at] = parts[k]
			}
		}
	}
	if m.stray > 0 {
		w.stray(m.stray)
	}
	return w.line(b)
}

// stray breaks the longest field in one of three ways; the marks it needs are written as they are.
func (w *csvWriter) stray(how int) {
	at := -1
	for i, f := range w.fields {
		if !w.needs(f) && utf8.RuneCount(f) > 1 && (at < 0 || len(f) > len(w.fields[at])) {
			at = i
		}
	}
	if at < 0 {
		return
	}
	f := w.fields[at]
	_, first := utf8.DecodeRune(f)
	switch how {
	case 1: // inside a field without quotes
		f = append(append(bytes.Clone(f[:first]), '"'), f[first:]...)
	case 2: // never closed
		f = append([]byte{'"'}, f...)
	case 3: // text after the closing one
		f = append(append(append([]byte{'"'}, f[:first]...), '"'), f[first:]...)
	}
	w.fields[at], w.quoted[at] = append(f, broken), true
}

// broken ends a field that is written as it is, faults and all; no text holds it.
const broken = 0

func (w *csvWriter) needs(f []byte) bool {
	for _, c := range f {
		if c == w.comma || c == '"' || c == '\n' || c == '\r' {
			return true
		}
	}
	return false
}

func (w *csvWriter) line(b []byte) []byte {
	for i, f := range w.fields {
		if i > 0 {
			b = append(b, w.comma)
		}
		switch {
		case w.quoted[i] && len(f) > 0 && f[len(f)-1] == broken:
			b = w.text(b, f[:len(f)-1])
		case w.quoted[i] || w.needs(f) || len(w.fields) == 1 && len(f) == 0:
			b = append(b, '"')
			b = w.text(b, bytes.ReplaceAll(f, []byte{'"'}, []byte(`""`)))
			b = append(b, '"')
		default:
			b = w.text(b, f)
		}
	}
	return append(b, w.end...)
}

// text adds a text in the file's encoding. What it has no character for has been
// kept out of the vocabulary.
func (w *csvWriter) text(b, f []byte) []byte {
	if !w.single {
		return append(b, f...)
	}
	for len(f) > 0 {
		r, n := utf8.DecodeRune(f)
		c, ok := single(r, w.plan.ext.Encoding == "latin-1")
		if !ok {
			c = '?'
		}
		b, f = append(b, c), f[n:]
	}
	return b
}

// single is a character in Windows-1252, of the signs beyond Latin-1 only the usual ones, or in Latin-1.
func single(r rune, latin bool) (byte, bool) {
	if r < 0x80 || r >= 0xA0 && r <= 0xFF {
		return byte(r), true
	}
	if latin {
		return 0, false
	}
	for i, c := range []rune("‘’“”•–—") {
		if r == c {
			return byte(0x91 + i), true
		}
	}
	return 0, false
}

// single says whether the file has one byte a character.
func (p *plan) single() bool {
	return p.dirt.has("windows-1252") || p.ext.Encoding == "windows-1252" || p.ext.Encoding == "latin-1"
}

// writable says whether the file's encoding has every character of a text.
func (p *plan) writable(text string) bool {
	if p.single() {
		for _, r := range text {
			if _, ok := single(r, p.ext.Encoding == "latin-1"); !ok {
				return false
			}
		}
	}
	return true
}
