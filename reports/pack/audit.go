package pack

import (
	"strconv"

	"despatch/reports"
)

func itoa(n int) string { return strconv.Itoa(n) }

// checkPlaces holds what a format says it wrote against what the document shows:
// every figure due has a place, every place is of a figure of the document, and words
// said to stand for a figure are words the document has for it.
func checkPlaces(s *shown, format string, places []reports.Place) []reports.Finding {
	var out []reports.Finding
	placed := map[string]bool{}
	for _, p := range places {
		placed[p.Figure] = true
		f := s.figures[p.Figure]
		switch {
		case f == nil:
			out = append(out, find("O070", "the %s writer names a figure %q that its document does not show", format, p.Figure))
		case !f.Cell.IsSet():
			out = append(out, find("O070", "figure %q was never set", p.Figure))
		case p.Text != "" && (!s.says(f, p.Text) || !agrees(p.Text, f.Cell.Bare())):
			out = append(out, find("O070", "%s: %s is said to read %q, which is not how the document says it", p.File, name(f.ID, f.Table, f.RowLabel, f.ColumnLabel), p.Text))
		}
	}
	for _, due := range s.due(format) {
		missing, first := 0, ""
		for _, id := range ordered(due) {
			if !placed[id] {
				if missing == 0 {
					first = id
				}
				missing++
			}
		}
		if missing > 0 {
			out = append(out, find("O071", "the %s of the document gives no place to %d of its figures, the first %q", format, missing, first))
		}
	}
	return out
}

// wrong says what a reading found: x.xlsx: table "Progress", row "All", column
// "Deported": reads 15, the manifest says 14.
func (r reading) wrong(says string) string {
	s := r.place.File + ": " + name(r.figure.ID, r.figure.Table, r.figure.Row, r.figure.Column) + ": "
	if r.err != nil {
		return s + "cannot be read at " + r.place.At + " (" + r.err.Error() + "); " + says + " " + r.figure.Value
	}
	want := r.figure.Value
	if r.place.Text != "" {
		want = strconv.Quote(r.place.Text)
		if r.text == r.place.Text {
			want = r.figure.Value
		}
	}
	return s + "reads " + short(r.text) + ", " + says + " " + want
}

// short keeps a message readable where a long text stands at a place.
func short(s string) string {
	const most = 120
	if s == "" {
		return "nothing"
	}
	if r := []rune(s); len(r) > most {
		return strconv.Quote(string(r[:most]) + "…")
	}
	if _, err := strconv.ParseFloat(reports.Bare(s), 64); err != nil {
		return strconv.Quote(s)
	}
	return s
}

// name names a figure for a person: by table, row and column, or by its id.
func name(id, table, row, column string) string {
	if table == "" {
		return "figure " + strconv.Quote(id)
	}
	s := "table " + strconv.Quote(table)
	if row != "" {
		s += ", row " + strconv.Quote(row)
	}
	if column != "" {
		s += ", column " + strconv.Quote(column)
	}
	return s
}
