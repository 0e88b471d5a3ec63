package rules

// drawings makes a check of one that looks at each drawing by itself.
func drawings(f func(*call, *graphic)) func(*call) {
	return func(c *call) {
		for _, g := range c.drawn {
			f(c, g)
		}
	}
}

const rebuilt = "build the pack again; if the file was not changed since, this is a fault of despatch: please report it"

// cRules are the rules for charts, looked at in the drawings as written: SVG files
// and the drawings of pages. The PDF draws the same list and is looked at in its tags (P05).
var cRules = []rule{
	{id: "C01", level: ours, title: "a chart is decorated", source: "AFC, UKHSA", text: "No 3-D, background, border, shadow, gradient or pattern fill.",
		how: "a drawing holds nothing but rectangles, lines, areas and texts, without filters, gradients, patterns, borders or rounded corners", hint: rebuilt, check: drawings(c01)},
	{id: "C02", level: ours, title: "a chart has too many gridlines", source: "AFC", text: "At most 10 gridlines, light grey; none where values are written at the bars.",
		how: "the lines across a chart of lines and their colour; a chart of bars has none but its base", hint: rebuilt, check: eachPanel(c02)},
	{id: "C03", level: essential, title: "text of a chart cannot be read", source: "AFC", text: "Text is sans serif, level, of 12 point (16 px) or more, in #0B0C0C (19.59:1) or #595959 (7.00:1), and not cut off.",
		how: "each text's size, its contrast with what is behind it (4.5:1 or more), and its place, measured in Arial's widths", hint: "shorten labels; choose a theme whose text has more contrast", check: drawings(c03)},
	{id: "C04", level: essential, title: "a chart has no text alternative", source: "WCAG 1.1.1, AFC, UKHSA", text: "A text alternative serves the same purpose: a short alternative text, one visible sentence of description, and the table of the same values.",
		how: "each chart of a page has the title and description of its drawing, a sentence below it, and its table in the page with its values", hint: "put {table …} after {chart …} in the words", check: c04,
		eye: "that text and description make sense beside the drawing, by the author of each release"},
	{id: "C05", level: ours, title: "an alternative text is no description", source: "house", text: "The alternative text gives kind of chart, subject and main message in at most 250 characters; the values are in the table, not in it.",
		how: "its length, that it begins with the kind of chart, and that it names no more than six values", hint: "shorten the chart's alternative text", check: drawings(c05)},
	{id: "C06", level: ours, title: "a chart's title is not a heading", source: "AFC, ONS, DfE, NHSBSA", text: "The title is a heading outside the drawing: “Chart n:” and the message, of at most 15 words; a subtitle gives measure, place and period.",
		how: "the heading and subtitle of each chart of a page, and that no text of the drawing repeats the title; a drawing that is a file carries both", hint: "shorten the chart's title", check: c06},
	{id: "C07", level: ours, title: "a chart does not give its source", source: "AFC, ONS", text: "Under each chart stand its source, with publication and organisation, and a link to the data with type and size.",
		how: "each chart of a page, the link where the document has data of its own; a file carries the source", hint: "give the release a source, and the document csv among its formats", check: c07},
	{id: "C08", level: essential, title: "text is a picture", source: "WCAG 1.4.5", text: "No image of text: text of a drawing stays text, charts of a workbook are native.",
		how: "no drawing holds an image or text as outlines, and no page shows a bitmap", hint: rebuilt, why: "the PDF's drawings, which are vectors with their text as text (P10 looks at its fonts)", check: c08},
	{id: "C09", level: essential, title: "a bar does not begin at zero", source: "UKHSA", text: "Bars begin at zero and are never broken; a line's axis may begin elsewhere only if the break is marked.",
		how: "bars share one base and their lengths are in proportion to their values, over all panels of small multiples; the axis of lines names 0; lines of several panels end at heights in proportion", hint: rebuilt, check: drawings(c09)},
	{id: "C10", level: ours, title: "bars are out of order", source: "UKHSA, house", text: "Bars are in order of size unless the order is natural (time, stage, band); Other and Not known come last.",
		how: "where the chart says it is in order of size, the bars are, but for a last few without a name of their own; otherwise they are in the order of its table", hint: rebuilt, check: eachPanel(c10)},
	{id: "C11", level: advised, title: "gaps are wider than bars", source: "AFC, UKHSA", text: "The gap between bars is narrower than a bar; within a cluster it is small but there.",
		how: "the bars of wide drawings whose labels stand beside them", hint: rebuilt, check: eachPanel(c11)},
	{id: "C12", level: ours, title: "labels do not fit their bars", source: "UKHSA, house", text: "Long labels take horizontal bars; at phone width the label stands above its bar.",
		how: "all bars have one height and lie; in a narrow drawing no label stands beside a bar", hint: rebuilt, check: drawings(c12)},
	{id: "C13", level: ours, title: "a chart has too many series", source: "AFC, UKHSA", text: "At most 4 series; 5 or 6 with a reason in the release; more are refused.",
		how: "the colours and lines of each drawing, at most 6; of the fifth and sixth the build warns (O011)", hint: "draw fewer series, or several charts", check: drawings(c13)},
	{id: "C14", level: ours, title: "lines cannot be told apart", source: "UKHSA, ONS", text: "Lines are labelled at their ends and differ by dash too; a key, if any, is above and in the order of the data.",
		how: "each line's dash, the value at its end, that a key's colours come above and in the order of the series, and that panels have names", hint: rebuilt, check: drawings(c14)},
	{id: "C15", level: essential, title: "colour alone tells parts apart", source: "WCAG 1.4.1, 1.4.11", text: "Colour is never the only carrier; neighbours are 3:1 apart, or a white gap and a direct label separate them.",
		how: "each bar and line has 3:1 on white, and touching parts have 3:1 or a white line between them", hint: "choose another palette, or keep despatch's", check: drawings(c15),
		eye: "one stacked and one line chart printed in grey at each change of palette or drawing"},
	{id: "C16", level: ours, title: "a chart has two scales or is a pie", source: "UKHSA, ONS", text: "One x and one y axis; no pie, doughnut, gauge or radar.",
		how: "no arcs or circles, and numbers of an axis on one side alone; the charts of workbooks and pages are bars and lines with one pair of axes", hint: rebuilt, check: c16},
	{id: "C17", level: ours, title: "a total stands among its parts, or time is drawn as clusters", source: "UKHSA", text: "Several time series are lines, not stacks or clusters; a total is never a bar among its parts.",
		how: "by the manifest: no drawing of bars has a total beside its parts; clusters and stacks are not of periods", hint: "draw the periods as kind: line; leave the total out", check: drawings(c17)},
	{id: "C18", level: ours, title: "one thing has two colours", source: "UKHSA", text: "One variable has one colour throughout a pack.",
		how: "the colours in the keys of drawings, and at the ends of lines, by name", hint: "give series the same order in each chart", check: c18},
	{id: "C19", level: ours, title: "numbers of an axis are hard to read", source: "ONS, AFC", text: "Commas in the numbers of an axis; % and £ on labels, other units in the subtitle.",
		how: "the numbers at the axis and at the bars; where the manifest says per cent, the value bears its sign", hint: rebuilt, check: drawings(c19)},
	{id: "C20", level: essential, title: "a missing value is drawn", source: "UKHSA, house", text: "A withheld or missing value is drawn as its symbol, not as a bar of no length; a true zero shows 0; a missing period is a gap with a note.",
		how: "by the manifest: a figure that is a symbol is written as it, without a bar; no bar is without length, and no bar without a value; no line runs on over [b], and the description says where a series breaks", hint: rebuilt, check: eachPanel(c20)},
	{id: "C21", level: essential, title: "nested stages are drawn as parts", source: "house", text: "Nested stages are ordered horizontal bars on a zero base, and the caption says that each includes the later ones; never a funnel; only the furthest stage may be stacked.",
		how: "by the manifest's rule for each figure: stages reached are not stacked, do not grow from one to the next, and the drawing says that each includes the later ones", hint: "stack a table of view: furthest", check: eachPanel(c21)},
	{id: "C22", level: essential, title: "a chart and its table differ", source: "house", text: "Every number in drawing, alternative text, description, interactive layer, table and workbook is the same figure.",
		how: "the numbers of each drawing are its places in the manifest and read as these say; the interactive layer's are those of the drawing, in order; the native chart's stored copy is what its cells hold", hint: rebuilt, check: c22},
}
