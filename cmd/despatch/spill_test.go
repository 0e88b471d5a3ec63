//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// manyCases is a folder with the example's release r, an extract of so many cases, many.csv,
// and a folder for temporary files.
func manyCases(t *testing.T, n int) (dir, tmp string) {
	t.Helper()
	dir = t.TempDir()
	tmp = filepath.Join(dir, "tmp")
	if err := os.Mkdir(tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := asDespatch(t.Context(), dir, "init", "r").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	var cases bytes.Buffer
	cases.WriteString("case_id,name,offence,released_on,started_on,completed_on,deported_on,recorded_on\n")
	for i := range n {
		fmt.Fprintf(&cases, "C%d,Synthetic,Murder,2005-09-01,2005-10-01,,,2006-04-01\n", i)
	}
	if err := os.WriteFile(filepath.Join(dir, "many.csv"), cases.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, tmp
}

// TestSpillOnFullDisk lets no file grow beyond 4 KB, as on a full disk: the program says
// that it could not write, and leaves nothing.
func TestSpillOnFullDisk(t *testing.T) {
	dir, tmp := manyCases(t, 200_000)
	c := exec.CommandContext(t.Context(), "sh", "-c", `ulimit -f 8 && exec "$0" build r --cases many.csv --memory 1MB -q`, os.Args[0])
	c.Env, c.Dir = append(os.Environ(), asProgram+"=1", "TMPDIR="+tmp), dir
	out, err := c.CombinedOutput()
	if c.ProcessState.ExitCode() != unreadable || !bytes.Contains(out, []byte("despatch-spill-")) {
		t.Errorf("exit code %d, %v: %s", c.ProcessState.ExitCode(), err, out)
	}
	if all, err := os.ReadDir(tmp); err != nil || len(all) > 0 {
		t.Errorf("left behind: %v %v", all, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "out")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left behind: out: %v", err)
	}
}

// TestSpillLeavesNothing interrupts a build, and kills one, while cases lie in temporary
// files: the interrupted one leaves nothing, and what the killed one left, which only its
// owner could read, is gone after the next run, whatever that is asked.
func TestSpillLeavesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many records")
	}
	dir, tmp := manyCases(t, 700_000)
	build := func(signal os.Signal) int {
		t.Helper()
		c := asDespatch(t.Context(), dir, "build", "r", "--cases", "many.csv", "--memory", "1MB", "-q")
		c.Env = append(c.Env, "TMPDIR="+tmp)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		for range 2000 {
			if spilt, _ := filepath.Glob(filepath.Join(tmp, "despatch-spill-*", "*")); len(spilt) > 0 {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		if err := c.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := c.Wait(); err != nil && !errors.As(err, new(*exec.ExitError)) {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "out", "foreign-national-prisoners-2006-04-26")); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("the build came to its end before the signal: %v", err)
		}
		return c.ProcessState.ExitCode()
	}
	left := func() []string {
		all, err := filepath.Glob(filepath.Join(tmp, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if code := build(syscall.SIGINT); code != interrupted {
		t.Errorf("interrupted: exit code %d", code)
	}
	if all := left(); len(all) > 0 {
		t.Errorf("interrupted: left behind: %v", all)
	}
	build(syscall.SIGKILL)
	all := left()
	if len(all) != 1 {
		t.Fatalf("killed: %v is left, so that the next run has nothing to prove", all)
	}
	if info, err := os.Stat(all[0]); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("killed: others may look into %s: %v %v", all[0], info.Mode(), err)
	}
	c := asDespatch(t.Context(), dir, "check", "r")
	c.Env = append(c.Env, "TMPDIR="+tmp)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if all := left(); len(all) > 0 {
		t.Errorf("after the next run: left behind: %v", all)
	}
}
