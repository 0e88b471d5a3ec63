// Package csv writes each table of a document as tidy data: a row a figure,
// with the metadata of CSV on the Web (CSVW) beside it (X42). Column names are
// made from the release's own labels and do not change with the data.
//
// The file is UTF-8 without a byte order mark, with the line ends of RFC 4180
// (CR LF). A number is bare; where a symbol stands in its place the value is
// blank and the symbol has a column of its own. A text that a spreadsheet would
// take for a formula, since it begins with = + - or @, is written with an
// apostrophe before it: these files are opened by a double click, and a formula
// in a label would then run on the reader's machine. Codes never begin so, and
// tell such a label exactly; the finding O040 and the metadata say that it was done.
package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/gocarina/gocsv"

	"despatch/reports"
	"despatch/reports/fold"
)

// Format writes the tables and their metadata.
var Format = reports.Format{Name: "csv", Label: "CSV", Write: write, Open: open}

// Rules are the findings of tidy data.
var Rules = []reports.Rule{
	{ID: "O040", Severity: reports.Info, Title: "a label could be taken for a formula",
		Text:   "A spreadsheet runs what begins with = + - or @ when it opens a CSV. The label is written with an apostrophe before it, so that it stays text; its code is written as it is, and every other file has the label as it is.",
		Before: "=1+1", After: "'=1+1",
		Hint: "give the code a label that begins with a letter or a digit"},
}

func write(create reports.Create, d *reports.Document) (reports.Written, error) {
	var w reports.Written
	for _, t := range d.Tables {
		if !t.In("csv") {
			continue
		}
		name := "tables/" + t.ID + ".csv"
		s := schema(t)
		out, err := create(name)
		if err != nil {
			return w, err
		}
		if err := s.write(out, name, &w); err != nil {
			return w, err
		}
		if s.shielded > 0 {
			w.Findings = append(w.Findings, reports.Find(Rules, "O040", "table %q has labels that begin with = + - or @, in %d places of its CSV", t.ID, s.shielded).At(t.Pos))
		}
		if out, err = create(name + "-metadata.json"); err != nil {
			return w, err
		}
		if err := writeMetadata(out, s, &d.Meta); err != nil {
			return w, err
		}
	}
	return w, nil
}

// column is one column of tidy data.
type column struct {
	name, about string
	kind        string // datatype of CSVW
	filled      bool   // never blank
}

// tidy is a table as tidy data.
type tidy struct {
	table    *reports.Table
	columns  []column
	across   bool // the columns of the table are a dimension of their own
	shielded int  // labels written with an apostrophe
}

func schema(t *reports.Table) *tidy {
	s := &tidy{table: t}
	taken := map[string]bool{"column": true, "measure": true, "unit": true, "value": true, "symbol": true, "figure": true}
	for _, label := range t.Corner {
		name := strings.ReplaceAll(fold.Slug(label), "-", "_")
		if name == "" {
			name = "row"
		}
		for base, n := name, 2; taken[name] || taken[name+"_code"]; n++ {
			name = fmt.Sprintf("%s_%d", base, n)
		}
		taken[name], taken[name+"_code"] = true, true
		s.columns = append(s.columns, column{name, label, "string", true}, column{name + "_code", label + ": code", "string", true})
	}
	for _, c := range t.Cols {
		s.across = s.across || c.Code != "total"
	}
	if s.across {
		s.columns = append(s.columns, column{"column", "Column of the table", "string", true}, column{"column_code", "Column of the table: code", "string", true})
	}
	kind := "integer"
	for _, row := range t.Cells {
		for _, f := range row {
			if _, dp := f.Cell.Scaled(); dp > 0 {
				kind = "decimal"
			}
		}
	}
	s.columns = append(s.columns, column{"measure", "What is measured", "string", true}, column{"unit", "Unit of the value", "string", true},
		column{"value", "Value, blank where a symbol stands in its place", kind, false},
		column{"symbol", "Symbol in place of the value: [c] confidential, [x] not available, [z] not applicable, [low] rounds to 0 but is not 0", "string", false},
		column{"figure", "The figure's id, the same in every file of the release", "string", true})
	return s
}

// write hands the rows to gocsv, some at a time, as structs of the table's own columns.
func (s *tidy) write(out io.Writer, name string, w *reports.Written) error {
	const block = 512
	fields := make([]reflect.StructField, len(s.columns))
	for i, c := range s.columns {
		fields[i] = reflect.StructField{Name: fmt.Sprintf("C%d", i), Type: reflect.TypeFor[string](), Tag: reflect.StructTag(fmt.Sprintf("csv:%q", c.name))}
	}
	rows := reflect.MakeSlice(reflect.SliceOf(reflect.StructOf(fields)), 0, block)
	cw := csv.NewWriter(out)
	cw.UseCRLF = true
	headed := false
	flush := func() error {
		marshal := gocsv.MarshalCSV
		if headed {
			marshal = gocsv.MarshalCSVWithoutHeaders
		}
		headed = true
		err := marshal(rows.Interface(), gocsv.NewSafeCSVWriter(cw))
		rows = rows.Slice(0, 0)
		return err
	}
	record := 1 // the header
	for i := range s.table.Rows {
		for j, f := range s.table.Cells[i] {
			values, at, err := s.row(i, j)
			if err != nil {
				return err
			}
			rows = rows.Slice(0, rows.Len()+1)
			for k, v := range values {
				rows.Index(rows.Len() - 1).Field(k).SetString(v)
			}
			record++
			w.Places = append(w.Places, reports.Place{Figure: f.ID, File: name, At: fmt.Sprintf("%d:%s", record, at)})
			if rows.Len() == block {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	}
	return flush()
}

// row is the texts of one figure, and the column it stands in.
func (s *tidy) row(i, j int) (values []string, at string, err error) {
	t, f, c := s.table, s.table.Cells[i][j], s.table.Cols[j]
	if !f.Cell.IsSet() {
		return nil, "", fmt.Errorf("figure %s is unset", f.ID)
	}
	codes := codes(t.Rows[i].Code, len(t.Corner))
	for k, l := range t.Rows[i].Labels {
		values = append(values, s.text(t.Rows[i].Plain(l)), codes[k])
	}
	if s.across {
		values = append(values, s.text(c.Plain(join(c.Labels))), c.Code)
	}
	values = append(values, s.text(measure(c)), unit(c.Unit))
	at = "value"
	if f.Cell.IsNumber() {
		values = append(values, f.Cell.Bare(), "")
	} else {
		values, at = append(values, "", string(f.Cell.Symbol())), "symbol"
	}
	return append(values, f.ID), at, nil
}

func join(labels []string) string {
	var filled []string
	for _, l := range labels {
		if l != "" {
			filled = append(filled, l)
		}
	}
	return strings.Join(filled, ", ")
}

// codes are the codes of a row by label column: "most-serious.murder" is two;
// a code for all of them, such as total, stands in each.
func codes(code string, n int) []string {
	parts := strings.Split(code, ".")
	for len(parts) < n {
		parts = append(parts, parts[0])
	}
	return parts
}

// measure is what a column measures: its own words, or those of its unit.
func measure(c reports.ColumnHead) string {
	if c.What != "" {
		return c.What
	}
	switch c.Unit {
	case reports.Pct:
		return "Per cent"
	case reports.Points:
		return "Percentage points"
	case reports.DaysU:
		return "Days"
	}
	return "Number"
}

func unit(u reports.Unit) string {
	switch u {
	case reports.Number:
		return "number"
	case reports.Pct:
		return "per cent"
	}
	return string(u)
}

// text is a label no spreadsheet takes for a formula.
func (s *tidy) text(label string) string {
	inert := fold.Inert(label)
	if inert != label {
		s.shielded++
	}
	return inert
}
