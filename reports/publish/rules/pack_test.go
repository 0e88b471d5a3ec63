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

// sides are the two sides of a pack.
type sides struct {
	published, briefing *rules.Side
	err                 error
}

// example is the release inside despatch, in every format there is; revised is the
// same in the state revised; gallery is that of charts hard to set.
var (
	example = sync.OnceValue(func() sides { return packOf(folder(), nil) })
	revised = sync.OnceValue(func() sides {
		return packOf(folder(), func(r *reports.Release) { r.State = "revised" })
	})
	gallery = sync.OnceValue(func() sides { return packOf(os.DirFS("../../../data/gallery"), nil) })
)

func folder() fs.FS {
	files, err := fs.Sub(data.Example, data.ExampleFolder)
	if err != nil {
		panic(err)
	}
	return files
}

// packOf builds the release of a folder in every format and reads both sides.
func packOf(files fs.FS, change func(*reports.Release)) sides {
	dir, err := os.MkdirTemp("", "despatch-rules-")
	if err != nil {
		return sides{err: err}
	}
	defer os.RemoveAll(dir)
	rel, found, err := spec.Load(files, "release.yaml", spec.Options{Folder: "release"})
	if err != nil || rel == nil {
		return sides{err: fmt.Errorf("the release is not read: %v, %w", found, err)}
	}
	for _, d := range rel.Documents {
		if d.ID == "release" {
			d.Formats = []string{"html", "pdf", "xlsx", "ods", "csv", "txt", "svg"}
		}
	}
	if change != nil {
		change(rel)
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
		return sides{err: fmt.Errorf("the pack is not written:\n%s", strings.Join(stopped, "\n"))}
	}
	var out sides
	if out.published, err = readSide(res.Pack); err == nil && res.Briefing != "" {
		out.briefing, err = readSide(res.Briefing)
	}
	out.err = err
	return out
}

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

func ready(t testing.TB, s sides) sides {
	t.Helper()
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s
}

// base is a side to break: that of the example without one of its two workbooks, or another.
func base(t testing.TB, name string) *rules.Side {
	t.Helper()
	var s *rules.Side
	drop := ""
	switch name {
	case "":
		s, drop = ready(t, example()).published, ".ods"
	case "ods":
		s, drop = ready(t, example()).published, ".xlsx"
	case "both":
		s = ready(t, example()).published
	case "brief":
		s = ready(t, example()).briefing
	case "revised":
		s = ready(t, revised()).published
	case "gallery":
		s, drop = ready(t, gallery()).published, ".ods"
	default:
		t.Fatalf("no base %s", name)
	}
	s = copied(s)
	if drop != "" {
		if err := without(drop)(s); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// The example breaks no rule, on either side.
func TestExample(t *testing.T) {
	s := ready(t, example())
	for _, side := range []*rules.Side{s.published, s.briefing} {
		for _, f := range rules.Check(side) {
			t.Errorf("%s: %s", side.Manifest.Side, f)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	s := ready(b, example())
	for b.Loop() {
		if found := rules.Check(s.published); reports.Errors(found) {
			b.Fatal(found)
		}
	}
}
