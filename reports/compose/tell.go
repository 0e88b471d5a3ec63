package compose

import (
	"fmt"
	"slices"
	"strings"

	"despatch/reports"
)

// soft is the figure a soft expression came to, or nil.
func (b *filling) soft(format string, args ...any) *reports.Figure {
	f := b.store.Answers[fmt.Sprintf(format, args...)]
	if f == nil || !f.Cell.IsNumber() {
		return nil
	}
	return f
}

// figureOf is a figure of a table by its parts, or nil.
func (b *filling) figureOf(format string, args ...any) *reports.Figure {
	return b.byID[fmt.Sprintf(format, args...)]
}

// noun is what a table counts, as it stands in a sentence.
func noun(t *reports.TableSpec) string {
	if len(t.Measures) == 0 || t.Measures[0].Measure == nil || t.Measures[0].Measure.Label == "" {
		return "cases"
	}
	return lower(t.Measures[0].Measure.Label)
}

// label is what a table counts, as it is named.
func label(t *reports.TableSpec) string { return capital(noun(t)) }

// cases says whether a table counts cases, so that "there were" can be said of its figures.
func cases(t *reports.TableSpec) bool {
	return len(t.Measures) == 0 || t.Measures[0].Measure == nil || t.Measures[0].Measure.Kind == reports.CountCases
}

// ofCohort says whom a table is about, in brackets, where it is not everybody.
func ofCohort(t *reports.TableSpec) string {
	if len(t.Cohorts) != 1 {
		return ""
	}
	return " (" + t.Cohorts[0].Label + ")"
}

// waits says whether a table shows medians or means, which have no parts.
func waits(t *reports.TableSpec) bool {
	if len(t.Measures) == 0 || t.Measures[0].Measure == nil {
		return false
	}
	k := t.Measures[0].Measure.Kind
	return k == reports.Median || k == reports.Mean
}

// tell is what there is to say of a table, most important first: each entry is
// one point, of one or more sentences.
func (w *writing) tell(t *reports.TableSpec) [][]reports.Span {
	table := w.filling.table(t.ID)
	if table == nil || len(table.Rows) == 0 {
		return nil
	}
	var out [][]reports.Span
	add := func(spans []reports.Span) {
		if len(spans) > 0 {
			out = append(out, spans)
		}
	}
	c := keyColumn(t)
	switch {
	case stagesOfCohorts(t) != nil:
		for _, row := range table.Rows {
			add(w.tellStages(t, row))
		}
	case t.View == reports.Furthest && len(t.Columns) == 1 && t.Columns[0].Ladder != nil && ofCohorts(t):
		for _, row := range table.Rows {
			add(w.tellFurthest(t, table, row))
		}
	case waits(t):
		add(w.tellWait(t, table, c))
	case timeRows(t):
		add(w.tellTime(t, c))
	default:
		if !w.totalTold(t) {
			add(w.tellAll(t, c))
		}
		add(w.tellLargest(t, c))
		add(w.tellUnknown(t, c))
	}
	return out
}

// totalTold says whether a table before t has its total: one of the same
// measure and cohort, so that "In all there were …" is not said again.
func (w *writing) totalTold(t *reports.TableSpec) bool {
	for _, o := range w.rel.Tables {
		if o == t {
			return false
		}
		nested := stagesOfCohorts(o) != nil && len(t.Cohorts) == 1 && slices.Contains(o.Cohorts, t.Cohorts[0])
		alike := !timeRows(o) && nestedColumns(o) == nil && slices.Equal(o.Cohorts, t.Cohorts) && o.Extract == t.Extract
		if (nested || alike) && noun(o) == noun(t) {
			return true
		}
	}
	return false
}

// tellStages says a run of nested stages as what it is: of these, of these.
func (w *writing) tellStages(t *reports.TableSpec, row reports.Head) []reports.Span {
	stages := nestedColumns(t)
	first := w.figureOf("%s/%s/%s", t.ID, row.Code, stages[0].ID)
	if !several(first) {
		return w.sentence(label(t)+" ("+headText(row)+"): ", orNone(first), ".")
	}
	var out []reports.Span
	for i, s := range stages[1:] {
		f := w.figureOf("%s/%s/%s", t.ID, row.Code, s.ID)
		if f == nil || !f.Cell.IsNumber() {
			break
		}
		if i == 0 {
			out = join(out, w.sentence("Of ", first, " "+noun(t)+" ("+headText(row)+"), ", orNone(f), " had reached the stage “"+s.Label+"”."))
		} else {
			out = join(out, w.sentence("Of these, ", orNone(f), " had reached “"+s.Label+"”."))
		}
		if nought(f) {
			break
		}
	}
	return out
}

// tellFurthest says the parts of a ladder, where each case is in one.
func (w *writing) tellFurthest(t *reports.TableSpec, table *reports.Table, row reports.Head) []reports.Span {
	parts := []any{capital(headText(row)) + ": "}
	var names []reports.ColumnHead
	for _, c := range table.Cols {
		if c.Kind != reports.Total && c.Measure == "" {
			names = append(names, c)
		}
	}
	for i, c := range names {
		switch {
		case i > 0 && i == len(names)-1:
			parts = append(parts, " and ")
		case i > 0:
			parts = append(parts, ", ")
		}
		parts = append(parts, w.figureOf("%s/%s/%s", t.ID, row.Code, c.Code), " “"+headText(c.Head)+"”")
	}
	parts = append(parts, ".")
	all := w.figureOf("%s/%s/total", t.ID, row.Code)
	if nought(all) {
		return w.sentence(parts[0], orNone(all), ".")
	}
	return join(w.sentence(parts...), w.sentence("Each is counted once, at the furthest stage reached; together they make ", all, "."))
}

func (w *writing) tellAll(t *reports.TableSpec, c string) []reports.Span {
	f := w.figureOf("%s/total/%s", t.ID, c)
	if f == nil {
		return nil
	}
	if !cases(t) || !several(f) {
		return w.sentence(label(t)+ofCohort(t)+": ", orNone(f), " in all.")
	}
	return w.sentence("In all there were ", f, " "+noun(t)+ofCohort(t)+".")
}

// several says whether a figure is of two or more, so that what it counts,
// which a measure names in the plural, may follow it.
func several(f *reports.Figure) bool {
	if f == nil || !f.Cell.IsNumber() {
		return false
	}
	n, dp := f.Cell.Scaled()
	return order(n, dp, 1, 0) > 0
}

// orNone is a figure in a sentence: "none" for 0.
func orNone(f *reports.Figure) shown {
	if nought(f) {
		return shown{f, "none"}
	}
	return shown{f, f.Text()}
}

// tellLargest says which row with a name is the largest.
func (w *writing) tellLargest(t *reports.TableSpec, c string) []reports.Span {
	f := w.largest(t, c)
	if f == nil {
		return nil
	}
	by, group := "", "number was for "
	if d := countedBy(t); d != nil && d.Label != "" {
		by = " by " + lower(d.Label)
	}
	if w.outdone(f) {
		group = "group with a name was "
	}
	lead := "The largest " + group + named(f.RowLabel) + ofCohort(t) + ": "
	switch {
	case !cases(t):
		lead = label(t) + by + ofCohort(t) + ": the largest " + group + named(f.RowLabel) + ", "
	case by != "":
		lead = capital(by[1:]) + ofCohort(t) + ", the largest " + group + named(f.RowLabel) + ": "
	}
	return w.sentence(append([]any{lead}, append(w.share(t, c, f), ".")...)...)
}

// largest is the largest row with a name, where there are several to choose from.
func (w *writing) largest(t *reports.TableSpec, c string) *reports.Figure {
	f := w.soft("%s/largest/%s", t.ID, c)
	if f == nil || nought(f) {
		return nil
	}
	rows := 0
	for _, h := range w.filling.table(t.ID).Rows {
		if h.Kind != reports.Total && h.Kind != reports.GroupTotal {
			rows++
		}
	}
	if rows < 2 {
		return nil
	}
	return f
}

// share is a figure of a row with its share of the total: "57 (6%)". Where nearly all
// would be printed as 100%, both numbers are given instead.
func (w *writing) share(t *reports.TableSpec, c string, f *reports.Figure) []any {
	share := w.soft("percent %s/largest/%s of %s/total/%s", t.ID, c, t.ID, c)
	if share == nil {
		return []any{f}
	}
	if n, dp := share.Cell.Scaled(); order(n, dp, 100, 0) == 0 {
		return []any{f, " of ", w.figureOf("%s/total/%s", t.ID, c)}
	}
	return []any{f, " (", share, ")"}
}

// named is a label in a sentence: in quotation marks where it would not read as a name.
func named(label string) string {
	if strings.ContainsAny(label, ",;:") || slices.Contains([]string{"yes", "no", "none", "other", "all"}, strings.ToLower(label)) {
		return quoted(label)
	}
	return label
}

// outdone says whether a row without a name of its own, such as other, is
// larger than the largest that has one.
func (w *writing) outdone(f *reports.Figure) bool {
	t := w.filling.table(f.Table)
	for i, h := range t.Rows {
		if last(h) == reports.Plain {
			continue
		}
		for j, c := range t.Cols {
			if c.Code == f.Column && c.Measure == f.Measure {
				if order, ok := t.Cells[i][j].Cell.Compare(f.Cell); ok && order > 0 {
					return true
				}
			}
		}
	}
	return false
}

func (w *writing) tellUnknown(t *reports.TableSpec, c string) []reports.Span {
	f := w.figureOf("%s/unknown/%s", t.ID, c)
	if f == nil {
		return nil
	}
	name := "This"
	if by := countedBy(t); by != nil && by.Label != "" {
		name = by.Label
	}
	lead, end := name+ofCohort(t)+" is not known for ", ", which are counted in the total."
	if !several(f) {
		end = ", which is counted in the total."
	}
	if nought(f) {
		return nil
	}
	if share := w.soft("percent %s/unknown/%s of %s/total/%s", t.ID, c, t.ID, c); share != nil {
		return w.sentence(lead, f, " (", share, ")"+end)
	}
	return w.sentence(lead, f, end)
}

// tellTime says the newest period and how it differs from the one before. A period that
// the as-at date cuts short is compared with none; a single period is the total again.
func (w *writing) tellTime(t *reports.TableSpec, c string) []reports.Span {
	latest := w.soft("%s/latest/%s", t.ID, c)
	if latest == nil {
		return nil
	}
	now, before, heads := w.periods(t, latest)
	if heads < 2 && w.totalTold(t) {
		return nil
	}
	in := latest.RowLabel
	partial := now.Start <= w.rel.AsAt && w.rel.AsAt < now.End
	if partial {
		in += ", up to " + w.rel.AsAt.String() + ","
	}
	parts := []any{"In " + in + " there were ", latest, " " + noun(t) + ofCohort(t)}
	counted := cases(t) && several(latest)
	if !counted {
		parts = []any{label(t) + ofCohort(t) + " in " + strings.TrimSuffix(in, ",") + ": ", orNone(latest)}
	}
	change := w.soft("change %s/latest/%s from %s/latest-1/%s", t.ID, c, t.ID, c)
	switch {
	case partial || change == nil:
	case counted:
		parts = append(parts, ", ", moved(change), than(change)+before.Label)
	default:
		parts = append(parts, ". That is ", moved(change), than(change)+before.Label)
	}
	first := w.sentence(append(parts, ".")...)
	var high []reports.Span
	if top := w.soft("%s/largest/%s", t.ID, c); top != nil && top.ID != latest.ID {
		high = w.sentence("The highest was ", top, ", in "+top.RowLabel+".")
	}
	return join(first, high)
}

// periods are the period of a figure, the one before it, and how many the table has.
func (w *writing) periods(t *reports.TableSpec, f *reports.Figure) (now, before reports.Category, heads int) {
	for _, h := range w.filling.table(t.ID).Rows {
		if h.Kind != reports.Plain {
			continue
		}
		heads++
		if h.Code == f.Row {
			kind := t.Rows[0].Dim.Period
			now, before = reports.PeriodCategory(kind, h.Number), reports.PeriodCategory(kind, h.Number-1)
		}
	}
	return now, before, heads
}

// than leads from a change to what it is a change from.
func than(change *reports.Figure) string {
	if nought(change) {
		return " "
	}
	return " than in "
}

// moved is a change in words: "206 more", "6 fewer", "as many as in".
func moved(f *reports.Figure) shown {
	switch n, _ := f.Cell.Scaled(); {
	case n > 0:
		return shown{f, unsigned(f) + " more"}
	case n < 0:
		return shown{f, unsigned(f) + " fewer"}
	}
	return shown{f, "as many as in"}
}

// tellWait says a median or mean over all, and where it was longest.
func (w *writing) tellWait(t *reports.TableSpec, table *reports.Table, c string) []reports.Span {
	label := t.Measures[0].Measure.Label
	all := w.figureOf("%s/total/%s", t.ID, c)
	first := w.sentence(capital(label)+ofCohort(t)+": ", all, ".")
	if top := w.soft("%s/largest/%s", t.ID, c); top != nil && all != nil && len(table.Rows) > 2 && !equal(top, all) {
		first = join(first, w.sentence("It was longest for “"+top.RowLabel+"”: ", top, "."))
	}
	return first
}
