package compose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"despatch/reports"
)

// example is a small release and the store that protect would make of it. The
// figures are those stated on 26 April 2006 where they were stated; the rest is made up.
func example() (*reports.Release, *reports.Store) {
	offence := &reports.Dimension{ID: "offence", Label: "Main offence", Kind: reports.Coded, HasUnknown: true, Categories: []reports.Category{
		{Code: "unknown", Label: "Offence not known", Kind: reports.NotKnown}}}
	for _, o := range offences {
		offence.Categories = append(offence.Categories, reports.Category{Code: o.code, Label: o.label})
	}
	severity := &reports.Dimension{ID: "severity", Label: "Severity", Kind: reports.Coded, HasUnknown: true, Categories: []reports.Category{
		{Code: "unknown", Label: "Offence not known", Kind: reports.NotKnown}, {Code: "most-serious", Label: "Most serious"}, {Code: "more-serious", Label: "More serious"}, {Code: "other-offences", Label: "Other offences"}}}
	quarter := &reports.Dimension{ID: "quarter", Label: "Quarter", Kind: reports.Period, Period: "quarter"}
	ladder := &reports.Ladder{ID: "consideration", Label: "Consideration", Stages: []*reports.Stage{
		{ID: "due", Label: "Should have been considered", Furthest: "Not started"},
		{ID: "started", Label: "Consideration started", Furthest: "Started, not completed"},
		{ID: "completed", Label: "Consideration completed", Furthest: "Completed, not deported"},
		{ID: "deported", Label: "Deported", Furthest: "Deported"}}}
	all := &reports.Cohort{ID: "all", Label: "Released February 1999 to March 2006"}
	august := &reports.Cohort{ID: "since_august", Label: "Released August 2005 to March 2006"}
	people := &reports.Measure{ID: "people", Label: "Foreign national prisoners"}
	wait := &reports.Measure{ID: "wait", Label: "Median days from release to start", Kind: reports.Median}
	count := []reports.TableMeasure{{ID: "people", Measure: people}}
	extract := &reports.Extract{ID: "cases"}
	rel := &reports.Release{File: "release.yaml", ID: "fnp-2006-04-26", Title: "Foreign national prisoners released without being considered for deportation",
		Organisation: "Home Office", Status: "management information", State: "provisional", AsAt: reports.DayOf(2006, 4, 26), NextUpdate: reports.DayOf(2006, 5, 15),
		Published: time.Date(2006, 4, 26, 12, 30, 0, 0, time.FixedZone("", 3600)),
		Contact:   []string{"Immigration statistics, statistics@example.gov.uk"}, Extracts: []*reports.Extract{extract},
		Dimensions: []*reports.Dimension{offence, severity, quarter}, Ladders: []*reports.Ladder{ladder}, Cohorts: []*reports.Cohort{all, august},
		Measures:   []*reports.Measure{people},
		Disclosure: reports.Disclosure{Policy: "exact", Reason: "Statement to the House of Commons, 26 April 2006", ApprovedBy: "Chief Statistician"}}
	rel.Tables = []*reports.TableSpec{
		{ID: "progress", Number: 1, Title: "Progress of consideration", Extract: extract, Rows: []reports.AxisPart{{Cohorts: true}}, Columns: []reports.AxisPart{{Ladder: ladder}}, View: reports.Reached, Cohorts: rel.Cohorts, Measures: count},
		{ID: "stage", Number: 2, Title: "Furthest stage reached", Extract: extract, Rows: []reports.AxisPart{{Cohorts: true}}, Columns: []reports.AxisPart{{Ladder: ladder}}, View: reports.Furthest, Cohorts: rel.Cohorts, Measures: count},
		{ID: "offence", Number: 3, Title: "Main offence by furthest stage reached", Extract: extract, Rows: []reports.AxisPart{{Dim: severity}, {Dim: offence}}, Columns: []reports.AxisPart{{Ladder: ladder}}, View: reports.Furthest, Cohorts: rel.Cohorts[:1], Measures: count},
		{ID: "quarters", Number: 4, Title: "Quarter of release", Extract: extract, Rows: []reports.AxisPart{{Dim: quarter}}, Cohorts: rel.Cohorts[:1],
			Measures: []reports.TableMeasure{{ID: "people", Measure: people}, {ID: "percent-total", Measure: people, Percent: reports.PercentOfTotal}}},
		{ID: "waits", Number: 5, Title: "Days from release to start of consideration", Extract: extract, Rows: []reports.AxisPart{{Dim: severity}}, Cohorts: rel.Cohorts[:1],
			Measures: []reports.TableMeasure{{ID: "wait", Measure: wait}}},
	}
	rel.Charts = []*reports.ChartSpec{
		{ID: "progress", Number: 1, Table: rel.Tables[0], Rows: []string{"since_august"}, Kind: "bar", Workbook: true,
			Title: reports.Words{Text: "Of {due} cases, {deported | one: one person | many: # people} had been deported", Pos: reports.Pos{File: "release.yaml", Line: 40, Col: 20}}},
		{ID: "quarters", Number: 2, Table: rel.Tables[3], Kind: "line", Interactive: true,
			Title: reports.Words{Text: "{quarters/latest/total} were released in the latest quarter", Pos: reports.Pos{File: "release.yaml", Line: 41, Col: 20}}},
		{ID: "offence", Number: 3, Table: rel.Tables[2], Columns: []string{"total"}, Kind: "bar", Title: reports.Words{Text: "{row offence/largest/total} is the largest group", Pos: reports.Pos{File: "release.yaml", Line: 42, Col: 20}}},
	}
	rel.Notes = []*reports.NoteSpec{
		{ID: "unknown", Text: reports.Words{Text: "The main offence of {offence/unknown/total} people is not recorded.", Pos: reports.Pos{File: "release.yaml", Line: 50, Col: 20}}, On: []reports.Words{{Text: "offence/unknown"}}},
		{ID: "started", Label: "Consideration started", Text: reports.Words{Text: "A caseworker has opened the case.", Pos: reports.Pos{File: "release.yaml", Line: 51, Col: 20}}, On: []reports.Words{{Text: "progress//started"}, {Text: "offence/most-serious.murder/total"}}},
		{ID: "due", Label: "Should have been considered", Text: reports.Words{Text: "Liable to be considered, and released before it was done.", Pos: reports.Pos{File: "release.yaml", Line: 52, Col: 20}}},
		{ID: "completed", Label: "Consideration completed", Text: reports.Words{Text: "A decision has been made.", Pos: reports.Pos{File: "release.yaml", Line: 53, Col: 20}}, On: []reports.Words{{Text: "progress"}}},
	}
	rel.Earlier = []*reports.Earlier{
		{ID: "nov-2005", Title: "Evidence to the Committee, November 2005", AsAt: reports.DayOf(2005, 8, 31), Figures: []reports.Stated{{ID: "failed", Label: "Released 2001 to August 2005", N: 403}}},
		{ID: "apr-25", Title: "Letter of 25 April 2006", AsAt: reports.DayOf(2006, 4, 25), Figures: []reports.Stated{{ID: "failed", Label: "The same period, restated", N: 609}, {ID: "progress/all/due", N: 1023}}},
	}

	m := &maker{store: &reports.Store{Answers: map[string]*reports.Figure{}}}
	cohorts := []reports.Head{head("all", all.Label), head("since_august", august.Label)}
	reached, furthest := []reports.ColumnHead{}, []reports.ColumnHead{}
	for _, s := range ladder.Stages {
		reached = append(reached, reports.ColumnHead{Head: head(s.ID, s.Label)})
		furthest = append(furthest, reports.ColumnHead{Head: head(s.ID, s.Furthest)})
	}
	furthest = append(furthest, total("All"))
	m.table(rel.Tables[0], []string{"Cohort"}, cohorts, reached, [][]any{{1023, 355, 107, 20}, {288, 83, 53, 14}}).Reached = true
	m.table(rel.Tables[1], []string{"Cohort"}, cohorts, furthest, [][]any{{668, 248, 87, 20, 1023}, {205, 30, 39, 14, 288}}).Natural = true
	var rows []reports.Head
	var values [][]any
	sums := map[string]int{}
	add := func(h reports.Head, n int) {
		rows = append(rows, h)
		values = append(values, []any{n - n/3 - n/9 - n/50, n / 3, n / 9, n / 50, n})
	}
	for _, o := range offences {
		h := head(o.group+"."+o.code, groups[o.group], o.label)
		if o.code == "other" {
			h.Kind = reports.Other
		}
		add(h, o.n)
		sums[o.group] += o.n
	}
	add(kind(head("unknown", "Offence not known", "Offence not known"), reports.NotKnown), 120)
	for _, g := range []string{"most-serious", "more-serious", "other-offences"} {
		add(kind(head(g+".total", groups[g], "All"), reports.GroupTotal), sums[g])
	}
	add(kind(head("total", "All", "All"), reports.Total), 1023)
	m.table(rel.Tables[2], []string{"Severity", "Main offence"}, rows, furthest, values)
	q := m.table(rel.Tables[3], []string{"Quarter"}, []reports.Head{period("2005-q3", "July to September 2005", 2005*4+2), period("2005-q4", "October to December 2005", 2005*4+3),
		period("2006-q1", "January to March 2006", 2006*4), kind(head("total", "All"), reports.Total)},
		[]reports.ColumnHead{{Head: head("total", ""), What: "Foreign national prisoners"}, {Head: head("total", ""), Measure: "percent-total", Unit: reports.Pct, What: "Per cent of all"}},
		[][]any{{300, 29.3}, {323, 31.6}, {400, 39.1}, {1023, 100.0}})
	q.Natural, q.Time = true, true
	m.table(rel.Tables[4], []string{"Severity"}, []reports.Head{head("most-serious", "Most serious"), head("more-serious", "More serious"), head("other-offences", "Other offences"),
		kind(head("total", "All"), reports.Total)}, []reports.ColumnHead{{Head: head("total", ""), Unit: reports.DaysU, What: "Median days from release to start"}}, [][]any{{61}, {58}, {49}, {52}})
	a := m.table(&reports.TableSpec{ID: "account", Title: "Records read and what became of them"}, []string{"Extract"}, []reports.Head{head("cases", "cases")},
		[]reports.ColumnHead{{Head: head("read", "Read")}, {Head: head("counted", "Counted")}, {Head: head("superseded", "Superseded")}, {Head: head("excluded", "Excluded")}, {Head: head("quarantined", "Quarantined")}},
		[][]any{{1100, 1023, 60, 10, 7}})
	a.Auto = true
	said := m.table(&reports.TableSpec{ID: "earlier", Title: "Figures given in earlier statements"}, []string{"Statement", "Figure"},
		[]reports.Head{head("nov-2005.failed", "Evidence to the Committee, November 2005", "Released 2001 to August 2005")}, []reports.ColumnHead{{Head: head("then", "As given then")}}, [][]any{{403}})
	said.Auto = true
	for _, e := range rel.Earlier {
		for _, s := range e.Figures {
			m.add(&reports.Figure{ID: s.ID + "@" + e.ID, Label: s.Label, Cell: reports.MakeNumber(s.N, s.DP)})
		}
	}
	return rel, m.store
}

type maker struct{ store *reports.Store }

func (m *maker) add(f *reports.Figure) {
	m.store.Figures = append(m.store.Figures, f)
	m.store.Answers[f.ID] = f
}

func (m *maker) table(spec *reports.TableSpec, corner []string, rows []reports.Head, cols []reports.ColumnHead, values [][]any) *reports.Table {
	t := &reports.Table{ID: spec.ID, Number: spec.Number, Title: spec.Title, Subtitle: "Foreign national prisoners, England and Wales", Corner: corner, Rows: rows, Cols: cols}
	for i, row := range values {
		var cells []*reports.Figure
		for j, v := range row {
			f := &reports.Figure{ID: spec.ID + "/" + rows[i].Code + "/" + cols[j].Code, Table: spec.ID, Row: rows[i].Code, Column: cols[j].Code,
				Measure: cols[j].Measure, Unit: cols[j].Unit, RowLabel: rows[i].Labels[len(rows[i].Labels)-1], ColumnLabel: cols[j].Text()}
			if rows[i].Kind == reports.GroupTotal {
				f.RowLabel = rows[i].Labels[0]
			}
			if f.Measure != "" {
				f.ID += "/" + f.Measure
			}
			f.Label = spec.Title + ": " + f.RowLabel + ": " + f.ColumnLabel
			switch v := v.(type) {
			case int:
				f.Cell = reports.MakeNumber(int64(v), 0)
			case float64:
				f.Cell = reports.MakeNumber(int64(v*10+0.5), 1)
			case reports.Symbol:
				f.Cell = reports.MakeSymbol(v)
			}
			cells = append(cells, f)
			m.add(f)
		}
		t.Cells = append(t.Cells, cells)
	}
	m.store.Tables = append(m.store.Tables, t)
	return t
}

func head(code string, labels ...string) reports.Head {
	return reports.Head{Code: code, Labels: labels}
}

func kind(h reports.Head, k reports.Kind) reports.Head { h.Kind = k; return h }

func total(label string) reports.ColumnHead {
	return reports.ColumnHead{Head: kind(head("total", label), reports.Total)}
}

func period(code, label string, n int64) reports.Head {
	return reports.Head{Code: code, Labels: []string{label}, Period: true, Number: n}
}

var groups = map[string]string{"most-serious": "Most serious", "more-serious": "More serious", "other-offences": "Other offences"}

var offences = []struct {
	group, code, label string
	n                  int
}{
	{"most-serious", "murder", "Murder", 3}, {"most-serious", "manslaughter", "Manslaughter", 2}, {"most-serious", "rape", "Rape", 9},
	{"most-serious", "child-sex", "Sexual offences against children", 5}, {"more-serious", "violence", "Violence against the person", 57},
	{"other-offences", "assault", "Assault", 54}, {"other-offences", "burglary", "Burglary", 41}, {"other-offences", "drugs", "Drug smuggling", 20},
	{"other-offences", "other", "Other offences", 650},
}

// fill answers every expression from the store's figures, as protect does.
func fillStore(s *reports.Store, exprs []*reports.Expr) {
	for _, e := range exprs {
		if f := evaluate(s, e); f != nil {
			s.Answers[e.String()] = f
		}
	}
}

func evaluate(s *reports.Store, e *reports.Expr) *reports.Figure {
	if e.Op == reports.OpRef {
		return lookUp(s, *e.Ref)
	}
	a, b := evaluate(s, e.A), evaluate(s, e.B)
	if a == nil || b == nil || !a.Cell.IsNumber() || !b.Cell.IsNumber() {
		return nil
	}
	x, _ := a.Cell.Scaled()
	y, _ := b.Cell.Scaled()
	f := &reports.Figure{ID: e.String(), Formula: e.String(), Label: e.String()}
	switch e.Op {
	case reports.OpPlus:
		f.Cell = reports.MakeNumber(x+y, 0)
	case reports.OpMinus, reports.OpChange:
		f.Cell = reports.MakeNumber(x-y, 0)
	default:
		if e.Op == reports.OpPercentChange {
			x -= y
		}
		f.Unit = reports.Pct
		if y == 0 {
			f.Cell = reports.MakeSymbol(reports.NotApplicable)
		} else {
			f.Cell = reports.MakeNumber((2000*x+y)/(2*y), 1)
		}
	}
	for _, old := range s.Figures {
		if old.ID == f.ID {
			return old
		}
	}
	s.Figures = append(s.Figures, f)
	return f
}

func lookUp(s *reports.Store, r reports.Ref) *reports.Figure {
	if t := s.Table(r.Table); t != nil && r.Earlier == "" {
		base, rank, _ := strings.Cut(r.Row, "-")
		nth := 0
		fmt.Sscan(rank, &nth)
		var ranked []*reports.Figure
		for i, h := range t.Rows {
			for j, c := range t.Cols {
				if h.Kind == reports.Plain && c.Code == r.Column && c.Measure == r.Measure {
					ranked = append(ranked, t.Cells[i][j])
				}
			}
		}
		switch base {
		case "latest":
			slices.Reverse(ranked)
		case "largest":
			nth = max(0, nth-1)
			first := map[*reports.Figure]*reports.Figure{}
			for i, h := range t.Rows {
				for j := range t.Cols {
					if h.Kind == reports.Plain && t.Cols[j].Code == r.Column {
						for k, c := range t.Cols {
							if c.Code == r.Column && c.Measure == r.Measure {
								first[t.Cells[i][k]] = t.Cells[i][slices.IndexFunc(t.Cols, func(c reports.ColumnHead) bool { return c.Code == r.Column })]
							}
						}
					}
				}
			}
			slices.SortStableFunc(ranked, func(a, b *reports.Figure) int { o, _ := first[b].Cell.Compare(first[a].Cell); return o })
		default:
			ranked = nil
		}
		if nth < len(ranked) {
			return ranked[nth]
		}
	}
	for _, f := range s.Figures {
		if f.ID == r.String() {
			return f
		}
	}
	return nil
}

// dump shows a document as text: figures in [brackets], links as {ref}.
func dump(d *reports.Document) string {
	var b strings.Builder
	dumpBlocks(&b, d.Blocks, "")
	return b.String()
}

func dumpBlocks(b *strings.Builder, blocks []reports.Block, indent string) {
	for _, x := range blocks {
		b.WriteString(indent)
		switch {
		case x.Heading != nil:
			fmt.Fprintf(b, "%s %s (%s)\n", strings.Repeat("#", x.Heading.Level), dumpSpans(x.Heading.Spans), x.Heading.ID)
		case x.Para != nil:
			if x.Para.Kind != "" {
				fmt.Fprintf(b, "<%s> ", x.Para.Kind)
			}
			if x.Para.Number > 0 {
				fmt.Fprintf(b, "%d. ", x.Para.Number)
			}
			fmt.Fprintf(b, "%s\n", dumpSpans(x.Para.Spans))
		case x.List != nil:
			b.WriteString("list\n")
			for _, p := range x.List.Points {
				dumpBlocks(b, p, indent+"  - ")
			}
		case x.Facts != nil:
			b.WriteString("facts\n")
			for _, f := range x.Facts.Facts {
				fmt.Fprintf(b, "%s  [%s] %s\n", indent, f.Figure.Text(), f.Caption)
			}
		case x.Terms != nil:
			b.WriteString("terms\n")
			for _, t := range x.Terms.Terms {
				fmt.Fprintf(b, "%s  %s:\n", indent, dumpSpans(t.Term))
				dumpBlocks(b, t.Text, indent+"    ")
			}
		case x.Table != nil:
			fmt.Fprintf(b, "Table %d: %s\n", x.Table.Number, x.Table.Title)
		case x.Chart != nil:
			c := x.Chart
			fmt.Fprintf(b, "Chart %d (%s): %s\n%s  sub: %s\n%s  alt: %s\n%s  desc: %s\n", c.Number, c.Kind, dumpSpans(c.Title), indent, c.Subtitle, indent, dumpSpans(c.Alt), indent, dumpSpans(c.Desc))
		}
	}
}

func dumpSpans(spans []reports.Span) string {
	var b strings.Builder
	for _, s := range spans {
		t := s.Text
		if s.Figure != nil {
			t = "[" + t + "]"
		}
		if s.Ref != "" {
			t = "{" + t + "}"
		}
		if s.Bold {
			t = "**" + t + "**"
		}
		if s.Italic {
			t = "*" + t + "*"
		}
		if s.URL != "" {
			t = "<" + t + ">"
		}
		b.WriteString(t)
	}
	return b.String()
}
