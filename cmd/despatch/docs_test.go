package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// page reads a page of the documentation.
func page(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// commands are the command lines of a page: indented, beginning with the name of the program.
func commands(text string) [][]string {
	var out [][]string
	for _, line := range strings.Split(text, "\n") {
		command, ok := strings.CutPrefix(line, "    $ despatch ")
		if !ok {
			command, ok = strings.CutPrefix(line, "    despatch ")
		}
		if ok {
			command, _, _ = strings.Cut(command, " #")
			out = append(out, strings.Fields(command))
		}
	}
	return out
}

// The commands of the README and of the guide run, in order, in an empty folder.
func TestDocumentedCommands(t *testing.T) {
	for _, name := range []string{"README.md", "docs/guide.md"} {
		lines := commands(page(t, name))
		if len(lines) < 3 {
			t.Errorf("%s: only %d commands", name, len(lines))
		}
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for _, args := range lines {
				if args[0] == "build" && len(args) > 2 { // next month's extract
					cases, err := os.ReadFile("my-release/cases.csv")
					if err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile("april.csv", cases, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				var stdout, stderr bytes.Buffer
				if code := run(args, nil, &stdout, &stderr); code != 0 {
					t.Errorf("despatch %s: exit code %d\n%s", strings.Join(args, " "), code, stderr.String())
				}
			}
		})
	}
}

// The smallest release of the guide builds as it stands.
func TestSmallestRelease(t *testing.T) {
	guide := page(t, "docs/guide.md")
	_, rest, _ := strings.Cut(guide, "    version: 1\n")
	block, _, _ := strings.Cut("    version: 1\n"+rest, "\n\nThree documents")
	release := regexp.MustCompile(`(?m)^    `).ReplaceAllString(block, "")
	dir := t.TempDir()
	t.Chdir(dir)
	cases := "case_id,source,received_on,recorded_on\na-1,Police,2026-01-04,2026-01-05\na-2,,2026-02-11,2026-02-12\na-3,Police,2026-03-01,2026-03-02\n"
	for name, text := range map[string]string{"release.yaml": release + "\n", "cases.csv": cases} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr bytes.Buffer
	if code := run([]string{"build"}, nil, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d\n%s", code, stderr.String())
	}
	table, err := os.ReadFile("out/referrals-2026-03-31/tables/source.csv")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(table), "Police,police,People referred,number,2,,source/police/total") {
		t.Errorf("the table of sources reads\n%s", table)
	}
}

// The theme of the guide is taken as it stands, and its name stands on the page; with a
// pale accent it is refused at its place.
func TestGuideTheme(t *testing.T) {
	_, rest, _ := strings.Cut(page(t, "docs/guide.md"), "    name: Example Department\n")
	block, _, _ := strings.Cut(rest, "\n\n")
	theme := strings.ReplaceAll("    name: The Guide's Department\n"+block+"\n", "    ", "")
	t.Chdir(t.TempDir())
	var stdout, stderr bytes.Buffer
	if code := run([]string{"init", "mine"}, nil, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d\n%s", code, stderr.String())
	}
	release, err := os.ReadFile("mine/release.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		theme, says string
		code        int
	}{
		{theme, "", 0},
		{strings.Replace(theme, "#12436D", "#FFDD00", 1), "theme.yaml:2:9: error S055: ", 1},
	} {
		for name, text := range map[string]string{"mine/release.yaml": string(release) + "\ntheme: theme.yaml\n", "mine/theme.yaml": c.theme} {
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		stderr.Reset()
		if code := run([]string{"build", "mine"}, nil, &stdout, &stderr); code != c.code || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("exit code %d, want %d and %q\n%s", code, c.code, c.says, stderr.String())
		}
	}
	html, err := os.ReadFile("out/foreign-national-prisoners-2006-04-26/index.html")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile("The Guide(’|'|&#39;)s Department").Match(html) {
		t.Error("the page does not bear the name of the theme")
	}
}

// What the README lists is what a build of the example writes: every kind of file
// it names is there, and every file is of a kind it names.
func TestReadmeListsThePack(t *testing.T) {
	_, list, _ := strings.Cut(page(t, "README.md"), "## What you get\n")
	list, _, _ = strings.Cut(list, "\n## ")
	t.Chdir(t.TempDir())
	var stdout, stderr bytes.Buffer
	if code := run([]string{"build"}, nil, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d\n%s", code, stderr.String())
	}
	written := map[string]bool{}
	const root = "out/foreign-national-prisoners-2006-04-26"
	for _, side := range []string{root, root + ".briefing"} {
		err := filepath.WalkDir(side, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				name, kind := filepath.Base(path), filepath.Ext(path)
				switch in := filepath.Base(filepath.Dir(path)); {
				case strings.HasSuffix(name, ".csv-metadata.json"):
					kind = "*.csv-metadata.json"
				case in == "tables", in == "charts":
					kind = "*" + kind
				case !strings.HasPrefix(name, "foreign-national"):
					kind = name
				}
				written[kind] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for kind := range written {
		if !strings.Contains(list, kind) && kind != "manifest.json" {
			t.Errorf("the README does not list %s", kind)
		}
	}
	for _, kind := range regexp.MustCompile(`(?:\*|\b(?:index|press|brief|manifest|release))\.[a-z-]+(?:\.json)?`).FindAllString(list, -1) {
		if !written[kind] {
			t.Errorf("the README lists %s, which no build writes", kind)
		}
	}
}

// Every link of the documentation to a file of the project leads somewhere.
func TestDocumentedLinks(t *testing.T) {
	pages := []string{"README.md", "CHANGELOG.md"}
	more, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range more {
		pages = append(pages, "docs/"+filepath.Base(p))
	}
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	for _, name := range pages {
		for _, m := range link.FindAllStringSubmatch(page(t, name), -1) {
			if _, err := os.Stat(filepath.Join("../..", filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", name, m[1])
			}
		}
	}
}
