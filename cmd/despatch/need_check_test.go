//go:build check

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A check whose tool is missing fails and names it; only where .ci/run has found that it
// cannot be had does it say NOT RUN and go on, and then it names the tool too.
func TestNeed(t *testing.T) {
	need := func(notRun string) (string, error) {
		c := exec.Command("bash", "../../.ci/need", "no-such-validator", "echo", "it ran")
		c.Env = append(os.Environ(), "DESPATCH_NOT_RUN="+notRun)
		out, err := c.CombinedOutput()
		return string(out), err
	}
	if out, err := need(""); err == nil || !strings.Contains(out, "make check needs no-such-validator") {
		t.Errorf("without the tool: %v, %q", err, out)
	}
	if out, err := need("other"); err == nil {
		t.Errorf("where another cannot be had: %q", out)
	}
	if out, err := need("other no-such-validator"); err != nil || !strings.HasPrefix(out, "NOT RUN: ") || !strings.Contains(out, "needs no-such-validator") || strings.Contains(out, "it ran\n") {
		t.Errorf("where it cannot be had: %v, %q", err, out)
	}
}
