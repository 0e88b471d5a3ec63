package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"despatch/data"
	"despatch/reports"
	"despatch/reports/spec"
)

// inPlace are the flags that stand in for what a release file says.
type inPlace struct {
	cases     []string
	asAt      string
	published string
	counted   string
	memory    size
}

func (i *inPlace) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&i.cases, "cases", nil, "read the extract from this file, pattern or folder; NAME=PATH where there are several; may be repeated")
	f.StringVar(&i.asAt, "as-at", "", "count as at this date, YYYY-MM-DD, in place of the release's")
	f.Var(&i.memory, "memory", "keep so much of the cases of an extract in memory, and the rest in temporary files, 512MB or 2GB (default 512MB)")
	f.StringVar(&i.counted, "counted", "", "count the records of a database here or in-database, in place of what the release says")
	f.StringVar(&i.published, "published", "", "time of publication, 2006-04-26T12:30:00+01:00, in place of the release's")
}

// A loaded release is what spec made of a file, and the file.
type loaded struct {
	rel    *reports.Release
	found  []reports.Finding
	source []byte
}

// load reads a release: a file, a folder that holds a release.yaml, or, for "", the
// one in this folder and else the example in the program, which is announced.
func (p *program) load(release string, in *inPlace, example bool) (*loaded, error) {
	files, name, folder, err := p.find(release, example)
	if err != nil {
		return nil, err
	}
	o := spec.Options{Folder: folder, AsAt: in.asAt, Published: in.published, Counted: in.counted, Env: os.LookupEnv}
	for _, c := range in.cases {
		cases, err := casesOf(c)
		if err != nil {
			return nil, err
		}
		o.Cases = append(o.Cases, cases)
	}
	rel, found, err := spec.Load(files, name, o)
	if err != nil {
		return nil, err
	}
	source, err := fs.ReadFile(files, name)
	return &loaded{rel, found, source}, err
}

const releaseFile = "release.yaml"

func (p *program) find(release string, example bool) (files fs.FS, name, folder string, err error) {
	if release == "" {
		if _, err := os.Stat(releaseFile); err == nil {
			return os.DirFS("."), releaseFile, "", nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, "", "", err
		}
		if !example {
			return nil, "", "", misused("there is no %s here: name a release, or write one to start from with despatch init", releaseFile)
		}
		fmt.Fprintf(p.stderr, "There is no %s here. This is the 2006 example inside despatch; its records are synthetic and about nobody.\n", releaseFile)
		files, err = fs.Sub(data.Example, data.ExampleFolder)
		return files, releaseFile, data.ExampleFolder, err
	}
	info, err := os.Stat(release)
	if err != nil {
		return nil, "", "", err
	}
	if info.IsDir() {
		return os.DirFS(release), releaseFile, slashed(release), nil
	}
	dir, base := filepath.Split(release)
	if dir == "" {
		return os.DirFS("."), base, "", nil
	}
	return os.DirFS(dir), base, slashed(dir), nil
}

// slashed is a folder as messages name it: "" for this one.
func slashed(folder string) string {
	if folder = filepath.ToSlash(filepath.Clean(folder)); folder == "." {
		return ""
	}
	return folder
}

var named = regexp.MustCompile(`^([a-z0-9_-]+)=(.+)$`)

// casesOf reads one --cases: a file, a pattern or a folder, with the extract's name before it or not.
func casesOf(arg string) (spec.Cases, error) {
	var c spec.Cases
	if m := named.FindStringSubmatch(arg); m != nil {
		if _, err := os.Stat(arg); err != nil { // a file may have = in its name
			c.Extract, arg = m[1], m[2]
		}
	}
	if arg == "" {
		return c, misused("--cases names no file")
	}
	if info, err := os.Stat(arg); err == nil && info.IsDir() {
		c.Files, c.Folder = os.DirFS(arg), slashed(arg)
		return c, nil
	} else if err != nil && !strings.ContainsAny(filepath.Base(arg), "*{") {
		return c, err
	}
	dir, base := filepath.Split(arg)
	if dir == "" {
		dir = "."
	}
	c.Files, c.Folder, c.From = os.DirFS(dir), slashed(dir), base
	return c, nil
}

// one is the only argument, or "".
func one(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
