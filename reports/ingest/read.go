package ingest

import (
	"context"
	"errors"
	"io"
	"path"
	"runtime"

	"despatch/reports"
	"despatch/reports/hidden"
)

// blockLen is how many records are handed over at a time, at most.
const blockLen = 2048

// maxBroken is how many quarantined records are kept for the restricted side;
// the account counts them all.
const maxBroken = 100_000

// A Result is what is known once an extract is read.
type Result struct {
	// Account has Read, Excluded, Quarantined, Reasons and Parts; Counted, Superseded
	// and Duplicates are for tabulate to complete.
	Account   *reports.Account
	Codings   []*reports.Coding       // Extract.Dims, then Extract.Ladders
	Broken    []reports.Broken        // quarantined records in order of file and line, at most 100,000
	Profile   []reports.ColumnProfile // every column of the header, then joined columns and composite ids
	Unmatched []Unmatched             // restricted side only
	Private   hidden.Found            // values that must not leave, for pack to look for
	Findings  []reports.Finding
}

// Unmatched is a value of records for a person to look at, on the restricted
// side only: one that no code list holds, or, with Near, one a letter away from another.
type Unmatched struct {
	Dimension string
	Value     string
	Count     int64
	Near      string // the value it is so close to, folded where a code list holds it; "" for none
}

// Read reads one extract of a release once and hands on blocks of coded records, in
// no fixed order: each is called by several goroutines at once, each with a block of its
// own, which is used again after each returns. The result does not depend on how many
// there are, nor on which of them read what. What is wrong with the records is a finding
// in the result, and an error among them means that no figure may be made; where a whole
// file is refused, nothing else is said. The error returned is for what stops the program:
// the disk, a cancelled context, or each itself.
func Read(ctx context.Context, rel *reports.Release, ext *reports.Extract, each func(*reports.Cases) error) (*Result, error) {
	return read(ctx, rel, ext, each, settings{workers: runtime.GOMAXPROCS(0), block: blockLen, sheaf: sheafLen, max: usual})
}

// settings are how an extract is read: what may not change what is found in it.
type settings struct {
	workers int
	block   int // records
	sheaf   int // records
	max     limits
}

func read(ctx context.Context, rel *reports.Release, ext *reports.Extract, each func(*reports.Cases) error, set settings) (*Result, error) {
	newest := map[*reports.Column]*int64{}
	lead := newReader(rel, ext, set, newest, nil)
	if len(newest) > 0 {
		// "latest" is known only when every record has been seen: look first, then read.
		look := newReader(rel, ext, set, map[*reports.Column]*int64{}, nil)
		look.survey = true
		if res, err := look.run(ctx, each); err != nil || reports.Errors(res.Findings) {
			return res, err
		}
		for c, day := range look.plan.newest {
			*newest[c] = *day
		}
	}
	return lead.run(ctx, each)
}

// A reader reads one extract. The one that leads goes through the files and cuts them
// into pieces; the workers, each a reader of its own, read those; and what they found the
// first takes up at the end.
type reader struct {
	rel     *reports.Release
	ext     *reports.Extract
	set     settings
	crew    *crew
	survey  bool // only look for the newest dates
	pattern *pattern
	plan    *plan
	head    *header // of the first file
	bound   bool    // every column needed has its place

	origin  origin
	scan    *scanner
	names   []string // of the files, as they were found
	file    file
	part    *opened // of the piece under way
	perm    []int
	unread  map[int]bool // columns of the first header that no table source reads
	virtual [][]byte
	bare    []int // columns of the header that no column of the plan tells about

	sheaf   sheaf
	block   *block
	res     *Result
	reasons reasons
	ends    []ends // by file
	counts  []countColumn
	ids     []repeated
	private privates
	blanks  []int64
	shaped  int64 // records of sound shape
	groups  map[uint64]*group
	totals  []wide // of each sum, over live records
	ledger  map[string]int64
	said    []said  // the first findings of each kind
	aside   []aside // the first quarantined records
	noDate  int64   // records without a recorded date
	noSum   int64   // live records with a blank in a summed column
	n       int64   // records that the one set aside stands for
	key     []byte
}

// newReader is a reader of an extract. A worker shares the dictionaries of the reader
// that leads, nil for that one itself, and has a block to fill.
func newReader(rel *reports.Release, ext *reports.Extract, set settings, newest map[*reports.Column]*int64, lead *reader) *reader {
	r := &reader{rel: rel, ext: ext, set: set, groups: map[uint64]*group{}, ledger: map[string]int64{},
		res: &Result{Account: &reports.Account{Extract: ext}}, reasons: newReasons(ext), private: privates{pile: hidden.Pile{Values: &hidden.Values{}}}}
	r.plan = newPlan(rel, ext, newest)
	if lead != nil {
		r.crew, r.survey, r.pattern, r.private.pile.Values = lead.crew, lead.survey, lead.pattern, lead.private.pile.Values
		r.private.asked = lead.private.asked
		for d, c := range r.plan.byDim {
			c.share(lead.plan.byDim[d])
		}
		r.block, r.sheaf = newBlock(ext, set.block), newSheaf(set.sheaf)
	}
	r.totals = make([]wide, len(r.plan.sums))
	return r
}

func (r *reader) place() string { return place(r.ext, r.file.name) }

// find adds a finding without a place in a file.
func (r *reader) find(id, format string, args ...any) {
	r.res.Findings = append(r.res.Findings, reports.Find(Rules, id, format, args...).At(reports.Pos{File: r.ext.Pos.File, Line: r.ext.Pos.Line, Col: r.ext.Pos.Col}))
}

// run reads every file; a refusal ends it early, and then nothing else is said.
func (r *reader) run(ctx context.Context, each func(*reports.Cases) error) (*Result, error) {
	files := r.files()
	if files == nil {
		return r.res, nil
	}
	r.crew = newCrew(ctx, each)
	err := r.readFiles(files)
	refused, err := r.crew.dismiss(err)
	if err != nil {
		return r.res, err
	}
	if refused == nil {
		for _, w := range r.crew.workers {
			r.absorb(w)
		}
		refused = r.sameTwice()
	}
	if refused != nil {
		return &Result{Account: &reports.Account{Extract: r.ext}, Findings: refused.findings}, nil
	}
	r.finish()
	return r.res, nil
}

func (r *reader) readFiles(files []file) error {
	for i, f := range files {
		r.file, r.names = f, append(r.names, f.name)
		if err := r.readFile(r.crew.ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// A refusal ends the reading: what is wrong lies in the whole file.
type refusal struct{ findings []reports.Finding }

func (*refusal) Error() string { return "the extract is refused" }

// refuse is a refusal at a line of the file under way.
func (r *reader) refuse(id string, line, col int64, format string, args ...any) error {
	f := reports.Find(Rules, id, format, args...).At(reports.Pos{File: r.place(), Line: int(line), Col: int(col)})
	return &refusal{[]reports.Finding{f}}
}

// files lists the extract's files; nil with a finding where there is none.
func (r *reader) files() []file {
	r.origin = originOf(r.ext.From)
	from := r.origin.files
	if r.origin.kind == strangeKind {
		r.find("D003", "the extract %q is a file of type %s, which is not read", r.ext.ID, r.origin.ending)
		return nil
	}
	if c := r.ext.Comma; c == '"' || c == '\n' || c == '\r' || c >= 0x80 {
		r.find("D042", "the separator of the extract %q cannot be used: it is not one ASCII character, or has a meaning of its own", r.ext.ID)
		return nil
	}
	p, err := parsePattern(from)
	if err != nil {
		r.find("D037", "the extract %q names its files by a pattern that cannot be read: %s", r.ext.ID, err)
		return nil
	}
	r.pattern = p
	files, err := p.find(r.ext.Files)
	if err != nil {
		r.find("D002", "the folder of the extract %q cannot be read: %s", r.ext.ID, why(err))
		return nil
	}
	if len(files) == 0 {
		r.find("D001", "no file matches the pattern %q of the extract %q", from, r.ext.ID)
		return nil
	}
	return files
}

// readFile reads one file of the extract.
func (r *reader) readFile(ctx context.Context, number int) error {
	f, finding := open(r.ext, r.file.name)
	if finding != nil {
		return &refusal{[]reports.Finding{*finding}}
	}
	defer f.Close()
	before, _ := f.Stat()
	if r.origin.kind != csvKind {
		return r.readTable(ctx, number, f)
	}
	src, finding, err := newPackedSource(f, r.ext.Encoding, r.origin.packing)
	if err != nil {
		return r.broken(err)
	}
	if finding != nil {
		return &refusal{[]reports.Finding{finding.At(reports.Pos{File: r.place()})}}
	}
	comma := r.ext.Comma
	if comma == 0 {
		comma = ','
	}
	max := r.set.max
	if before != nil && r.origin.packing == "" {
		max.chunk = int(min(int64(max.chunk), before.Size()+4096)) // small files need no large buffer
	}
	r.scan = newScanner(src.text, comma, max)
	h, finding, err := r.readHeader(r.scan)
	if err != nil {
		return r.broken(err)
	}
	if finding != nil {
		return &refusal{[]reports.Finding{finding.At(reports.Pos{File: r.place(), Line: finding.Line})}}
	}
	if err := r.match(h); err != nil {
		return err
	}
	r.begin(number, h)
	if err := r.cut(); err != nil {
		return r.broken(err)
	}
	if err := src.drain(); err != nil {
		return r.broken(err)
	}
	if err := r.unchanged(f, before); err != nil {
		return err
	}
	p := &r.res.Account.Parts[number]
	p.SHA256, p.Bytes, p.Encoding, p.Lines = src.hex(), src.bytes, src.encoding, r.scan.line-1
	r.ended(number).count(r.scan)
	return nil
}

// begin opens the account of a file, and sets what its pieces need to be read.
func (r *reader) begin(number int, h *header) {
	r.virtual = nil
	for _, v := range r.file.values {
		r.virtual = append(r.virtual, []byte(v))
	}
	var base int64
	if number > 0 {
		base = r.part.base + r.res.Account.Parts[number-1].Lines
	}
	r.part = &opened{file: r.file, number: int32(number), base: base, perm: r.perm, virtual: r.virtual, head: h, want: r.scan.want, sep: r.scan.sep}
	for _, c := range []byte{r.scan.sep, '"', '\n', '\r'} {
		r.part.special[c] = 1
	}
	r.res.Account.Parts = append(r.res.Account.Parts, reports.Part{File: path.Base(r.file.name), Header: h.names, First: base, FirstLine: h.line + 1})
}

// cut hands the text of a file to the workers.
func (r *reader) cut() error {
	c := &cutter{scan: r.scan, free: make(chan []byte, r.set.workers+2)}
	r.part.giveBack = func(p *piece) {
		if p.text != nil {
			c.giveBack(p.text)
		}
	}
	for {
		p, err := c.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if r.crew.expected == 0 && p.own > 0 && r.origin.packing == "" {
			r.crew.expected = r.expect(int64(p.own), r.scan.line-p.line)
		}
		if err := r.send(p); err != nil {
			return err
		}
	}
}

// broken turns undecodable bytes into a refusal; any other error stops the program.
func (r *reader) broken(err error) error {
	if refused := r.damaged(err); refused != nil {
		return refused
	}
	if b, ok := errors.AsType[*badByte](err); ok {
		return r.refuse("D005", b.line, b.col, "the text cannot be read as %s: character %d of this line is no such character", encodingName(r.ext.Encoding), b.col)
	}
	return err
}

func encodingName(e string) string {
	switch e {
	case "windows-1252":
		return "Windows-1252"
	case "latin-1":
		return "Latin-1"
	}
	return "UTF-8"
}

// match binds the first file's header, or sets other files' against it.
func (r *reader) match(h *header) error {
	if r.head == nil {
		r.head = h
		r.blanks = make([]int64, len(h.names))
		if found := r.bind(h); len(found) > 0 {
			return &refusal{found}
		}
		r.bound = true
		r.bindIDs()
		r.bindPrivate(h)
		return nil
	}
	perm, ok := h.order(r.head)
	if !ok {
		return r.refuse("D015", h.line, 0, "the header of this file does not hold the same columns as that of %s", r.res.Account.Parts[0].File)
	}
	r.perm = perm
	return nil
}
