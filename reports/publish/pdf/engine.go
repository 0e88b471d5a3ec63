package pdf

import (
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
	var b taken
	if err := f.Output(&b); err != nil {
		return nil, fmt.Errorf("drawing the pages: %w", err)
	}
	return b, nil
}

// taken takes over the bytes of gofpdf, which writes them in one piece and is
// then done with them, without a copy.
type taken []byte

func (t *taken) Write(p []byte) (int, error) {
	if *t == nil {
		*t = p[:len(p):len(p)]
	} else {
		*t = append(*t, p...)
	}
	return len(p), nil
}

var faceStyle = [2]string{"", "B"}

// A pen is how gofpdf draws at the moment: it writes what it is told even where
// nothing changes, and a table of 7,600 rows tells it the same 7,600 times.
type pen struct {
	f      *gofpdf.Fpdf
	face   uint8
	size   float64
	text   rgb
	fill   rgb
	line   rgb
	width  float64
	dashed bool
}

// replay draws one page. Every page sets its own font and colours again.
func replay(f *gofpdf.Fpdf, p *page) {
	n := &pen{f: f, width: -1}
	f.SetTextColor(0, 0, 0)
	f.SetFillColor(0, 0, 0)
	f.SetDrawColor(0, 0, 0)
	for i := range p.ops {
		o := &p.ops[i]
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
			if o.s != "" {
				n.letters(o)
				f.Text(o.x, o.y, o.s)
			}
		case opRect:
			n.area(o)
			f.Rect(o.x, o.y, o.w, o.h, "F")
		case opLine:
			n.stroke(o)
			f.Line(o.x, o.y, o.w, o.h)
		case opPath:
			n.stroke(o)
			n.follow(o, "D")
		case opArea:
			n.area(o)
			n.follow(o, "F")
		}
	}
}

// letters sets font and colour of text.
func (n *pen) letters(o *op) {
	if o.face != n.face || o.size != n.size {
		n.face, n.size = o.face, o.size
		n.f.SetFont(family, faceStyle[o.face], o.size)
	}
	if o.colour != n.text {
		n.text = o.colour
		n.f.SetTextColor(parts3(o.colour))
	}
}

// area sets the colour of what is filled.
func (n *pen) area(o *op) {
	if o.colour != n.fill {
		n.fill = o.colour
		n.f.SetFillColor(parts3(o.colour))
	}
}

// stroke sets colour, width and dashes of a line.
func (n *pen) stroke(o *op) {
	if o.colour != n.line {
		n.line = o.colour
		n.f.SetDrawColor(parts3(o.colour))
	}
	dash := o.extra().dash
	if o.size != n.width {
		n.f.SetLineWidth(o.size)
	}
	if n.dashed || len(dash) > 0 || n.width < 0 {
		n.f.SetDashPattern(dash, 0)
	}
	n.width, n.dashed = o.size, len(dash) > 0
}

// follow draws a path, open ("D") or filled ("F").
func (n *pen) follow(o *op, how string) {
	for i, p := range o.extra().points {
		if i == 0 {
			n.f.MoveTo(p[0], p[1])
		} else {
			n.f.LineTo(p[0], p[1])
		}
	}
	n.f.DrawPath(how)
}

func parts3(c rgb) (r, g, b int) { return int(c[0]), int(c[1]), int(c[2]) }

// hexText is s as a PDF text string in UTF-16.
func hexText(s string) string {
	b := []byte("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		b = fmt.Appendf(b, "%04X", u)
	}
	return string(append(b, '>'))
}
