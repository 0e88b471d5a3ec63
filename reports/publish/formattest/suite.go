package formattest

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"despatch/reports"
)

// Run tries a format on the fixture and on documents made from it: whatever a
// format does with looks, these hold for each (house.md §10, outputs.md §8).
func Run(t *testing.T, f reports.Format) {
	t.Helper()
	t.Run("every figure has a place and reads back", func(t *testing.T) { readsBack(t, f, Fixture()) })
	t.Run("another value reads as that value", func(t *testing.T) { readsBack(t, f, changed()) })
	t.Run("every cell withheld", func(t *testing.T) { readsBack(t, f, allWithheld()) })
	t.Run("a document of the briefing side", func(t *testing.T) { briefing(t, f) })
	t.Run("an unset cell is refused", func(t *testing.T) { unset(t, f) })
	t.Run("two writes are equal", func(t *testing.T) { equal(t, f) })
	t.Run("the document is left as it was", func(t *testing.T) { untouched(t, f) })
	t.Run("no clock", func(t *testing.T) { noClock(t, f) })
	t.Run("title and language", func(t *testing.T) { titled(t, f) })
	t.Run("hostile labels come through as text", func(t *testing.T) { hostile(t, f) })
	t.Run("a withheld count stands nowhere", func(t *testing.T) { withheld(t, f) })
	t.Run("a document without tables", func(t *testing.T) { bare(t, f) })
	t.Run("a failing disk is told", func(t *testing.T) { fullDisk(t, f) })
	t.Run("no rule for accessible statistics is broken", func(t *testing.T) { guided(t, f) })
}

// A File is one file a format wrote.
type File struct {
	Name string
	Data []byte
}

// Write runs a format over a document into memory and fails the test on an
// error, on a finding that stops the pack, or where two files are open at once.
func Write(t testing.TB, f reports.Format, d *reports.Document) ([]File, reports.Written) {
	t.Helper()
	s := &shelf{t: t}
	w, err := f.Write(s.create, d)
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	for _, x := range w.Findings {
		if x.Severity == reports.Error {
			t.Fatalf("%s: %v", f.Name, x)
		}
	}
	return s.close(), w
}

// shelf hands out writers one after another.
type shelf struct {
	t     testing.TB
	files []*part
}

type part struct {
	bytes.Buffer
	shelf *shelf
	name  string
}

func (p *part) Write(b []byte) (int, error) {
	if last := p.shelf.files[len(p.shelf.files)-1]; last != p {
		p.shelf.t.Errorf("%q is written to after %q was created", p.name, last.name)
	}
	return p.Buffer.Write(b)
}

func (s *shelf) create(name string) (io.Writer, error) {
	if name == "" || strings.HasPrefix(name, "/") || strings.Contains(name, "..") || strings.Contains(name, `\`) {
		s.t.Errorf("%q is no name inside the pack", name)
	}
	for _, p := range s.files {
		if p.name == name {
			s.t.Errorf("%q is created twice", name)
		}
	}
	s.files = append(s.files, &part{shelf: s, name: name})
	return s.files[len(s.files)-1], nil
}

func (s *shelf) close() []File {
	var out []File
	for _, p := range s.files {
		out = append(out, File{Name: p.name, Data: p.Bytes()})
	}
	return out
}

// readsBack writes d, finds every figure the format ought to show among the
// places, and reads each place again.
func readsBack(t *testing.T, f reports.Format, d *reports.Document) {
	t.Helper()
	files, w := Write(t, f, d)
	Places(t, f, d, files, w.Places)
	placed := map[string]bool{}
	for _, p := range w.Places {
		placed[p.Figure] = true
	}
	for id := range wanted(f, d) {
		if !placed[id] {
			t.Errorf("figure %s has no place", id)
		}
	}
}

// Places opens the files and compares each place with its figure, as the audit
// of a build does; and tries a place that is not there.
func Places(t testing.TB, f reports.Format, d *reports.Document, files []File, places []reports.Place) {
	t.Helper()
	figures := Figures(d)
	readers := map[string]reports.Reader{}
	for _, x := range files {
		r, err := f.Open(bytes.NewReader(x.Data), int64(len(x.Data)))
		if err != nil {
			t.Fatalf("%s cannot be opened again: %v", x.Name, err)
		}
		readers[x.Name] = r
		if got, err := r.At("no such place"); err == nil {
			t.Errorf("%s: a place that is not there reads %q", x.Name, got)
		}
	}
	type spot struct{ file, at string }
	seen := map[spot]bool{}
	for _, p := range places {
		fig, r := figures[p.Figure], readers[p.File]
		if fig == nil || r == nil {
			t.Errorf("place %+v: no such figure or file", p)
			continue
		}
		if seen[spot{p.File, p.At}] {
			t.Errorf("%s %s is the place of two figures", p.File, p.At)
		}
		seen[spot{p.File, p.At}] = true
		got, err := r.At(p.At)
		switch {
		case err != nil:
			t.Errorf("%s %s: %v", p.File, p.At, err)
		case p.Text != "" && got != p.Text:
			t.Errorf("%s %s reads %q, not %q", p.File, p.At, got, p.Text)
		case p.Text == "" && reports.Bare(got) != fig.Cell.Bare():
			t.Errorf("%s %s reads %q, but %s is %s", p.File, p.At, got, p.Figure, fig.Cell)
		case p.Text != "" && reports.Bare(p.Text) == fig.Cell.Bare():
			t.Errorf("%s %s: Text is %q, the figure's own digits: leave it empty", p.File, p.At, p.Text)
		}
	}
}

// changed is the fixture with one figure another number.
func changed() *reports.Document {
	d := Fixture()
	f := Figures(d)["progress/since_august/started"]
	f.Cell = reports.MakeNumber(84, 0)
	return d
}

// allWithheld is the fixture with nothing but symbols: the words say so too.
func allWithheld() *reports.Document {
	d := Fixture()
	for _, f := range Figures(d) {
		f.Cell = reports.MakeSymbol(reports.Confidential)
	}
	eachSpan(d, func(s *reports.Span) {
		if s.Figure != nil {
			s.Text = "[c]"
		}
	})
	return d
}

// Brief is the fixture as a minister's brief: marked, and of the briefing side.
func Brief() *reports.Document {
	d := Fixture()
	d.ID, d.Side, d.Cover, d.Downloads = "brief", reports.Briefing, nil, nil
	d.Marking = "Official: for ministers. Not for publication before 12:30pm on 26 April 2006."
	return d
}

func briefing(t *testing.T, f reports.Format) {
	d := Brief()
	files, w := Write(t, f, d)
	Places(t, f, d, files, w.Places)
	for _, x := range files {
		if text, ok := Text(t, x); ok && f.Name != "csv" && f.Name != "svg" && !strings.Contains(text, squeeze(d.Marking)) {
			t.Errorf("%s does not carry the marking", x.Name)
		}
	}
}

func unset(t *testing.T, f reports.Format) {
	d := Fixture()
	Figures(d)["progress/since_august/started"].Cell = reports.Cell{}
	s := &shelf{t: t}
	if w, err := f.Write(s.create, d); err == nil && !reports.Errors(w.Findings) {
		t.Error("a document with an unset cell is written")
	}
}

func equal(t *testing.T, f reports.Format) {
	home := time.Local
	defer func() { time.Local = home }()
	a, wa := Write(t, f, Fixture())
	time.Local = time.FixedZone("elsewhere", -9*3600)
	t.Setenv("TZ", "Asia/Kathmandu")
	t.Setenv("LC_ALL", "de_DE.UTF-8")
	b, wb := Write(t, f, Fixture())
	if len(a) != len(b) {
		t.Fatalf("%d files, then %d", len(a), len(b))
	}
	for i := range a {
		if a[i].Name != b[i].Name || !bytes.Equal(a[i].Data, b[i].Data) {
			t.Errorf("%s is not the same twice", a[i].Name)
		}
	}
	if !reflect.DeepEqual(wa, wb) {
		t.Error("the places are not the same twice")
	}
}

func untouched(t *testing.T, f reports.Format) {
	d := Fixture()
	Write(t, f, d)
	if !reflect.DeepEqual(d, Fixture()) {
		t.Error("Write changed the document")
	}
}

// bare tries the least document: a heading and a sentence.
func bare(t *testing.T, f reports.Format) {
	d := Fixture()
	d.Tables, d.Charts, d.Notes, d.Cover, d.Downloads = nil, nil, nil, nil, nil
	d.Blocks = []reports.Block{h(1, "title", d.Meta.Title), {Para: &reports.Para{Spans: spans("Nothing was counted.")}}}
	files, w := Write(t, f, d)
	Places(t, f, d, files, w.Places)
}

var errFull = errors.New("no space left on device")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func fullDisk(t *testing.T, f reports.Format) {
	for name, create := range map[string]reports.Create{
		"create": func(string) (io.Writer, error) { return nil, errFull },
		"write":  func(string) (io.Writer, error) { return full{}, nil },
	} {
		if _, err := f.Write(create, Fixture()); !errors.Is(err, errFull) {
			t.Errorf("%s fails, and Write says %v", name, err)
		}
	}
}
