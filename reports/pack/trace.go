package pack

import (
	"context"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"despatch/reports"
	"despatch/reports/tabulate"
)

// A Traced is where a figure comes from: the rule that puts a case in it, the
// figures it is made of, and, inside only, the records behind it.
type Traced struct {
	ID      string       `json:"figure"`
	Value   string       `json:"value"`
	Unit    reports.Unit `json:"unit,omitempty"`
	Label   string       `json:"label,omitempty"`
	Table   string       `json:"table,omitempty"`
	Row     string       `json:"row,omitempty"`
	Column  string       `json:"column,omitempty"`
	Rule    string       `json:"rule,omitempty"`
	Formula string       `json:"formula,omitempty"`
	Parts   []Traced     `json:"parts,omitempty"`
	Extract string       `json:"extract,omitempty"`
	Records *Records     `json:"records,omitempty"`
}

// Records are the records behind a figure: as many as there are, in a bit of memory each.
type Records struct {
	folder string
	found  *tabulate.Found
}

// N is how many there are.
func (r *Records) N() int64 { return r.found.N() }

// Each calls f with each of them in the order of the extract, until f returns false.
func (r *Records) Each(f func(Line) bool) {
	r.found.Each(func(l tabulate.Line) bool { return f(Line{path.Join(r.folder, l.File), l.Line}) })
}

// MarshalJSON writes them as a list.
func (r *Records) MarshalJSON() ([]byte, error) {
	lines := make([]Line, 0, r.N())
	r.Each(func(l Line) bool { lines = append(lines, l); return true })
	return json.Marshal(lines)
}

// A Line is where a record stands: the file as messages name it, and the physical line.
type Line struct {
	File string `json:"file"`
	Line int64  `json:"line"`
}

// Trace counts again and follows one figure back to its records. The figure is named
// as in the words: "progress/since_august/started", "quarters/latest/total". Where it
// cannot be found or the release cannot be built the findings say why, and there is no trace.
func Trace(ctx context.Context, rel *reports.Release, figure string, o Options) (*Traced, []reports.Finding, error) {
	o.defaults()
	for _, ext := range rel.Extracts {
		ext.ByDatabase = false // which records, only the records can tell; the figures are the same
	}
	b := &building{Options: o, rel: rel, found: slices.Clone(o.Findings), result: &Result{}, keepLines: true}
	defer b.close()
	ref := parseRef(figure)
	if ref != nil {
		b.asked = []*reports.Expr{{Ref: ref, Pos: ref.Pos}}
	}
	store, _, err := b.figures(ctx)
	if err != nil || store == nil {
		return nil, b.outcome().Findings, err
	}
	at := slices.IndexFunc(store.Figures, func(f *reports.Figure) bool { return f.ID == figure })
	var wanted *reports.Figure
	if at >= 0 {
		wanted = store.Figures[at]
	} else if ref != nil {
		wanted = store.Answers[ref.String()]
	}
	if wanted != nil {
		traced, err := b.trace(store, wanted)
		return traced, b.outcome().Findings, err
	}
	if !b.stopped() {
		b.note([]reports.Finding{find("O086", "no figure of the release is called %q", figure)})
	}
	return nil, b.outcome().Findings, nil
}

func (b *building) trace(store *reports.Store, f *reports.Figure) (*Traced, error) {
	t := &Traced{ID: f.ID, Value: f.Cell.Bare(), Unit: f.Unit, Label: f.Label, Row: f.RowLabel, Column: f.ColumnLabel, Rule: f.Rule, Formula: f.Formula}
	if table := store.Table(f.Table); table != nil {
		t.Table = table.Title
	}
	for _, id := range f.Parts {
		if i := slices.IndexFunc(store.Figures, func(p *reports.Figure) bool { return p.ID == id }); i >= 0 && id != f.ID {
			part, err := b.trace(store, store.Figures[i])
			if err != nil {
				return nil, err
			}
			t.Parts = append(t.Parts, *part)
		}
	}
	return t, b.records(t, f)
}

// records lists the records of a counted figure. A derived, stated or reserved one has none of its own.
func (b *building) records(t *Traced, f *reports.Figure) error {
	at := slices.IndexFunc(b.counts, func(c *reports.Count) bool { return c.Spec.ID == f.Table })
	if at < 0 {
		return nil
	}
	c := b.counts[at]
	code := func(h reports.Head) string { return h.Code }
	row := slices.IndexFunc(c.Rows, func(h reports.Head) bool { return code(h) == f.Row })
	col := slices.IndexFunc(c.Cols, func(h reports.Head) bool { return code(h) == f.Column })
	x := slices.IndexFunc(b.extracts, func(x *counted) bool { return x.extract == c.Spec.Extract })
	if row < 0 || col < 0 || x < 0 {
		return nil
	}
	counted := b.extracts[x]
	found, err := counted.counter.Find(tabulate.Select(b.rel, counted.tally, c, row, col))
	if err != nil {
		return err
	}
	t.Extract, t.Records = counted.extract.ID, &Records{counted.extract.Folder, found}
	return nil
}

// parseRef reads a figure's id as the words write it; nil where it is none.
func parseRef(s string) *reports.Ref {
	id, earlier, _ := strings.Cut(s, "@")
	parts := strings.Split(id, "/")
	if strings.ContainsAny(s, " {}|") || len(parts) > 4 || id == "" {
		return nil
	}
	r := &reports.Ref{Earlier: earlier, Pos: reports.Pos{File: "the figure asked for"}}
	if len(parts) == 1 {
		if earlier == "" {
			return nil
		}
		r.Own = id
		return r
	}
	parts = append(parts, "", "", "")
	r.Table, r.Row, r.Column, r.Measure = parts[0], parts[1], parts[2], parts[3]
	return r
}
