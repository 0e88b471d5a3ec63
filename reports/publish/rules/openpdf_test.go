package rules_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"despatch/reports/publish/rules"
)

// A pdfObject is one object of a PDF, its stream in the open.
type pdfObject struct {
	number int
	dict   []byte
	stream []byte // nil without one
}

var (
	objectHead = regexp.MustCompile(`(?s)\A\s*(\d+) 0 obj\s*`)
	streamSize = regexp.MustCompile(`/Length (\d+)`)
)

// openPDF takes a PDF apart: every object in the open, those of object streams too.
func openPDF(data []byte) (objects []pdfObject, trailer string, err error) {
	at := bytes.Index(data, []byte(" 0 obj"))
	for at > 0 && data[at-1] >= '0' && data[at-1] <= '9' {
		at--
	}
	for rest := data[at:]; ; {
		m := objectHead.FindSubmatchIndex(rest)
		if m == nil {
			break
		}
		n, _ := strconv.Atoi(string(rest[m[2]:m[3]]))
		rest = rest[m[1]:]
		end := bytes.Index(rest, []byte("endobj"))
		o := pdfObject{number: n}
		if s := bytes.Index(rest, []byte("stream")); s >= 0 && s < end {
			o.dict = bytes.TrimSpace(rest[:s])
			size, _ := strconv.Atoi(string(streamSize.FindSubmatch(o.dict)[1]))
			body := rest[s+len("stream"):]
			body = body[bytes.IndexByte(body, '\n')+1:]
			o.stream = body[:size]
			rest = body[size:]
			end = bytes.Index(rest, []byte("endobj"))
		} else {
			o.dict = bytes.TrimSpace(rest[:end])
		}
		rest = rest[end+len("endobj"):]
		if err := o.inflate(); err != nil {
			return nil, "", err
		}
		switch {
		case bytes.Contains(o.dict, []byte("/XRef")):
			for _, key := range []string{"Root", "Info", "ID", "Size"} {
				if m := regexp.MustCompile(`(?s)/` + key + `\s*(\[[^\]]*\]|\d+( 0 R)?)`).Find(o.dict); m != nil {
					trailer += string(m) + " "
				}
			}
		case bytes.Contains(o.dict, []byte("/ObjStm")):
			more, err := o.parts()
			if err != nil {
				return nil, "", err
			}
			objects = append(objects, more...)
		default:
			objects = append(objects, o)
		}
	}
	if len(objects) == 0 || trailer == "" {
		return nil, "", errors.New("the PDF could not be taken apart")
	}
	slices.SortFunc(objects, func(a, b pdfObject) int { return a.number - b.number })
	return objects, trailer, nil
}

// inflate puts a compressed stream in the open.
func (o *pdfObject) inflate() error {
	if o.stream == nil || !bytes.Contains(o.dict, []byte("/FlateDecode")) {
		return nil
	}
	if bytes.Contains(o.dict, []byte("/Predictor")) {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(o.stream))
	if err != nil {
		return err
	}
	if o.stream, err = io.ReadAll(z); err != nil {
		return err
	}
	o.dict = bytes.Replace(o.dict, []byte("/Filter /FlateDecode"), nil, 1)
	return nil
}

// parts are the objects within an object stream.
func (o *pdfObject) parts() ([]pdfObject, error) {
	number := func(key string) int {
		n, _ := strconv.Atoi(string(regexp.MustCompile(`/` + key + ` (\d+)`).FindSubmatch(o.dict)[1]))
		return n
	}
	first := number("First")
	heads := strings.Fields(string(o.stream[:first]))
	var out []pdfObject
	for i := 0; i+1 < len(heads); i += 2 {
		n, _ := strconv.Atoi(heads[i])
		from, _ := strconv.Atoi(heads[i+1])
		to := len(o.stream) - first
		if i+3 < len(heads) {
			to, _ = strconv.Atoi(heads[i+3])
		}
		if from > to || first+to > len(o.stream) {
			return nil, errors.New("an object stream could not be taken apart")
		}
		out = append(out, pdfObject{number: n, dict: bytes.TrimSpace(o.stream[first+from : first+to])})
	}
	return out, nil
}

// joinPDF writes objects as a PDF with a plain table of places.
func joinPDF(objects []pdfObject, trailer string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	places := map[int]int{}
	most := 0
	for _, o := range objects {
		places[o.number] = b.Len()
		most = max(most, o.number)
		fmt.Fprintf(&b, "%d 0 obj\n", o.number)
		if o.stream == nil {
			b.Write(o.dict)
		} else {
			b.Write(streamSize.ReplaceAll(o.dict, fmt.Appendf(nil, "/Length %d", len(o.stream))))
			b.WriteString("\nstream\n")
			b.Write(o.stream)
			b.WriteString("\nendstream")
		}
		b.WriteString("\nendobj\n")
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", most+1)
	for n := 1; n <= most; n++ {
		if p, ok := places[n]; ok {
			fmt.Fprintf(&b, "%010d 00000 n \n", p)
		} else {
			b.WriteString("0000000000 65535 f \n")
		}
	}
	trailer = regexp.MustCompile(`/Size \d+`).ReplaceAllString(trailer, fmt.Sprintf("/Size %d", most+1))
	fmt.Fprintf(&b, "trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n", trailer, at)
	return b.Bytes()
}

// inPDF changes the first object of a PDF in which a pattern is found.
func inPDF(ending, pattern, by string) func(*rules.Side) error {
	return func(s *rules.Side) error {
		for i, f := range s.Files {
			if !strings.HasSuffix(f.Name, ending) {
				continue
			}
			objects, trailer, err := openPDF(f.Data)
			if err != nil {
				return err
			}
			for k := range objects {
				o := &objects[k]
				if data, err := replaced(o.dict, pattern, by); err == nil {
					o.dict = data
				} else if o.stream == nil {
					continue
				} else if data, err := replaced(o.stream, pattern, by); err == nil {
					o.stream = data
				} else {
					continue
				}
				s.Files[i].Data = joinPDF(objects, trailer)
				return nil
			}
			return fmt.Errorf("no match of %s in the PDF", pattern)
		}
		return fmt.Errorf("no file ends in %s", ending)
	}
}
