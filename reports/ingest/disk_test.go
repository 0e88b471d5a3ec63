//go:build unix

package ingest

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestDisk reads from a real folder: a pipe must not make it wait, a file it may not
// read must be named.
func TestDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.csv"), 0o600); err != nil {
		t.Skip("no pipes here:", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cases.csv"), []byte("id\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{"pipe.csv": "D002", "cases.csv": "", "none/cases.csv": "D001", "none/*.csv": "D001"} {
		tr := newTrial("")
		tr.ext.Files, tr.ext.From, tr.ext.Folder = os.DirFS(dir), from, dir
		tr.column("id", nil)
		if got := tr.read(t).foundIDs(); got != want {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
	}
}
