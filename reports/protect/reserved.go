package protect

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
)

// reserved makes the tables every release has: what became of every record, why
// records were set aside, and what is not known. The last two only where there is any.
func (m *maker) reserved(accounts []*reports.Account, gaps []reports.Gap) {
	m.account(accounts)
	m.reasons(accounts)
	m.quality(accounts)
	m.notKnown(gaps)
}

// plainTable starts a reserved table; rows follow by row.
func (m *maker) plainTable(id, title, subtitle string, corner []string, cols ...reports.ColumnHead) *reports.Table {
	number := 0
	for _, t := range m.store.Tables {
		number = max(number, t.Number)
	}
	return &reports.Table{ID: id, Number: number + 1, Title: title, Corner: corner, Cols: cols, Source: m.rel.Source, Auto: true,
		Subtitle: subtitle + ", as at " + m.rel.AsAt.String(), Natural: true}
}

func column(code, label string) reports.ColumnHead {
	return reports.ColumnHead{Head: reports.Head{Code: code, Labels: []string{label}}}
}

// row adds a row of new figures to a reserved table.
func (m *maker) row(t *reports.Table, h reports.Head, cells ...reports.Cell) {
	var figures []*reports.Figure
	rowLabel := strings.Join(h.Labels, ", ")
	for j, c := range cells {
		col := t.Cols[j]
		figures = append(figures, m.keep(&reports.Figure{ID: figureID(t.ID, h.Code, col.Code, ""), Cell: c, Unit: col.Unit, Table: t.ID,
			Row: h.Code, Column: col.Code, RowLabel: rowLabel, ColumnLabel: col.Text(), Label: t.Title + ": " + rowLabel + ": " + col.Text(),
			Rule: cmp.Or(h.Rule, col.Rule)}))
	}
	t.Rows = append(t.Rows, h)
	t.Cells = append(t.Cells, figures)
}

// add puts a finished reserved table into the store.
func (m *maker) add(t *reports.Table) {
	heads := make([]reports.Head, len(t.Cols))
	for j, c := range t.Cols {
		heads[j] = c.Head
	}
	m.tables[t.ID] = &made{table: t, rows: newSide("row", "P011", t.Rows, nil), cols: newSide("column", "P012", heads, nil)}
	m.store.Tables = append(m.store.Tables, t)
}

// account is the identity of every extract: read = counted + superseded + excluded + quarantined.
func (m *maker) account(accounts []*reports.Account) {
	cols := []reports.ColumnHead{column("read", "Records read"), column("counted", "Counted"), column("superseded", "Superseded by a later record"),
		column("excluded", "Excluded"), column("quarantined", "Quarantined"),
		column("duplicates", "Equal to an earlier record")}
	for j, rule := range []string{"every record of the extract", "records in the figures", "records of a case that has a newer record",
		"records left out by a rule of the release", "records that could not be used",
		"records equal to an earlier one in every field: of the superseded or, without an id, of the counted"} {
		cols[j].Rule = rule
		if j > 0 {
			cols[j].Group = "read"
		}
	}
	cols[5].Group = "superseded"
	t := m.plainTable("account", "What became of the records read", "Records", []string{"Extract"}, cols...)
	for _, a := range accounts {
		var cells []reports.Cell
		for _, n := range []int64{a.Read, a.Counted, a.Superseded, a.Excluded, a.Quarantined, a.Duplicates} {
			cells = append(cells, reports.MakeNumber(n, 0))
		}
		m.row(t, reports.Head{Code: a.Extract.ID, Labels: []string{plainly(a.Extract.ID)}}, cells...)
	}
	m.add(t)
}

// reasons is why records were excluded or quarantined.
func (m *maker) reasons(accounts []*reports.Account) {
	t := m.plainTable("reasons", "Why records were set aside", "Records", []string{"Extract", "What became of them", "Reason"}, column("records", "Records"))
	taken := map[string]bool{}
	for _, a := range accounts {
		reasons := slices.Clone(a.Reasons)
		slices.SortStableFunc(reasons, func(a, b reports.Reason) int { return cmp.Compare(a.Fate, b.Fate) })
		for _, r := range reasons {
			if r.N == 0 {
				continue
			}
			code := unused(taken, a.Extract.ID+"."+slug(r.ID))
			m.row(t, reports.Head{Code: code, Rule: r.Fate.String() + ": " + r.Text,
				Labels: []string{plainly(a.Extract.ID), plainly(r.Fate.String()), plainly(r.Text)}}, reports.MakeNumber(r.N, 0))
		}
	}
	if len(t.Rows) > 0 {
		m.add(t)
	}
}

// quality is what each column holds that the release reads. What is met in no column is
// left out, blanks apart. It is made under the policy exact alone: how many records hold the
// date of a stage would tell what another policy withholds.
func (m *maker) quality(accounts []*reports.Account) {
	if m.rel.Disclosure.Policy != "exact" {
		return
	}
	measures := []struct {
		code, label, rule string
		of                func(q reports.Quality) int64
	}{
		{"filled", "Filled", "records in which the column holds a value", func(q reports.Quality) int64 { return q.Filled }},
		{"not_known", "Not known", "records in which the column is blank or says that it is not known", func(q reports.Quality) int64 { return q.NotKnown }},
		{"unread", "Not as declared", "records in which it holds no date or number as declared", func(q reports.Quality) int64 { return q.Unread }},
		{"out", "Outside its range", "records in which it lies outside the plausible range", func(q reports.Quality) int64 { return q.Out }},
		{"early", "Out of order", "records in which it comes before the date it must follow", func(q reports.Quality) int64 { return q.Early }},
		{"unmatched", "In no code list", "records whose value is in no row of the code list", func(q reports.Quality) int64 { return q.Unmatched }},
		{"folded", "Other spelling", "counted records whose value is spelt otherwise than in most, in case or blanks or the like", func(q reports.Quality) int64 { return q.Folded }},
		{"near", "Near-same pairs", "pairs of values that are one letter apart and are counted as two", func(q reports.Quality) int64 { return q.Near }},
	}
	at := 0
	for _, x := range measures {
		met := x.code == "filled" || x.code == "not_known" || slices.ContainsFunc(accounts, func(a *reports.Account) bool {
			return slices.ContainsFunc(a.Quality, func(q reports.Quality) bool { return x.of(q) > 0 })
		})
		if met {
			measures[at], at = x, at+1
		}
	}
	measures = measures[:at]
	cols := make([]reports.ColumnHead, at)
	for j, x := range measures {
		cols[j] = column(x.code, x.label)
		cols[j].Rule = x.rule
	}
	t := m.plainTable("column_quality", "What the columns of the extract hold", "Records with the right number of fields", []string{"Extract", "Column name"}, cols...)
	t.Remarks = []string{"A record may be in more than one of the columns, so they must not be added."}
	taken := map[string]bool{}
	for _, a := range accounts {
		for _, q := range a.Quality {
			var cells []reports.Cell
			for _, x := range measures {
				if n := x.of(q); n != reports.NoCount {
					cells = append(cells, reports.MakeNumber(n, 0))
				} else {
					cells = append(cells, reports.MakeSymbol(reports.NotApplicable))
				}
			}
			m.row(t, reports.Head{Code: unused(taken, a.Extract.ID+"."+slug(q.Column)), Labels: []string{plainly(a.Extract.ID), q.Column}}, cells...)
		}
	}
	if len(t.Rows) > 0 {
		m.add(t)
	}
}

// notKnown is how much of each dimension is blank or in no code list.
func (m *maker) notKnown(gaps []reports.Gap) {
	percent := column("percent", "Share of those counted")
	percent.Unit = reports.Pct
	t := m.plainTable("not_known", "What is not known", "Counted cases", []string{"Extract", "Not known"}, column("count", "Cases"), percent)
	t.Remarks = []string{"Percentages are rounded. A case may be in more than one of the rows, so they may not add up."} // X38
	for _, g := range gaps {
		n := reports.MakeNumber(g.Unknown, 0)
		p, ok := share(n, reports.MakeNumber(g.Counted, 0), m.rel.Decimals)
		m.row(t, reports.Head{Code: g.Extract.ID + "." + g.Dim.ID, Labels: []string{plainly(g.Extract.ID), g.Dim.Label},
			Rule: "counted cases whose " + g.Dim.ID + " is blank or has no code"}, n,
			m.checked(p, ok, "a percentage of what is not known", g.Dim.Pos))
	}
	if len(t.Rows) > 0 {
		m.add(t)
	}
}

// plainly is an id in plain words: "latest_full" is "Latest full".
func plainly(id string) string {
	s := strings.NewReplacer("_", " ", "-", " ").Replace(id)
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// slug is an id as a code of a row.
func slug(s string) string {
	if c := fold.Slug(s); c != "" {
		return c
	}
	return "other"
}

// unused is code, or with a number where it is taken.
func unused(taken map[string]bool, code string) string {
	out := code
	for n := 2; taken[out]; n++ {
		out = code + "-" + strconv.Itoa(n)
	}
	taken[out] = true
	return out
}
