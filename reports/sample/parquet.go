package sample

import (
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// rowGroup is how many rows a row group has at most: what is held in memory of the file.
const rowGroup = 128 * 1024

// A parquetSink writes Parquet: every column optional text, as an export that looked at
// nothing would; what is blank is null. Dates that are none fit in no other type.
type parquetSink struct {
	plan    *plan
	file    *parquet.Writer //nolint:staticcheck // SA1019: rows are made column by column from a schema known only at run time
	columns []int           // place in the file by place in the header: Parquet orders columns by name
}

// parquetRows are the rows of a span.
type parquetRows struct {
	rows   []parquet.Row
	values []parquet.Value
	text   []byte
}

func newParquet(p *plan, to io.Writer) *parquetSink {
	group := parquet.Group{}
	for _, c := range p.cols {
		node := parquet.Optional(parquet.String())
		if c.kind == word || c.kind == date || c.kind == number {
			node = parquet.Encoded(node, &parquet.RLEDictionary)
		}
		for _, at := range c.at {
			group[p.headers[at]] = node
		}
	}
	s := &parquetSink{plan: p, columns: make([]int, len(p.headers))}
	names := slices.Sorted(slices.Values(p.headers))
	for i, name := range p.headers {
		s.columns[i] = slices.Index(names, name)
	}
	s.file = parquet.NewWriter(to, parquet.NewSchema("records", group), parquet.Compression(&parquet.Snappy),
		parquet.MaxRowsPerRowGroup(rowGroup), parquet.CreatedBy("despatch", "sample", ""))
	return s
}

func (s *parquetSink) begin() error { return nil }

// made adds the record at hand to a span's rows.
func (s *parquetSink) made(m *maker, b *batch) {
	r := &b.rows
	if len(r.rows) == 0 {
		r.rows, r.values, r.text = r.rows[:0], r.values[:0], r.text[:0]
	}
	n := len(s.columns)
	from := len(r.values)
	for range n {
		r.values = append(r.values, parquet.Value{})
	}
	row := r.values[from : from+n : from+n]
	for i, c := range s.plan.cols {
		v := &m.cells[i]
		if len(c.at) == 1 {
			s.set(r, row, c.at[0], v.text)
			continue
		}
		parts, _ := c.split(v.text)
		for k, at := range c.at {
			var part []byte
			if k < len(parts) {
				part = parts[k]
			}
			s.set(r, row, at, part)
		}
	}
	r.rows = append(r.rows, row)
}

func (s *parquetSink) set(r *parquetRows, row parquet.Row, at int, text []byte) {
	column := s.columns[at]
	if len(text) == 0 {
		row[column] = parquet.NullValue().Level(0, 0, column)
		return
	}
	from := len(r.text)
	r.text = append(r.text, text...)
	row[column] = parquet.ByteArrayValue(r.text[from:len(r.text):len(r.text)]).Level(0, 1, column)
}

func (s *parquetSink) write(b *batch) error {
	_, err := s.file.WriteRows(b.rows.rows)
	b.rows.rows = b.rows.rows[:0]
	return err
}

func (s *parquetSink) totals(rows []*maker) error {
	var b batch
	for _, m := range rows {
		s.made(m, &b)
	}
	return s.write(&b)
}

func (s *parquetSink) end() error { return s.file.Close() }
