package pdf

import (
	"bytes"
	"fmt"
	"unicode/utf16"

	"github.com/jung-kurt/gofpdf"
)

// A4 in points.
const (
	a4Width  = 595.28
	a4Height = 841.89
)

// family is the text font's name towards gofpdf; finish.go replaces it.
const family = "text"

// output puts the recorded pages on gofpdf and returns its file: right to look
// at, and not yet accessible. It must be called with every rune checked.
// The pages are left for the rewriter to compress: gofpdf makes a new compressor for each.
func (d *Doc) output(m meta) ([]byte, error) {
	f := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: gofpdf.SizeType{Wd: a4Width, Ht: a4Height}})
	f.SetCompression(false)
	f.SetCatalogSort(true)
	f.SetCreationDate(m.date)
	f.SetModificationDate(m.date)
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(0, 0, 0)
	for i, style := range faceStyle {
		b, err := d.faces[i].subset(i == 1)
		if err != nil {
			return nil, fmt.Errorf("the text font: %w", err)
		}
		f.AddUTF8FontFromBytes(family, style, b)
	}
	for _, p := range d.pages {
		o, size := "P", gofpdf.SizeType{Wd: p.w, Ht: p.h}
		if p.w > p.h {
			o, size = "L", gofpdf.SizeType{Wd: p.h, Ht: p.w}
		}
		f.AddPageFormat(o, size)
		replay(f, p)
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		return nil, fmt.Errorf("drawing the pages: %w", err)
	}
	return b.Bytes(), nil
}

var faceStyle = [2]string{"", "B"}

// replay draws one page. Every page sets its own font and colours again.
func replay(f *gofpdf.Fpdf, p *page) {
	face, size := uint8(0), 0.0
	for _, o := range p.ops {
		r, g, b := int(o.colour[0]), int(o.colour[1]), int(o.colour[2])
		switch o.kind {
		case opBegin:
			s := o.s
			if o.rare != nil {
				s += " /ActualText " + hexText(o.rare.actual)
			}
			f.RawWriteStr(s + ">> BDC")
		case opEnd:
			f.RawWriteStr("EMC")
		case opText:
			if o.s == "" {
				continue
			}
			if o.face != face || o.size != size {
				face, size = o.face, o.size
				f.SetFont(family, faceStyle[face], size)
			}
			f.SetTextColor(r, g, b)
			f.Text(o.x, o.y, o.s)
		case opRect:
			f.SetFillColor(r, g, b)
			f.Rect(o.x, o.y, o.w, o.h, "F")
		case opLine:
			f.SetDrawColor(r, g, b)
			f.SetLineWidth(o.size)
			f.SetDashPattern(o.extra().dash, 0)
			f.Line(o.x, o.y, o.w, o.h)
		case opPath, opArea:
			follow(f, o)
		}
	}
}

// follow draws a path, open, or filled.
func follow(f *gofpdf.Fpdf, o op) {
	how := "F"
	r, g, b := int(o.colour[0]), int(o.colour[1]), int(o.colour[2])
	if o.kind == opPath {
		how = "D"
		f.SetDrawColor(r, g, b)
		f.SetLineWidth(o.size)
		f.SetDashPattern(o.extra().dash, 0)
	} else {
		f.SetFillColor(r, g, b)
	}
	for i, p := range o.extra().points {
		if i == 0 {
			f.MoveTo(p[0], p[1])
		} else {
			f.LineTo(p[0], p[1])
		}
	}
	f.DrawPath(how)
}

// hexText is s as a PDF text string in UTF-16.
func hexText(s string) string {
	b := []byte("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		b = fmt.Appendf(b, "%04X", u)
	}
	return string(append(b, '>'))
}
