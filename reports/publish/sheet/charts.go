package sheet

import (
	"fmt"
	"math"

	"despatch/reports"
)

// charts is the last sheet: in column A each chart's message, subtitle,
// description, source and table, the chart itself to the right (X41). Nil
// where no chart asks for it.
func (p *planner) charts(tables []*Sheet) *Sheet {
	var placed []*PlacedChart
	for _, c := range p.doc.Charts {
		if s := p.home(c, tables); c.Workbook && s != nil {
			placed = append(placed, &PlacedChart{Chart: c, Sheet: s, Width: 500, Height: chartHeight(c)})
		}
	}
	if len(placed) == 0 {
		return nil
	}
	var l lines
	l.say(Title, "Charts")
	noun := "chart"
	if len(placed) > 1 {
		noun = "charts"
	}
	l.say(Body, "This worksheet contains %d %s, to the right of column A, which describes each and names the table it draws.", len(placed), noun)
	for _, c := range placed {
		c.describe(&l)
	}
	s := l.sheet(ChartsName, firstCol)
	s.Charts, s.Landscape = placed, true
	for i, c := range placed {
		end := len(l)
		if i+1 < len(placed) {
			end = placed[i+1].Row - 1
		}
		stretch(l[c.Row-1:end], c.Height)
	}
	return s
}

// describe adds the lines of a chart.
func (p *PlacedChart) describe(l *lines) {
	c := p.Chart
	l.add(words(Heading, c.Title).after(fmt.Sprintf("Chart %d: ", c.Number)))
	p.Row = len(*l)
	if c.Subtitle != "" {
		l.say(Body, "%s", c.Subtitle)
	}
	if len(c.Desc) > 0 {
		l.add(words(Body, c.Desc))
	}
	for _, s := range symbols(c) {
		l.say(Body, "Shorthand: %s means %s. There is no bar where the table has %s.", s, s.Text(), s)
	}
	if c.Source != "" {
		l.say(Body, "Source: %s", c.Source)
	}
	t := p.Sheet.Figures
	l.say(Body, "Drawn from Table %d:", t.Number)
	l.add(Cell{Text: t.Title, Link: "#" + p.Sheet.Name, Look: LinkText}) // as the contents say it (X14)
}

// symbols are those among a chart's figures, each once.
func symbols(c *reports.Chart) []reports.Symbol {
	var t reports.Table
	for _, s := range c.Series {
		t.Cells = append(t.Cells, s.Points)
	}
	return t.Symbols()
}

// chartHeight has room for the title, the names of the categories and the bars.
func chartHeight(c *reports.Chart) float64 {
	if c.Kind == reports.Lines {
		return 320
	}
	bars := 1
	if c.Kind == reports.GroupedBars {
		bars = len(c.Series)
	}
	return math.Min(1200, 110+float64(len(c.Cats)*max(34, 24*bars)))
}

// stretch makes the rows beside a chart as high as the chart, from the last up:
// a row has its limit.
func stretch(rows []Row, height float64) {
	const gap = 24
	for _, r := range rows {
		height -= r.Height
	}
	height += gap
	for i := len(rows) - 1; i >= 0 && height > 0; i-- {
		more := min(height, MaxHeight-rows[i].Height)
		rows[i].Height += more
		height -= more
	}
}

// home is the sheet whose cells a chart can read, nil with a finding where a
// program could not draw it from them.
func (p *planner) home(c *reports.Chart, tables []*Sheet) *Sheet {
	if !c.Workbook {
		return nil
	}
	if c.Panels {
		p.find(c.Pos, "O036", "chart %q is left out of the workbook: a spreadsheet has no small multiples", c.ID)
		return nil
	}
	if c.Kind == reports.Lines && len(c.Breaks()) > 0 {
		p.find(c.Pos, "O036", "chart %q is left out of the workbook: a spreadsheet draws one line across a break in the series", c.ID)
		return nil
	}
	if c.Kind == reports.Lines && len(symbols(c)) > 0 {
		p.find(c.Pos, "O036", "chart %q is left out of the workbook: a spreadsheet draws a line through 0 where its table has %s", c.ID, symbols(c)[0])
		return nil
	}
	for _, s := range tables {
		if c.Table != nil && s.Figures.ID == c.Table.ID && s.draws(c) {
			return s
		}
	}
	p.find(c.Pos, "O036", "chart %q is left out of the workbook: it draws figures that are in none of its tables", c.ID)
	return nil
}

// place is a row and a column of a table of figures, from 0.
type place struct{ row, col int }

// draws says whether each of a chart's points is a cell of the sheet, and finds where.
func (s *Sheet) draws(c *reports.Chart) bool {
	if s.places == nil {
		s.places = map[string]place{}
		for i, row := range s.Figures.Cells {
			for j, f := range row {
				s.places[f.ID] = place{i, j}
			}
		}
	}
	for _, series := range c.Series {
		for _, f := range series.Points {
			if _, ok := s.places[f.ID]; !ok {
				return false
			}
		}
	}
	return len(c.Series) > 0 && len(c.Cats) > 0
}

// Spot is where a figure of a chart stands on the sheet, from 1.
func (s *Sheet) Spot(f *reports.Figure) (row, col int) {
	p := s.places[f.ID]
	return s.HeaderRow() + 1 + p.row, len(s.Figures.Corner) + 1 + p.col
}

// CategorySpot is where the name of a chart's category stands, the cell of a row's last
// label or of a column's header, and its text there. Points of one series have
// their categories along the rows or along the columns.
func (s *Sheet) CategorySpot(c *reports.Chart, i int) (row, col int, text string) {
	p := s.places[c.Series[0].Points[i].ID]
	if s.alongRows(c) {
		col = len(s.Figures.Corner)
		return s.HeaderRow() + 1 + p.row, col, s.Body(p.row).Cells[col-1].Text
	}
	col = len(s.Figures.Corner) + 1 + p.col
	return s.HeaderRow(), col, s.Header.Cells[col-1].Text
}

// alongRows says whether a chart's categories are rows of its table.
func (s *Sheet) alongRows(c *reports.Chart) bool {
	for i, f := range c.Series[0].Points {
		if s.Figures.Rows[s.places[f.ID].row].Code != c.Cats[i].Code {
			return false
		}
	}
	return true
}
