package tabulate

import (
	"cmp"
	"fmt"
	"slices"

	"despatch/reports"
)

// A Line is where the record of a counted case stands. Inside only.
type Line struct {
	File string // without folders
	Line int64  // physical line where the record starts, from 1
}

// kept is a counted record and its place.
type kept struct {
	cell    uint32
	ordinal int64
	file    int32
	line    int64
}

// Lines lists the records of counted cases whose codes and cohorts match, in the
// order of the extract. The Counter must have been made with KeepLines and
// tallied; the codes given to match are those of Cases.Codes, lent for the call.
func (c *Counter) Lines(match func(codes []reports.Code, cohorts uint64) bool) []Line {
	var found []kept
	matched := make([]int8, len(c.groups)) // 0 not tried yet, 1 yes, -1 no
	try := func(k kept) {
		if matched[k.cell] == 0 {
			matched[k.cell] = -1
			at := int(k.cell) * c.width
			if match(c.codes[at:at+c.width], c.groups[k.cell]) {
				matched[k.cell] = 1
			}
		}
		if matched[k.cell] == 1 {
			found = append(found, k)
		}
	}
	for _, k := range c.loose {
		try(k)
	}
	t := &c.newest
	for at, stands := range c.standing {
		if stands {
			try(kept{cell: t.cell[at], ordinal: t.ordinal[at], file: t.file[at], line: t.line[at]})
		}
	}
	slices.SortFunc(found, func(a, b kept) int { return cmp.Compare(a.ordinal, b.ordinal) })
	out := make([]Line, len(found))
	for i, k := range found {
		out[i].Line = k.line
		if int(k.file) < len(c.parts) {
			out[i].File = c.parts[k.file].File
		}
	}
	return out
}

// cases is a number of cases in words: "1 case", "1023 cases".
func cases(n int64) string {
	if n == 1 {
		return "1 case"
	}
	return fmt.Sprintf("%d cases", n)
}
