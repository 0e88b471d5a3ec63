package pack

import (
	"os"
	"path/filepath"
	"testing"
)

// TestSpillway: temporary files are the owner's alone, and gone when the run ends; what a
// killed run left is gone at the next, what a living one uses is not.
func TestSpillway(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Setenv("TMP", tmp)
	left := filepath.Join(tmp, spillName+"1")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "001"), []byte("hashes"), 0o600); err != nil {
		t.Fatal(err)
	}
	var living spillway
	f, err := living.file()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("hashes")); err != nil {
		t.Fatal(err)
	}
	sweepSpills()
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Error("what a killed run left is still there", err)
	}
	info, err := os.Stat(living.folder)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the folder of a living run: %v %v", info, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	living.close()
	if all, err := os.ReadDir(tmp); err != nil || len(all) > 0 {
		t.Errorf("left behind: %v %v", all, err)
	}
}
