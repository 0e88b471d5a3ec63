package pack

import (
	"path/filepath"

	"despatch/reports"
)

// A Change is one figure that is not the same in two packs.
type Change struct {
	Kind   string       `json:"kind"` // "changed", "added", "removed"
	ID     string       `json:"figure"`
	Table  string       `json:"table,omitempty"`
	Row    string       `json:"row,omitempty"`
	Column string       `json:"column,omitempty"`
	Unit   reports.Unit `json:"unit,omitempty"`
	Old    string       `json:"old,omitempty"`
	New    string       `json:"new,omitempty"`
}

// Name names the figure for a person.
func (c Change) Name() string { return name(c.ID, c.Table, c.Row, c.Column) }

// Diff compares two packs figure by figure, in the order of the new one, then what it
// no longer has. It compares what the manifests say; Verify says whether the files agree.
func Diff(oldFolder, newFolder string) ([]Change, error) {
	old, err := ReadManifest(filepath.Clean(oldFolder))
	if err != nil {
		return nil, err
	}
	next, err := ReadManifest(filepath.Clean(newFolder))
	if err != nil {
		return nil, err
	}
	return diff(old, next), nil
}

func diff(old, next *reports.Manifest) []Change {
	before := map[string]reports.ManifestFigure{}
	for _, f := range old.Figures {
		before[f.ID] = f
	}
	out := []Change{}
	after := map[string]bool{}
	for _, f := range next.Figures {
		after[f.ID] = true
		c := Change{ID: f.ID, Table: f.Table, Row: f.Row, Column: f.Column, Unit: f.Unit, New: f.Value}
		was, ok := before[f.ID]
		switch {
		case !ok:
			c.Kind = "added"
		case was.Value != f.Value || was.Unit != f.Unit:
			c.Kind, c.Old = "changed", was.Value
		default:
			continue
		}
		out = append(out, c)
	}
	for _, f := range old.Figures {
		if !after[f.ID] {
			out = append(out, Change{Kind: "removed", ID: f.ID, Table: f.Table, Row: f.Row, Column: f.Column, Unit: f.Unit, Old: f.Value})
		}
	}
	return out
}
