package pdfcheck

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// A typeface is a font as the pages use it.
type typeface struct {
	name    string
	runes   map[uint16]rune // ToUnicode
	low     [0x180]int32    // the same of codes that were checked, plus 1
	widths  map[int]float64
	missing float64  // DW
	glyphs  []byte   // CIDToGIDMap
	advance []uint16 // hmtx, in font units
	em      float64
	checked map[uint16]bool
}

// typeface reads a font once.
func (f *File) typeface(v any) *typeface {
	r, _ := v.(ref)
	if t, ok := f.fonts[r]; ok {
		return t
	}
	d := f.dict(v)
	if d == nil {
		return nil
	}
	base, _ := d.at("BaseFont").(name)
	t := &typeface{name: string(base), runes: map[uint16]rune{}, widths: map[int]float64{}, checked: map[uint16]bool{}}
	f.fonts[r] = t
	bad := func(what string) { f.find("O066", "font %s: %s", t.name, what) }
	if d.at("Subtype") != name("Type0") || d.at("Encoding") != name("Identity-H") {
		bad("it is not a composite font with identity codes")
	}
	if tag, _, ok := strings.Cut(t.name, "+"); !ok || len(tag) != 6 || strings.ToUpper(tag) != tag {
		bad("its name has no subset tag")
	}
	if b, ok := f.bytes(d.at("ToUnicode")); ok {
		t.readRunes(b)
	} else {
		bad("it has no map to Unicode")
	}
	below, _ := f.get(d.at("DescendantFonts")).(array)
	if len(below) != 1 {
		bad("it has no descendant")
		return t
	}
	c := f.dict(below[0])
	info := f.dict(c.at("CIDSystemInfo"))
	if f.words(info.at("Ordering")) != "Identity" || c.at("BaseFont") != base {
		bad("its collection is not Adobe-Identity")
	}
	t.missing, _ = f.get(c.at("DW")).(float64)
	w, _ := f.get(c.at("W")).(array)
	t.readWidths(w)
	glyphs, _ := f.bytes(c.at("CIDToGIDMap"))
	t.glyphs = bytes.Clone(glyphs)
	desc := f.dict(c.at("FontDescriptor"))
	program, ok := f.bytes(desc.at("FontFile2"))
	if !ok || desc.at("FontName") != base {
		bad("it is not embedded")
		return t
	}
	if !t.readProgram(program) {
		bad("its program cannot be read")
	}
	return t
}

// bytes is the content of a stream, until the next is unpacked.
func (f *File) bytes(v any) ([]byte, bool) {
	s, ok := f.get(v).(stream)
	if !ok {
		return nil, false
	}
	b, err := f.unpack(s)
	if err != nil {
		f.find("O069", "%v", err)
		return nil, false
	}
	return b, true
}

// readRunes reads the bfchar entries of a ToUnicode map; despatch writes no others.
func (t *typeface) readRunes(b []byte) {
	s := &scanner{b: b}
	var args []any
	in := false
	for {
		v, err := s.value()
		if err != nil {
			return
		}
		if o, ok := v.(op); ok {
			if in && o == "endbfchar" {
				for i := 0; i+1 < len(args); i += 2 {
					from, _ := args[i].(text)
					to, _ := args[i+1].(text)
					if len(from) == 2 && len(to) == 2 {
						t.runes[uint16(from[0])<<8|uint16(from[1])] = rune(uint16(to[0])<<8 | uint16(to[1]))
					}
				}
			}
			in, args = o == "beginbfchar", nil
			continue
		}
		args = append(args, v)
	}
}

func (t *typeface) readWidths(w array) {
	for i := 0; i+1 < len(w); {
		first, _ := w[i].(float64)
		if list, ok := w[i+1].(array); ok {
			for j, v := range list {
				t.widths[int(first)+j], _ = v.(float64)
			}
			i += 2
			continue
		}
		last, _ := w[i+1].(float64)
		if i+2 >= len(w) || last-first > 1<<16 {
			return
		}
		for c := int(first); c <= int(last); c++ {
			t.widths[c], _ = w[i+2].(float64)
		}
		i += 3
	}
}

// readProgram reads the advances of a TrueType file.
func (t *typeface) readProgram(b []byte) bool {
	if len(b) < 12 {
		return false
	}
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(b[4:])) {
		at := 12 + 16*i
		if at+16 > len(b) {
			return false
		}
		from, n := int(binary.BigEndian.Uint32(b[at+8:])), int(binary.BigEndian.Uint32(b[at+12:]))
		if from > len(b) || n > len(b)-from {
			return false
		}
		tables[string(b[at:at+4])] = b[from : from+n]
	}
	head, hhea, hmtx := tables["head"], tables["hhea"], tables["hmtx"]
	if len(head) < 20 || len(hhea) < 36 {
		return false
	}
	t.em = float64(binary.BigEndian.Uint16(head[18:]))
	n := int(binary.BigEndian.Uint16(hhea[34:]))
	if n == 0 || len(hmtx) < 4*n || t.em == 0 {
		return false
	}
	for i := range n {
		t.advance = append(t.advance, binary.BigEndian.Uint16(hmtx[4*i:]))
	}
	return true
}

// decode appends shown codes as text and checks each code once: it must map to
// Unicode, have a glyph, and be as wide as the glyph.
func (t *typeface) decode(f *File, out, s []byte) []byte {
	for i := 0; i+1 < len(s); i += 2 {
		c := uint16(s[i])<<8 | uint16(s[i+1])
		if int(c) < len(t.low) && t.low[c] > 0 {
			out = utf8.AppendRune(out, t.low[c]-1)
			continue
		}
		r, ok := t.runes[c]
		if !t.checked[c] {
			t.checked[c] = true
			if !ok {
				f.find("O066", "font %s: the code %04X it shows has no character (ToUnicode)", t.name, c)
			}
			if what := t.glyph(c); what != "" {
				f.find("O066", "font %s: the code %04X it shows %s", t.name, c, what)
			}
		}
		if ok {
			out = utf8.AppendRune(out, r)
			if int(c) < len(t.low) {
				t.low[c] = r + 1
			}
		}
	}
	return out
}

func (t *typeface) glyph(c uint16) string {
	if 2*int(c)+1 >= len(t.glyphs) {
		return "has no glyph"
	}
	g := int(t.glyphs[2*int(c)])<<8 | int(t.glyphs[2*int(c)+1])
	if g == 0 {
		return "has no glyph"
	}
	if len(t.advance) == 0 {
		return ""
	}
	w, ok := t.widths[int(c)]
	if !ok {
		w = t.missing
	}
	if got := float64(t.advance[min(g, len(t.advance)-1)]) * 1000 / t.em; math.Abs(got-w) > 1 {
		return fmt.Sprintf("is %.0f wide and its glyph %.0f", w, got)
	}
	return ""
}
