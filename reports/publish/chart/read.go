package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"despatch/reports"
)

// reader holds the text of every element of an SVG file that has an id, as an XML
// parser finds it. It knows nothing of how the file was written.
type reader map[string]string

func readSVG(r io.Reader) (reports.Reader, error) {
	type element struct {
		id   string
		text strings.Builder
	}
	var open []*element
	texts := reader{}
	dec := xml.NewDecoder(r)
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return texts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("not an SVG file that can be read: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{}
			for _, a := range t.Attr {
				if a.Name.Local == "id" {
					e.id = a.Value
				}
			}
			open = append(open, e)
		case xml.CharData:
			for _, e := range open {
				if e.id != "" {
					e.text.Write(t)
				}
			}
		case xml.EndElement:
			e := open[len(open)-1]
			open = open[:len(open)-1]
			if e.id == "" {
				continue
			}
			if _, twice := texts[e.id]; twice {
				return nil, fmt.Errorf("two elements have the id %q", e.id)
			}
			texts[e.id] = e.text.String()
		}
	}
}

// At is the text of the element whose id follows the #, up to a ~: what follows
// that only tells apart the figures of one text.
func (r reader) At(where string) (string, error) {
	id, ok := strings.CutPrefix(where, "#")
	id, _, _ = strings.Cut(id, "~")
	text, there := r[id]
	if !ok || !there {
		return "", fmt.Errorf("nothing stands at %q", where)
	}
	return text, nil
}
