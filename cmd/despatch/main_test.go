package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"despatch/reports"
	"despatch/reports/outside/standin"
)

var update = flag.Bool("update", false, "rewrite generated pages")

// asProgram, in the environment, makes the test binary the program itself, so
// that a test can kill it.
const asProgram = "DESPATCH_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	testscript.Main(m, map[string]func(){
		"despatch": main,
		// the program with a verb that is broken
		"despatch-broken": func() {
			os.Exit(runWith(os.Args[1:], os.Stdout, os.Stderr, func(root *cobra.Command) {
				root.AddCommand(&cobra.Command{Use: "break", RunE: func(*cobra.Command, []string) error { panic("broken on purpose") }})
			}))
		},
	})
}

// TestStories runs the program as people do, one story a file.
func TestStories(t *testing.T) { testscript.Run(t, stories()) }

func stories() testscript.Params {
	return testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"replace": replace, "same": sameFolders, "records": records, "code": code, "interrupt": interrupt, "pages": pages, "database": database, "sheets": sheets, "terminal": terminalOf,
		},
	}
}

// replace FILE OLD NEW: the first OLD of a file becomes NEW; \n is a line break.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	unescape := strings.NewReplacer(`\n`, "\n", `\x80`, "\x80").Replace
	name := ts.MkAbs(args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	before, after, ok := strings.Cut(string(data), unescape(args[1]))
	if !ok {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(name, []byte(before+unescape(args[2])+after), 0o644))
}

// sameFolders, "same A B" in a story: two folders hold the same files, byte for byte.
func sameFolders(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same A B")
	}
	out, err := exec.Command("diff", "-r", ts.MkAbs(args[0]), ts.MkAbs(args[1])).CombinedOutput()
	if (err != nil) != neg {
		ts.Fatalf("%s and %s: %v\n%s", args[0], args[1], err, out)
	}
}

// records FILE N: writes a synthetic extract of N cases with the example's columns.
func records(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	var b bytes.Buffer
	b.WriteString("case_id,name,offence,released_on,started_on,completed_on,deported_on,recorded_on\n")
	for i := range n {
		fmt.Fprintf(&b, "FNP-%07d,Synthetic Person %07d,Murder,2005-09-01,2005-10-01,,,2006-04-01\n", i, i)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

// database VARIABLE FILE [COLUMN…]: serves the records of a CSV file as the table cases of a
// database until the story ends, and tells its address in the variable. The columns named
// are of type date, the others texts.
func database(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Open(ts.MkAbs(args[1]))
	ts.Check(err)
	defer f.Close()
	s, err := standin.Serve(f, args[2:]...)
	ts.Check(err)
	ts.Defer(func() { _ = s.Close() })
	ts.Setenv(args[0], s.Address())
}

// code N PROGRAM ARGS…: the program exits with N.
func code(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		got = -1
		if e := (*exec.ExitError)(nil); errors.As(err, &e) {
			got = e.ExitCode()
		}
	}
	if got != want {
		ts.Fatalf("%s exits with %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// interrupt ARGS…: starts despatch, interrupts it while it reads, and wants 130.
func interrupt(ts *testscript.TestScript, _ bool, args []string) {
	bin, err := os.Executable()
	ts.Check(err)
	c := exec.Command(bin, args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	c.Dir = ts.MkAbs(".")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	ts.Check(c.Start())
	for range 200 { // it is at work once the folder is there
		if _, err := os.Stat(ts.MkAbs("out")); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Check(c.Process.Signal(syscall.SIGINT))
	c.Wait()
	if got := c.ProcessState.ExitCode(); got != interrupted {
		ts.Fatalf("exits with %d, want %d\n%s", got, interrupted, stderr.String())
	}
}

// pages DIR: every manual page in DIR is one, and there are some.
func pages(ts *testscript.TestScript, _ bool, args []string) {
	names, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "despatch*.1"))
	ts.Check(err)
	if len(names) < 10 {
		ts.Fatalf("only %d manual pages: %v", len(names), names)
	}
	for _, n := range names {
		data, err := os.ReadFile(n)
		ts.Check(err)
		for _, part := range []string{".TH ", ".SH NAME\n", ".SH SYNOPSIS\n", ".SH DESCRIPTION\n"} {
			if !strings.Contains(string(data), part) {
				ts.Fatalf("%s has no %q", n, part)
			}
		}
	}
}

// TestGenerated holds docs/findings.md against the tables in the code.
func TestGenerated(t *testing.T) {
	const page = "../../docs/findings.md"
	want := findingsPage()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("docs/findings.md is out of date (%v): run make docs", err)
	}
}

func TestRuleIDsAreOne(t *testing.T) {
	seen := map[string]bool{}
	for _, ch := range chapters() {
		for _, r := range ch.rules {
			if seen[r.ID] {
				t.Errorf("%s stands in two tables", r.ID)
			}
			seen[r.ID] = true
		}
	}
}

// TestListing: the first twenty of a kind, then how many more; each hint once.
func TestListing(t *testing.T) {
	var b bytes.Buffer
	p := &program{stdout: io.Discard, stderr: &b}
	p.list(manyFindings(25), 0)
	out := b.String()
	if n := strings.Count(out, "warning D021"); n != 20 {
		t.Errorf("%d of 25 listed", n)
	}
	if !strings.Contains(out, "… and 5 more findings of this kind: D021") || strings.Count(out, "hint:") != 1 {
		t.Errorf("%s", out)
	}
	if strings.Contains(out, "\x1b") {
		t.Error("colour where nobody looks")
	}
}

// TestListingBuilt: a build lists three of a kind that stops nothing and says where the rest
// is; of errors it lists what check would.
func TestListingBuilt(t *testing.T) {
	var b bytes.Buffer
	p := &program{stdout: io.Discard, stderr: &b}
	fs := manyFindings(25)
	for _, f := range manyFindings(21) {
		f.ID, f.Severity = "S001", reports.Error
		fs = append(fs, f)
	}
	for range 4 {
		fs = append(fs, reports.Finding{ID: "D024", Severity: reports.Warning, Msg: "a date too early; the record is set aside"})
	}
	fs = append([]reports.Finding{{ID: "D024", Severity: reports.Warning, File: "cases.csv", Count: 40, Msg: "40 records more set aside for the like of this"}}, fs...)
	p.listed(fs, listing{most: listedBuilt, rest: "x.restricted"})
	out := b.String()
	for want, n := range map[string]int{"warning D021": 3, "error S001": 20, "warning D024": 3, "like of this": 0,
		"… and 22 more findings of this kind: D021; see " + filepath.Join("x.restricted", "findings.json"):  1,
		"… and 1 more finding of this kind: S001":                                                           1,
		"… and 41 more findings of this kind: D024; see " + filepath.Join("x.restricted", "quarantine.csv"): 1} {
		if got := strings.Count(out, want); got != n {
			t.Errorf("%d of %q, not %d, in\n%s", got, want, n, out)
		}
	}
}

// manyFindings are n warnings of one kind, with one hint.
func manyFindings(n int) []reports.Finding {
	var out []reports.Finding
	for i := range n {
		out = append(out, reports.Finding{ID: "D021", Severity: reports.Warning, File: "cases.csv", Line: i + 2, Msg: fmt.Sprintf("column %q", "x"), Hints: []string{"correct it"}})
	}
	return out
}
