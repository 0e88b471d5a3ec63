package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// A scanned is a record of the scanner, copied.
type scanned struct {
	line, last int64
	fields     []string // nil where broken
}

// scan runs the scanner with a buffer so small that every boundary falls somewhere.
func scan(data string, want, chunk int) ([]scanned, *scanner, error) {
	s := newScanner(iotest.HalfReader(strings.NewReader(data)), ',', limits{chunk, 1 << 20, 1000, 1 << 20, 8 << 20})
	s.want = want
	var out []scanned
	for {
		rec, err := s.next()
		if err == io.EOF {
			return out, s, nil
		}
		if err != nil {
			return out, s, err
		}
		p := scanned{line: rec.line, last: rec.last}
		if rec.fault == sound {
			p.fields = []string{}
			for _, f := range rec.fields {
				p.fields = append(p.fields, string(f))
			}
		}
		out = append(out, p)
	}
}

// reference reads the same grammar in the plainest way, a byte at a time, with the
// whole text at hand. It makes one entry of each broken line.
func reference(data string, want int) (out []scanned, blank map[string]bool) {
	blank = map[string]bool{}
	for line := int64(1); data != ""; {
		first, rest, _ := strings.Cut(data, "\n")
		if (first == "" || first == "\r" && len(first) < len(data)) && want > 1 {
			blank[fmt.Sprint(line, " broken")] = true
			data, line = rest, line+1
			continue
		}
		fields, n, ok := referenceRecord(data)
		text := data[:n]
		lines := int64(strings.Count(strings.TrimSuffix(text, "\n"), "\n")) + 1
		if ok && len(fields) != want && lines > 1 {
			next, m, nextOK := referenceRecord(rest)
			if nextOK && len(next) == want && strings.Count(strings.TrimSuffix(rest[:m], "\n"), "\n") == 0 {
				ok = false // its first line swallowed its neighbours
			}
		}
		switch {
		case !ok:
			out = append(out, scanned{line: line, last: line})
			data, line = rest, line+1
			continue
		case len(fields) != want || strings.Contains(text, "\x00"):
			out = append(out, scanned{line: line, last: line + lines - 1})
		default:
			out = append(out, scanned{line, line + lines - 1, fields})
		}
		data, line = data[n:], line+lines
	}
	return out, blank
}

// referenceRecord reads one record: its fields and the bytes it takes with its line end.
func referenceRecord(s string) (fields []string, n int, ok bool) {
	for {
		var field strings.Builder
		if n < len(s) && s[n] == '"' {
			for n++; ; n++ {
				if n == len(s) {
					return nil, n, false
				}
				if s[n] == '"' {
					if n+1 < len(s) && s[n+1] == '"' {
						n++
					} else {
						break
					}
				}
				field.WriteByte(s[n])
			}
			n++
		} else {
			for n < len(s) && s[n] != ',' && s[n] != '\n' {
				if s[n] == '"' {
					return nil, n, false
				}
				if s[n] == '\r' {
					break
				}
				field.WriteByte(s[n])
				n++
			}
		}
		fields = append(fields, field.String())
		switch {
		case n == len(s):
			return fields, n, true
		case s[n] == ',':
			n++
		case s[n] == '\n':
			return fields, n + 1, true
		case strings.HasPrefix(s[n:], "\r\n"):
			return fields, n + 2, true
		default:
			return nil, n, false
		}
	}
}

// compare holds the scanner against the reference: the same sound records at the
// same lines, the same lines broken, every line accounted for once.
func compare(data string, want, chunk int) error {
	got, s, err := scan(data, want, chunk)
	if !utf8.ValidString(data) {
		if _, ok := errors.AsType[*badByte](err); !ok {
			return fmt.Errorf("invalid UTF-8 read without a word")
		}
		return nil
	}
	if err != nil {
		return err
	}
	ref, blank := reference(data, want)
	var a, b []string
	cover := s.blank
	for _, p := range got {
		a = append(a, p.each()...)
		cover += p.last - p.line + 1
	}
	for _, p := range ref {
		b = append(b, p.each()...)
	}
	before := len(a) // empty lines may have become part of a broken record
	a = slices.DeleteFunc(a, func(s string) bool { return blank[s] })
	if !slices.Equal(a, b) {
		return fmt.Errorf("scanner %q\nreference %q", a, b)
	}
	lines := int64(strings.Count(data, "\n"))
	if data != "" && !strings.HasSuffix(data, "\n") {
		lines++
	}
	if s.blank+int64(before-len(a)) != int64(len(blank)) || cover != lines || s.line-1 != lines {
		return fmt.Errorf("%d lines, %d in records, %d blank, %d counted; want %d and %d blank", lines, cover, s.blank, s.line-1, lines, len(blank))
	}
	return nil
}

// each is a sound record as one text, or each line of a broken one.
func (p scanned) each() []string {
	if p.fields != nil {
		return []string{fmt.Sprintf("%d-%d %q", p.line, p.last, p.fields)}
	}
	var out []string
	for l := p.line; l <= p.last; l++ {
		out = append(out, fmt.Sprintf("%d broken", l))
	}
	return out
}

func FuzzScanner(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "1,\"2\n3\",4\r\n\r\n5,6,7", "\"a\"\"b\",c,\"\"", "1,\"2\n3,4,5\n6,7,8\n", "a,b\rc,d\n", "\x00,1,2\n", "1,2,\"\xff\"\n", "\n\n\n"} {
		f.Add([]byte(s), byte(3), byte(8))
	}
	f.Fuzz(func(t *testing.T, data []byte, want, chunk byte) {
		if err := compare(string(data), int(want%5)+1, int(chunk%64)+1); err != nil {
			t.Fatalf("%q: %v", data, err)
		}
	})
}

// TestScannerRandom tries texts made of the bytes that matter.
func TestScannerRandom(t *testing.T) {
	bits := []string{",", ",", "\"", "\"", "\"\"", "\n", "\r\n", "\r", "a", "bc", "é", "\x00", "1,2,3\n", "1,\"2\",3\n", "\"x\ny\""}
	rapid.Check(t, func(t *rapid.T) {
		data := strings.Join(rapid.SliceOfN(rapid.SampledFrom(bits), 0, 60).Draw(t, "text"), "")
		want, chunk := rapid.IntRange(1, 4).Draw(t, "fields"), rapid.IntRange(1, 40).Draw(t, "chunk")
		if err := compare(data, want, chunk); err != nil {
			t.Fatalf("%q, %d fields: %v", data, want, err)
		}
	})
}

const sample = "1,\"a, b\",x\r\n2,\"line\none\",y\r\n3,\"say \"\"no\"\"\",é\r\n4,,\r\n\r\n5,plain,end\r\n6,more,z\n"

func TestScannerTruncated(t *testing.T) {
	for i := range len(sample) + 1 {
		if err := compare(sample[:i], 3, 16); err != nil {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
}

func TestScannerStrayByte(t *testing.T) {
	for _, stray := range []string{"\"", "\r", "\n", "\x00", ",", "\x80", "\xff"} {
		for i := range len(sample) + 1 {
			if err := compare(sample[:i]+stray+sample[i:], 3, 16); err != nil {
				t.Errorf("%q at %d: %v", stray, i, err)
			}
		}
	}
}

// TestScannerDamage takes a quotation mark from, or adds one to, a file of records
// with line breaks inside quotes. No record but the damaged one is lost, and none is
// made. (With a separator before the line break, the first line alone can be legal CSV:
// then only the checks of values can tell.)
func TestScannerDamage(t *testing.T) {
	var clean bytes.Buffer
	var starts []int
	for i := range 30 {
		starts = append(starts, clean.Len())
		fmt.Fprintf(&clean, "%d,a,\"first %d\nsecond, third\",end %d,z\n", i, i, i)
	}
	starts = append(starts, clean.Len())
	whole, _, _ := scan(clean.String(), 5, 4096)
	try := func(data string, at int) {
		hit := 0
		for starts[hit+1] <= at {
			hit++
		}
		got, _, err := scan(data, 5, 4096)
		if err != nil {
			t.Fatal(err)
		}
		sound, brokenLines := 0, int64(0)
		for _, p := range got {
			if p.fields == nil {
				brokenLines += p.last - p.line + 1
				continue
			}
			sound++
			if p.fields[0] != fmt.Sprint(hit) && !slices.ContainsFunc(whole, func(w scanned) bool { return slices.Equal(w.fields, p.fields) }) {
				t.Errorf("damage at byte %d: a record that is not in the file: %q", at, p.fields)
			}
		}
		if sound < 29 || brokenLines > 2 {
			t.Errorf("damage at byte %d: %d of 30 records, %d broken lines", at, sound, brokenLines)
		}
		if len(got) != 30 {
			t.Errorf("damage at byte %d of record %d: %d entries for 30 records: %v", at, hit, len(got), got[hit:min(hit+3, len(got))])
		}
	}
	text := clean.String()
	for i := range text {
		if text[i] == '"' {
			try(text[:i]+text[i+1:], i)
			try(text[:i]+"x"+text[i:], i)
		}
	}
}

// TestScannerMerges holds that one broken record of several lines is one entry.
func TestScannerMerges(t *testing.T) {
	for data, want := range map[string]string{
		"1,a\nb\",2\n3,4,5\n":             "1-2 broken, 3",    // its opening mark lost
		"1,\"a\nb,2\n3,\"4\",5\n":         "1-2 broken, 3",    // its closing mark lost
		"1,a\nb\nc\",2\n3,4,5\n":          "1-3 broken, 4",    // over three lines
		"1,2\n3,4\n5,6,7\n":               "1, 2 broken, 3",   // two short records
		"1,\"a\"x,2\n3,\"b\"y,4\n5,6,7\n": "1, 2 broken, 3",   // two with text after a mark
		"1,2,\"3\n4,5,6\n7,8,9\n":         "1 broken, 2, 3",   // a stray mark in the last field
		"1,\"2\n3\",4,5\n6,7,8\n":         "1-2 broken, 3",    // one broken record of two lines
		"1,\"2\n3,4,5\n6\",7,8\n":         "1 broken, 2, 3 b", // a line that swallowed a neighbour
	} {
		got, _, err := scan(data, 3, 64)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, p := range got {
			w := fmt.Sprint(p.line)
			if p.last > p.line {
				w += fmt.Sprint("-", p.last)
			}
			if p.fields == nil {
				w += " broken"
			}
			words = append(words, w)
		}
		if text := strings.ReplaceAll(strings.Join(words, ", "), "1 broken, 2 broken", "1, 2 broken"); text != want && !(strings.HasSuffix(want, " b") && text == want+"roken") {
			t.Errorf("%q: %s, want %s", data, text, want)
		}
	}
}

func TestScannerLimits(t *testing.T) {
	lines := "\"" + strings.Repeat("x\n", 20) + "\",2\n1,2\n"
	long := strings.Repeat("y", 200) + ",2\n3,4\n"
	field := "\"" + strings.Repeat("z", 60) + "\",2\n5,6\n"
	s := newScanner(strings.NewReader(lines+long+field), ',', limits{16, 50, 10, 100, 8 << 20})
	s.want = 2
	var got []string
	for {
		rec, err := s.next()
		if err != nil {
			break
		}
		if rec.fault == sound {
			got = append(got, string(rec.raw))
		} else if rec.fault == tooLong || rec.fault == openQuote {
			got = append(got, fmt.Sprint(rec.fault))
		}
	}
	if want := fmt.Sprint([]string{fmt.Sprint(openQuote), "1,2", fmt.Sprint(tooLong), "3,4", fmt.Sprint(openQuote), "5,6"}); fmt.Sprint(got) != want {
		t.Errorf("%v, want %v", got, want)
	}
	if cap(s.buf) > 1000 {
		t.Errorf("the buffer grew to %d bytes", cap(s.buf))
	}
}

func TestHash(t *testing.T) {
	if id := hashOf([]byte("hello")); fmt.Sprintf("%016x%016x", id[0], id[1]) != "cbd8a7b341bd9b025b1e906a48ae1d19" {
		t.Errorf("MurmurHash3 of hello is %016x%016x", id[0], id[1])
	}
	if id := hashOf(nil); id[0] == 0 && id[1] == 0 {
		t.Error("the hash of nothing is the ID that means nothing")
	}
}
