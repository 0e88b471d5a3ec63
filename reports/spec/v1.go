package spec

// Version 1 of the language. Each version has a file like this one and parses into
// the same reports.Release. The tags are the language: the decoder, the JSON Schema
// and docs/release-file.md all follow them.

type fileV1 struct {
	Version    text                      `key:"version,required" missing:"begin the file with version: 1" allowed:"1" doc:"Version of this language. The first key."`
	Release    releaseV1                 `key:"release,required" doc:"What is published, by whom, as at when."`
	Theme      text                      `key:"theme" doc:"A YAML file with the department's name and colours."`
	Extracts   ordered[extractV1]        `key:"extracts,required" names:"id" doc:"The files of records, by a name of your own."`
	Private    *texts                    `key:"private,required" missing:"write private: [] where no column is private" doc:"Columns that never leave; [] where there is none, said and not left out."`
	Columns    ordered[columnV1]         `key:"columns" doc:"Columns whose values need more than text: dates, ranges, other spellings of the header."`
	Dimensions ordered[dimensionV1]      `key:"dimensions" names:"id" doc:"What tables count by."`
	Ladders    ordered[ordered[stageV1]] `key:"ladders" names:"id" doc:"Stages in order."`
	Cohorts    ordered[cohortV1]         `key:"cohorts" names:"id" doc:"The cases a table is about; cohorts may overlap."`
	Measures   ordered[measureV1]        `key:"measures" names:"id" doc:"What is worked out for each cell."`
	Tables     ordered[tableV1]          `key:"tables,required" names:"id" doc:"The tables, in the order they are numbered."`
	Charts     ordered[chartV1]          `key:"charts" names:"id" doc:"Charts of tables, in the order they are numbered."`
	Documents  ordered[documentV1]       `key:"documents" names:"id" doc:"Words, tables and charts for each reader. Left out: release, brief and press."`
	Notes      ordered[noteV1]           `key:"notes" names:"id" doc:"Notes and, with a label, definitions."`
	Earlier    ordered[earlierV1]        `key:"earlier" names:"id" doc:"What has been said before: earlier packs and stated figures."`
	Checks     texts                     `key:"checks" doc:"What must hold: FIGURE = FIGURE or a number; also <= and >=; * is each code."`
	Disclosure *disclosureV1             `key:"disclosure,required" missing:"for example disclosure: {policy: exact, reason: …, approved_by: …}; it has no default" doc:"What makes the figures safe to publish. There is no default."`
}

type releaseV1 struct {
	ID           text          `key:"id,required" doc:"Names the folder of the pack: a-z, 0-9 and hyphens. {as_at} stands for the date."`
	Title        text          `key:"title,required" doc:"The title of the release. {as_at} stands for the date in words."`
	Organisation text          `key:"organisation,required" doc:"Who publishes."`
	Status       text          `key:"status,required" allowed:"accredited|official|in development|management information" doc:"The kind of statistics."`
	State        text          `key:"state,required" allowed:"draft|provisional|final|revised" doc:"How final the figures are."`
	AsAt         text          `key:"as_at,required" doc:"The only clock: what was recorded later does not exist yet. YYYY-MM-DD."`
	Published    text          `key:"published,required" doc:"When it is published: YYYY-MM-DDTHH:MM:SS+01:00. Printed, never compared with the computer's clock."`
	NextUpdate   text          `key:"next_update" doc:"The day of the next update."`
	Contact      texts         `key:"contact,required" doc:"Whom to ask: statistics first, media second."`
	Area         text          `key:"area" doc:"The place the figures are about."`
	Source       text          `key:"source" doc:"The source line. Default: title, organisation."`
	Notice       text          `key:"notice" doc:"A line at the head of every file: Synthetic data, for demonstration."`
	Policies     ordered[text] `key:"policies" doc:"Links to policies: the words of the link, then its address."`
	Decimals     number        `key:"decimals" doc:"Places of percentages, means and medians in the whole release: 0 to 3. Default 0."`
	Lang         text          `key:"lang" doc:"The language of the words. Default en-GB."`
}

type extractV1 struct {
	From                text           `key:"from,required" doc:"The file in the release's folder, or a pattern of files: * is anything, {name} a column taken from the file's name. A sheet of a workbook stands after #; a database is env:NAME#query.sql."`
	Closed              yesNo          `key:"closed" doc:"true: the header must hold exactly the columns named."`
	Counted             text           `key:"counted" allowed:"here|in-database" doc:"Of a database: whether every record is read (here, the default), or the database puts records that are alike together and sends how many there are."`
	ID                  texts          `key:"id" doc:"The column or columns that make a case. Without it each record is a case."`
	Recorded            text           `key:"recorded" doc:"Of several records of a case the newest on or before as_at by this date counts."`
	Where               where          `key:"where" doc:"The records this extract is about."`
	Exclude             ordered[where] `key:"exclude" doc:"Records to leave out: a reason, then a condition."`
	Header              number         `key:"header" doc:"The line that holds the names of the columns. Default 1."`
	Separator           text           `key:"separator" doc:"One character, or tab. Default a comma."`
	Encoding            text           `key:"encoding" allowed:"utf-8|windows-1252|latin-1" doc:"How the file is encoded; never guessed. Default utf-8."`
	Quarantine          text           `key:"quarantine" doc:"The share of quarantined records above which the release stops. Default 5%, and then only of 10 records or more, or of more than half."`
	IfNewestQuarantined text           `key:"if_newest_quarantined" allowed:"earlier|drop" doc:"Where the newest record of a case is quarantined: count an earlier one (the default), or drop the case."`
}

type columnV1 struct {
	Named     texts `key:"named" doc:"Spellings of the header that mean this column, or a template that joins several: \"{year}-{month}-{day}\"."`
	Date      texts `key:"date" doc:"Layouts of the dates: YYYY-MM-DD, DD/MM/YYYY, YYYY-MM, YYYY, YYYY-MM-DD HH:mm:ss, rfc3339."`
	Range     text  `key:"range" doc:"What is plausible, A..B; ends included, either may be absent. Dates end at as_at."`
	After     text  `key:"after" doc:"A date column: this date is not earlier than that one."`
	Blank     texts `key:"blank" doc:"Further values that mean nothing was entered."`
	Otherwise text  `key:"otherwise" allowed:"quarantine|blank|keep" doc:"A value that does not fit: quarantine the record (the default), take the value as blank, or keep it."`
	Repeats   yesNo `key:"repeats" doc:"true: check reports how many values are used more than once."`
}

type dimensionV1 struct {
	Label   text  `key:"label" doc:"The heading of its labels. Default: its name."`
	Column  texts `key:"column,required" doc:"The column counted by; two date columns give the days between them."`
	Codes   texts `key:"codes" doc:"A code list, offence.csv, or the labels themselves: [Street, Residence]."`
	By      text  `key:"by" doc:"A grouping column of the code list to count by instead of the code."`
	Period  text  `key:"period" allowed:"month|quarter|year|financial-year" doc:"Count a date by month, quarter, year or financial year."`
	Bands   texts `key:"bands" doc:"Bands of whole numbers: [0..17, 18..24, 25..]."`
	Within  text  `key:"within" doc:"The dimension in one code of which each code of this one lies."`
	Unknown text  `key:"unknown" doc:"The label for blank and unmapped values. Without it such a record is quarantined."`
	Totals  texts `key:"totals" doc:"Values that are the source's own totals."`
	Order   text  `key:"order" allowed:"name|size" doc:"The order of values as found. Default name."`
}

type stageV1 struct {
	Label    text  `key:"label,required" doc:"The stage in a table of stages reached: Consideration started."`
	Furthest text  `key:"furthest" doc:"The label where this is the furthest stage reached: Started, not completed."`
	Date     text  `key:"date" doc:"Reached where this date is there and not after as_at."`
	Where    where `key:"where" doc:"Reached where this holds; for a source with only a status."`
	Skipped  text  `key:"skipped" allowed:"passed|quarantine" doc:"A case with a later stage and not this one: passed takes it as passed, quarantine sets the record aside. Left out: the release stops."`
}

type cohortV1 struct {
	Label text  `key:"label,required" doc:"The cases in words: Released August 2005 to March 2006."`
	Where where `key:"where" doc:"What holds for every case of it. Left out: every case."`
}

type measureV1 struct {
	Label  text  `key:"label,required" doc:"What is counted, in words: Foreign national prisoners."`
	Count  texts `key:"count" doc:"cases, records, or columns: distinct values of them."`
	Sum    text  `key:"sum" doc:"The sum of a column of whole numbers."`
	Median texts `key:"median" doc:"The median of days between two dates: [from, to]."`
	Mean   texts `key:"mean" doc:"The mean of days between two dates: [from, to]."`
	Stock  text  `key:"stock" doc:"The date column this is a state at: never added over dates."`
}

type tableV1 struct {
	Title   text   `key:"title,required" doc:"The title of the table."`
	Rows    texts  `key:"rows,required" doc:"One or two of: dimensions, a ladder, cohort."`
	Columns texts  `key:"columns" doc:"None, one or two of: dimensions, a ladder, cohort."`
	View    text   `key:"view" allowed:"reached|furthest" doc:"How a ladder is counted: every stage passed, or only the furthest. Required with a ladder."`
	Cohort  texts  `key:"cohort" doc:"The cohorts the table is about. Default: every case."`
	Measure texts  `key:"measure" doc:"Measures; also percent-row, percent-column, percent-total of the measure before. Default: the first."`
	Extract text   `key:"extract" doc:"The extract counted; needed where there are several."`
	Top     number `key:"top" doc:"More rows than this become one row of the rest."`
	Formats texts  `key:"formats" doc:"Which of xlsx, ods and csv hold the table. Default: all. csv alone is for a table longer than a worksheet."`
}

type chartV1 struct {
	Table       text  `key:"table,required" doc:"The table it draws."`
	Title       text  `key:"title" doc:"The message, with figures in braces. Default: the table's title."`
	Kind        text  `key:"kind" allowed:"bar|line|stacked|multiples" doc:"Default bar. multiples draws each column (where the columns are periods, each row) in a panel of its own, all on one scale."`
	Rows        texts `key:"rows" doc:"Codes of the rows to draw. Default: all but totals."`
	Columns     texts `key:"columns" doc:"Codes of the columns to draw. Default: all but totals."`
	Workbook    yesNo `key:"workbook" doc:"true: also a chart of the workbook's own, on its last sheet."`
	Interactive yesNo `key:"interactive" doc:"true: the page offers an interactive version."`
}

type documentV1 struct {
	Words    text   `key:"words" doc:"The Markdown file. May be left out for release, brief, press and accessibility, which have words to start from."`
	Formats  texts  `key:"formats" doc:"The formats written. Default by name of the document."`
	Pages    number `key:"pages" doc:"More pages than this in PDF stop the pack. Default 2 for the brief."`
	Side     text   `key:"side" allowed:"published|briefing" doc:"Who may see it. Default published; briefing for the brief."`
	Numbered yesNo  `key:"numbered" doc:"true: paragraphs are numbered, for citing. Default true for the release."`
}

type noteV1 struct {
	Label text  `key:"label" doc:"The term: with it the note is a definition."`
	Text  text  `key:"text,required" doc:"The words of the note."`
	On    texts `key:"on" doc:"What it marks: a table, row, column or figure."`
	Break yesNo `key:"break" doc:"true: figures before the period it marks cannot be compared with those from it on."`
}

type earlierV1 struct {
	From    text              `key:"from" doc:"The manifest.json of an earlier pack, in the release's folder."`
	Title   text              `key:"title" doc:"What it was: Letter of 25 April 2006."`
	AsAt    text              `key:"as_at" doc:"The day its figures were about."`
	Figures ordered[statedV1] `key:"figures" doc:"Figures as stated: an id of their own, or the full id of the like figure."`
}

type statedV1 struct {
	Value text `key:"value,required" doc:"The number as stated, without separators: 403, 34.7, 34.7%."`
	Label text `key:"label" doc:"What it counted. Required for an id of its own."`
}

type disclosureV1 struct {
	Policy     text   `key:"policy,required" allowed:"exact|suppress" doc:"exact publishes every count; suppress withholds small ones."`
	Threshold  number `key:"threshold" doc:"Counts below this are withheld, with policy suppress."`
	Reason     text   `key:"reason" doc:"Why exact figures may be published."`
	ApprovedBy text   `key:"approved_by" doc:"Who decided."`
}

type themeV1 struct {
	Name      text  `key:"name" doc:"The department's name in the masthead. Default: the organisation."`
	Accent    text  `key:"accent,required" doc:"Masthead, rules, first bar; white on it needs 4.5:1."`
	Text      text  `key:"text,required" doc:"Body text; 7:1 on white."`
	Secondary text  `key:"secondary,required" doc:"Subtitles and sources; 4.5:1 on white."`
	Link      text  `key:"link,required" doc:"Links; 4.5:1 on white."`
	Palette   texts `key:"palette,required" doc:"Colours of charts, at least four; each 3:1 on white and neighbours 3:1 apart."`
}
