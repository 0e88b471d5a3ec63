package pack

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"path"
	"strings"
	"unicode"

	"despatch/reports"
)

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
func wordsOf(open func() (reports.Reader, error)) (text []byte, ok bool, err error) {
	r, err := open()
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
	b.Grow(len(data))
	for line := range bytes.Lines(data) {
		if t := bytes.TrimSpace(line); bytes.HasPrefix(t, []byte(`"bytes":`)) || bytes.HasPrefix(t, []byte(`"sha256":`)) {
			continue
		}
		b.Write(line)
	}
	return unescaped(b.Bytes())
}

// unescaped reads the escapes that stand in a JSON text for signs people write; it writes
// over the text.
func unescaped(data []byte) []byte {
	out := data[:0]
	for len(data) > 0 {
		at := bytes.IndexByte(data, '\\')
		if at < 0 || at == len(data)-1 {
			return append(out, data...)
		}
		out = append(out, data[:at]...)
		switch c := data[at+1]; c {
		case '"', '\\':
			out = append(out, c)
		case 'n':
			out = append(out, '\n')
		case 't':
			out = append(out, '\t')
		default:
			out = append(out, '\\')
			data = data[at+1:]
			continue
		}
		data = data[at+2:]
	}
	return out
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
