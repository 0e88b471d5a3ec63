package spec

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"despatch/reports"
)

// again is the effective release of a folder as a release to load: with a place for its extracts.
func again(t *testing.T, fsys fs.FS, effective []byte) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, name)
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(effective), "\nextracts:\n")
	extracts, after, _ := strings.Cut(rest, "\n\nprivate:")
	extracts = regexp.MustCompile(`(?m)^(  [a-z0-9_-]+: \{)`).ReplaceAllString(extracts, "${1}from: x.csv, ")
	out["release.yaml"] = &fstest.MapFile{Data: []byte(before + "\nextracts:\n" + extracts + "\n\nprivate:" + after)}
	return out
}

// TestEffectiveReleaseMeansTheSame loads what the pack tells of a release, and finds the same release.
func TestEffectiveReleaseMeansTheSame(t *testing.T) {
	folders := map[string]fs.FS{"base": folder()}
	for _, file := range releases(t) {
		folders[filepath.Base(filepath.Dir(file))] = os.DirFS(filepath.Dir(file))
	}
	// A manifest's figures have labels made of several; stated anew they are figures like any other.
	folders["base"].(fstest.MapFS)["release.yaml"].Data = []byte(strings.Replace(base, "  before: {from: earlier/manifest.json}\n", "", 1))
	for name, fsys := range folders {
		t.Run(name, func(t *testing.T) {
			rel, findings, err := Load(fsys, "release.yaml", Options{Folder: "data/x"})
			if err != nil || reports.Errors(findings) {
				t.Fatal(findings, err)
			}
			first := Effective(rel)
			if !bytes.Equal(first, Effective(rel)) {
				t.Error("two texts of one release")
			}
			for _, x := range rel.Extracts {
				if bytes.Contains(first, []byte(x.From)) {
					t.Errorf("the text tells where extract %s lies", x.ID)
				}
			}
			rel2, findings, err := Load(again(t, fsys, first), "release.yaml", Options{Folder: "data/y"})
			if err != nil || reports.Errors(findings) {
				t.Fatalf("%v %v\n%s", findings, err, first)
			}
			if second := Effective(rel2); !bytes.Equal(first, second) {
				t.Errorf("loaded again it is\n%s\nand was\n%s", second, first)
			}
		})
	}
}

func TestEffectiveReleaseHidesValuesOfPrivateColumns(t *testing.T) {
	f := with(t, `sex: {not: ""}`, `name: "`+secret+`", case_id: {not: 10023..10024}`)
	rel := good(t, f, Options{Folder: "/home/someone/data"})
	text := string(Effective(rel))
	for _, hidden := range []string{secret, strings.ToLower(secret), "cases.csv", "/home/someone"} {
		if strings.Contains(text, hidden) {
			t.Errorf("the effective release holds %q", hidden)
		}
	}
	for _, told := range []string{"as_at: 2006-04-26", "range: 1999-02-01..2006-04-26", "released_on: 2005-04-26..2006-04-26", "# murder: Murder", "numbered: true"} {
		if !strings.Contains(text, told) {
			t.Errorf("the effective release does not tell %q", told)
		}
	}
}
