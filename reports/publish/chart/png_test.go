package chart

import (
	"bytes"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

func TestPNGFormat(t *testing.T) { formattest.Run(t, PNG) }

func pictures(t *testing.T, d *reports.Document) (folder, reports.Written) {
	t.Helper()
	f := folder{}
	w, err := PNG.Write(f.create, d)
	if err != nil {
		t.Fatal(err)
	}
	return f, w
}

// Every value of a chart stands in the text beside its picture, and reads back.
func TestAlternativeReadsBack(t *testing.T) {
	d := formattest.Fixture()
	files, w := pictures(t, d)
	seen := map[string]bool{}
	for _, p := range w.Places {
		if !strings.HasSuffix(p.File, ".txt") {
			t.Fatalf("a place in %s", p.File)
		}
		b := files[p.File].Bytes()
		r, err := PNG.Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.At(p.At)
		if err != nil {
			t.Fatal(err)
		}
		if want := figure(d, p.Figure).Cell.Bare(); p.Text == "" && reports.Bare(got) != want || p.Text != "" && got != p.Text {
			t.Errorf("%s at %s reads %q", p.Figure, p.At, got)
		}
		seen[p.Figure] = true
	}
	for _, c := range d.Charts {
		for _, s := range c.Series {
			for _, f := range s.Points {
				if !seen[f.ID] {
					t.Errorf("%s has no place", f.ID)
				}
			}
		}
	}
}

// The picture shows the bars where the drawing has them, in their colours, carries
// its words, and two writes are equal.
func TestPicture(t *testing.T) {
	d := formattest.Fixture()
	files, _ := pictures(t, d)
	again, _ := pictures(t, d)
	m, err := NewMetrics()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range d.Charts {
		name := "charts/" + c.ID + ".png"
		data := files[name].Bytes()
		if !bytes.Equal(data, again[name].Bytes()) {
			t.Errorf("%s differs", name)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		sheet := Sheet(c, d, m)
		if got := img.Bounds().Dx(); got != int(sheet.W*density) {
			t.Errorf("%s is %d dots wide", name, got)
		}
		bars := 0
		for _, op := range sheet.Ops {
			if op.Kind == Rect && op.W > 2 {
				bars++
				for x, y := int(op.X*density)+3, int((op.Y+op.H/2)*density); x < int((op.X+op.W)*density); x++ {
					if got := color.RGBAModel.Convert(img.At(x, y)); got != ink(op.Fill) {
						t.Errorf("%s: %v along the middle of a bar of %s, at %d", name, got, op.Fill, x)
					}
				}
			}
		}
		if bars == 0 && c.Kind != reports.Lines {
			t.Errorf("%s has no bar", name)
		}
		r, err := PNG.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		words := r.(interface{ Words() string }).Words()
		if !strings.Contains(words, reports.PlainText(c.Alt)) || !strings.Contains(words, reports.PlainText(c.Title)) {
			t.Errorf("%s carries %q", name, words)
		}
		if _, err := r.At("1[0:1]"); err == nil {
			t.Error("a picture reads")
		}
	}
}

// Every letter of a drawing leaves ink within its width.
func TestLettersAreDrawn(t *testing.T) {
	m, err := NewMetrics()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range "AÿŵŷΩЖש1,%[−–’" {
		d := &Drawing{W: 40, H: 40, Ops: []Op{{Kind: Text, X: 10, Y: 25, Size: 16, Text: string(r), Fill: "#000000"}}}
		img := paint(d, m)
		dark := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if r, _, _, _ := img.At(x, y).RGBA(); r < 0x8000 {
					dark++
				}
			}
		}
		if dark < 4 {
			t.Errorf("%q leaves %d dark dots", r, dark)
		}
	}
}

func TestPictureOfUnknownLetter(t *testing.T) {
	d := formattest.Fixture()
	d.Charts[0].Cats[0].Labels = []string{"Tea 🍵"}
	files, w := pictures(t, d)
	if len(w.Findings) != 1 || w.Findings[0].ID != "O017" || !strings.Contains(w.Findings[0].Msg, "U+1F375") {
		t.Errorf("%v", w.Findings)
	}
	if files["charts/"+d.Charts[0].ID+".png"] != nil {
		t.Error("a picture was written all the same")
	}
}

func TestBrokenPicture(t *testing.T) {
	for _, s := range []string{"\x89PNG\r\n", "\xff\xfe"} {
		if _, err := PNG.Open(strings.NewReader(s), int64(len(s))); err == nil {
			t.Errorf("%q opens", s)
		}
	}
	r, err := PNG.Open(strings.NewReader("one\ntwo"), 7)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"3[0:1]", "x[0:1]", "1", "1[2:9]"} {
		if _, err := r.At(at); err == nil {
			t.Errorf("something stands at %q", at)
		}
	}
}

// Dashes are as long as they are said to be, round corners too.
func TestDashed(t *testing.T) {
	total := 0.0
	for _, s := range dashed([]Point{{0, 0}, {10, 0}, {10, 10}}, []float64{3, 2}) {
		total += s[1].X - s[0].X + s[1].Y - s[0].Y
	}
	if total != 12 {
		t.Errorf("%v drawn of 20", total)
	}
	if n := len(dashed([]Point{{0, 0}, {10, 0}, {10, 10}}, nil)); n != 2 {
		t.Errorf("%d stretches", n)
	}
}

func BenchmarkPicture(b *testing.B) {
	m, err := NewMetrics()
	if err != nil {
		b.Fatal(err)
	}
	d := formattest.Fixture()
	sheet := Sheet(d.Charts[0], d, m)
	b.Run("paint", func(b *testing.B) {
		for b.Loop() {
			paint(sheet, m)
		}
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			if _, err := picture(sheet, m, "", ""); err != nil {
				b.Fatal(err)
			}
		}
	})
}
