package pdf

import (
	"encoding/binary"
	"errors"
	"slices"

	"golang.org/x/image/font/sfnt"

	"despatch/templates"
)

// subset is the text font with no more than the runes the face shows: a small
// TrueType file for gofpdf, which otherwise works through the whole font, twice,
// for each document. The glyphs are the font's own, byte for byte.
func (f *face) subset(bold bool) ([]byte, error) {
	src, err := tables(templates.Font(bold))
	if err != nil {
		return nil, err
	}
	runes, glyphs := f.shown(), []sfnt.GlyphIndex{0}
	index := map[sfnt.GlyphIndex]uint16{0: 0}
	add := func(g sfnt.GlyphIndex) uint16 {
		n, ok := index[g]
		if !ok {
			n = uint16(len(glyphs))
			index[g], glyphs = n, append(glyphs, g)
		}
		return n
	}
	codes := make([]uint16, len(runes))
	for i, r := range runes {
		g, err := f.font.GlyphIndex(&f.buf, r)
		if err != nil {
			return nil, err
		}
		codes[i] = add(g)
	}
	var glyf, loca, hmtx []byte
	for i := 0; i < len(glyphs); i++ { // a glyph made of others adds them
		data, err := src.glyph(glyphs[i])
		if err != nil {
			return nil, err
		}
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, parts(data, add)...)
		glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		hmtx = append(hmtx, src.metric(glyphs[i])...)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	n := uint16(len(glyphs))
	out := src.table
	out["glyf"], out["loca"], out["hmtx"], out["cmap"] = glyf, loca, hmtx, cmap(runes, codes)
	out["head"] = patched(out["head"], 50, 1) // offsets of four bytes
	out["hhea"] = patched(out["hhea"], 34, n)
	out["maxp"] = patched(out["maxp"], 4, n)
	return assemble(out), nil
}

var errFont = errors.New("the text font is not as expected")

// trueType is a font file taken apart: the tables that are of use here.
type trueType struct {
	table   map[string][]byte
	long    bool // offsets of four bytes
	metrics int  // glyphs with a width of their own
}

var wanted = []string{"OS/2", "cmap", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post", "prep"}

func tables(b []byte) (*trueType, error) {
	f := &trueType{table: map[string][]byte{}}
	if len(b) < 12 {
		return nil, errFont
	}
	for i := range int(binary.BigEndian.Uint16(b[4:])) {
		at := 12 + 16*i
		if at+16 > len(b) {
			return nil, errFont
		}
		from, n := int(binary.BigEndian.Uint32(b[at+8:])), int(binary.BigEndian.Uint32(b[at+12:]))
		if from > len(b) || n > len(b)-from {
			return nil, errFont
		}
		if name := string(b[at : at+4]); slices.Contains(wanted, name) {
			f.table[name] = b[from : from+n]
		}
	}
	if len(f.table) < len(wanted) || len(f.table["head"]) < 54 || len(f.table["hhea"]) < 36 || len(f.table["maxp"]) < 6 {
		return nil, errFont
	}
	f.long = f.table["head"][51] == 1
	f.metrics = int(binary.BigEndian.Uint16(f.table["hhea"][34:]))
	if f.metrics < 1 || len(f.table["hmtx"]) < 4*f.metrics {
		return nil, errFont
	}
	return f, nil
}

// glyph is the outline of a glyph.
func (f *trueType) glyph(g sfnt.GlyphIndex) ([]byte, error) {
	loca, glyf, i := f.table["loca"], f.table["glyf"], int(g)
	var from, to int
	switch {
	case f.long && 4*i+8 <= len(loca):
		from, to = int(binary.BigEndian.Uint32(loca[4*i:])), int(binary.BigEndian.Uint32(loca[4*i+4:]))
	case !f.long && 2*i+4 <= len(loca):
		from, to = 2*int(binary.BigEndian.Uint16(loca[2*i:])), 2*int(binary.BigEndian.Uint16(loca[2*i+2:]))
	default:
		return nil, errFont
	}
	if from > to || to > len(glyf) {
		return nil, errFont
	}
	return glyf[from:to], nil
}

// metric is the width and left bearing of a glyph. Glyphs after the last of the
// metrics share its width.
func (f *trueType) metric(g sfnt.GlyphIndex) []byte {
	h, last := f.table["hmtx"], 4*(f.metrics-1)
	if int(g) < f.metrics {
		return h[4*int(g) : 4*int(g)+4]
	}
	out := slices.Clone(h[last : last+2])
	if at := last + 4 + 2*(int(g)-f.metrics); at+2 <= len(h) {
		return append(out, h[at:at+2]...)
	}
	return append(out, 0, 0)
}

// parts is a glyph whose parts, where it is made of other glyphs, have their new numbers.
func parts(glyph []byte, add func(sfnt.GlyphIndex) uint16) []byte {
	const words, scale, more, twoScales, matrix = 1, 8, 0x20, 0x40, 0x80
	if len(glyph) < 10 || glyph[0] < 0x80 { // a number of outlines that is not negative
		return glyph
	}
	out := slices.Clone(glyph)
	for at, flags := 10, uint16(more); flags&more != 0 && at+4 <= len(out); {
		flags = binary.BigEndian.Uint16(out[at:])
		binary.BigEndian.PutUint16(out[at+2:], add(sfnt.GlyphIndex(binary.BigEndian.Uint16(out[at+2:]))))
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
	}
	return out
}

// cmap maps runes, in order, to glyphs: one segment (format 4) for each stretch of both.
func cmap(runes []rune, glyphs []uint16) []byte {
	var starts, ends, deltas []uint16
	for i, r := range runes {
		if n := len(ends); n > 0 && rune(ends[n-1])+1 == r && ends[n-1]+1+deltas[n-1] == glyphs[i] {
			ends[n-1]++
			continue
		}
		starts, ends, deltas = append(starts, uint16(r)), append(ends, uint16(r)), append(deltas, glyphs[i]-uint16(r))
	}
	starts, ends, deltas = append(starts, 0xffff), append(ends, 0xffff), append(deltas, 1)
	n := uint16(len(starts))
	words := []uint16{0, 1, 3, 1, 0, 12, 4, 16 + 8*n, 0, 2 * n, 0, 0, 0}
	words = append(append(append(words, ends...), 0), starts...)
	words = append(append(words, deltas...), make([]uint16, n)...)
	var out []byte
	for _, w := range words {
		out = binary.BigEndian.AppendUint16(out, w)
	}
	return out
}

// patched is a table with another number at a place.
func patched(table []byte, at int, n uint16) []byte {
	out := slices.Clone(table)
	binary.BigEndian.PutUint16(out[at:], n)
	return out
}

// assemble puts tables into a file. Checksums are gofpdf's to make.
func assemble(table map[string][]byte) []byte {
	n := len(table)
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	out = binary.BigEndian.AppendUint16(out, uint16(n))
	out = append(out, make([]byte, 6)...)
	at := 12 + 16*n
	for _, name := range wanted {
		out = append(append(out, name...), 0, 0, 0, 0)
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(table[name])))
		at += (len(table[name]) + 3) &^ 3
	}
	for _, name := range wanted {
		out = append(out, table[name]...)
		out = append(out, make([]byte, -len(out)&3)...)
	}
	return out
}
