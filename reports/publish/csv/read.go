package csv

import (
	"encoding/csv"
	"fmt"
	"io"

	"despatch/reports"
)

// open reads a table's CSV back. The metadata, which is JSON, holds no figure.
func open(r io.ReaderAt, size int64) (reports.Reader, error) {
	first := make([]byte, 1)
	if _, err := r.ReadAt(first, 0); err == nil && first[0] == '{' {
		return &data{}, nil
	}
	records, err := csv.NewReader(io.NewSectionReader(r, 0, size)).ReadAll()
	if err != nil {
		return nil, err
	}
	d := &data{records: records, columns: map[string]int{}}
	if len(records) > 0 {
		for i, name := range records[0] {
			if _, twice := d.columns[name]; twice {
				return nil, fmt.Errorf("column %q stands twice", name)
			}
			d.columns[name] = i
		}
	}
	return d, nil
}

type data struct {
	records [][]string
	columns map[string]int // by name
}

// At reads "7:value": record 7, counting the header as 1, in the column of that name.
func (d *data) At(where string) (string, error) {
	var n int
	var name string
	if k, err := fmt.Sscanf(where, "%d:%s", &n, &name); k != 2 || err != nil {
		return "", fmt.Errorf("%q is no place of a CSV", where)
	}
	col, ok := d.columns[name]
	if !ok || n < 2 || n > len(d.records) {
		return "", fmt.Errorf("nothing stands at %s", where)
	}
	text := d.records[n-1][col]
	// A value beside a symbol would say what the symbol withholds.
	if other := map[string]string{"value": "symbol", "symbol": "value"}[name]; other != "" && d.records[n-1][d.columns[other]] != "" {
		return "", fmt.Errorf("record %d has a value and a symbol", n)
	}
	return text, nil
}
