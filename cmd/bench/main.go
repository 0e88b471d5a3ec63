package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
	said     string // the command of the run
	memory   string
	record   bool
	draw     bool
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "do" {
		if err := do(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	answers, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	missed := false
	for _, r := range answers {
		if r.verdict == verdictMissed {
			fmt.Fprintf(os.Stderr, "missed: %s: %s, %s\n", r.what, r.measured, r.limit)
			missed = true
		}
	}
	if missed {
		os.Exit(3)
	}
}

// run measures, prints, and with -record keeps the results and what docs/ says of them.
func run() ([]answer, error) {
	s, err := parse()
	if err != nil {
		return nil, err
	}
	if s.draw {
		return nil, s.document()
	}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	r := &outcome{Machine: s.machine, Date: s.date, Command: s.said, Rounds: s.rounds}
	for _, n := range s.sizes {
		m, err := s.measure(n)
		if err != nil {
			return nil, err
		}
		r.Sizes = append(r.Sizes, m)
	}
	if r.Example, err = s.example(); err != nil {
		return nil, err
	}
	r.print(os.Stdout, true)
	if s.record {
		if err := s.keep(r); err != nil {
			return nil, err
		}
	}
	return r.answers(), nil
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
	flag.StringVar(&sizes, "sizes", "1e6,1e7", "numbers of records: 1e5, 1e6, 1e7, 1e8")
	flag.IntVar(&s.rounds, "rounds", 5, "runs of each engine; the median counts")
	flag.StringVar(&engines, "engines", "", "only these, by id (default: all that can run)")
	flag.StringVar(&s.machine, "machine", "not said", "the machine in words: processors, memory, system")
	flag.StringVar(&s.date, "date", "not said", "the day of the run")
	flag.StringVar(&s.memory, "memory", "", "despatch's --memory (default: its own)")
	flag.StringVar(&s.said, "command", "", "the command of the run in words, for the record")
	flag.BoolVar(&s.record, "record", false, "keep the results in results.json, in place of those of the same sizes, and write docs/performance.md and docs/growth.svg")
	flag.BoolVar(&s.draw, "draw", false, "measure nothing: write the two files of docs/ from results.json")
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
	return s, s.absolute()
}

// absolute makes the folders independent of where a process runs.
func (s *settings) absolute() (err error) {
	for _, folder := range []*string{&s.root, &s.cache} {
		if *folder, err = filepath.Abs(*folder); err != nil {
			return err
		}
	}
	return nil
}

// prepare has the program, the release and Python's libraries ready.
func (s *settings) prepare() error {
	if err := s.prepareDespatch(); err != nil {
		return err
	}
	return s.venv()
}

func (s *settings) prepareDespatch() (err error) {
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
	account, seal := name+".account.json", name+".made-of"
	of, err := s.madeOf()
	if err != nil {
		return "", nil, err
	}
	if was, err := os.ReadFile(seal); err != nil || string(was) != of {
		tell("making %d records", n)
		make := exec.Command(s.despatch, "sample", s.release, "-n", fmt.Sprint(n), "--seed", "2006", "--dirt", dirt, "-o", name, "--replace")
		if out, err := make.CombinedOutput(); err != nil {
			return "", nil, fmt.Errorf("making records: %w\n%s", err, out)
		}
		if err := os.WriteFile(seal, []byte(of), 0o644); err != nil {
			return "", nil, err
		}
	}
	data, err := os.ReadFile(account)
	if err != nil {
		return "", nil, err
	}
	var r result
	return name, &r, json.Unmarshal(data, &r)
}

// madeOf is the hash of all that the records depend on but the program: the release and
// the dirt. A change of package sample that changes its records asks for an empty cache.
func (s *settings) madeOf() (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, dirt)
	files, err := filepath.Glob(filepath.Join(s.release, "*"))
	if err != nil {
		return "", err
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n", filepath.Base(f), len(data))
		h.Write(data)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
