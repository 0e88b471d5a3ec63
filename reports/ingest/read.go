package ingest

import (
	"context"
	"errors"
	"io"
	"path"

	"despatch/reports"
)

// blockLen is how many records are handed over at a time.
const blockLen = 10_000

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
	Private   []reports.PrivateColumn // values that must not leave, for pack to look for
	Findings  []reports.Finding
}

// Unmatched is a value of records for a person to look at, on the restricted
// side only: one that no code list holds, or, with Near, one a letter away from another.
type Unmatched struct {
	Dimension string
	Value     string
	Count     int64
	Near      string // the value it is so close to; "" for one that no code list holds
}

// Read reads one extract of a release once, start to end, and hands on blocks of
// coded records in the order of files and lines. A block is reused after each
// returns. What is wrong with the records is a finding in the result, and an
// error among them means that no figure may be made; the error returned is
// for what stops the program: the disk, a cancelled context, or each itself.
func Read(ctx context.Context, rel *reports.Release, ext *reports.Extract, each func(*reports.Cases) error) (*Result, error) {
	return read(ctx, rel, ext, each, blockLen)
}

func read(ctx context.Context, rel *reports.Release, ext *reports.Extract, each func(*reports.Cases) error, size int) (*Result, error) {
	newest := map[*reports.Column]*int64{}
	r := newReader(rel, ext, each, size, newest)
	if len(newest) > 0 {
		// "latest" is known only when every record has been seen: look first, then read.
		survey := newReader(rel, ext, nil, 1, newest)
		survey.survey = true
		if res, err := survey.run(ctx); err != nil || reports.Errors(res.Findings) {
			return res, err
		}
	}
	return r.run(ctx)
}

// A reader reads one extract.
type reader struct {
	rel     *reports.Release
	ext     *reports.Extract
	each    func(*reports.Cases) error
	survey  bool // only look for the newest dates
	pattern *pattern
	plan    *plan
	head    *header // of the first file
	bound   bool    // every column needed has its place

	origin  origin
	scan    *scanner
	file    file
	perm    []int
	unread  map[int]bool // columns of the first header that no table source reads
	ordered [][]byte
	virtual [][]byte

	block   *block
	res     *Result
	reasons map[string]int32
	counts  []countColumn
	ids     []*idSet
	private []private
	kept    int // private values, over all columns
	blanks  []int64
	shaped  int64 // records of sound shape
	groups  map[uint64]*group
	totals  []int64 // of each sum, over live records
	over    bool    // a sum is more than can be held
	ledger  map[string]int64
	noDate  int64 // records without a recorded date
	noSum   int64 // live records with a blank in a summed column
	key     []byte
	codes   []reports.Code
	slots   []int
}

func newReader(rel *reports.Release, ext *reports.Extract, each func(*reports.Cases) error, size int, newest map[*reports.Column]*int64) *reader {
	r := &reader{rel: rel, ext: ext, each: each, reasons: map[string]int32{}, groups: map[uint64]*group{}, ledger: map[string]int64{},
		res: &Result{Account: &reports.Account{Extract: ext}}}
	r.plan = newPlan(rel, ext, newest)
	r.codes, r.slots = make([]reports.Code, len(r.plan.coders)), make([]int, len(r.plan.coders))
	r.totals = make([]int64, len(r.plan.sums))
	r.block = newBlock(ext, size)
	return r
}

func (r *reader) place() string { return place(r.ext, r.file.name) }

// find adds a finding without a place in a file.
func (r *reader) find(id, format string, args ...any) {
	r.res.Findings = append(r.res.Findings, reports.Find(Rules, id, format, args...).At(reports.Pos{File: r.ext.Pos.File, Line: r.ext.Pos.Line, Col: r.ext.Pos.Col}))
}

// run reads every file; a refusal ends it early.
func (r *reader) run(ctx context.Context) (*Result, error) {
	files := r.files()
	if files == nil {
		return r.res, nil
	}
	for i, f := range files {
		r.file = f
		if err := r.readFile(ctx, i); err != nil {
			if refused, ok := errors.AsType[*refusal](err); ok {
				r.res.Findings = append(r.res.Findings, refused.findings...)
				err = r.hand(ctx) // so that the blocks agree with the account
				r.finish()
				return r.res, err
			}
			return r.res, err
		}
	}
	if err := r.hand(ctx); err != nil {
		return r.res, err
	}
	r.finish()
	return r.res, nil
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
	if r.origin.kind == databaseKind {
		r.find("D003", "the extract %q is a database; databases are not read yet", r.ext.ID)
		return nil
	}
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
	max := usual
	if st, err := f.Stat(); err == nil {
		max.chunk = int(min(int64(max.chunk), st.Size()+4096)) // small files need no large buffer
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
	r.virtual = r.virtual[:0]
	for _, v := range r.file.values {
		r.virtual = append(r.virtual, []byte(v))
	}
	part := reports.Part{File: path.Base(r.file.name), Header: h.names}
	r.res.Account.Parts = append(r.res.Account.Parts, part)
	read := r.res.Account.Read
	if err := r.records(ctx, number, h); err != nil {
		return r.broken(err)
	}
	if err := src.drain(); err != nil {
		return r.broken(err)
	}
	if err := r.unchanged(f, before); err != nil {
		return err
	}
	p := &r.res.Account.Parts[number]
	p.SHA256, p.Bytes, p.Encoding = src.hex(), src.bytes, src.encoding
	p.Lines, p.Blank, p.Records = r.scan.line-1, r.scan.blank, r.res.Account.Read-read
	return r.closing(number)
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

// records reads the records of the file.
func (r *reader) records(ctx context.Context, number int, h *header) error {
	for {
		rec, err := r.scan.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if rec.fault == sound && h.again(rec.fields) {
			return r.refuse("D014", rec.line, 0, "this line is the header once more: a second table, or a heading of two rows")
		}
		if err := r.record(number, rec); err != nil {
			return err
		}
		if r.block.full() {
			if err := r.hand(ctx); err != nil {
				return err
			}
		}
	}
}

// hand gives the block to the next room.
func (r *reader) hand(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if r.block.Len == 0 {
		return nil
	}
	r.block.cut()
	err := r.each(&r.block.Cases)
	r.block.reset()
	return err
}
