package sample

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"despatch/reports"
)

// An Account is what a right reading of a sample comes to, with what it takes to make
// the sample again. Its numbers are those of the account that is printed with a release.
type Account struct {
	Release string          `json:"release"`
	Extract string          `json:"extract"`
	File    string          `json:"file,omitempty"`
	Format  string          `json:"format"`
	Seed    uint64          `json:"seed"`
	Records int64           `json:"records_asked"`
	Dirt    map[string]Rate `json:"dirt_in_a_million"`
	// Declare is what the release must say of the extract for the account to hold, "" for nothing.
	Declare string `json:"declare,omitempty"`

	Read        int64 `json:"read"`
	Counted     int64 `json:"counted"`
	Superseded  int64 `json:"superseded"`
	Excluded    int64 `json:"excluded"`
	Quarantined int64 `json:"quarantined"`
	// Duplicates are exact repeats: of the superseded, or without an id of the counted. It is
	// absent where two records may be equal by chance.
	Duplicates *int64   `json:"duplicates,omitempty"`
	Reasons    []Reason `json:"reasons"`
	// Broken is the physical lines of records with a quotation mark out of place, the first 10,000.
	Broken []int64 `json:"broken_lines,omitempty"`

	Dimensions map[string]map[string]int64 `json:"dimensions,omitempty"` // counted cases by code
	Ladders    map[string]map[string]int64 `json:"ladders,omitempty"`    // counted cases by furthest stage
	Tables     map[string]Total            `json:"tables,omitempty"`
}

// A Reason is why records were set aside, and how many.
type Reason struct {
	ID   string `json:"id"`
	Fate string `json:"fate"` // "excluded" or "quarantined"
	N    int64  `json:"records"`
}

// A Total is the true total of one table.
type Total struct {
	Cases int64            `json:"cases"`
	Sums  map[string]int64 `json:"sums,omitempty"` // by measure
}

// brokenKept is how many lines of broken records an account lists.
const brokenKept = 10_000

// A tally is what some spans of records come to.
type tally struct {
	read    int64
	fates   [4]int64
	repeats int64
	reasons map[reasonKey]int64
	dims    []map[string]int64
	ladders [][]int64
	tables  []tableTally
	live    []int64 // of each sum, over every sound record
}

type reasonKey struct {
	id   string
	fate reports.Fate
}

type tableTally struct {
	cases int64
	sums  []int64
}

func newTally(p *plan) *tally {
	t := &tally{reasons: map[reasonKey]int64{}, tables: make([]tableTally, len(p.tables)), live: make([]int64, len(p.sums))}
	for range p.ext.Dims {
		t.dims = append(t.dims, map[string]int64{})
	}
	for _, l := range p.ladders {
		t.ladders = append(t.ladders, make([]int64, len(l)+1))
	}
	for i := range t.tables {
		t.tables[i].sums = make([]int64, len(p.sums))
	}
	return t
}

func (t *tally) aside(what reports.Fate, id string) {
	t.fates[what]++
	t.reasons[reasonKey{id, what}]++
}

// count adds a case that stands.
func (t *tally) count(p *plan, f *fate) {
	if !p.ext.Everyone && p.ext.Cohorts != 0 && f.cohorts&p.ext.Cohorts == 0 {
		t.aside(reports.Excluded, "outside-cohorts")
		return
	}
	t.fates[reports.Counted]++
	for i, code := range f.codes {
		t.dims[i][code]++
	}
	for i, s := range f.stages {
		t.ladders[i][s]++
	}
	for i := range p.tables {
		if bits := p.tables[i].bits; bits == 0 || f.cohorts&bits != 0 {
			t.tables[i].cases++
			for s, w := range f.weights {
				t.tables[i].sums[s] += w
			}
		}
	}
}

// merge adds another tally.
func (t *tally) merge(o *tally) {
	t.read += o.read
	t.repeats += o.repeats
	for i, n := range o.fates {
		t.fates[i] += n
	}
	for k, n := range o.reasons {
		t.reasons[k] += n
	}
	for i, codes := range o.dims {
		for code, n := range codes {
			t.dims[i][code] += n
		}
	}
	for i, stages := range o.ladders {
		for s, n := range stages {
			t.ladders[i][s] += n
		}
	}
	for i, table := range o.tables {
		t.tables[i].cases += table.cases
		for s, w := range table.sums {
			t.tables[i].sums[s] += w
		}
	}
	for s, w := range o.live {
		t.live[s] += w
	}
}

// settle counts one span: fates are those of its records in order, base says which
// record each repeats or corrects.
func (t *tally) settle(p *plan, fates []fate, base []int32) {
	groups := map[int32][]int32{}
	for i, b := range base {
		if int(b) != i {
			if groups[b] == nil {
				groups[b] = []int32{b}
			}
			groups[b] = append(groups[b], int32(i))
		}
	}
	t.read += int64(len(fates))
	for i := range fates {
		f := &fates[i]
		if f.reason != "" {
			t.aside(f.Fate, f.reason)
			continue
		}
		for s, w := range f.weights {
			t.live[s] += w
		}
		if groups[base[i]] == nil || len(p.key) == 0 {
			t.count(p, f)
		}
	}
	for _, b := range slices.Sorted(maps.Keys(groups)) {
		t.group(p, fates, groups[b])
	}
}

// group counts the exact repeats among records of one case and, where the release has
// an id, the newest of them.
func (t *tally) group(p *plan, fates []fate, members []int32) {
	rows := map[uint64]bool{}
	newest := int32(-1)
	sound := int64(0)
	for _, i := range members {
		f := &fates[i]
		if f.reason != "" {
			continue
		}
		if rows[f.row] {
			t.repeats++
		}
		rows[f.row] = true
		sound++
		if newest < 0 || f.recorded >= fates[newest].recorded {
			newest = i
		}
	}
	if len(p.key) == 0 || newest < 0 {
		return
	}
	t.fates[reports.Superseded] += sound - 1
	if p.ext.IfNewestBroken == "drop" && overtaken(p, fates, members, newest) {
		t.aside(reports.Excluded, "newest-quarantined")
		return
	}
	t.count(p, &fates[newest])
}

// overtaken says whether a quarantined record of the case is, or may be, newer than the newest sound one.
func overtaken(p *plan, fates []fate, members []int32, newest int32) bool {
	n := &fates[newest]
	for _, i := range members {
		f := &fates[i]
		if f.Fate != reports.Quarantined || !f.hasID {
			continue
		}
		if p.rec != nil && f.recorded == 0 {
			if i > newest {
				return true
			}
		} else if f.recorded > n.recorded || f.recorded == n.recorded && i > newest {
			return true
		}
	}
	return false
}

// account is the tally in the words of an account.
func (t *tally) account(p *plan) *Account {
	a := &Account{Release: p.rel.ID, Extract: p.ext.ID, Seed: p.seed, Dirt: p.dirt, Read: t.read,
		Counted: t.fates[reports.Counted], Superseded: t.fates[reports.Superseded], Excluded: t.fates[reports.Excluded], Quarantined: t.fates[reports.Quarantined],
		Reasons: []Reason{}, Dimensions: map[string]map[string]int64{}, Ladders: map[string]map[string]int64{}, Tables: map[string]Total{}}
	if p.unique {
		a.Duplicates = &t.repeats
	}
	for _, k := range slices.SortedFunc(maps.Keys(t.reasons), func(a, b reasonKey) int {
		return cmp.Or(cmp.Compare(a.fate, b.fate), cmp.Compare(a.id, b.id))
	}) {
		a.Reasons = append(a.Reasons, Reason{k.id, k.fate.String(), t.reasons[k]})
	}
	for i, d := range p.ext.Dims {
		codes := map[string]int64{}
		for code, n := range t.dims[i] {
			if code == "" {
				code = "unknown"
			}
			codes[code] += n
		}
		a.Dimensions[d.ID] = codes
	}
	for i, l := range p.ext.Ladders {
		stages := map[string]int64{}
		for s, n := range t.ladders[i] {
			if s == 0 && n > 0 {
				stages["unknown"] = n
			} else if s > 0 {
				stages[l.Stages[s-1].ID] = n
			}
		}
		a.Ladders[l.ID] = stages
	}
	for i, table := range p.tables {
		total := Total{Cases: t.tables[i].cases}
		for _, m := range table.spec.Measures {
			if at := slices.Index(p.ext.Sums, m.Measure); at >= 0 {
				if total.Sums == nil {
					total.Sums = map[string]int64{}
				}
				total.Sums[m.Measure.ID] = t.tables[i].sums[at]
			}
		}
		a.Tables[table.spec.ID] = total
	}
	return a
}

// newer looks at a record for the newest dates that conditions ask for.
func (j *judge) newer(latest map[*column]int64) {
	j.weigh()
	asAt := int64(j.rel.AsAt)
	if j.rec != nil && j.cell(j.rec).there() && j.cell(j.rec).val > asAt || !j.where.latest() && !j.holds(j.where) {
		return
	}
	for _, e := range j.exclude {
		if !e.where.latest() && j.holds(e.where) {
			return
		}
	}
	for c := range j.latest {
		if v := j.cell(c); v.state == good && v.val <= asAt {
			old, ok := latest[c]
			if !ok {
				old = math.MinInt64
			}
			latest[c] = max(old, v.val)
		}
	}
}
