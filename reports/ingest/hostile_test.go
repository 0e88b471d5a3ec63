//go:build check

package ingest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"despatch/reports"
)

// shared is where the real and the hostile files lie, beside the project.
const shared = "../../../shared/data"

func sharedDir(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(shared, name)
	if _, err := os.Stat(dir); err != nil {
		t.Fatalf("the files of make check are not there: %v", err)
	}
	return dir
}

// hostile is a trial of one file in which every column of the names is needed.
func hostile(fsys fs.FS, name string, names []string) *trial {
	t := newTrial("")
	t.ext.Files, t.ext.From, t.ext.Closed = fsys, name, true
	t.size = 1000
	for _, n := range names {
		t.column(n, nil)
	}
	return t
}

// outcome is what came of a file: "82+1 [11]", or the first error.
func (g *got) outcome() string {
	for _, f := range g.Findings {
		if f.Severity == reports.Error {
			return f.ID
		}
	}
	var lines []int64
	for _, b := range g.Broken {
		lines = append(lines, b.First)
	}
	if len(lines) == 0 {
		return fmt.Sprint(len(g.fates))
	}
	return fmt.Sprint(len(g.fates)-len(lines), "+", len(lines), " ", lines)
}

var pollockNames = []string{"DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"}

func TestPollock(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("tar", "-xJf", filepath.Join(sharedDir(t, "hostile-csv"), "pollock-polluted_files.tar.xz"), "-C", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var csvs string
	_ = filepath.WalkDir(dir, func(p string, d fs.DirEntry, _ error) error {
		if d.IsDir() && d.Name() == "csv" {
			csvs = p
		}
		return nil
	})
	fsys := os.DirFS(csvs)
	clean := hostile(os.DirFS(filepath.Join(filepath.Dir(csvs), "clean")), "source.csv", pollockNames).read(t)
	if len(clean.rows) != 83 {
		t.Fatalf("%d clean records: %v", len(clean.rows), clean.Findings)
	}
	names, err := fs.Glob(fsys, "row_*")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`^row_[a-z]+_[a-z]+(?:_row|_|)(\d+)_`)
	data, header := 0, 0
	for _, name := range names {
		m := row.FindStringSubmatch(name)
		if m == nil {
			t.Fatalf("%s: which row?", name)
		}
		r, _ := strconv.Atoi(m[1])
		g := hostile(fsys, name, pollockNames).read(t)
		if r == 0 {
			header++
			if !reports.Errors(g.Findings) || g.Findings[0].Line != 1 {
				t.Errorf("%s: a broken header is not refused: %v", name, g.Findings)
			}
			continue
		}
		data++
		if got, want := g.outcome(), fmt.Sprintf("82+1 [%d]", r+1); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
			continue
		}
		var rows []reports.ID
		for i, f := range g.fates {
			if f == reports.Counted {
				rows = append(rows, g.rows[i])
			}
		}
		if want := slices.Delete(slices.Clone(clean.rows), r-1, r); !slices.Equal(rows, want) {
			t.Errorf("%s: the records counted are not those of the clean file", name)
		}
	}
	if data != 2241 || header != 27 {
		t.Errorf("%d files with a broken record, %d with a broken header", data, header)
	}

	sep := func(c byte) func(*trial) { return func(t *trial) { t.ext.Comma = c } }
	line := func(n int) func(*trial) { return func(t *trial) { t.ext.Header = n } }
	for _, c := range []struct {
		name    string
		declare func(*trial)
		want    string
	}{
		{"source", nil, "83"}, {"file_record_delimiter_0xA", nil, "83"}, {"file_no_trailing_newline", nil, "83"},
		{"file_double_trailing_newline", nil, "83"}, {"file_one_data_row", nil, "1"}, {"file_header_only", nil, "D017"},
		{"file_no_payload", nil, "D004"}, {"file_no_header", nil, "D010"}, {"file_preamble", nil, "D010"}, {"file_preamble", line(3), "83"},
		{"file_header_multirow_2", nil, "D014"}, {"file_header_multirow_2", line(2), "83"},
		{"file_header_multirow_3", nil, "D014"}, {"file_header_multirow_3", line(3), "83"},
		{"file_multitable_less", nil, "D018"}, {"file_multitable_more", nil, "D018"}, {"file_multitable_same", nil, "D014"},
		{"file_field_delimiter_0x3B", nil, "D009"}, {"file_field_delimiter_0x3B", sep(';'), "83"},
		{"file_field_delimiter_0x9", nil, "D009"}, {"file_field_delimiter_0x9", sep('\t'), "83"},
		{"file_field_delimiter_0x2C_0x20", nil, "refused"}, {"file_field_delimiter_0x20", nil, "refused"}, {"file_field_delimiter_0x20", sep(' '), "D018"},
		{"file_record_delimiter_0xD", nil, "D007"}, {"file_quotation_char_0x27", nil, "refused"},
		{"file_escape_char_0x5C", nil, "77+6 [11 13 22 23 40 84]"}, {"file_escape_char_0x00", nil, "77+6 [11 13 22 23 40 84]"},
	} {
		tr := hostile(fsys, c.name+".csv", pollockNames)
		if c.declare != nil {
			c.declare(tr)
		}
		g := tr.read(t)
		if got := g.outcome(); got != c.want && !(c.want == "refused" && reports.Errors(g.Findings)) {
			t.Errorf("%s: %s, want %s: %v", c.name, got, c.want, g.Findings)
		}
		if hint := map[string]string{"file_field_delimiter_0x3B": "semicolon", "file_field_delimiter_0x9": "tab", "file_preamble": "Line 3"}[c.name]; c.declare == nil && hint != "" &&
			!strings.Contains(fmt.Sprint(g.Findings[0].Hints), hint) {
			t.Errorf("%s: no hint of %s: %v", c.name, hint, g.Findings[0].Hints)
		}
	}
	all, _ := fs.Glob(fsys, "*")
	if len(all) != 2241+27+22 {
		t.Errorf("%d files in all", len(all))
	}
}

// records reads every record of a file with the scanner: the header too.
func records(t *testing.T, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	src, finding, err := newSource(f, "utf-8")
	if finding != nil || err != nil {
		t.Fatal(finding, err)
	}
	s := newScanner(src.text, ',', usual)
	var out [][]string
	for {
		rec, err := s.next()
		if err != nil {
			return out
		}
		if rec.fault != sound {
			t.Fatalf("%s:%d is broken", file, rec.line)
		}
		var fields []string
		for _, f := range rec.fields {
			fields = append(fields, string(f))
		}
		if s.want == 0 {
			s.want = len(fields)
		}
		out = append(out, fields)
	}
}

func TestSpectrum(t *testing.T) {
	dir := sharedDir(t, "hostile-csv/csv-spectrum")
	files, _ := filepath.Glob(dir + "/csvs/*.csv")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		var want []map[string]string
		readJSON(t, filepath.Join(dir, "json", name+".json"), &want)
		got := records(t, file)
		if len(got) != len(want)+1 {
			t.Errorf("%s: %d records, want %d", name, len(got)-1, len(want))
			continue
		}
		for i, w := range want {
			for j, n := range got[0] {
				if got[i+1][j] != w[n] {
					t.Errorf("%s: record %d: %q, want %q", name, i+1, got[i+1][j], w[n])
				}
			}
		}
		if g := hostile(os.DirFS(dir+"/csvs"), name+".csv", got[0]).read(t); g.outcome() != fmt.Sprint(len(want)) {
			t.Errorf("%s: %s", name, g.outcome())
		}
	}
	if len(files) != 11 {
		t.Errorf("%d files", len(files))
	}
}

func TestCSVTestData(t *testing.T) {
	dir := sharedDir(t, "hostile-csv/csv-test-data")
	twins, _ := filepath.Glob(dir + "/json/*.json")
	for _, twin := range twins {
		name := strings.TrimSuffix(filepath.Base(twin), ".json")
		got := records(t, filepath.Join(dir, "csv", name+".csv"))
		var want [][]string
		if strings.HasPrefix(name, "header-") {
			var rows []map[string]string
			readJSON(t, twin, &rows)
			want = append(want, got[0])
			for _, r := range rows {
				var fields []string
				for _, n := range got[0] {
					fields = append(fields, r[n])
				}
				want = append(want, fields)
			}
		} else {
			readJSON(t, twin, &want)
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if len(twins) != 18 {
		t.Errorf("%d twins", len(twins))
	}
	for name, want := range map[string]string{"header-no-rows": "D017", "header-simple": "1", "bad-header-less-fields": "D017", "bad-header-more-fields": "D017",
		"bad-header-no-header": "D004", "bad-header-wrong-header": "D010"} {
		g := hostile(os.DirFS(dir+"/csv"), name+".csv", []string{"foo", "bar", "baz"}).read(t)
		if got := g.outcome(); got != want {
			t.Errorf("%s: %s, want %s: %v", name, got, want, g.Findings)
		}
	}
	for name, reason := range map[string]string{"bad-missing-quote": "quote=1", "bad-quotes-with-unescaped-quote": "quote=1", "bad-unescaped-quote": "quote=1"} {
		first := records2(t, filepath.Join(dir, "csv", name+".csv"))
		g := hostile(os.DirFS(dir+"/csv"), name+".csv", first).read(t)
		if g.reasonIDs() != reason || g.Broken[0].First != 2 {
			t.Errorf("%s: %s %v", name, g.reasonIDs(), g.Findings)
		}
	}
}

// records2 are the names on the first line of a file.
func records2(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(data), "\n")
	return strings.Split(strings.TrimSuffix(line, "\r"), ",")
}

func TestCSVLint(t *testing.T) {
	dir := sharedDir(t, "hostile-csv/csvlint")
	for _, c := range []struct {
		name, encoding, want, found string
		header                      int
	}{
		{"valid", "", "2", "", 1}, {"valid_many_rows", "", "6", "", 1}, {"white space in filename", "", "2", "", 1},
		{"crlf-line-endings", "", "2", "", 1}, {"lf-line-endings", "", "2", "", 1}, {"windows-line-endings", "", "1", "", 1},
		{"cr-line-endings", "", "D007", "", 1}, {"inconsistent-line-endings", "", "2", "D019", 1}, {"inconsistent-line-endings-unquoted", "", "2", "D019", 1},
		{"title-row", "", "2", "", 2}, {"invalid-byte-sequence", "", "D005", "", 1}, {"invalid-byte-sequence", "windows-1252", "23", "", 1},
		{"invalid-byte-sequence", "latin-1", "23", "", 1}, {"invalid_many_rows", "", "9+1 [4]", "D041", 1},
		{"spreadsheet.xls", "", "D003", "", 1}, {"spreadsheet.xlsx", "", "D104", "", 1},
	} {
		file := c.name
		if !strings.HasPrefix(file, "spreadsheet") {
			file += ".csv"
		}
		tr := hostile(os.DirFS(dir), file, nil)
		tr.ext.Closed, tr.ext.Header, tr.ext.Encoding = false, c.header, c.encoding
		g := tr.read(t)
		if got := g.outcome(); got != c.want || !strings.Contains(g.foundIDs(), c.found) {
			t.Errorf("%s: %s, want %s: %v", c.name, got, c.want, g.Findings)
		}
		if f, ok := g.finding("D005"); ok && f.Line != 1 {
			t.Errorf("%s: place %d", c.name, f.Line)
		}
	}
}

func readJSON(t *testing.T, file string, v any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}
