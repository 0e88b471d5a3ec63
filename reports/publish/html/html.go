// Package html writes a document as one web page: one file, no request, complete
// without JavaScript. Charts are drawings in the page; where the release asks, an
// interactive layer by go-echarts opens over the drawing, which stays for readers
// and for print. Markup is written here with every text escaped; the frame is
// html/template's; nothing a release says becomes markup, style or script.
package html

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"despatch/reports"
	"despatch/reports/publish/chart"
	"despatch/templates"
)

// Format writes index.html for the release itself, else <document id>.html.
var Format = reports.Format{Name: "html", Label: "HTML", Write: write, Open: open}

// Name is the file a document becomes.
func Name(d *reports.Document) string {
	if d.ID == "release" {
		return "index.html"
	}
	return d.ID + ".html"
}

// frame is what templates.Page is filled with.
type frame struct {
	Lang, Title, Keywords      string
	Policy                     template.HTML // the element that says what the page may load
	Owner, Kind, What, Marking string
	Meta                       reports.Meta
	Style                      template.CSS
	Opening, Body              template.HTML
	ContentsID                 string
	Contents, Downloads        []reports.Link
	About                      []about
	Options                    []optionBlock
	Bundle, Script             template.JS
}

// about is one entry of the foot of the page.
type about struct {
	Term  string
	Lines []string
	Links []reports.Link
}

type optionBlock struct {
	ID   string
	JSON template.JS
}

var page = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Parse(closed(templates.Page()))
})

func write(create reports.Create, d *reports.Document) (reports.Written, error) {
	var out reports.Written
	if id := unset(d); id != "" {
		return out, fmt.Errorf("figure %q has no value", id)
	}
	frames, err := page()
	if err != nil {
		return out, err
	}
	style, finding := styled(d)
	if finding != nil {
		out.Findings = append(out.Findings, *finding)
		return out, nil
	}
	w, err := newWriter(d)
	if err != nil {
		return out, err
	}
	f, err := w.frame(style)
	if err != nil {
		return out, err
	}
	var buf bytes.Buffer
	if err := frames.Execute(&buf, f); err != nil {
		return out, err
	}
	file, err := create(Name(d))
	if err != nil {
		return out, err
	}
	if _, err := file.Write(buf.Bytes()); err != nil {
		return out, err
	}
	out.Places, out.Findings = w.places, w.findings
	return out, nil
}

// frame writes the document into its frame.
func (w *writer) frame(style string) (*frame, error) {
	d := w.doc
	w.document()
	f := &frame{Lang: lang(d), Title: title(d), Keywords: strings.Join(d.Meta.Keywords, ", "), Marking: d.Marking, Meta: d.Meta,
		Owner: d.Meta.Theme.Name, Kind: d.Meta.Status.Text(), What: "document", Style: template.CSS(style), About: aboutIt(d),
		Opening: template.HTML(closed(w.opening)), Body: template.HTML(closed(w.b.String()))} // written with every text escaped
	if f.Owner == "" {
		f.Owner = d.Meta.Organisation
	}
	if d.ID == "release" {
		f.What = "release"
	}
	if d.ID == "release" {
		f.Downloads = whole(d) // R15: whatever the words hold
		if len(w.contents) > 2 {
			f.Contents, f.ContentsID = w.contents, w.id("contents")
		}
	}
	scripts := []string{}
	if len(w.options) > 0 {
		f.Options = w.options
		script := templates.PageScript(slices.ContainsFunc(d.Charts, func(c *reports.Chart) bool { return c.Panels }))
		f.Bundle, f.Script = template.JS(templates.ChartBundle()), template.JS(script) // our own
		scripts = append(scripts, bundleHash(), hash(script))
	}
	f.Policy = template.HTML(`<meta http-equiv=Content-Security-Policy content="` + policy(hash(style), scripts) + `">`) // hashes and words of ours
	return f, w.err
}

// ends are those of points, terms and paragraphs, where HTML knows them by what follows.
var ends = strings.NewReplacer("</li><", "<", "</dt><", "<", "</dd><", "<",
	"</p><p", "<p", "</p><ul", "<ul", "</p><dl", "<dl", "</p><div", "<div", "</p></div>", "</div>", "</p></section>", "</section>", "</p></figure>", "</figure>")

// closed is markup without the line ends between its tags, which show nowhere, and
// without the ends that need not be written. Rows and cells
// keep theirs: programs that scrape tables are not always as clever.
func closed(s string) string {
	s = strings.ReplaceAll(s, ">\n<", "><")
	return ends.Replace(s)
}

// policy lets the page use its own style and scripts, known by their hashes, and nothing else.
func policy(style string, scripts []string) string {
	p := "default-src 'none'; img-src data:; style-src '" + style + "'"
	if len(scripts) > 0 {
		p += "; script-src '" + strings.Join(scripts, "' '") + "'"
	}
	return p + "; base-uri 'none'; form-action 'none'"
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// bundleHash is kept, for the bundle is half a megabyte.
var bundleHash = sync.OnceValue(func() string { return hash(templates.ChartBundle()) })

// styled is the style sheet in the theme's colours. A colour that is none, or
// too faint to read, is a finding (H06): it never reaches the page.
func styled(d *reports.Document) (string, *reports.Finding) {
	th := d.Meta.Theme
	var b strings.Builder
	b.WriteString(":root{")
	for _, c := range []struct {
		name   string
		colour reports.Colour
		least  float64
	}{{"accent", th.Accent, 4.5}, {"text", th.Text, 7}, {"secondary", th.Secondary, 4.5}, {"link", th.Link, 4.5}} {
		if _, _, _, err := c.colour.RGB(); err != nil {
			f := reports.Find(Rules, "O020", "the theme's %s colour cannot be used: %v", c.name, err)
			return "", &f
		}
		// The footer's grey is the faintest ground text stands on.
		ground := reports.Colour("#F3F2F1")
		if c.name == "accent" {
			ground = "#FFFFFF"
		}
		if got := reports.Contrast(c.colour, ground); got < c.least {
			f := reports.Find(Rules, "O020", "the theme's %s colour %s has a contrast of %.2f; it needs %.1f", c.name, c.colour, got, c.least)
			return "", &f
		}
		b.WriteString("--" + c.name + ":" + string(c.colour) + ";")
	}
	b.WriteString("}\n" + templates.PageStyle())
	b.WriteString("@media print{@page{@bottom-right{content:\"Page \" counter(page) \" of \" counter(pages);font:10pt Arial,Helvetica,sans-serif}")
	b.WriteString("@bottom-left{content:" + cssText(d.Meta.Organisation) + ";font:10pt Arial,Helvetica,sans-serif}")
	if d.Marking != "" {
		b.WriteString("@top-left{content:" + cssText(d.Marking) + ";font:bold 10pt Arial,Helvetica,sans-serif;white-space:nowrap}")
	}
	b.WriteString("}}\n")
	return b.String(), nil
}

// cssText is a text as a string of a style sheet: every character but letters,
// digits and spaces is escaped, so that it can end neither string nor sheet.
func cssText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r == ' ' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\%x ", r) // the space ends the number and is no part of the text
		}
	}
	b.WriteByte('"')
	return b.String()
}

func lang(d *reports.Document) string {
	if d.Meta.Lang == "" {
		return "en-GB"
	}
	return d.Meta.Lang
}

// title names the window: the document, then whose it is.
func title(d *reports.Document) string {
	t := d.Title
	if t == "" {
		t = d.Meta.Title
	}
	if d.Meta.Organisation != "" && !strings.Contains(t, d.Meta.Organisation) {
		t += " – " + d.Meta.Organisation
	}
	return t
}

// aboutIt is what every file says of its release (R01, R02, R05, R06, R14).
func aboutIt(d *reports.Document) []about {
	m := d.Meta
	state := string(m.State)
	if state != "" {
		state = strings.ToUpper(state[:1]) + state[1:]
	}
	all := []about{
		{Term: "Status", Lines: []string{m.Status.Text(), state}},
		{Term: "As at", Lines: []string{m.AsAt.String()}},
		{Term: "Next update", Lines: []string{m.NextUpdate.String()}},
		{Term: "Contact", Lines: m.Contact},
		{Term: "Source", Lines: []string{m.Source}},
		{Term: "Disclosure control", Lines: []string{m.Disclosure}},
		{Term: "Policies", Links: safeLinks(m.Policies)},
		{Term: "About the data", Lines: []string{m.Notice}},
	}
	if !m.Published.IsZero() {
		published := about{Term: "Published", Lines: []string{reports.Clock(m.Published) + " on " + m.Published.Format("2 January 2006")}}
		all = append(all[:1], append([]about{published}, all[1:]...)...)
	}
	var out []about
	for _, a := range all {
		lines := a.Lines
		a.Lines = nil
		for _, l := range lines {
			if l != "" {
				a.Lines = append(a.Lines, l)
			}
		}
		if len(a.Lines)+len(a.Links) > 0 {
			out = append(out, a)
		}
	}
	return out
}

func safeLinks(links []reports.Link) []reports.Link {
	var out []reports.Link
	for _, l := range links {
		if safe(l.URL) {
			out = append(out, l)
		}
	}
	return out
}

// besides is the address of another page of the same side, as one document leads to the next.
var besides = regexp.MustCompile(`^[a-z0-9_-]+\.html$`)

// safe says whether a link may be followed from a page: no script, no file from elsewhere.
func safe(url string) bool {
	u := strings.ToLower(strings.TrimSpace(url))
	if besides.MatchString(url) {
		return true
	}
	return strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") || strings.HasPrefix(u, "mailto:")
}

// unset is the first figure shown that has no cell; unset is not zero.
func unset(d *reports.Document) string {
	for _, t := range d.Tables {
		for _, row := range t.Cells {
			for _, f := range row {
				if !f.Cell.IsSet() {
					return f.ID
				}
			}
		}
	}
	for _, c := range d.Charts {
		if id := chart.Unset(c); id != "" {
			return id
		}
	}
	return ""
}

func open(r io.ReaderAt, size int64) (reports.Reader, error) {
	return readPage(io.NewSectionReader(r, 0, size))
}
