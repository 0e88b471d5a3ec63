package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"despatch/reports"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// A parquetTable reads a Parquet file: the columns wanted only, row group after row
// group, and what a dictionary holds once a dictionary.
type parquetTable struct {
	file    *parquet.File
	columns []*parquet.Column
	cursors []*cursor // of the columns wanted
	shelf   *shelf
	group   int   // the row group under way
	left    int64 // rows left in it
	row     int64 // number of the next row, from 1
}

// openParquet opens a file by its footer.
func openParquet(f io.ReaderAt, size int64) (t *parquetTable, err error) {
	defer contained(&err)
	var tail [8]byte
	if size < 12 {
		return nil, &damage{"it is too short to be a Parquet file"}
	}
	if _, err := f.ReadAt(tail[:], size-8); err != nil && err != io.EOF {
		return nil, err
	}
	if string(tail[4:]) == "PARE" {
		return nil, &damage{"it is encrypted"}
	}
	footer := int64(tail[0]) | int64(tail[1])<<8 | int64(tail[2])<<16 | int64(tail[3])<<24
	if string(tail[4:]) != "PAR1" || footer > size-12 {
		return nil, &damage{"it does not end as a Parquet file does: it is cut short, or no Parquet file"}
	}
	file, err := parquet.OpenFile(f, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(1<<18))
	if err != nil {
		return nil, parquetDamage(err)
	}
	t = &parquetTable{file: file, columns: file.Root().Columns(), row: 1, group: -1}
	for _, g := range file.Metadata().RowGroups {
		for _, c := range g.Columns {
			if m := c.MetaData; m.TotalUncompressedSize > bombLeast && m.TotalUncompressedSize/bombTimes > m.TotalCompressedSize {
				return nil, &bomb{bombTimes, bombLeast}
			}
		}
	}
	return t, nil
}

// contained turns a panic of the Parquet reader, which a damaged file can bring about, into an error.
func contained(err *error) {
	if p := recover(); p != nil {
		*err = &damage{"its inner structure is broken"}
	}
}

func parquetDamage(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &damage{"its inner structure is broken, or it is cut short"}
}

func (t *parquetTable) header() *header {
	h := &header{}
	for _, c := range t.columns {
		h.names = append(h.names, c.Name())
	}
	return h
}

func (t *parquetTable) want(asks []ask) (found []reports.Finding) {
	for i, a := range asks {
		if !a.wanted {
			continue
		}
		c := t.columns[i]
		cur, what := newCursor(c, i, a)
		if what != "" {
			found = append(found, reports.Find(Rules, "D103", "column %q %s", c.Name(), what))
			continue
		}
		t.cursors = append(t.cursors, cur)
	}
	t.shelf = newShelf(len(t.columns))
	return found
}

func (t *parquetTable) next(ctx context.Context) (b *rows, err error) {
	defer contained(&err)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	groups := t.file.RowGroups()
	for t.left == 0 {
		if t.group++; t.group >= len(groups) {
			return nil, io.EOF
		}
		g := groups[t.group]
		t.left = g.NumRows()
		chunks := g.ColumnChunks()
		for _, c := range t.cursors {
			c.open(chunks[c.leaf])
		}
	}
	b = t.shelf.take(t.row)
	b.n = int(min(t.left, batchLen))
	if b.words == nil {
		b.words = make([]words, b.width)
	}
	for _, c := range t.cursors {
		if err := c.fill(b); err != nil {
			return nil, err
		}
	}
	t.left -= int64(b.n)
	t.row += int64(b.n)
	return b, nil
}

func (t *parquetTable) giveBack(b *rows) { t.shelf.giveBack(b) }

func (t *parquetTable) closing(p *reports.Part) []reports.Finding {
	p.Lines, p.Encoding = t.row-1, "parquet"
	return nil
}

func (t *parquetTable) end() {
	for _, c := range t.cursors {
		c.close()
	}
}

// A cursor goes through the values of one column.
type cursor struct {
	at, leaf int // place in the rows; place among the leaves of the file
	salt     salt
	defined  byte // definition level of a value that is there
	text     func(values) func(int) []byte

	pages  parquet.Pages
	page   parquet.Page
	levels []byte
	pos    int // row in the page
	rows   int
	value  int                // of the values there, the next
	read   func(int) []byte   // value i of the page; nil where index says
	index  []int32            // the places of the page's values in the dictionary
	dict   parquet.Dictionary // the one that is written out
	words  *text              // its values, and behind them one that stands for none
	parts  []reports.ID       // their parts of the hash
	dater  *dater
	bad    bool // a text is not UTF-8
}

// values is the part of encoding.Values that is used here.
type values interface {
	Boolean() []byte
	Int32() []int32
	Int64() []int64
	ByteArray() ([]byte, []uint32)
}

// newCursor is the reader of a column; else what is wrong with its kind.
func newCursor(c *parquet.Column, at int, a ask) (*cursor, string) {
	if !c.Leaf() || c.Repeated() {
		return nil, "holds lists or parts of its own in each row, not one value"
	}
	cur := &cursor{at: at, leaf: c.Index(), salt: newSalt(c.Name()), defined: byte(c.MaxDefinitionLevel()), dater: newDater(a.layouts)}
	kind := ""
	cur.text, kind = cur.writer(c.Type())
	switch {
	case cur.text == nil:
		return nil, "is of the kind " + kind + ", which is not read"
	case len(a.layouts) > 0 && (kind == "int" || kind == "bool"):
		return nil, "holds dates by the release, and numbers or yes and no in the file"
	case a.number && (kind == "date" || kind == "bool"):
		return nil, "holds whole numbers by the release, and dates or yes and no in the file"
	}
	return cur, ""
}

// writer is how values of a type are written as text, and what kind they are; nil for one that is not read.
func (c *cursor) writer(t parquet.Type) (func(values) func(int) []byte, string) {
	var logical any
	if l := t.LogicalType(); l != nil {
		logical = l.Value
	}
	switch t.Kind() {
	case parquet.Boolean:
		return booleans, "bool"
	case parquet.Int32:
		switch l := logical.(type) {
		case *format.DateType:
			return func(v values) func(int) []byte {
				n := v.Int32()
				return func(i int) []byte { return c.dater.days(int64(n[i])) }
			}, "date"
		case nil:
			return int32s, "int"
		case *format.IntType:
			if l.IsSigned {
				return int32s, "int"
			}
			return func(v values) func(int) []byte {
				n := v.Int32()
				return func(i int) []byte { return strconv.AppendUint(nil, uint64(uint32(n[i])), 10) }
			}, "int"
		}
	case parquet.Int64:
		switch l := logical.(type) {
		case *format.TimestampType:
			unit := l.Unit.Value.Duration()
			return func(v values) func(int) []byte {
				n := v.Int64()
				return func(i int) []byte { return c.dater.moment(instant(n[i], unit)) }
			}, "date"
		case nil:
			return int64s, "int"
		case *format.IntType:
			if l.IsSigned {
				return int64s, "int"
			}
			return func(v values) func(int) []byte {
				n := v.Int64()
				return func(i int) []byte { return strconv.AppendUint(nil, uint64(n[i]), 10) }
			}, "int"
		}
	case parquet.ByteArray:
		switch logical.(type) {
		case nil, *format.StringType, *format.EnumType:
			return c.texts, "text"
		}
	}
	return nil, t.String()
}

// instant is a time given in units since 1970.
func instant(n int64, unit time.Duration) time.Time {
	each := int64(time.Second / unit)
	secs := floorDiv(n, each)
	return time.Unix(secs, (n-secs*each)*int64(unit)).UTC()
}

func int32s(v values) func(int) []byte {
	n := v.Int32()
	return func(i int) []byte { return strconv.AppendInt(nil, int64(n[i]), 10) }
}

func int64s(v values) func(int) []byte {
	n := v.Int64()
	return func(i int) []byte { return strconv.AppendInt(nil, n[i], 10) }
}

var yes, no = []byte("true"), []byte("false")

func booleans(v values) func(int) []byte {
	bits := v.Boolean()
	return func(i int) []byte {
		if bits[i/8]>>(i%8)&1 != 0 {
			return yes
		}
		return no
	}
}

// texts are values as they stand. Where all of them together are ASCII none is looked at
// by itself; else each must be UTF-8.
func (c *cursor) texts(v values) func(int) []byte {
	data, offsets := v.ByteArray()
	whole := ascii(data)
	return func(i int) []byte {
		value := data[offsets[i]:offsets[i+1]:offsets[i+1]]
		c.bad = c.bad || !whole && !utf8.Valid(value)
		return value
	}
}

func ascii(b []byte) bool {
	var all uint64
	for ; len(b) >= 8; b = b[8:] {
		all |= binary.LittleEndian.Uint64(b)
	}
	for _, c := range b {
		all |= uint64(c)
	}
	return all&0x8080808080808080 == 0
}

// open goes to the column's values of the next row group.
func (c *cursor) open(chunk parquet.ColumnChunk) {
	c.close()
	c.pages, c.dict, c.rows, c.pos = chunk.Pages(), nil, 0, 0
}

func (c *cursor) close() {
	if c.pages != nil {
		parquet.Release(c.page)
		_ = c.pages.Close()
		c.pages, c.page = nil, nil
	}
}

// turn goes to the next page.
func (c *cursor) turn() error {
	page, err := c.pages.ReadPage()
	if err == io.EOF {
		return &damage{"a column holds fewer values than rows are promised: it is cut short"}
	}
	if err != nil {
		return parquetDamage(err)
	}
	parquet.Release(c.page) // its values have been copied
	c.page, c.levels = page, page.DefinitionLevels()
	c.pos, c.value, c.rows = 0, 0, int(page.NumRows())
	if len(c.levels) == 0 {
		c.levels = nil
	}
	data := page.Data()
	if d := page.Dictionary(); d != nil {
		c.learn(d)
		c.read, c.index = nil, data.Int32()
		return c.sound()
	}
	c.read = c.text(&data)
	return nil
}

// sound refuses a page that says of more rows than it has words that they hold a value, or
// has words that its dictionary has not: the one behind the last stands for none.
func (c *cursor) sound() error {
	there := c.rows
	if c.levels != nil {
		there = bytes.Count(c.levels, []byte{c.defined})
	}
	if there > len(c.index) {
		return &damage{"a column holds fewer values than rows are promised: it is cut short"}
	}
	for _, word := range c.index[:there] {
		if uint32(word) >= uint32(len(c.parts)-1) {
			return &damage{"a column holds a value that its dictionary has not"}
		}
	}
	return nil
}

// learn writes out the values of a dictionary, once.
func (c *cursor) learn(d parquet.Dictionary) {
	if c.dict == d {
		return
	}
	data := d.Page().Data()
	value := c.text(&data)
	c.dict, c.words, c.parts = d, &text{fields: make([]field, d.Len()+1)}, make([]reports.ID, d.Len()+1)
	for i := range d.Len() {
		v := value(i)
		c.words.put(i, v)
		c.parts[i] = c.salt.of(v)
	}
}
