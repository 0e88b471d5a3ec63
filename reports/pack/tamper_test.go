package pack

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"despatch/reports"
	"despatch/reports/publish"
)

// built is the example's pack, built once, with the documents it was written from.
var built = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "despatch-pack-") })

func TestMain(m *testing.M) {
	code := m.Run()
	if examplePack.folder != "" {
		os.RemoveAll(filepath.Dir(examplePack.folder))
	}
	os.Exit(code)
}

var examplePack struct {
	once   sync.Once
	folder string
	docs   []*reports.Document
	err    error
}

// copyOfExample is a copy of the example's pack and its briefing side, and the
// documents, made afresh since a test changes them.
func copyOfExample(t *testing.T) (string, []*reports.Document) {
	t.Helper()
	rel, found := example(t)
	examplePack.once.Do(func() {
		out, err := built()
		if err != nil {
			examplePack.err = err
			return
		}
		res, err := Build(t.Context(), rel, Options{Out: out, Version: "test", Findings: found, Effective: []byte("version: 1\n"), disk: quickDisk{}})
		examplePack.err = err
		if err == nil {
			examplePack.folder = res.Pack
		}
	})
	if examplePack.err != nil || examplePack.folder == "" {
		t.Fatal("no example pack", examplePack.err)
	}
	o := Options{disk: quickDisk{}}
	o.defaults()
	b := &building{Options: o, rel: rel, result: &Result{}}
	_, docs, err := b.figures(t.Context())
	if err != nil || b.stopped() {
		t.Fatal(err, b.found)
	}
	to := filepath.Join(t.TempDir(), filepath.Base(examplePack.folder))
	for _, side := range []string{"", ".briefing"} {
		if err := os.CopyFS(to+side, os.DirFS(examplePack.folder+side)); err != nil {
			t.Fatal(err)
		}
	}
	return to, docs
}

// reseal makes the hashes of a folder's manifest agree with its files again, after
// changing the manifest itself where change is given.
func reseal(t *testing.T, folder string, change func(*reports.Manifest)) {
	t.Helper()
	m, _, err := readManifest(folder, manifestFile)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(m)
	}
	for i, f := range m.Files {
		data, err := os.ReadFile(filepath.Join(folder, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		m.Files[i].SHA256, m.Files[i].Bytes = sha(data), int64(len(data))
	}
	data, err := encode(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, manifestFile), data, 0o644); err != nil {
		t.Fatal(err)
	}
	bm, _, err := readManifest(folder+".briefing", manifestFile)
	if err != nil {
		return
	}
	bm.Pack = sha(data)
	if data, err = encode(bm); err == nil {
		err = os.WriteFile(filepath.Join(folder+".briefing", manifestFile), data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// other is a figure one higher: what somebody might put in its place.
func other(f *reports.Figure) *reports.Figure {
	g := *f
	n, dp := f.Cell.Scaled()
	g.Cell = reports.MakeNumber(n+1, dp)
	return &g
}

// rewrite writes one format of a document over the files of a pack.
func rewrite(t *testing.T, folder string, d *reports.Document, format string) {
	t.Helper()
	f, ok := publish.Lookup(format)
	if !ok {
		t.Fatal("no format", format)
	}
	m, _, err := readManifest(folder, manifestFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range m.Files { // the page's downloads, with the sizes they had
		if file.Document == d.ID && file.Format != "html" && !strings.HasSuffix(file.Name, ".json") {
			d.Downloads = append(d.Downloads, reports.Download{File: file.Name, Kind: strings.ToUpper(strings.TrimPrefix(filepath.Ext(file.Name), ".")), Bytes: file.Bytes})
		}
	}
	files := map[string]*bytes.Buffer{}
	_, err = f.Write(func(name string) (io.Writer, error) {
		files[name] = &bytes.Buffer{}
		return files[name], nil
	}, d)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(folder, name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// changes of one random figure each; each gives the figure and the file it was changed in.
var tampering = []struct {
	name   string
	format string
	file   string // a part of the name of the file to be named
	change func(d *reports.Document, r *rand.Rand) *reports.Figure
}{
	{"cell of the workbook", "xlsx", ".xlsx", changeCell},
	{"number in the CSV", "csv", ".csv", changeCell},
	{"text of a table in the PDF", "pdf", ".pdf", changePlacedCell},
	{"cell of the page", "html", "index.html", changeShownCell},
	{"label of a chart alone", "svg", ".svg", changePoint},
	{"label of a chart on the page", "html", "index.html", changePoint},
	{"label of a chart in the PDF", "pdf", ".pdf", changePoint},
	{"alternative text on the page", "html", "index.html", changeAlt},
	{"alternative text of a chart alone", "svg", ".svg", changeAlt},
	{"alternative text in the PDF", "pdf", ".pdf", changeAlt},
	{"words of the page", "html", "index.html", changeWords},
	{"words of the PDF", "pdf", ".pdf", changeWords},
}

func changeCell(d *reports.Document, r *rand.Rand) *reports.Figure {
	for {
		t := d.Tables[r.IntN(len(d.Tables))]
		if len(t.Cells) == 0 {
			continue
		}
		row := t.Cells[r.IntN(len(t.Cells))]
		if i := r.IntN(len(row)); row[i].Cell.IsNumber() {
			row[i] = other(row[i])
			return row[i]
		}
	}
}

// changePlacedCell changes a cell of a table the document prints.
func changePlacedCell(d *reports.Document, r *rand.Rand) *reports.Figure {
	return changeCellOf(d, r, true)
}

// changeShownCell changes a cell of a table that the page shows too.
func changeShownCell(d *reports.Document, r *rand.Rand) *reports.Figure {
	return changeCellOf(d, r, false)
}

func changeCellOf(d *reports.Document, r *rand.Rand, paper bool) *reports.Figure {
	printed := *d
	printed.Tables = nil
	for _, b := range d.Blocks {
		if b.Table != nil && (paper || !b.OnPaper) {
			printed.Tables = append(printed.Tables, b.Table)
		}
	}
	return changeCell(&printed, r)
}

func changePoint(d *reports.Document, r *rand.Rand) *reports.Figure {
	for {
		c := d.Charts[r.IntN(len(d.Charts))]
		points := c.Series[r.IntN(len(c.Series))].Points
		if i := r.IntN(len(points)); points[i].Cell.IsNumber() && labelled(c, i) {
			points[i] = other(points[i])
			return points[i]
		}
	}
}

// labelled: along a line only the ends and the extremes have their number beside them.
func labelled(c *reports.Chart, i int) bool {
	return c.Kind != reports.Lines || i == 0 || i == len(c.Cats)-1
}

func changeAlt(d *reports.Document, r *rand.Rand) *reports.Figure {
	for {
		c := d.Charts[r.IntN(len(d.Charts))]
		if i := r.IntN(len(c.Alt)); c.Alt[i].Figure != nil && c.Alt[i].Figure.Cell.IsNumber() {
			g := other(c.Alt[i].Figure)
			c.Alt[i].Text, c.Alt[i].Figure = g.Text(), g
			return g
		}
	}
}

func changeWords(d *reports.Document, r *rand.Rand) *reports.Figure {
	var spans []*reports.Span
	for _, b := range d.Blocks {
		if b.Para != nil {
			for i := range b.Para.Spans {
				if s := &b.Para.Spans[i]; s.Figure != nil && s.Text == s.Figure.Text() && s.Figure.Cell.IsNumber() {
					spans = append(spans, s)
				}
			}
		}
		if b.List != nil {
			for _, p := range b.List.Points {
				for _, b := range p {
					if b.Para != nil {
						for i := range b.Para.Spans {
							if s := &b.Para.Spans[i]; s.Figure != nil && s.Text == s.Figure.Text() && s.Figure.Cell.IsNumber() {
								spans = append(spans, s)
							}
						}
					}
				}
			}
		}
	}
	s := spans[r.IntN(len(spans))]
	s.Figure = other(s.Figure)
	s.Text = s.Figure.Text()
	return s.Figure
}

// TestTampering changes one random figure in one format of a copy of the pack and
// makes the hashes agree again: verify says which figure, and in which file.
func TestTampering(t *testing.T) {
	r := rand.New(rand.NewPCG(2006, 4))
	for _, c := range tampering {
		t.Run(c.name, func(t *testing.T) {
			folder, docs := copyOfExample(t)
			f := c.change(docs[0], r)
			rewrite(t, folder, docs[0], c.format)
			reseal(t, folder, nil)
			wantNamed(t, folder, f, c.file)
		})
	}
}

// wantNamed wants a finding that names table, row and column of a figure, and a file.
func wantNamed(t *testing.T, folder string, f *reports.Figure, file string) {
	t.Helper()
	_, found, err := Verify(folder)
	if err != nil {
		t.Fatal(err)
	}
	var table string
	m, err := ReadManifest(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, mf := range m.Figures {
		if mf.ID == f.ID {
			table = mf.Table
		}
	}
	want := name(f.ID, table, f.RowLabel, f.ColumnLabel)
	for _, g := range found {
		if strings.Contains(g.Msg, want) && strings.Contains(strings.SplitN(g.Msg, ": ", 2)[0], file) {
			return
		}
	}
	t.Errorf("%s in %s was changed to %s, and verify says %v", want, file, f.Cell, found)
}

// TestTamperedOption changes one number of an interactive chart.
func TestTamperedOption(t *testing.T) {
	folder, _ := copyOfExample(t)
	page := filepath.Join(folder, "index.html")
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	value := regexp.MustCompile(`"data":\[(\d+)`)
	at := value.FindSubmatchIndex(data)
	if at == nil {
		t.Fatal("no option with a value on the page")
	}
	n, err := strconv.Atoi(string(data[at[2]:at[3]]))
	if err != nil {
		t.Fatal(err)
	}
	data = append(data[:at[2]:at[2]], append([]byte(strconv.Itoa(n+1)), data[at[3]:]...)...)
	if err := os.WriteFile(page, data, 0o644); err != nil {
		t.Fatal(err)
	}
	reseal(t, folder, nil)
	_, found, err := Verify(folder)
	if err != nil || len(found) == 0 || !strings.Contains(found[0].Msg, "index.html: table ") || !strings.Contains(found[0].Msg, "row ") {
		t.Errorf("found %v, %v", found, err)
	}
}
