//go:build check

package pdf

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"despatch/reports"
	"despatch/reports/outside"
	"despatch/reports/publish/formattest"
)

// TestValidators asks programs that are not ours: veraPDF for both claims, qpdf,
// and poppler for fonts, tags and words. A tool that is missing fails the check.
func TestValidators(t *testing.T) {
	jar := outside.File(t, "verapdf", "verapdf.jar")
	dir := t.TempDir()
	var files []string
	for name, d := range map[string]*reports.Document{"release": formattest.Fixture(), "brief": formattest.Brief(), "long": long()} {
		for form, classic := range map[string]bool{"": false, "-classic": true} {
			path := filepath.Join(dir, name+form+".pdf")
			if err := os.WriteFile(path, finished(t, d, classic, false), 0o644); err != nil {
				t.Fatal(err)
			}
			files = append(files, path)
			if out := tool(t, "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors") {
				t.Errorf("%s: qpdf says\n%s", name, out)
			}
			poppler(t, path, d)
		}
	}
	headed := filepath.Join(dir, "headers.pdf")
	b, err := twoLevels().bytes(true, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(headed, b, 0o644); err != nil {
		t.Fatal(err)
	}
	files = append(files, headed)
	if out := tool(t, "qpdf", "--check", headed); !strings.Contains(out, "No syntax or stream encoding errors") {
		t.Errorf("heads by id: qpdf says\n%s", out)
	}
	for _, flavour := range []string{"ua1", "2a"} {
		args := []string{"-cp", jar, "org.verapdf.apps.GreenfieldCliWrapper", "--flavour", flavour, "--format", "text", "-v"}
		if out := tool(t, "java", append(args, files...)...); strings.Count(out, "PASS ") != len(files) || strings.Contains(out, "FAIL") {
			t.Errorf("%s: veraPDF says\n%s", flavour, out)
		}
	}
}

func poppler(t *testing.T, path string, d *reports.Document) {
	t.Helper()
	if out := tool(t, "pdfinfo", path); !strings.Contains(out, "Tagged:          yes") || !strings.Contains(out, "Title:           "+d.Title) {
		t.Errorf("pdfinfo says\n%s", out)
	}
	fonts := strings.Split(strings.TrimSpace(tool(t, "pdffonts", path)), "\n")[2:]
	for _, f := range fonts {
		if !strings.Contains(f, "yes yes yes") {
			t.Errorf("pdffonts says %s", f)
		}
	}
	if out := tool(t, "pdfinfo", "-struct-text", path); !strings.Contains(out, "Table") || strings.Contains(out, "Syntax Error") {
		t.Errorf("pdfinfo -struct-text says\n%s", out)
	}
	text := strings.Join(strings.Fields(tool(t, "pdftotext", "-layout", path, "-")), " ")
	if !strings.Contains(text, "288 83 53 14") {
		t.Error("pdftotext does not find the row since August")
	}
}

// tool runs a program and fails where it is not installed.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	of := map[string]string{"qpdf": "qpdf", "java": "verapdf"}[name]
	out, err := exec.Command(outside.Program(t, cmp.Or(of, "poppler"), name), args...).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}
