package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"despatch/reports/pack"
)

func (p *program) diff() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "What moved between two packs, figure by figure",
		Long: `Diff compares the figures of two packs by their ids: those that changed, with both values, those
added and those removed. It exits with 0 where every figure is the same and with 1 where one differs.`,
		Example: `  despatch diff out/fnp-2006-04-26 out/fnp-2006-05-15
  despatch diff --json old new | jq '.[] | select(.kind == "changed")'`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			for _, a := range args {
				if err := pack.Recover(filepath.Dir(filepath.Clean(a))); err != nil {
					return err
				}
			}
			changes, err := pack.Diff(args[0], args[1])
			if err != nil {
				return err
			}
			if asJSON {
				err = p.json(changes)
			} else {
				p.changes(changes)
			}
			if err == nil && len(changes) > 0 {
				return exit(found)
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return c
}

func (p *program) changes(changes []pack.Change) {
	n := map[string]int{}
	for _, c := range changes {
		n[c.Kind]++
		switch c.Kind {
		case "added":
			fmt.Fprintf(p.stdout, "+ %s: %s (%s)\n", c.ID, c.New, c.Name())
		case "removed":
			fmt.Fprintf(p.stdout, "- %s: %s (%s)\n", c.ID, c.Old, c.Name())
		default:
			fmt.Fprintf(p.stdout, "~ %s: %s → %s (%s)\n", c.ID, c.Old, c.New, c.Name())
		}
	}
	if len(changes) == 0 {
		fmt.Fprintln(p.stdout, "every figure is the same")
		return
	}
	fmt.Fprintf(p.stdout, "%d changed, %d added, %d removed\n", n["changed"], n["added"], n["removed"])
}
