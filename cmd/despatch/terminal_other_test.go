//go:build !linux

package main

import "github.com/rogpeppe/go-internal/testscript"

// terminalOf is for Linux alone; the story that uses it is not told elsewhere.
func terminalOf(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("no screen can be made here")
}
