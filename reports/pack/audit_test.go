package pack

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/hidden"
)

// TestAudit: a format that writes or reports a figure otherwise than it is stops the pack, and everything stands as it did.
func TestAudit(t *testing.T) {
	lying := func(change func(w reports.Written) reports.Written) reports.Format {
		f := lines
		f.Write = func(create reports.Create, d *reports.Document) (reports.Written, error) {
			w, err := lines.Write(create, d)
			return change(w), err
		}
		return f
	}
	wrongText := lines
	wrongText.Open = func(r io.ReaderAt, size int64) (reports.Reader, error) {
		got, err := lines.Open(r, size)
		if l, ok := got.(lineReader); ok {
			l["l3"] = "21"
		}
		return got, err
	}
	broken := lines
	broken.Open = func(io.ReaderAt, int64) (reports.Reader, error) { return nil, fmt.Errorf("not a file of lines") }
	clash := lines
	clash.Write = func(create reports.Create, d *reports.Document) (reports.Written, error) {
		if _, err := create("same.txt"); err != nil {
			return reports.Written{}, err
		}
		_, err := create("Same.txt")
		return reports.Written{}, err
	}
	for _, c := range []struct {
		name   string
		format reports.Format
		id     string
		says   string
	}{
		{"another number in the file", wrongText, "O070", `table "Progress of consideration", row "Released February 1999 to March 2006", column "Deported": reads 21, the figure is 20`},
		{"a file that does not open", broken, "O070", "cannot be read at l0 (not a file of lines)"},
		{"a place left out", lying(func(w reports.Written) reports.Written { w.Places = w.Places[1:]; return w }), "O071", "gives no place to 1 of its figures"},
		{"a figure of no document", lying(func(w reports.Written) reports.Written { w.Places[0].Figure = "a/b/c"; return w }), "O070", `a figure "a/b/c"`},
		{"words it does not say", lying(func(w reports.Written) reports.Written { w.Places[0].Text = "thirteen"; return w }), "O070", `said to read "thirteen"`},
		{"one file twice", clash, "O076", "two documents write the file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := t.TempDir()
			if _, err := fakeBuild(t, out, "draft", "one", nil); err != nil {
				t.Fatal(err)
			}
			before := sidesOf(t, out)
			b, err := fakeBuild(t, out, "draft", "two", func(o *Options) {
				o.formats = func(string) (reports.Format, bool) { return c.format, true }
			})
			if err != nil {
				t.Fatal(err)
			}
			said := false
			for _, f := range b.found {
				said = said || f.ID == c.id && strings.Contains(f.Msg, c.says)
			}
			if !said || b.result.Written {
				t.Errorf("want %s %q, have %v", c.id, c.says, b.found)
			}
			if sidesOf(t, out) != before {
				t.Error("what stood does not stand any more")
			}
		})
	}
}

func TestNoSuchFormat(t *testing.T) {
	b, err := fakeBuild(t, t.TempDir(), "draft", "one", func(o *Options) {
		o.formats = func(string) (reports.Format, bool) { return reports.Format{}, false }
	})
	if err != nil || ids(b.found) != "O076 O076" {
		t.Errorf("%v %v", b.found, err)
	}
}

// TestFaults: a format that panics or fails is a fault of the program, and leaves nothing.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(reports.Create, *reports.Document) (reports.Written, error)
		fault bool
	}{
		{"panics", func(reports.Create, *reports.Document) (reports.Written, error) { panic("oh") }, true},
		{"a name outside the pack", func(create reports.Create, _ *reports.Document) (reports.Written, error) {
			_, err := create("../x.txt")
			return reports.Written{}, err
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := t.TempDir()
			_, err := fakeBuild(t, out, "draft", "one", func(o *Options) {
				f := lines
				f.Write = c.write
				o.formats = func(string) (reports.Format, bool) { return f, true }
			})
			if err == nil || IsFault(err) != c.fault {
				t.Errorf("%v", err)
			}
			if left, err := os.ReadDir(out); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}

// TestPrivateValueStops: the label of a public column that holds a private value stops the pack.
func TestPrivateValueStops(t *testing.T) {
	out := t.TempDir()
	rel, store, docs := fakeRelease("draft", "Ann Example")
	o := Options{Out: out, Effective: []byte("version: 1\n"), formats: fakeFormats(), disk: quickDisk{}}
	b, unlock, err := begin(rel, o)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	docs[0].Tables[0].Cells[0][0].RowLabel = "Bob Example"
	private := privateOf("name", "Bob Example")
	private.Columns = append(private.Columns, hidden.Column{Name: "other", Unkept: 7})
	b.extracts = []*counted{{extract: &reports.Extract{ID: "cases"}, account: &reports.Account{Extract: &reports.Extract{ID: "cases"}},
		private: private}}
	if err := b.make(t.Context(), store, docs); err != nil {
		t.Fatal(err)
	}
	if got := ids(b.found); !strings.Contains(got, "O072") || !strings.Contains(got, "O073") || b.result.Written {
		t.Errorf("%v", b.found)
	}
	for _, f := range b.found {
		if strings.Contains(f.String(), "Bob") {
			t.Errorf("a finding quotes a record: %s", f)
		}
	}
}

func TestTrace(t *testing.T) {
	rel, found := example(t)
	for _, c := range []struct{ figure, id, value string }{
		{"progress/since_august/deported", "progress/since_august/deported", "14"},
		{"stage/since_august/started", "stage/since_august/started", "30"},
		{"offence/most-serious.murder/total", "offence/most-serious.murder/total", "3"},
		{"quarters/latest", "quarters/2006-q1/total", ""},
	} {
		traced, fs, err := Trace(t.Context(), rel, c.figure, Options{Findings: found})
		if err != nil || traced == nil {
			t.Errorf("%s: %v %v", c.figure, fs, err)
			continue
		}
		if traced.ID != c.id || c.value != "" && traced.Value != c.value || fmt.Sprint(traced.Records.N()) != traced.Value || traced.Rule == "" {
			t.Errorf("%s: %s = %s with %d records, rule %q", c.figure, traced.ID, traced.Value, traced.Records.N(), traced.Rule)
		}
	}
	for _, figure := range []string{"progress/since_august/deprted", "nonsense", "account/cases/lost"} {
		traced, fs, err := Trace(t.Context(), rel, figure, Options{Findings: found})
		if err != nil || traced != nil || !reports.Errors(fs) || figure == "nonsense" && !strings.Contains(ids(fs), "O086") {
			t.Errorf("%s: %v %v %v", figure, traced, fs, err)
		}
	}
}
