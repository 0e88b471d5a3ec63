package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// settings are what the flags say.
type settings struct {
	root     string // of despatch's module
	cache    string
	despatch string
	python   string
	release  string
	sizes    []int64
	rounds   int
	engines  []string
	machine  string
	date     string
	memory   string
	strict   bool
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "do" {
		if err := do(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	missed, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	for _, m := range missed {
		fmt.Fprintln(os.Stderr, "missed:", m)
	}
	if len(missed) > 0 {
		os.Exit(3)
	}
}

func run() ([]string, error) {
	s, err := parse()
	if err != nil {
		return nil, err
	}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	var all []*measured
	for _, n := range s.sizes {
		m, err := s.measure(n)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	example, err := s.example()
	if err != nil {
		return nil, err
	}
	missed := report(os.Stdout, s, all, example)
	if !s.strict {
		return nil, nil
	}
	return missed, nil
}

func parse() (*settings, error) {
	s := &settings{}
	home, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	var sizes, engines string
	flag.StringVar(&s.root, "root", "../..", "folder of despatch's module")
	flag.StringVar(&s.cache, "cache", filepath.Join(home, "despatch-bench"), "folder for records, programs and Python's libraries; grows by 100 MB a million records")
	flag.StringVar(&s.despatch, "despatch", "", "the program to measure (default: built from -root)")
	flag.StringVar(&sizes, "sizes", "1e5,1e6", "numbers of records: 1e5, 1e6, 1e7, 1e8")
	flag.IntVar(&s.rounds, "rounds", 5, "runs of each engine; the median counts")
	flag.StringVar(&engines, "engines", "", "only these, by id (default: all that can run)")
	flag.StringVar(&s.machine, "machine", "not said", "the machine in words: processors, memory, system")
	flag.StringVar(&s.date, "date", "not said", "the day of the run")
	flag.StringVar(&s.memory, "memory", "", "despatch's --memory, where it has one")
	flag.BoolVar(&s.strict, "strict", true, "exit with 3 where a ratio is missed")
	flag.Parse()
	for _, text := range strings.Split(sizes, ",") {
		f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || f < 1 || f > 1e9 {
			return nil, fmt.Errorf("-sizes: %q is no number of records", text)
		}
		s.sizes = append(s.sizes, int64(f))
	}
	slices.Sort(s.sizes)
	if engines != "" {
		s.engines = strings.Split(engines, ",")
	}
	return s, nil
}

// prepare has the program, the release and Python's libraries ready.
func (s *settings) prepare() error {
	if err := s.prepareDespatch(); err != nil {
		return err
	}
	return s.venv()
}

func (s *settings) prepareDespatch() (err error) {
	for _, folder := range []*string{&s.root, &s.cache} {
		if *folder, err = filepath.Abs(*folder); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(s.cache, 0o755); err != nil {
		return err
	}
	s.release = filepath.Join(s.root, "cmd", "bench", "release")
	if s.despatch == "" {
		s.despatch = filepath.Join(s.cache, "despatch")
		build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", s.despatch, "./cmd/despatch")
		build.Dir, build.Env = s.root, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("building despatch: %w\n%s", err, out)
		}
	} else if s.despatch, err = filepath.Abs(s.despatch); err != nil {
		return err
	}
	return nil
}

// pythons are the libraries measured, pinned.
var pythons = []string{"pandas==3.1.1", "polars==2.1.0"}

// venv makes the environment of the Python engines; without it they are left out.
func (s *settings) venv() error {
	s.python = filepath.Join(s.cache, "venv", "bin", "python")
	check := exec.Command(s.python, "-c", "import pandas, polars")
	if check.Run() == nil {
		return nil
	}
	if out, err := exec.Command("python3", "-m", "venv", filepath.Join(s.cache, "venv")).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "bench: no Python, so no pandas and no Polars: %v\n%s", err, out)
		s.python = ""
		return nil
	}
	install := exec.Command(s.python, append([]string{"-m", "pip", "install", "-q"}, pythons...)...)
	if out, err := install.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "bench: pandas and Polars cannot be had: %v\n%s", err, out)
		s.python = ""
	}
	return nil
}

// dirt is what the records are made with: a hundredth sent twice, a two-hundredth
// corrected later, a few in a thousand bad in one of nine ways. Everything that a reader can
// be right about without despatch's rules for broken lines.
const dirt = "repeats=1%,versions=0.5%,bad-dates=0.05%,bad-numbers=0.02%,order=0.02%,window=0.02%,late=0.1%,blanks=0.5%,blank-ids=0.02%,misspelt=0.2%"

// records makes the file of n records, or finds it, and reads the account beside it.
func (s *settings) records(n int64, format string) (string, *result, error) {
	name := filepath.Join(s.cache, fmt.Sprintf("bench-%d.%s", n, format))
	account := name + ".account.json"
	if _, err := os.Stat(account); errors.Is(err, os.ErrNotExist) || stale(account, s.release) {
		make := exec.Command(s.despatch, "sample", s.release, "-n", fmt.Sprint(n), "--seed", "2006", "--dirt", dirt, "-o", name, "--replace")
		if out, err := make.CombinedOutput(); err != nil {
			return "", nil, fmt.Errorf("making records: %w\n%s", err, out)
		}
	}
	data, err := os.ReadFile(account)
	if err != nil {
		return "", nil, err
	}
	var r result
	return name, &r, json.Unmarshal(data, &r)
}

// stale says whether the release has changed since the records were made.
func stale(made, release string) bool {
	m, err := os.Stat(made)
	if err != nil {
		return true
	}
	files, _ := filepath.Glob(filepath.Join(release, "*"))
	return slices.ContainsFunc(files, func(f string) bool {
		info, err := os.Stat(f)
		return err != nil || info.ModTime().After(m.ModTime())
	})
}
