package pack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"despatch/reports"
	"despatch/reports/compose"
	"despatch/reports/hidden"
	"despatch/reports/ingest"
	"despatch/reports/protect"
	"despatch/reports/publish"
	"despatch/reports/tabulate"
)

// Build makes the pack of a release. Each line is a room, in the one order there
// is: records are read, looked at and counted; counts are made safe; words take their
// figures; documents are written, read back, searched and sealed; and then, in one
// step, they stand. Findings that stop it are in the result, whose Written is then
// false, and everything that stood stands. The error is for what is neither the
// release's nor the records' fault: the disk, an interrupt, a fault of the program.
func Build(ctx context.Context, rel *reports.Release, o Options) (*Result, error) {
	if reports.Errors(o.Findings) && (rel == nil || !validID(rel.ID)) {
		return &Result{Findings: o.Findings}, nil // no name, no folder
	}
	b, end, err := begin(rel, o)
	if err != nil {
		return nil, err
	}
	defer end()
	defer b.close()

	store, docs, err := b.figures(ctx)
	if err == nil && !b.stopped() {
		err = b.make(ctx, store, docs)
	}
	if err == nil && b.stopped() {
		err = b.fail()
	}
	return b.outcome(), err
}

// figures goes from the records to the documents; nothing is written.
func (b *building) figures(ctx context.Context) (*reports.Store, []*reports.Document, error) {
	if b.stopped() {
		return nil, nil, nil // the release file itself is at fault
	}
	script, found := compose.Parse(b.rel)
	b.note(found)
	if b.stopped() {
		return nil, nil, nil // a fault of the release needs no records to be seen
	}
	if err := b.count(ctx); err != nil || b.stopped() {
		return nil, nil, err
	}
	var tallies []*reports.Tally
	for _, x := range b.extracts {
		tallies = append(tallies, x.tally)
	}
	counts, gaps, found := tabulate.Counts(b.rel, tallies)
	b.note(found)
	b.counts = counts
	if b.stopped() {
		return nil, nil, nil
	}
	store, found := protect.Apply(b.rel, counts, b.result.Accounts, gaps, append(script.Exprs(), b.asked...))
	b.note(found)
	if b.stopped() {
		return store, nil, nil
	}
	docs, found := script.Documents(store)
	b.note(found)
	return store, docs, ctx.Err()
}

// outcome is the result with every finding, in the order people read.
func (b *building) outcome() *Result {
	reports.SortFindings(b.found)
	b.result.Findings = b.found
	return b.result
}

// Options says where a pack goes and under what conditions.
type Options struct {
	Out        string            // the folder of packs; made where it is not there
	Restricted string            // the restricted side's folder; "" is beside the pack
	Replace    bool              // a pack that is no draft may be replaced, and is kept aside
	Version    string            // of the program, for the manifest
	Effective  []byte            // the release file as it took effect, without where the extract lies
	Source     []byte            // the release file as written, for the restricted side
	Findings   []reports.Finding // what has been found about the release already
	// Progress is told what is being done and, of an extract, how many records were read and
	// about how many there may be, 0 where that is not known. It may be nil, and may be called
	// from several goroutines at once.
	Progress func(doing string, n, expected int64)
	// Memory is how many bytes the cases of one extract may take before they go to temporary
	// files; 0 is 512 MB.
	Memory int64

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
	hunt     *hidden.Hunt // for private values

	counts    []*reports.Count
	keepLines bool // for trace
	spill     spillway
	many      func()          // many records are being counted
	asked     []*reports.Expr // figures wanted beside those of the words
}

// counted is what is known of one extract once it has been read and counted.
type counted struct {
	extract   *reports.Extract
	account   *reports.Account
	tally     *reports.Tally
	profile   []reports.ColumnProfile
	broken    []reports.Broken
	unmatched []ingest.Unmatched
	counter   *tabulate.Counter
	private   hidden.Found
}

func (o *Options) defaults() {
	if o.disk == nil {
		o.disk = realDisk{}
	}
	if o.formats == nil {
		o.formats = publish.Lookup
	}
	if o.Out == "" {
		o.Out = "out"
	}
	if o.Memory == 0 {
		o.Memory = 512 << 20
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
	there, err := stands(o.Out)
	if err == nil {
		err = os.MkdirAll(o.Out, 0o755)
	}
	if err != nil {
		return nil, nil, err
	}
	unlock, err := lockFolder(o.Out)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", o.Out, err)
	}
	end := func() {
		unlock()
		if !there {
			_ = os.Remove(o.Out) // only where nothing came to lie in it
		}
	}
	if err := finish(o.disk, o.Out); err != nil {
		end()
		return nil, nil, err
	}
	b := &building{Options: o, rel: rel, found: slices.Clone(o.Findings), places: places(o.Out, rel.ID, o.Restricted)}
	b.result = &Result{}
	for _, p := range b.places[1:] {
		if inside(o.Restricted, p.at) || inside(p.at, o.Restricted) {
			b.note([]reports.Finding{find("O087", "the restricted side would lie in %s, and the %s side in %s", o.Restricted, p.side, p.at)})
		}
	}
	return b, end, nil
}

// inside says whether a folder is another, or lies in it. No folder lies nowhere.
func inside(folder, other string) bool {
	if folder == "" || other == "" {
		return false
	}
	a, err1 := filepath.Abs(folder)
	b, err2 := filepath.Abs(other)
	rel, err3 := filepath.Rel(b, a)
	return errors.Join(err1, err2, err3) == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
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

func (b *building) progress(doing string, n, expected int64) {
	if b.Progress != nil {
		b.Progress(doing, n, expected)
	}
}
