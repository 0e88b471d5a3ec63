//go:build (check || engines) && unix

package server

import (
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// FreePort is a port of the loopback that nobody listens on.
func FreePort(tb testing.TB) int {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Dir is a folder of its own for a server, which may run as another user than the test.
func Dir(tb testing.TB, owner *syscall.Credential) string {
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

// Ordinary is a user that servers agree to run as where the test is root; nil for the test's own.
func Ordinary(tb testing.TB, names ...string) *syscall.Credential {
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

// Serve starts a server that is ended by its pid when the test ends, or with the test.
func Serve(tb testing.TB, as *syscall.Credential, dir, name string, args ...string) *exec.Cmd {
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
		_ = log.Close()
	})
	return c
}

// Until tries until it works, for so long at most, the tries apart.
func Until(tb testing.TB, limit time.Duration, try func() error) {
	tb.Helper()
	const pause = 100 * time.Millisecond
	var err error
	for range limit / pause {
		if err = try(); err == nil {
			return
		}
		time.Sleep(pause)
	}
	tb.Fatalf("not after %v: %v", limit, err)
}
