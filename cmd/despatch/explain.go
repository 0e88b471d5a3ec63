package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"despatch/reports"
	"despatch/reports/pack"
	"despatch/reports/spec"
)

// A chapter is the findings of one part of despatch.
type chapter struct {
	title string
	rules []reports.Rule
}

// chapters are every finding there is, in the order of the road.
func chapters() []chapter {
	out := []chapter{{"The release file", spec.Rules}}
	for _, t := range pack.Rooms {
		out = append(out, chapter{t.Title, t.Rules})
	}
	return out
}

func (p *program) explain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [ID]",
		Short: "What a finding means, with a before and an after",
		Long:  "Explain says what a finding means and what to do, with an example that raises it and the same mended. Without an id it lists them all.",
		Example: `  despatch explain D021
  despatch explain | grep date`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
			var ids []string
			for _, ch := range chapters() {
				for _, r := range ch.rules {
					if strings.HasPrefix(r.ID, strings.ToUpper(start)) {
						ids = append(ids, r.ID+"\t"+r.Title)
					}
				}
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				for _, ch := range chapters() {
					for _, r := range ch.rules {
						fmt.Fprintf(p.stdout, "%s  %-7s  %s\n", r.ID, r.Severity, r.Title)
					}
				}
				return nil
			}
			for _, ch := range chapters() {
				for _, r := range ch.rules {
					if strings.EqualFold(r.ID, args[0]) {
						explainRule(p.stdout, r)
						return nil
					}
				}
			}
			return misused("no finding is called %q; despatch explain lists them all", args[0])
		},
	}
}

func explainRule(w io.Writer, r reports.Rule) {
	fmt.Fprintf(w, "%s (%s): %s\n\n%s\n", r.ID, r.Severity, r.Title, r.Text)
	for _, part := range [][2]string{{"Before", r.Before}, {"After", r.After}} {
		if part[1] != "" {
			fmt.Fprintf(w, "\n%s:\n\n    %s\n", part[0], strings.ReplaceAll(part[1], "\n", "\n    "))
		}
	}
	if r.Hint != "" {
		fmt.Fprintf(w, "\nWhat to do: %s.\n", strings.TrimSuffix(r.Hint, "."))
	}
}

// findingsPage is docs/findings.md, made from the same tables as explain.
func findingsPage() string {
	var b strings.Builder
	b.WriteString("# Findings\n\n<!-- made by make docs from the tables in the code: do not edit -->\n\n" +
		"A finding says what is wrong, where, and what to do. An error stops the build; a warning is built, and the manifest says so;\n" +
		"a note informs. No finding quotes a value of a record. `despatch explain ID` prints the same.\n")
	for _, ch := range chapters() {
		fmt.Fprintf(&b, "\n## %s\n", ch.title)
		rules := slices.Clone(ch.rules)
		slices.SortFunc(rules, func(x, y reports.Rule) int { return strings.Compare(x.ID, y.ID) })
		for _, r := range rules {
			fmt.Fprintf(&b, "\n### %s: %s\n\n*%s.* %s\n", r.ID, r.Title, strings.ToUpper(r.Severity.String()[:1])+r.Severity.String()[1:], r.Text)
			for _, part := range [][2]string{{"Before", r.Before}, {"After", r.After}} {
				if part[1] != "" {
					fmt.Fprintf(&b, "\n%s:\n\n    %s\n", part[0], strings.ReplaceAll(part[1], "\n", "\n    "))
				}
			}
			if r.Hint != "" {
				fmt.Fprintf(&b, "\nWhat to do: %s.\n", strings.TrimSuffix(r.Hint, "."))
			}
		}
	}
	return b.String()
}
