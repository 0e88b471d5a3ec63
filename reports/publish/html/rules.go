package html

import "despatch/reports"

// Rules are the findings of this room.
var Rules = []reports.Rule{
	{ID: "O020", Severity: reports.Error, Title: "A colour of the theme cannot be read",
		Text:   "Text needs a contrast of 4.5 to 1 with what it stands on, body text 7 to 1 (H06, WCAG 1.4.3).",
		Before: `secondary: "#AAAAAA"`, After: `secondary: "#505A5F"`, Hint: "choose a darker colour, written #RRGGBB"},
	{ID: "O021", Severity: reports.Error, Title: "A heading skips a level",
		Text:   "A page has one heading of the first level, and each further one is at most one level deeper than the one before, so that a listener can follow (H03, WCAG 1.3.1).",
		Before: "# Title, then ### Trend", After: "# Title, then ## By quarter, then ### Trend", Hint: "use the next level down"},
	{ID: "O022", Severity: reports.Warning, Title: "The words refer to what is not there",
		Text:   "A sentence links to a table, chart, note or section which this document does not show; the words stand without the link.",
		Before: "see Table 4, which only the workbook holds", After: "place Table 4 in the words, or say where it is", Hint: "place it in this document, or take the reference out"},
	{ID: "O023", Severity: reports.Error, Title: "A link leads nowhere a reader may go",
		Text:   "A published page links to web and mail addresses and to the pages beside it (press.html): a link to a script or another file of this machine is refused.",
		Before: "[policy](javascript:alert(1))", After: "[policy on revisions](https://…)", Hint: "give an address that begins with https:// or mailto:, or the name of a page of this release"},
}
