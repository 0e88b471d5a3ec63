package pack

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"despatch/reports"
)

func TestBuildWritesThreeSides(t *testing.T) {
	out := t.TempDir()
	b, err := fakeBuild(t, out, "provisional", "one", nil)
	if err != nil || !b.result.Written {
		t.Fatalf("not written: %v %v", err, b.found)
	}
	for _, name := range []string{"fixture/manifest.json", "fixture/release.yaml", "fixture/fixture-2006-04-26.txt",
		"fixture.briefing/manifest.json", "fixture.briefing/brief.txt",
		"fixture.restricted/pack.json", "fixture.restricted/quarantine.csv", "fixture.restricted/findings.json", "fixture.restricted/unmatched.csv", "fixture.restricted/account.json"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	info, err := os.Stat(filepath.Join(out, "fixture.restricted"))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the restricted side is open to others: %v %v", info.Mode(), err)
	}
	q, err := os.ReadFile(filepath.Join(out, "fixture.restricted/quarantine.csv"))
	if err != nil || !strings.Contains(string(q), "'=1+1") {
		t.Errorf("a formula would run when quarantine.csv is opened: %s %v", q, err)
	}
	if left, err := leftovers(out); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestStandingPack(t *testing.T) {
	for _, c := range []struct {
		name, old, notice string
		replace           bool
		want              string // findings
		kept              bool
	}{
		{"a draft is overwritten", "draft", "two", false, "", false},
		{"the same again is no change", "provisional", "one", false, "", false},
		{"a published pack stands", "provisional", "two", false, "O074", false},
		{"replaced when told to, and kept", "provisional", "two", true, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := t.TempDir()
			if _, err := fakeBuild(t, out, reports.State(c.old), "one", nil); err != nil {
				t.Fatal(err)
			}
			before := tree(t, filepath.Join(out, "fixture"))
			b, err := fakeBuild(t, out, reports.State(c.old), c.notice, func(o *Options) { o.Replace = c.replace })
			if err != nil || ids(b.found) != c.want {
				t.Fatalf("findings %q, want %q; %v", ids(b.found), c.want, err)
			}
			after := tree(t, filepath.Join(out, "fixture"))
			if same := mustJSON(t, before) == mustJSON(t, after); same != (c.want != "" || c.notice == "one") {
				t.Errorf("same as before: %v", same)
			}
			kept, err := filepath.Glob(filepath.Join(out, "fixture.superseded-*"))
			if err != nil || (len(kept) == 3) != c.kept {
				t.Fatalf("kept: %v %v", kept, err)
			}
			if c.kept {
				old := tree(t, b.result.Superseded)
				if !strings.Contains(old[supersededFile], "replaced by a later build") {
					t.Errorf("not marked: %v", old)
				}
				if _, found, err := verify(b.result.Superseded, fakeFormats()); err != nil || ids(found) != "O085 O085" {
					t.Errorf("verify of what is kept: %v %v", found, err)
				}
				delete(old, supersededFile)
				if mustJSON(t, old) != mustJSON(t, before) {
					t.Error("what is kept is not what stood")
				}
			}
			if c.want != "" {
				failed := tree(t, filepath.Join(out, "fixture.failed"))
				if len(failed) != 2 || !strings.Contains(failed["findings.json"], c.want) {
					t.Errorf("failed folder: %v", failed)
				}
			}
		})
	}
}

func TestNotOurs(t *testing.T) {
	out := t.TempDir()
	own := filepath.Join(out, "fixture", "mine.txt")
	if err := os.MkdirAll(filepath.Dir(own), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := fakeBuild(t, out, "draft", "one", func(o *Options) { o.Replace = true })
	if err != nil || ids(b.found) != "O075" {
		t.Fatalf("findings %q, %v", ids(b.found), err)
	}
	if data, err := os.ReadFile(own); err != nil || string(data) != "mine" {
		t.Fatalf("a stranger's file was touched: %v", err)
	}
}

func TestRestrictedElsewhere(t *testing.T) {
	out, inside := t.TempDir(), filepath.Join(t.TempDir(), "vault")
	for _, notice := range []string{"one", "two"} {
		if b, err := fakeBuild(t, out, "draft", notice, func(o *Options) { o.Restricted = inside }); err != nil || !b.result.Written {
			t.Fatalf("%v %v", err, b.found)
		}
		if q := tree(t, inside)["quarantine.csv"]; !strings.Contains(q, notice) {
			t.Errorf("%s: %s", notice, q)
		}
	}
	if len(tree(t, filepath.Dir(inside))) != len(tree(t, inside)) {
		t.Error("something was left beside the restricted side")
	}
}

// TestDamagedPack: the same pack built again puts right what was changed in the one that stands.
func TestDamagedPack(t *testing.T) {
	out := t.TempDir()
	if _, err := fakeBuild(t, out, "provisional", "one", nil); err != nil {
		t.Fatal(err)
	}
	before := sidesOf(t, out)
	if err := os.WriteFile(filepath.Join(out, "fixture", "release.yaml"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := fakeBuild(t, out, "provisional", "one", nil)
	if err != nil || !b.result.Written || b.result.Unchanged {
		t.Fatalf("%+v %v %v", b.result, b.found, err)
	}
	if sidesOf(t, out) != before {
		t.Error("the pack is still damaged")
	}
}

func TestRestrictedInside(t *testing.T) {
	for _, within := range []string{"fixture", "fixture/inside", "fixture.briefing/x", "."} {
		out := filepath.Join(t.TempDir(), "out")
		b, err := fakeBuild(t, out, "draft", "one", func(o *Options) { o.Restricted = filepath.Join(out, within) })
		if err != nil || !strings.Contains(ids(b.found), "O087") {
			t.Errorf("%s: %v %v", within, b.found, err)
		}
	}
}

// TestFullDisk fills the disk while each real format writes: that is neither a finding nor a
// fault of the program, and leaves nothing.
func TestFullDisk(t *testing.T) {
	rel, found := example(t)
	for _, ending := range []string{".csv", ".json", ".svg", ".xlsx", ".pdf", ".txt", "index.html", "release.yaml"} {
		out := t.TempDir()
		_, err := Build(t.Context(), rel, Options{Out: out, Findings: found, Effective: []byte("version: 1\n"), disk: fullDisk{ending: ending}})
		var full *fs.PathError
		if !errors.As(err, &full) || IsFault(err) {
			t.Errorf("%s: %v", ending, err)
		}
		if left, err := os.ReadDir(out); err != nil || len(left) > 0 {
			t.Errorf("%s: left behind: %v %v", ending, left, err)
		}
	}
}

// fullDisk has no room for files of an ending.
type fullDisk struct {
	quickDisk
	ending string
}

type fullFile struct{ quickFile }

func (f fullFile) Write([]byte) (int, error) {
	return 0, &fs.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
}

func (d fullDisk) Create(name string, mode fs.FileMode) (file, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err == nil && strings.HasSuffix(name, d.ending) {
		return fullFile{quickFile{f}}, nil
	}
	return quickFile{f}, err
}
