package ingest

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"despatch/reports"
)

// TestRefused holds that what is wrong with a whole file is said with its place, and
// that no figure can be made of it.
func TestRefused(t *testing.T) {
	const two = "id,status\n1,open\n2,shut\n"
	for _, c := range []struct {
		name, csv string
		set       func(*trial)
		id        string
		line      int
		says      string
	}{
		{"no file", two, func(t *trial) { t.ext.From = "case.csv"; t.ext.Folder = "june" }, "D001", 0, "is not there"},
		{"no match", two, func(t *trial) { t.ext.From = "*.txt" }, "D001", 0, `"*.txt"`},
		{"outside", two, func(t *trial) { t.ext.From = "../cases.csv" }, "D002", 0, "outside"},
		{"folder", two, func(t *trial) { t.fs["sub/x"] = &fstest.MapFile{}; t.ext.From = "sub" }, "D002", 0, "a folder"},
		{"pipe", two, func(t *trial) { t.fs["cases.csv"].Mode = fs.ModeNamedPipe }, "D002", 0, "a pipe"},
		{"database", two, func(t *trial) { t.ext.From = "env:DB#q.sql" }, "D001", 0, "not there"},
		{"old workbook", two, func(t *trial) { t.ext.From = "cases.xls" }, "D003", 0, ".xls"},
		{"parquet", two, func(t *trial) { t.ext.From = "cases.parquet" }, "D001", 0, "not there"},
		{"sheet", two, func(t *trial) { t.ext.From = "book.XLSX#Sheet 1" }, "D001", 0, "not there"},
		{"no bytes", "", nil, "D004", 0, "empty"},
		{"not UTF-8", "id,status\n1,open\n2,caf\xe9\n", nil, "D005", 3, "character 6 of this line"},
		{"not UTF-8 in the header", "id,st\xe9\n1,open\n", nil, "D005", 1, "UTF-8"},
		{"undefined in Windows-1252", "id,status\n1,\x81\n", func(t *trial) { t.ext.Encoding = "windows-1252" }, "D005", 2, "Windows-1252: character 3"},
		{"a control in Latin-1", "id,status\n1,é\x85\n", func(t *trial) { t.ext.Encoding = "latin-1" }, "D005", 2, "Latin-1: character 5"},
		{"UTF-8 declared otherwise", "\ufeffid,status\n", func(t *trial) { t.ext.Encoding = "latin-1" }, "D005", 0, "byte order mark"},
		{"unknown encoding", two, func(t *trial) { t.ext.Encoding = "ebcdic" }, "D005", 0, `"ebcdic"`},
		{"UTF-16", "\xff\xfei\x00d\x00", nil, "D006", 0, "UTF-16"},
		{"UTF-16 without a mark", "\x00i\x00d\x00,\x00s", nil, "D006", 0, "UTF-16"},
		{"workbook", "PK\x03\x04....", nil, "D006", 0, "workbook"},
		{"old workbook", "\xd0\xcf\x11\xe0....", nil, "D006", 0, "workbook"},
		{"gzip", "\x1f\x8b....", nil, "D006", 0, "compressed"},
		{"CR alone", "id,status\r1,open\r", nil, "D007", 1, "carriage returns"},
		{"CR alone, quoted", "\"id\",\"status\"\r\"1\",\"open\"\r", nil, "D007", 1, "carriage returns"},
		{"no such line", two, func(t *trial) { t.ext.Header = 9 }, "D008", 4, "before line 9"},
		{"only the byte order mark", "\ufeff", nil, "D008", 1, "before line 1"},
		{"broken header", "id,\"status\n1,open\n", nil, "D009", 1, "never closed"},
		{"a title first", "Cases of June\n\nid,status\n1,open\n", nil, "D010", 1, "not the header"},
		{"another separator", "id;status\n1;open\n", nil, "D010", 1, "not the header"},
		{"missing", "id,statu\n1,open\n", nil, "D011", 1, `no column "status"`},
		{"missing of a template", "id,status,year,month\n1,open,2006,4\n", func(t *trial) {
			t.column("when", func(c *reports.Column) { c.Template = "{year}-{month}-{day}"; c.Layouts = []string{"YYYY-M-D"} })
		}, "D011", 1, `no column "day"`},
		{"twice", "id,status,status\n1,open,shut\n", nil, "D012", 1, `"status" more than once`},
		{"two spellings", "id,status,Status\n1,open,shut\n", func(t *trial) { t.ext.Columns[1].Named = []string{"status", "Status"} }, "D012", 1, "more than once"},
		{"closed", "id,status,address\n1,open,x\n", func(t *trial) { t.ext.Closed = true }, "D013", 1, "column 3"},
		{"header again", "id,status\n1,open\nid,status\n2,shut\n", nil, "D014", 3, "once more"},
		{"files put together", "\ufeffid,status\n1,open\n\ufeffid,status\n2,shut\n", nil, "D014", 3, "once more"},
		{"other columns", two, func(t *trial) {
			t.ext.From = "*.csv"
			t.fs["more.csv"] = &fstest.MapFile{Data: []byte("id,status,extra\n3,open,x\n")}
		}, "D015", 1, "cases.csv"},
		{"missing in the second", two, func(t *trial) {
			t.ext.From = "*.csv"
			t.fs["more.csv"] = &fstest.MapFile{Data: []byte("id,state\n3,open\n")}
		}, "D015", 1, "cases.csv"},
		{"the same file", two, func(t *trial) {
			t.ext.From = "*.csv"
			t.fs["copy.csv"] = &fstest.MapFile{Data: []byte(two)}
		}, "D016", 0, "as cases.csv"},
		{"no records", "id,status\n\n\n", nil, "D017", 0, "no records"},
		{"all broken", "id,status\n1\n", nil, "D017", 0, "can be counted"},
		{"too many broken", "id,status\n" + strings.Repeat("1,open\n", 189) + strings.Repeat("1\n", 10), nil, "D018", 0, "limit of 5 per cent"},
		{"few broken, and a limit named", "id,status\n" + strings.Repeat("1,open\n", 11) + "1\n", func(t *trial) { t.ext.LimitSaid = true }, "D018", 0, "1 of 12 records set aside, more than the limit of 5 per cent"},
		{"more broken than sound", "id,status\n1,open\n2,open\n3\n4\n5\n", nil, "D018", 0, "3 of 5 records"},
		{"a broken pattern", two, func(t *trial) { t.ext.From = "{month.csv" }, "D037", 0, "not closed"},
		{"a pattern twice", two, func(t *trial) { t.ext.From = "{m}-{m}.csv" }, "D037", 0, "twice"},
		{"a pattern unnamed", two, func(t *trial) { t.ext.From = "{}.csv" }, "D037", 0, "no name"},
		{"a pattern closed", two, func(t *trial) { t.ext.From = "a}.csv" }, "D037", 0, "without its {"},
		{"separator", two, func(t *trial) { t.ext.Comma = '"' }, "D042", 0, "separator"},
		{"nothing left", two, func(t *trial) {
			t.ext.Where = reports.Where{{Column: t.ext.Columns[1], Values: []string{"gone"}}}
		}, "D043", 0, "none of 2 records is"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := newTrial(c.csv)
			tr.column("id", nil)
			tr.column("status", nil)
			if c.set != nil {
				c.set(tr)
			}
			g := tr.read(t)
			f, ok := g.finding(c.id)
			if !ok || f.Severity != reports.Error || f.Line != c.line || !strings.Contains(f.Msg, c.says) || len(f.Hints) == 0 {
				t.Errorf("want %s on line %d with %q, got %v", c.id, c.line, c.says, g.Findings)
			}
		})
	}
}

func TestHints(t *testing.T) {
	for csv, want := range map[string]string{
		"Cases\nmore\nid,status\n1,open\n": "Line 3", "id;status\n1;open\n": "semicolon", "id,satus\n1,x\n": `"satus"`,
		"id,\"x\n": "utf", "i\td,s\ttatus\n": "tab",
	} {
		tr := newTrial(csv)
		tr.column("id", nil)
		tr.column("status", nil)
		g := tr.read(t)
		if want != "utf" && !strings.Contains(strings.Join(g.Findings[0].Hints, " "), want) {
			t.Errorf("%q: no hint of %s: %v %v", csv, want, g.Findings[0], g.Findings[0].Hints)
		}
	}
}

// failing is a file that cannot be read to its end.
type failing struct{ fs.FS }

type failingFile struct {
	fs.File
	left int
}

func (f failing) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	return &failingFile{file, 20}, err
}

func (f *failingFile) Read(p []byte) (int, error) {
	if f.left == 0 {
		return 0, errors.New("the disk is gone")
	}
	n, err := f.File.Read(p[:min(len(p), f.left)])
	f.left -= n
	return n, err
}

func TestErrors(t *testing.T) {
	tr := newTrial("id\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n")
	tr.column("id", nil)
	tr.ext.Files = failing{tr.fs}
	each := func(*reports.Cases) error { return nil }
	if _, err := Read(context.Background(), tr.rel, tr.ext, each); err == nil || !strings.Contains(err.Error(), "disk is gone") {
		t.Errorf("a disk that fails: %v", err)
	}
	tr.ext.Files = tr.fs
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, tr.rel, tr.ext, each); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled reading: %v", err)
	}
	if _, err := Read(context.Background(), tr.rel, tr.ext, func(*reports.Cases) error { return io.ErrShortWrite }); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("the next room's error: %v", err)
	}
}
