// Command despatch turns a case extract and one release file into a statistical
// release: workbook, PDF, web page with charts, brief, press notice and data, in which every
// figure was counted once, reads the same everywhere, and was read back before publication.
//
// See despatch help, docs/guide.md and, for the release file, docs/release-file.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"despatch/reports/pack"
)

// version is the program's, set when it is built for others.
var version = "0.1.0"

// The exit codes. Others may be added: an unknown code means failure.
const (
	done        = 0
	found       = 1  // findings stopped it; verify and diff: something differs
	usage       = 2  // wrong usage
	warned      = 3  // written, with warnings, under --strict
	refused     = 4  // the disclosure policy refused
	fault       = 70 // a fault of despatch
	unreadable  = 74 // could not read or write
	interrupted = 130
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(ease)
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// ease is how much may be thrown away before memory is cleared up, in hundredths of what is
// in use. A pack is soon made, and then the program ends: at the usual 100 clearing up takes a
// seventh of the time of the 2006 pack. While records are counted pack is thriftier.
const ease = 200

// run is the whole program. It prints errors itself and gives the exit code.
func run(args []string, _ io.Reader, stdout, stderr io.Writer) int {
	return runWith(args, stdout, stderr, nil)
}

// runWith is run with the verbs changed, for a test that breaks one.
func runWith(args []string, stdout, stderr io.Writer, change func(*cobra.Command)) (code int) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(stderr, "despatch: a fault of despatch, not of the release: %v\n\treport it, with the release file and without the extract, and with these lines:\n%s", p, debug.Stack())
			code = fault
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // asked twice, the program ends at once; what is left the next run removes
	p := &program{stdout: stdout, stderr: stderr}
	root := p.root()
	if change != nil {
		change(root)
	}
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var c exit
	switch {
	case err == nil:
		return done
	case errors.As(err, &c):
		return int(c)
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "despatch: interrupted: nothing was written")
		return interrupted
	case !p.started: // cobra did not get as far as a verb
		fmt.Fprintf(stderr, "despatch: %v\n\thint: despatch help\n", err)
		return usage
	}
	return p.told(err)
}

// exit ends the program with a code; what there was to say has been said.
type exit int

// Error names the code, for a test that meets it.
func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// misuse is a wrong use of the command line.
type misuse struct{ error }

func misused(format string, args ...any) error { return misuse{fmt.Errorf(format, args...)} }

// told prints an error and gives its code.
func (p *program) told(err error) int {
	fmt.Fprintf(p.stderr, "despatch: %v\n", err)
	var wrong misuse
	var path *fs.PathError
	var link *os.LinkError
	var call *os.SyscallError
	var errno syscall.Errno
	switch {
	case errors.As(err, &wrong):
		fmt.Fprintf(p.stderr, "\thint: despatch %s --help\n", p.verb)
		return usage
	case pack.IsFault(err):
	case errors.Is(err, pack.ErrManifest):
		return found
	case errors.As(err, &path), errors.As(err, &link), errors.As(err, &call), errors.As(err, &errno),
		errors.Is(err, pack.ErrBusy), errors.Is(err, fs.ErrNotExist):
		return unreadable
	}
	fmt.Fprintln(p.stderr, "\tthis is a fault of despatch: report it, with the release file and without the extract")
	return fault
}
