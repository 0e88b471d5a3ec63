package rules

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// A node is an element of a small XML part, names without their prefixes.
type node struct {
	name  string
	attrs []xml.Attr
	kids  []*node
	text  string // of the element itself, not of those in it
}

// deepest is how far elements may nest; no office file comes near.
const deepest = 256

var errDeep = errors.New("elements nest too deep")

// parse reads a part as a tree.
func parse(data []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	root := &node{}
	open := []*node{root}
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if len(open) != 1 || len(root.kids) == 0 {
				return nil, io.ErrUnexpectedEOF
			}
			return root.kids[0], nil
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if len(open) > deepest {
				return nil, errDeep
			}
			n := &node{name: t.Name.Local, attrs: t.Attr}
			top.kids = append(top.kids, n)
			open = append(open, n)
		case xml.EndElement:
			if len(open) == 1 || top.name != t.Name.Local {
				return nil, errors.New("an element is closed that is not open")
			}
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(t)
		}
	}
}

// attr is an attribute by its name without prefix.
func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	return attr(n.attrs, name)
}

func attr(attrs []xml.Attr, name string) string {
	for _, a := range attrs {
		if a.Name.Local == name && a.Name.Space != "xmlns" {
			return a.Value
		}
	}
	return ""
}

// set gives a node an attribute.
func (n *node) set(name, value string) {
	n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: name}, Value: value})
}

// on says whether an attribute is set to true, as office files write it.
func on(v string) bool { return v == "1" || v == "true" || v == "on" }

// child is the first element of a name below n, nil for none.
func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// path follows names downwards.
func (n *node) path(names ...string) *node {
	for _, name := range names {
		n = n.child(name)
	}
	return n
}

// each calls f for every element of a name in n, however deep.
func (n *node) each(name string, f func(*node)) {
	if n == nil {
		return
	}
	for _, k := range n.kids {
		if k.name == name {
			f(k)
		}
		k.each(name, f)
	}
}

// has says whether an element of a name is in n.
func (n *node) has(name string) bool {
	found := false
	n.each(name, func(*node) { found = true })
	return found
}

// all is all text in n.
func (n *node) all() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	var walk func(*node)
	walk = func(n *node) {
		b.WriteString(n.text)
		for _, k := range n.kids {
			walk(k)
		}
	}
	walk(n)
	return b.String()
}

// An archive is the parts of a zip file, read as they are asked for.
type archive struct {
	files map[string]*zip.File
}

func unzip(data []byte) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	a := &archive{files: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		a.files[f.Name] = f
	}
	return a, nil
}

// most is the most a part may unpack to: nothing despatch writes comes near, and
// a file made to fill the memory does not.
const most = 4 << 30

func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.files[name]
	if f == nil {
		return nil, errors.New("has no part " + name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(r, most), r}, nil
}

func (a *archive) read(name string) ([]byte, error) {
	r, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// tree is a part as a tree.
func (a *archive) tree(name string) (*node, error) {
	data, err := a.read(name)
	if err != nil {
		return nil, err
	}
	n, err := parse(data)
	if err != nil {
		return nil, errors.New("part " + name + " is no sound XML")
	}
	return n, nil
}
