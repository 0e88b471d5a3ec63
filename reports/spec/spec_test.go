package spec

import (
	"os"
	"path/filepath"
	"testing"

	"despatch/reports"
)

// releases are all release files of the repository and its documentation.
func releases(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"../../data/*/release.yaml", "../../data/examples/*/release.yaml", "testdata/*/release.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found...)
	}
	if len(out) < 8 {
		t.Fatalf("only %d releases found", len(out))
	}
	return out
}

func TestEveryReleaseOfTheRepositoryLoads(t *testing.T) {
	for _, file := range releases(t) {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			rel, findings, err := Load(os.DirFS(filepath.Dir(file)), "release.yaml", Options{Folder: filepath.Base(filepath.Dir(file))})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range findings {
				t.Errorf("%s\n%s\n%v", f, f.Excerpt, f.Hints)
			}
			if rel == nil || reports.Errors(findings) {
				t.FailNow()
			}
		})
	}
}
