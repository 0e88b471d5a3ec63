package rules

import (
	"strconv"
	"strings"

	"despatch/reports"
)

func itoa(n int) string { return strconv.Itoa(n) }

const confidential = string(reports.Confidential)

// s09: what the manifest withholds is withheld wherever it stands, and in
// everything made from it.
func s09(c *call) {
	if c.side.Manifest == nil {
		return
	}
	none := true
	for _, f := range c.side.Manifest.Figures {
		none = none && f.Value != confidential
	}
	if none {
		return
	}
	cells := c.cellTexts()
	for _, f := range c.side.Manifest.Figures {
		if f.Value == confidential {
			for _, p := range f.Places {
				got, known := cells[p.File+"\x00"+p.At]
				switch {
				case known && !strings.Contains(got, confidential):
					c.bad(p.File, "%s: reads %s, and the figure %s is withheld", p.At, short(got), f.ID)
				case p.Text != "" && !strings.Contains(p.Text, confidential):
					c.bad(p.File, "%s: the words %s stand for the figure %s, which is withheld", p.At, short(p.Text), f.ID)
				}
			}
			continue
		}
		if f.Value == string(reports.NotAvailable) || f.Value == string(reports.NotApplicable) {
			continue
		}
		if from := c.madeOfWithheld(&f); from != "" {
			c.bad(firstFile(&f), "figure %s: is %s, and the figure %s it is made from is withheld", f.ID, f.Value, from)
		}
	}
}

// firstFile is where a person would meet a figure.
func firstFile(f *reports.ManifestFigure) string {
	if len(f.Places) > 0 {
		return f.Places[0].File
	}
	return "manifest.json"
}

// madeOfWithheld is a withheld figure that another is made from, "" for none:
// named in its formula, or the count a percentage of its table is of.
func (h *held) madeOfWithheld(f *reports.ManifestFigure) string {
	if i := strings.LastIndex(f.ID, "/percent-"); i > 0 && f.Formula == "" {
		if x := h.figures[f.ID[:i]]; x != nil && x.Value == confidential {
			return x.ID
		}
	}
	for word := range strings.FieldsSeq(f.Formula) {
		if x := h.figures[word]; x != nil && x.Value == confidential {
			return x.ID
		}
	}
	return ""
}

// cellTexts is what stands at places of workbooks, pages and CSV, by file and place.
func (h *held) cellTexts() map[string]string {
	out := map[string]string{}
	for _, b := range h.books {
		b.eachCell(func(s *sheet, r *row, x *cell, _ *look) {
			out[b.file.Name+"\x00"+s.place(r.n, x.col)] = x.text
		})
	}
	for _, p := range h.pages {
		for id, n := range p.ids {
			out[p.file.Name+"\x00#"+id] = text(n)
		}
	}
	return out
}
