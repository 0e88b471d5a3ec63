package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"despatch/reports"
	"despatch/reports/pack"
	"despatch/reports/spec"
)

func (p *program) build() *cobra.Command {
	var in inPlace
	var out, restricted string
	var replace, strict, asJSON, quiet bool
	c := &cobra.Command{
		Use:   "build [RELEASE]",
		Short: "Build the pack of a release: the main job",
		Long: `Build reads the release and its extract, counts, writes every document in every format, reads
each file back, and only then moves the pack into place, whole or not at all:

  OUT/<id>              what is published
  OUT/<id>.briefing     for the minister; not published
  OUT/<id>.restricted   stays inside: quarantined records, findings, account

RELEASE is a release.yaml or a folder that holds one. Without it: ./release.yaml, else the 2006
example inside despatch. A draft may be overwritten; a pack in any other state is replaced only
with --replace, and the old one is kept beside it, marked superseded. A build that is stopped
leaves everything as it was and says why in OUT/<id>.failed.`,
		Example: `  despatch build
  despatch build crime -o packs --cases 'extracts/2020-12/*.csv' --as-at 2020-12-31
  despatch build ofsted --cases providers=p.csv --cases inspections=i.csv`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := pack.Recover(out); err != nil {
				return err
			}
			l, err := p.load(one(args), &in, true)
			if err != nil {
				return err
			}
			o := pack.Options{Out: out, Restricted: restricted, Replace: replace, Memory: int64(in.memory)}
			res, err := p.built(c.Context(), l, o, quiet || asJSON)
			if err != nil {
				return err
			}
			return p.toldBuild(res, strict, asJSON, quiet)
		},
	}
	in.flags(c)
	f := c.Flags()
	f.StringVarP(&out, "output", "o", "out", "the folder of packs")
	f.StringVar(&restricted, "restricted", "", "the folder of the restricted side (default: beside the pack)")
	f.BoolVar(&replace, "replace", false, "replace a pack that is no draft; the old one is kept aside")
	f.BoolVar(&strict, "strict", false, "exit with 3 where the pack was written with warnings")
	f.BoolVar(&asJSON, "json", false, "print the outcome as JSON")
	f.BoolVarP(&quiet, "quiet", "q", false, "print errors only")
	return c
}

// built runs the build, where the release itself allows one.
func (p *program) built(ctx context.Context, l *loaded, o pack.Options, quiet bool) (*pack.Result, error) {
	l.options(&o)
	show := newProgress(p.stderr, quiet)
	defer show.end()
	o.Progress = show.step
	return pack.Build(ctx, l.rel, o)
}

// options hands a loaded release's own texts to a build.
func (l *loaded) options(o *pack.Options) {
	o.Version, o.Findings, o.Source = version, l.found, l.source
	if !reports.Errors(l.found) {
		o.Effective = spec.Effective(l.rel)
	}
}

func (p *program) toldBuild(res *pack.Result, strict, asJSON, quiet bool) error {
	if asJSON {
		if err := p.json(outcomeOf(res)); err != nil {
			return err
		}
	} else {
		p.listed(res.Findings, listing{from: least(quiet), most: listedBuilt, rest: cmp.Or(res.Restricted, res.Failed)})
	}
	if !res.Written {
		if res.Failed != "" && !asJSON {
			fmt.Fprintf(p.stderr, "What stopped it, and the quarantined records, lie in %s\n", res.Failed)
		}
		fmt.Fprintf(p.stderr, "%s: no pack was written\n", sum(res.Findings))
		return stopped(res.Findings)
	}
	if !quiet && !asJSON {
		p.summary(res)
	}
	if warnings(res.Findings) && strict {
		fmt.Fprintf(p.stderr, "%s: the pack was written\n", sum(res.Findings))
		return exit(warned)
	}
	if !quiet {
		fmt.Fprintf(p.stderr, "%s: the pack was written\n", sum(res.Findings))
	}
	return nil
}

// least is the least severity worth printing.
func least(quiet bool) reports.Severity {
	if quiet {
		return reports.Error
	}
	return reports.Info
}

func warnings(fs []reports.Finding) bool {
	for _, f := range fs {
		if f.Severity == reports.Warning {
			return true
		}
	}
	return false
}

// summary says where the pack lies, what became of the records, and what was written.
func (p *program) summary(res *pack.Result) {
	fmt.Fprintf(p.stdout, "%s\n", res.Pack)
	if res.Unchanged {
		fmt.Fprintln(p.stdout, "  as it stood: not a byte has changed")
	}
	if res.Superseded != "" {
		fmt.Fprintf(p.stdout, "  the pack it replaces is kept in %s\n", res.Superseded)
	}
	for _, a := range res.Accounts {
		fmt.Fprintf(p.stdout, "  %s: %s\n", a.Extract.ID, identity(a))
	}
	folders := map[reports.Side]string{reports.Published: res.Pack, reports.Briefing: res.Briefing}
	for _, side := range []reports.Side{reports.Published, reports.Briefing, "restricted"} {
		folder, ok := folders[side]
		if !ok {
			folder = res.Restricted
		}
		if folder == "" {
			continue
		}
		fmt.Fprintf(p.stdout, "%s (%s)\n", folder, side)
		for _, f := range res.Files {
			if f.Side == side {
				fmt.Fprintf(p.stdout, "  %9s  %s\n", commas(f.Bytes), f.Name)
			}
		}
	}
}

// identity is the account of an extract as the sum it must be. Where a finding stopped
// the release before its cases were counted there is no such sum, and none is printed.
func identity(a *reports.Account) string {
	switch known := a.Excluded + a.Quarantined; {
	case a.Read == 0:
		return "no record was read"
	case a.Read != a.Counted+a.Superseded+known:
		return fmt.Sprintf("%s records read, none counted yet: %s excluded, %s quarantined, %s sound",
			commas(a.Read), commas(a.Excluded), commas(a.Quarantined), commas(a.Read-known))
	}
	return fmt.Sprintf("%s records read = %s counted + %s superseded + %s excluded + %s quarantined",
		commas(a.Read), commas(a.Counted), commas(a.Superseded), commas(a.Excluded), commas(a.Quarantined))
}

// An outcome is a build for machines.
type outcome struct {
	Written    bool                   `json:"written"`
	Unchanged  bool                   `json:"unchanged,omitempty"`
	Pack       string                 `json:"pack,omitempty"`
	Briefing   string                 `json:"briefing,omitempty"`
	Restricted string                 `json:"restricted,omitempty"`
	Superseded string                 `json:"superseded,omitempty"`
	Failed     string                 `json:"failed,omitempty"`
	Account    []reports.ManifestPart `json:"account"`
	Files      []outcomeFile          `json:"files"`
	Findings   []reports.Finding      `json:"findings"`
}

type outcomeFile struct {
	Side  reports.Side `json:"side"`
	Name  string       `json:"name"`
	Bytes int64        `json:"bytes"`
}

func outcomeOf(res *pack.Result) outcome {
	o := outcome{Written: res.Written, Unchanged: res.Unchanged, Pack: res.Pack, Briefing: res.Briefing, Restricted: res.Restricted,
		Superseded: res.Superseded, Failed: res.Failed, Account: []reports.ManifestPart{}, Files: []outcomeFile{}, Findings: []reports.Finding{}}
	for _, a := range res.Accounts {
		o.Account = append(o.Account, reports.ManifestPart{Extract: a.Extract.ID, Read: a.Read, Counted: a.Counted,
			Superseded: a.Superseded, Excluded: a.Excluded, Quarantined: a.Quarantined})
	}
	if res.Written {
		for _, f := range res.Files {
			o.Files = append(o.Files, outcomeFile(f))
		}
	}
	o.Findings = append(o.Findings, res.Findings...)
	return o
}
