package spec

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"

	"github.com/gocarina/gocsv"
)

// codeRow is a row of a code list as written; a grouping column may have any other name.
type codeRow struct {
	Raw   string `csv:"raw"`
	Code  string `csv:"code"`
	Label string `csv:"label"`
	Note  string `csv:"note"`
	From  string `csv:"from"`
	Until string `csv:"until"`

	pos    reports.Pos
	groups map[string]string // by grouping column; blanks inherited
	lo, hi reports.Day       // valid from lo, before hi
	active bool              // valid as at the release's date
}

// codeList is a file of codes, read once however many dimensions use it.
type codeList struct {
	file    string // as the release names it
	columns []string
	rows    []*codeRow
	groups  []string // names of the grouping columns
	hasRaw  bool
	unclear bool // it has faults of its own: what rests on it is not looked at
}

// records hands gocsv the fields of a file read by the strict reader, and keeps where each record stood.
type records struct {
	all   [][]string
	lines []int
	next  int
}

func (r *records) Read() ([]string, error) {
	if r.next == len(r.all) {
		return nil, io.EOF
	}
	r.next++
	return r.all[r.next-1], nil
}

func (r *records) ReadAll() ([][]string, error) {
	rest := r.all[r.next:]
	r.next = len(r.all)
	return rest, nil
}

// codeListOf reads the code list a dimension names. No finding quotes what
// stands in it: a slip of the pen may have named a file of cases.
func (r *resolver) codeListOf(t text) *codeList {
	if l, ok := r.codes[t.S]; ok {
		return l
	}
	l := &codeList{file: t.S, unclear: true}
	r.codes[t.S] = l
	content, named, ok := r.read(t, "the code list", 16<<20)
	if !ok {
		return l
	}
	before := len(r.list)
	r.readCodes(l, named, content)
	if len(r.list) == before {
		l.unclear = false
	}
	r.inherit(l)
	r.agree(l)
	l.unclear = l.unclear || reports.Errors(r.list[before:])
	return l
}

// readCodes parses the file: header, rows, and where each row stands.
func (r *resolver) readCodes(l *codeList, named string, content []byte) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if p, ok := badText(content); !ok {
		p.File = named
		r.add(p, "S015", "the code list is not UTF-8 text")
		return
	}
	rec, ok := r.strict(named, content)
	if !ok {
		return
	}
	header := rec.all[0]
	seen := map[string]int{}
	for i, h := range header {
		header[i] = strings.TrimSpace(h)
		seen[header[i]]++
	}
	head := reports.Pos{File: named, Line: rec.lines[0]}
	for _, want := range []string{"code", "label"} {
		if seen[want] == 0 {
			r.add(head, "S030", "the code list has no column %q", want)
		}
	}
	for _, name := range []string{"raw", "code", "label", "note", "from", "until"} {
		if seen[name] > 1 {
			r.add(head, "S030", "the code list has column %q twice", name)
		}
	}
	l.columns, l.hasRaw = slices.Clone(header), seen["raw"] > 0
	if seen["code"] != 1 || seen["label"] != 1 || seen["raw"] > 1 {
		return
	}
	if err := gocsv.UnmarshalCSV(rec, &l.rows); err != nil && !errors.Is(err, gocsv.ErrEmptyCSVFile) {
		r.add(head, "S030", "the code list cannot be read")
		return
	}
	if len(l.rows) == 0 {
		r.add(head, "S030", "the code list has no rows")
	}
	for i, h := range header {
		switch h {
		case "raw", "code", "label", "note", "from", "until", "":
			continue
		}
		if seen[h] > 1 {
			continue // a grouping that stands twice is no grouping: by says so
		}
		l.groups = append(l.groups, h)
		for k, row := range l.rows {
			if row.groups == nil {
				row.groups = map[string]string{}
			}
			row.groups[h] = strings.TrimSpace(rec.all[k+1][i])
		}
	}
	for k, row := range l.rows {
		row.pos = reports.Pos{File: named, Line: rec.lines[k+1]}
		row.Code, row.Label, row.Note = strings.TrimSpace(row.Code), strings.TrimSpace(row.Label), strings.TrimSpace(row.Note)
	}
}

// strict reads the fields of every row; a row of another width than the header is a finding and left out.
func (r *resolver) strict(named string, content []byte) (*records, bool) {
	in := csv.NewReader(bytes.NewReader(content))
	in.FieldsPerRecord = -1
	rec := &records{}
	good := true
	for {
		fields, err := in.Read()
		if err == io.EOF {
			break
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			r.add(reports.Pos{File: named, Line: bad.StartLine, Col: bad.Column}, "S030", "the row of the code list has a stray or an unclosed quotation mark")
			return rec, false
		}
		if err != nil {
			return rec, false
		}
		line, _ := in.FieldPos(0)
		if len(rec.all) > 0 && len(fields) != len(rec.all[0]) {
			r.add(reports.Pos{File: named, Line: line}, "S030", "the row has %d fields, and the head of the code list has %d", len(fields), len(rec.all[0]))
			good = false
			continue
		}
		rec.all, rec.lines = append(rec.all, fields), append(rec.lines, line)
	}
	if len(rec.all) == 0 {
		r.add(reports.Pos{File: named}, "S030", "the code list is empty")
		return rec, false
	}
	return rec, good || len(rec.all) > 0
}

// inherit fills the blank cells of a repeated code from the row above it with that
// code, and settles when each row holds.
func (r *resolver) inherit(l *codeList) {
	last := map[string]*codeRow{}
	for _, row := range l.rows {
		if row.Code == "" {
			r.add(row.pos, "S031", "the row has no code")
			continue
		}
		if !idPattern.MatchString(row.Code) {
			r.add(row.pos, "S031", "a code is made of a-z, 0-9, _ and -")
		} else if reports.ReservedCode(row.Code) && row.Code != "unknown" {
			r.add(row.pos, "S031", "the code is reserved: total, rest, first, latest, largest and smallest cannot be categories")
		}
		if above := last[row.Code]; above != nil {
			if row.Label == "" {
				row.Label = above.Label
			}
			if row.Note == "" {
				row.Note = above.Note
			}
			for _, g := range l.groups {
				if row.groups[g] == "" {
					row.groups[g] = above.groups[g]
				}
			}
		}
		if row.Label == "" && row.Code != "unknown" {
			r.add(row.pos, "S031", "the first row of a code has no label")
		}
		last[row.Code] = row
		row.lo, row.hi = r.window(row.From, row.pos, math.MinInt32), r.window(row.Until, row.pos, math.MaxInt32)
		if row.lo >= row.hi {
			r.add(row.pos, "S035", "the row holds until a day that is not after the day it holds from")
		}
		row.active = row.lo <= r.rel.AsAt && r.rel.AsAt < row.hi
	}
}

func (r *resolver) window(s string, at reports.Pos, open reports.Day) reports.Day {
	s = strings.TrimSpace(s)
	if s == "" {
		return open
	}
	d, err := reports.ParseDay(s)
	if err != nil {
		r.add(at, "S035", "from and until are days written YYYY-MM-DD")
		return open
	}
	return d
}

// raws are the folded values of records a row stands for. Without a column raw, a
// code list answers to its labels and to its codes.
func (l *codeList) raws(row *codeRow) []string {
	if l.hasRaw {
		return []string{fold.Fold(fold.Exact(row.Raw))} // it may come from a list despatch wrote for a spreadsheet
	}
	if row.Label == "" || fold.Fold(row.Label) == row.Code {
		return []string{row.Code}
	}
	return []string{fold.Fold(row.Label), row.Code}
}

// agree finds what a code list may not say twice over at one time.
func (r *resolver) agree(l *codeList) {
	labels, raws := newClash(), newClash()
	byLabel := newClash()
	for _, row := range l.rows {
		if row.Code == "" || row.lo >= row.hi {
			continue
		}
		if other := labels.met(row.Code, row.Label, row); other != nil {
			r.add(row.pos, "S032", "the code has another label here than at line %d", other.pos.Line)
		}
		if row.Code != "unknown" {
			if other := byLabel.met(fold.Fold(row.Label), row.Code, row); other != nil && row.Label != "" {
				r.add(row.pos, "S038", "two codes have this label: the other stands at line %d", other.pos.Line)
			}
		}
		for _, raw := range l.raws(row) {
			if other := raws.met(raw, row.Code, row); other != nil {
				r.add(row.pos, "S033", "the value means one code here and another at line %d", other.pos.Line)
			} else if same := raws.again(raw, row.Code, row); same != nil && l.hasRaw {
				if same.groupsEqual(row) {
					r.add(row.pos, "S034", "the value stands at line %d already, with the same code", same.pos.Line)
				} else {
					r.add(row.pos, "S035", "the value stands at line %d too, for days that overlap, with another grouping", same.pos.Line)
				}
			}
		}
	}
}

func (row *codeRow) groupsEqual(other *codeRow) bool {
	for g, v := range row.groups {
		if other.groups[g] != v {
			return false
		}
	}
	return true
}

// clash remembers, for each key, the rows that gave it a value, to find two values
// for one key in days that overlap. Rows of a key are few; those of one value
// are kept only while they add days.
type clash struct{ rows map[string][]*clashRow }

type clashRow struct {
	value string
	row   *codeRow
}

func newClash() *clash { return &clash{map[string][]*clashRow{}} }

// met is an earlier row of the key with another value and overlapping days, or nil.
func (c *clash) met(key, value string, row *codeRow) *codeRow {
	for _, x := range c.rows[key] {
		if x.value != value && x.row.lo < row.hi && row.lo < x.row.hi {
			return x.row
		}
	}
	for _, x := range c.rows[key] {
		if x.value == value && x.row.lo <= row.lo && row.hi <= x.row.hi && x.row != row {
			return nil // its days are covered
		}
	}
	c.rows[key] = append(c.rows[key], &clashRow{value, row})
	return nil
}

// again is an earlier row of the key with the same value and overlapping days, or nil.
func (c *clash) again(key, value string, row *codeRow) *codeRow {
	for _, x := range c.rows[key] {
		if x.row != row && x.value == value && x.row.lo < row.hi && row.lo < x.row.hi {
			return x.row
		}
	}
	return nil
}
