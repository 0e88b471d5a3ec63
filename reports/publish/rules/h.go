package rules

// pages makes a check of one that looks at each page by itself.
func pages(f func(*call, *page)) func(*call) {
	return func(c *call) {
		for _, p := range c.pages {
			f(c, p)
		}
	}
}

// hRules are the rules for pages.
var hRules = []rule{
	{id: "H01", level: essential, title: "a page is not whole by itself", source: "GDS, house", text: "HTML is the first form of every document and is complete without scripts, in one file, with no request; PDF is an addition.",
		how: "no element, style or address of a page fetches anything; nothing is hidden until a script runs but the controls of interactive charts; a document with a PDF has a page", hint: "give the document html among its formats", check: h01},
	{id: "H02", level: ours, title: "a release's page is out of order", source: "MoJ release layout, CODE2",
		text: "Order: title with period; published date and time, as at, status, next update; main points; sections; data quality; revisions; definitions; pre-release access; contact.",
		how:  "the release's page: the line of details under its title, main points as the first section, and the order of those of these sections it has; the words are their author's, so this is advice", hint: "put the sections of the words in this order", check: h02},
	{id: "H03", level: essential, title: "a page has no sound outline", source: "WCAG 2.4.1, 2.4.2, 3.1.1, 1.3.1", text: "Language, a title unique in the pack, viewport, one h1, no skipped level, landmarks, and a skip link.",
		how: "each page", hint: rebuilt, check: h03},
	{id: "H04", level: essential, title: "a table of a page is no table", source: "WCAG 1.3.1, house", text: "Tables are tables: caption, heads with scope, key before, numbers right in digits of equal width; a wide one scrolls in a box of its own that has a name and takes the focus.",
		how: "each table of each page: its caption, the scope of each head, a head and as many cells in each row, the style sheet's alignment and digits, and the box", hint: rebuilt, check: pages(h04)},
	{id: "H05", level: essential, title: "a chart of a page cannot be followed", source: "WCAG 1.1.1", text: "A chart is a figure named by its heading; its drawing has the role img, with title and description once each; an interactive layer is hidden from assistive technology, and the drawing stays for readers and print.",
		how: "each figure and drawing of each page, and each layer drawn on", hint: rebuilt, check: pages(h05)},
	{id: "H06", level: essential, title: "a colour of the page is too faint", source: "WCAG 1.4.3, 1.4.11", text: "Text 4.5:1, graphics and controls 3:1.",
		how: "each colour of text in the style sheet on white, on what its rule puts behind it, and on the footer's grey; the mark of focus against its ground (drawings are C03 and C15)", hint: "choose theme colours with more contrast", check: pages(h06)},
	{id: "H07", level: essential, title: "a page scrolls sideways", source: "WCAG 1.4.10, 1.4.4", text: "No sideways scroll at 320 CSS px, nor at text of 200 %.",
		how: "the viewport leaves zoom alone, no style is wider than 320 px but for wide screens and print, each table stands in a box that scrolls; measured in Chromium at 320, 360, 768 and 1280 px and at text of 200 % by the browser tests", hint: rebuilt, check: pages(h07)},
	{id: "H08", level: essential, title: "focus cannot be seen, or a target is too small", source: "WCAG 2.4.7, 2.4.11, 2.5.7, 2.5.8, 1.4.13", text: "Focus is visible and not covered; targets are 24 px or more; nothing needs dragging or hovering.",
		how: "links, buttons and boxes have a style of focus with an outline and none is taken away; buttons have a least height of 24 px; nothing can be dragged and no tab order is forced", hint: rebuilt, check: pages(h08),
		eye: "a page walked through by keyboard alone, at 320 px and at 1280, at each change of templates"},
	{id: "H09", level: essential, title: "a link of a page does not say where it goes", source: "WCAG 2.4.4, SSA", text: "Link text says where it goes; a download gives type and size.",
		how: "the text of each link; a link to a file ends (CSV, 3 KB); a link within the page leads to an element; a link to a file of the pack leads to one that is there", hint: "say in words where the link goes", check: h09},
	{id: "H10", level: essential, title: "a page breaks a rule axe would find", source: "house", text: "axe finds no violation (WCAG 2.0 to 2.2 A and AA, best practice) at 1280, 768, 360 and 320 px.",
		how: "what needs no browser: ids are unique, references of assistive technology lead to an element, buttons and headings have words, lists hold their points only, roles and states are known words; axe itself runs in Chromium in the browser tests", hint: rebuilt, check: pages(h10)},
	{id: "H11", level: essential, title: "a page's content policy has a hole", source: "house", text: "A strict content policy with hashes: no violation, no eval, no end of a script or start of a comment within one.",
		how: "the policy is the first thing said of content, allows nothing but its hashes, which are those of the page's style and scripts; no script makes code of text; no element carries code or style of its own", hint: rebuilt, check: pages(h11)},
	{id: "H12", level: essential, title: "a label does something", source: "house (go-echarts' own page fails it)", text: "Labels such as </script>, __f__x, &, quotes and right-to-left text come out as typed and do nothing.",
		how: "no element in words, tables or drawings but those of text; no address runs code; the heads of each figure's row and column read as the manifest has them", hint: rebuilt, check: pages(h12)},
	{id: "H13", level: essential, title: "a page wears the government's own dress", source: "GDS rules off GOV.UK", text: "No GDS Transport, crown or GOV.UK logotype; the organisation's name is text.",
		how: "the fonts and classes of style sheet and page, and the name in the masthead", hint: "use the theme's name and colours", check: pages(h13)},
	{id: "H14", level: essential, title: "a number of a page is no published figure", source: "house", text: "Every number in page and data of a layer belongs to the published figures.",
		how: "each number in a cell, a key figure or a drawing stands at a place of the manifest and reads as it says (layers are C22; numbers typed in words are told when the words are read, W001 and after)", hint: "refer to the figure in the words; do not type it", check: pages(h14)},
	{id: "H15", level: ours, title: "a page prints badly", source: "house", text: "A page prints well: rows and figures are kept whole, tables are not; links keep their text.",
		why: "how a print looks is for the eye; make pictures prints each page", eye: "a print, or its picture, of each page of the example looked through at each change of templates"},
}
