package ods

import (
	"bufio"
	"encoding/xml"
	"strings"
)

// part writes the XML of one part. Its errors are kept by the writer below it
// and come out with the last Flush.
type part struct{ out *bufio.Writer }

// spaces declares every namespace used.
const spaces = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
	` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"` +
	` xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"` +
	` xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"` +
	` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"`

func (p *part) raw(s string) { _, _ = p.out.WriteString(s) }

func (p *part) escaped(s string) { _ = xml.EscapeText(p.out, []byte(s)) }

// open starts an element with attributes in pairs.
func (p *part) open(name string, attrs ...string) {
	p.start(name, attrs)
	p.raw(">")
}

// tag is an element with nothing in it.
func (p *part) tag(name string, attrs ...string) {
	p.start(name, attrs)
	p.raw("/>")
}

func (p *part) start(name string, attrs []string) {
	p.raw("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		p.raw(" " + attrs[i] + `="`)
		p.escaped(attrs[i+1])
		p.raw(`"`)
	}
}

func (p *part) close(name string) { p.raw("</" + name + ">") }

func (p *part) element(name, text string) {
	p.open(name)
	p.escaped(text)
	p.close(name)
}

// paragraphs writes the lines of a text, each space kept: of several in a row,
// or at an end, a reader would keep one or none.
func (p *part) paragraphs(text, link string) {
	for line := range strings.SplitSeq(text, "\n") {
		p.open("text:p")
		if link != "" {
			p.open("text:a", "xlink:type", "simple", "xlink:href", link)
		}
		spaced := true // a space here would be lost
		last := 0
		for i := 0; i < len(line); i++ {
			switch {
			case line[i] == '\t':
				p.escaped(line[last:i])
				p.raw("<text:tab/>")
			case line[i] == ' ' && (spaced || i == len(line)-1):
				p.escaped(line[last:i])
				p.raw("<text:s/>")
			default:
				spaced = line[i] == ' '
				continue
			}
			last, spaced = i+1, true
		}
		p.escaped(line[last:])
		if link != "" {
			p.close("text:a")
		}
		p.close("text:p")
	}
}
