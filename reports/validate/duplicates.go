package validate

import "despatch/reports"

// duplicates counts records equal to an earlier one. With an id its memory grows
// with the cases and with the records that change them; without one, with the
// different records.
type duplicates struct {
	keyed bool
	first map[reports.ID]reports.ID // by case: its first record
	rows  map[reports.ID]struct{}   // every other record
	n     int64
}

func newDuplicates(keyed bool) duplicates {
	return duplicates{keyed: keyed, first: map[reports.ID]reports.ID{}, rows: map[reports.ID]struct{}{}}
}

func (d *duplicates) add(has bool, id, row reports.ID) {
	if d.keyed && has {
		first, known := d.first[id]
		if !known {
			d.first[id] = row
			return
		}
		if first == row {
			d.n++
			return
		}
	}
	before := len(d.rows)
	if d.rows[row] = struct{}{}; len(d.rows) == before {
		d.n++
	}
}
