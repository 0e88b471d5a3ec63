package formattest

import (
	"maps"
	"slices"
	"testing"
	"time"

	"despatch/reports"
	"despatch/reports/publish/rules"
)

// guided holds what a format makes of the fixture, as a release and as a brief,
// against the rules for accessible statistics, as a build does with every pack.
func guided(t *testing.T, f reports.Format) {
	for _, d := range []*reports.Document{Fixture(), Brief()} {
		files, w := Write(t, f, d)
		side := &rules.Side{Manifest: manifestOf(f, d, files, w.Places)}
		for _, x := range files {
			side.Files = append(side.Files, rules.File{Name: x.Name, Format: f.Name, Document: d.ID, Data: x.Data})
		}
		for _, x := range rules.Check(side) {
			// Warnings are of words, and those of the fixture are not a release's.
			if x.Severity == reports.Error && spared[x.ID] == "" {
				t.Errorf("%s: %s", d.ID, x)
			}
		}
	}
}

// spared are the rules the fixture breaks by what it is, with the reason.
var spared = map[string]string{
	"X39": "its tables name no period",
	"X30": "as a brief it has no main points",
}

// manifestOf is the manifest of one document in one format.
func manifestOf(f reports.Format, d *reports.Document, files []File, places []reports.Place) *reports.Manifest {
	m := &reports.Manifest{Despatch: "test", Format: 1, Side: d.Side, Disclosure: d.Meta.Disclosure, Release: reports.ManifestRelease{
		ID: d.Meta.ReleaseID, Title: d.Meta.Title, Organisation: d.Meta.Organisation, Status: string(d.Meta.Status), State: string(d.Meta.State),
		AsAt: d.Meta.AsAt.ISO(), Published: d.Meta.Published.Format(time.RFC3339), Notice: d.Meta.Notice}}
	for _, x := range files {
		m.Files = append(m.Files, reports.ManifestFile{Name: x.Name, Format: f.Name, Document: d.ID})
	}
	for _, x := range d.Downloads { // what other formats would have written
		m.Files = append(m.Files, reports.ManifestFile{Name: x.File, Document: d.ID})
	}
	at := map[string][]reports.ManifestPlace{}
	for _, p := range places {
		at[p.Figure] = append(at[p.Figure], reports.ManifestPlace{File: p.File, At: p.At, Text: p.Text})
	}
	seen := map[string]bool{}
	add := func(x *reports.Figure) {
		if !seen[x.ID] {
			seen[x.ID] = true
			m.Figures = append(m.Figures, reports.ManifestFigure{ID: x.ID, Value: x.Cell.Bare(), Unit: x.Unit, Table: x.Table, Row: x.RowLabel,
				Column: x.ColumnLabel, Formula: x.Formula, Rule: x.Rule, Places: at[x.ID]})
		}
	}
	for _, t := range d.Tables {
		for _, row := range t.Cells {
			for _, x := range row {
				add(x)
			}
		}
	}
	figures := Figures(d)
	for _, x := range ordered(figures) {
		add(figures[x])
	}
	return m
}

func ordered(figures map[string]*reports.Figure) []string { return slices.Sorted(maps.Keys(figures)) }
