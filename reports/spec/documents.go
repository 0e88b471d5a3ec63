package spec

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"despatch/reports"
	"despatch/templates"
)

// charts resolves the block charts. Codes of rows and columns are compose's to check:
// those of values as found are known only once the extract is read.
func (r *resolver) charts() {
	for i, e := range r.file.Charts {
		r.id(e.ID, "chart")
		v := &e.Val
		c := &reports.ChartSpec{ID: e.ID.S, Number: i + 1, Kind: "bar", Rows: each(v.Rows), Columns: each(v.Columns),
			Workbook: v.Workbook.V, Interactive: v.Interactive.V, Pos: e.ID.Pos}
		c.Table, _ = lookup(r, v.Table, "table", r.table)
		if v.Kind.Set {
			c.Kind = v.Kind.S
		}
		if v.Title.Set {
			c.Title = v.Title.words()
		} else if c.Table != nil {
			c.Title = reports.Words{Text: c.Table.Title, Pos: e.ID.Pos}
		}
		if c.Table != nil && c.Kind == "stacked" && c.Table.View == reports.Reached {
			r.add(v.Kind.Pos, "S046", "chart %q stacks stages reached: they are nested, and stacked they would be added up", c.ID)
		}
		r.rel.Charts = append(r.rel.Charts, c)
	}
}

// The formats a document may be written in, and those it is by its name.
var (
	formatNames    = []string{"xlsx", "ods", "pdf", "html", "csv", "svg", "png", "txt"}
	defaultFormats = map[string][]string{
		"release": {"xlsx", "ods", "pdf", "html", "csv", "svg", "png"},
		"brief":   {"pdf", "html", "txt"},
		"press":   {"html"},

		"accessibility": {"html"},
	}
)

// briefPages is how long a brief may be unless the release says otherwise: nobody reads a
// longer one in the car.
const briefPages = 2

// documents resolves the block documents. Those known by name bring words to start from;
// the accessibility statement is only there where the release asks for it.
func (r *resolver) documents() {
	if len(r.file.Documents) == 0 {
		at := r.file.Release.Title.Pos
		for _, id := range []string{"release", "brief", "press"} {
			r.file.Documents = append(r.file.Documents, entry[documentV1]{ID: text{S: id, Pos: at, Set: true}})
		}
	}
	for _, e := range r.file.Documents {
		r.id(e.ID, "document")
		v := &e.Val
		d := &reports.DocSpec{ID: e.ID.S, Pages: v.Pages.N, Side: reports.Side(v.Side.S), Numbered: v.Numbered.or(e.ID.S == "release"), Pos: e.ID.Pos}
		if d.ID == "brief" && !v.Pages.Set {
			d.Pages = briefPages
		}
		if !v.Side.Set {
			d.Side = reports.Published
			if d.ID == "brief" {
				d.Side = reports.Briefing
			}
		}
		r.formats(d, v.Formats)
		r.words(d, v.Words)
		r.rel.Documents = append(r.rel.Documents, d)
	}
}

func (r *resolver) formats(d *reports.DocSpec, names texts) {
	if !names.Set {
		d.Formats = slices.Clone(defaultFormats[d.ID])
		if len(d.Formats) == 0 {
			d.Formats = []string{"pdf", "html"}
		}
		return
	}
	d.Formats = r.formatsOf(names, formatNames, fmt.Sprintf("document %q", d.ID))
}

// formatsOf is the formats named, each one of the known and once.
func (r *resolver) formatsOf(names texts, known []string, whose string) []string {
	var out []string
	for _, t := range names.Each {
		switch {
		case !t.Set:
		case !slices.Contains(known, t.S):
			hint := didYouMean(t.S, known)
			if hint == "" {
				hint = "the formats are " + strings.Join(known, ", ")
			}
			r.hint(t.Pos, "S047", hint, "%s: there is no format %q", whose, t.S)
		case slices.Contains(out, t.S):
			r.add(t.Pos, "S005", "%s names format %q twice", whose, t.S)
		default:
			out = append(out, t.S)
		}
	}
	if names.Set && len(names.Each) == 0 {
		r.add(names.Pos, "S047", "%s is written in no format", whose)
	}
	return out
}

// words reads the document's Markdown, or takes the words despatch brings.
func (r *resolver) words(d *reports.DocSpec, file text) {
	if !file.Set {
		words, ok := templates.Words(d.ID)
		if !ok {
			r.add(d.Pos, "S007", "document %q has no words", d.ID)
		}
		d.Words = reports.Words{Text: words, Pos: reports.Pos{File: "templates/words/" + d.ID + ".md", Line: 1, Col: 1}}
		return
	}
	content, named, ok := r.read(file, "the words of document "+d.ID, 1<<20)
	if !ok {
		return
	}
	if p, ok := badText(content); !ok {
		p.File = named
		r.add(p, "S015", "the words of document %q are not UTF-8 text", d.ID)
		return
	}
	s := strings.TrimPrefix(string(content), "\ufeff")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if strings.TrimSpace(s) == "" {
		r.add(file.Pos, "S047", "the words of document %q are empty", d.ID)
	}
	d.File = file.S
	d.Words = reports.Words{Text: s, Pos: reports.Pos{File: named, Line: 1, Col: 1}}
}

// notes resolves the block notes; what they mark is compose's to find.
func (r *resolver) notes() {
	for _, e := range r.file.Notes {
		r.id(e.ID, "note")
		n := &reports.NoteSpec{ID: e.ID.S, Label: e.Val.Label.S, Text: e.Val.Text.words(), Break: e.Val.Break.V, Pos: e.ID.Pos}
		for _, t := range e.Val.On.Each {
			if t.Set && r.places(t) {
				n.On = append(n.On, t.words())
			}
		}
		r.rel.Notes = append(r.rel.Notes, n)
	}
}

// places checks the table of a figure's id, where the id begins with one.
func (r *resolver) places(t text) bool {
	id, _, _ := strings.Cut(t.S, "/")
	if slices.Contains(reports.ReservedTables, id) {
		return true
	}
	_, ok := lookup(r, text{S: id, Pos: t.Pos, Set: true}, "table", r.table)
	return ok
}

// checks keeps what must hold; compose parses it.
func (r *resolver) checks() {
	for _, t := range r.file.Checks.Each {
		if !t.Set {
			continue
		}
		if !strings.ContainsAny(t.S, "=<>") {
			r.hint(t.Pos, "S009", "for example progress/all/due = 1023", "a check compares: FIGURE = FIGURE or a number; also <= and >=")
			continue
		}
		r.rel.Checks = append(r.rel.Checks, t.words())
	}
}

// disclosure settles the policy that makes the figures safe to publish.
func (r *resolver) disclosure() {
	d := r.file.Disclosure
	if d == nil {
		return
	}
	at := d.Policy.Pos
	r.rel.Disclosure = reports.Disclosure{Policy: d.Policy.S, Threshold: d.Threshold.N, Reason: d.Reason.S, ApprovedBy: d.ApprovedBy.S, Pos: at}
	switch d.Policy.S {
	case "suppress":
		r.add(at, "S051", "policy suppress cannot be carried out by this despatch: it does not withhold small counts yet")
	case "exact":
		if !d.Reason.Set {
			r.add(at, "S052", "policy exact needs a reason why every count may be published")
		}
		if !d.ApprovedBy.Set {
			r.add(at, "S052", "policy exact needs approved_by: who decided that every count may be published")
		}
		if d.Threshold.Set {
			r.add(d.Threshold.Pos, "S027", "policy exact withholds nothing, so it has no threshold")
		}
	}
}

// theme reads the department's name and colours, refused where a reader could not make them out.
func (r *resolver) theme() {
	name, content := "theme.yaml", templates.Theme()
	if r.file.Theme.Set {
		ext := strings.ToLower(path.Ext(r.file.Theme.S))
		if ext != ".yaml" && ext != ".yml" {
			r.add(r.file.Theme.Pos, "S009", "theme names a YAML file: theme.yaml")
			return
		}
		var ok bool
		if content, name, ok = r.read(r.file.Theme, "the theme", maxFile); !ok {
			return
		}
	}
	r.rel.Theme = r.themeOf(name, content)
}
