package pack

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"despatch/data"
	"despatch/reports"
	"despatch/reports/spec"
	"despatch/templates"
)

// example loads the release that ships with the program.
func example(t testing.TB) (*reports.Release, []reports.Finding) {
	t.Helper()
	files, err := fs.Sub(data.Example, data.ExampleFolder)
	if err != nil {
		t.Fatal(err)
	}
	rel, found, err := spec.Load(files, "release.yaml", spec.Options{Folder: "fnp-2006"})
	if err != nil {
		t.Fatal(err)
	}
	return rel, found
}

func TestExample(t *testing.T) {
	rel, found := example(t)
	if reports.Errors(found) {
		t.Fatal(found)
	}
	res, err := Build(t.Context(), rel, Options{Out: t.TempDir(), Version: "test", Findings: found})
	if err != nil {
		t.Fatal(err)
	}
	if !res.Written {
		t.Fatal("no pack", res.Findings)
	}
	m, err := ReadManifest(res.Pack)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]string{}
	for _, f := range m.Figures {
		have[f.ID] = f.Value
	}
	for id, want := range map[string]string{ // as stated on 26 April 2006
		"progress/all/due": "1023", "progress/all/started": "355", "progress/all/completed": "107", "progress/all/deported": "20",
		"progress/since_august/due": "288", "progress/since_august/started": "83", "progress/since_august/completed": "53", "progress/since_august/deported": "14",
	} {
		if have[id] != want {
			t.Errorf("%s is %q, want %s", id, have[id], want)
		}
	}
}

// TestPageIsSmall: a page is read on a telephone, so its own parts, all but the
// bundle that draws charts, stay under 60 KB.
func TestPageIsSmall(t *testing.T) {
	rel, found := example(t)
	res, err := Build(t.Context(), rel, Options{Out: t.TempDir(), Findings: found, Effective: spec.Effective(rel)})
	if err != nil || !res.Written {
		t.Fatal(err, res.Findings)
	}
	page, err := os.ReadFile(filepath.Join(res.Pack, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if own := len(page) - len(templates.ChartBundle()); own >= 60_000 {
		t.Errorf("the page's own parts are %d bytes; 60000 are too many", own)
	}
}

// BenchmarkBuild is the whole job on the 2006 example: every document in every
// format, read back, searched, synced to disk and moved into place.
func BenchmarkBuild(b *testing.B) {
	b.Run("records=1146", func(b *testing.B) {
		for b.Loop() {
			rel, found := example(b)
			res, err := Build(b.Context(), rel, Options{Out: b.TempDir(), Findings: found, Effective: spec.Effective(rel)})
			if err != nil || !res.Written {
				b.Fatal(err, res.Findings)
			}
		}
	})
}
