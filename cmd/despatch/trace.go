package main

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"despatch/reports"
	"despatch/reports/pack"
)

func (p *program) trace() *cobra.Command {
	var in inPlace
	var asJSON bool
	c := &cobra.Command{
		Use:   "trace RELEASE FIGURE",
		Short: "Go from a figure to its rule, its parts and the records behind it",
		Long: `Trace counts again and follows one figure back: the rule that puts a case in it, the formula and
the figures it is made of, and file and line of every record behind it. The records stay
inside: what trace prints is not for publication.`,
		Example: `  despatch trace . progress/since_august/started
  despatch trace release.yaml quarters/latest/total --json`,
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			l, err := p.load(args[0], &in, false)
			if err != nil {
				return err
			}
			var traced *pack.Traced
			fs := l.found
			if l.rel != nil && !reports.Errors(fs) {
				o := pack.Options{Memory: int64(in.memory)}
				l.options(&o)
				show := newProgress(p.stderr, asJSON)
				o.Progress = show.step
				traced, fs, err = pack.Trace(c.Context(), l.rel, args[1], o)
				show.end()
				if err != nil {
					return err
				}
			}
			if traced == nil {
				p.list(fs, reports.Error)
				fmt.Fprintf(p.stderr, "%s: nothing was traced\n", sum(fs))
				return stopped(fs)
			}
			if asJSON {
				return p.json(traced)
			}
			out := bufio.NewWriter(p.stdout)
			p.traced(out, traced, "")
			return out.Flush() // what could not be written before, too
		},
	}
	in.flags(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return c
}

func (p *program) traced(out *bufio.Writer, t *pack.Traced, indent string) {
	say := func(format string, args ...any) {
		fmt.Fprintf(out, indent+format+"\n", args...)
	}
	say("%s = %s%s", t.ID, t.Value, unit(t.Unit))
	for _, part := range [][2]string{{"table", t.Table}, {"row", t.Row}, {"column", t.Column}, {"what", labelOf(t)}, {"rule", t.Rule}, {"formula", t.Formula}} {
		if part[1] != "" {
			say("  %-8s %s", part[0]+":", part[1])
		}
	}
	for i := range t.Parts {
		p.traced(out, &t.Parts[i], indent+"  ")
	}
	if t.Extract == "" {
		return
	}
	say("  %s %s of extract %s:", commas(t.Records.N()), plural(int(t.Records.N()), "record", "records"), t.Extract)
	t.Records.Each(func(r pack.Line) bool {
		_, err := fmt.Fprintf(out, "%s    %s:%d\n", indent, r.File, r.Line)
		return err == nil
	})
}

// labelOf is the figure in words, where its table, row and column do not say it.
func labelOf(t *pack.Traced) string {
	if t.Table != "" {
		return ""
	}
	return t.Label
}

func unit(u reports.Unit) string {
	switch u {
	case reports.Number:
		return ""
	case reports.Pct:
		return "%"
	}
	return " " + strings.TrimSpace(string(u))
}
