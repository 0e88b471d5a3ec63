// Package validate looks at an extract as a whole. Blocks of case records come
// in, then the account; findings go out: exact duplicates, records whose place in the
// account is in doubt. Single values are judged by package ingest, while the bytes are
// at hand. It counts nothing that is published and keeps no value of a record.
package validate

import (
	"sync"

	"despatch/reports"
)

// Rules are the findings of looking at an extract as a whole.
var Rules = []reports.Rule{
	{ID: "D050", Severity: reports.Warning, Title: "The same record more than once",
		Text:   "Some records are equal in every field. Without an identifier nobody can tell a record sent twice from two cases alike, so all of them are counted.",
		Before: "two lines equal to the last letter, no id: declared", After: "id: case_id",
		Hint: "declare what identifies a case under id:, or let the notes say how many there are"},
	{ID: "D051", Severity: reports.Info, Title: "Records sent twice",
		Text:   "Some records are equal in every field. They have an identifier, so each case is counted once.",
		Before: "two lines equal to the last letter", After: "one line",
		Hint: "nothing need be done"},
	{ID: "D052", Severity: reports.Error, Title: "Records are missing from the blocks",
		Text:   "Every record read must be handed on, once. Here the numbers differ, so a record would be lost or counted twice.",
		Before: "100 read, 99 handed on", After: "100 read, 100 handed on",
		Hint: "this is a fault of the program, not of the records: please report it"},
	{ID: "D053", Severity: reports.Warning, Title: "Records whose case is not known",
		Text:   "So many records have no readable identifier that cases may be missing altogether: it cannot be told whose they are.",
		Before: "30 of 1,023 records without an identifier", After: "an identifier in each record",
		Hint: "correct the records that are set aside for their shape or their identifier"},
}

// A Check sees every block of one extract, in any order, several at once.
type Check struct {
	ext *reports.Extract
	mu  sync.Mutex
	seen
}

// seen is what was met in the records of a block, or of all.
type seen struct {
	records int64
	fates   [4]int64
	unnamed int64 // records set aside whose case is not known
}

// New makes the check of an extract.
func New(_ *reports.Release, ext *reports.Extract) *Check { return &Check{ext: ext} }

// Block looks at one block of records and keeps nothing of it.
func (c *Check) Block(b *reports.Cases) {
	s := seen{}
	for i, fate := range b.Fate[:b.Len] {
		n := int64(1)
		if len(b.Times) > 0 {
			n = max(1, b.Times[i])
		}
		s.records += n
		if int(fate) < len(s.fates) {
			s.fates[fate] += n
		}
		if fate == reports.Quarantined && !b.HasID[i] {
			s.unnamed += n
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.records += s.records
	c.unnamed += s.unnamed
	for fate, n := range s.fates {
		c.fates[fate] += n
	}
}

// Findings is what there is to say once the extract is read and its account complete.
func (c *Check) Findings(a *reports.Account) []reports.Finding {
	var out []reports.Finding
	find := func(id, format string, args ...any) *reports.Finding {
		out = append(out, reports.Find(Rules, id, format, args...).At(c.ext.Pos))
		return &out[len(out)-1]
	}
	if c.records != a.Read || c.fates[reports.Excluded] > a.Excluded || c.fates[reports.Quarantined] != a.Quarantined {
		find("D052", "extract %q: %d records were read and %d handed on", c.ext.ID, a.Read, c.records)
	}
	if n := a.Duplicates; n > 0 {
		id, what := "D050", "all are counted"
		if len(c.ext.Key) > 0 {
			id, what = "D051", "each case is counted once"
		}
		records := "records are"
		if n == 1 {
			records = "record is"
		}
		find(id, "extract %q: %d %s equal in every field to an earlier one; %s", c.ext.ID, n, records, what).Count = n
	}
	if len(c.ext.Key) > 0 && c.unnamed >= enough && c.unnamed*100 >= c.records {
		find("D053", "extract %q: %d records are set aside and have no identifier that can be read", c.ext.ID, c.unnamed).Count = c.unnamed
	}
	return out
}

// enough is how many records without an identifier it takes to be worth a word.
const enough = 10
