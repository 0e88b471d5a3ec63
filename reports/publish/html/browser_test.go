//go:build check

package html

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"despatch/reports"
	"despatch/reports/outside"
	"despatch/reports/publish/formattest"
)

// probe runs inside the page, let through its policy by hash: it opens every
// interactive chart by keyboard's own events, steps through it, switches measure
// and series, and tells what it saw.
const probe = `
var broken = [], asked = [];
addEventListener('securitypolicyviolation', function (e) { broken.push(e.violatedDirective + ' ' + e.blockedURI); });
addEventListener('error', function (e) { broken.push(String(e.message)); });
addEventListener('load', function () {
  var press = function (b) { b.focus(); b.click(); };
  var seen = {closed: document.documentElement.scrollWidth, said: []};
  var boxes = document.querySelectorAll('.interactive');
  boxes.forEach(function (box) {
    press(box.querySelector('.open'));
    var next = box.querySelector('[data-step="1"]');
    press(next);
    next.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true, cancelable: true}));
    seen.said.push(box.querySelector('.readout').textContent);
    var view = box.querySelector('[data-view="1"]'), line = box.querySelector('[data-series="0"]');
    if (view) { press(view); seen.said.push(box.querySelector('.readout').textContent); }
    if (line) { press(line); seen.said.push(box.querySelector('.readout').textContent); }
    seen.said.push(box.querySelector('canvas') ? 'canvas' : 'no canvas');
  });
  seen.open = document.documentElement.scrollWidth;
  seen.window = innerWidth;
  seen.svgs = Array.from(document.querySelectorAll('.drawing svg')).filter(function (s) { return s.getBoundingClientRect().height > 0; }).length;
  seen.figures = document.querySelectorAll('figure').length;
  performance.getEntriesByType('resource').forEach(function (r) { asked.push(r.name); });
  setTimeout(function () { seen.broken = broken; seen.asked = asked; parent.postMessage(JSON.stringify(seen), '*'); }, 500);
});
`

// TestBrowser opens pages in Chromium at phone and desk widths: no sideways
// scroll (H07), no request (H01), nothing the policy forbids (H11), and an
// interactive layer that works (C04, H08).
func TestBrowser(t *testing.T) {
	browser := outside.Program(t, "chromium", "chromium")
	for name, d := range map[string]*reports.Document{"release": formattest.Fixture(), "brief": formattest.Brief(), "many": many(), "hostile": everywhere(nasty[0])} {
		for _, width := range []int{320, 360, 1280} {
			t.Run(fmt.Sprintf("%s/%d", name, width), func(t *testing.T) {
				see(t, browser, string(mustWrite(t, d)), width, name)
			})
		}
	}
}

func see(t *testing.T, browser, page string, width int, name string) {
	dir := t.TempDir()
	held, probed := strings.Replace(page, "script-src '", "script-src '"+hash(probe)+"' '", 1), "<script>"+probe+"</script>"
	if held == page {
		t.Fatal("the page has no policy for scripts to add the probe to")
	}
	body, end, _ := strings.Cut(held, "</body>")
	page = body + probed + end
	frame := fmt.Sprintf(`<!DOCTYPE html><iframe src="page.html" width="%d" height="800" style="border:0"></iframe>
<pre></pre><script>onmessage = function (e) { document.querySelector('pre').textContent = e.data; };</script>`, width)
	for file, text := range map[string]string{"page.html": page, "frame.html": frame} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	out, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--user-data-dir="+filepath.Join(dir, "profile"), "--window-size=1400,900",
		"--virtual-time-budget=5000", "--dump-dom", "file://"+filepath.Join(dir, "frame.html")).Output()
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(out), "<pre>")
	text, _, _ := strings.Cut(rest, "</pre>")
	var seen struct {
		Closed, Open, Window, Svgs, Figures int
		Said, Broken, Asked                 []string
	}
	if err := json.Unmarshal([]byte(strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)), &seen); err != nil {
		t.Fatalf("the page said %q: %v", text, err)
	}
	if seen.Closed > width || seen.Open > width || seen.Window != width {
		t.Errorf("scrolls sideways: %d, with charts open %d, in a window of %d", seen.Closed, seen.Open, seen.Window)
	}
	if len(seen.Broken) > 0 || len(seen.Asked) > 0 {
		t.Errorf("broke %v, asked for %v", seen.Broken, seen.Asked)
	}
	if seen.Figures != seen.Svgs {
		t.Errorf("%d figures, %d drawings to be seen or heard", seen.Figures, seen.Svgs)
	}
	if name == "release" && (len(seen.Said) != 3 || seen.Said[0] != "April to June 2003: 47." || seen.Said[1] != "April to June 2003: 5.0%." || seen.Said[2] != "canvas") {
		t.Errorf("the layer says %q", seen.Said)
	}
	if name == "many" && (len(seen.Said) < 8 || seen.Said[5] != "April to June 2003: Male 23.0%; Sex not known 29.2%.") {
		t.Errorf("the layer says %q", seen.Said)
	}
}
