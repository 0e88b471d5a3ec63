package pack

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

// lines is a format of this test's own: a figure a line, "place<TAB>text".
var lines = reports.Format{Name: "lines", Label: "Lines",
	Write: func(create reports.Create, d *reports.Document) (reports.Written, error) {
		var out reports.Written
		name := reports.FileBase(d) + ".txt"
		w, err := create(name)
		if err != nil {
			return out, err
		}
		for _, t := range d.Tables {
			for _, row := range t.Cells {
				for _, f := range row {
					at := fmt.Sprintf("l%d", len(out.Places))
					fmt.Fprintf(w, "%s\t%s\n", at, f.Text())
					out.Places = append(out.Places, reports.Place{Figure: f.ID, File: name, At: at})
				}
			}
		}
		for i, b := range d.Blocks {
			if b.Para == nil {
				continue
			}
			for k, sp := range b.Para.Spans {
				if sp.Figure == nil {
					continue
				}
				at := fmt.Sprintf("w%d.%d", i, k)
				fmt.Fprintf(w, "%s\t%s\n", at, sp.Text)
				out.Places = append(out.Places, reports.Place{Figure: sp.Figure.ID, File: name, At: at, Text: sp.Text})
			}
		}
		for _, dl := range d.Downloads {
			fmt.Fprintf(w, "download %s %d\n", dl.File, dl.Bytes)
		}
		return out, nil
	},
	Open: func(r io.ReaderAt, size int64) (reports.Reader, error) {
		found := lineReader{}
		sc := bufio.NewScanner(io.NewSectionReader(r, 0, size))
		for sc.Scan() {
			at, text, _ := strings.Cut(sc.Text(), "\t")
			found[at] = text
		}
		return found, sc.Err()
	},
}

type lineReader map[string]string

func (l lineReader) At(where string) (string, error) {
	if t, ok := l[where]; ok {
		return t, nil
	}
	return "", fmt.Errorf("nothing at %s", where)
}

func fakeFormats(more ...reports.Format) formatOf {
	return func(name string) (reports.Format, bool) {
		for _, f := range append(more, lines) {
			if f.Name == name {
				return f, true
			}
		}
		return reports.Format{}, false
	}
}

// fakeRelease is a release of two documents: one published, one for the minister.
// more is added to the value of its first figure, so that versions of a pack differ.
func fakeRelease(state reports.State, notice string) (*reports.Release, *reports.Store, []*reports.Document) {
	d := formattest.Fixture()
	d.Charts, d.Notes, d.Tables = nil, nil, d.Tables[:1]
	d.Meta.State, d.Meta.Notice = state, notice
	facts := func(b reports.Block) bool {
		return b.Facts != nil || b.Terms != nil || b.Table != nil && b.Table.Number > 1
	} // the format here has no words for these
	d.Blocks = slices.DeleteFunc(d.Blocks, facts)
	d.Blocks[0] = reports.Block{Para: &reports.Para{Spans: []reports.Span{{Text: notice}}}}
	store := &reports.Store{Tables: d.Tables}
	for _, t := range d.Tables {
		for _, row := range t.Cells {
			store.Figures = append(store.Figures, row...)
		}
	}
	brief := *d
	brief.ID, brief.Side, brief.Tables, brief.Downloads, brief.Blocks = "brief", reports.Briefing, nil, nil, nil
	for _, b := range d.Blocks {
		if b.Para != nil {
			brief.Blocks = append(brief.Blocks, b)
		}
	}
	rel := &reports.Release{ID: "fixture", Title: "A fixture", State: state, Notice: notice, AsAt: d.Meta.AsAt, Published: d.Meta.Published,
		Documents: []*reports.DocSpec{{ID: "release", Formats: []string{"lines"}, Side: reports.Published}, {ID: "brief", Formats: []string{"lines"}, Side: reports.Briefing}}}
	return rel, store, []*reports.Document{d, &brief}
}

// fakeBuild makes a pack of the fake release under out.
func fakeBuild(t *testing.T, out string, state reports.State, notice string, change func(*Options)) (*building, error) {
	t.Helper()
	rel, store, docs := fakeRelease(state, notice)
	o := Options{Out: out, Version: "test", Effective: []byte("version: 1 # " + notice + "\n"), formats: fakeFormats(), disk: quickDisk{}}
	if change != nil {
		change(&o)
	}
	b, unlock, err := begin(rel, o)
	if err != nil {
		return nil, err
	}
	defer unlock()
	b.extracts = []*counted{{extract: &reports.Extract{ID: "cases"}, account: &reports.Account{Extract: &reports.Extract{ID: "cases"}, Read: 3, Counted: 2, Quarantined: 1},
		broken: []reports.Broken{{File: "cases.csv", First: 3, Last: 3, Column: "x", Reason: "bad-date", Value: "=1+1" + notice}}}}
	b.result.Accounts = []*reports.Account{b.extracts[0].account}
	if !b.stopped() {
		err = b.make(t.Context(), store, docs)
	}
	if err == nil && b.stopped() {
		err = b.fail()
	}
	return b, err
}

// tree is what lies in a folder: name → content, links not followed.
func tree(t *testing.T, folder string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(folder, func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(folder, name)
		out[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return out
}

// quickDisk is the computer's without waiting for it: most tests need no power cut.
type quickDisk struct{ realDisk }

type quickFile struct{ *os.File }

func (quickFile) Sync() error { return nil }

func (quickDisk) Create(name string, mode fs.FileMode) (file, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	return quickFile{f}, err
}
func (quickDisk) Sync(string) error { return nil }

func ids(fs []reports.Finding) string {
	var out []string
	for _, f := range fs {
		out = append(out, f.ID)
	}
	return strings.Join(out, " ")
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
