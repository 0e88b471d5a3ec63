package ingest

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"despatch/reports"
)

// A noSheet is a workbook without the sheet wanted.
type noSheet struct{ what string }

func (n *noSheet) Error() string { return n.what }

// partLimit is how large the small parts of a workbook may be: its list of sheets,
// its styles; below bookLeast no part is a bomb; stringsLimit is for all its texts together, which are held in memory.
const partLimit = 32 << 20

var ( // lower in tests
	bookLeast    int64 = 64 << 20
	stringsLimit int64 = 512 << 20
)

// A book is an open workbook (XLSX, ECMA-376). It is read part by part as a stream,
// with what each cell is: excelize's own stream of rows tells values alone, and a
// formula, an error and a date could not be told from text and numbers.
type book struct {
	zip     *zip.Reader
	sheets  []bookSheet
	epoch04 bool     // days are counted from 1904
	dates   []bool   // styles that show a date, by number
	texts   [][]byte // shared strings
}

type bookSheet struct{ name, part string }

// openBook opens a sheet of a workbook; header is the row of the column names.
func openBook(f io.ReaderAt, size int64, sheet string, header int) (table, error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, &damage{"it is cut short, or no workbook"}
	}
	b := &book{zip: z}
	if err := b.load(); err != nil {
		return nil, err
	}
	s, err := b.choose(sheet)
	if err != nil {
		return nil, err
	}
	return newSheetTable(b, s, header)
}

// load reads what the sheets rest on.
func (b *book) load() error {
	root := "xl/workbook.xml"
	for id, target := range b.relations("_rels/.rels") {
		if strings.HasSuffix(id, " officeDocument") {
			root = target
		}
	}
	targets := b.relations(path.Join(path.Dir(root), "_rels", path.Base(root)+".rels"))
	err := b.each(root, partLimit, func(e xml.StartElement, p *bookPart) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			b.epoch04 = v == "1" || v == "true"
		case "sheet":
			id := attr(e, "id")
			for key, target := range targets {
				if key == id+" worksheet" {
					b.sheets = append(b.sheets, bookSheet{attr(e, "name"), beside(root, target)})
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for key, target := range targets {
		part := beside(root, target)
		switch {
		case strings.HasSuffix(key, " styles"):
			err = b.styles(part)
		case strings.HasSuffix(key, " sharedStrings"):
			err = b.strings(part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// choose finds the sheet of a name; without a name the only one there is.
func (b *book) choose(name string) (bookSheet, error) {
	var names []string
	for _, s := range b.sheets {
		if s.name == name {
			return s, nil
		}
		names = append(names, fmt.Sprintf("%q", s.name))
	}
	if name == "" && len(b.sheets) == 1 {
		return b.sheets[0], nil
	}
	if len(names) > 10 {
		names = append(names[:10], "…")
	}
	if name == "" {
		return bookSheet{}, &noSheet{fmt.Sprintf("the workbook has %d sheets and the release names none of them: %s", len(b.sheets), strings.Join(names, ", "))}
	}
	return bookSheet{}, &noSheet{fmt.Sprintf("the workbook has no sheet %q; it has %s", name, strings.Join(names, ", "))}
}

// beside is where a target lies that a part names.
func beside(part, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(target, "/")
	}
	return path.Join(path.Dir(part), target)
}

// A bookPart is one part of a workbook on its way through the reader of XML: watched
// for a bomb, and for a text too long to be a cell's.
type bookPart struct {
	io.ReadCloser
	text *meter
	xml  *xml.Decoder
	left int // bytes the token under way may still take
}

// tokenLimit is more than the text of a cell (32,767 characters) can be written in.
const tokenLimit = 8 << 20

// Read gives the part's bytes to the reader of XML.
func (p *bookPart) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, &damage{"a part of the workbook holds a text too long for any cell"}
	}
	n, err := p.text.Read(b)
	p.left -= n
	return n, err
}

// token is the next tag or text.
func (p *bookPart) token() (xml.Token, error) {
	p.left = tokenLimit
	return p.xml.RawToken()
}

// open opens a part; nil where it is not there.
func (b *book) open(name string, least int64) (*bookPart, error) {
	i := slices.IndexFunc(b.zip.File, func(f *zip.File) bool { return strings.EqualFold(f.Name, name) })
	if i < 0 {
		return nil, nil
	}
	f := b.zip.File[i]
	r, err := f.Open()
	if err != nil {
		return nil, &damage{"it is packed in a way that is not read, or damaged"}
	}
	packed, whole := int64(min(f.CompressedSize64, 1<<40)), int64(min(f.UncompressedSize64, 1<<50))
	if whole > least && whole/bombTimes > packed { // it says so itself: nothing need be unpacked
		_ = r.Close()
		return nil, &bomb{bombTimes, least}
	}
	// What is longer than the workbook says ends there, and is damaged.
	p := &bookPart{ReadCloser: r, text: &meter{out: io.LimitReader(r, whole), in: func() int64 { return packed }, least: least, failure: func(error) error {
		return &damage{"a part of the workbook is damaged or cut short"}
	}}}
	p.xml = xml.NewDecoder(p)
	return p, nil
}

// each calls do with every element of a part that begins. Nothing is done where the part is not there.
func (b *book) each(name string, least int64, do func(xml.StartElement, *bookPart) error) error {
	p, err := b.open(name, least)
	if p == nil || err != nil {
		return err
	}
	defer p.Close()
	for {
		t, err := p.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return bookDamage(err)
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := do(e, p); err != nil {
				return err
			}
		}
	}
}

// bookDamage is what is wrong where XML cannot be read on.
func bookDamage(err error) error {
	if errors.As(err, new(*damage)) || errors.As(err, new(*bomb)) {
		return err
	}
	return &damage{"a part of the workbook is not sound XML, or cut short"}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// relations is the targets a part names, by their id and kind.
func (b *book) relations(name string) map[string]string {
	out := map[string]string{}
	_ = b.each(name, partLimit, func(e xml.StartElement, _ *bookPart) error { // without relations no sheet is found, which is told
		if e.Name.Local == "Relationship" {
			out[attr(e, "Id")+" "+path.Base(attr(e, "Type"))] = attr(e, "Target")
		}
		return nil
	})
	return out
}

// styles finds the styles that show a number as a date.
func (b *book) styles(name string) error {
	formats := map[string]bool{}
	inCells := false
	return b.each(name, partLimit, func(e xml.StartElement, p *bookPart) error {
		switch e.Name.Local {
		case "numFmt":
			formats[attr(e, "numFmtId")] = dateFormat(attr(e, "formatCode"))
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells {
				id := attr(e, "numFmtId")
				shown, own := formats[id]
				b.dates = append(b.dates, own && shown || !own && builtinDates[id])
			}
		}
		return nil
	})
}

// builtinDates are the formats of dates that a workbook need not write down (ECMA-376, 18.8.30).
var builtinDates = func() map[string]bool {
	out := map[string]bool{}
	for _, r := range [][2]int{{14, 22}, {27, 36}, {45, 47}, {50, 58}} {
		for i := r[0]; i <= r[1]; i++ {
			out[itoa(i)] = true
		}
	}
	return out
}()

// dateFormat says whether a number format shows a date: a letter of dates stands
// outside quotation marks, brackets and what is escaped.
func dateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return false
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			switch strings.ToLower(code[i+1 : i+end]) {
			case "h", "hh", "m", "mm", "s", "ss":
				return true
			}
			i += end
		case 'y', 'Y', 'd', 'D', 'm', 'M', 'h', 'H', 's', 'S':
			return !strings.EqualFold(code, "General") && !strings.EqualFold(code, "Standard")
		}
	}
	return false
}

// strings reads the texts that cells share.
func (b *book) strings(name string) error {
	total := int64(0)
	return b.each(name, bookLeast, func(e xml.StartElement, p *bookPart) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := richText(p, "si")
		if err != nil {
			return err
		}
		if total += int64(len(text)) + 24; total > stringsLimit {
			return &bomb{0, stringsLimit}
		}
		b.texts = append(b.texts, text)
		return nil
	})
}

// richText is the text up to the end of an element, without what only says how it is spoken.
func richText(p *bookPart, end string) ([]byte, error) {
	text := []byte{}
	in, spoken := false, 0
	for {
		t, err := p.token()
		if err != nil {
			return nil, bookDamage(err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "rPh":
				spoken++
			case "t":
				in = spoken == 0
			}
		case xml.EndElement:
			switch e.Name.Local {
			case end:
				return text, nil
			case "rPh":
				spoken--
			case "t":
				in = false
			}
		case xml.CharData:
			if in {
				text = append(text, e...)
			}
		}
	}
}

// columnNumber is the number of a column by its letters, from 0; the rest is the row.
func columnNumber(ref string) (col int, rest string) {
	i := 0
	for i < len(ref) && i < 4 && 'A' <= ref[i] && ref[i] <= 'Z' {
		col = col*26 + int(ref[i]-'A') + 1
		i++
	}
	return col - 1, ref[i:]
}

// columnLetters is a column's letters.
func columnLetters(col int) string {
	var b []byte
	for col++; col > 0; col = (col - 1) / 26 {
		b = append(b, byte('A'+(col-1)%26))
	}
	slices.Reverse(b)
	return string(b)
}

// finding is one of a sheet, at a row where there is one.
func sheetFinding(id string, row int64, format string, args ...any) reports.Finding {
	f := reports.Find(Rules, id, format, args...)
	f.Line = int(row)
	return f
}
