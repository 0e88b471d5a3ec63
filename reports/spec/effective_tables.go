package spec

import (
	"strconv"
	"strings"

	"despatch/reports"
)

func (p *page) dimensions() {
	p.block("dimensions", len(p.rel.Dimensions))
	for _, d := range p.rel.Dimensions {
		k := pairs{}
		k.add("label", said(d.Label))
		if d.Column2 != nil {
			k.add("column", list(names([]*reports.Column{d.Column, d.Column2})))
		} else {
			k.add("column", name(d.Column))
		}
		switch {
		case d.CodeList != "":
			k.add("codes", put(d.CodeList))
		case d.Kind == reports.Coded:
			k.add("codes", quoted(categoryLabels(d)))
		}
		k.add("by", opt(d.By))
		k.add("period", d.Period)
		var bands []string
		for _, b := range d.Bands {
			bands = append(bands, ends(b.Lo, b.Hi, nil))
		}
		if len(bands) > 0 {
			k.add("bands", "["+strings.Join(bands, ", ")+"]")
		}
		if d.Within != nil {
			k.add("within", d.Within.ID)
		}
		if d.HasUnknown {
			k.add("unknown", said(d.Categories[0].Label))
		}
		k.add("totals", optQuoted(d.Totals))
		k.add("order", d.Order)
		p.line(1, "%s: %s", d.ID, k)
		if d.CodeList != "" {
			p.inForce(d)
		}
	}
}

func categoryLabels(d *reports.Dimension) []string {
	var out []string
	for _, c := range d.Categories[1:] {
		out = append(out, c.Label)
	}
	return out
}

// inForce lists the codes a code list gave as at the release's date, as remarks: the
// code list itself may have changed since.
func (p *page) inForce(d *reports.Dimension) {
	for _, c := range d.Categories[1:] {
		p.line(2, "# %s: %s", c.Code, strings.Join(strings.Fields(c.Label), " "))
	}
}

func (p *page) laddersAndCohorts() {
	p.block("ladders", len(p.rel.Ladders))
	for _, l := range p.rel.Ladders {
		p.line(1, "%s:", l.ID)
		for _, s := range l.Stages {
			k := pairs{}
			k.add("label", said(s.Label))
			k.add("furthest", said(s.Furthest))
			k.add("date", name(s.Date))
			k.add("where", holds(s.Where))
			k.add("skipped", s.Skipped)
			p.line(2, "%s: %s", s.ID, k)
		}
	}
	p.block("cohorts", len(p.rel.Cohorts))
	for _, c := range p.rel.Cohorts {
		k := pairs{}
		k.add("label", said(c.Label))
		k.add("where", holds(c.Where))
		p.line(1, "%s: %s", c.ID, k)
	}
}

func (p *page) measures() {
	p.block("measures", len(p.rel.Measures))
	for _, m := range p.rel.Measures {
		k := pairs{}
		k.add("label", said(m.Label))
		days := list(names([]*reports.Column{m.From, m.To}))
		switch m.Kind {
		case reports.CountCases:
			k.add("count", "cases")
		case reports.Distinct:
			k.add("count", list(names(m.Of)))
		case reports.Sum:
			for _, c := range m.Of {
				k.add("sum", name(c))
			}
		case reports.Median:
			k.add("median", days)
		case reports.Mean:
			k.add("mean", days)
		}
		k.add("stock", name(m.Stock))
		p.line(1, "%s: %s", m.ID, k)
	}
}

func axisNames(parts []reports.AxisPart) []string {
	var out []string
	for _, a := range parts {
		switch {
		case a.Dim != nil:
			out = append(out, a.Dim.ID)
		case a.Ladder != nil:
			out = append(out, a.Ladder.ID)
		default:
			out = append(out, "cohort")
		}
	}
	return out
}

func (p *page) tables() {
	p.block("tables", len(p.rel.Tables))
	for _, t := range p.rel.Tables {
		k := pairs{}
		k.add("title", said(t.Title))
		if t.Extract != nil {
			k.add("extract", t.Extract.ID)
		}
		k.add("rows", list(axisNames(t.Rows)))
		k.add("columns", optList(axisNames(t.Columns)))
		k.add("view", string(t.View))
		var cohorts, measures []string
		for _, c := range t.Cohorts {
			cohorts = append(cohorts, c.ID)
		}
		for _, m := range t.Measures {
			measures = append(measures, m.ID)
		}
		k.add("cohort", optList(cohorts))
		k.add("measure", optList(measures))
		k.add("top", count(t.Top))
		k.add("formats", optList(t.Formats))
		p.line(1, "%s: %s", t.ID, k)
	}
}

func (p *page) charts() {
	p.block("charts", len(p.rel.Charts))
	for _, c := range p.rel.Charts {
		k := pairs{}
		if c.Table != nil {
			k.add("table", c.Table.ID)
		}
		k.add("title", said(c.Title.Text))
		k.add("kind", c.Kind)
		k.add("rows", optList(c.Rows))
		k.add("columns", optList(c.Columns))
		k.add("workbook", yes(c.Workbook))
		k.add("interactive", yes(c.Interactive))
		p.line(1, "%s: %s", c.ID, k)
	}
}

// documents names the words of a document only where they are the release's own.
func (p *page) documents() {
	p.block("documents", len(p.rel.Documents))
	for _, d := range p.rel.Documents {
		k := pairs{}
		k.add("words", opt(d.File))
		k.add("formats", list(d.Formats))
		k.add("pages", count(d.Pages))
		k.add("side", string(d.Side))
		k.add("numbered", map[bool]string{true: "true", false: "false"}[d.Numbered])
		p.line(1, "%s: %s", d.ID, k)
	}
}

func (p *page) notes() {
	p.block("notes", len(p.rel.Notes))
	for _, n := range p.rel.Notes {
		k := pairs{}
		k.add("label", said(n.Label))
		k.add("text", said(n.Text.Text))
		var on []string
		for _, w := range n.On {
			on = append(on, w.Text)
		}
		k.add("on", optQuoted(on))
		k.add("break", yes(n.Break))
		p.line(1, "%s: %s", n.ID, k)
	}
}

func (p *page) earlier() {
	p.block("earlier", len(p.rel.Earlier))
	for _, e := range p.rel.Earlier {
		p.line(1, "%s:", e.ID)
		p.line(2, "title: %s", said(e.Title))
		if e.AsAt != reports.NoDay {
			p.line(2, "as_at: %s", e.AsAt.ISO())
		}
		if len(e.Figures) > 0 {
			p.line(2, "figures:")
		}
		for _, f := range e.Figures {
			k := pairs{}
			k.add("value", stated(f))
			k.add("label", said(f.Label))
			p.line(3, "%s: %s", said(f.ID), k)
		}
	}
}

// stated is a figure as it was said: 403, 34.7%, "[c]".
func stated(f reports.Stated) string {
	if f.Symbol != "" {
		return said(string(f.Symbol))
	}
	s := strconv.FormatInt(f.N, 10)
	if dp := int(f.DP); dp > 0 {
		digits := strings.TrimPrefix(s, "-")
		digits = strings.Repeat("0", max(0, dp+1-len(digits))) + digits
		s = s[:len(s)-len(strings.TrimPrefix(s, "-"))] + digits[:len(digits)-dp] + "." + digits[len(digits)-dp:]
	}
	if f.Unit == reports.Pct {
		s += "%"
	}
	return s
}

func (p *page) last() {
	r := p.rel
	if len(r.Checks) > 0 {
		p.block("checks", 1)
		for _, c := range r.Checks {
			p.line(1, "- %s", said(c.Text))
		}
	}
	k := pairs{}
	k.add("policy", put(r.Disclosure.Policy))
	k.add("reason", said(r.Disclosure.Reason))
	k.add("approved_by", said(r.Disclosure.ApprovedBy))
	p.line(0, "")
	p.line(0, "disclosure: %s", k)
}
