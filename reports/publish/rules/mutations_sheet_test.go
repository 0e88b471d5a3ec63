package rules_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/rules"
)

// mutations are every way in which the tests break a rule.
var mutations = slices.Concat(sheetMutations, odsMutations, symbolMutations, chartMutations, pageMutations, pdfMutations, releaseMutations)

const xlsx = ".xlsx"

var sheetMutations = []mutation{
	{"X01", "a table object taken from its sheet", "", relations("stage", `<Relationship [^>]*table\d+\.xml[^>]*></Relationship>`, "")},
	{"X02", "a table called TableTwo", "", onTable("stage", `displayName="table_stage"`, `displayName="TableTwo"`)},
	{"X03", "two cells merged", "", onSheet("stage", `</sheetData>`, `</sheetData><mergeCells count="1"><mergeCell ref="A6:B6"/></mergeCells>`)},
	{"X04", "a row above the table emptied", "", onSheet("stage", `(?s)(<row r="3"[^>]*>).*?</row>`, `$1</row>`)},
	{"X05", "a header that is not bold", "", onSheet("stage", `(<c r="B5" s=")5"`, `${1}7"`)},
	{"X05", "the same header twice", "", both(onSheet("stage", `Completed, not deported`, `Not started`), onTable("stage", `Completed, not deported`, `Not started`))},
	{"X06", "a column too narrow for its numbers", "", onSheet("stage", `(<col min="2" max="2" width=")[0-9.]+`, `${1}3`)},
	{"X06", "a row too low for its text", "", onSheet("stage", `(<row r="4" ht=")[0-9.]+`, `${1}12`)},
	{"X07", "panes frozen", "", onSheet("stage", `<selection `, `<pane ySplit="5" topLeftCell="A6" state="frozen"/><selection `)},
	{"X07", "filter buttons", "", onTable("stage", `<tableColumns`, `<autoFilter ref="A5:F7"/><tableColumns`)},
	{"X07", "a hidden row", "", onSheet("stage", `<row r="7"`, `<row hidden="1" r="7"`)},
	{"X08", "a value deleted", "", onSheet("stage", `(<c r="E6" s="\d+")><v>20</v></c>`, `$1/>`)},
	{"X09", "a dagger at a label", "", onSheet("stage", `(Released February 1999 to March 2006)`, `$1†`)},
	{"X09", "a raised letter", "", onSheet("stage", `<is><t>(Released February 1999 to March 2006)</t>`, `<is><r><rPr><vertAlign val="superscript"/></rPr><t>$1</t></r>`)},
	{"X10", "two markers with a space between", "", onSheet("offence", `(Offence not known) \[note 5\]`, `$1 [note 5] [note 5]`)},
	{"X11", "a marker beside a number", "", onSheet("progress", `(<c r="E7" s="\d+")><v>20</v></c>`, `$1 t="inlineStr"><is><t>20 [note 4]</t></is></c>`)},
	{"X12", "a note with another number", "", onSheet("Notes", `\[note 5\]`, `[note 6]`)},
	{"X13", "a sheet that does not say where its notes are", "", onSheet("progress", ` Some cells refer to notes, which can be found on the worksheet Notes.`, ``)},
	{"X14", "a link that says “here”", "", onSheet("Table_of_contents", `<t>Progress of consideration</t>`, `<t>here</t>`)},
	{"X15", "letters of 11 point", "", inPart(xlsx, "xl/styles.xml", `<sz val="12"></sz><color></color>`, `<sz val="11"></sz><color></color>`)},
	{"X16", "a title that is no heading", "", onSheet("stage", `(<c r="A1" s=")2"`, `${1}8"`)},
	{"X17", "a printed header with words", "", onSheet("stage", `<tableParts`, `<headerFooter><oddHeader>Draft</oddHeader></headerFooter><tableParts`)},
	{"X18", "links in pale red", "", inPart(xlsx, "xl/styles.xml", `FF0000FF`, `FFFF9999`)},
	{"X19", "a chart on a sheet of data", "", relations("stage", `</Relationships>`, `<Relationship Id="rId9" Target="../drawings/drawing1.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"></Relationship></Relationships>`)},
	{"X20", "a formula", "", onSheet("stage", `(<c r="E6" s="\d+">)<v>20</v>`, `$1<f>10+10</f><v>20</v>`)},
	{"X20", "a macro", "", addPart(xlsx, "xl/vbaProject.bin", "x")},
	{"X21", "a table called after another sheet", "", onTable("stage", `displayName="table_stage"`, `displayName="table_stages"`)},
	{"X22", "a blank sheet", "", blankSheet},
	{"X23", "the sentence on tables gone", "", onSheet("stage", `This worksheet contains one table\.`, `One table.`)},
	{"X24", "a table that begins in column B", "", onTable("stage", `ref="A5:F7">(<tableColumns count=")6"><tableColumn id="1"[^>]*></tableColumn>`, `ref="B5:F7">${1}5">`)},
	{"X25", "a source below the table", "", onSheet("stage", `</sheetData>`, `<row r="8"><c r="A8" s="1" t="inlineStr"><is><t>Source: us</t></is></c></row></sheetData>`)},
	{"X26", "a second table on a sheet", "", secondTable},
	{"X27", "a word misspelt in a press notice", "", inFile("press.html", `released between`, `recieved between`)},
	{"X28", "no language in the properties", "", inPart(xlsx, "docProps/core.xml", `<dc:language>en-GB</dc:language>`, ``)},
	{"X28", "another author", "", inPart(xlsx, "docProps/core.xml", `<dc:creator>Home Office`, `<dc:creator>A. Person`)},
	{"X29", "a zoom of 90 per cent", "", onSheet("stage", `<sheetView `, `<sheetView zoomScale="90" `)},
	{"X30", "a cover that does not say as at when", "", onSheet("Cover", `As at 26 April 2006`, `Data of 26 April 2006`)},
	{"X31", "a link of the contents to the table, not to A1", "", onSheet("Table_of_contents", `progress&#39;!A1`, `progress&#39;!A7`)},
	{"X32", "a header of numbers at the left", "", onSheet("stage", `(<c r="B5" s=")5"`, `${1}4"`)},
	{"X33", "a number stored with more than it shows", "", onSheet("stage", `<v>668</v>`, `<v>668.25</v>`)},
	{"X34", "a unit beside the header's words", "", onSheet("quarters", `Per cent of all[^<(]*\(%\)`, `Per cent of all (%)`)},
	{"X35", "a total above the rows it is of", "", inManifest(totalMidTable)},
	{"X36", "a period with a dash", "", onSheet("stage", `Released February 1999 to March 2006`, `Released 1999-2006`)},
	{"X37", "a label indented by spaces", "", onSheet("stage", `<t>(Released February 1999 to March 2006)`, `<t xml:space="preserve">  $1`)},
	{"X38", "percentages that are not said to be rounded", "", onSheet("not_known", `Percentages are rounded\.[^<]*`, `See above.`)},
	{"X39", "a title without its number", "", onSheet("stage", `Table 2: Furthest`, `Furthest`)},
	{"X40", "another text in the ODS", "both", onODS(`About this release`, `About it`)},
	{"X41", "a chart without alternative text", "", inPart(xlsx, "xl/drawings/drawing1.xml", `descr="[^"]*"`, `descr=""`)},
	{"X41", "an axis of the default grey", "", inPart(xlsx, "xl/charts/chart1.xml", `(?s)(<catAx>.*?)<txPr>.*?</txPr>`, `$1`)},
	{"X42", "a comma in a number of a CSV", "", inFile("tables/stage.csv", `,668,`, `,"6,68",`)},
	{"X42", "a column the description does not know", "", inFile("tables/stage.csv-metadata.json", `"name": "symbol"`, `"name": "sign"`)},
	{"X43", "a file called Release Final", "", renamed("26.txt", "Release Final.txt")},
	{"X44", "a workbook without its list of types", "", withoutPart(xlsx, "[Content_Types].xml")},
}

var odsMutations = []mutation{
	{"X01", "a named range taken away", "ods", onODS(`<table:database-range table:name="table_stage"[^>]*/>`, ``)},
	{"X03", "a cell of the ODS over two columns", "ods", onODS(`(<table:table-cell )(table:style-name="Row_20_label")`, `${1}table:number-columns-spanned="2" $2`)},
	{"X05", "a header row that is not tagged", "ods", everyPart(".ods", "content.xml", "table:table-header-rows>", "table:table-rows>")},
	{"X07", "filter buttons in the ODS", "ods", onODS(`table:display-filter-buttons="false"`, `table:display-filter-buttons="true"`)},
	{"X15", "letters of 10 point in the ODS", "ods", inPart(".ods", "styles.xml", `(style:display-name="Row label".*?fo:font-size=")12pt`, `${1}10pt`)},
	{"X18", "a filled cell in the ODS", "ods", inPart(".ods", "styles.xml", `(style:display-name="Row label".*?<style:table-cell-properties )`, `${1}fo:background-color="#ffff00" `)},
	{"X20", "a formula in the ODS", "ods", onODS(`office:value-type="float" office:value="668"`, `table:formula="of:=600+68" office:value-type="float" office:value="668"`)},
	{"X28", "no title in the ODS", "ods", inPart(".ods", "meta.xml", `<dc:title>[^<]*</dc:title>`, ``)},
	{"X33", "a number of the ODS shown otherwise than stored", "ods", onODS(`office:value="668"><text:p>668`, `office:value="668"><text:p>669`)},
}

var symbolMutations = []mutation{
	{"S01", "a mark that is not on the list", "", onSheet("stage", `(Released February 1999 to March 2006)`, `$1 [q]`)},
	{"S02", "a key to another symbol", "", onSheet("quarters", `\[low\] means rounds to 0 but is not 0`, `[x] means not available`)},
	{"S02", "a page's table without its key", "", inFile("index.html", `<p class="?key"?>In Table [0-9]+, <strong>\[z\]</strong> means not applicable\.(</p>)?`, ``)},
	{"S03", "a number beside a symbol", "", onSheet("quarters", `<t>\[low\]</t>`, `<t>[low] 2</t>`)},
	{"S04", "a share of nought of three cases", "", inManifest(func(m *reports.Manifest) {
		m.Figures = append(m.Figures, made("made/a/x", "3", ""), made("percent made/a/x of made/b/x", "0", "percent made/a/x of made/b/x"))
	})},
	{"S05", "a symbol numbered that has one reason", "", everySheet("quarters", "[low]", "[u1]")},
	{"S06", "two dots in place of a value", "", onSheet("stage", `(<c r="E6" s="\d+")><v>20</v></c>`, `$1 t="inlineStr"><is><t>..</t></is></c>`)},
	{"S06", "nothing in place of a value of a CSV", "", inFile("tables/waits.csv", `,[0-9]+,,(waits/total)`, `,,,$1`)},
	{"S07", "round brackets in a measure's header", "", both(onSheet("waits", `<t>Median days from`, `<t>Median (working) days from`), onTable("waits", `Median days from`, `Median (working) days from`))},
	{"S09", "a percentage of a withheld count", "", inManifest(func(m *reports.Manifest) {
		m.Figures = append(m.Figures, made("made/a/x", "[c]", ""), made("percent made/a/x of made/b/x", "12", "percent made/a/x of made/b/x"))
	})},
	{"S10", "a revised label and no table of what was said before", "gallery", onSheet("kinds", `(<c r="A\d+" s="6" t="inlineStr"><is><t>[^<]+)`, `$1 [r]`)},
}

// made is a figure of no release.
func made(id, value, formula string) reports.ManifestFigure {
	return reports.ManifestFigure{ID: id, Value: value, Formula: formula}
}

// relations changes what a worksheet leads to.
func relations(name, pattern, by string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		part, err := sheetPart(s, name)
		if err != nil {
			return err
		}
		return inPart(xlsx, "xl/worksheets/_rels/"+strings.TrimPrefix(part, "xl/worksheets/")+".rels", pattern, by)(s)
	}
}

func blankSheet(s *rules.Side) error {
	return both(inPart(xlsx, "xl/workbook.xml", `<sheet name="Charts"`, `<sheet name="More" sheetId="99" r:id="rId99"></sheet><sheet name="Charts"`),
		inPart(xlsx, "xl/_rels/workbook.xml.rels", `</Relationships>`, `<Relationship Id="rId99" Target="worksheets/sheet99.xml" Type="x/worksheet"></Relationship></Relationships>`),
		addPart(xlsx, "xl/worksheets/sheet99.xml", `<worksheet><sheetData></sheetData></worksheet>`))(s)
}

func secondTable(s *rules.Side) error {
	parts, err := partsOf(s, xlsx)
	if err != nil {
		return err
	}
	for name, data := range parts {
		if strings.HasPrefix(name, "xl/tables/") && strings.Contains(string(data), `displayName="table_stage"`) {
			more := strings.ReplaceAll(string(data), "table_stage", "table_stage_more")
			return both(addPart(xlsx, "xl/tables/table99.xml", more),
				relations("stage", `</Relationships>`, `<Relationship Id="rId9" Target="../tables/table99.xml" Type="x/table"></Relationship></Relationships>`))(s)
		}
	}
	return errors.New("no table of the stages")
}

// totalMidTable exchanges the rows of the total and of what is not known.
func totalMidTable(m *reports.Manifest) {
	re := regexp.MustCompile(`^offence!([A-Z]+)(\d+)$`)
	rows := map[string]string{}
	for _, f := range m.Figures {
		for _, p := range f.Places {
			if c := re.FindStringSubmatch(p.At); c != nil && strings.HasSuffix(p.File, xlsx) {
				rows[strings.Split(f.ID, "/")[1]] = c[2]
			}
		}
	}
	for i := range m.Figures {
		f := &m.Figures[i]
		for k := range f.Places {
			p := &f.Places[k]
			if c := re.FindStringSubmatch(p.At); c != nil && strings.HasSuffix(p.File, xlsx) {
				switch strings.Split(f.ID, "/")[1] {
				case "total":
					p.At = "offence!" + c[1] + rows["unknown"]
				case "unknown":
					p.At = "offence!" + c[1] + rows["total"]
				}
			}
		}
	}
}

// everyPart replaces a text wherever it stands in a part.
func everyPart(ending, part, old, by string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		parts, err := partsOf(s, ending)
		if err != nil {
			return err
		}
		whole := strings.ReplaceAll(string(parts[part]), old, by)
		return inPart(ending, part, `(?s)\A.*\z`, strings.ReplaceAll(whole, "$", "$$$$"))(s)
	}
}

// everySheet replaces a text wherever it stands on a worksheet.
func everySheet(name, old, by string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		part, err := sheetPart(s, name)
		if err != nil {
			return err
		}
		return everyPart(xlsx, part, old, by)(s)
	}
}

// withoutPart takes a part out of an archive.
func withoutPart(ending, part string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if strings.HasSuffix(f.Name, ending) {
				parts, order, err := unpacked(f.Data)
				if err != nil {
					return err
				}
				s.Files[i].Data, err = packed(parts, slices.DeleteFunc(order, func(n string) bool { return n == part }))
				return err
			}
		}
		return fmt.Errorf("no file ends in %s", ending)
	}
}
