// Package formattest holds the suite every output format must pass, and the
// document it is tried on. Tests only: the figures here are made up.
package formattest

import (
	"fmt"
	"time"

	"despatch/reports"
)

// Fixture is a synthetic release document with one of everything: headings,
// numbered paragraphs, lists, key figures, definitions, notes, a wide and a nested
// table, a withheld cell, percentages, charts, and labels meant to hurt.
func Fixture() *reports.Document {
	b := &maker{}
	progress := b.table("progress", "Progress of consideration", []string{"Cohort"},
		[]reports.Head{head("all", "Released February 1999 to March 2006"), head("since_august", "Released August 2005 to March 2006")},
		cols("due", "Should have been considered", "started", "Consideration started", "completed", "Consideration completed", "deported", "Deported"),
		[][]any{{1023, 355, 107, 20}, {288, 83, 53, 14}})
	progress.Reached, progress.Natural = true, true
	progress.Subtitle = "Foreign national prisoners released without being considered for deportation, England and Wales, February 1999 to March 2006"
	progress.Remarks = []string{"Each stage includes the cases that went on to later stages: the columns must not be added."}
	offence := b.table("offence", "Main offence by severity", []string{"Severity", "Main offence"},
		[]reports.Head{
			head("most-serious.murder", "Most serious", "Murder"),
			head("most-serious.rape", "Most serious", "Rape"),
			head("other-offences.hostile", "Other offences", `=1+1 </script> & "quoted" __f__x שלום ŵŷ`),
			head("other-offences.other", "Other offences", "Other offences"),
			kind(head("unknown", "Offence not known", "Offence not known"), reports.NotKnown),
			kind(head("most-serious.total", "Most serious", "All"), reports.GroupTotal),
			kind(head("other-offences.total", "Other offences", "All"), reports.GroupTotal),
			kind(head("total", "All", "All"), reports.Total),
		},
		cols("not-started", "Not started", "started", "Started, not completed", "total", "All"),
		[][]any{{2, 1, 3}, {reports.Confidential, 3, 9}, {31, 10, 41}, {500, 350, 850}, {70, 50, 120}, {8, 4, 12}, {531, 360, 891}, {609, 414, 1023}})
	offence.Cols[2].Kind = reports.Total
	quarters := b.quarters()

	started := &reports.Note{ID: "started", Number: 1, Label: "Consideration started",
		Text: spans("A caseworker has opened the case; no decision need have been made.")}
	unknown := &reports.Note{ID: "unknown", Number: 2,
		Text: []reports.Span{{Text: "The main offence of "}, {Text: "120", Figure: b.fig("offence/unknown/total")}, {Text: " people is not recorded."}}}
	progress.ColNotes = [][]*reports.Note{nil, {started}, nil, nil}
	offence.RowNotes = make([][]*reports.Note, len(offence.Rows))
	offence.RowNotes[4] = []*reports.Note{unknown}
	offence.CellNotes = []reports.CellNote{{Row: 0, Col: 0, Note: unknown}}

	due, dep := b.fig("progress/since_august/due"), b.fig("progress/since_august/deported")
	ladder := &reports.Chart{ID: "progress", Number: 1, Kind: reports.Bars, Table: progress, Reached: true, Workbook: true,
		Title:    []reports.Span{{Text: "Of "}, {Text: "288", Figure: due}, {Text: " cases, "}, {Text: "fourteen", Figure: dep}, {Text: " people had been deported"}},
		Subtitle: "Number of cases at each stage, England and Wales, August 2005 to March 2006",
		Source:   "Foreign national prisoners, Home Office",
		Alt:      []reports.Span{{Text: "Bar chart: of "}, {Text: "288", Figure: due}, {Text: " cases due for consideration, "}, {Text: "14", Figure: dep}, {Text: " people had been deported."}},
		Desc:     spans("Each bar includes the cases of the bars below it."),
	}
	for _, c := range progress.Cols {
		ladder.Cats = append(ladder.Cats, c.Head)
	}
	ladder.Series = []reports.Series{{Label: "Released August 2005 to March 2006", Points: progress.Cells[1]}}
	trend := &reports.Chart{ID: "quarters", Number: 2, Kind: reports.Lines, Table: quarters, Interactive: true, Workbook: true,
		Title: spans("Releases by quarter"), Subtitle: "Number of people, England and Wales", Source: "Foreign national prisoners, Home Office",
		Alt: spans("Line chart of releases by quarter."), Desc: spans("Releases rose over the period.")}
	last := len(quarters.Rows) - 1
	trend.Cats = quarters.Rows[:last]
	s := reports.Series{Label: "People"}
	for _, row := range quarters.Cells[:last] {
		s.Points = append(s.Points, row[0])
	}
	trend.Series = []reports.Series{s}

	d := &reports.Document{ID: "release", Title: "Foreign national prisoners released without being considered for deportation, 26 April 2006",
		Side: reports.Published, Meta: Meta(), Tables: []*reports.Table{progress, offence, quarters},
		Charts: []*reports.Chart{ladder, trend}, Notes: []*reports.Note{started, unknown}}
	d.Blocks = []reports.Block{
		h(1, "title", d.Meta.Title),
		{Para: &reports.Para{Kind: reports.Warned, Spans: spans(d.Meta.Notice)}},
		{Para: &reports.Para{Kind: reports.Details, Spans: spans("Published 12:30pm on 26 April 2006. As at 26 April 2006. Provisional.")}},
		h(2, "main-points", "Main points"),
		{Para: &reports.Para{Kind: reports.Lead, Number: 1, Spans: []reports.Span{{Text: "Of the "}, {Text: "288", Figure: due}, {Text: " cases since August, "},
			{Text: "fourteen", Figure: dep}, {Text: " people had been deported.", Bold: true}, {Text: "[note 1]", Note: started}}}},
		{Facts: &reports.Facts{Facts: []reports.Fact{{Figure: due, Caption: "should have been considered"}, {Figure: dep, Caption: "deported"}}}},
		{List: &reports.List{Points: [][]reports.Block{
			{{Para: &reports.Para{Spans: spans("A point with markup & <b>signs</b> in it.")}}},
			{{Para: &reports.Para{Spans: []reports.Span{{Text: "A point that refers to "}, {Text: "Table 2", Ref: "table/offence"}, {Text: ", and "}, {Text: "the policy on revisions", URL: "https://example.gov.uk/revisions"}, {Text: "."}}}}},
		}}},
		h(2, "progress", "Progress"),
		{Chart: ladder}, {Table: progress},
		h(2, "offences", "Offences"),
		{Para: &reports.Para{Number: 2, Spans: []reports.Span{{Text: "Mae'r ffigurau yn dros dro: ŵ, ŷ.", Lang: "cy"}}}},
		{Table: offence},
		h(2, "quarters", "By quarter"), h(3, "trend", "The trend"),
		{Chart: trend}, {Table: quarters},
		h(2, "definitions", "Definitions"),
		{Terms: &reports.Terms{Terms: []reports.Term{{Term: spans("Consideration started"), Text: []reports.Block{{Para: &reports.Para{Spans: started.Text}}}}}}},
		h(2, "contact", "Contact"),
		{Para: &reports.Para{Number: 3, Spans: spans("Immigration statistics, statistics@example.gov.uk")}},
	}
	d.Cover = d.Blocks[4:5]
	d.Downloads = []reports.Download{{File: "tables/progress.csv", Kind: "CSV", Bytes: 812, Table: "progress"},
		{File: "charts/progress.svg", Kind: "SVG", Bytes: 2100, Chart: "progress"}, {File: "fixture-2006-04-26.xlsx", Kind: "XLSX", Bytes: 14000}}
	return d
}

// Meta is the fixture's release.
func Meta() reports.Meta {
	return reports.Meta{ReleaseID: "fixture-2006-04-26", Title: "Foreign national prisoners released without being considered for deportation",
		Organisation: "Home Office", Status: "management information", State: "provisional", AsAt: reports.DayOf(2006, 4, 26),
		Published: time.Date(2006, 4, 26, 12, 30, 0, 0, time.FixedZone("", 3600)), NextUpdate: reports.DayOf(2006, 5, 15),
		Contact: []string{"Immigration statistics, statistics@example.gov.uk", "Press office, press@example.gov.uk"},
		Area:    "England and Wales", Source: "Foreign national prisoners released without being considered for deportation, Home Office",
		Notice: "Synthetic data, made for tests.", Keywords: []string{"prisoners", "deportation"},
		Disclosure: "Figures are exact. Reason: Statement to the House of Commons, 26 April 2006. Approved by the Chief Statistician.",
		Lang:       "en-GB", Theme: reports.Theme{Name: "Home Office", Accent: "#12436D", Text: "#0B0C0C", Secondary: "#505A5F", Link: "#1A65A6",
			Palette: []reports.Colour{"#12436D", "#F46A25", "#801650", "#28A197", "#3D3D3D", "#A285D1"}}}
}

type maker struct{ figures []*reports.Figure }

func (b *maker) fig(id string) *reports.Figure {
	for _, f := range b.figures {
		if f.ID == id {
			return f
		}
	}
	panic("no figure " + id)
}

func (b *maker) table(id, title string, corner []string, rows []reports.Head, cs []reports.ColumnHead, values [][]any) *reports.Table {
	t := &reports.Table{ID: id, Title: title, Subtitle: "Number of people, England and Wales", Corner: corner, Rows: rows, Cols: cs,
		Source: "Foreign national prisoners, Home Office"}
	for i, row := range values {
		var cells []*reports.Figure
		for j, v := range row {
			f := &reports.Figure{Table: id, Row: rows[i].Code, Column: cs[j].Code, Measure: cs[j].Measure, Unit: cs[j].Unit,
				RowLabel: rows[i].Labels[len(rows[i].Labels)-1], ColumnLabel: cs[j].Text()}
			f.ID = id + "/" + f.Row + "/" + f.Column
			if f.Measure != "" {
				f.ID += "/" + f.Measure
			}
			f.Label = title + ": " + f.RowLabel + ": " + f.ColumnLabel
			switch v := v.(type) {
			case int:
				f.Cell = reports.MakeNumber(int64(v), 0)
			case float64:
				f.Cell = reports.MakeNumber(int64(v*10+0.5), 1)
			case reports.Symbol:
				f.Cell = reports.MakeSymbol(v)
			}
			cells = append(cells, f)
			b.figures = append(b.figures, f)
		}
		t.Cells = append(t.Cells, cells)
	}
	b.number(t)
	return t
}

func (b *maker) number(t *reports.Table) {
	t.Number = map[string]int{"progress": 1, "offence": 2, "quarters": 3}[t.ID]
}

func (b *maker) quarters() *reports.Table {
	var rows []reports.Head
	var values [][]any
	for i := range 12 {
		y, q := 2003+i/4, i%4
		months := [...]string{"January to March", "April to June", "July to September", "October to December"}[q]
		rows = append(rows, reports.Head{Code: fmt.Sprintf("%d-q%d", y, q+1), Labels: []string{fmt.Sprintf("%s %d", months, y)},
			Period: true, Number: int64(y*4 + q)})
		values = append(values, []any{40 + 7*i, float64(40+7*i) / 9.42})
	}
	rows = append(rows, kind(head("total", "All"), reports.Total))
	values = append(values, []any{942, 100.0})
	cs := []reports.ColumnHead{{Head: head("total", ""), What: "People"}, {Head: head("total", ""), Measure: "percent-total", Unit: reports.Pct, What: "Per cent of all"}}
	t := b.table("quarters", "Quarter of release", []string{"Quarter"}, rows, cs, values)
	t.Natural, t.Time = true, true
	t.Remarks = []string{"Percentages are rounded and may not add up to 100."}
	return t
}

func head(code string, labels ...string) reports.Head {
	return reports.Head{Code: code, Labels: labels}
}

func kind(h reports.Head, k reports.Kind) reports.Head { h.Kind = k; return h }

func cols(pairs ...string) []reports.ColumnHead {
	var out []reports.ColumnHead
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, reports.ColumnHead{Head: head(pairs[i], pairs[i+1])})
	}
	return out
}

func h(level int, id, text string) reports.Block {
	return reports.Block{Heading: &reports.Heading{Level: level, ID: id, Spans: spans(text)}}
}

func spans(text string) []reports.Span { return []reports.Span{{Text: text}} }
