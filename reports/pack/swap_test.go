package pack

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"despatch/reports"
)

// errKilled ends the program at an operation: nothing after it happens, clearing up included.
var errKilled = errors.New("killed")

// faultyDisk fails at its at-th operation.
type faultyDisk struct {
	real   disk
	at     int
	done   int
	torn   bool // half of the operation happens first
	kill   bool // nothing happens any more; otherwise this operation alone fails with err
	plain  bool // two folders cannot be exchanged in one step
	killed bool
	open   []*faultyFile // written, not yet synced
	mu     sync.Mutex
	log    []string
}

// step says whether the operation may happen; torn, half of it did before the error.
func (d *faultyDisk) step(what string, half func()) error {
	d.mu.Lock() // documents are written side by side
	defer d.mu.Unlock()
	if d.killed {
		return errKilled
	}
	d.done++
	d.log = append(d.log, what)
	if d.done != d.at {
		return nil
	}
	if d.torn && half != nil {
		half()
	}
	if !d.kill {
		return &fs.PathError{Op: what, Path: "disk", Err: syscall.ENOSPC}
	}
	d.killed = true
	for _, f := range d.open { // what was not synced is lost with the power
		f.File.Truncate(0)
		f.File.Close()
	}
	return errKilled
}

type faultyFile struct {
	*os.File
	d *faultyDisk
}

func (f *faultyFile) Write(p []byte) (int, error) {
	if err := f.d.step("write", func() { f.File.Write(p[:len(p)/2]) }); err != nil {
		return 0, err
	}
	return f.File.Write(p)
}

func (f *faultyFile) Sync() error {
	if err := f.d.step("sync file", nil); err != nil {
		return err
	}
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	for i, o := range f.d.open {
		if o == f {
			f.d.open = append(f.d.open[:i], f.d.open[i+1:]...)
			break
		}
	}
	return nil
}

func (d *faultyDisk) Create(name string, mode fs.FileMode) (file, error) {
	if err := d.step("create "+name, nil); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	ff := &faultyFile{f, d}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = append(d.open, ff)
	return ff, nil
}

func (d *faultyDisk) Mkdir(name string, mode fs.FileMode) error {
	if err := d.step("mkdir "+name, nil); err != nil {
		return err
	}
	return d.real.Mkdir(name, mode)
}

func (d *faultyDisk) Rename(from, to string) error {
	if err := d.step("rename "+from, nil); err != nil {
		return err
	}
	return d.real.Rename(from, to)
}

func (d *faultyDisk) Exchange(a, b string) error {
	if d.plain {
		return errors.ErrUnsupported
	}
	if err := d.step("exchange "+a, nil); err != nil {
		return err
	}
	return d.real.Exchange(a, b)
}

func (d *faultyDisk) RemoveAll(name string) error {
	half := func() { // some of what is in the folder is gone
		if entries, err := os.ReadDir(name); err == nil {
			for i := range (len(entries) + 1) / 2 {
				os.RemoveAll(filepath.Join(name, entries[i].Name()))
			}
		}
	}
	if err := d.step("remove "+name, half); err != nil {
		return err
	}
	return d.real.RemoveAll(name)
}

func (d *faultyDisk) Sync(folder string) error {
	if err := d.step("sync "+folder, nil); err != nil {
		return err
	}
	return d.real.Sync(folder)
}

// sidesOf is what stands, side by side.
func sidesOf(t *testing.T, out string) [3]string {
	t.Helper()
	var s [3]string
	for i, p := range places(out, "fixture", "") {
		s[i] = mustJSON(t, tree(t, p.at))
	}
	return s
}

// TestFaultAtEachOperation stops a build that replaces an earlier pack at each
// file operation in turn, in four ways. What stands afterwards is, for each side, the
// whole old pack or the whole new one; and once the next run has recovered, all sides are of one pack.
func TestFaultAtEachOperation(t *testing.T) {
	for _, c := range []struct {
		name        string
		state       reports.State
		kill, torn  bool
		plain       bool
		replacement bool
	}{
		{name: "killed", state: "draft", kill: true},
		{name: "killed half way", state: "draft", kill: true, torn: true},
		{name: "killed, without exchange", state: "draft", kill: true, plain: true},
		{name: "disk full", state: "draft", torn: true},
		{name: "disk full, without exchange", state: "draft", plain: true},
		{name: "killed while superseding", state: "provisional", kill: true, torn: true, replacement: true},
		{name: "disk full while superseding", state: "provisional", torn: true, replacement: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			build := func(out, notice string, d disk) error {
				_, err := fakeBuild(t, out, c.state, notice, func(o *Options) { o.disk, o.Replace = d, true })
				return err
			}
			want := t.TempDir()
			if err := build(want, "new", quickDisk{}); err != nil {
				t.Fatal(err)
			}
			neu, first := sidesOf(t, want), t.TempDir()
			if err := build(first, "old", quickDisk{}); err != nil {
				t.Fatal(err)
			}
			old := sidesOf(t, first)
			count := &faultyDisk{real: quickDisk{}, at: 1 << 30, plain: c.plain}
			out := t.TempDir()
			if err := errors.Join(os.CopyFS(out, os.DirFS(first)), build(out, "new", count)); err != nil {
				t.Fatal(err)
			}
			journal := slices.IndexFunc(count.log, func(step string) bool { return strings.Contains(step, ".journal") })
			for at := 1; ; at++ {
				if at < journal && at%6 != 0 { // each step of the swap, and some of the writing before it
					continue
				}
				out := t.TempDir()
				if err := os.CopyFS(out, os.DirFS(first)); err != nil {
					t.Fatal(err)
				}
				d := &faultyDisk{real: quickDisk{}, at: at, torn: c.torn, kill: c.kill, plain: c.plain}
				err := build(out, "new", d)
				if d.done < at {
					if err != nil || sidesOf(t, out) != neu {
						t.Fatalf("no fault, and yet no new pack: %v", err)
					}
					if at < 20 {
						t.Fatalf("only %d operations: %v", at, d.log)
					}
					return
				}
				step := d.log[at-1]
				if !c.plain {
					for i, side := range sidesOf(t, out) {
						if side != old[i] && side != neu[i] {
							t.Fatalf("at %d, %s: side %d is neither the old nor the new one", at, step, i)
						}
					}
				}
				if err := recoverFolder(quickDisk{}, out); err != nil {
					t.Fatalf("at %d, %s: recover: %v", at, step, err)
				}
				got := sidesOf(t, out)
				if got != old && got != neu {
					t.Fatalf("at %d, %s: after recovery the sides are not of one pack", at, step)
				}
				if !c.kill && err == nil && got != neu {
					t.Fatalf("at %d, %s: said to be written, and is not", at, step)
				}
				if left, err := leftovers(out); err != nil || len(left) > 0 {
					t.Fatalf("at %d, %s: left behind: %v %v", at, step, left, err)
				}
				kept, _ := filepath.Glob(filepath.Join(out, "*superseded*"))
				if c.replacement && (len(kept) == 3) != (got == neu) || !c.replacement && len(kept) > 0 {
					t.Fatalf("at %d, %s: kept %v", at, step, kept)
				}
				if got == neu && c.replacement {
					for i, p := range places(out, "fixture", "") {
						aside := tree(t, kept0(kept, p.at, out))
						delete(aside, supersededFile)
						if mustJSON(t, aside) != old[i] {
							t.Fatalf("at %d, %s: what is kept of side %d is not what stood", at, step, i)
						}
					}
				}
			}
		})
	}
}

func kept0(kept []string, at, out string) string {
	end := strings.TrimPrefix(strings.TrimPrefix(at, filepath.Join(out, "fixture")), "/")
	for _, k := range kept {
		if strings.HasSuffix(k, end) && (end != "" || !strings.Contains(filepath.Base(k), ".briefing") && !strings.Contains(filepath.Base(k), ".restricted")) {
			return k
		}
	}
	return ""
}

func TestBusy(t *testing.T) {
	out := t.TempDir()
	unlock, err := lockFolder(out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fakeBuild(t, out, "draft", "one", nil); !errors.Is(err, ErrBusy) {
		t.Errorf("two runs in one folder: %v", err)
	}
	unlock()
	if _, err := fakeBuild(t, out, "draft", "one", nil); err != nil {
		t.Error(err)
	}
}

func TestJournalOfStrangers(t *testing.T) {
	out := t.TempDir()
	if err := os.WriteFile(filepath.Join(out, ".despatch-a.journal"), []byte(`{"id":"../b"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := recoverFolder(quickDisk{}, out); err == nil {
		t.Error("a journal that names another folder was followed")
	}
}

// The same pack again is written, looked at and cleared away: what stands is not moved.
func TestTheSameAgainMovesNothing(t *testing.T) {
	out := t.TempDir()
	for i := range 2 {
		d := &faultyDisk{real: quickDisk{}}
		b, err := fakeBuild(t, out, "provisional", "one", func(o *Options) { o.disk = d })
		if err != nil || !b.result.Written || b.result.Unchanged != (i == 1) {
			t.Fatal(err, b.result)
		}
		moved := slices.ContainsFunc(d.log, func(what string) bool {
			return strings.HasPrefix(what, "rename") || strings.HasPrefix(what, "exchange") || strings.Contains(what, "journal")
		})
		if moved == (i == 1) {
			t.Errorf("build %d: %v", i+1, d.log)
		}
		if left, err := leftovers(out); err != nil || len(left) > 0 {
			t.Errorf("build %d left %v, %v", i+1, left, err)
		}
	}
}
