// Package ods prints a document's worksheets as an OpenDocument spreadsheet,
// version 1.2, written part by part: no library makes an accessible one
// (outputs.md §5). It has the sheets, tables and cells of the XLSX (X40), but no
// charts; the page, the PDF and the XLSX have those. Reading back shares nothing
// with writing.
package ods

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"despatch/reports"
	"despatch/reports/publish/sheet"
	"despatch/reports/publish/zip"
)

// Format writes the OpenDocument spreadsheet.
var Format = reports.Format{Name: "ods", Label: "ODS", Write: write, Open: open}

func write(create reports.Create, d *reports.Document) (reports.Written, error) {
	plan, findings, err := sheet.Plan(d, "ods")
	if err != nil {
		return reports.Written{}, err
	}
	if plan == nil {
		return reports.Written{Findings: findings}, nil
	}
	w := &writer{plan: plan, name: reports.FileBase(d) + ".ods"}
	var data bytes.Buffer
	z := zip.New(&data, nil)
	for _, p := range []struct {
		name  string
		write func(*part)
	}{
		{"mimetype", func(p *part) { p.raw(mimetype) }},
		{"META-INF/manifest.xml", manifest},
		{"meta.xml", w.meta},
		{"styles.xml", w.styles},
		{"content.xml", w.content},
	} {
		out, err := z.Create(p.name)
		if err != nil {
			return reports.Written{}, err
		}
		x := &part{out: bufio.NewWriter(out)}
		p.write(x)
		if err := x.out.Flush(); err != nil {
			return reports.Written{}, err
		}
	}
	if err := z.Close(); err != nil {
		return reports.Written{}, err
	}
	out, err := create(w.name)
	if err != nil {
		return reports.Written{}, err
	}
	if _, err := io.Copy(out, &data); err != nil {
		return reports.Written{}, err
	}
	return reports.Written{Places: w.places, Findings: findings}, nil
}

const mimetype = "application/vnd.oasis.opendocument.spreadsheet"

// writer is one spreadsheet being made.
type writer struct {
	plan   *sheet.Book
	name   string
	places []reports.Place
}

func (w *writer) place(f *reports.Figure, at, text string) {
	p := reports.Place{Figure: f.ID, File: w.name, At: at}
	if bare := f.Cell.Bare(); text != bare && reports.Bare(text) != bare {
		p.Text = text
	}
	w.places = append(w.places, p)
}

func manifest(p *part) {
	p.raw(`<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">`)
	p.tag("manifest:file-entry", "manifest:full-path", "/", "manifest:version", "1.2", "manifest:media-type", mimetype)
	for _, name := range []string{"content.xml", "meta.xml", "styles.xml"} {
		p.tag("manifest:file-entry", "manifest:full-path", name, "manifest:media-type", "text/xml")
	}
	p.raw(`</manifest:manifest>`)
}

// meta is what the file says of itself. The organisation is both its first
// creator and its last: programs read the one or the other (X28).
func (w *writer) meta(p *part) {
	b := w.plan
	p.raw(`<office:document-meta` + spaces + `><office:meta>`)
	at := b.Published.Format("2006-01-02T15:04:05")
	p.element("meta:generator", "despatch")
	p.element("dc:title", b.Title)
	p.element("dc:subject", b.Subject)
	for _, k := range b.Keywords {
		p.element("meta:keyword", k)
	}
	p.element("meta:initial-creator", b.Creator)
	p.element("dc:creator", b.Creator)
	p.element("meta:creation-date", at)
	p.element("dc:date", at)
	p.element("dc:language", b.Lang)
	p.raw(`</office:meta></office:document-meta>`)
}

// address is a cell or a range of a sheet as ODS writes it: progress.A5.
func address(s *sheet.Sheet, cell string) string {
	for i, r := range s.Name {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return fmt.Sprintf("'%s'.%s", s.Name, cell)
		}
	}
	return s.Name + "." + cell
}
