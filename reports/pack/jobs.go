package pack

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"despatch/reports"
)

// A job is one document in one format, and what came of writing it.
type job struct {
	doc    *reports.Document
	format reports.Format
	files  []reports.ManifestFile
	places []reports.Place
	fs     []reports.Finding
	err    error
}

// writeAll writes each document in each of its formats. The pages come last, since
// they offer the other files for download and say how large these are.
func writeAll(ctx context.Context, s *stage, docs []*reports.Document, specs []*reports.DocSpec, formats formatOf) ([]*job, []reports.Finding, error) {
	jobs, found := jobsOf(docs, specs, formats)
	pages := slices.IndexFunc(jobs, func(j *job) bool { return j.format.Name == "html" })
	if pages < 0 {
		pages = len(jobs)
	}
	c := &claims{of: map[string]string{}, clash: map[string]bool{}}
	err := work(ctx, s, c, jobs[:pages])
	if err == nil {
		for _, j := range jobs[pages:] {
			j.doc = offering(j.doc, jobs[:pages])
		}
		err = work(ctx, s, c, jobs[pages:])
	}
	for _, name := range ordered(c.clash) {
		found = append(found, find("O076", "two documents write the file %s", name))
	}
	said := map[string]bool{}
	for _, j := range jobs { // the two workbooks find the same
		for _, f := range j.fs {
			if !said[f.String()] {
				said[f.String()] = true
				found = append(found, f)
			}
		}
	}
	if len(c.clash) > 0 || err != nil {
		return jobs, found, err
	}
	shown := map[string]*shown{}
	for _, j := range jobs {
		if reports.Errors(j.fs) {
			continue
		}
		if shown[j.doc.ID] == nil { // the same in all its formats
			shown[j.doc.ID] = shows(j.doc)
		}
		found = append(found, checkPlaces(shown[j.doc.ID], j.format.Name, j.places)...)
	}
	return jobs, found, nil
}

// jobsOf lists what is to be written, the pages last. A document of no name the release
// knows is left out.
func jobsOf(docs []*reports.Document, specs []*reports.DocSpec, formats formatOf) (jobs []*job, found []reports.Finding) {
	var pages []*job
	for _, d := range docs {
		at := slices.IndexFunc(specs, func(sp *reports.DocSpec) bool { return sp.ID == d.ID })
		if at < 0 {
			continue
		}
		for _, name := range specs[at].Formats {
			f, ok := formats(name)
			switch {
			case !ok:
				found = append(found, find("O076", "document %q asks for the format %q, which despatch does not write", d.ID, name).At(specs[at].Pos))
			case name == "html":
				pages = append(pages, &job{doc: d, format: f})
			default:
				jobs = append(jobs, &job{doc: d, format: f})
			}
		}
	}
	return append(jobs, pages...), found
}

// work writes jobs side by side; what comes out does not depend on which ends first.
func work(ctx context.Context, s *stage, c *claims, jobs []*job) error {
	beside(jobs, func(_ int, j *job) {
		defer func() {
			if p := recover(); p != nil {
				j.err = fmt.Errorf("%w: writing %s as %s: %v", errFault, j.doc.ID, j.format.Name, p)
			}
		}()
		if ctx.Err() == nil {
			j.err = j.write(s, c)
		}
	})
	errs := []error{ctx.Err()}
	for _, j := range jobs {
		if !errors.Is(j.err, errClash) {
			errs = append(errs, j.err)
		}
	}
	return errors.Join(errs...)
}

func (j *job) write(s *stage, c *claims) error {
	w := &writer{stage: s, side: j.doc.Side, format: j.format.Name, doc: j.doc.ID}
	w.taken = func(name string) error { return c.claim(string(j.doc.Side)+"/"+name, j.doc.ID+"."+j.format.Name) }
	out, err := j.format.Write(w.create, j.doc)
	if broke := w.close(); broke != nil || err != nil {
		return errors.Join(err, broke)
	}
	j.files, j.places, j.fs = w.files, out.Places, out.Findings
	return nil
}

// claims says which document writes which file.
type claims struct {
	mu    sync.Mutex
	of    map[string]string
	clash map[string]bool
}

var errClash = errors.New("another document writes this file")

func (c *claims) claim(name, by string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := strings.ToLower(name) // some file systems know no case
	if c.of[key] != "" {
		c.clash[name] = true
		return errClash
	}
	c.of[key] = by
	return nil
}

// offering is the document with what its release offers for download: the files of
// the same document in other formats, each with its size.
func offering(d *reports.Document, done []*job) *reports.Document {
	var offers []reports.Download
	for _, j := range done {
		if j.doc.ID != d.ID || j.doc.Side != d.Side {
			continue
		}
		for _, f := range j.files {
			ending := strings.TrimPrefix(path.Ext(f.Name), ".")
			if ending == "json" {
				continue // describes a file for programs; it lies beside it
			}
			o := reports.Download{File: f.Name, Kind: strings.ToUpper(ending), Bytes: f.Bytes}
			base := strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name))
			switch path.Dir(f.Name) {
			case "tables":
				o.Table = base
			case "charts":
				o.Chart = base
			}
			offers = append(offers, o)
		}
	}
	with := *d
	with.Downloads = offers
	return &with
}
