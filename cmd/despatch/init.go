package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"despatch/data"
	"despatch/reports/spec"
)

func (p *program) init() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a release to start from: the example with its extract, code list and words",
		Long: `Init writes the 2006 example into DIR (default: this folder): release.yaml, a synthetic extract,
a code list, and the words of the release, the brief and the press notice. Nothing that is
there already is written over: where one of the files exists, nothing is written at all.`,
		Example: `  despatch init my-release
  despatch build my-release`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := one(args)
			if dir == "" {
				dir = "."
			}
			return p.start(dir)
		},
	}
}

// start writes the example into a folder, all of it or nothing.
func (p *program) start(dir string) error {
	files, err := fs.Sub(data.Example, data.ExampleFolder)
	if err != nil {
		return err
	}
	names, err := fs.Glob(files, "*")
	if err != nil {
		return err
	}
	for _, n := range append(names, schemaFile) {
		if _, err := os.Lstat(filepath.Join(dir, n)); err == nil {
			return misused("%s is there already: nothing was written", filepath.Join(dir, n))
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var made []string
	write := func(name string, text []byte) error {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		made = append(made, f.Name())
		_, err = f.Write(text)
		return errors.Join(err, f.Close())
	}
	for _, n := range names {
		var text []byte
		if text, err = fs.ReadFile(files, n); err == nil {
			err = write(n, text)
		}
		if err != nil {
			break
		}
	}
	if err == nil {
		err = write(schemaFile, spec.Schema())
	}
	if err != nil {
		for _, name := range made {
			err = errors.Join(err, os.Remove(name))
		}
		return err
	}
	for _, name := range made {
		fmt.Fprintln(p.stdout, name)
	}
	fmt.Fprintf(p.stdout, "The records are synthetic. Put your own in their place, and run: despatch build %s\n", dir)
	return nil
}

// schemaFile is what editors read to complete and check the keys of a release.
const schemaFile = "release.schema.json"

func (p *program) schema() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of release.yaml, for editors",
		Example: "  despatch schema > release.schema.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := p.stdout.Write(spec.Schema())
			return err
		},
	}
}
