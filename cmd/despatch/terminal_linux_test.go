package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// terminalOf, "terminal PROGRAM ARGS…": runs a program whose standard error is a screen, and
// prints what stood on it, with escapes as ^[.
func terminalOf(ts *testscript.TestScript, _ bool, args []string) {
	control, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	ts.Check(err)
	fd := int(control.Fd())
	ts.Check(unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	ts.Check(err)
	screen, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	ts.Check(err)
	bin, err := os.Executable()
	ts.Check(err)
	c := exec.Command(bin, args[1:]...)
	c.Dir, c.Stderr = ts.MkAbs("."), screen
	c.Env = []string{asProgram + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "TERM=" + ts.Getenv("TERM"), "NO_COLOR=" + ts.Getenv("NO_COLOR")}
	said := make(chan []byte)
	go func() {
		b, _ := io.ReadAll(control) // ends with an error once nobody holds the screen
		said <- b
	}()
	_ = c.Run() // how it ends is not what is looked at
	ts.Check(screen.Close())
	fmt.Fprint(ts.Stdout(), strings.ReplaceAll(string(bytes.ReplaceAll(<-said, []byte("\r\n"), []byte("\n"))), "\x1b", "^["))
}
