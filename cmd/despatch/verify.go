package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"despatch/reports"
	"despatch/reports/pack"
)

func (p *program) verify() *cobra.Command {
	var in inPlace
	var against string
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify PACK",
		Short: "Read a pack again: every hash, and every figure in every file",
		Long: `Verify opens every file of a pack, and of the briefing side beside it, and compares its hash and
every figure in it with the manifest: words, tables, charts, alternative texts, data. With
--against it also builds the release again, in a folder that is gone afterwards, and compares
what is given out byte for byte. It exits with 1 where anything differs.`,
		Example: `  despatch verify out/foreign-national-prisoners-2006-04-26
  despatch verify out/crime-2020 --against crime --cases extract.csv`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			folder := filepath.Clean(args[0])
			if err := pack.Recover(filepath.Dir(folder)); err != nil {
				return err
			}
			m, fs, err := pack.Verify(folder)
			if err != nil {
				return err
			}
			if c.Flags().Changed("against") {
				more, err := p.against(c, folder, against, &in)
				if err != nil {
					return err
				}
				fs = append(fs, more...)
			}
			if asJSON {
				if err := p.json(map[string]any{"pack": m.Release.ID, "findings": append([]reports.Finding{}, fs...)}); err != nil {
					return err
				}
			} else {
				p.list(fs, reports.Info)
			}
			if reports.Errors(fs) {
				fmt.Fprintf(p.stderr, "%s: %s is not as it was built\n", sum(fs), folder)
				return exit(found)
			}
			if !asJSON {
				fmt.Fprintf(p.stdout, "%s: %s files and %s figures are as the manifest says\n", folder, commas(int64(len(m.Files))), commas(int64(len(m.Figures))))
			}
			return nil
		},
	}
	in.flags(c)
	c.Flags().StringVar(&against, "against", "", "build this release again and compare; \"example\" is the one inside despatch")
	c.Flags().BoolVar(&asJSON, "json", false, "print findings as JSON")
	return c
}

func (p *program) against(c *cobra.Command, folder, release string, in *inPlace) ([]reports.Finding, error) {
	example := release == "example"
	if example {
		release = ""
	}
	l, err := p.load(release, in, example)
	if err != nil {
		return nil, err
	}
	if l.rel == nil || reports.Errors(l.found) {
		return l.found, nil
	}
	var o pack.Options
	l.options(&o)
	_, fs, err := pack.Against(c.Context(), folder, l.rel, o)
	return fs, err
}
