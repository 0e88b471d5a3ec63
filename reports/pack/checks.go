package pack

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"

	"despatch/reports"
	"despatch/reports/hidden"
	"despatch/reports/publish/rules"
)

// A check is one written file, read from disk as anybody would, and what came of looking at it.
type check struct {
	job  *job
	file reports.ManifestFile
	at   []standing // the figures that should stand in it
	data []byte

	readings []reading
	readErr  error

	words     bool // they could be had
	columns   []string
	searchErr error
}

// checks is what was looked at in the files of both sides that are given out. Nothing has
// been noted yet: reading back, the search and the rules are at work side by side, and what
// they find is told in that order.
type checks struct {
	files     []*check
	manifests map[reports.Side]*reports.Manifest
	broken    map[reports.Side][]reports.Finding // against the rules
	rulesErr  map[reports.Side]error
}

// givenOut are the sides that are, in the order in which their files are looked at.
var givenOut = []reports.Side{reports.Published, reports.Briefing}

// check reads every written file once, and then reads the figures back from it, searches
// it and holds it against the rules. Each is done whatever the others find.
func (b *building) check(jobs []*job, figures []reports.ManifestFigure, docs []*reports.Document) (*checks, error) {
	c := &checks{manifests: map[reports.Side]*reports.Manifest{}, broken: map[reports.Side][]reports.Finding{}, rulesErr: map[reports.Side]error{}}
	for _, side := range givenOut {
		m := b.sideManifest(side, jobs, figures, docs)
		c.manifests[side] = &m
		at := byFile(m.Figures)
		for _, j := range jobs {
			for _, f := range j.files {
				if j.doc.Side == side {
					c.files = append(c.files, &check{job: j, file: f, at: at[f.Name]})
				}
			}
		}
	}
	if err := c.each(func(f *check) (err error) {
		f.data, err = os.ReadFile(b.stage.path(f.job.doc.Side, f.file.Name))
		return err
	}); err != nil {
		return nil, err
	}
	var ruled sync.WaitGroup
	var mu sync.Mutex
	for _, side := range givenOut {
		if m := c.manifests[side]; len(m.Files) > 0 {
			ruled.Go(func() {
				found, err := against(m, c.held(side))
				mu.Lock()
				defer mu.Unlock()
				c.broken[side], c.rulesErr[side] = found, err
			})
		}
	}
	err := c.each(func(f *check) error { f.look(b.hunt); return nil })
	ruled.Wait()
	return c, err
}

// each does something with every file, on all processors.
func (c *checks) each(do func(*check) error) error {
	errs := make([]error, len(c.files))
	beside(c.files, func(i int, f *check) { errs[i] = do(f) })
	return errors.Join(errs...)
}

// held is the files of a side as the rules are shown them.
func (c *checks) held(side reports.Side) (files []rules.File) {
	for _, f := range c.files {
		if f.job.doc.Side == side {
			files = append(files, rules.File{Name: f.file.Name, Format: f.file.Format, Document: f.file.Document, Data: f.data})
		}
	}
	return files
}

// look opens the file, reads its figures back and searches its words.
func (c *check) look(hunt *hidden.Hunt) {
	open := sync.OnceValues(func() (reports.Reader, error) {
		return c.job.format.Open(bytes.NewReader(c.data), int64(len(c.data)))
	})
	func() {
		defer func() {
			if p := recover(); p != nil {
				c.readErr = fmt.Errorf("%w: reading %s back: %v", errFault, c.file.Name, p)
			}
		}()
		if len(c.at) > 0 {
			r, err := open()
			c.readings = readAt(r, err, c.at)
		}
	}()
	if c.readErr != nil || hunt.Idle() {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			c.searchErr = fmt.Errorf("%w: searching %s: %v", errFault, c.file.Name, p)
		}
	}()
	text, ok, err := textOf(c.file.Name, c.data)
	if err == nil && !ok {
		text, ok, err = wordsOf(open)
	}
	if err != nil {
		c.searchErr = fmt.Errorf("%w: %s cannot be taken apart: %w", errFault, c.file.Name, err)
		return
	}
	if c.words = ok; ok {
		c.columns = hunt.In(text)
	}
}

// differing is every figure that does not read in a file as it should.
func (c *checks) differing() (out []reports.Finding, err error) {
	var errs []error
	for _, f := range c.files {
		errs = append(errs, f.readErr)
		for _, r := range f.readings {
			if !r.right() {
				out = append(out, find("O070", "%s", r.wrong("the figure is")))
			}
		}
	}
	return out, errors.Join(errs...)
}

// breaking is what breaks a rule; an error among it stops the pack.
func (c *checks) breaking() (out []reports.Finding, err error) {
	for _, side := range givenOut {
		out = append(out, c.broken[side]...)
		if err := c.rulesErr[side]; err != nil {
			return out, err
		}
	}
	return out, nil
}

// aim makes ready the hunt for private values, in every file of the two sides that leave
// the restricted one.
func (b *building) aim(store *reports.Store) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: setting out what to search for: %v", errFault, p)
		}
	}()
	var extracts []hidden.Found
	for _, x := range b.extracts {
		extracts = append(extracts, x.private)
	}
	b.hunt = hidden.NewHunt(extracts, sparedValues(b.rel, store, string(b.Source)))
	return nil
}

// searched notes what the search of the files found, and what it could not see.
func (b *building) searched(c *checks) error {
	unkept := map[string]int64{}
	for _, x := range b.extracts {
		for _, c := range x.private.Columns {
			if c.Unkept > 0 {
				unkept[c.Name] += c.Unkept
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(unkept)) {
		b.note([]reports.Finding{find("O073", "of the private column %q not every value was looked for: %d records hold one that was not", name, unkept[name])})
	}
	if b.hunt.Idle() {
		return nil
	}
	unread := map[string]bool{}
	for _, f := range c.files {
		if f.searchErr != nil {
			return f.searchErr
		}
		if !f.words {
			unread[f.job.format.Label] = true
		}
		b.foundPrivate(f.file.Name, f.columns)
	}
	for _, label := range ordered(unread) {
		b.note([]reports.Finding{find("O073", "files of the kind %s were not searched for private values", label)})
	}
	return nil
}
