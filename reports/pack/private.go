package pack

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"iter"
	"maps"
	"math/bits"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"despatch/reports"
)

// A hunt looks for the values of private columns in texts that are to be given
// out. It looks at each place of a text once, whatever the number of values: the first
// six bytes of every value are kept as one number, and only where they stand is more
// compared.
type hunt struct {
	columns []string
	values  map[string]int     // each with the column it is private in
	heads   map[uint64]lengths // of the values that begin so
	long    []int              // lengths of values longer than lengths can tell
	bits    []uint64           // a quick no for nearly every place
	unkept  map[string]int64
	spared  func(string) bool
}

// lengths are the lengths of some values, a bit each from the shortest on; the highest
// bit stands for all that are longer.
type lengths uint64

const huntBits = 21

// newHunt takes the private values of every extract. spared says of a value that
// it may stand in a file all the same: it is also a figure, a date or a text of the
// release that did not come from a record. It is asked of values that were found.
func newHunt(columns []reports.PrivateColumn, spared func(string) bool) *hunt {
	n := 0
	for _, c := range columns {
		n += len(c.Values)
	}
	h := &hunt{values: make(map[string]int, n), heads: make(map[uint64]lengths, n), bits: make([]uint64, 1<<huntBits/64), unkept: map[string]int64{}, spared: spared}
	for _, c := range columns {
		if c.Absent {
			continue
		}
		if c.Unkept > 0 {
			h.unkept[c.Column] += c.Unkept
		}
		at := slices.Index(h.columns, c.Column)
		if at < 0 {
			at = len(h.columns)
			h.columns = append(h.columns, c.Column)
		}
		for _, v := range c.Values {
			if v = oneSpace(v); len(v) >= reports.PrivateShortest {
				h.take(v, at)
			}
		}
	}
	return h
}

func (h *hunt) take(v string, column int) {
	key := head6(v)
	bit := len(v) - reports.PrivateShortest
	if bit >= 63 {
		if bit = 63; !slices.Contains(h.long, len(v)) {
			h.long = append(h.long, len(v))
		}
	}
	h.values[v] = column
	h.heads[key] |= 1 << bit
	b := spread(key)
	h.bits[b/64] |= 1 << (b % 64)
}

// oneSpace is a text with every run of white space as one space, and none at the ends.
func oneSpace(v string) string {
	for i := range len(v) {
		if c := v[i]; c >= utf8.RuneSelf || c < ' ' || c == ' ' && (i == 0 || i == len(v)-1 || v[i-1] == ' ') {
			return strings.Join(strings.Fields(v), " ")
		}
	}
	return v
}

func head6(s string) (key uint64) {
	for i := range reports.PrivateShortest {
		key = key<<8 | uint64(s[i])
	}
	return key
}

func spread(key uint64) uint64 { return key * 0x9E3779B97F4A7C15 >> (64 - huntBits) }

// in lists the columns of which a value stands in the text, as a word or words of its own.
func (h *hunt) in(text []byte) []string {
	if len(h.heads) == 0 {
		return nil
	}
	text = bytes.Join(bytes.Fields(text), []byte(" "))
	found := map[string]bool{}
	const mask = 1<<(8*reports.PrivateShortest) - 1
	var key uint64
	for i, b := range text {
		key = (key<<8 | uint64(b)) & mask
		if s := spread(key); i < reports.PrivateShortest-1 || h.bits[s/64]&(1<<(s%64)) == 0 {
			continue
		}
		start := i - reports.PrivateShortest + 1
		for n := range h.heads[key].each(h.long) {
			if end := start + n; end <= len(text) {
				if column, ok := h.values[string(text[start:end])]; ok && alone(text, start, end) && !h.spared(string(text[start:end])) {
					found[h.columns[column]] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// each gives the lengths in bytes; long are those that a bit cannot tell.
func (l lengths) each(long []int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for m := uint64(l) &^ (1 << 63); m != 0; m &= m - 1 {
			if !yield(reports.PrivateShortest + bits.TrailingZeros64(m)) {
				return
			}
		}
		if l>>63 == 0 {
			return
		}
		for _, n := range long {
			if !yield(n) {
				return
			}
		}
	}
}

// alone says whether text[from:to] is not part of a longer word or number.
func alone(text []byte, from, to int) bool {
	wordy := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	before, _ := utf8.DecodeLastRune(text[:from])
	first, _ := utf8.DecodeRune(text[from:])
	last, _ := utf8.DecodeLastRune(text[:to])
	after, _ := utf8.DecodeRune(text[to:])
	return (from == 0 || !wordy(before) || !wordy(first)) && (to == len(text) || !wordy(after) || !wordy(last))
}

// textOf is what a person or a program can read in a written file, and whether the
// kind of file can be taken apart here at all.
func textOf(name string, data []byte) (text []byte, ok bool, err error) {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".txt", ".md", ".yaml":
		return data, true, nil
	case ".json":
		return jsonText(data), true, nil
	case ".html", ".svg", ".xml", ".rels":
		return markupText(data), true, nil
	case ".xlsx", ".ods":
		text, err := zipText(data)
		return text, true, err
	}
	return nil, false, nil
}

// wordsOf asks the format's own reader for all that a file says; some can tell.
func wordsOf(format reports.Format, data []byte) (text []byte, ok bool, err error) {
	r, err := format.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, false, err
	}
	if speaker, ok := r.(interface{ Words() string }); ok {
		return []byte(speaker.Words()), true, nil
	}
	return nil, false, nil
}

// jsonText leaves out the lines that hold only a hash or a size, which are
// numbers of the file and not of a record.
func jsonText(data []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(data) {
		if t := bytes.TrimSpace(line); bytes.HasPrefix(t, []byte(`"bytes":`)) || bytes.HasPrefix(t, []byte(`"sha256":`)) {
			continue
		}
		b.Write(line)
	}
	return []byte(strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\n`, "\n", `\t`, "\t").Replace(b.String()))
}

// markupText is the text between tags and the values of attributes, of which
// those that are numbers are left out: they are coordinates. Styles and programs are
// despatch's own and left out too.
func markupText(data []byte) []byte {
	var b bytes.Buffer
	for len(data) > 0 {
		open := bytes.IndexByte(data, '<')
		if open < 0 {
			b.WriteString(html.UnescapeString(string(data)))
			break
		}
		b.WriteString(html.UnescapeString(string(data[:open])))
		b.WriteByte('\n')
		data = data[open:]
		end := tagEnd(data)
		tag := data[:end]
		data = data[end:]
		attributes(&b, tag)
		for _, own := range []string{"style", "script"} {
			if !begins(tag, "<"+own) || bytes.HasSuffix(tag, []byte("/>")) {
				continue
			}
			stop := 0
			for stop < len(data) && !begins(data[stop:], "</"+own) {
				if next := bytes.IndexByte(data[stop+1:], '<'); next >= 0 {
					stop += 1 + next
				} else {
					stop = len(data)
				}
			}
			if bytes.Contains(tag, []byte("json")) {
				b.Write(jsonText(data[:stop]))
			}
			data = data[stop:]
		}
	}
	return b.Bytes()
}

// begins says whether data begins with a word of ASCII, in capitals or not.
func begins(data []byte, word string) bool {
	return len(data) >= len(word) && bytes.EqualFold(data[:len(word)], []byte(word))
}

// tagEnd is where the tag data starts with ends, quotes minded.
func tagEnd(data []byte) int {
	var quote byte
	for i, c := range data {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(data)
}

func attributes(b *bytes.Buffer, tag []byte) {
	for {
		eq := bytes.IndexByte(tag, '=')
		if eq < 0 || eq+1 >= len(tag) {
			return
		}
		quote := tag[eq+1]
		var end int
		if quote == '"' || quote == '\'' {
			tag = tag[eq+2:]
			end = bytes.IndexByte(tag, quote)
		} else {
			tag = tag[eq+1:]
			end = bytes.IndexAny(tag, " \t\r\n>")
		}
		if end < 0 {
			return
		}
		if v := tag[:end]; bytes.ContainsFunc(v, unicode.IsLetter) {
			b.WriteString(html.UnescapeString(string(v)))
			b.WriteByte('\n')
		}
		tag = tag[end+1:]
	}
}

// zipMost bounds what is taken out of one zip, so that a file made to swell cannot fill the memory.
const zipMost = 1 << 30

func zipText(data []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	left := int64(zipMost)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		part, err := io.ReadAll(io.LimitReader(r, left))
		if err := errors.Join(err, r.Close()); err != nil {
			return nil, err
		}
		if left -= int64(len(part)); left <= 0 {
			return nil, fmt.Errorf("more than %d bytes when unpacked", int64(zipMost))
		}
		if text, ok, err := textOf(f.Name, part); err == nil && ok {
			if strings.Contains(f.Name, "drawings/") {
				text = withoutNumbers(text)
			}
			b.Write(text)
			b.WriteByte('\n')
		}
	}
	return b.Bytes(), nil
}

// withoutNumbers drops lines that are only a number: the offsets of a drawing.
func withoutNumbers(text []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(text) {
		if bytes.ContainsFunc(line, unicode.IsLetter) {
			b.Write(line)
		}
	}
	return b.Bytes()
}
