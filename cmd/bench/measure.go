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

// A timing is one process: its time from start to end, and what it held in memory at most.
type timing struct {
	wall, cpu time.Duration
	peak      int64 // bytes
}

// A line is what one engine took.
type line struct {
	engine
	runs []timing
	lost string // why it has no numbers
}

// measured is every engine on one number of records.
type measured struct {
	n     int64
	bytes map[string]int64 // of the file, by format
	lines []*line
	load  [2]string // of the machine, before and after
	truth *result
}

// measure runs every engine in turns, so that what else the machine does meets all alike.
func (s *settings) measure(n int64) (*measured, error) {
	engines, err := s.all()
	if err != nil {
		return nil, err
	}
	m := &measured{n: n, bytes: map[string]int64{}}
	files := map[string]string{}
	for _, e := range engines {
		if e.limit == 0 || n <= e.limit {
			m.lines = append(m.lines, &line{engine: e})
		}
	}
	for _, l := range m.lines {
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
		files[l.format], m.bytes[l.format], m.truth = file, info.Size(), truth
	}
	m.load[0] = load()
	var cells *result
	for round := range s.rounds + 1 { // the first warms the caches and proves the counts
		for _, l := range m.lines {
			if l.lost != "" {
				continue
			}
			tell("%d records, round %d of %d: %s", n, round, s.rounds, l.id)
			r, took, err := l.once(files[l.format], filepath.Join(s.cache, "out"))
			if err != nil {
				l.lost = strings.SplitN(err.Error(), "\n", 2)[0]
				fmt.Fprintf(os.Stderr, "\n%s: %v\n", l.id, err)
				continue
			}
			if l.yard {
				if r.Read != n {
					return nil, fmt.Errorf("%s counted %d of %d records", l.name, r.Read, n)
				}
			} else {
				if d := r.same(m.truth); d != "" {
					return nil, fmt.Errorf("%s does not agree with the account: %s", l.name, d)
				}
				if cells == nil {
					cells = r
				}
				if d := r.same(cells); d != "" {
					return nil, fmt.Errorf("%s has other cells: %s", l.name, d)
				}
			}
			if round > 0 || s.rounds == 0 {
				l.runs = append(l.runs, took)
			}
		}
	}
	m.load[1] = load()
	tell("")
	return m, nil
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

// timed runs a program to its end. Peak memory is what wait4 says of it.
func timed(args []string) ([]byte, timing, error) {
	c := exec.Command(args[0], args[1:]...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	c.Env = append(os.Environ(), "LC_ALL=C", "NO_COLOR=1")
	start := time.Now()
	err := c.Run()
	r := timing{wall: time.Since(start)}
	if err != nil {
		text := stderr.String()
		return nil, r, fmt.Errorf("%s: %w: %s", filepath.Base(args[0]), err, text[max(0, len(text)-400):])
	}
	r.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.peak = u.Maxrss * 1024
	}
	return stdout.Bytes(), r, nil
}

// example builds the 2006 pack as often as an engine runs.
func (s *settings) example() (*line, error) {
	l := &line{engine: engine{id: "example", name: "the whole 2006 pack"}}
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
			l.runs = append(l.runs, took)
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
	if len(l.runs) == 0 {
		return 0
	}
	var v []float64
	for _, r := range l.runs {
		v = append(v, of(r))
	}
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

func (l *line) wall() float64 { return l.median(func(r timing) float64 { return r.wall.Seconds() }) }
func (l *line) cpu() float64  { return l.median(func(r timing) float64 { return r.cpu.Seconds() }) }

// peak is the most of any run: a limit is a limit.
func (l *line) peak() float64 {
	most := int64(0)
	for _, r := range l.runs {
		most = max(most, r.peak)
	}
	return float64(most) / 1e6
}

func (l *line) spread() (lo, hi float64) {
	for i, r := range l.runs {
		s := r.wall.Seconds()
		if i == 0 || s < lo {
			lo = s
		}
		hi = max(hi, s)
	}
	return lo, hi
}
