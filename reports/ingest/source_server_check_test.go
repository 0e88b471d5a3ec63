//go:build (check || engines) && unix

package ingest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"despatch/reports"
	"despatch/reports/tabulate"
)

// freePort is a port of the loopback that nobody listens on.
func freePort(tb testing.TB) int {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// serverDir is a folder of its own for a server, which may run as another user than the test.
func serverDir(tb testing.TB, owner *syscall.Credential) string {
	tb.Helper()
	dir, err := os.MkdirTemp("", "despatch-server-") //nolint:usetesting // the test's own folder is closed to other users
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	if owner != nil {
		if err := os.Chown(dir, int(owner.Uid), int(owner.Gid)); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// ordinary is a user that servers agree to run as where the test is root; nil for the test's own.
func ordinary(tb testing.TB, names ...string) *syscall.Credential {
	tb.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range names {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	tb.Fatalf("there is none of the users %v to run a server as", names)
	return nil
}

// serve starts a server that is ended by its pid when the test ends, or with the test.
func serve(tb testing.TB, as *syscall.Credential, dir, name string, args ...string) *exec.Cmd {
	tb.Helper()
	c := exec.Command(name, args...)
	c.Dir = dir
	c.SysProcAttr = &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGKILL, Setpgid: true}
	log, err := os.Create(filepath.Join(dir, filepath.Base(name)+".out"))
	if err != nil {
		tb.Fatal(err)
	}
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGINT)
		done := make(chan struct{})
		go func() { _ = c.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			_ = c.Process.Kill()
			<-done
		}
		log.Close()
	})
	return c
}

// until tries until it works, for so long at most.
func until(tb testing.TB, limit time.Duration, try func() error) {
	tb.Helper()
	var err error
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if err = try(); err == nil {
			return
		}
	}
	tb.Fatalf("not after %v: %v", limit, err)
}

// tally counts the trial's extract.
func (t *trial) tally(tb testing.TB) (*reports.Tally, *Result) {
	tb.Helper()
	counter := tabulate.New(t.rel, t.ext, tabulate.Options{})
	var mu sync.Mutex
	res, err := Read(context.Background(), t.rel, t.ext, func(b *reports.Cases) error {
		mu.Lock()
		defer mu.Unlock()
		return counter.Add(b)
	})
	if err != nil {
		tb.Fatal(err)
	}
	if reports.Errors(res.Findings) {
		for _, f := range res.Findings {
			if f.Severity == reports.Error {
				tb.Error(f)
			}
		}
		tb.FailNow()
	}
	tally, found, err := counter.Tally(res.Codings, res.Account)
	if err != nil || reports.Errors(found) {
		tb.Fatalf("%v, %v", err, found)
	}
	return tally, res
}

// sameTally holds every cell, every sum, wait and distinct value, and the account, of
// one source against those of another.
func sameTally(tb testing.TB, what string, got, want *reports.Tally) {
	tb.Helper()
	a, b := *got.Account, *want.Account
	a.Parts, b.Parts, a.Extract, b.Extract = nil, nil, nil, nil
	a.Duplicates, b.Duplicates = 0, 0 // over the columns read
	for name, c := range map[string][2]any{
		"cells": {got.N, want.N}, "codes": {got.Codes, want.Codes}, "cohorts": {got.Cohorts, want.Cohorts}, "sums": {got.Sums, want.Sums},
		"waits": {got.Days, want.Days}, "distinct values": {got.Values, want.Values}, "account": {fmt.Sprintf("%+v", a), fmt.Sprintf("%+v", b)},
		"codings": {codingText(got), codingText(want)},
	} {
		if !reflect.DeepEqual(c[0], c[1]) {
			tb.Errorf("%s: the %s differ", what, name)
			if s := fmt.Sprint(c[0]); len(s) < 2000 {
				tb.Errorf("%s\nnot\n%s", s, c[1])
			}
		}
	}
	tb.Logf("%s: %d records, %d cells", what, got.Account.Read, len(got.N))
}

func codingText(t *reports.Tally) string {
	var b strings.Builder
	for _, c := range t.Codings {
		for _, code := range c.Order {
			fmt.Fprintf(&b, "%d %s, ", code, c.Categories[code].Label)
		}
	}
	return b.String()
}

// databaseTrial is the made trial, read from a database.
func databaseTrial(address, query string) *trial {
	tr := madeTrial("cases.sql", []byte(query))
	tr.ext.From = "env:CASES_DB#cases.sql"
	tr.ext.Env = func(name string) (string, bool) { return address, name == "CASES_DB" }
	return tr
}
