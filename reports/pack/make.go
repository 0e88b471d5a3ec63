package pack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"despatch/reports"
	"despatch/reports/hidden"
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
	jobs, found, err := writeAll(ctx, b.stage, docs, b.rel.Documents, b.formats)
	b.note(found)
	if err != nil || b.stopped() {
		return err
	}
	b.progress("reading back", 0, 0)
	figures := figuresOf(store)
	for _, side := range []reports.Side{reports.Published, reports.Briefing} {
		files, places := onSide(jobs, side)
		found, err := audit(b.stage.place(side).staged(), files, placed(figures, places, true), b.formats)
		b.note(found)
		if err != nil {
			return err
		}
	}
	if b.stopped() {
		return nil
	}
	b.progress("searching for private values", 0, 0)
	if err := b.search(jobs, store); err != nil || b.stopped() {
		return err
	}
	b.progress("holding the files against the rules", 0, 0)
	if err := b.accessible(jobs, figures, docs); err != nil || b.stopped() {
		return err
	}
	return b.seal(jobs, figures, docs)
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

// search looks for private values in every file of the two sides that leave the restricted one.
func (b *building) search(jobs []*job, store *reports.Store) error {
	var extracts []hidden.Found
	unkept := map[string]int64{}
	for _, x := range b.extracts {
		extracts = append(extracts, x.private)
		for _, c := range x.private.Columns {
			if c.Unkept > 0 {
				unkept[c.Name] += c.Unkept
			}
		}
	}
	b.hunt = hidden.NewHunt(extracts, sparedValues(b.rel, store, string(b.Source)))
	for _, name := range slices.Sorted(maps.Keys(unkept)) {
		b.note([]reports.Finding{find("O073", "of the private column %q not every value was looked for: %d records hold one that was not", name, unkept[name])})
	}
	if b.hunt.Idle() {
		return nil
	}
	unread := map[string]bool{}
	for _, s := range b.searchFiles(jobs) {
		if s.err != nil {
			return s.err
		}
		if !s.read {
			unread[s.job.format.Label] = true
		}
		b.foundPrivate(s.file, s.columns)
	}
	for _, label := range ordered(unread) {
		b.note([]reports.Finding{find("O073", "files of the kind %s were not searched for private values", label)})
	}
	return nil
}

// A search is one file that was searched and the private columns of which a value stands in it.
type search struct {
	job     *job
	file    string
	read    bool // its words could be had
	columns []string
	err     error
}

// searchFiles searches the files of jobs side by side, and answers in their order.
func (b *building) searchFiles(jobs []*job) []*search {
	var out []*search
	for _, j := range jobs {
		for _, f := range j.files {
			out = append(out, &search{job: j, file: f.Name})
		}
	}
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, s := range out {
		wg.Add(1)
		free <- struct{}{}
		go func() {
			defer func() {
				if p := recover(); p != nil {
					s.err = fmt.Errorf("%w: searching %s: %v", errFault, s.file, p)
				}
				<-free
				wg.Done()
			}()
			s.run(b)
		}()
	}
	wg.Wait()
	return out
}

func (s *search) run(b *building) {
	data, err := os.ReadFile(b.stage.path(s.job.doc.Side, s.file))
	if err != nil {
		s.err = err
		return
	}
	text, ok, err := textOf(s.file, data)
	if err == nil && !ok {
		text, ok, err = wordsOf(s.job.format, data)
	}
	if err != nil {
		s.err = fmt.Errorf("%w: %s cannot be taken apart: %w", errFault, s.file, err)
		return
	}
	if s.read = ok; ok {
		s.columns = b.hunt.In(text)
	}
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
func (b *building) seal(jobs []*job, figures []reports.ManifestFigure, docs []*reports.Document) error {
	b.searchText("release.yaml", b.Effective)
	release, err := b.stage.whole(reports.Published, "release.yaml", b.Effective)
	if err != nil {
		return err
	}
	m := b.sideManifest(reports.Published, jobs, figures, docs)
	m.Files, m.Findings = byName(append(m.Files, release)), withoutPlace(b.found)
	hash, err := b.manifest(reports.Published, manifestFile, &m)
	if err != nil {
		return err
	}
	if m := b.sideManifest(reports.Briefing, jobs, figures, docs); len(m.Files) > 0 {
		m.Pack, m.Files = hash, byName(m.Files)
		if _, err := b.manifest(reports.Briefing, manifestFile, &m); err != nil {
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
	if side != restrictedSide {
		b.searchText(name, jsonText(data))
	}
	f, err := b.stage.whole(side, name, data)
	for _, w := range append(slices.Clone(m.Files), f) {
		b.result.Files = append(b.result.Files, SideFile{side, w.Name, w.Bytes})
	}
	return f.SHA256, err
}
