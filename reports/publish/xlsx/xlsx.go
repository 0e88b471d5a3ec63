// Package xlsx prints a document's worksheets as an Excel workbook by excelize,
// and mends in the finished parts what the library cannot be told (guidance X,
// outputs.md §4). A mend that does not find its pattern fails: an update of the
// library must break a test, not a workbook. Reading back shares nothing with
// writing: it reads the parts' XML.
package xlsx

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"despatch/reports"
	"despatch/reports/publish/sheet"
	"despatch/reports/publish/zip"
)

// Format writes the workbook.
var Format = reports.Format{Name: "xlsx", Label: "XLSX", Write: write, Open: open}

// Rules are the findings of the workbook: those of its plan of sheets, which
// ODS shares.
var Rules = sheet.Rules

func write(create reports.Create, d *reports.Document) (reports.Written, error) {
	plan, findings, err := sheet.Plan(d, "xlsx")
	if err != nil {
		return reports.Written{}, err
	}
	if plan == nil {
		return reports.Written{Findings: findings}, nil
	}
	w := &writer{plan: plan, name: reports.FileBase(d) + ".xlsx", f: excelize.NewFile(), theme: d.Meta.Theme}
	defer w.f.Close()
	data, err := w.book()
	if err != nil {
		return reports.Written{}, err
	}
	out, err := create(w.name)
	if err != nil {
		return reports.Written{}, err
	}
	if _, err := out.Write(data); err != nil {
		return reports.Written{}, err
	}
	return reports.Written{Places: w.places, Findings: findings}, nil
}

// writer is one workbook being made.
type writer struct {
	plan   *sheet.Book
	name   string
	f      *excelize.File
	theme  reports.Theme
	looks  looks
	places []reports.Place
	mends  map[string]zip.Patch // by name of the part
	tables int                  // written so far
	charts int
}

func (w *writer) book() ([]byte, error) {
	w.mends = map[string]zip.Patch{"[Content_Types].xml": sortTypes}
	if err := w.properties(); err != nil {
		return nil, err
	}
	if err := w.styles(); err != nil {
		return nil, err
	}
	for i, s := range w.plan.Sheets {
		if err := w.sheet(i, s); err != nil {
			return nil, fmt.Errorf("worksheet %s: %w", s.Name, err)
		}
	}
	w.f.SetZipWriter(func(out io.Writer) excelize.ZipWriter {
		return zip.New(out, func(name string) zip.Patch { return w.mends[name] })
	})
	var out bytes.Buffer
	err := w.f.Write(&out)
	return out.Bytes(), err
}

// properties are what the file says of itself; the dates are the release's (X28).
func (w *writer) properties() error {
	at := w.plan.Published.UTC().Format(time.RFC3339)
	return w.f.SetDocProps(&excelize.DocProperties{Title: w.plan.Title, Subject: w.plan.Subject, Creator: w.plan.Creator,
		LastModifiedBy: w.plan.Creator, Keywords: strings.Join(w.plan.Keywords, ", "), Language: w.plan.Lang, Created: at, Modified: at})
}

// sheet writes one worksheet from its plan, row by row.
func (w *writer) sheet(i int, s *sheet.Sheet) error {
	if i == 0 {
		if err := w.f.SetSheetName("Sheet1", s.Name); err != nil {
			return err
		}
	} else if _, err := w.f.NewSheet(s.Name); err != nil {
		return err
	}
	if err := w.layout(s); err != nil {
		return err
	}
	sw, err := w.f.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	for i := len(s.Widths) - 1; i >= 0; i-- { // from the last: excelize puts each before those it has
		if err := sw.SetColWidth(i+1, i+1, columnWidth(s.Widths[i])); err != nil {
			return err
		}
	}
	if n := s.Rows * s.Columns(); s.Table != "" {
		w.places = slices.Grow(w.places, n)
	}
	values, cells := make([]any, 0, s.Columns()), make([]excelize.Cell, s.Columns())
	err = s.Each(func(n int, r sheet.Row) error {
		values = values[:0]
		for col, c := range r.Cells {
			if cells[col], err = w.cell(s, n, col+1, c); err != nil {
				return err
			}
			values = append(values, &cells[col]) // excelize is done with a row when it is set
		}
		return sw.SetRow(sheet.Address(n, 1), values, excelize.RowOpts{Height: min(r.Height, sheet.MaxHeight)})
	})
	if err != nil {
		return err
	}
	if err := w.table(sw, s); err != nil {
		return err
	}
	if len(s.Charts) > 0 {
		w.mends["xl/drawings/drawing1.xml"] = mendDrawing(s.Charts) // one sheet alone has charts
	}
	for i, c := range s.Charts { // after Flush a chart would be lost without an error
		if i > 0 { // one chart a page
			if err := sw.InsertPageBreak(sheet.Address(c.Row, 1)); err != nil {
				return err
			}
		}
		if err := w.chart(s, c); err != nil {
			return fmt.Errorf("chart %s: %w", c.Chart.ID, err)
		}
	}
	return sw.Flush()
}

// layout is what excelize must know before the first row: how the sheet
// prints, where the cursor stands, which cells are used.
func (w *writer) layout(s *sheet.Sheet) error {
	yes, one, pages, paper, orientation := true, 1, 0, 9, "portrait" // 9 is A4
	if s.Landscape {
		orientation = "landscape"
	}
	if s.OnePage {
		pages = 1 // page high, instead of as many as it takes
	}
	layout := excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation}
	var err error
	if s.Wide {
		layout.AdjustTo = new(uint)
		*layout.AdjustTo = sheet.WideScale
	} else {
		layout.FitToWidth, layout.FitToHeight = &one, &pages
		err = w.f.SetSheetProps(s.Name, &excelize.SheetPropsOptions{FitToPage: &yes})
	}
	if err == nil {
		err = w.f.SetPageLayout(s.Name, &layout)
	}
	if err == nil {
		side, edge, head := 0.6, 0.7, 0.3 // inches
		err = w.f.SetPageMargins(s.Name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &edge, Bottom: &edge, Header: &head, Footer: &head})
	}
	if err == nil {
		// Without a selection programs take A1; it is written out, as some rules of X29 are checked in the file.
		err = w.f.SetPanes(s.Name, &excelize.Panes{Selection: []excelize.Selection{{SQRef: "A1", ActiveCell: "A1"}}})
	}
	if err == nil {
		err = w.f.SetSheetDimension(s.Name, "A1:"+sheet.Address(s.LastRow(), s.Columns()))
	}
	if err == nil && s.Figures != nil {
		row := s.HeaderRow() // printed again on every page
		titles := fmt.Sprintf("'%s'!$%d:$%d", s.Name, row, row)
		if s.Wide { // as are the labels
			titles = fmt.Sprintf("'%s'!$A:$%s,", s.Name, sheet.ColumnName(len(s.Figures.Corner))) + titles
		}
		err = w.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.Name, RefersTo: titles})
	}
	return err
}

// cell is a cell's value for excelize; its figures get their places. Words are
// strings of the file, so = + - @ at their start mean nothing.
func (w *writer) cell(s *sheet.Sheet, row, col int, c sheet.Cell) (excelize.Cell, error) {
	out := excelize.Cell{StyleID: w.looks.words[c.Look], Value: c.Text}
	if f := c.Figure; f != nil {
		out.StyleID = w.looks.value(c.Look, f.Cell)
		if n, dp := f.Cell.Scaled(); !f.Cell.IsNumber() {
			out.Value = f.Cell.Bare()
		} else if dp == 0 {
			out.Value = n
		} else {
			out.Value = f.Cell.Float()
		}
		w.places = append(w.places, reports.Place{Figure: f.ID, File: w.name, At: w.at(s, row, col)}) // its own digits
	}
	for _, m := range c.Marks {
		w.place(m.Figure, fmt.Sprintf("%s[%d:%d]", w.at(s, row, col), m.First, m.Last), m.Text(c.Text))
	}
	switch {
	case strings.HasPrefix(c.Link, "#"):
		return out, w.f.SetCellHyperLink(s.Name, sheet.Address(row, col), "'"+c.Link[1:]+"'!A1", "Location")
	case c.Link != "":
		return out, w.f.SetCellHyperLink(s.Name, sheet.Address(row, col), c.Link, "External")
	}
	return out, nil
}

// at is a cell's place: "Table 1!C5".
func (w *writer) at(s *sheet.Sheet, row, col int) string {
	return s.Name + "!" + sheet.ColumnName(col) + strconv.Itoa(row)
}

func (w *writer) place(f *reports.Figure, at, text string) {
	p := reports.Place{Figure: f.ID, File: w.name, At: at}
	if bare := f.Cell.Bare(); text != bare && reports.Bare(text) != bare {
		p.Text = text
	}
	w.places = append(w.places, p)
}

// table makes the header and the rows below it a table of the workbook (X01),
// without the filter buttons excelize always adds (X07).
func (w *writer) table(sw *excelize.StreamWriter, s *sheet.Sheet) error {
	if s.Table == "" {
		return nil
	}
	no := false
	area := sheet.Address(s.HeaderRow(), 1) + ":" + sheet.Address(s.LastRow(), s.Columns())
	w.tables++
	w.mends[fmt.Sprintf("xl/tables/table%d.xml", w.tables)] = mendTable(area)
	return sw.AddTable(&excelize.Table{Range: area, Name: s.Table, ShowRowStripes: &no})
}
