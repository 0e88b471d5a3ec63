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
	var asked []*reports.Chart
	for _, c := range p.doc.Charts {
		if c.Workbook {
			asked = append(asked, c)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	var l lines
	l.say(Title, "Charts")
	noun := "chart"
	if len(asked) > 1 {
		noun = "charts"
	}
	l.say(Body, "This worksheet contains %d %s, to the right of column A, which describes each and names the table it draws.", len(asked), noun)
	s := &Sheet{Name: ChartsName, Landscape: true}
	for _, c := range asked {
		x := home(c, tables)
		if x == nil || !p.drawn(c, x) {
			p.find("O036", "chart %q draws figures that are not in a table of the workbook", c.ID)
			continue
		}
		s.Charts = append(s.Charts, describe(&l, c, x))
	}
	full := l.sheet(ChartsName, firstCol)
	full.Charts, full.Landscape = s.Charts, true
	for i, c := range full.Charts {
		end := len(l)
		if i+1 < len(full.Charts) {
			end = full.Charts[i+1].Row - 1
		}
		stretch(l[c.Row-1:end], c.Height)
	}
	return full
}

// describe adds the lines of a chart.
func describe(l *lines, c *reports.Chart, table *Sheet) *PlacedChart {
	l.add(words(Heading, c.Title).after(fmt.Sprintf("Chart %d: ", c.Number)))
	at := &PlacedChart{Chart: c, Sheet: table, Row: len(*l), Width: 500, Height: chartHeight(c)}
	if c.Subtitle != "" {
		l.say(Body, "%s", c.Subtitle)
	}
	if len(c.Desc) > 0 {
		l.add(words(Body, c.Desc))
	}
	if c.Source != "" {
		l.say(Body, "Source: %s", c.Source)
	}
	l.add(Cell{Text: fmt.Sprintf("Table %d: %s", table.Figures.Number, table.Figures.Title), Link: "#" + table.Name, Look: LinkText})
	return at
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

func home(c *reports.Chart, tables []*Sheet) *Sheet {
	for _, s := range tables {
		if s.Figures == c.Table || c.Table != nil && s.Figures.ID == c.Table.ID {
			return s
		}
	}
	return nil
}

// place is a row and a column of a table of figures, from 0.
type place struct{ row, col int }

// drawn says whether each of a chart's points is a cell of the table's sheet
// and finds where.
func (p *planner) drawn(c *reports.Chart, s *Sheet) bool {
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
