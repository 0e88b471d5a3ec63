package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"despatch/reports"
	"despatch/reports/pack"
)

func (p *program) check() *cobra.Command {
	var in inPlace
	var asJSON, strict bool
	c := &cobra.Command{
		Use:   "check [RELEASE]",
		Short: "Read a release and its extract and print every finding; nothing is written",
		Long: `Check goes the whole way of build, documents and formats included, and writes nothing. Findings
stand rule by rule, errors first, the first twenty of each; at the end each rule is counted and its
first places are named. With --json it tells, of every extract, the account of the records with its
reasons, and of every column how much is filled, how dates and numbers lie, and how often ids
repeat; rules holds the counts and first places of every rule. It tells no value.`,
		Example: `  despatch check
  despatch check crime --cases january.csv
  despatch check crime --json | jq '.extracts[0].columns'`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			l, err := p.load(one(args), &in, false)
			if err != nil {
				return err
			}
			inspection, fs := &pack.Inspection{Findings: l.found}, l.found
			if l.rel != nil {
				o := pack.Options{Memory: int64(in.memory)}
				l.options(&o)
				show := newProgress(p.stderr, asJSON)
				o.Progress = show.step
				in, res, err := pack.Check(c.Context(), l.rel, o)
				show.end()
				if err != nil {
					return err
				}
				inspection, fs = in, res.Findings
				if !asJSON {
					for _, a := range res.Accounts {
						fmt.Fprintf(p.stdout, "%s: %s\n", a.Extract.ID, identity(a))
					}
				}
			}
			if asJSON {
				told := struct {
					*pack.Inspection
					Rules []grouped `json:"rules"`
				}{inspection, group(fs)}
				if err := p.json(told); err != nil {
					return err
				}
			} else {
				p.byRule(fs)
			}
			fmt.Fprintf(p.stderr, "%s\n", sum(fs))
			switch {
			case reports.Errors(fs):
				return stopped(fs)
			case strict && warnings(fs):
				return exit(warned)
			}
			return nil
		},
	}
	in.flags(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print findings, accounts and column profiles as JSON")
	c.Flags().BoolVar(&strict, "strict", false, "exit with 3 where there are warnings")
	return c
}
