package html

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"despatch/reports"
)

// reader holds the text of every element of a page that has an id, as an HTML
// parser finds it. It knows nothing of how the page was written.
type reader struct {
	texts map[string]string
	data  map[string]any // parsed JSON blocks, as they are asked for
}

func readPage(r io.Reader) (reports.Reader, error) {
	root, err := html.Parse(r)
	if err != nil {
		return nil, fmt.Errorf("not a page that can be read: %w", err)
	}
	out := &reader{texts: map[string]string{}, data: map[string]any{}}
	var twice error
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for _, a := range n.Attr {
			if n.Type != html.ElementNode || a.Key != "id" {
				continue
			}
			if _, there := out.texts[a.Val]; there && twice == nil {
				twice = fmt.Errorf("two elements have the id %q", a.Val)
			}
			var b strings.Builder
			gather(&b, n)
			out.texts[a.Val] = b.String()
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return out, twice
}

func gather(b *strings.Builder, n *html.Node) {
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		gather(b, c)
	}
}

// At reads "#id", the text of an element (up to a ~, which only tells apart the
// figures of one text), or "option.quarters:option/series/0/data/3", a value
// in the JSON of that id.
func (r *reader) At(where string) (string, error) {
	if id, ok := strings.CutPrefix(where, "#"); ok {
		id, _, _ = strings.Cut(id, "~")
		if text, there := r.texts[id]; there {
			return text, nil
		}
	} else if id, path, ok := strings.Cut(where, ":"); ok {
		return r.value(id, path)
	}
	return "", fmt.Errorf("nothing stands at %q", where)
}

func (r *reader) value(id, path string) (string, error) {
	v, parsed := r.data[id]
	if !parsed {
		d := json.NewDecoder(strings.NewReader(r.texts[id]))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			return "", fmt.Errorf("%q is no JSON: %w", id, err)
		}
		r.data[id] = v
	}
	for _, step := range strings.Split(path, "/") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(x) {
				return "", fmt.Errorf("nothing stands at %q of %q", path, id)
			}
			v = x[i]
		default:
			return "", fmt.Errorf("nothing stands at %q of %q", path, id)
		}
	}
	switch x := v.(type) {
	case json.Number:
		return x.String(), nil
	case string:
		return x, nil
	}
	return "", fmt.Errorf("nothing stands at %q of %q", path, id)
}
