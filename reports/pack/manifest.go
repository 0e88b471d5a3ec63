package pack

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"despatch/reports"
)

// ordered lists the members of a set in order.
func ordered(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// figuresOf is every figure of the release as a manifest holds it, without places.
func figuresOf(store *reports.Store) []reports.ManifestFigure {
	titles := map[string]string{}
	for _, t := range store.Tables {
		titles[t.ID] = t.Title
	}
	out := make([]reports.ManifestFigure, 0, len(store.Figures))
	for _, f := range store.Figures {
		m := reports.ManifestFigure{ID: f.ID, Value: f.Cell.Bare(), Unit: f.Unit, Table: cmp.Or(titles[f.Table], f.Table),
			Row: f.RowLabel, Column: f.ColumnLabel, Formula: f.Formula, Rule: f.Rule}
		if f.Table == "" {
			m.Table, m.Row, m.Column = "", f.Label, ""
		}
		out = append(out, m)
	}
	return out
}

// placed is the figures with the places they have on one side. With some, only
// figures that have a place are kept: what a side does not show it does not list.
func placed(figures []reports.ManifestFigure, places []reports.Place, some bool) []reports.ManifestFigure {
	at := map[string][]reports.ManifestPlace{}
	for _, p := range places {
		at[p.Figure] = append(at[p.Figure], reports.ManifestPlace{File: p.File, At: p.At, Text: p.Text})
	}
	out := make([]reports.ManifestFigure, 0, len(figures))
	for _, f := range figures {
		f.Places = at[f.ID]
		slices.SortStableFunc(f.Places, func(a, b reports.ManifestPlace) int { return cmp.Compare(a.File, b.File) })
		if some && len(f.Places) == 0 {
			continue
		}
		out = append(out, f)
	}
	return out
}

// head is what every manifest of a release says.
func head(rel *reports.Release, version string, side reports.Side) reports.Manifest {
	return reports.Manifest{Despatch: version, Format: 1, Side: side,
		Release: reports.ManifestRelease{ID: rel.ID, Title: rel.Title, Organisation: rel.Organisation, Status: string(rel.Status),
			State: string(rel.State), AsAt: rel.AsAt.ISO(), Published: rel.Published.Format(time.RFC3339), Notice: rel.Notice}}
}

// withoutPlace is warnings as a published manifest may hold them: what, and how
// often, but not where in files that stay inside.
func withoutPlace(fs []reports.Finding) []reports.Finding {
	var out []reports.Finding
	seen := map[string]int{}
	for _, f := range fs {
		f.File, f.Line, f.Col, f.Excerpt, f.Hints = "", 0, 0, "", nil
		f.Count = max(f.Count, 1)
		key := f.ID + "\x00" + f.Msg
		if i, ok := seen[key]; ok {
			out[i].Count += f.Count
			continue
		}
		seen[key] = len(out)
		out = append(out, f)
	}
	reports.SortFindings(out)
	return out
}

func manifestAccount(accounts []*reports.Account) []reports.ManifestPart {
	out := make([]reports.ManifestPart, len(accounts))
	for i, a := range accounts {
		out[i] = reports.ManifestPart{Extract: a.Extract.ID, Read: a.Read, Counted: a.Counted, Superseded: a.Superseded,
			Excluded: a.Excluded, Quarantined: a.Quarantined}
	}
	return out
}

// ReadManifest reads the manifest of a pack or of its briefing side. Where the folder
// is not there, or holds none, the error says so and is an fs.ErrNotExist.
func ReadManifest(folder string) (*reports.Manifest, error) {
	m, _, err := readManifest(folder, manifestFile)
	return m, err
}

// readManifest also gives the hash by which others name it.
func readManifest(folder, name string) (*reports.Manifest, string, error) {
	data, err := readPlain(filepath.Join(folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", fmt.Errorf("%s is no pack: it holds no %s: %w", folder, name, fs.ErrNotExist)
	}
	if err != nil {
		return nil, "", err
	}
	m := new(reports.Manifest)
	if err := json.Unmarshal(data, m); err != nil {
		return nil, "", fmt.Errorf("%w: %s is not a manifest despatch can read: %v", ErrManifest, filepath.Join(folder, name), plainJSON(err))
	}
	if m.Format != 1 {
		return nil, "", fmt.Errorf("%w: %s has format %d; this despatch reads format 1", ErrManifest, filepath.Join(folder, name), m.Format)
	}
	return m, sha(data), nil
}

// ErrManifest says that a manifest is there but is none.
var ErrManifest = errors.New("broken manifest")

// plainJSON says what is wrong with a JSON text without the names of Go types.
func plainJSON(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("not JSON at byte %d", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Sprintf("%q holds a %s", kind.Field, kind.Value)
	}
	return "not JSON"
}
