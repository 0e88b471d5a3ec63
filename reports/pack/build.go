package pack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"despatch/reports"
)

// Options says where a pack goes and under what conditions.
type Options struct {
	Out        string                      // the folder of packs; made where it is not there
	Restricted string                      // the restricted side's folder; "" is beside the pack
	Replace    bool                        // a pack that is no draft may be replaced, and is kept aside
	Version    string                      // of the program, for the manifest
	Effective  []byte                      // the release file as it took effect, without where the extract lies
	Source     []byte                      // the release file as written, for the restricted side
	Findings   []reports.Finding           // what has been found about the release already
	Progress   func(doing string, n int64) // told what is being done and, of an extract, how many records were read; may be nil

	disk    disk     // nil: the computer's
	formats formatOf // nil: publish.Lookup
}

// A Result is what came of a build, or of a check, which writes nothing.
type Result struct {
	Written    bool // the pack stands; otherwise findings stopped it
	Unchanged  bool // it stood already, byte for byte
	Pack       string
	Briefing   string // "" where the release has no such side
	Restricted string
	Superseded string // where what was replaced is kept; "" where nothing is
	Failed     string // of a build that was stopped: where its findings and quarantine lie
	Findings   []reports.Finding
	Accounts   []*reports.Account
	Files      []SideFile // in the order of the sides, then by name
}

// A SideFile is one written file and the side it is on.
type SideFile struct {
	Side  reports.Side
	Name  string
	Bytes int64
}

// A building is a pack in the making.
type building struct {
	Options
	rel      *reports.Release
	places   []place
	stage    *stage
	extracts []*counted
	found    []reports.Finding
	result   *Result
}

// counted is what is known of one extract once it has been read and counted.
type counted struct {
	extract   *reports.Extract
	account   *reports.Account
	tally     *reports.Tally
	profile   []reports.ColumnProfile
	broken    []reports.Broken
	unmatched [][]string // rows of unmatched.csv
	private   []reports.PrivateColumn
}

func (o *Options) defaults() {
	if o.disk == nil {
		o.disk = realDisk{}
	}
	if o.Out == "" {
		o.Out = "out"
	}
	if o.Restricted != "" {
		if abs, err := filepath.Abs(o.Restricted); err == nil {
			o.Restricted = abs
		}
	}
}

// begin opens the folder of packs for one build: nobody else builds there, and
// what a killed run left is finished or cleared away.
func begin(rel *reports.Release, o Options) (*building, func(), error) {
	o.defaults()
	if !validID(rel.ID) {
		return nil, nil, fmt.Errorf("%w: %q cannot name a folder", errFault, rel.ID)
	}
	if err := os.MkdirAll(o.Out, 0o755); err != nil {
		return nil, nil, err
	}
	unlock, err := lockFolder(o.Out)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", o.Out, err)
	}
	if err := finish(o.disk, o.Out); err != nil {
		unlock()
		return nil, nil, err
	}
	b := &building{Options: o, rel: rel, found: slices.Clone(o.Findings), places: places(o.Out, rel.ID, o.Restricted)}
	b.result = &Result{}
	return b, unlock, nil
}

func validID(id string) bool {
	for _, r := range id {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return id != ""
}

func (b *building) note(fs []reports.Finding) { b.found = append(b.found, fs...) }

func (b *building) stopped() bool { return reports.Errors(b.found) }

func (b *building) progress(doing string, n int64) {
	if b.Progress != nil {
		b.Progress(doing, n)
	}
}

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
	b.progress("writing", 0)
	jobs, found, err := publish(ctx, b.stage, docs, b.rel.Documents, b.formats)
	b.note(found)
	if err != nil || b.stopped() {
		return err
	}
	b.progress("reading back", 0)
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
	b.progress("searching for private values", 0)
	if err := b.search(jobs, store); err != nil || b.stopped() {
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
	var columns []reports.PrivateColumn
	for _, x := range b.extracts {
		columns = append(columns, x.private...)
	}
	h := newHunt(columns, sparedValues(b.rel, store))
	for _, name := range slices.Sorted(maps.Keys(h.unkept)) {
		b.note([]reports.Finding{find("O073", "of the private column %q only the first values were kept to look for: %d records were read after that", name, h.unkept[name])})
	}
	unread := map[string]bool{}
	for _, j := range jobs {
		for _, f := range j.files {
			data, err := os.ReadFile(b.stage.path(j.doc.Side, f.Name))
			if err != nil {
				return err
			}
			text, ok, err := textOf(f.Name, data)
			if err != nil {
				return fmt.Errorf("%w: %s cannot be taken apart: %v", errFault, f.Name, err)
			}
			if !ok {
				unread[j.format.Label] = true
				continue
			}
			for _, column := range h.in(text) {
				b.note([]reports.Finding{find("O072", "%s: a value of the private column %q stands in it", f.Name, column)})
			}
		}
	}
	if len(h.heads) > 0 {
		for _, label := range ordered(unread) {
			b.note([]reports.Finding{find("O073", "files of the kind %s were not searched for private values", label)})
		}
	}
	return nil
}

// seal writes what no document is: the release file, the restricted side, and the
// manifests, which name everything else.
func (b *building) seal(jobs []*job, figures []reports.ManifestFigure, docs []*reports.Document) error {
	files, places := onSide(jobs, reports.Published)
	release, err := b.stage.whole(reports.Published, "release.yaml", b.Effective)
	if err != nil {
		return err
	}
	m := head(b.rel, b.Version, reports.Published)
	m.Files, m.Figures = byName(append(files, release)), placed(figures, places, false)
	m.Account, m.Findings = manifestAccount(b.result.Accounts), withoutPlace(b.found)
	if len(docs) > 0 {
		m.Disclosure = docs[0].Meta.Disclosure
	}
	hash, err := b.manifest(reports.Published, manifestFile, &m)
	if err != nil {
		return err
	}
	if files, places := onSide(jobs, reports.Briefing); len(files) > 0 {
		m := head(b.rel, b.Version, reports.Briefing)
		m.Pack, m.Files, m.Figures = hash, byName(files), placed(figures, places, true)
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
	if m.Files, err = b.inside(); err != nil {
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
	f, err := b.stage.whole(side, name, data)
	for _, w := range append(slices.Clone(m.Files), f) {
		b.result.Files = append(b.result.Files, SideFile{side, w.Name, w.Bytes})
	}
	return f.SHA256, err
}

// inside writes the files of the restricted side.
func (b *building) inside() ([]reports.ManifestFile, error) {
	contents, err := b.insideFiles()
	if err != nil {
		return nil, err
	}
	var files []reports.ManifestFile
	for _, c := range contents {
		f, err := b.stage.whole(restrictedSide, c.name, c.data)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return byName(files), nil
}

type content struct {
	name string
	data []byte
}

func (b *building) insideFiles() ([]content, error) {
	accounts := []insideAccount{}
	unmatched := [][]string{{"extract", "dimension", "raw", "records", "code", "label"}}
	for _, x := range b.extracts {
		if x.account != nil {
			accounts = append(accounts, insideOf(x))
		}
		unmatched = append(unmatched, x.unmatched...)
	}
	reports.SortFindings(b.found)
	quarantine, err1 := quarantineCSV(b.extracts)
	values, err2 := writeCSV(unmatched)
	account, err3 := encode(accounts)
	found, err4 := encode(emptyNotNull(b.found))
	out := []content{{"account.json", account}, {"findings.json", found}, {"quarantine.csv", quarantine}, {"unmatched.csv", values}}
	if b.Source != nil {
		out = append(out, content{"release.yaml", b.Source})
	}
	return out, errors.Join(err1, err2, err3, err4)
}

func emptyNotNull(fs []reports.Finding) []reports.Finding {
	if fs == nil {
		return []reports.Finding{}
	}
	return fs
}

// stand moves the staged sides into place, unless what stands there may not be moved.
func (b *building) stand() error {
	j := &journal{ID: b.rel.ID, Restricted: b.Restricted, Sides: map[reports.Side]string{}}
	for _, p := range b.places {
		j.Sides[p.side] = hashOf(p.staged(), p)
	}
	same, found, err := b.before(j)
	b.note(found)
	if err != nil || b.stopped() {
		return err
	}
	decided, err := swap(b.disk, b.Out, j)
	if decided {
		b.stage = nil
	}
	if err != nil {
		return err
	}
	b.result.Written, b.result.Unchanged = true, same
	for _, p := range b.places {
		switch {
		case j.Sides[p.side] == "":
		case p.side == reports.Published:
			b.result.Pack = p.at
		case p.side == reports.Briefing:
			b.result.Briefing = p.at
		default:
			b.result.Restricted = p.at
		}
		if j.Superseded != "" && p.side == reports.Published {
			b.result.Superseded = p.kept(b.Out, b.rel.ID, j.Superseded)
		}
	}
	return b.disk.RemoveAll(failedFolder(b.Out, b.rel.ID))
}

// before looks at what stands where the new sides should, and says whether they may
// go there: nothing, a draft, the same bytes, or with Replace any pack of ours.
func (b *building) before(j *journal) (same bool, found []reports.Finding, err error) {
	mark, any, same := "", false, true
	for _, p := range b.places {
		there, err := stands(p.at)
		if err != nil {
			return false, nil, err
		}
		if !there {
			same = same && j.Sides[p.side] == ""
			continue
		}
		if entries, err := os.ReadDir(p.at); err == nil && len(entries) == 0 {
			same = same && j.Sides[p.side] == ""
			continue
		}
		old, hash, err := readManifest(p.at, p.proof())
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errManifest) && !isNotFolder(p.at) {
			return false, nil, err
		}
		if err != nil || old.Release.ID != b.rel.ID || old.Side != p.side {
			found = append(found, find("O075", "%s stands where the %s side should go, and despatch did not write it", p.at, p.side))
			continue
		}
		if hash == j.Sides[p.side] {
			continue
		}
		if p.side != restrictedSide {
			same = false
		}
		if old.Release.State != "draft" {
			any = any || p.side != restrictedSide
			if p.side == reports.Published || mark == "" {
				mark = hash[:8]
			}
		}
	}
	if any && !same {
		if !b.Replace {
			found = append(found, find("O074", "a pack of %s stands in %s and is no draft", b.rel.ID, b.places[2].at))
		}
		j.Superseded = mark
	}
	return same, found, nil
}

func isNotFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

func failedFolder(out, id string) string { return filepath.Join(out, id+".failed") }

// fail leaves the sides as they were, and writes what stopped the build where a
// person can look at it.
func (b *building) fail() error {
	folder := failedFolder(b.Out, b.rel.ID)
	p := place{side: restrictedSide, at: folder}
	s, err := newStage(b.disk, []place{p})
	if err != nil {
		return err
	}
	contents, err := b.insideFiles()
	for _, c := range contents {
		if err == nil && (c.name == "findings.json" || c.name == "quarantine.csv") {
			_, err = s.whole(restrictedSide, c.name, c.data)
		}
	}
	if err == nil {
		err = b.disk.RemoveAll(folder)
	}
	if err == nil {
		err = b.disk.Rename(p.staged(), folder)
	}
	if err != nil {
		return errors.Join(err, s.remove())
	}
	b.result.Failed = folder
	return b.disk.Sync(b.Out)
}
