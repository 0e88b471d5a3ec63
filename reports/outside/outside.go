// Package outside finds the programs that are not ours which tests under the
// build tag check rely on. Tests only. A program that cannot be found fails the
// test and is named; only where .ci/run has found that it cannot be had at all,
// and says NOT RUN in its last lines, is the test passed over.
package outside

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Program is the path of a tool's command: Program(t, "poppler", "pdfinfo").
// Tools have the names of .ci/tools.
func Program(t testing.TB, tool, command string) string {
	t.Helper()
	path, err := exec.LookPath(command)
	if err != nil {
		Lacking(t, tool)
	}
	return path
}

// File is the path of a file that .ci/tools has put beside the others: "verapdf.jar".
func File(t testing.TB, tool, name string) string {
	t.Helper()
	dir := os.Getenv("DESPATCH_TOOLS")
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(home, ".cache", "despatch-tools")
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		Lacking(t, tool)
	}
	return path
}

// Lacking ends a test whose tool cannot be found.
func Lacking(t testing.TB, tool string) {
	t.Helper()
	if slices.Contains(strings.Fields(os.Getenv("DESPATCH_NOT_RUN")), tool) {
		t.Skipf("NOT RUN: %s cannot be had", tool)
	}
	t.Fatalf("make check needs %s: run .ci/tools", tool)
}
