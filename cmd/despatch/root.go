package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// A program is one run of the command.
type program struct {
	stdout, stderr io.Writer
	verb           string
	started        bool // a verb runs: what goes wrong now is not the command line's grammar
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "despatch",
		Short: "One command from a case extract to a statistical release in which every figure agrees",
		Long: `despatch turns a case extract and one release file into everything a statement needs: the
workbook, the PDF, the web page with charts, the brief, the press notice and the data.
Every figure is counted once, is the same everywhere, and is read back before it is published.

Exit codes: 0 done; 1 findings stopped it (verify, diff: something differs); 2 wrong usage;
3 written, with warnings, under --strict; 4 disclosure refused; 70 a fault of despatch;
74 could not read or write; 130 interrupted. An unknown code means failure.`,
		Example: `  despatch build                          the release in this folder, else the 2006 example
  despatch check release.yaml             every finding; nothing is written
  despatch trace . progress/all/deported  from a figure to its records
  despatch explain D021                   what a finding means`,
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
		PersistentPreRun: func(c *cobra.Command, _ []string) {
			p.started, p.verb = true, c.Name()
		},
	}
	root.SetVersionTemplate("despatch {{.Version}}\n")
	root.AddCommand(p.build(), p.check(), p.init(), p.trace(), p.explain(), p.diff(), p.verify(), p.sample(), p.schema(), p.version(), p.man())
	for _, c := range root.Commands() {
		c.Args = written(c.Args)
	}
	return root
}

// written words a wrong number of arguments by how the verb is written.
func written(args cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, given []string) error {
		if args(c, given) != nil {
			return fmt.Errorf("%s is written: despatch %s", c.Name(), c.Use)
		}
		return nil
	}
}

func (p *program) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := io.WriteString(p.stdout, "despatch "+version+"\n")
			return err
		},
	}
}
