package templates

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

// The bundle is the one that was built and looked at, it can stand inside a page,
// and it runs under a policy without unsafe-eval (H11).
func TestChartBundle(t *testing.T) {
	const want = "93e68dcab0310f925bd305eeb95f3d9d1255d1c1e69c68a08fe4d13472d02d37"
	sum := sha256.Sum256([]byte(ChartBundle()))
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("SHA-256 is %s, want %s", got, want)
	}
	for _, bad := range []string{"</script", "<!--", "eval(", "new Function", "\r"} {
		if strings.Contains(strings.ToLower(ChartBundle()), strings.ToLower(bad)) {
			t.Errorf("the bundle holds %q", bad)
		}
	}
	licence, err := os.ReadFile("echarts/LICENSE.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Apache License", "Copyright 2017-2026 The Apache Software Foundation", "BSD 3-Clause", "Microsoft Corporation"} {
		if !strings.Contains(string(licence), words) {
			t.Errorf("the licence lacks %q", words)
		}
	}
	if !strings.Contains(ChartBundle(), strings.TrimSpace(string(licence))) {
		t.Error("the bundle does not carry its licence")
	}
}

// Nothing a page is made of loads anything.
func TestPageLoadsNothing(t *testing.T) {
	for name, text := range map[string]string{"frame": Page(), "style": PageStyle(), "script": PageScript(true)} {
		for _, bad := range []string{"http:", "https:", "@import", "url(", "src="} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
	}
}
