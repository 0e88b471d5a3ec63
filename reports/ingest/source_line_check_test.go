//go:build check

package ingest

import (
	"bytes"
	"io"
	"io/fs"
	"runtime"
	"testing"
	"testing/fstest"
	"time"
)

// A longLine is a file that holds a gigabyte on one line between two records.
type longLine struct{ io.Reader }

func (longLine) Stat() (fs.FileInfo, error) { return longInfo{}, nil }
func (longLine) Close() error               { return nil }

type longInfo struct{}

func (longInfo) Name() string       { return "cases.csv" }
func (longInfo) Size() int64        { return 1<<30 + 13 }
func (longInfo) Mode() fs.FileMode  { return 0o644 }
func (longInfo) ModTime() time.Time { return time.Time{} }
func (longInfo) IsDir() bool        { return false }
func (longInfo) Sys() any           { return nil }

type longFS struct{ fstest.MapFS }

func (longFS) Open(string) (fs.File, error) {
	return longLine{io.MultiReader(bytes.NewReader([]byte("id\n1\n")), io.LimitReader(letters{}, 1<<30), bytes.NewReader([]byte("\n2\n3\n4\n")))}, nil
}

func (longFS) Stat(string) (fs.FileInfo, error) { return longInfo{}, nil }

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestGigabyteOnOneLine(t *testing.T) {
	tr := newTrial("")
	tr.ext.Files = longFS{}
	tr.column("id", nil)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	g := tr.read(t)
	runtime.ReadMemStats(&after)
	if g.fate() != "CQCCC" || !hasFinding(g, "D020") {
		t.Errorf("%s: %v", g.fate(), g.Findings)
	}
	if grew := after.Sys - before.Sys; grew > 200<<20 {
		t.Errorf("it took %d MB more of memory", grew>>20)
	}
}
