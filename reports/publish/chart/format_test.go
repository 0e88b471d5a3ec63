package chart

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

type folder map[string]*bytes.Buffer

func (f folder) create(name string) (io.Writer, error) {
	f[name] = &bytes.Buffer{}
	return f[name], nil
}

func written(t *testing.T, d *reports.Document) (folder, reports.Written) {
	t.Helper()
	f := folder{}
	w, err := Format.Write(f.create, d)
	if err != nil {
		t.Fatal(err)
	}
	return f, w
}

func TestFormat(t *testing.T) { formattest.Run(t, Format) }

// Every figure of a chart's file is where its place says.
func TestPlacesReadBack(t *testing.T) {
	d := formattest.Fixture()
	d.Charts[0].Alt = append(d.Charts[0].Alt, d.Charts[0].Title...) // two figures twice in one text
	files, w := written(t, d)
	if len(files) != 2 || len(w.Findings) != 0 {
		t.Fatalf("%d files, findings %v", len(files), w.Findings)
	}
	count := map[string]int{}
	for _, p := range w.Places {
		b := files[p.File].Bytes()
		r, err := Format.Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.At(p.At)
		if err != nil {
			t.Fatal(err)
		}
		want := p.Text
		if want == "" {
			want = figure(d, p.Figure).Cell.Bare()
			got = reports.Bare(got)
		}
		if got != want {
			t.Errorf("%s at %s reads %q, want %q", p.Figure, p.At, got, want)
		}
		count[p.File+" "+p.Figure]++
	}
	// In the title, at its bar, among the described values, and twice in the text alternative.
	if n := count["charts/progress.svg progress/since_august/due"]; n != 5 {
		t.Errorf("288 has %d places, want 5", n)
	}
}

func figure(d *reports.Document, id string) *reports.Figure {
	for _, t := range d.Tables {
		for _, row := range t.Cells {
			for _, f := range row {
				if f.ID == id {
					return f
				}
			}
		}
	}
	return nil
}

func TestAChangedDigitIsRead(t *testing.T) {
	files, _ := written(t, formattest.Fixture())
	b := bytes.Replace(files["charts/progress.svg"].Bytes(), []byte(">83</text>"), []byte(">84</text>"), 1)
	r, err := Format.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := r.At("#c.8"); got != "84" {
		t.Errorf("reads %q", got)
	}
	if _, err := r.At("#nowhere"); err == nil {
		t.Error("a place that is not there reads as something")
	}
	if _, err := Format.Open(strings.NewReader("<svg><text"), 10); err == nil {
		t.Error("a broken file opens")
	}
}

func TestUnsetFigureFails(t *testing.T) {
	d := formattest.Fixture()
	d.Charts[0].Series[0].Points = append([]*reports.Figure{{ID: "progress/none"}}, d.Charts[0].Series[0].Points[1:]...)
	if _, err := Format.Write(folder{}.create, d); err == nil || !strings.Contains(err.Error(), "progress/none") {
		t.Errorf("error %v", err)
	}
}

func TestHostileLabelsStayText(t *testing.T) {
	d := formattest.Fixture()
	d.Charts[0].Cats[0].Labels = []string{`</svg><script>alert("1")</script> & 'x' __f__y` + "\x00"}
	d.Charts[0].Title[0].Text = "<b>Of "
	files, _ := written(t, d)
	out := files["charts/progress.svg"].String()
	if strings.Contains(out, "<script") || strings.Contains(out, "<b>") {
		t.Error("markup came through")
	}
	if _, err := Format.Open(strings.NewReader(out), int64(len(out))); err != nil {
		t.Error(err)
	}
}

func TestTwoWritesAreEqual(t *testing.T) {
	a, _ := written(t, formattest.Fixture())
	b, _ := written(t, formattest.Fixture())
	for name := range a {
		if !bytes.Equal(a[name].Bytes(), b[name].Bytes()) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestRulesAreRaised(t *testing.T) {
	values := func(int, int) any { return 5 }
	below := func(int, int) any { return -5 }
	bars := func(change func(*reports.Chart)) *reports.Chart {
		c := made("c", reports.Bars, names(2, "C %d"), []string{"S"}, values)
		change(c)
		return c
	}
	for id, c := range map[string]*reports.Chart{
		"O010": made("c", reports.Lines, names(2, "C %d"), names(7, "S %d"), values),
		"O011": made("c", reports.Lines, names(2, "C %d"), names(5, "S %d"), values),
		"O012": bars(func(c *reports.Chart) { c.Title = []reports.Span{{Text: strings.Repeat("word ", 16)}} }),
		"O013": bars(func(c *reports.Chart) { c.Alt = []reports.Span{{Text: strings.Repeat("é", 251)}} }),
		"O014": func() *reports.Chart {
			c := made("c", reports.StackedBars, names(2, "C %d"), names(2, "S %d"), values)
			c.Reached = true
			return c
		}(),
		"O015": {ID: "c"},
		"O018": inPanels(bars(func(*reports.Chart) {})),
		"O019": bars(func(c *reports.Chart) { c.Series[0].Points[1].Unit = reports.Pct }),
		"O016": made("c", reports.StackedBars, names(2, "C %d"), names(2, "S %d"), below),
	} {
		fs := Check(c)
		if len(fs) != 1 || fs[0].ID != id {
			t.Errorf("want %s, got %v", id, fs)
		}
	}
	if fs := Check(inPanels(made("c", reports.Lines, names(2, "C %d"), names(25, "S %d"), values))); len(fs) != 1 || fs[0].ID != "O018" {
		t.Errorf("twenty-five panels: %v", fs)
	}
	for _, c := range formattest.Fixture().Charts {
		if fs := Check(c); len(fs) > 0 {
			t.Errorf("%v", fs)
		}
	}
}

// An empty chart is drawn as nothing, not as a fault of the program.
func TestNothingToDraw(t *testing.T) {
	m, _ := NewMetrics()
	if d := Draw(&reports.Chart{ID: "c"}, reports.Theme{}, Wide, m); len(d.Ops) != 0 {
		t.Errorf("%v", d.Ops)
	}
}

func TestLookOfFiles(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		t.Skip("LOOK names no folder")
	}
	files, _ := written(t, formattest.Fixture())
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, "file-"+filepath.Base(name)), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
