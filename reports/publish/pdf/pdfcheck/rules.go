package pdfcheck

import "despatch/reports"

// Rules are the findings of a written PDF. Each means that despatch itself
// wrote a wrong file, or that the file was changed afterwards.
var Rules = []reports.Rule{
	rule("O055", "the catalog lacks what a reader needs", "A tagged PDF says that it is tagged, its language, that its title is shown, its colours, labels and bookmarks (P01, P02, P04).", "no Lang", "Lang (en-GB)"),
	rule("O056", "the metadata is wrong", "Both kinds of metadata must agree and claim PDF/UA-1 and PDF/A-2a (P01, P11).", "a title in one of them", "the same title in both"),
	rule("O057", "a page is outside the structure", "Each page follows the structure's order and knows its place in it (P08).", "no StructParents", "StructParents 3, Tabs S"),
	rule("O058", "something is drawn outside marked content", "Every mark on a page is content or an artifact; one must not stand in another (P03).", "a line drawn on the bare page", "the line as an artifact"),
	rule("O059", "pages and structure disagree", "Each marked content stands in one element, and the parent tree leads back to it (P08).", "two numbers exchanged", "each number once"),
	rule("O060", "a link is not accessible", "A link says where it goes and stands in a Link element that leads back to it (P09).", "a link without Contents", "Contents (Go to Table 2)"),
	rule("O061", "an element stands where it may not", "Tables hold heads, bodies and rows, lists hold points (P07).", "a TR in a list", "an LI in a list"),
	rule("O062", "a table cannot be followed", "Each head has a scope and each row as many cells as the first (P06).", "a TH without Scope", "Scope Column"),
	rule("O063", "headings skip a level", "Headings start at 1 and skip none (P04).", "H1, then H3", "H1, then H2"),
	rule("O064", "a drawing cannot be read", "A drawing has a text alternative and stands within its page (P05).", "a Figure without Alt", "Alt (Bar chart: …)"),
	rule("O065", "an id is wrong", "Ids are unique, notes have one, and heads that cells name are there (P06, P07).", "the same id twice", "ids apart"),
	rule("O066", "a font cannot be read", "Fonts are embedded, and each glyph maps to a character (P10).", "a code without a character", "every code in the map"),
	rule("O067", "text is too small or too faint", "Text has 12 points and a contrast of 4.5:1, a drawing one of 3:1 (P12, WCAG 1.4.3, 1.4.11).", "grey on grey", "#505A5F on white"),
	rule("O068", "the file does not say what the document says", "The tagged text is the document's, word for word and cell for cell (P08).", "84 where the table has 83", "83"),
	rule("O069", "a part of the file cannot be read", "An object of the file is broken.", "a length that is wrong", "a file as despatch wrote it"),
}

func rule(id, title, text, before, after string) reports.Rule {
	return reports.Rule{ID: id, Severity: reports.Error, Title: title, Text: text, Before: before, After: after,
		Hint: "build the pack again; if it was not changed since, this is a fault of despatch: please report it"}
}
