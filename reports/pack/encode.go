package pack

import (
	"bytes"
	"encoding/json"
	"sync"
)

// encoded is what values are encoded into before they are set out, one after another.
var encoded sync.Pool

// encode writes a value as JSON a person can read and compare line by line.
func encode(v any) ([]byte, error) {
	b, ok := encoded.Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	b.Reset()
	defer encoded.Put(b)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return indent(b.Bytes()), nil
}

// indent puts each value of a JSON text on a line of its own, two spaces for each list or
// object it lies in, byte for byte as json.Indent does. It takes only what json.Encode
// wrote, which is sound and has no space between values, so that nothing need be checked
// a second time: that took two thirds of the time of a manifest.
func indent(data []byte) []byte {
	out := make([]byte, 0, len(data)*3/2)
	depth := 0
	line := func() {
		out = append(out, '\n')
		for range depth {
			out = append(out, "  "...)
		}
	}
	for i := 0; i < len(data); i++ {
		switch c := data[i]; c {
		case '"':
			end := textEnd(data, i)
			out = append(out, data[i:end]...)
			i = end - 1
		case '{', '[':
			out = append(out, c)
			if shut := data[i+1]; shut == '}' || shut == ']' {
				out = append(out, shut)
				i++
				continue
			}
			depth++
			line()
		case '}', ']':
			depth--
			line()
			out = append(out, c)
		case ',':
			out = append(out, c)
			line()
		case ':':
			out = append(out, ": "...)
		default:
			out = append(out, c)
		}
	}
	return out
}

// textEnd is where the text in quotes that starts at a place ends.
func textEnd(data []byte, start int) int {
	for i := start + 1; ; i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}
