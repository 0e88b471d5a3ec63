package pack

import (
	"io/fs"
	"testing"

	"despatch/data"
	"despatch/reports"
	"despatch/reports/spec"
)

// example loads the release that ships with the program.
func example(t *testing.T) (*reports.Release, []reports.Finding) {
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
	for _, f := range res.Findings {
		t.Log(f)
	}
	if !res.Written {
		t.Fatal("no pack")
	}
}
