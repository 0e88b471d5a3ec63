package ingest

import "despatch/reports"

// sourceRules are the findings of sources that are not plain CSV files.
var sourceRules = []reports.Rule{
	{ID: "D100", Severity: reports.Error, Title: "The file is damaged or cut short",
		Text:   "The file cannot be read to its end, or is not what its name says. What could be read is not counted: the rest would be missing unseen.",
		Before: "cases.csv.gz, copied before it was finished", After: "the whole file",
		Hint: "copy or make the extract again, and check that its name ends as its kind does"},
	{ID: "D101", Severity: reports.Error, Title: "A packed file that is far too large inside",
		Text:   "A small file unpacks to hundreds of times its size. No table of records does: reading stops, so that the computer does not run full.",
		Before: "cases.csv.gz of 2 MB that unpacks to 2 GB of noughts", After: "cases.csv",
		Hint: "if the records are sound, unpack the file first and name the unpacked one"},
	{ID: "D102", Severity: reports.Error, Title: "The file changed while it was read",
		Text:   "The file's size or its time is another than when reading began: some program is still writing it, and the counts would be of part of it.",
		Before: "an export that is still running", After: "a finished file",
		Hint: "wait until the extract is finished, then build again"},
	{ID: "D103", Severity: reports.Error, Title: "A column of a kind that cannot be read here",
		Text:   "The column holds lists, fractions or another kind of value than texts, whole numbers, dates, times and yes or no; or a date is wanted and it holds numbers.",
		Before: "released_on: a column of numbers", After: "released_on: a column of dates, or of texts with date: YYYY-MM-DD",
		Hint: "make the extract with another kind of column, or give the column as text and declare its layout"},
	{ID: "D104", Severity: reports.Error, Title: "The sheet is not there",
		Text:   "The workbook has no sheet of the name after #, or has several sheets and the release names none.",
		Before: "from: book.xlsx", After: "from: \"book.xlsx#Sheet 1\"",
		Hint: "write the sheet's name after #, as on its tab"},
	{ID: "D105", Severity: reports.Error, Title: "Cells that are not plain values",
		Text:   "Cells in columns that are counted hold formulas, errors or are merged: what they show depends on the program that last opened the workbook, or stands in one cell for several.",
		Before: "=B2+C2, #N/A, a name merged over three rows", After: "values, one in each cell",
		Hint: "in the workbook, paste the sheet as values and take merged cells apart, then save it"},
	{ID: "D106", Severity: reports.Warning, Title: "Numbers stored as text",
		Text:   "Cells of a column of dates or whole numbers hold texts beside true dates or numbers: typed with an apostrophe, or pasted. They are read as texts, as the release declares.",
		Before: "'42 in a cell", After: "42",
		Hint: "in the workbook, turn the texts into numbers, or check that the texts are as declared"},
	{ID: "D107", Severity: reports.Warning, Title: "Hidden rows or columns",
		Text:   "Rows of the sheet are hidden, by hand or by a filter. They are records like the others and are counted.",
		Before: "a filter left on", After: "no filter",
		Hint: "if the hidden rows are not meant, delete them; otherwise show them, so that others see what is counted"},
}
