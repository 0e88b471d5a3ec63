package ingest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"unicode/utf8"

	"despatch/reports"

	"golang.org/x/text/encoding/charmap"
)

// A source is a file's bytes on their way to the scanner: counted, hashed, and
// turned into UTF-8 without a byte order mark. Line ends stay where they are.
type source struct {
	file     io.Reader
	bytes    int64
	sum      hash.Hash
	text     io.Reader
	failed   error  // of the file itself
	encoding string // as found: "utf-8", "utf-8 with byte order mark", "windows-1252"
}

// Read reads the file itself, counting and hashing.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.file.Read(p)
	s.bytes += int64(n)
	s.sum.Write(p[:n])
	if err != nil && err != io.EOF {
		s.failed = err
	}
	return n, err
}

// drain reads what is left, so that count and hash are of the whole file.
func (s *source) drain() error {
	_, err := io.Copy(io.Discard, s)
	return err
}

func (s *source) hex() string { return hex.EncodeToString(s.sum.Sum(nil)) }

// The first bytes of files that are no text.
var magics = []struct{ magic, what string }{
	{"\xD0\xCF\x11\xE0", "a workbook (XLS)"},
	{"PK\x03\x04", "a workbook or another packed file (XLSX, ODS, ZIP)"},
	{"PAR1", "a Parquet file"},
	{"\x1F\x8B", "a compressed file (gzip)"},
	{"%PDF", "a PDF"},
}

// newSource looks at the first bytes and sets up the decoding; the finding says why it is refused.
func newSource(f io.Reader, encoding string) (*source, *reports.Finding, error) {
	return newPackedSource(f, encoding, "")
}

// newPackedSource is newSource for a file that is packed: "gzip", "zstd", or "" for not.
func newPackedSource(f io.Reader, encoding, packing string) (*source, *reports.Finding, error) {
	s := &source{file: f, sum: sha256.New(), encoding: encoding}
	text := io.Reader(s)
	if packing != "" {
		unpacked, err := unpack(s, packing)
		if err != nil {
			return nil, nil, err
		}
		text = unpacked
	}
	head := bufio.NewReaderSize(text, 1<<16)
	first, err := head.Peek(512)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return nil, nil, err
	}
	refuse := func(id, format string, args ...any) (*source, *reports.Finding, error) {
		f := reports.Find(Rules, id, format, args...)
		return nil, &f, nil
	}
	if len(first) == 0 {
		return refuse("D004", "the file is empty: it holds no byte")
	}
	for _, m := range magics {
		if bytes.HasPrefix(first, []byte(m.magic)) {
			return refuse("D006", "this is %s, not a CSV file", m.what)
		}
	}
	if utf16(first) {
		return refuse("D006", "this is UTF-16 text, which is not read")
	}
	bom := bytes.HasPrefix(first, []byte("\uFEFF"))
	switch encoding {
	case "", "utf-8":
		s.encoding, s.text = "utf-8", head
		if bom {
			s.encoding = "utf-8 with byte order mark"
			_, _ = head.Discard(3)
		}
		return s, nil, nil
	case "windows-1252", "latin-1":
		if bom {
			return refuse("D005", "the release declares %s, and the file says that it is UTF-8 (it begins with a byte order mark)", encoding)
		}
		s.text = newDecoder(head, encoding)
		return s, nil, nil
	}
	return refuse("D005", "the encoding %q is not one that can be read", encoding)
}

// utf16 says whether text looks like UTF-16: by its mark, or by NUL in every second byte.
func utf16(b []byte) bool {
	if bytes.HasPrefix(b, []byte("\xFF\xFE")) || bytes.HasPrefix(b, []byte("\xFE\xFF")) {
		return true
	}
	b = b[:len(b)&^1]
	var nul [2]int
	for i, c := range b {
		if c == 0 {
			nul[i&1]++
		}
	}
	return len(b) >= 4 && (nul[0] > len(b)/4 && nul[1] == 0 || nul[1] > len(b)/4 && nul[0] == 0)
}

// A decoder turns an encoding of one byte a character into UTF-8. A byte that
// means nothing becomes 0xFF, which is no UTF-8: the scanner finds it with its place.
type decoder struct {
	src   io.Reader
	table [256][]byte
	in    []byte
	rest  []byte // decoded, not yet given out
	out   []byte
	err   error
}

func newDecoder(src io.Reader, encoding string) *decoder {
	d := &decoder{src: src, in: make([]byte, 1<<16)}
	page := charmap.Windows1252
	if encoding == "latin-1" {
		page = charmap.ISO8859_1
	}
	for i := range 256 {
		r := page.DecodeByte(byte(i))
		if r == utf8.RuneError || 0x80 <= r && r < 0xA0 {
			d.table[i] = []byte{0xFF}
		} else {
			d.table[i] = utf8.AppendRune(nil, r)
		}
	}
	return d
}

// Read gives out UTF-8.
func (d *decoder) Read(p []byte) (int, error) {
	for len(d.rest) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		var n int
		n, d.err = d.src.Read(d.in)
		d.out = d.out[:0]
		for _, c := range d.in[:n] {
			if c < 0x80 {
				d.out = append(d.out, c)
			} else {
				d.out = append(d.out, d.table[c]...)
			}
		}
		d.rest = d.out
	}
	n := copy(p, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}
