package pack

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
)

// lateDisk fails when a file is to outlast a power cut, as a network disk that is full does.
type lateDisk struct{ quickDisk }

type lateFile struct{ file }

func (f lateFile) Sync() error { return errors.Join(errors.New("no space left"), f.file.Sync()) }

func (d lateDisk) Create(name string, mode fs.FileMode) (file, error) {
	f, err := d.quickDisk.Create(name, mode)
	if filepath.Base(name) == "findings.json" {
		return lateFile{f}, err
	}
	return f, err
}

// What is kept of a build that was stopped is said to be there only once it outlasts a power cut.
func TestFailedFolderIsWrittenToItsEnd(t *testing.T) {
	out := t.TempDir()
	b, err := fakeBuild(t, out, "draft", "a", func(o *Options) { o.disk = lateDisk{} })
	if err == nil {
		t.Fatalf("a pack was written: %v", b.result)
	}
	b, unlock, err := begin(b.rel, Options{Out: out, Version: "test", formats: fakeFormats(), disk: lateDisk{}})
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if err := b.fail(); err == nil {
		t.Errorf("the folder %s is said to be there, and what lies in it was not written to its end", b.result.Failed)
	}
}
