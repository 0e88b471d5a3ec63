package ods

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/within"
)

// open reads the cells of a spreadsheet from its content.xml.
func open(r io.ReaderAt, size int64) (reports.Reader, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, err
	}
	f, err := z.Open("content.xml")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := &book{sheets: map[string]map[string]cell{}}
	if err := b.read(xml.NewDecoder(f)); err != nil {
		return nil, fmt.Errorf("content.xml: %w", err)
	}
	return b, nil
}

// book is the cells of each sheet by their addresses.
type book struct{ sheets map[string]map[string]cell }

// cell is a cell's value, for a number, and the text it shows.
type cell struct {
	number      bool
	value, text string
}

// At reads "progress!B7", a cell, or "Cover!A5[7:10]", runes of its text.
func (b *book) At(where string) (string, error) {
	spot, first, last, inside, err := within.Cut(where)
	if err != nil {
		return "", err
	}
	i := strings.LastIndex(spot, "!")
	if i < 0 {
		return "", fmt.Errorf("%q is no place of a spreadsheet", where)
	}
	c, ok := b.sheets[spot[:i]][spot[i+1:]]
	switch {
	case !ok:
		return "", fmt.Errorf("nothing stands at %s", spot)
	case inside:
		return within.At([]rune(c.text), first, last)
	case c.number && reports.Bare(c.text) != c.value:
		return "", fmt.Errorf("%s holds %s and shows %s", spot, c.value, c.text)
	case c.number:
		return c.value, nil
	}
	if _, err := strconv.ParseFloat(c.text, 64); err == nil {
		return "'" + c.text, nil // digits kept as text are not a number
	}
	return c.text, nil
}

const tableSpace = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"

func (b *book) read(d *xml.Decoder) error {
	var cells map[string]cell
	row, col := 0, 0
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Space != tableSpace {
			continue
		}
		switch e.Name.Local {
		case "table":
			cells, row = map[string]cell{}, 0
			b.sheets[attr(e, "name")] = cells
		case "table-row":
			row += repeated(e, "number-rows-repeated")
			col = 0
		case "table-cell", "covered-table-cell":
			c, err := readCell(d, e)
			if err != nil {
				return err
			}
			n := repeated(e, "number-columns-repeated")
			if cells == nil || c.text == "" && c.value == "" {
				col += n
				continue
			}
			if n > 1 {
				return fmt.Errorf("a cell that is not empty is repeated")
			}
			col++
			cells[letters(col)+strconv.Itoa(row)] = c
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// repeated is how often an element stands, 1 where it does not say.
func repeated(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(attr(e, name))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

func letters(col int) string {
	s := ""
	for col > 0 {
		col--
		s = string(rune('A'+col%26)) + s
		col /= 26
	}
	return s
}

// readCell reads to the end of a cell: its paragraphs are lines.
func readCell(d *xml.Decoder, e xml.StartElement) (cell, error) {
	kind := attr(e, "value-type")
	c := cell{number: kind != "" && kind != "string", value: attr(e, "value")}
	if !c.number {
		c.value = ""
	}
	var text strings.Builder
	for depth, lines := 1, 0; depth > 0; {
		t, err := d.Token()
		if err != nil {
			return c, err
		}
		switch x := t.(type) {
		case xml.StartElement:
			depth++
			switch x.Name.Local {
			case "p":
				if lines++; lines > 1 {
					text.WriteByte('\n')
				}
			case "s":
				text.WriteString(strings.Repeat(" ", min(repeated(x, "c"), 1000)))
			case "tab":
				text.WriteByte('\t')
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			text.Write(x)
		}
	}
	c.text = text.String()
	return c, nil
}
