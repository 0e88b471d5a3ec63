package chart

import (
	"bytes"
	"image"
	"image/color"
	"sync"
)

// dots is the ground marks are put on, white at first.
type dots interface {
	// mix puts an ink on dots of a row, of each so many parts of shades, and says whether
	// the ground could take the colours that come of it.
	mix(x, y int, parts []uint8, with color.RGBA) bool
}

// full is a ground of any number of colours.
type full struct{ img *image.RGBA }

func newFull(size image.Rectangle) full {
	img := image.NewRGBA(size)
	flood(img.Pix, 255)
	return full{img}
}

func (f full) mix(x, y int, parts []uint8, with color.RGBA) bool {
	row := f.img.Pix[f.img.PixOffset(x, y):]
	for i, n := range parts {
		if n > 0 {
			c := mixed(color.RGBA{row[4*i], row[4*i+1], row[4*i+2], 255}, int(n), with)
			row[4*i], row[4*i+1], row[4*i+2] = c.R, c.G, c.B
		}
	}
	return true
}

// mixed is a colour with n of shades parts of an ink on it.
func mixed(c color.RGBA, n int, with color.RGBA) color.RGBA {
	mix := func(was, v uint8) uint8 { return uint8((int(was)*(shades-n) + int(v)*n + shades/2) / shades) }
	return color.RGBA{mix(c.R, with.R), mix(c.G, with.G), mix(c.B, with.B), 255}
}

func flood(pix []uint8, with uint8) {
	for n := copy(pix, []uint8{with}); n > 0 && n < len(pix); n *= 2 {
		copy(pix[n:], pix[:n])
	}
}

// few is a ground of up to 256 colours, a byte a dot: nearly every chart needs no
// more, and a quarter of the memory is looked at. What a colour becomes under an ink is
// worked out once.
type few struct {
	img   *image.Paletted
	index map[color.RGBA]uint8
	under map[color.RGBA]*mixes
}

// mixes is, for one ink, parts and dot, what becomes of the dot: its place in the palette
// and one more, 0 where that is not known yet.
type mixes [shades + 1][256]uint16

// grounds are those of pictures that were written, to paint others on.
var grounds sync.Pool

// done gives back the ground of a picture that is written.
func done(picture image.Image) {
	if p, ok := picture.(*image.Paletted); ok {
		grounds.Put(&p.Pix)
	}
}

func newFew(size image.Rectangle) *few {
	pix, ok := grounds.Get().(*[]uint8)
	if n := size.Dx() * size.Dy(); !ok || cap(*pix) < n {
		made := make([]uint8, n)
		pix = &made
	} else {
		*pix = (*pix)[:n]
	}
	p := &few{img: &image.Paletted{Pix: *pix, Stride: size.Dx(), Rect: size}, index: map[color.RGBA]uint8{}, under: map[color.RGBA]*mixes{}}
	p.place(color.RGBA{255, 255, 255, 255}) // at 0, which every dot is
	clear(p.img.Pix)                        // memory that is first read, then written, is had twice from the system
	return p
}

// place is where a colour stands in the palette, if there is room for it.
func (p *few) place(c color.RGBA) (uint8, bool) {
	at, ok := p.index[c]
	if !ok {
		if len(p.img.Palette) == 256 {
			return 0, false
		}
		at = uint8(len(p.img.Palette))
		p.index[c] = at
		p.img.Palette = append(p.img.Palette, c)
	}
	return at, true
}

func (p *few) mix(x, y int, parts []uint8, with color.RGBA) bool {
	under := p.under[with]
	if under == nil {
		under = new(mixes)
		p.under[with] = under
	}
	row := p.img.Pix[p.img.PixOffset(x, y):][:len(parts)]
	for i, n := range parts {
		if n == 0 {
			continue
		}
		known := under[n][row[i]]
		if known == 0 {
			at, ok := p.place(mixed(p.img.Palette[row[i]].(color.RGBA), int(n), with))
			if !ok {
				return false
			}
			known = uint16(at) + 1
			under[n][row[i]] = known
		}
		row[i] = uint8(known - 1)
	}
	return true
}

// ordered is the picture with the colours it shows, in the order in which they are met
// from the first row to the last.
func (p *few) ordered() image.Image {
	var to [256]uint16 // of a colour, its new place and one more
	var palette color.Palette
	wide := p.img.Stride
	was := make([]uint8, 0, wide) // the row before, as it was
	for y := range p.img.Rect.Dy() {
		row := p.img.Pix[y*wide:][:wide]
		if bytes.Equal(row, was) { // most rows are white, or cut through bars
			copy(row, p.img.Pix[(y-1)*wide:])
			continue
		}
		was = append(was[:0], row...)
		for x, at := range row {
			if to[at] == 0 {
				palette = append(palette, p.img.Palette[at])
				to[at] = uint16(len(palette))
			}
			row[x] = uint8(to[at] - 1)
		}
	}
	p.img.Palette = palette
	return p.img
}

// short is the picture with a palette, which makes its file a quarter as large; the
// picture itself where it has more colours than a palette holds.
func short(img *image.RGBA) image.Image {
	out := image.NewPaletted(img.Rect, nil)
	index := map[color.RGBA]uint8{}
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			c := img.RGBAAt(x, y)
			at, ok := index[c]
			if !ok {
				if len(index) == 256 {
					return img
				}
				at = uint8(len(index))
				index[c] = at
				out.Palette = append(out.Palette, c)
			}
			out.Pix[y*out.Stride+x] = at
		}
	}
	return out
}
