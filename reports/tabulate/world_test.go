package tabulate_test

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"despatch/reports"
	"despatch/reports/tabulate"
)

// A record is a row of a made-up extract, as it was written: text and days, no
// code. The tests turn it into a block one way and into SQL another.
type record struct {
	id        string
	recorded  reports.Day
	broken    bool // ingest would quarantine it
	region    string
	sex       string
	offence   string
	released  reports.Day
	started   reports.Day
	completed reports.Day
	deported  reports.Day
	people    int64
	home      string
}

// A world is a release over one made-up extract, and what ingest would make of it.
type world struct {
	rel     *reports.Release
	ext     *reports.Extract
	records []record
	codings []*reports.Coding
}

var offences = []struct{ code, severity string }{{"murder", "most"}, {"rape", "most"}, {"assault", "more"}, {"theft", "less"}, {"other", "less"}}

var stages = []string{"due", "started", "completed", "deported"}

func newWorld(asAt reports.Day, records []record) *world {
	released := &reports.Column{Name: "released", Layouts: []string{"YYYY-MM-DD"}}
	recorded := &reports.Column{Name: "recorded", Layouts: []string{"YYYY-MM-DD"}}
	severity := &reports.Dimension{ID: "severity", Label: "Severity", Kind: reports.Coded, HasUnknown: true,
		Categories: []reports.Category{{Code: "unknown", Label: "Not known", Kind: reports.NotKnown}, {Code: "most", Label: "Most serious"},
			{Code: "more", Label: "More serious"}, {Code: "less", Label: "Less serious"}}}
	offence := &reports.Dimension{ID: "offence", Label: "Main offence", Kind: reports.Coded, HasUnknown: true,
		Categories: []reports.Category{{Code: "unknown", Label: "Not known", Kind: reports.NotKnown}}, Parents: map[string][]reports.Code{"severity": {0}}}
	for _, o := range offences {
		kind := reports.Plain
		if o.code == "other" {
			kind = reports.Other
		}
		offence.Categories = append(offence.Categories, reports.Category{Code: o.code, Label: "Offence " + o.code, Kind: kind})
		parent := slices.IndexFunc(severity.Categories, func(c reports.Category) bool { return c.Code == o.severity })
		offence.Parents["severity"] = append(offence.Parents["severity"], reports.Code(parent))
	}
	region := &reports.Dimension{ID: "region", Label: "Region", HasUnknown: true}
	sex := &reports.Dimension{ID: "sex", Label: "Sex", HasUnknown: true}
	quarter := &reports.Dimension{ID: "quarter", Label: "Quarter", Kind: reports.Period, Period: "quarter", Column: released, HasUnknown: true}
	ladder := &reports.Ladder{ID: "consideration", Label: "Consideration"}
	for _, s := range stages {
		ladder.Stages = append(ladder.Stages, &reports.Stage{ID: s, Label: "Reached " + s, Furthest: "Only " + s})
	}
	cohort := func(id string, lo, hi reports.Day) *reports.Cohort {
		return &reports.Cohort{ID: id, Label: "Released " + id, Where: reports.Where{{Column: released, Ranged: true, Lo: int64(lo), Hi: int64(hi)}}}
	}
	w := &world{records: records}
	w.rel = &reports.Release{File: "release.yaml", ID: "made-up", Title: "Made-up cases", AsAt: asAt, Area: "England and Wales", Decimals: 1,
		Disclosure: reports.Disclosure{Policy: "exact", Reason: "made up", ApprovedBy: "nobody"},
		Ladders:    []*reports.Ladder{ladder}, Dimensions: []*reports.Dimension{severity, offence, region, sex, quarter},
		Cohorts: []*reports.Cohort{cohort("all", day(2004, 1, 1), day(2006, 3, 31)), cohort("late", day(2005, 8, 1), day(2006, 3, 31))},
		Measures: []*reports.Measure{{ID: "cases", Label: "Cases"}, {ID: "people", Label: "People", Kind: reports.Sum},
			{ID: "wait", Label: "Median days", Kind: reports.Median}, {ID: "mean", Label: "Mean days", Kind: reports.Mean},
			{ID: "homes", Label: "Homes", Kind: reports.Distinct}}}
	w.ext = &reports.Extract{ID: "cases", Key: []*reports.Column{{Name: "id"}}, Recorded: recorded, IfNewestBroken: "earlier",
		Dims: w.rel.Dimensions, Ladders: w.rel.Ladders, Sums: w.rel.Measures[1:2], Days: w.rel.Measures[2:4], Distinct: w.rel.Measures[4:5], Cohorts: 3, Everyone: true}
	w.rel.Extracts = []*reports.Extract{w.ext}
	w.codings = []*reports.Coding{{Dim: severity, Categories: severity.Categories, Order: []reports.Code{1, 2, 3}},
		{Dim: offence, Categories: offence.Categories, Order: []reports.Code{1, 2, 3, 4, 5}},
		w.found(region, func(r record) string { return r.region }), w.found(sex, func(r record) string { return r.sex }), w.quarters(quarter), {Ladder: ladder}}
	return w
}

func day(y, m, d int) reports.Day { return reports.DayOf(y, time.Month(m), d) }

// found codes values as they occur, in order of their text.
func (w *world) found(d *reports.Dimension, value func(record) string) *reports.Coding {
	c := &reports.Coding{Dim: d, Categories: []reports.Category{{Code: "unknown", Label: "Not known", Kind: reports.NotKnown}}}
	for _, r := range w.records {
		if v := value(r); v != "" && !slices.ContainsFunc(c.Categories, func(k reports.Category) bool { return k.Code == v }) {
			c.Categories = append(c.Categories, reports.Category{Code: v, Label: strings.ToUpper(v)})
		}
	}
	for i := range c.Categories[1:] {
		c.Order = append(c.Order, reports.Code(i+1))
	}
	slices.SortFunc(c.Order, func(a, b reports.Code) int { return strings.Compare(c.Categories[a].Code, c.Categories[b].Code) })
	return c
}

func (w *world) quarters(d *reports.Dimension) *reports.Coding {
	c := &reports.Coding{Dim: d, Categories: []reports.Category{{Code: "unknown", Label: "Not known", Kind: reports.NotKnown}}}
	for _, r := range w.records {
		if r.released == reports.NoDay {
			continue
		}
		cat := reports.PeriodCategory("quarter", reports.PeriodNumber("quarter", r.released))
		if !slices.ContainsFunc(c.Categories, func(k reports.Category) bool { return k.Code == cat.Code }) {
			c.Categories = append(c.Categories, cat)
			c.Order = append(c.Order, reports.Code(len(c.Categories)-1))
		}
	}
	return c
}

func (w *world) code(coding int, value string) reports.Code {
	for i, c := range w.codings[coding].Categories {
		if i > 0 && c.Code == value {
			return reports.Code(i)
		}
	}
	return reports.Unknown
}

// furthest is the last stage reached by the as-at date.
func (w *world) furthest(r record) (stage reports.Code) {
	for i, d := range []reports.Day{r.released, r.started, r.completed, r.deported} {
		if d != reports.NoDay && d <= w.rel.AsAt {
			stage = reports.Code(i + 1)
		}
	}
	return stage
}

// stock makes a measure a state at the day of release.
func (w *world) stock(m *reports.Measure) {
	m.Stock = w.rel.Dimensions[4].Column
	w.ext.Distinct = append(w.ext.Distinct, m.StockDates())
}

func hash(parts ...any) reports.ID {
	h := fnv.New128a()
	fmt.Fprint(h, parts...)
	b := h.Sum(nil)
	var id reports.ID
	for i, x := range b {
		id[i/8] = id[i/8]<<8 | uint64(x)
	}
	return id
}

// block is what ingest would hand over for the records at these places.
func (w *world) block(places []int) *reports.Cases {
	b := &reports.Cases{Extract: w.ext, Len: len(places), Codes: make([][]reports.Code, 6), Weights: make([][]int64, 1),
		Days: make([][]int32, 2), Values: make([][]reports.ID, len(w.ext.Distinct))}
	for _, at := range places {
		r := w.records[at]
		fate := reports.Counted
		switch {
		case r.recorded > w.rel.AsAt:
			fate = reports.Excluded
		case r.broken:
			fate = reports.Quarantined
		}
		b.File, b.Line, b.Ordinal = append(b.File, 0), append(b.Line, int64(at+2)), append(b.Ordinal, int64(at))
		b.Fate, b.Reason = append(b.Fate, fate), append(b.Reason, 0)
		b.HasID, b.ID = append(b.HasID, len(w.ext.Key) > 0), append(b.ID, hash(r.id))
		b.Row, b.Recorded = append(b.Row, hash(r)), append(b.Recorded, int64(r.recorded)*86400)
		severity := ""
		for _, o := range offences {
			if o.code == r.offence {
				severity = o.severity
			}
		}
		quarter := ""
		if r.released != reports.NoDay {
			quarter = reports.PeriodCategory("quarter", reports.PeriodNumber("quarter", r.released)).Code
		}
		for i, v := range []string{severity, r.offence, r.region, r.sex, quarter} {
			b.Codes[i] = append(b.Codes[i], w.code(i, v))
		}
		b.Codes[5] = append(b.Codes[5], w.furthest(r))
		var cohorts uint64
		for i, c := range w.rel.Cohorts {
			if k := c.Where[0]; r.released != reports.NoDay && int64(r.released) >= k.Lo && int64(r.released) <= k.Hi {
				cohorts |= 1 << i
			}
		}
		b.Cohorts = append(b.Cohorts, cohorts)
		b.Weights[0] = append(b.Weights[0], r.people)
		wait := reports.NoDays
		if r.released != reports.NoDay && r.started != reports.NoDay && r.started <= w.rel.AsAt {
			wait = int32(r.started - r.released)
		}
		b.Days[0], b.Days[1] = append(b.Days[0], wait), append(b.Days[1], wait)
		home := reports.ID{}
		if r.home != "" {
			home = hash(r.home)
		}
		b.Values[0] = append(b.Values[0], home)
		if len(b.Values) > 1 { // the dates of a stock
			b.Values[1] = append(b.Values[1], hash(r.released))
		}
	}
	return b
}

// account is what ingest would have set down before counting.
func (w *world) account() *reports.Account {
	a := &reports.Account{Extract: w.ext, Read: int64(len(w.records)), Parts: []reports.Part{{File: "cases.csv", FirstLine: 2}}}
	for _, r := range w.records {
		switch {
		case r.recorded > w.rel.AsAt:
			a.Excluded++
		case r.broken:
			a.Quarantined++
		}
	}
	for _, r := range []reports.Reason{{ID: "bad-date", Fate: reports.Quarantined, Text: "not a date", N: a.Quarantined},
		{ID: "recorded-later", Fate: reports.Excluded, Text: "recorded after the as-at date", N: a.Excluded}} {
		if r.N > 0 {
			a.Reasons = append(a.Reasons, r)
		}
	}
	return a
}

// parts makes sides of tables: "cohort", "consideration", or a dimension.
func (w *world) parts(names ...string) (out []reports.AxisPart) {
	for _, name := range names {
		switch name {
		case "cohort":
			out = append(out, reports.AxisPart{Cohorts: true})
		case "consideration":
			out = append(out, reports.AxisPart{Ladder: w.rel.Ladders[0]})
		default:
			at := slices.IndexFunc(w.rel.Dimensions, func(d *reports.Dimension) bool { return d.ID == name })
			out = append(out, reports.AxisPart{Dim: w.rel.Dimensions[at]})
		}
	}
	return out
}

// table adds a table; each measure is a measure's id or a percentage of the one before.
func (w *world) table(id string, rows, cols []string, view reports.View, measures ...string) *reports.TableSpec {
	t := &reports.TableSpec{ID: id, Number: len(w.rel.Tables) + 1, Title: "Table " + id, Extract: w.ext, Rows: w.parts(rows...), Columns: w.parts(cols...), View: view}
	for _, m := range measures {
		tm := reports.TableMeasure{ID: m, Percent: reports.Percent(m)}
		if at := slices.IndexFunc(w.rel.Measures, func(x *reports.Measure) bool { return x.ID == m }); at >= 0 {
			tm.Measure, tm.Percent = w.rel.Measures[at], reports.NoPercent
		} else {
			tm.Measure = t.Measures[len(t.Measures)-1].Measure
		}
		t.Measures = append(t.Measures, tm)
	}
	w.rel.Tables = append(w.rel.Tables, t)
	return t
}

// linesOf are the lines of the records that match.
func linesOf(c *tabulate.Counter, match func([]reports.Code, uint64) bool) (out []tabulate.Line) {
	found, err := c.Find(match)
	if err != nil {
		panic(err)
	}
	found.Each(func(l tabulate.Line) bool { out = append(out, l); return true })
	if int64(len(out)) != found.N() {
		panic("a line is lost")
	}
	return out
}
