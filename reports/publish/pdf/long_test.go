package pdf

import (
	"fmt"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/formattest"
)

// wide is a table of rows by columns, made up.
func wide(id string, number, rows, cols int) *reports.Table {
	t := &reports.Table{ID: id, Number: number, Title: "Cases by police force area and year", Subtitle: "Number of cases, England and Wales, 1999 to 2006",
		Corner: []string{"Police force area"}, Source: "Foreign national prisoners, Home Office"}
	for j := range cols {
		t.Cols = append(t.Cols, reports.ColumnHead{Head: reports.Head{Code: fmt.Sprintf("y%d", j), Labels: []string{fmt.Sprint(1990 + j), "Released"}}})
	}
	for i := range rows {
		label := fmt.Sprintf("Area number %d", i+1)
		if i%7 == 3 {
			label += " with a long name that is wrapped over a second line"
		}
		t.Rows = append(t.Rows, reports.Head{Code: fmt.Sprintf("a%d", i), Labels: []string{label}})
		var row []*reports.Figure
		for j := range cols {
			row = append(row, &reports.Figure{ID: fmt.Sprintf("%s/a%d/y%d", id, i, j), Table: id, Row: t.Rows[i].Code, Column: t.Cols[j].Code,
				Cell: reports.MakeNumber(int64(i*1000+j*37), 0)})
		}
		t.Cells = append(t.Cells, row)
	}
	return t
}

// long is a report of many pages: the fixture and further chapters.
func long() *reports.Document {
	d := formattest.Fixture()
	words := strings.Repeat("The figures count people, not offences, and each person stands in one row only. ", 7)
	add := func(b ...reports.Block) { d.Blocks = append(d.Blocks, b...) }
	for i := range 6 {
		title := fmt.Sprintf("Chapter %d on the quality of the data", i+1)
		add(reports.Block{Heading: &reports.Heading{Level: 2, ID: fmt.Sprintf("chapter-%d", i), Spans: []reports.Span{{Text: title}}}})
		for j := range 5 {
			add(reports.Block{Para: &reports.Para{Number: 10 + i*5 + j, Spans: []reports.Span{{Text: words[:len(words)-j*80]}}}})
		}
		add(reports.Block{Para: &reports.Para{Number: 60 + i, Spans: []reports.Span{{Text: "Three things are left out:"}}}},
			reports.Block{List: &reports.List{Ordered: true, Points: [][]reports.Block{{{Para: &reports.Para{Spans: []reports.Span{{Text: words[:200]}}}}},
				{{Para: &reports.Para{Spans: []reports.Span{{Text: "Cases closed before 1999."}}}}}}}})
	}
	for _, t := range []*reports.Table{wide("landscape", 4, 12, 10), wide("split", 5, 9, 26), wide("tall", 6, 90, 4)} {
		add(reports.Block{Heading: &reports.Heading{Level: 2, ID: t.ID, Spans: []reports.Span{{Text: "Areas, " + t.ID}}}}, reports.Block{Table: t})
		d.Tables = append(d.Tables, t)
	}
	return d
}
