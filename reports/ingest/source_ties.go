package ingest

import "despatch/reports"

// ties finds records between which only their order could choose.
type ties struct {
	recorded *column
	sheaf    sheaf
	asAt     int64
	id       reports.ID           // of the case under way
	met      map[int64]reports.ID // its records, by when they were made
	differ   int64
}

func newTies(p *plan) ties {
	t := ties{met: map[int64]reports.ID{}, asAt: int64(p.asAt)}
	if p.recorded != nil {
		t.recorded = newColumn(p.recorded.Column)
		t.recorded.at, t.recorded.between = p.recorded.at, p.recorded.between
		t.sheaf = newSheaf(1)
	}
	return t
}

// meet looks at one record of a case that has several.
func (t *ties) meet(b *rows, i, key int) {
	value, row := b.of(i*b.width+key), b.hash[i]
	if isBlank(value) {
		return
	}
	if id := hashOf(value); id != t.id {
		t.id = id
		clear(t.met)
	}
	made := openLo
	if c := t.recorded; c != nil {
		t.sheaf.n, t.sheaf.width = 1, b.width
		t.sheaf.text = text{bytes: b.bytes, fields: b.fields[i*b.width:]}
		c.load(&t.sheaf)
		if c.there(0) {
			if c.val(0) > t.asAt {
				return // it does not exist yet
			}
			made = c.secs(0)
		}
	}
	if other, known := t.met[made]; known && other != row {
		t.differ++
	}
	t.met[made] = row
}
