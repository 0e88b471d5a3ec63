package tabulate

import "despatch/reports"

// newest holds, for each case, the newest sound record met so far: by the time it
// was recorded, then by its place in the extract. The outcome is the same in
// whatever order records come. Slices are indexed by the case's entry.
type newest struct {
	index    map[reports.ID]uint32
	records  int64 // sound records with an id
	recorded []int64
	ordinal  []int64
	row      []uint64
	cell     []uint32
	source   source
	broken   map[reports.ID]broken
	timed    bool // the extract declares when records were made
	keep     bool
	file     []int32
	line     []int64
}

// broken is the newest quarantined record of a case. Of a record whose time could
// not be read only the place is known: it may be the newest.
type broken struct {
	dated             bool
	recorded, ordinal int64
	undated           int64 // ordinal of the last without a time, -1 for none
}

func newNewest(ext *reports.Extract, keep bool) newest {
	return newest{index: map[reports.ID]uint32{}, broken: map[reports.ID]broken{}, timed: ext.Recorded != nil, keep: keep,
		source: source{make([][]int64, len(ext.Sums)), make([][]int32, len(ext.Days)), make([][]reports.ID, len(ext.Distinct))}}
}

// put offers record i of a block, which lies in the cell.
func (t *newest) put(b *reports.Cases, i int, cell uint32) {
	t.records++
	at, known := t.index[b.ID[i]]
	if !known {
		at = uint32(len(t.cell))
		t.index[b.ID[i]] = at
		t.extend()
	} else if b.Recorded[i] < t.recorded[at] || b.Recorded[i] == t.recorded[at] && b.Ordinal[i] < t.ordinal[at] {
		return
	}
	t.recorded[at], t.ordinal[at], t.row[at], t.cell[at] = b.Recorded[i], b.Ordinal[i], b.Row[i][0], cell
	for m := range t.source.weights {
		t.source.weights[m][at] = b.Weights[m][i]
	}
	for m := range t.source.days {
		t.source.days[m][at] = b.Days[m][i]
	}
	for m := range t.source.values {
		t.source.values[m][at] = b.Values[m][i]
	}
	if t.keep {
		t.file[at], t.line[at] = b.File[i], b.Line[i]
	}
}

// extend makes room for one more case.
func (t *newest) extend() {
	t.recorded, t.ordinal = append(t.recorded, 0), append(t.ordinal, 0)
	t.row, t.cell = append(t.row, 0), append(t.cell, 0)
	for m := range t.source.weights {
		t.source.weights[m] = append(t.source.weights[m], 0)
	}
	for m := range t.source.days {
		t.source.days[m] = append(t.source.days[m], 0)
	}
	for m := range t.source.values {
		t.source.values[m] = append(t.source.values[m], reports.ID{})
	}
	if t.keep {
		t.file, t.line = append(t.file, 0), append(t.line, 0)
	}
}

// broke notes a quarantined record of a case. One recorded after the as-at date
// does not come here: it is excluded, since it does not exist yet.
func (t *newest) broke(id reports.ID, recorded, ordinal int64) {
	b, known := t.broken[id]
	if !known {
		b.undated = -1
	}
	if t.timed && recorded == 0 {
		b.undated = max(b.undated, ordinal)
	} else if !b.dated || recorded > b.recorded || recorded == b.recorded && ordinal > b.ordinal {
		b.dated, b.recorded, b.ordinal = true, recorded, ordinal
	}
	t.broken[id] = b
}

// overtaken marks the entries of cases whose newest record is quarantined.
func (t *newest) overtaken() []bool {
	out := make([]bool, len(t.cell))
	for id, b := range t.broken {
		at, ok := t.index[id]
		if !ok {
			continue
		}
		out[at] = b.undated > t.ordinal[at] || b.dated && (b.recorded > t.recorded[at] ||
			b.recorded == t.recorded[at] && b.ordinal > t.ordinal[at])
	}
	return out
}
