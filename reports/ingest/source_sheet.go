package ingest

import (
	"context"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"despatch/reports"
)

// A sheetTable reads one sheet of a workbook, row by row.
type sheetTable struct {
	book *book
	name string
	part *bookPart
	head *header
	asks []ask
	salt []salt
	date []*dater
	shelf
	row    int64 // number of the row under way
	ended  bool  // the rows are at an end
	blank  int64
	unseen bool     // the row under way is hidden
	hidden []int64  // the first hidden rows that are records
	nHide  int64    // all of them
	cols   [][2]int // hidden columns
	cells  []sheetCell

	odd    map[int]*oddities // by column
	merged []string          // ranges
}

// A sheetCell is a cell of the row under way.
type sheetCell struct {
	there   bool
	value   []byte
	text    bool // not a number, a date or yes and no
	isDate  bool
	isError bool
	formula bool
}

// oddities are what was met in a column that is counted by.
type oddities struct {
	formulas, errors, texts, plain int64
	first                          int64 // row of the first formula or error
}

// hiddenNamed is how many hidden rows a finding names.
const hiddenNamed = 10

// sheetColumns is how many columns a sheet can have.
const sheetColumns = 16384

func newSheetTable(b *book, s bookSheet, at int) (*sheetTable, error) {
	part, err := b.open(s.part, bookLeast)
	if err != nil {
		return nil, err
	}
	if part == nil {
		return nil, &damage{"the sheet's own part is missing"}
	}
	t := &sheetTable{book: b, name: s.name, part: part, odd: map[int]*oddities{}}
	for {
		cells, err := t.step()
		if err == io.EOF || err == nil && t.row > int64(at) {
			t.end()
			return nil, &noSheet{fmt.Sprintf("the sheet %q has nothing in row %d, where the release says the header is", s.name, at)}
		}
		if err != nil {
			t.end()
			return nil, err
		}
		if t.row < int64(at) {
			continue
		}
		t.head = &header{line: t.row}
		for _, c := range cells {
			t.head.names = append(t.head.names, strings.TrimSpace(string(c.value)))
		}
		for n := len(t.head.names); n > 0 && t.head.names[n-1] == ""; n-- {
			t.head.names = t.head.names[:n-1]
		}
		return t, nil
	}
}

func (t *sheetTable) header() *header { return t.head }

func (t *sheetTable) want(asks []ask) []reports.Finding {
	t.asks, t.shelf = asks, *newShelf(len(asks))
	for i := range asks {
		t.salt = append(t.salt, newSalt(t.head.names[i]))
		t.date = append(t.date, newDater(asks[i].layouts))
	}
	return nil
}

func (t *sheetTable) next(ctx context.Context) (*rows, error) {
	b := t.take(t.row)
	if b.at == nil {
		b.at, b.faults = make([]int64, batchLen), make([]fault, batchLen)
	}
	for b.n < batchLen {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		cells, err := t.step()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		t.put(b, cells)
	}
	if b.n == 0 {
		return nil, io.EOF
	}
	return b, nil
}

// put adds a row to the batch: short ones are filled up, empty ones passed over.
func (t *sheetTable) put(b *rows, cells []sheetCell) {
	filled := false
	for _, c := range cells {
		filled = filled || c.there && len(trim(c.value)) > 0
	}
	if !filled {
		t.blank++
		return
	}
	if t.unseen {
		if t.nHide++; len(t.hidden) < hiddenNamed {
			t.hidden = append(t.hidden, t.row)
		}
	}
	i := b.n
	b.n++
	b.at[i], b.faults[i] = t.row, sound
	for col := range b.width {
		at := i*b.width + col
		b.fields[at] = field{}
		if col >= len(cells) || !cells[col].there || !t.asks[col].wanted {
			continue
		}
		c := &cells[col]
		v := c.value
		if c.isDate {
			v = t.dateOf(c, col)
		}
		b.text.put(at, v)
		mixIn(&b.hash[i], t.salt[col].of(v))
		t.look(col, c)
	}
	for _, c := range cells[min(b.width, len(cells)):] {
		if c.there && len(trim(c.value)) > 0 {
			b.faults[i] = tooMany
		}
	}
}

// look notes what is odd about a cell.
func (t *sheetTable) look(col int, c *sheetCell) {
	a := &t.asks[col]
	if a.name == "" || len(c.value) == 0 && !c.formula {
		return
	}
	o := t.odd[col]
	if o == nil {
		o = &oddities{}
		t.odd[col] = o
	}
	if (c.formula || c.isError) && o.first == 0 {
		o.first = t.row
	}
	switch {
	case c.isError:
		o.errors++
	case c.formula:
		o.formulas++
	case !a.number && a.layouts == nil:
	case c.text:
		o.texts++
	default:
		o.plain++
	}
}

// dateOf is a date cell as the release declares to read it; a number that is no date stays a number.
func (t *sheetTable) dateOf(c *sheetCell, col int) []byte {
	if c.text { // ISO 8601
		for _, l := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02"} {
			if at, err := time.Parse(l, strings.TrimSuffix(string(c.value), "Z")); err == nil {
				return t.date[col].moment(at)
			}
		}
		return c.value
	}
	serial, err := strconv.ParseFloat(string(c.value), 64)
	if err != nil {
		return c.value
	}
	days, secs := math.Floor(serial), math.Round((serial-math.Floor(serial))*86400)
	switch {
	case serial > 2958465+1 || serial < 0 || !t.book.epoch04 && serial < 1:
		return c.value
	case t.book.epoch04:
		days -= 24107
	case days == 60:
		return c.value // 29 February 1900, which was none
	case days < 60:
		days -= 25568
	default:
		days -= 25569
	}
	return t.date[col].moment(time.Unix(int64(days)*86400+int64(secs), 0))
}

// closing tells what was odd about the sheet.
func (t *sheetTable) closing(p *reports.Part) (found []reports.Finding) {
	p.Lines, p.Blank, p.Encoding = t.row, t.blank, "xlsx, sheet "+t.name
	for col := range t.asks {
		o := t.odd[col]
		if o == nil {
			continue
		}
		name := t.head.names[col]
		if o.errors > 0 {
			found = append(found, sheetFinding("D105", o.first, "column %q (%s): %s with an error in place of a value", name, columnLetters(col), many(o.errors, "cell")))
		}
		if o.formulas > 0 {
			found = append(found, sheetFinding("D105", o.first, "column %q (%s): %s with a formula", name, columnLetters(col), many(o.formulas, "cell")))
		}
		if o.texts > 0 && (o.plain > 0 || t.asks[col].number) {
			found = append(found, sheetFinding("D106", 0, "column %q (%s): %s with text beside %d with true values", name, columnLetters(col), many(o.texts, "cell"), o.plain))
		}
	}
	found = append(found, t.mergedCells()...)
	if t.nHide > 0 {
		var named []string
		for _, r := range t.hidden {
			named = append(named, strconv.FormatInt(r, 10))
		}
		if t.nHide > int64(len(named)) {
			named = append(named, "…")
		}
		found = append(found, sheetFinding("D107", t.hidden[0], "sheet %q: %s hidden, and counted: %s", t.name, many(t.nHide, "row"), strings.Join(named, ", ")))
	}
	for _, c := range t.cols {
		for col := c[0]; col <= min(c[1], len(t.asks)-1); col++ {
			if t.asks[col].name != "" {
				found = append(found, sheetFinding("D107", 0, "sheet %q: column %q (%s) is hidden, and counted by", t.name, t.head.names[col], columnLetters(col)))
			}
		}
	}
	return found
}

// mergedCells finds ranges that reach into a column that is counted by, below the header.
func (t *sheetTable) mergedCells() (found []reports.Finding) {
	for _, ref := range t.merged {
		from, to, _ := strings.Cut(ref, ":")
		first, a := columnNumber(from)
		last, b := columnNumber(to)
		top, err1 := strconv.ParseInt(a, 10, 64)
		bottom, err2 := strconv.ParseInt(b, 10, 64)
		if err1 != nil || err2 != nil || bottom <= t.head.line {
			continue
		}
		for col := max(first, 0); col <= min(last, len(t.asks)-1); col++ {
			if t.asks[col].name != "" {
				found = append(found, sheetFinding("D105", max(top, t.head.line+1), "column %q (%s): the cells %s are merged", t.head.names[col], columnLetters(col), ref))
				break
			}
		}
		if len(found) == listed {
			break
		}
	}
	return found
}

func (t *sheetTable) end() {
	if t.part != nil {
		_ = t.part.Close()
		t.part = nil
	}
}
