package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program runs this test binary as despatch, in a folder.
func asDespatch(ctx context.Context, dir string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	c.Dir = dir
	return c
}

// sideHashes is a hash over the names and bytes of each of the three sides.
func sideHashes(t *testing.T, out, id string) [3]string {
	t.Helper()
	var hashes [3]string
	for i, side := range []string{"", ".briefing", ".restricted"} {
		h := sha256.New()
		err := filepath.WalkDir(filepath.Join(out, id+side), func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := os.ReadFile(name)
			fmt.Fprintf(h, "%s %x\n", strings.TrimPrefix(name, out), sha256.Sum256(data))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		hashes[i] = fmt.Sprintf("%x", h.Sum(nil))
	}
	return hashes
}

// TestKilled builds one of two drafts over the other and kills the program at a
// random moment. Each side that stands is then the whole of one draft or of the other,
// and after the next run, whatever its verb, all three are of one.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program many times")
	}
	dir := t.TempDir()
	const id = "foreign-national-prisoners-2006-04-26"
	var whole [2][3]string
	var took time.Duration
	for i, area := range []string{"England and Wales", "England, Wales and the islands"} {
		name := fmt.Sprintf("r%d", i)
		if out, err := asDespatch(t.Context(), dir, "init", name).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		file := filepath.Join(dir, name, "release.yaml")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.NewReplacer("state: provisional", "state: draft", `area: "England and Wales"`, fmt.Sprintf("area: %q", area)).Replace(string(text))
		if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if out, err := asDespatch(t.Context(), filepath.Join(dir, name), "build", "-q").CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		took = time.Since(start)
		whole[i] = sideHashes(t, filepath.Join(dir, name, "out"), id)
	}
	if whole[0] == whole[1] {
		t.Fatal("the two drafts are the same")
	}
	// The restricted side is told apart by the pack it names, so all three differ.
	out := filepath.Join(dir, "out")
	build := func(i int) *exec.Cmd {
		return asDespatch(t.Context(), filepath.Join(dir, fmt.Sprintf("r%d", i)), "build", "-q", "-o", out)
	}
	if text, err := build(0).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, text)
	}
	r := rand.New(rand.NewPCG(50, 2006))
	killed := 0
	for n := range kills {
		c := build((n + 1) % 2)
		c.Stdout, c.Stderr = io.Discard, io.Discard
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(took) * 6 / 5)))
		c.Process.Kill()
		if c.Wait() != nil {
			killed++
		}
		for i, h := range sideHashes(t, out, id) {
			if h != whole[0][i] && h != whole[1][i] {
				t.Fatalf("kill %d: side %d is of neither draft", n, i)
			}
		}
		if text, err := asDespatch(t.Context(), dir, "verify", filepath.Join(out, id)).CombinedOutput(); err != nil {
			t.Fatalf("kill %d: %v\n%s", n, err, text)
		}
		if got := sideHashes(t, out, id); got != whole[0] && got != whole[1] {
			t.Fatalf("kill %d: after the next run the sides are not of one draft", n)
		}
		if left, _ := filepath.Glob(filepath.Join(out, ".despatch-*")); len(left) > 0 {
			t.Fatalf("kill %d: left behind: %v", n, left)
		}
	}
	t.Logf("%d of %d runs were killed before their end", killed, kills)
}
