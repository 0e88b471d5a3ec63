package ingest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"despatch/reports"
)

// TestSourcesNotFiles names a folder, and a file nobody may read, as each kind of source.
func TestSourcesNotFiles(t *testing.T) {
	for _, name := range []string{"cases.csv", "cases.csv.gz", "cases.parquet", "book.xlsx", "query.sql"} {
		from := name
		if name == "query.sql" {
			from = "env:CASES_DB#query.sql"
		}
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		tr := newTrial("")
		tr.ext.Files, tr.ext.From, tr.ext.Folder = os.DirFS(dir), from, dir
		tr.column("id", nil)
		if g := tr.read(t); !hasFinding(g, "D002") {
			t.Errorf("the folder %s: %v", name, g.Findings)
		}
		tr.ext.Files = forbidden{tr.fs}
		tr.fs[name] = &fstest.MapFile{Data: []byte("id\n1\n")}
		if g := tr.read(t); !hasFinding(g, "D002") {
			t.Errorf("%s, which may not be read: %v", name, g.Findings)
		}
	}
}

// forbidden is a folder whose files may be seen and not opened.
type forbidden struct{ fstest.MapFS }

func (forbidden) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func (f forbidden) Stat(name string) (fs.FileInfo, error) { return f.MapFS.Stat(name) }

// TestSourcesThatGrow reads files that are still being written.
func TestSourcesThatGrow(t *testing.T) {
	records := made(50, false)
	for name, data := range map[string][]byte{"cases.csv.gz": gzipped(t, asCSV(t, records)), "cases.parquet": asParquet(t, records, nil)} {
		tr := madeTrial(name, data)
		tr.ext.Files = growing{tr.fs}
		if name == "cases.parquet" {
			// Its size is asked before it is opened: a file that grew since ends where it does not end.
			if g := tr.read(t); !hasFinding(g, "D100") && !hasFinding(g, "D102") {
				t.Errorf("%s: %v", name, g.Findings)
			}
			continue
		}
		if g := tr.read(t); !hasFinding(g, "D102") {
			t.Errorf("%s: %v", name, g.Findings)
		}
	}
}

// TestManyTables reads several files of one kind: columns are matched by name, and a
// file without one is named.
func TestManyTables(t *testing.T) {
	records := made(600, true)
	want := madeTrial("cases.csv", asCSV(t, records)).read(t)
	usual := slices.Clone(madeNames)
	t.Cleanup(func() { madeNames = usual })
	turned := func(records [][]string) [][]string {
		var out [][]string
		for _, r := range records {
			r = slices.Clone(r)
			slices.Reverse(r)
			out = append(out, r)
		}
		return out
	}
	first := gzipped(t, asCSV(t, records[:300]))
	slices.Reverse(madeNames)
	second := gzipped(t, asCSV(t, turned(records[300:])))
	madeNames = usual
	tr := madeTrial("cases-1.csv.gz", first)
	tr.fs["cases-2.csv.gz"] = &fstest.MapFile{Data: second}
	tr.ext.From = "cases-*.csv.gz"
	same(t, "packed, in another order", tr.read(t), want)

	tr = madeTrial("cases-1.parquet", asParquet(t, records[:300], nil))
	tr.fs["cases-2.parquet"] = &fstest.MapFile{Data: asParquet(t, records[300:], nil)}
	tr.ext.From = "cases-*.parquet"
	same(t, "two Parquet files", tr.read(t), want)

	madeNames = slices.Clone(usual)
	madeNames[1] = "offense"
	tr.fs["cases-2.parquet"] = &fstest.MapFile{Data: asParquet(t, records[300:], nil)}
	f, ok := tr.read(t).finding("D015")
	if !ok || !strings.Contains(f.File, "cases-2.parquet") || f.Severity != reports.Error {
		t.Error(f)
	}
}

// TestTablesOfOtherThings: a table in which not one of the columns wanted stands.
func TestTablesOfOtherThings(t *testing.T) {
	records := made(20, false)
	book := bookTrial(asBook(t, records, nil, nil))
	book.ext.Header = 4 // the first record
	database := databaseTrial(standIn(t, records, true).Address(), "select case_id as a, offence as b from cases order by case_id")
	usual := madeNames
	t.Cleanup(func() { madeNames = usual })
	madeNames = []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	for name, c := range map[string]struct {
		trial *trial
		file  string
		line  int
	}{
		"a workbook": {book, "book.xlsx", 4}, "a Parquet file": {madeTrial("cases.parquet", asParquet(t, records, nil)), "cases.parquet", 0},
		"a database": {database, "cases.sql", 0},
	} {
		f, ok := c.trial.read(t).finding("D010")
		if !ok || f.Severity != reports.Error || f.File != c.file || f.Line != c.line {
			t.Errorf("%s: %v", name, f)
		}
	}
}
