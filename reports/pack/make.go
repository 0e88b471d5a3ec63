package pack

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"despatch/reports"
)

// make writes the documents and puts the pack in place, or leaves everything as it was.
func (b *building) make(ctx context.Context, store *reports.Store, docs []*reports.Document) (err error) {
	if b.stage, err = newStage(b.disk, b.places); err != nil {
		return errors.Join(err, (&stage{disk: b.disk, places: b.places}).remove())
	}
	defer func() {
		if b.stage != nil {
			err = errors.Join(err, b.stage.remove())
		}
	}()
	if err := b.write(ctx, store, docs); err != nil || b.stopped() {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return b.stand()
}

// write renders, audits and searches the documents, then seals the sides: the
// staged folders are then the pack.
func (b *building) write(ctx context.Context, store *reports.Store, docs []*reports.Document) error {
	b.progress("writing", 0, 0)
	aimed := make(chan error, 1) // what is to be looked for is set out while the files are written
	go func() { aimed <- b.aim(store) }()
	jobs, found, err := writeAll(ctx, b.stage, docs, b.rel.Documents, b.formats)
	b.note(found)
	err = errors.Join(err, <-aimed)
	if err != nil || b.stopped() {
		return err
	}
	b.progress("reading back", 0, 0)
	figures := figuresOf(store)
	c, err := b.check(jobs, figures, docs)
	if err != nil {
		return err
	}
	found, err = c.differing()
	b.note(found)
	if err != nil || b.stopped() {
		return err
	}
	b.progress("searching for private values", 0, 0)
	if err := b.searched(c); err != nil || b.stopped() {
		return err
	}
	b.progress("holding the files against the rules", 0, 0)
	found, err = c.breaking()
	b.note(found)
	if err != nil || b.stopped() {
		return err
	}
	return b.seal(c)
}

func onSide(jobs []*job, side reports.Side) (files []reports.ManifestFile, places []reports.Place) {
	for _, j := range jobs {
		if j.doc.Side == side {
			files = append(files, j.files...)
			places = append(places, j.places...)
		}
	}
	return files, places
}

func (b *building) searchText(name string, text []byte) {
	b.foundPrivate(name, b.hunt.In(text))
}

func (b *building) foundPrivate(name string, columns []string) {
	for _, column := range columns {
		b.note([]reports.Finding{find("O072", "%s: a value of the private column %q stands in it", name, column)})
	}
}

// seal writes what no document is: the release file, the restricted side, and the
// manifests, which name everything else.
func (b *building) seal(c *checks) error {
	b.searchText("release.yaml", b.Effective)
	release, err := b.stage.whole(reports.Published, "release.yaml", b.Effective)
	if err != nil {
		return err
	}
	m := *c.manifests[reports.Published]
	m.Files, m.Findings = byName(append(m.Files, release)), withoutPlace(b.found)
	hash, err := b.manifest(reports.Published, manifestFile, &m)
	if err != nil {
		return err
	}
	if m := c.manifests[reports.Briefing]; len(m.Files) > 0 {
		m.Pack, m.Files = hash, byName(m.Files)
		if _, err := b.manifest(reports.Briefing, manifestFile, m); err != nil {
			return err
		}
	} else if err := b.disk.RemoveAll(b.stage.place(reports.Briefing).staged()); err != nil {
		return err
	} else {
		delete(b.stage.made, b.stage.place(reports.Briefing).staged())
	}
	m = head(b.rel, b.Version, restrictedSide)
	m.Pack, m.Figures = hash, []reports.ManifestFigure{}
	if m.Files, err = b.insideSide(); err != nil {
		return err
	}
	if _, err := b.manifest(restrictedSide, packFile, &m); err != nil {
		return err
	}
	return b.stage.sync()
}

func byName(files []reports.ManifestFile) []reports.ManifestFile {
	slices.SortFunc(files, func(x, y reports.ManifestFile) int { return strings.Compare(x.Name, y.Name) })
	return files
}

// manifest writes a side's manifest and gives the hash that names it.
func (b *building) manifest(side reports.Side, name string, m *reports.Manifest) (string, error) {
	data, err := encode(m)
	if err != nil {
		return "", err
	}
	var columns []string
	var searched sync.WaitGroup
	if side != restrictedSide {
		searched.Go(func() { columns = b.hunt.In(jsonText(data)) })
	}
	f, err := b.stage.whole(side, name, data)
	searched.Wait()
	b.foundPrivate(name, columns)
	for _, w := range append(slices.Clone(m.Files), f) {
		b.result.Files = append(b.result.Files, SideFile{side, w.Name, w.Bytes})
	}
	return f.SHA256, err
}
