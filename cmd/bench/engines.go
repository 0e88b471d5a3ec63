package main

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

//go:embed job.py
var jobPython []byte

// An engine is one way to do the job, as a command line.
type engine struct {
	id    string
	name  string
	yard  bool // not the job: a yardstick
	limit int64
	// command is what is run on a file; it prints its result, or leaves it where read finds it.
	command func(file string) []string
	read    func(stdout []byte) (*result, error)
	format  string // "csv" where not said
}

// slow is the most records that engines are asked to count that need the memory or the
// patience of another machine for more.
const slow = 10_000_000

// all lists the engines that can run here.
func (s *settings) all() ([]engine, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	out := filepath.Join(s.cache, "out")
	build := func(file string) []string {
		args := []string{s.despatch, "build", s.release, "--cases", file, "-o", out}
		if s.memory != "" {
			args = append(args, "--memory", s.memory)
		}
		return args
	}
	do := func(id string) func(string) []string {
		return func(file string) []string { return []string{self, "do", id, file} }
	}
	list := []engine{
		{id: "despatch", name: "despatch build, CSV alone", command: build, read: s.pack(out)},
		{id: "duckdb-raw", name: "DuckDB, raw GROUP BY of 3 columns: not the job, the yardstick", yard: true, command: do("duckdb-raw"), read: said},
		{id: "duckdb", name: "DuckDB, the job in SQL", command: do("duckdb"), read: said},
		{id: "encoding-csv", name: "encoding/csv, the job in Go", command: do("encoding-csv"), read: said},
		{id: "gocsv", name: "gocsv into structs, the job in Go", command: do("gocsv"), read: said, limit: slow},
		{id: "despatch-parquet", name: "despatch build, from Parquet", command: build, read: s.pack(out), format: "parquet"},
	}
	if s.python != "" {
		script := filepath.Join(s.cache, "job.py")
		if err := os.WriteFile(script, jobPython, 0o644); err != nil {
			return nil, err
		}
		codes := filepath.Join(s.release, "offence.csv")
		python := func(id string) func(string) []string {
			return func(file string) []string { return []string{s.python, script, id, codes, file} }
		}
		list = append(list,
			engine{id: "polars", name: "Polars, the job", command: python("polars"), read: said},
			engine{id: "pandas", name: "pandas, the job", command: python("pandas"), read: said, limit: slow})
	}
	for _, id := range s.engines {
		if !slices.ContainsFunc(list, func(e engine) bool { return e.id == id }) {
			return nil, fmt.Errorf("-engines: there is no %q here", id)
		}
	}
	if len(s.engines) > 0 {
		list = slices.DeleteFunc(list, func(e engine) bool { return !slices.Contains(s.engines, e.id) })
	}
	return list, nil
}
