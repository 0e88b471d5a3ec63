package chart

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image/png"
	"io"
	"runtime"
	"sync"

	"despatch/reports"
)

// PNG writes each chart of a document as a picture, charts/<id>.png, drawn from
// the same marks as its SVG file, and beside it charts/<id>.txt, its text
// alternative to copy to wherever the picture goes (C04). A picture's figures
// cannot be read back; those of the text are.
var PNG = reports.Format{Name: "png", Label: "PNG", Write: writePNG, Open: openPNG}

// density is dots of the picture to a unit of the drawing: text of 32 pixels.
const density = 2

func writePNG(create reports.Create, d *reports.Document) (reports.Written, error) {
	var out reports.Written
	m, err := NewMetrics()
	if err != nil {
		return out, err
	}
	for i, p := range pictured(d, m) {
		c, said := d.Charts[i], p.said
		if p.err != nil {
			return out, p.err
		}
		if len(p.found) > 0 {
			out.Findings = append(out.Findings, p.found...)
			continue
		}
		for _, part := range []struct {
			name string
			data []byte
		}{{"charts/" + c.ID + ".png", p.data}, {said.file, []byte(said.text())}} {
			w, err := create(part.name)
			if err != nil {
				return out, err
			}
			if _, err := w.Write(part.data); err != nil {
				return out, err
			}
		}
		out.Places = append(out.Places, said.places...)
	}
	return out, nil
}

// A painted is one chart as a picture, or why it is none.
type painted struct {
	data  []byte
	said  *alongside
	found []reports.Finding
	err   error
}

// pictured paints the charts of a document, side by side, and gives them in its order.
func pictured(d *reports.Document, m *Metrics) []painted {
	out := make([]painted, len(d.Charts))
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, c := range d.Charts {
		free <- struct{}{}
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					out[i].err = fmt.Errorf("painting chart %q: %v", c.ID, p)
				}
				<-free
			}()
			out[i] = pictureOf(c, d, m)
		})
	}
	wg.Wait()
	return out
}

func pictureOf(c *reports.Chart, d *reports.Document, m *Metrics) (p painted) {
	if id := Unset(c); id != "" {
		p.err = fmt.Errorf("chart %q: figure %q has no value", c.ID, id)
		return p
	}
	sheet := Sheet(c, d, m)
	if r, in, ok := m.missing(sheet); ok {
		p.found = append(p.found, reports.Find(Rules, "O017", "chart %q: the picture's font has no letter %q (U+%04X), which stands in %q", c.ID, string(r), r, in))
		return p
	}
	p.said = alternative(c, d, "charts/"+c.ID+".txt")
	p.data, p.err = picture(sheet, m, reports.PlainText(c.Title), p.said.text())
	return p
}

// encoder prefers speed: the file is a tenth larger, and made in a third of the time.
var encoder = png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: new(buffers)}

// buffers keeps what one picture was compressed with for the next.
type buffers struct{ pool sync.Pool }

// Get gives what lies there, or nil.
func (b *buffers) Get() *png.EncoderBuffer {
	kept, _ := b.pool.Get().(*png.EncoderBuffer)
	return kept
}

// Put keeps it.
func (b *buffers) Put(e *png.EncoderBuffer) { b.pool.Put(e) }

// picture is a drawing as a PNG that carries its title and its text alternative.
func picture(d *Drawing, m *Metrics, title, said string) ([]byte, error) {
	var b bytes.Buffer
	img := paint(d, m)
	err := encoder.Encode(&b, img)
	done(img)
	if err != nil {
		return nil, err
	}
	// What follows the signature and the header: how large a dot is, and the words.
	const head = 8 + 12 + 13
	out := append([]byte{}, b.Bytes()[:head]...)
	perMetre := binary.BigEndian.AppendUint32(nil, 5669) // 144 dots to the inch
	out = append(out, part("pHYs", append(append(perMetre, perMetre...), 1))...)
	out = append(out, part("iTXt", international("Title", title))...)
	out = append(out, part("iTXt", international("Description", said))...)
	return append(out, b.Bytes()[head:]...), nil
}

// part is a part of a PNG file: its length, kind, content and checksum.
func part(kind string, content []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	out = append(append(out, kind...), content...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// international is the content of a part that holds words in UTF-8: a keyword,
// no compression, no language, no keyword in translation, the words.
func international(keyword, words string) []byte {
	return append([]byte(keyword+"\x00\x00\x00\x00\x00"), words...)
}

// openPNG opens either file of the format: the picture, or the text beside it.
func openPNG(r io.ReaderAt, size int64) (reports.Reader, error) {
	data, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(data, []byte("\x89PNG")) {
		return readText(data)
	}
	if _, err := png.Decode(bytes.NewReader(data)); err != nil {
		return nil, fmt.Errorf("not a picture that can be read: %w", err)
	}
	return seen{words(data)}, nil
}

// words are the texts a picture carries.
func words(data []byte) string {
	var out []byte
	for at := 8; at+12 <= len(data); {
		n := int(binary.BigEndian.Uint32(data[at:]))
		if at+12+n > len(data) {
			break
		}
		if content := data[at+8 : at+8+n]; string(data[at+4:at+8]) == "iTXt" {
			if _, text, ok := bytes.Cut(content, []byte("\x00\x00\x00\x00\x00")); ok {
				out = append(append(out, text...), '\n')
			}
		}
		at += 12 + n
	}
	return string(out)
}

// seen is a picture opened again: it has words, and no figure has a place in it.
type seen struct{ words string }

// At is always an error: nothing in a picture can be pointed at.
func (seen) At(string) (string, error) { return "", errors.New("a picture's figures cannot be read") }

// Words is every text the picture carries.
func (s seen) Words() string { return s.words }
