package pack

import (
	"context"
	"fmt"
	"io"
	"slices"

	"despatch/reports"
)

// An Inspection is what check tells: every finding, the account of each extract with its
// files and reasons, and a profile of each column. No value of a record is in it.
type Inspection struct {
	Release  string            `json:"release"`
	AsAt     string            `json:"as_at"`
	Extracts []insideAccount   `json:"extracts"`
	Findings []reports.Finding `json:"findings"`
}

// Check goes the whole way of Build, documents and formats included, and writes nothing.
func Check(ctx context.Context, rel *reports.Release, o Options) (*Inspection, *Result, error) {
	o.defaults()
	b := &building{Options: o, rel: rel, found: slices.Clone(o.Findings), result: &Result{}}
	defer b.close()
	store, docs, err := b.figures(ctx)
	if err != nil {
		return nil, nil, err
	}
	if store != nil && !b.stopped() {
		if err := b.rehearse(ctx, docs); err != nil {
			return nil, nil, err
		}
	}
	res := b.outcome()
	in := &Inspection{Release: rel.ID, AsAt: rel.AsAt.ISO(), Extracts: []insideAccount{}, Findings: emptyNotNull(res.Findings)}
	for _, x := range b.extracts {
		in.Extracts = append(in.Extracts, insideOf(x))
	}
	return in, res, nil
}

// rehearse writes the documents to nowhere, for what the formats find: a page too
// many, a character no font can show.
func (b *building) rehearse(ctx context.Context, docs []*reports.Document) error {
	jobs, found := jobsOf(docs, b.rel.Documents, b.formats)
	b.note(found)
	nowhere := func(string) (io.Writer, error) { return io.Discard, nil }
	for _, j := range jobs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		out, err := j.format.Write(nowhere, j.doc)
		if err != nil {
			return fmt.Errorf("%s as %s: %w", j.doc.ID, j.format.Name, err)
		}
		b.note(out.Findings)
		if !reports.Errors(out.Findings) {
			b.note(checkPlaces(shows(j.doc), j.format.Name, out.Places))
		}
	}
	return nil
}
