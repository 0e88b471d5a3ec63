package tabulate_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"despatch/reports"
	"despatch/reports/tabulate"
)

// files gives temporary files of a folder, and counts them.
func files(tb testing.TB, made *int) func() (tabulate.File, error) {
	dir := tb.TempDir()
	var mu sync.Mutex
	return func() (tabulate.File, error) {
		mu.Lock()
		defer mu.Unlock()
		*made++
		return os.Create(filepath.Join(dir, fmt.Sprint(*made)))
	}
}

// all is everything a counter has to tell.
func all(tb testing.TB, w *world, c *tabulate.Counter) string {
	tb.Helper()
	account := w.account()
	tally, findings, err := c.Tally(w.codings, account)
	if err != nil {
		tb.Fatal(err)
	}
	if !account.Balances() {
		tb.Errorf("the account does not balance: %+v", account)
	}
	distinct, repeated, repeats := c.IDs()
	lines := linesOf(c, func(codes []reports.Code, _ uint64) bool { return codes[2]%2 == 0 })
	if err := c.Close(); err != nil {
		tb.Error(err)
	}
	account.Extract = nil
	return fmt.Sprintf("%+v\n%v\n%d %d %d\n%v\n%v\n%v\n%v\n%v\n%v\n%v\n%v", *account, findings, distinct, repeated, repeats, lines,
		tally.Codes, tally.Cohorts, tally.N, tally.Sums, tally.Days, tally.Values, len(tally.Codings))
}

// TestSpilled holds that no figure, line or finding depends on the limit of memory, on the
// order of the blocks, on how many are added at once, or on files.
func TestSpilled(t *testing.T) {
	for _, keyed := range []bool{true, false} {
		for _, drop := range []bool{false, true} {
			r := newRand(11)
			w := newWorld(day(2006, 4, 26), draw(r, 6000))
			if drop {
				w.ext.IfNewestBroken = "drop"
			}
			if !keyed {
				w.ext.Key = nil
			}
			for i := range w.records { // few cases, so that they have several records, in few shards
				w.records[i].id = fmt.Sprint(r.IntN(2500))
			}
			var blocks []*reports.Cases
			for from := 0; from < len(w.records); from += 100 {
				var places []int
				for i := range 100 {
					places = append(places, from+i)
				}
				b := w.block(places)
				for i := range b.ID {
					b.ID[i][0], b.Row[i][0] = b.ID[i][0]<<8|7, b.Row[i][0]<<8|9
				}
				blocks = append(blocks, b)
			}
			plain := tabulate.New(w.rel, w.ext, tabulate.Options{KeepLines: true})
			for _, b := range blocks {
				if err := plain.Add(b); err != nil {
					t.Fatal(err)
				}
			}
			want := all(t, w, plain)
			for _, memory := range []int64{0, 1, 300_000} {
				for _, hands := range []int{1, 3, 8} {
					made := 0
					c := tabulate.New(w.rel, w.ext, tabulate.Options{KeepLines: true, Memory: memory, Spill: files(t, &made)})
					addAll(t, c, mixed(blocks, r), hands)
					if got := all(t, w, c); got != want {
						t.Errorf("id %v, drop %v, memory %d, %d at once:\n%.600s\nwant\n%.600s", keyed, drop, memory, hands, got, want)
					}
					if (made > 0) != (memory > 0) && memory != 300_000 {
						t.Errorf("memory %d: %d files", memory, made)
					}
				}
			}
		}
	}
}

func mixed(blocks []*reports.Cases, r *rand.Rand) []*reports.Cases {
	out := make([]*reports.Cases, len(blocks))
	for i, at := range r.Perm(len(blocks)) {
		out[i] = blocks[at]
	}
	return out
}

func addAll(tb testing.TB, c *tabulate.Counter, blocks []*reports.Cases, hands int) {
	tb.Helper()
	var wait sync.WaitGroup
	next := make(chan *reports.Cases)
	for range hands {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for b := range next {
				if err := c.Add(b); err != nil {
					tb.Error(err)
				}
			}
		}()
	}
	for _, b := range blocks {
		next <- b
	}
	close(next)
	wait.Wait()
}

// noRoom is a file on a full disk, or one that lost what was put there.
type noRoom struct{ written, room int }

func (f *noRoom) Write(p []byte) (int, error) {
	if f.written += len(p); f.written > f.room {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}
func (f *noRoom) ReadAt([]byte, int64) (int, error) { return 0, io.EOF }
func (f *noRoom) Close() error                      { return nil }

// TestFullDisk: what cannot be put out, or not be read again, is an error and no figure.
func TestFullDisk(t *testing.T) {
	for _, room := range []int{0, 1 << 30} {
		w := newWorld(day(2006, 4, 26), draw(newRand(3), 5000))
		c := tabulate.New(w.rel, w.ext, tabulate.Options{Memory: 1, Spill: func() (tabulate.File, error) { return &noRoom{room: room}, nil }})
		var failed error
		for i := range w.records {
			b := w.block([]int{i})
			b.ID[0] = reports.ID{uint64(i)<<8 | 1, uint64(i)}
			if err := c.Add(b); err != nil {
				failed = err
			}
		}
		_, _, err := c.Tally(w.codings, w.account())
		if err = errors.Join(failed, err); err == nil || !strings.Contains(err.Error(), "no space left") && !strings.Contains(err.Error(), "read again") {
			t.Errorf("room %d: %v", room, err)
		}
	}
	c := tabulate.New(&reports.Release{}, &reports.Extract{Key: []*reports.Column{{}}}, tabulate.Options{})
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
