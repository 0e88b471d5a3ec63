package ingest

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// step reads the next row that the sheet holds. Its cells stay until the next call.
func (t *sheetTable) step() ([]sheetCell, error) {
	if t.ended {
		return nil, io.EOF
	}
	for {
		token, err := t.part.token()
		if err == io.EOF {
			return nil, &damage{"the sheet is cut short"}
		}
		if err != nil {
			return nil, bookDamage(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				return t.readRow(e)
			case "col":
				t.hideColumns(e)
			}
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				t.ended = true
				return nil, t.afterRows()
			}
		}
	}
}

func (t *sheetTable) hideColumns(e xml.StartElement) {
	if !isTrue(attr(e, "hidden")) {
		return
	}
	from, err1 := strconv.Atoi(attr(e, "min"))
	to, err2 := strconv.Atoi(attr(e, "max"))
	if err1 == nil && err2 == nil && len(t.cols) < sheetColumns {
		t.cols = append(t.cols, [2]int{max(from-1, 0), to - 1})
	}
}

// afterRows reads what follows the rows: which cells are merged. It ends in io.EOF.
func (t *sheetTable) afterRows() error {
	for {
		token, err := t.part.token()
		if err == io.EOF {
			return io.EOF
		}
		if err != nil {
			return bookDamage(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "mergeCell" && len(t.merged) < 100_000 {
			t.merged = append(t.merged, attr(e, "ref"))
		}
	}
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// readRow reads the cells of a row.
func (t *sheetTable) readRow(row xml.StartElement) ([]sheetCell, error) {
	number := t.row + 1
	if r := attr(row, "r"); r != "" {
		n, err := strconv.ParseInt(r, 10, 64)
		if err != nil || n <= t.row {
			return nil, &damage{"the rows of the sheet are not in order"}
		}
		number = n
	}
	t.row = number
	clear(t.cells)
	t.cells = t.cells[:0]
	t.unseen = isTrue(attr(row, "hidden"))
	for {
		token, err := t.part.token()
		if err != nil {
			return nil, bookDamage(err)
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "row" {
				return t.cells, nil
			}
		case xml.StartElement:
			if e.Name.Local == "c" {
				if err := t.readCell(e); err != nil {
					return nil, err
				}
			}
		}
	}
}

// readCell reads one cell into its place in the row.
func (t *sheetTable) readCell(c xml.StartElement) error {
	col, kind, style := len(t.cells), "", -1
	for _, a := range c.Attr {
		switch a.Name.Local {
		case "r":
			col, _ = columnNumber(a.Value)
		case "t":
			kind = a.Value
		case "s":
			style, _ = strconv.Atoi(a.Value)
		}
	}
	if col < 0 || col >= sheetColumns {
		return &damage{"a cell of the sheet stands nowhere"}
	}
	for len(t.cells) <= col {
		t.cells = append(t.cells, sheetCell{})
	}
	cell := &t.cells[col]
	var v []byte
	inValue := false
	for {
		token, err := t.part.token()
		if err != nil {
			return bookDamage(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "v":
				inValue = true
			case "f":
				cell.formula = true
			case "is":
				if v, err = richText(t.part, "is"); err != nil {
					return err
				}
			}
		case xml.CharData:
			if inValue {
				v = append(v, e...)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "v":
				inValue = false
			case "c":
				return t.value(cell, kind, style, v)
			}
		}
	}
}

// value makes a cell of what its kind says of its text.
func (t *sheetTable) value(c *sheetCell, kind string, style int, v []byte) error {
	c.there, c.value = v != nil || c.formula, v
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(string(v)))
		if err != nil || i < 0 || i >= len(t.book.texts) {
			return &damage{"a cell names a text that the workbook does not hold"}
		}
		c.value, c.text = t.book.texts[i], true
	case "str", "inlineStr":
		c.text = true
	case "b":
		c.value = no
		if string(v) == "1" {
			c.value = yes
		}
	case "e":
		c.isError = true
	case "d":
		c.text, c.isDate = true, true
	default:
		c.isDate = style >= 0 && style < len(t.book.dates) && t.book.dates[style] && v != nil
		if !c.isDate {
			c.value = wholeNumber(v)
		}
	}
	return nil
}

// wholeNumber writes a number that is whole without a point or an exponent.
func wholeNumber(v []byte) []byte {
	for _, c := range v {
		if c < '0' || c > '9' {
			if f, err := strconv.ParseFloat(string(v), 64); err == nil && f == float64(int64(f)) && -1e15 < f && f < 1e15 {
				return strconv.AppendInt(nil, int64(f), 10)
			}
			return v
		}
	}
	return v
}
