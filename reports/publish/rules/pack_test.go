package rules_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"despatch/data"
	"despatch/reports"
	"despatch/reports/pack"
	"despatch/reports/publish/rules"
	"despatch/reports/spec"
)

// sides are the two sides of the example, built once, in every format there is.
type sides struct {
	published, briefing *rules.Side
	err                 error
}

var example = sync.OnceValue(func() sides {
	dir, err := os.MkdirTemp("", "despatch-rules-")
	if err != nil {
		return sides{err: err}
	}
	defer os.RemoveAll(dir)
	files, err := fs.Sub(data.Example, data.ExampleFolder)
	if err != nil {
		return sides{err: err}
	}
	rel, found, err := spec.Load(files, "release.yaml", spec.Options{Folder: "fnp-2006"})
	if err != nil {
		return sides{err: err}
	}
	for _, d := range rel.Documents {
		if d.ID == "release" {
			d.Formats = []string{"html", "pdf", "xlsx", "ods", "csv", "txt", "svg"}
		}
	}
	res, err := pack.Build(context.Background(), rel, pack.Options{Out: dir, Version: "test", Findings: found})
	if err != nil {
		return sides{err: err}
	}
	if !res.Written {
		var stopped []string
		for _, f := range res.Findings {
			if f.Severity == reports.Error {
				stopped = append(stopped, f.String())
			}
		}
		return sides{err: fmt.Errorf("the example is not written:\n%s", strings.Join(stopped, "\n"))}
	}
	var out sides
	for at, side := range map[string]**rules.Side{res.Pack: &out.published, res.Briefing: &out.briefing} {
		if *side, err = readSide(at); err != nil {
			return sides{err: err}
		}
	}
	return out
})

// readSide reads a folder of a pack whole.
func readSide(folder string) (*rules.Side, error) {
	m, err := pack.ReadManifest(folder)
	if err != nil {
		return nil, err
	}
	s := &rules.Side{Manifest: m}
	for _, f := range m.Files {
		b, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(f.Name)))
		if err != nil {
			return nil, err
		}
		s.Files = append(s.Files, rules.File{Name: f.Name, Format: f.Format, Document: f.Document, Data: b})
	}
	return s, nil
}

func built(t testing.TB) sides {
	t.Helper()
	s := example()
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s
}

// The example breaks no rule, on either side.
func TestExample(t *testing.T) {
	s := built(t)
	for _, side := range []*rules.Side{s.published, s.briefing} {
		for _, f := range rules.Check(side) {
			t.Errorf("%s: %s", side.Manifest.Side, f)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	s := built(b)
	for b.Loop() {
		if found := rules.Check(s.published); reports.Errors(found) {
			b.Fatal(found)
		}
	}
}
