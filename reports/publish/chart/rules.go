package chart

import (
	"slices"
	"strings"

	"despatch/reports"
)

// Rules are the findings of this room.
var Rules = []reports.Rule{
	{ID: "O010", Severity: reports.Error, Title: "A chart has too many series",
		Text:   "More than six lines or bars side by side cannot be told apart; beyond four a chart is hard to read (C13).",
		Before: "columns: [due, started, completed, deported, appealed, returned, outstanding]", After: "columns: [due, started, completed, deported]",
		Hint: "draw fewer rows or columns of the table, or two charts"},
	{ID: "O011", Severity: reports.Warning, Title: "A chart has five or six series",
		Text:   "Up to four series can be told apart at a glance and in greyscale; five or six need a reason (C13).",
		Before: "a line for each of six regions", After: "the four largest regions",
		Hint: "draw at most four, or keep it if the release gives the reason"},
	{ID: "O012", Severity: reports.Error, Title: "A chart's title is too long",
		Text:   "The title is the chart's message and is read in one breath: about ten words, at most fifteen (C06).",
		Before: "title: \"Of the cases which should have been considered since August 2005 only a few people had by then been deported\"",
		After:  "title: \"Of {due} cases, {deported} people had been deported\"", Hint: "say the message alone; measure, place and period stand in the subtitle"},
	{ID: "O013", Severity: reports.Error, Title: "A chart's text alternative is too long",
		Text:   "The alternative says what the chart is and its message in at most 250 characters; the values are in the table (C05).",
		Before: "a list of every value", After: "Bar chart: of 288 cases, 14 people had been deported.", Hint: "leave the values to the table"},
	{ID: "O014", Severity: reports.Error, Title: "Nested stages are stacked",
		Text:   "Counts of stages reached include one another; stacking them adds a case to itself (law 4, C21). Only the furthest stage reached may be stacked.",
		Before: "kind: stacked over view reached", After: "kind: stacked over view furthest", Hint: "draw bars, or the table of the furthest stage"},
	{ID: "O015", Severity: reports.Error, Title: "A chart has nothing to draw",
		Text:   "No category or no series is left of the table, so the drawing would be empty.",
		Before: "rows: [] in a chart", After: "rows: [all, since_august]", Hint: "name rows and columns the table has"},
	{ID: "O016", Severity: reports.Error, Title: "A stacked chart has a value below zero",
		Text:   "A segment of less than nothing cannot be stacked, and the bar would show a false total (C09).",
		Before: "stacked changes of −6", After: "kind: bar", Hint: "draw bars"},
	{ID: "O017", Severity: reports.Error, Title: "A picture's font has no such letter",
		Text:   "The font in pictures of charts holds Latin, Greek, Cyrillic and Hebrew letters. Another letter would be an empty box.",
		Before: "label: \"Tea 🍵\"", After: "label: \"Tea\"", Hint: "write the label in letters, or leave png out of the document's formats"},
	{ID: "O018", Severity: reports.Error, Title: "Small multiples have one panel, or too many",
		Text:   "Small multiples show the same thing for each of several categories, side by side: from 2 panels to 24.",
		Before: "kind: multiples of one column", After: "kind: line", Hint: "draw lines or bars, or fewer panels"},
	{ID: "O019", Severity: reports.Error, Title: "A chart mixes units",
		Text:   "Counts and percentages have no scale in common (C16).",
		Before: "columns: [total, total/percent-total]", After: "columns: total", Hint: "draw the figures of one measure"},
}

// Check holds a chart to the rules a drawing cannot mend by itself.
func Check(c *reports.Chart) []reports.Finding {
	var out []reports.Finding
	find := func(id, format string, args ...any) {
		out = append(out, reports.Find(Rules, id, "chart %q "+format, append([]any{c.ID}, args...)...).At(c.Pos))
	}
	if len(c.Cats) == 0 || len(c.Series) == 0 {
		find("O015", "has no bars or lines to draw")
		return out
	}
	switch n := len(c.Series); {
	case c.Panels && (n < reports.MinPanels || n > reports.MaxPanels):
		find("O018", "has %d panels; small multiples have %d to %d", n, reports.MinPanels, reports.MaxPanels)
	case c.Panels:
	case n > 6:
		find("O010", "has %d series; at most 6 can be drawn, and 4 are better", n)
	case n > 4:
		find("O011", "has %d series; 4 are as many as a reader can tell apart", n)
	}
	if !c.OneUnit() {
		find("O019", "draws figures of different units on one scale")
	}
	if n := len(strings.Fields(reports.PlainText(c.Title))); n > 15 {
		find("O012", "has a title of %d words; at most 15", n)
	}
	if n := len([]rune(reports.PlainText(c.Alt))); n > 250 {
		find("O013", "has a text alternative of %d characters; at most 250", n)
	}
	if c.Kind == reports.StackedBars {
		if c.Reached {
			find("O014", "stacks stages that include one another")
		}
		if slices.ContainsFunc(c.Series, func(s reports.Series) bool {
			return slices.ContainsFunc(s.Points, func(f *reports.Figure) bool { return f.Cell.Float() < 0 })
		}) {
			find("O016", "stacks a value below zero")
		}
	}
	return out
}

// Unset is the first figure of a chart that has no cell, "" where all have one.
// Such a chart must not be drawn: unset is not zero.
func Unset(c *reports.Chart) string {
	for _, s := range c.Series {
		for _, f := range s.Points {
			if !f.Cell.IsSet() {
				return f.ID
			}
		}
	}
	return ""
}
