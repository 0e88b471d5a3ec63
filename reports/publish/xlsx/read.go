package xlsx

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/publish/within"
)

// open reads a workbook's parts as XML. Cells and charts are read when first
// asked for.
func open(r io.ReaderAt, size int64) (reports.Reader, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, err
	}
	b := &book{parts: map[string]*zip.File{}, sheets: map[string]string{}, cells: map[string]map[string]cell{}}
	for _, f := range z.File {
		b.parts[f.Name] = f
	}
	var wb struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.decode("xl/workbook.xml", &wb); err != nil {
		return nil, err
	}
	rels, err := b.relations("xl/workbook.xml")
	if err != nil {
		return nil, err
	}
	for _, s := range wb.Sheets {
		b.sheets[s.Name] = rels[s.ID]
		b.last = rels[s.ID]
	}
	return b, b.readStyles()
}

// book is a workbook as read back.
type book struct {
	parts    map[string]*zip.File
	sheets   map[string]string // name → part
	last     string            // part of the last sheet
	decimals []int             // by style, -1 where the format says nothing
	shared   []string          // texts kept apart from their cells
	cells    map[string]map[string]cell
	charts   []drawn
}

// cell is what stands in one cell.
type cell struct {
	text  string
	words bool // stored as text
}

// At reads "progress!B7", a cell; "Cover!A5[7:10]", runes of a text;
// "chart:1:2:3", point 3 of series 2 of the first chart as its own copy has it;
// "chart:1:title[0:3]" and "chart:1:alt[0:3]".
func (b *book) At(where string) (string, error) {
	spot, first, last, inside, err := within.Cut(where)
	if err != nil {
		return "", err
	}
	text, words, err := b.spot(spot)
	if err != nil {
		return "", err
	}
	if inside {
		return within.At([]rune(text), first, last)
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && words {
		return "'" + text, nil // digits kept as text are not a number
	}
	return text, nil
}

func (b *book) spot(where string) (text string, words bool, err error) {
	if rest, ok := strings.CutPrefix(where, "chart:"); ok {
		text, err = b.chartSpot(rest)
		return text, false, err
	}
	i := strings.LastIndex(where, "!")
	if i < 0 {
		return "", false, fmt.Errorf("%q is no place of a workbook", where)
	}
	cells, err := b.sheet(where[:i])
	if err != nil {
		return "", false, err
	}
	c, ok := cells[where[i+1:]]
	if !ok {
		return "", false, fmt.Errorf("nothing stands at %s", where)
	}
	return c.text, c.words, nil
}

// sheet reads the cells of a sheet once.
func (b *book) sheet(name string) (map[string]cell, error) {
	if c, ok := b.cells[name]; ok {
		return c, nil
	}
	file, ok := b.sheets[name]
	if !ok {
		return nil, fmt.Errorf("there is no worksheet %q", name)
	}
	r, err := b.open(file)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	cells := map[string]cell{}
	d := xml.NewDecoder(r)
	for {
		t, err := d.Token()
		if err == io.EOF {
			b.cells[name] = cells
			return cells, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "c" {
			continue
		}
		var c struct {
			Ref   string   `xml:"r,attr"`
			Style int      `xml:"s,attr"`
			Type  string   `xml:"t,attr"`
			Value string   `xml:"v"`
			Text  []string `xml:"is>t"`
			Runs  []string `xml:"is>r>t"`
		}
		if err := d.DecodeElement(&c, &e); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		switch c.Type {
		case "inlineStr":
			cells[c.Ref] = cell{unescape(strings.Join(append(c.Text, c.Runs...), "")), true}
		case "s":
			i, err := strconv.Atoi(c.Value)
			if err != nil || i < 0 || i >= len(b.shared) {
				return nil, fmt.Errorf("%s: %s has a text that is not there", file, c.Ref)
			}
			cells[c.Ref] = cell{b.shared[i], true}
		case "", "n":
			cells[c.Ref] = cell{text: b.shown(c.Value, c.Style)}
		default:
			cells[c.Ref] = cell{unescape(c.Value), true}
		}
	}
}

// shown is a stored number with the decimals its format shows; one with more
// decimals than are shown is left as it is, and so differs from what was published.
func (b *book) shown(v string, style int) string {
	if style < 0 || style >= len(b.decimals) || b.decimals[style] <= 0 {
		return v
	}
	_, frac, _ := strings.Cut(v, ".")
	short := b.decimals[style] - len(frac)
	if short <= 0 {
		return v
	}
	if frac == "" {
		v += "."
	}
	return v + strings.Repeat("0", short)
}

// unescape undoes the way a workbook writes characters XML has no room for: _x000a_.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 32); err == nil {
				b.WriteRune(rune(n))
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func (b *book) open(name string) (io.ReadCloser, error) {
	f, ok := b.parts[name]
	if !ok {
		return nil, fmt.Errorf("the workbook has no part %q", name)
	}
	return f.Open()
}

func (b *book) decode(name string, into any) error {
	r, err := b.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := xml.NewDecoder(r).Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// relations are the parts a part refers to, by the id it uses.
func (b *book) relations(name string) (map[string]string, error) {
	var x struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := b.decode(path.Dir(name)+"/_rels/"+path.Base(name)+".rels", &x); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, r := range x.List {
		out[r.ID] = path.Join(path.Dir(name), r.Target)
		if strings.HasPrefix(r.Target, "/") {
			out[r.ID] = r.Target[1:]
		}
	}
	return out, nil
}
