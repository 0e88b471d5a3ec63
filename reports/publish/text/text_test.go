package text

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

func TestFormat(t *testing.T) { formattest.Run(t, Format) }

func TestText(t *testing.T) {
	files, _ := formattest.Write(t, Format, formattest.Brief())
	got := string(files[0].Data)
	_ = os.WriteFile("/tmp/xl/brief.txt", files[0].Data, 0o600)
	if files[0].Name != "brief.txt" {
		t.Errorf("the file is %s", files[0].Name)
	}
	for i, l := range strings.Split(got, "\n") {
		if n := utf8.RuneCountInString(l); n > width {
			t.Errorf("line %d has %d characters", i+1, n)
		}
		if strings.HasSuffix(l, " ") {
			t.Errorf("line %d ends in a space", i+1)
		}
	}
}

// A figure of several words stays on one line, so that it can be read back.
func TestFigureIsNotBroken(t *testing.T) {
	f := &reports.Figure{ID: "f", Cell: reports.MakeNumber(3, 0), Unit: reports.Points}
	for n := range width + 5 {
		d := &reports.Document{ID: "brief", Title: "T", Blocks: []reports.Block{{Heading: &reports.Heading{Level: 1, Spans: []reports.Span{{Text: "T"}}}},
			{Para: &reports.Para{Spans: []reports.Span{{Text: strings.Repeat("x", n) + " "}, {Text: f.Text(), Figure: f}, {Text: " more."}}}}}}
		files, w := formattest.Write(t, Format, d)
		formattest.Places(t, Format, d, files, w.Places)
		if len(w.Places) != 1 || w.Places[0].Text != "3 percentage points" {
			t.Fatalf("after %d characters the places are %+v", n, w.Places)
		}
	}
}
