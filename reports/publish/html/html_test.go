package html

import (
	"os"
	"path/filepath"
	"testing"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

func TestFormat(t *testing.T) { formattest.Run(t, Format) }

func pageOf(t *testing.T, d *reports.Document) string {
	t.Helper()
	files, _ := formattest.Write(t, Format, d)
	if len(files) != 1 {
		t.Fatalf("%d files", len(files))
	}
	return string(files[0].Data)
}

// static is the fixture without its interactive chart.
func static() *reports.Document {
	d := formattest.Fixture()
	for _, c := range d.Charts {
		c.Interactive = false
	}
	return d
}

// TestLook writes pages where LOOK says, for a person to see.
func TestLook(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		t.Skip("LOOK names no folder")
	}
	for name, d := range map[string]*reports.Document{"index.html": formattest.Fixture(), "static.html": static(), "brief.html": formattest.Brief()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(pageOf(t, d)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
