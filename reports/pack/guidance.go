package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"despatch/reports"
	"despatch/reports/publish/rules"
)

// guidance holds the files of a side, read from disk as anybody would, against the
// rules for accessible statistics. Files that are not there are told elsewhere.
func guidance(folder string, m *reports.Manifest, files []reports.ManifestFile) ([]reports.Finding, error) {
	var held []rules.File
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(f.Name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		held = append(held, rules.File{Name: f.Name, Format: f.Format, Document: f.Document, Data: data})
	}
	return against(m, held)
}

// against holds files against the rules.
func against(m *reports.Manifest, files []rules.File) (found []reports.Finding, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: holding the files against the rules: %v", errFault, p)
		}
	}()
	return rules.Check(&rules.Side{Manifest: m, Files: files}), nil
}

// sideManifest is what the manifest of a side says of its documents.
func (b *building) sideManifest(side reports.Side, jobs []*job, figures []reports.ManifestFigure, docs []*reports.Document) reports.Manifest {
	files, places := onSide(jobs, side)
	m := head(b.rel, b.Version, side)
	m.Files, m.Figures = files, placed(figures, places, side == reports.Briefing)
	if side == reports.Published {
		m.Account = manifestAccount(b.result.Accounts)
		if len(docs) > 0 {
			m.Disclosure = docs[0].Meta.Disclosure
		}
	}
	return m
}
