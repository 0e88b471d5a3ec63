package spec

import (
	"fmt"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
)

// dimensions resolves the block dimensions, then how they lie in one another.
func (r *resolver) dimensions() {
	r.dimension = map[string]*reports.Dimension{}
	for _, e := range r.file.Dimensions {
		r.id(e.ID, "dimension") // a faulty name is one finding: what speaks of it is no other
		if e.ID.S == "cohort" {
			r.add(e.ID.Pos, "S012", "a dimension cannot be named cohort: in rows and columns that word means the cohorts")
			continue
		}
		d := r.oneDimension(e.ID, &e.Val)
		r.rel.Dimensions = append(r.rel.Dimensions, d)
		r.dimension[d.ID] = d
	}
	for _, e := range r.file.Dimensions {
		if d := r.dimension[e.ID.S]; d != nil && e.Val.Within.Set {
			d.Within, _ = lookup(r, e.Val.Within, "dimension", r.dimension)
		}
	}
	for _, e := range r.file.Dimensions {
		r.withinCycle(e)
	}
	r.parents()
}

// withinCycle breaks a circle of dimensions that lie within one another.
func (r *resolver) withinCycle(e entry[dimensionV1]) {
	d := r.dimension[e.ID.S]
	if d == nil {
		return
	}
	for up, steps := d.Within, 0; up != nil && steps <= len(r.rel.Dimensions); up, steps = up.Within, steps+1 {
		if up == d {
			r.add(e.Val.Within.Pos, "S021", "dimension %q lies within itself", d.ID)
			d.Within = nil
			return
		}
	}
}

func (r *resolver) oneDimension(id text, v *dimensionV1) *reports.Dimension {
	d := &reports.Dimension{ID: id.S, Label: v.Label.S, Period: v.Period.S, By: v.By.S, Order: v.Order.S, HasUnknown: v.Unknown.Set, Pos: id.Pos}
	if d.Label == "" {
		d.Label = title(id.S)
	}
	unknown := "Not known"
	if v.Unknown.Set {
		unknown = v.Unknown.S
	}
	d.Categories = []reports.Category{{Code: "unknown", Label: unknown, Kind: reports.NotKnown}}
	for _, t := range each(v.Totals) {
		d.Totals = append(d.Totals, fold.Fold(t))
	}
	r.oneKind(id, v)
	for _, t := range []text{v.By, v.Order} {
		if t == v.By && t.Set && !v.Codes.Set {
			r.add(t.Pos, "S027", "dimension %q: by needs a code list", d.ID)
		}
		if t == v.Order && t.Set && (v.Codes.Set || v.Period.Set || v.Bands.Set) {
			r.add(t.Pos, "S027", "dimension %q: order is for values as found; this dimension has an order of its own", d.ID)
		}
	}
	switch {
	case v.Codes.Set:
		d.Kind = reports.Coded
		r.codesOf(d, v)
	case v.Period.Set:
		d.Kind = reports.Period
	case v.Bands.Set:
		d.Kind = reports.Banded
		r.bandsOf(d, v.Bands)
	}
	r.columnsOf(d, v)
	return d
}

// oneKind refuses a dimension that says in two ways how it counts.
func (r *resolver) oneKind(id text, v *dimensionV1) {
	var said []string
	for _, k := range []struct {
		name string
		set  bool
	}{{"codes", v.Codes.Set}, {"period", v.Period.Set}, {"bands", v.Bands.Set}} {
		if k.set {
			said = append(said, k.name)
		}
	}
	if len(said) > 1 {
		r.add(id.Pos, "S027", "dimension %q has %s: one of them decides how it counts", id.S, strings.Join(said, " and "))
	}
}

// columnsOf settles what the dimension counts by.
func (r *resolver) columnsOf(d *reports.Dimension, v *dimensionV1) {
	cols := v.Column.Each
	if len(cols) == 0 || !cols[0].Set {
		return
	}
	if len(cols) > 2 {
		r.add(v.Column.Pos, "S027", "dimension %q has %d columns: it counts by one, or by the days between two", d.ID, len(cols))
		return
	}
	if len(cols) == 2 {
		if d.Kind != reports.Banded {
			r.add(v.Column.Pos, "S027", "dimension %q counts the days between two columns, and needs bands for them", d.ID)
		}
		d.Column, d.Column2 = r.dateColumn(cols[0], "dimension "+d.ID), r.dateColumn(cols[1], "dimension "+d.ID)
		return
	}
	switch d.Kind {
	case reports.Period:
		d.Column = r.dateColumn(cols[0], "period")
		r.fineEnough(d, v.Period)
	case reports.Banded:
		d.Column = r.numberColumn(cols[0], "bands")
	default:
		d.Column = r.columnOf(cols[0])
	}
}

// fineEnough refuses to tell months of a column that knows only years.
func (r *resolver) fineEnough(d *reports.Dimension, period text) {
	if d.Column == nil {
		return
	}
	need := map[string]grain{"month": monthly, "quarter": monthly, "financial-year": monthly, "year": yearly}[d.Period]
	if grainOf(d.Column) < need {
		r.add(period.Pos, "S025", "dimension %q: column %q is not known to the %s", d.ID, d.Column.Name, d.Period)
	}
}

func (r *resolver) bandsOf(d *reports.Dimension, bands texts) {
	for i, t := range bands.Each {
		if !t.Set {
			continue
		}
		s, ok := numberSpan(t.S)
		if n, err := strconv.ParseInt(t.S, 10, 64); !ok && err == nil {
			s, ok = span{lo: n, hi: n, hasLo: true, hasHi: true}, true
		}
		if !ok || s.backwards() {
			r.hint(t.Pos, "S039", "for example [0..17, 18..24, 25..]", "dimension %q: this is not a band of whole numbers", d.ID)
			continue
		}
		b := reports.Band{Lo: noLo, Hi: noHi}
		if s.hasLo {
			b.Lo = s.lo
		}
		if s.hasHi {
			b.Hi = s.hi
		}
		if n := len(d.Bands); n > 0 {
			switch last := &d.Bands[n-1]; {
			case b.Lo <= last.Hi:
				last.Hi = max(last.Hi, b.Hi)
				r.add(t.Pos, "S039", "dimension %q: band %d overlaps the band before it, or stands in the wrong order", d.ID, i+1)
				continue
			case b.Lo != last.Hi+1:
				r.add(t.Pos, "S039", "dimension %q: nothing covers the numbers between band %d and the band before it", d.ID, i+1)
			}
		}
		d.Bands = append(d.Bands, b)
		d.Categories = append(d.Categories, bandCategory(b))
	}
}

// bandCategory is the code and the label of a band: "0-17", "25-up".
func bandCategory(b reports.Band) reports.Category {
	lo, hi := strings.ReplaceAll(fmt.Sprint(b.Lo), "-", "minus"), strings.ReplaceAll(fmt.Sprint(b.Hi), "-", "minus")
	switch {
	case b.Lo == noLo:
		return reports.Category{Code: "up-to-" + hi, Label: fmt.Sprintf("%d or less", b.Hi)}
	case b.Hi == noHi:
		return reports.Category{Code: lo + "-up", Label: fmt.Sprintf("%d and over", b.Lo)}
	case b.Lo == b.Hi:
		return reports.Category{Code: lo, Label: fmt.Sprint(b.Lo)}
	}
	return reports.Category{Code: lo + "-" + hi, Label: fmt.Sprintf("%d to %d", b.Lo, b.Hi)}
}

// codesOf resolves a code list, by file or inline.
func (r *resolver) codesOf(d *reports.Dimension, v *dimensionV1) {
	if !v.Codes.List && len(v.Codes.Each) == 1 {
		t := v.Codes.Each[0]
		if !strings.HasSuffix(strings.ToLower(t.S), ".csv") {
			r.hint(t.Pos, "S009", "a list of labels stands in brackets: [Street, Residence]", "dimension %q: codes names a code list ending in .csv, or holds a list", d.ID)
			return
		}
		d.CodeList = t.S
		if l := r.codeListOf(t); !l.unclear {
			r.listed(d, v, l)
		}
		return
	}
	if v.By.Set {
		r.add(v.By.Pos, "S027", "dimension %q: by needs a code list in a file", d.ID)
	}
	r.inline(d, v.Codes)
}

// inline makes the categories of codes: [Street, Residence]; a code is its label's slug.
func (r *resolver) inline(d *reports.Dimension, labels texts) {
	d.Raw = map[string]reports.Code{}
	seen := map[string]bool{}
	for _, t := range labels.Each {
		if !t.Set {
			continue
		}
		slug := fold.Slug(t.S)
		switch {
		case slug == "":
			r.add(t.Pos, "S031", "dimension %q: no code can be made from this label: use a code list", d.ID)
			continue
		case slug == "unknown":
			d.Raw[fold.Fold(t.S)] = reports.Unknown
			continue
		case reports.ReservedCode(slug):
			r.add(t.Pos, "S031", "dimension %q: the label makes the reserved code %q: use a code list", d.ID, slug)
			continue
		case seen[slug]:
			r.add(t.Pos, "S038", "dimension %q: two labels make the code %q", d.ID, slug)
			continue
		}
		seen[slug] = true
		d.Raw[fold.Fold(t.S)] = reports.Code(len(d.Categories))
		d.Categories = append(d.Categories, reports.Category{Code: slug, Label: t.S, Kind: kindOf(slug)})
	}
}

func kindOf(code string) reports.Kind {
	if code == "other" {
		return reports.Other
	}
	return reports.Plain
}

// listed makes the categories of a code list, by its codes or by one of its groupings,
// as far as its rows hold as at the release's date.
func (r *resolver) listed(d *reports.Dimension, v *dimensionV1, l *codeList) {
	if v.By.Set && !contains(l.groups, v.By.S) {
		hint := didYouMean(v.By.S, l.groups)
		r.hint(v.By.Pos, "S020", hint, "dimension %q: code list %q has no grouping column %q", d.ID, l.file, v.By.S)
		return
	}
	d.Raw, d.CodeColumns = map[string]reports.Code{}, l.columns
	codes := map[string]reports.Code{"unknown": reports.Unknown}
	labels := map[string]string{}
	for _, row := range l.rows {
		if !row.active {
			continue
		}
		code, label, note := row.Code, row.Label, row.Note
		if v.By.Set {
			if code, label = r.grouping(d, row); code == "" {
				continue
			}
			note = "" // of one row, not of the group
			if first, met := labels[code]; met && first != label {
				r.add(row.pos, "S038", "two spellings of a grouping make one code")
				continue
			}
			labels[code] = label
		}
		if code == "unknown" && label != "" && !v.Unknown.Set {
			d.Categories[0].Label = label
		}
		c, met := codes[code]
		if !met {
			c = reports.Code(len(d.Categories))
			codes[code] = c
			d.Categories = append(d.Categories, reports.Category{Code: code, Label: label, Kind: kindOf(code), Note: note})
		}
		for _, raw := range l.raws(row) {
			d.Raw[raw] = c
		}
	}
	if len(d.Categories) == 1 {
		d.Raw = nil
		r.add(v.Codes.Pos, "S030", "dimension %q: no row of code list %q holds as at the release's date", d.ID, l.file)
	}
}

// grouping is the code and label a row has when counted by a grouping; "" after a finding.
func (r *resolver) grouping(d *reports.Dimension, row *codeRow) (code, label string) {
	label = row.groups[d.By]
	if label == "" {
		if row.Code == "unknown" {
			return "unknown", ""
		}
		r.add(row.pos, "S036", "the row has no value in the grouping column %q", d.By)
		return "", ""
	}
	code = fold.Slug(label)
	if code == "" || reports.ReservedCode(code) && code != "unknown" {
		r.add(row.pos, "S031", "no code can be made from the row's value in the grouping column %q", d.By)
		return "", ""
	}
	return code, label
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// parents finds, for dimensions that count one column by one code list, in which
// code of the other each code lies. Two parents for one code is a fault of the code list,
// unless both count by groupings: those may well cross.
func (r *resolver) parents() {
	for _, d := range r.rel.Dimensions {
		for _, up := range r.rel.Dimensions {
			if up == d || up.By == "" || d.CodeList == "" || up.CodeList != d.CodeList || up.Column != d.Column || d.Raw == nil || up.Raw == nil {
				continue
			}
			if of, twice := r.parentsIn(d, up); twice == nil {
				if d.Parents == nil {
					d.Parents = map[string][]reports.Code{}
				}
				d.Parents[up.ID] = of
			} else if d.By == "" {
				r.add(twice.pos, "S037", "the code lies in two codes of dimension %q", up.ID)
			}
		}
	}
}

// parentsIn is the code of up for each code of d, or the row that gives one a second.
func (r *resolver) parentsIn(d, up *reports.Dimension) ([]reports.Code, *codeRow) {
	l := r.codes[d.CodeList]
	of := make([]reports.Code, len(d.Categories))
	known := make([]bool, len(d.Categories))
	for _, row := range l.rows {
		if !row.active {
			continue
		}
		raw := l.raws(row)[0]
		c, p := d.Raw[raw], up.Raw[raw]
		if known[c] && of[c] != p {
			return nil, row
		}
		of[c], known[c] = p, true
	}
	return of, nil
}
