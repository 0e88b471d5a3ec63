package pack

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
	"despatch/reports/fold"
	"despatch/reports/ingest"
)

// unmatchedRows are the values of records for a person to look at: those no code list
// holds, and those a letter away from another.
func unmatchedRows(extracts []*counted) [][]string {
	rows := [][]string{{"extract", "dimension", "raw", "records", "near"}}
	for _, x := range extracts {
		for _, u := range x.unmatched {
			rows = append(rows, []string{x.extract.ID, u.Dimension, u.Value, strconv.FormatInt(u.Count, 10), u.Near})
		}
	}
	return rows
}

// draftLists are rows for the code lists that lacked a value: one file a code list, with
// its columns, so that the rows can be completed and put at its end. A value a letter
// away from one the list holds is given that one's code; a person must agree.
func draftLists(rel *reports.Release, extracts []*counted) ([]content, error) {
	var out []content
	for _, list := range codeLists(rel) {
		rows := [][]string{list[0].CodeColumns}
		for _, u := range missing(list, extracts) {
			rows = append(rows, draftRow(list, u))
		}
		if len(rows) == 1 {
			continue
		}
		data, err := writeCSV(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, content{draftName(list[0].CodeList), data})
	}
	return out, nil
}

// draftName is the name of the draft for a code list: "codes/offence.csv" is "draft-codes-offence.csv".
func draftName(list string) string {
	return "draft-" + strings.ReplaceAll(path.Clean(list), "/", "-")
}

// codeLists are the dimensions of each code list in a file, those that count by its codes first.
func codeLists(rel *reports.Release) [][]*reports.Dimension {
	var out [][]*reports.Dimension
	for _, d := range rel.Dimensions {
		if d.CodeList == "" || len(d.CodeColumns) == 0 {
			continue
		}
		at := slices.IndexFunc(out, func(list []*reports.Dimension) bool { return list[0].CodeList == d.CodeList })
		if at < 0 {
			out = append(out, nil)
			at = len(out) - 1
		}
		out[at] = append(out[at], d)
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b *reports.Dimension) int { return cmp.Compare(len(a.By), len(b.By)) })
	}
	return out
}

// missing are the values a code list lacks, each once, whatever dimensions and extracts met it.
func missing(list []*reports.Dimension, extracts []*counted) []ingest.Unmatched {
	var out []ingest.Unmatched
	seen := map[string]bool{}
	for _, x := range extracts {
		for _, u := range x.unmatched {
			same := func(d *reports.Dimension) bool { return d.ID == u.Dimension }
			if folded := fold.Fold(u.Value); !seen[folded] && slices.ContainsFunc(list, same) {
				seen[folded] = true
				out = append(out, u)
			}
		}
	}
	return out
}

// draftRow is a row for one value: its code and label as far as they can be proposed, the
// groupings and dates blank.
func draftRow(list []*reports.Dimension, u ingest.Unmatched) []string {
	code, label := fold.Slug(u.Value), strings.Join(strings.Fields(u.Value), " ")
	if d := list[0]; d.By == "" {
		c, near := d.Raw[u.Near]
		if !near || u.Near == "" { // another spelling of a code: "Burglary!" of burglary
			c = reports.Code(max(0, slices.IndexFunc(d.Categories, func(c reports.Category) bool { return c.Code == code })))
		}
		if c != reports.Unknown {
			code, label = d.Categories[c].Code, d.Categories[c].Label
		}
	}
	row := make([]string, len(list[0].CodeColumns))
	for i, name := range list[0].CodeColumns {
		switch name {
		case "raw":
			row[i] = u.Value
		case "code":
			row[i] = code
		case "label":
			row[i] = label
		}
	}
	return row
}
