package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// sheets FILE: prints the names of a workbook's sheets and the words of its cover.
func sheets(ts *testscript.TestScript, _ bool, args []string) {
	f, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Cover")
	ts.Check(err)
	for _, name := range f.GetSheetList() {
		fmt.Fprintln(ts.Stdout(), name)
	}
	for _, r := range rows {
		fmt.Fprintln(ts.Stdout(), strings.Join(r, ""))
	}
}

// ran runs the program and fails the test unless it ends well.
func ran(t *testing.T, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(args, nil, &stdout, &stderr); code != 0 {
		t.Fatalf("despatch %s: exit code %d\n%s", strings.Join(args, " "), code, stderr.String())
	}
}

// The gallery of what is hard to draw and to set is built, and verifies: long labels in two
// languages, Hebrew, marks of markup and of spreadsheets, three hundred columns, a document
// without a heading. What is long stands whole in every file that can be read here.
func TestGallery(t *testing.T) {
	out := t.TempDir()
	ran(t, "build", "../../data/gallery", "--quiet", "-o", out)
	pack := filepath.Join(out, "gallery-of-hard-charts")
	ran(t, "verify", pack)
	list, err := os.ReadFile("../../data/gallery/places.csv")
	if err != nil {
		t.Fatal(err)
	}
	long := regexp.MustCompile(`An office that deals with [^"\n]*`).FindString(string(list))
	if len(long) < 300 {
		t.Fatalf("the longest label of the gallery has %d characters", len(long))
	}
	for _, name := range []string{"tables/places.csv", "index.html"} {
		text, err := os.ReadFile(filepath.Join(pack, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, label := range []string{long, "תל אביב", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"} {
			if !strings.Contains(string(text), label) {
				t.Errorf("%s does not hold %q", name, label)
			}
		}
	}
	book, err := excelize.OpenFile(filepath.Join(pack, "gallery-of-hard-charts.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	places, err := book.GetRows("places")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(fmt.Sprint(places), long) {
		t.Error("the workbook does not hold the longest label")
	}
	classes, err := book.GetRows("classes")
	if err != nil {
		t.Fatal(err)
	}
	last := classes[len(classes)-1]
	if len(last) != 302 { // the year, three hundred classes, all
		t.Errorf("the last row of the widest table has %d cells", len(last))
	}
	plain, err := os.ReadFile(filepath.Join(pack, "plain.txt"))
	if err != nil || len(bytes.TrimSpace(plain)) == 0 {
		t.Errorf("the document without a heading is %q, %v", plain, err)
	}
}

// The brief despatch words itself keeps to its two pages whatever the release holds: forty
// cohorts, eighty tables of stages and forty earlier statements here. It says nothing twice.
func TestBriefOfALargeRelease(t *testing.T) {
	t.Chdir(t.TempDir())
	ran(t, "init", "large")
	text, err := os.ReadFile("large/release.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), "documents:\n")
	_, after, found := strings.Cut(rest, "\nnotes:\n")
	if !found {
		t.Fatal("the example's release file has another order")
	}
	release := before + "documents:\n  brief: {formats: [pdf, txt]}\n\nnotes:\n" + after
	add := func(block, format string, n int) {
		var b strings.Builder
		for k := range n {
			b.WriteString(strings.ReplaceAll(format, "NN", fmt.Sprint(k)))
		}
		with := strings.Replace(release, "\n"+block+":\n", "\n"+block+":\n"+b.String(), 1)
		if with == release {
			t.Fatalf("no block %s", block)
		}
		release = with
	}
	add("cohorts", "  co_NN: {label: \"Released in a period with a rather long name, number NN\", where: {released_on: ..2006-03-31}}\n", 40)
	add("tables", "  re_NN: {title: \"Progress of cohort NN, at some length\", rows: cohort, columns: consideration, view: reached}\n"+
		"  fu_NN: {title: \"Furthest stage of cohort NN, at some length\", rows: cohort, columns: consideration, view: furthest}\n", 40)
	add("earlier", "  ea_NN:\n    title: \"Statement number NN to the Committee of Public Accounts\"\n    as_at: 2005-08-31\n"+
		"    figures: {own: {value: 4NN, label: \"Released without deportation proceedings\"}, progress/all/started: {value: 3NN}}\n", 40)
	if err := os.WriteFile("large/release.yaml", []byte(release), 0o600); err != nil {
		t.Fatal(err)
	}
	ran(t, "build", "large", "--quiet")
	brief := "out/foreign-national-prisoners-2006-04-26.briefing/brief."
	if _, err := os.Stat(brief + "pdf"); err != nil { // a PDF of more pages would have stopped the pack (O052)
		t.Error(err)
	}
	words, err := os.ReadFile(brief + "txt")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, p := range strings.Split(string(words), "\n\n") {
		if said[p] {
			t.Errorf("the brief says twice:\n%s", p)
		}
		said[p] = true
	}
	if !strings.Contains(string(words), "Do not call the figures final") {
		t.Error("the brief does not say that the figures are provisional")
	}
}
