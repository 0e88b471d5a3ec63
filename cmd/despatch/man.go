package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// man writes a manual page for the program and one for each verb, from the same
// texts as its help. It is written here, since cobra's own brings a Markdown
// library and a YAML library with it and dates its pages by the clock.
func (p *program) man() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the manual pages into a folder",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			var errs []error
			for _, v := range append([]*cobra.Command{c.Root()}, c.Root().Commands()...) {
				if v.Hidden || v.Name() == "help" {
					continue
				}
				name := strings.ReplaceAll(v.CommandPath(), " ", "-")
				errs = append(errs, os.WriteFile(filepath.Join(args[0], name+".1"), []byte(manPage(name, v)), 0o644))
			}
			return errors.Join(errs...)
		},
	}
}

func manPage(name string, c *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1 \"\" \"despatch %s\" \"despatch manual\"\n", strings.ToUpper(name), version)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(name), roff(c.Short))
	use := c.UseLine()
	if c.HasAvailableSubCommands() {
		use = c.CommandPath() + " VERB [flags]"
	}
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", roff(use))
	long := c.Long
	if long == "" {
		long = c.Short + "."
	}
	fmt.Fprintf(&b, ".SH DESCRIPTION\n.nf\n%s\n.fi\n", roff(long))
	if c.HasAvailableSubCommands() {
		b.WriteString(".SH VERBS\n")
		for _, v := range c.Commands() {
			if !v.Hidden {
				fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(v.Use), roff(v.Short))
			}
		}
	}
	if c.HasAvailableLocalFlags() {
		b.WriteString(".SH OPTIONS\n")
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			short := ""
			if f.Shorthand != "" {
				short = "-" + f.Shorthand + ", "
			}
			fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(short+"--"+f.Name), roff(f.Usage))
		})
	}
	if c.Example != "" {
		fmt.Fprintf(&b, ".SH EXAMPLES\n.nf\n%s\n.fi\n", roff(c.Example))
	}
	return b.String()
}

// roff is a text as a manual page needs it: backslashes, hyphens and leading dots are not its markup.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
