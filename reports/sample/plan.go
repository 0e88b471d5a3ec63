package sample

import (
	"fmt"
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

// heads says whether a name heads the column or one that it joins.
func (c *column) heads(name string) bool {
	if c.Template != "" {
		return strings.Contains(c.Template, "{"+name+"}")
	}
	return c.header() == name
}

func (c *column) header() string {
	if len(c.Named) > 0 {
		return c.Named[0]
	}
	return c.Name
}

// place gives every column its places in the header.
func (p *plan) place() error {
	taken := map[string]string{}
	put := func(c *column, name string) error {
		if other, ok := taken[name]; ok {
			return fmt.Errorf("the columns %q and %q of the extract %q are both read from %q: such a file is not made", other, c.Name, p.ext.ID, name)
		}
		if !p.writable(name) {
			return fmt.Errorf("the header %q of the extract %q cannot be written in its encoding", name, p.ext.ID)
		}
		taken[name] = c.Name
		c.at = append(c.at, len(p.headers))
		p.headers = append(p.headers, name)
		return nil
	}
	order := slices.Clone(p.cols) // who it is first, then the rest
	slices.SortStableFunc(order, func(a, b *column) int { return p.rank(a) - p.rank(b) })
	for _, c := range order {
		if c.Template == "" {
			if err := put(c, c.header()); err != nil {
				return err
			}
			continue
		}
		rest := c.Template
		for {
			before, tail, ok := strings.Cut(rest, "{")
			name, more, closed := strings.Cut(tail, "}")
			if !ok || !closed {
				c.between = append(c.between, rest)
				break
			}
			c.between = append(c.between, before)
			if err := put(c, name); err != nil {
				return err
			}
			rest = more
		}
	}
	return nil
}

// rank is where a column stands among the others in the header.
func (p *plan) rank(c *column) int {
	switch {
	case slices.Contains(p.ext.Key, c.Column):
		return 0
	case c.Private:
		return 1
	case c == p.rec:
		return 3
	}
	return 2
}

// identify settles what tells cases apart, and records where there is no id.
func (p *plan) identify() error {
	for _, c := range p.ext.Key {
		x := p.byCol[c]
		x.isKey = true
		p.key = append(p.key, x)
		if p.ref == nil && x.kind == ref {
			p.ref = x
		}
	}
	if len(p.key) > 0 {
		if p.ref == nil {
			return fmt.Errorf("the id of the extract %q is made of columns it counts by: such a file is not made", p.ext.ID)
		}
		p.unique = true
		return nil
	}
	for _, c := range p.cols {
		if c.kind == text {
			p.unique = true // made of the record's number
		}
	}
	if !p.unique && !p.ext.Closed {
		c := p.add(&reports.Column{Name: "sample_record", Otherwise: reports.QuarantineIt})
		c.at, c.label = []int{len(p.headers)}, "R "
		p.headers = append(p.headers, c.Name)
		p.unique = true
	}
	return nil
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

// link finds columns whose values must lie within those of another, so that no code has two parents.
func (p *plan) link() {
	for _, d := range p.dims {
		up := p.byDim[d.Within]
		if up == nil || up.col == d.col || d.col.kind != word || up.col.kind != word {
			continue
		}
		l := link{child: d.col, parent: up.col, dim: d, of: make([]int32, len(d.col.words))}
		base := up.col.base
		for w := range l.of {
			l.of[w] = -1
			if d.codes[w] != "" && len(base) > 0 {
				l.of[w] = base[hashText(d.codes[w])%uint64(len(base))]
			}
		}
		p.links = append(p.links, l)
	}
}

func hashText(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// choose lists the columns that each kind of dirt can touch.
func (p *plan) choose() {
	linked := map[*column]bool{}
	for _, l := range p.links {
		linked[l.parent] = true
	}
	for i, c := range p.cols {
		add := func(id string) { p.eligible[id] = append(p.eligible[id], c) }
		judged := i < p.judged
		switch {
		case c.kind == date && judged:
			add("bad-dates")
			if c.HasLo || c.HasHi {
				add("window")
			}
			if c.after != nil {
				add("order")
			}
			add("blanks")
		case c.kind == number && judged:
			add("bad-numbers")
			if c.HasLo || c.HasHi {
				add("window")
			}
			add("blanks")
		case c.kind == word && !c.isKey:
			add("blanks")
			if !c.number {
				add("variants")
				add("breaks")
			}
			if !linked[c] || p.codedOnly(c) {
				add("misspelt")
			}
		case c.kind == text && c.Template == "":
			add("separators")
			add("breaks")
		case c.isKey && c.kind == ref && c.Template == "":
			add("blank-ids")
		}
	}
	if p.rec != nil {
		p.eligible["late"] = []*column{p.rec}
	}
	for _, id := range faults {
		if len(p.eligible[id]) > 0 || id == "stray" {
			p.faults = append(p.faults, fault{id, p.dirt[id]})
		}
	}
	d := p.dirt
	p.rates = rates{d["repeats"], d["versions"], d["variants"], d["separators"], d["breaks"]}
	p.accents = p.single()
}

// codedOnly says whether every dimension on the column has a code list, so that a slip makes no new code.
func (p *plan) codedOnly(c *column) bool {
	for _, d := range p.dims {
		if d.col == c && d.Kind != reports.Coded {
			return false
		}
	}
	return true
}
