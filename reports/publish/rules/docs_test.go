package rules_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"despatch/reports/publish/rules"
)

var update = flag.Bool("update", false, "rewrite docs/accessibility.md")

const guidePage = "../../../docs/accessibility.md"

// families are the parts of the guide, in its order.
var families = []struct{ letter, title, says string }{
	{"X", "Spreadsheets", "XLSX and ODS, read part by part as zip and XML."},
	{"S", "Shorthand", "Symbols in place of values, in every kind of file."},
	{"C", "Charts", "The drawings as written: SVG files, the SVG of pages, the interactive layer's data, the native charts of workbooks."},
	{"H", "Pages", "HTML, parsed as a browser does; axe and a keyboard try them in Chromium besides (`make check`)."},
	{"P", "PDF", "The PDF's own checker, which shares no code with the writer; veraPDF and qpdf judge besides (`make check`)."},
	{"R", "Releases and revisions", "What each file says of itself, and the manifest."},
	{"M", "Parliamentary forms", "Briefs and press notices; the other forms are not written yet."},
}

// guide is docs/accessibility.md: each rule, its check, how it is broken to try it, and what only a person sees.
func guide() string {
	var b strings.Builder
	rows := rules.Guide()
	checked, tries := 0, map[string][]string{}
	for _, r := range rows {
		if r.Checked {
			checked++
		}
	}
	for _, m := range mutations {
		tries[m.rule] = append(tries[m.rule], m.what)
	}
	fmt.Fprintf(&b, `# The rules for accessible statistics, and who sees to each

<!-- made by make docs from the table in the code: do not edit -->

%d rules say what makes an output right. %d of them a program decides: package `+"`reports/publish/rules`"+` reads the finished files as a stranger
would, sharing no code with what wrote them, when a pack is built (an error stops it), when it is verified (`+"`despatch verify PACK`"+`), and
in the test suite of every format. `+"`despatch explain X03`"+` prints a rule.

Each check is tried on files broken on purpose, %d ways in all: a finished file of a pack is changed, hashes are left aside, and the rule's own id,
and no other, must be found. A rule without a check has its reason here, and the rules for the eye say what is to be looked at, when, and by whom.

*Essential*: so by its source; it stops the pack. *Advised, and refused*: advised by its source, but the writer of the file alone decides it, so it
stops the pack too. *Advised*: a warning. What the author of a release decides and the release file allows, such as a word or a missing
contact, is a warning whatever the level: no writer of files can mend it.

Sources: AF is the Government Analysis Function. SSA is its "Releasing statistics in spreadsheets", BASICS its checklist of the basics, SYM its
guidance on symbols, MRC its machine-readable checklist, AFC its charts checklist; WCAG is 2.2 A and AA, UA is PDF/UA-1, CODE2 and CODE3 the Code
of Practice for Statistics 2.x and 3.0, OSR the Office for Statistics Regulation, HOREV the Home Office revisions policy, HANS Hansard, HAC the Home
Affairs Committee; *house* is our own.
`, len(rows), checked, len(mutations))
	for _, f := range families {
		fmt.Fprintf(&b, "\n## %s: %s\n\n%s\n\n", f.letter, f.title, f.says)
		b.WriteString("| id | level | rule | source | the check looks at | broken on purpose by | no check, or left out, because |\n|---|---|---|---|---|---|---|\n")
		for _, r := range rows {
			if strings.HasPrefix(r.ID, f.letter) {
				fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", r.ID, r.Level, cell(r.Text), cell(r.Source), cell(r.How), cell(strings.Join(tries[r.ID], "; ")), cell(r.Why))
			}
		}
	}
	b.WriteString("\n## For the eye\n\nWhat only a person can judge. Where it was done, docs/accessibility-statement.md says when and by whom; until then it is not done.\n\n" +
		"| id | what to look at, when, and who |\n|---|---|\n")
	for _, r := range rows {
		if r.Eye != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", r.ID, cell(r.Eye))
		}
	}
	return b.String()
}

// cell is a text as a cell of a Markdown table.
func cell(s string) string {
	return strings.NewReplacer("|", "\\|", "\n", " ", "<", "&lt;", "*", "\\*", "_", "\\_").Replace(s)
}

// docs/accessibility.md is what the tables say; -update rewrites it.
func TestGenerated(t *testing.T) {
	want := guide()
	if *update {
		if err := os.WriteFile(guidePage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(guidePage); err != nil || string(got) != want {
		t.Errorf("docs/accessibility.md is out of date (%v): run make docs", err)
	}
}

// Each row of the table is whole, and no id stands twice.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for i, r := range rules.Guide() {
		entry := rules.Rules[i]
		switch {
		case seen[r.ID]:
			t.Errorf("%s stands twice", r.ID)
		case r.Text == "" || r.Source == "" || entry.Title == "":
			t.Errorf("%s lacks its text, source or title", r.ID)
		case r.Checked && (r.How == "" || entry.Hint == ""):
			t.Errorf("%s has a check and does not say what it looks at, or what to do", r.ID)
		case !strings.Contains(entry.Text, r.Source):
			t.Errorf("%s does not give its source to explain", r.ID)
		}
		seen[r.ID] = true
	}
	for family, n := range map[string]int{"X": 44, "S": 11, "C": 22, "H": 15, "P": 14, "R": 15, "M": 12} {
		for i := 1; i <= n; i++ {
			if id := fmt.Sprintf("%s%02d", family, i); !seen[id] {
				t.Errorf("%s is not in the table", id)
			}
		}
	}
}
