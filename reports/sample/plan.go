package sample

import (
	"slices"
	"strings"

	"despatch/reports"
)

// A plan is what is made for every record of an extract, worked out once.
type plan struct {
	rel     *reports.Release
	ext     *reports.Extract
	dirt    Dirt
	seed    uint64
	headers []string
	cols    []*column // those that are judged first, in the order of judgement
	judged  int
	byCol   map[*reports.Column]*column
	key     []*column
	ref     *column // of the key: differs from case to case
	rec     *column // recorded
	links   []link
	dims    []*dim // Extract.Dims first, then those only conditions ask
	byDim   map[*reports.Dimension]*dim
	ladders [][]stage
	where   condition
	exclude []exclusion
	cohorts []cohort
	sums    []*column
	totals  []*dim // with totals of their own, whose column the file has
	latest  map[*column]*int64
	tables  []table
	unique  bool // no two records are equal by chance

	eligible map[string][]*column // by kind of dirt
	faults   []fault              // that some column can have
	rates    rates
	accents  bool // texts without meaning hold letters beyond ASCII
}

type fault struct {
	id   string
	rate Rate
}

// rates are those asked for every record.
type rates struct{ repeats, versions, variants, separators, breaks Rate }

// kind is how the values of a column are made.
type kind uint8

const (
	text   kind = iota // words without meaning: private columns and others nothing counts by
	word               // of a vocabulary
	date               // a date
	number             // a whole number
	ref                // an identifier, different in every case
)

// A column is one column of the extract.
type column struct {
	*reports.Column
	index   int // in plan.cols
	kind    kind
	at      []int    // its places in the header: several where a template joins them
	between []string // the template's texts around them
	number  bool     // judged as a whole number
	layouts []layout
	usable  []int // layouts that can be told from those before
	after   *column
	stage   bool // the date of a stage: blank where it is not reached
	before  *column
	isKey   bool
	label   string // of a text without meaning
	unit    int64  // of a ref column: so many cases share a value

	lo, hi int64 // judged range
	from   int64 // made range: days or numbers
	to     int64
	bands  []reports.Band

	vocab
}

// A link is a column whose codes lie in the codes of another.
type link struct {
	child, parent *column
	dim           *dim
	of            []int32 // [word of child] word of parent
}

// A dim is a dimension, bound.
type dim struct {
	*reports.Dimension
	col, col2 *column
	codes     []string // [word] "" is unknown
	totals    map[string]bool
}

// A stage is a stage of a ladder, bound.
type stage struct {
	*reports.Stage
	col   *column
	where condition
}

type exclusion struct {
	id, text string
	where    condition
}

type cohort struct {
	bit   uint64
	where condition
}

// A table is one table of the extract, for its true totals.
type table struct {
	spec *reports.TableSpec
	bits uint64
}

// newPlan works out what the extract's file holds; the error is for what cannot be made.
func newPlan(rel *reports.Release, ext *reports.Extract, o Options) (*plan, error) {
	p := &plan{rel: rel, ext: ext, dirt: o.Dirt, seed: o.Seed, byCol: map[*reports.Column]*column{},
		byDim: map[*reports.Dimension]*dim{}, latest: map[*column]*int64{}, eligible: map[string][]*column{}}
	p.columns()
	p.bind()
	if err := p.place(); err != nil {
		return nil, err
	}
	p.kinds()
	if err := p.identify(); err != nil {
		return nil, err
	}
	p.ranges()
	if err := p.vocabularies(); err != nil {
		return nil, err
	}
	p.link()
	p.choose()
	return p, nil
}

func (p *plan) add(c *reports.Column) *column {
	if c == nil {
		return nil
	}
	if x := p.byCol[c]; x != nil {
		return x
	}
	x := &column{Column: c, index: len(p.cols), number: c.Number, unit: 1,
		label: "Synthetic " + strings.ReplaceAll(strings.ToLower(c.Name), "_", " ") + " "}
	for _, l := range c.Layouts {
		x.layouts = append(x.layouts, newLayout(l))
	}
	p.byCol[c] = x
	p.cols = append(p.cols, x)
	return x
}

// columns lists the columns of the file: what the extract's tables ask, what else the
// release declares and judges wherever it stands, then columns without meaning.
func (p *plan) columns() {
	for _, c := range p.ext.Columns {
		p.add(c)
	}
	only := len(p.rel.Extracts) == 1 // else a declared column may be another extract's
	for _, c := range p.rel.Columns {
		if only && (c.IsDate() || c.Number || c.Repeats) {
			p.add(c)
		}
	}
	for _, d := range p.rel.Dimensions {
		if only && len(d.Totals) > 0 && d.Column != nil {
			p.add(d.Column)
		}
	}
	p.judged = len(p.cols)
	for _, c := range p.rel.Columns {
		if only || c.Private && !c.IsDate() && !c.Number {
			p.add(c)
		}
	}
	for _, name := range p.rel.Private {
		if !slices.ContainsFunc(p.cols, func(c *column) bool { return c.heads(name) }) {
			p.add(&reports.Column{Name: name, Private: true, Otherwise: reports.QuarantineIt})
		}
	}
	for _, c := range p.cols {
		c.after = p.byCol[c.After]
	}
}

// kinds settles how the values of each column are made.
func (p *plan) kinds() {
	worded := map[*column]bool{}
	for _, d := range p.dims {
		if d.Kind == reports.Coded || d.Kind == reports.AsFound {
			worded[d.col] = true
		}
	}
	p.clauses(func(c *test) {
		if c.Dim == nil && !c.Ranged && !c.Latest {
			worded[c.col] = true
		}
	})
	counted := map[*reports.Column]bool{}
	for _, c := range p.ext.Key {
		counted[c] = true
	}
	shared := map[*reports.Column]bool{}
	for _, m := range p.ext.Distinct {
		for _, c := range m.Of {
			shared[c] = true
		}
	}
	for _, c := range p.cols {
		switch {
		case c.IsDate():
			c.kind = date
		case worded[c]:
			c.kind = word
		case counted[c.Column]:
			c.kind = ref
		case c.number:
			c.kind = number
		case c.Repeats || shared[c.Column]:
			c.kind, c.unit = ref, 3
		}
	}
}

// clauses calls each with every clause of every condition.
func (p *plan) clauses(each func(*test)) {
	of := func(c condition) {
		for i := range c {
			each(&c[i])
		}
	}
	of(p.where)
	for _, e := range p.exclude {
		of(e.where)
	}
	for _, c := range p.cohorts {
		of(c.where)
	}
	for _, l := range p.ladders {
		for _, s := range l {
			of(s.where)
		}
	}
}

// bind binds dimensions, ladders, conditions and measures to the columns.
func (p *plan) bind() {
	for _, d := range p.ext.Dims {
		p.dim(d)
	}
	p.where = p.condition(p.ext.Where)
	for _, e := range p.ext.Exclude {
		p.exclude = append(p.exclude, exclusion{"excluded:" + e.Reason, e.Reason, p.condition(e.Where)})
	}
	for _, l := range p.ext.Ladders {
		var stages []stage
		var before *column
		for _, s := range l.Stages {
			c := p.add(s.Date)
			if c != nil {
				c.stage, c.before, before = before != nil, before, c
			}
			stages = append(stages, stage{s, c, p.condition(s.Where)})
		}
		p.ladders = append(p.ladders, stages)
	}
	for i, c := range p.rel.Cohorts {
		if bit := uint64(1) << i; p.ext.Cohorts&bit != 0 {
			p.cohorts = append(p.cohorts, cohort{bit, p.condition(c.Where)})
		}
	}
	for _, m := range p.ext.Sums {
		c := p.add(m.Of[0])
		c.number = true
		p.sums = append(p.sums, c)
	}
	p.rec = p.add(p.ext.Recorded)
	for _, d := range p.rel.Dimensions {
		if len(d.Totals) == 0 || d.Column == nil || p.byCol[d.Column] == nil {
			continue
		}
		t := &dim{Dimension: d, col: p.byCol[d.Column], totals: map[string]bool{}}
		for _, v := range d.Totals {
			t.totals[v] = true
		}
		p.totals = append(p.totals, t)
	}
	for _, spec := range p.rel.Tables {
		if spec.Extract == p.ext {
			p.tables = append(p.tables, table{spec, cohortBits(p.rel, spec)})
		}
	}
}

func (p *plan) dim(d *reports.Dimension) *dim {
	if x := p.byDim[d]; x != nil {
		return x
	}
	x := &dim{Dimension: d, col: p.add(d.Column), col2: p.add(d.Column2)}
	p.byDim[d] = x
	p.dims = append(p.dims, x)
	return x
}

// cohortBits is the cohorts a table is about; with a side for them and none named, all of the extract's.
func cohortBits(rel *reports.Release, spec *reports.TableSpec) (bits uint64) {
	for i, c := range rel.Cohorts {
		if slices.Contains(spec.Cohorts, c) {
			bits |= 1 << i
		}
	}
	for _, part := range slices.Concat(spec.Rows, spec.Columns) {
		if part.Cohorts && len(spec.Cohorts) == 0 {
			bits = spec.Extract.Cohorts
		}
	}
	return bits
}
