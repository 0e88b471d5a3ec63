package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A timing is one process: its seconds from start to end on the clock and on processors,
// and the most memory it held, in bytes. All engines are measured so, as whole processes.
type timing struct {
	Wall float64 `json:"wall"`
	CPU  float64 `json:"cpu"`
	Peak int64   `json:"peak"`
}

// A line is what one engine took.
type line struct {
	engine `json:"-"`
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Runs   []timing `json:"runs"`
	Lost   string   `json:"lost,omitempty"` // why it has no numbers
}

// measured is every engine on one number of records.
type measured struct {
	N     int64            `json:"records"`
	Bytes map[string]int64 `json:"bytes"` // of the file, by format
	Lines []*line          `json:"engines"`
	Load  [2]string        `json:"load"` // of the machine, before and after
	Truth *result          `json:"account"`
}

// measure runs every engine in turns, so that what else the machine does meets all alike.
// Each round begins with another engine: none has always the same one before it.
func (s *settings) measure(n int64) (*measured, error) {
	engines, err := s.all()
	if err != nil {
		return nil, err
	}
	m := &measured{N: n, Bytes: map[string]int64{}}
	files := map[string]string{}
	for _, e := range engines {
		if e.limit == 0 || n <= e.limit {
			m.Lines = append(m.Lines, &line{engine: e, ID: e.id, Name: e.name})
		}
	}
	for _, l := range m.Lines {
		if l.format == "" {
			l.format = "csv"
		}
		if files[l.format] != "" {
			continue
		}
		file, truth, err := s.records(n, l.format)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(file)
		if err != nil {
			return nil, err
		}
		files[l.format], m.Bytes[l.format], m.Truth = file, info.Size(), truth
	}
	m.Load[0] = load()
	var cells *result
	for round := range s.rounds + 1 { // the first warms the caches of the machine for all
		for i := range m.Lines {
			l := m.Lines[(i+round)%len(m.Lines)]
			if l.Lost != "" {
				continue
			}
			tell("%d records, round %d of %d: %s", n, round, s.rounds, l.ID)
			r, took, err := l.once(files[l.format], filepath.Join(s.cache, "out"))
			if err != nil {
				l.Lost = strings.SplitN(err.Error(), "\n", 2)[0]
				fmt.Fprintf(os.Stderr, "\n%s: %v\n", l.ID, err)
				continue
			}
			if cells, err = l.agree(r, m.Truth, cells); err != nil {
				return nil, err
			}
			if round > 0 || s.rounds == 0 {
				l.Runs = append(l.Runs, took)
			}
		}
	}
	m.Load[1] = load()
	tell("")
	return m, nil
}

// agree holds a result against the account of the records and the cells of the engine
// that came first, and gives those back. A yardstick has only counted records.
func (l *line) agree(r, truth, cells *result) (*result, error) {
	if l.yard {
		if r.Read != truth.Read {
			return nil, fmt.Errorf("%s counted %d of %d records", l.Name, r.Read, truth.Read)
		}
		return cells, nil
	}
	if d := r.same(truth); d != "" {
		return nil, fmt.Errorf("%s does not agree with the account: %s", l.Name, d)
	}
	if cells == nil {
		cells = r
	}
	if d := r.same(cells); d != "" {
		return nil, fmt.Errorf("%s has other cells: %s", l.Name, d)
	}
	return cells, nil
}

// tell says on a terminal what is under way.
func tell(format string, args ...any) {
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		fmt.Fprintf(os.Stderr, "\r%-70s\r", fmt.Sprintf(format, args...))
	}
}

// once runs an engine on a file.
func (l *line) once(file, out string) (*result, timing, error) {
	if err := clearOut(out); err != nil {
		return nil, timing{}, err
	}
	args := l.command(file)
	stdout, took, err := timed(args)
	if err != nil {
		return nil, took, err
	}
	r, err := l.read(stdout)
	return r, took, err
}

// clearOut takes away the packs that a build before left.
func clearOut(out string) error {
	for _, name := range []string{"bench", "bench.restricted", "bench.failed"} {
		if err := os.RemoveAll(filepath.Join(out, name)); err != nil {
			return err
		}
	}
	return nil
}

// timed runs a program to its end. Peak memory is what wait4 says of it, which on Linux
// is never less than what this program itself holds when it starts another: some 30 MB.
func timed(args []string) ([]byte, timing, error) {
	c := exec.Command(args[0], args[1:]...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	c.Env = append(os.Environ(), "LC_ALL=C", "NO_COLOR=1")
	start := time.Now()
	err := c.Run()
	r := timing{Wall: time.Since(start).Seconds()}
	if err != nil {
		text := stderr.String()
		return nil, r, fmt.Errorf("%s: %w: %s", filepath.Base(args[0]), err, text[max(0, len(text)-400):])
	}
	r.CPU = (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.Peak = u.Maxrss * 1024
	}
	return stdout.Bytes(), r, nil
}

// example builds the 2006 pack as often as an engine runs.
func (s *settings) example() (*line, error) {
	l := &line{ID: "example", Name: "the whole 2006 pack"}
	out := filepath.Join(s.cache, "example")
	folder := filepath.Join(s.root, "data", "fnp-2006")
	for round := range s.rounds + 1 {
		if err := os.RemoveAll(out); err != nil {
			return nil, err
		}
		_, took, err := timed([]string{s.despatch, "build", folder, "-o", out})
		if err != nil {
			return nil, err
		}
		if round > 0 {
			l.Runs = append(l.Runs, took)
		}
	}
	return l, os.RemoveAll(out)
}

// load is the machine's load average over the last minute.
func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "not known"
	}
	first, _, _ := strings.Cut(string(data), " ")
	return first
}

func (l *line) median(of func(timing) float64) float64 {
	if len(l.Runs) == 0 {
		return 0
	}
	var v []float64
	for _, r := range l.Runs {
		v = append(v, of(r))
	}
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

func (l *line) wall() float64 { return l.median(func(r timing) float64 { return r.Wall }) }
func (l *line) cpu() float64  { return l.median(func(r timing) float64 { return r.CPU }) }

// peak is the most of any run: a limit is a limit.
func (l *line) peak() float64 { // MB
	most := int64(0)
	for _, r := range l.Runs {
		most = max(most, r.Peak)
	}
	return float64(most) / 1e6
}

func (l *line) spread() (lo, hi float64) {
	for i, r := range l.Runs {
		s := r.Wall
		if i == 0 || s < lo {
			lo = s
		}
		hi = max(hi, s)
	}
	return lo, hi
}
