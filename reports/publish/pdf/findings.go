package pdf

import (
	"fmt"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/pdf/pdfcheck"
)

// Rules are the findings of the PDF output, those of the finished file among them.
var Rules = append([]reports.Rule{
	{ID: "O050", Severity: reports.Error, Title: "a character the PDF cannot show",
		Text: "The text font holds Latin, Greek, Cyrillic and Hebrew letters and the usual signs. A character it does not hold would be printed as an " +
			"empty box, and nobody could read or search it, so the PDF is not written.",
		Before: "| نص |", After: "| nass |", Hint: "write it in letters the font holds, or map the value to a label in a code list"},
	{ID: "O051", Severity: reports.Error, Title: "a figure is not worked out",
		Text:   "A figure of the document has neither a number nor a symbol. Unset is not 0, so nothing is printed. This is a fault of despatch.",
		Before: "an empty cell", After: "0 or [x]", Hint: "please report it"},
	{ID: "O052", Severity: reports.Error, Title: "a document has more pages than it may",
		Text:   "The release says how many pages the document may fill. It was also set more tightly, and is still too long.",
		Before: "brief: {words: brief.md, pages: 2}   # and three pages of words", After: "# shorter words, or: pages: 3", Hint: "shorten the words, or allow more pages under documents"},
	{ID: "O053", Severity: reports.Error, Title: "a chart cannot be shown to everybody",
		Text:   "A drawing needs a text alternative for those who do not see it (C04), and something to draw.",
		Before: "a chart without alt", After: "Bar chart: of 288 cases, 14 people had been deported.", Hint: "give the chart a text alternative, and rows and columns the table has"},
	{ID: "O054", Severity: reports.Error, Title: "a row or a chart is taller than a page",
		Text:   "A row of a table is never split, nor is a chart, and neither is set smaller than can be read. One that fills more than a page cannot be printed.",
		Before: "a label of four thousand letters; a chart of ninety bars", After: "a label of one line, and a note; the thirty largest",
		Hint: "shorten the row's label and say the rest in a note; draw fewer rows of the table"},
}, pdfcheck.Rules...)

// unset is a finding for each figure of the document's tables, charts and key
// figures that was never made. Words show figures of these or derived ones, whose text is set with them.
func unset(d *reports.Document) []reports.Finding {
	var out []reports.Finding
	look := func(f *reports.Figure) {
		if !f.Cell.IsSet() && len(out) < 20 {
			out = append(out, reports.Find(Rules, "O051", "figure %q is not worked out", f.ID))
		}
	}
	for _, b := range d.Blocks {
		switch {
		case b.Table != nil:
			for _, row := range b.Table.Cells {
				for _, f := range row {
					look(f)
				}
			}
		case b.Chart != nil:
			for _, s := range b.Chart.Series {
				for _, f := range s.Points {
					look(f)
				}
			}
		case b.Facts != nil:
			for _, f := range b.Facts.Facts {
				look(f.Figure)
			}
		case b.Para != nil:
			for _, s := range b.Para.Spans {
				if s.Figure != nil {
					look(s.Figure)
				}
			}
		}
	}
	return out
}

// unshown is one finding with every character no face can show: all at once.
// Labels may be values of records, so none is quoted.
func (s *setter) unshown() []reports.Finding {
	missing := s.d.unshown()
	if len(missing) == 0 {
		return nil
	}
	own := s.ownWords()
	var names []string
	for _, r := range missing {
		name := fmt.Sprintf("U+%04X", r)
		if text := s.d.missing[r]; own[text] {
			name += fmt.Sprintf(" in “%s”", start(text))
		}
		names = append(names, name)
	}
	return []reports.Finding{reports.Find(Rules, "O050", "%s: the PDF's font has no letter for %s", s.file, strings.Join(names, ", "))}
}

// ownWords are the texts of the release itself: its paragraphs and headings,
// whose start a finding may quote.
func (s *setter) ownWords() map[string]bool {
	out := map[string]bool{}
	for _, b := range s.doc.Blocks {
		var spans []reports.Span
		switch {
		case b.Heading != nil:
			spans = b.Heading.Spans
		case b.Para != nil:
			spans = b.Para.Spans
		}
		for _, sp := range spans {
			if sp.Figure == nil {
				out[clean(sp.Text)] = true
			}
		}
	}
	return out
}

// start is the first words of a text.
func start(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// tooLong names the pages and where the first page too many begins.
func (s *setter) tooLong() reports.Finding {
	first := ""
	for _, o := range s.d.outlines {
		if o.spot.page >= s.doc.MaxPages {
			first = fmt.Sprintf("; page %d holds “%s”", o.spot.page+1, start(clean(o.title)))
			break
		}
	}
	return reports.Find(Rules, "O052", "%s fills %d pages and may fill %d%s", s.file, len(s.d.pages), s.doc.MaxPages, first)
}
