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
func guidance(folder string, m *reports.Manifest, files []reports.ManifestFile) (found []reports.Finding, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: holding the files against the rules: %v", errFault, p)
		}
	}()
	s := &rules.Side{Manifest: m}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(f.Name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s.Files = append(s.Files, rules.File{Name: f.Name, Format: f.Format, Document: f.Document, Data: data})
	}
	return rules.Check(s), nil
}

// accessible holds both sides as written against the rules; an error among what is
// found stops the pack.
func (b *building) accessible(jobs []*job, figures []reports.ManifestFigure, docs []*reports.Document) error {
	for _, side := range []reports.Side{reports.Published, reports.Briefing} {
		m := b.sideManifest(side, jobs, figures, docs)
		if len(m.Files) == 0 {
			continue
		}
		found, err := guidance(b.stage.place(side).staged(), &m, m.Files)
		b.note(found)
		if err != nil {
			return err
		}
	}
	return nil
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
