package pdfcheck

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"despatch/reports"
)

// A few of a kind are told, then the kind is known.
const enough = 20

// find records a finding.
func (f *File) find(id, format string, args ...any) {
	n := 0
	for _, x := range f.found {
		if x.ID == id {
			n++
		}
	}
	if n < enough {
		f.found = append(f.found, reports.Find(Rules, id, format, args...))
	}
}

// Check holds the file against PDF/UA-1, PDF/A-2a and despatch's own rules; none
// found means the claims in its metadata stand.
func (f *File) Check() []reports.Finding {
	if f.checked {
		return f.found
	}
	f.checked = true
	f.checkCatalog()
	f.checkMeta()
	for i, p := range f.pages {
		if p.dict.at("Tabs") != name("S") {
			f.find("O057", "page %d: its tab order is not that of the structure (Tabs)", i+1)
		}
	}
	if f.tree != nil {
		if f.tree.role != "Document" {
			f.find("O061", "the root of the structure is %s, not Document", f.tree.role)
		}
		level := 0
		f.checkNode(f.tree, &level)
	}
	reports.SortFindings(f.found)
	return f.found
}

func (f *File) checkCatalog() {
	c := f.catalog
	bad := func(what string) { f.find("O055", "%s", what) }
	if f.dict(c.at("MarkInfo")).at("Marked") != true {
		bad("the catalog does not say that the file is tagged (MarkInfo)")
	}
	if f.words(c.at("Lang")) == "" {
		bad("the catalog names no language (Lang)")
	}
	if f.dict(c.at("ViewerPreferences")).at("DisplayDocTitle") != true {
		bad("the title would not be shown in the window's bar (DisplayDocTitle)")
	}
	intents := f.list(c.at("OutputIntents"))
	if len(intents) != 1 || f.dict(intents[0]).at("S") != name("GTS_PDFA1") {
		bad("the catalog names no colour space for its colours (OutputIntents)")
	} else if _, ok := f.bytes(f.dict(intents[0]).at("DestOutputProfile")); !ok {
		bad("the colour profile is missing")
	}
	if f.dict(c.at("PageLabels")) == nil {
		bad("the pages have no labels (PageLabels)")
	}
	if f.trailer.at("ID") == nil {
		bad("the file has no id")
	}
	f.checkOutlines()
}

// checkOutlines: the bookmarks lead to pages, and every heading has one (P04).
func (f *File) checkOutlines() {
	var titles []string
	var walk func(v any, deep int)
	walk = func(v any, deep int) {
		for o := f.dict(v); o != nil && deep < deepest && len(titles) < 100000; o = f.dict(o.at("Next")) {
			titles = append(titles, squeeze(f.words(o.at("Title"))))
			d, _ := f.get(o.at("Dest")).(array)
			var r ref
			if len(d) > 0 {
				r, _ = d[0].(ref)
			}
			if _, ok := f.byPage[r]; !ok {
				f.find("O055", "a bookmark leads to no page")
			}
			walk(o.at("First"), deep+1)
		}
	}
	walk(f.dict(f.catalog.at("Outlines")).at("First"), 0)
	at := 0
	for _, n := range f.all() {
		if level(n.role) == 0 {
			continue
		}
		i := slices.Index(titles[at:], f.text(n))
		if i < 0 {
			f.find("O055", "a heading has no bookmark in its place")
			continue
		}
		at += i + 1
	}
}

// all are the elements in reading order.
func (f *File) all() []*node {
	var out []*node
	var walk func(n *node)
	walk = func(n *node) {
		out = append(out, n)
		for _, k := range n.kids {
			if k.node != nil {
				walk(k.node)
			}
		}
	}
	if f.tree != nil {
		walk(f.tree)
	}
	return out
}

// checkMeta compares XMP and Info and looks for both claims.
func (f *File) checkMeta() {
	bad := func(format string, args ...any) { f.find("O056", format, args...) }
	b, ok := f.bytes(f.catalog.at("Metadata"))
	if !ok {
		bad("the file has no metadata")
		return
	}
	x, err := properties(b)
	if err != nil {
		bad("its metadata is no sound XML")
		return
	}
	for _, claim := range [][2]string{{"http://www.aiim.org/pdfua/ns/id/ part", "1"}, {"http://www.aiim.org/pdfa/ns/id/ part", "2"},
		{"http://www.aiim.org/pdfa/ns/id/ conformance", "A"}} {
		if x[claim[0]] != claim[1] {
			bad("its metadata does not claim %s %s", claim[0], claim[1])
		}
	}
	info := f.dict(f.trailer.at("Info"))
	for _, same := range [][2]string{{"Title", "http://purl.org/dc/elements/1.1/ title"}, {"Author", "http://purl.org/dc/elements/1.1/ creator"},
		{"Subject", "http://purl.org/dc/elements/1.1/ description"}, {"Keywords", "http://ns.adobe.com/pdf/1.3/ Keywords"},
		{"Producer", "http://ns.adobe.com/pdf/1.3/ Producer"}, {"Creator", "http://ns.adobe.com/xap/1.0/ CreatorTool"}} {
		if a, b := f.words(info.at(same[0])), x[same[1]]; a != b {
			bad("%s is not the same in its two kinds of metadata", same[0])
		}
	}
	if f.words(info.at("Title")) == "" {
		bad("it has no title")
	}
	for _, d := range [][2]string{{"CreationDate", "CreateDate"}, {"ModDate", "ModifyDate"}} {
		if digits(f.words(info.at(d[0]))) != digits(x["http://ns.adobe.com/xap/1.0/ "+d[1]]) || f.words(info.at(d[0])) == "" {
			bad("%s is not the same in its two kinds of metadata", d[0])
		}
	}
}

// properties are the simple values of an XMP packet by name space and name.
func properties(b []byte) (map[string]string, error) {
	out := map[string]string{}
	d := xml.NewDecoder(bytes.NewReader(b))
	var open []string
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if len(open) > deepest {
				return nil, errors.New("too deep")
			}
			open = append(open, t.Name.Space+" "+t.Name.Local)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 3 && strings.TrimSpace(string(t)) != "" { // below xmpmeta, RDF, Description
				out[open[3]] += string(t)
			}
		}
	}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// squeeze is s with one space between words.
func squeeze(s string) string {
	last := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && last == ' ' {
			return strings.Join(strings.Fields(s), " ")
		}
		last = c
	}
	if last == ' ' {
		return strings.Join(strings.Fields(s), " ")
	}
	return s
}
