package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"despatch/reports"
	"despatch/reports/sample"
)

// sampling is what the flags of sample ask for.
type sampling struct {
	options sample.Options
	extract string
	dirt    string
	out     string
	replace bool
}

func (p *program) sample() *cobra.Command {
	var in inPlace
	var s sampling
	c := &cobra.Command{
		Use:   "sample [RELEASE]",
		Short: "Make up an extract for a release, and the true account beside it",
		Long: `Sample writes a file of synthetic records for an extract of a release: its columns, code
lists, dates, ladders and bands, with dirt of the kinds and rates asked for. No record is about
a person. Beside it, in FILE.account.json, stands the true account: what check and build must
make of the file. The same seed gives the same bytes; a file of any size takes constant memory.

The kinds of dirt, with the rates they have under "usual":

` + dirtHelp() + `
Write --dirt none for clean records, or a list: usual,breaks=1%,stray=0,crlf.`,
		Example: `  despatch sample -n 1000 -o try.csv
  despatch check --cases try.csv
  despatch sample crime -n 1000000 --seed 7 --dirt usual,stray=0.1%,crlf -o dirty.csv
  despatch sample care --extract providers -n 50000 -o providers.parquet`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			l, err := p.load(one(args), &in, true)
			if err != nil {
				return err
			}
			fs := slices.DeleteFunc(slices.Clone(l.found), absent)
			if l.rel == nil || reports.Errors(fs) {
				p.list(fs, reports.Error)
				fmt.Fprintf(p.stderr, "%s: nothing was written\n", sum(fs))
				return stopped(fs)
			}
			return p.makeSample(c.Context(), l.rel, &s)
		},
	}
	f := c.Flags()
	f.Int64VarP(&s.options.Records, "records", "n", 1000, "so many records")
	f.Uint64Var(&s.options.Seed, "seed", 1, "another seed gives other records")
	f.StringVar(&s.dirt, "dirt", "usual", "kinds of dirt, with rates: none, usual, KIND, KIND=1%, …")
	f.StringVarP(&s.out, "out", "o", "", "the file to write (default: sample-EXTRACT.csv)")
	f.StringVar(&s.options.Format, "format", "", "csv or parquet (default: as the file's name ends, else csv)")
	f.StringVar(&s.extract, "extract", "", "which extract, where the release has several")
	f.BoolVar(&s.replace, "replace", false, "write over a file that is there")
	f.StringVar(&in.asAt, "as-at", "", "make records as at this date, YYYY-MM-DD, in place of the release's")
	return c
}

// absent says whether a finding is only that the extract is not there: it is about to be made.
func absent(f reports.Finding) bool { return f.ID == "D001" }

func dirtHelp() string {
	var b strings.Builder
	for _, k := range sample.Kinds {
		rate := "whole"
		if !k.Whole {
			rate = k.Usual.String()
		} else if sample.Usual()[k.ID] > 0 {
			rate = "usual"
		}
		fmt.Fprintf(&b, "  %-13s %-6s %s\n", k.ID, rate, k.Text)
	}
	return b.String()
}

// settle completes what the flags leave open.
func (s *sampling) settle(rel *reports.Release) (ext *reports.Extract, err error) {
	var names []string
	for _, x := range rel.Extracts {
		names = append(names, x.ID)
		if x.ID == s.extract || s.extract == "" && len(rel.Extracts) == 1 {
			ext = x
		}
	}
	switch {
	case ext == nil && s.extract == "":
		return nil, misused("the release has %d extracts: say which with --extract: %s", len(names), strings.Join(names, ", "))
	case ext == nil:
		return nil, misused("the release has no extract %q: it has %s", s.extract, strings.Join(names, ", "))
	case s.options.Records < 1 || s.options.Records > sample.Most:
		return nil, misused("-n is from 1 to %d records", int64(sample.Most))
	}
	if s.options.Dirt, err = sample.ParseDirt(s.dirt); err != nil {
		return nil, misuse{err}
	}
	if s.options.Format == "" {
		s.options.Format = "csv"
		if strings.EqualFold(filepath.Ext(s.out), ".parquet") {
			s.options.Format = "parquet"
		}
	}
	if s.options.Format != "csv" && s.options.Format != "parquet" {
		return nil, misused("there is no format %q: csv or parquet", s.options.Format)
	}
	if s.out == "" {
		s.out = "sample-" + ext.ID + "." + s.options.Format
	}
	return ext, nil
}

// makeSample writes the sample and its account, both or neither.
func (p *program) makeSample(ctx context.Context, rel *reports.Release, s *sampling) error {
	ext, err := s.settle(rel)
	if err != nil {
		return err
	}
	beside := s.out + ".account.json"
	for _, name := range []string{s.out, beside} {
		if info, err := os.Lstat(name); err == nil && (!s.replace || !info.Mode().IsRegular()) {
			return misused("%s is there already: nothing was written (a plain file is written over with --replace)", name)
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	part := s.out + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	show := newProgress(p.stderr, false)
	s.options.Progress = func(doing string, n int64) { show.step(doing, n, s.options.Records) }
	w := bufio.NewWriterSize(f, 1<<20)
	account, err := sample.Write(ctx, rel, ext, w, s.options)
	show.end()
	if err == nil {
		err = w.Flush()
	}
	err = errors.Join(err, f.Close())
	if err != nil {
		return errors.Join(sampleFault(err), os.Remove(part))
	}
	account.File = filepath.Base(s.out)
	text, err := json.MarshalIndent(account, "", "  ")
	if err == nil {
		err = os.WriteFile(beside, append(text, '\n'), 0o644)
	}
	if err == nil {
		err = os.Rename(part, s.out)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	fmt.Fprintf(p.stdout, "%s: %s records, all of them synthetic\n%s: the true account: %s read = %s counted + %s superseded + %s excluded + %s quarantined\n", s.out, commas(account.Read), beside,
		commas(account.Read), commas(account.Counted), commas(account.Superseded), commas(account.Excluded), commas(account.Quarantined))
	if account.Declare != "" {
		fmt.Fprintf(p.stdout, "The account holds where the release declares of the extract: %s\n", account.Declare)
	}
	return nil
}

// sampleFault tells what a sample cannot be made of from what went wrong on the way.
func sampleFault(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) || errors.Is(err, context.Canceled) {
		return err
	}
	return misuse{err}
}
