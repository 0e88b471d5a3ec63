package tabulate

import (
	"maps"

	"despatch/reports"
)

// A cube holds, for each combination of codes by its number, what is counted in it.
type cube struct {
	ext    *reports.Extract
	n      []int64
	sums   [][]int64                   // [Extract.Sums][cell]
	days   [][]map[int32]int64         // [Extract.Days][cell]
	values [][]map[reports.ID]struct{} // [Extract.Distinct][cell]
}

// add counts the record a hand has read in a cell, n times.
func (q *cube) add(cell uint32, h *hand, n int64) {
	q.room(cell)
	q.n[cell] += n
	for m, w := range h.weights {
		q.sums[m][cell] += w * n
	}
	for m, d := range h.days {
		if d != reports.NoDays {
			if q.days[m][cell] == nil {
				q.days[m][cell] = map[int32]int64{}
			}
			q.days[m][cell][d] += n
		}
	}
	for m, v := range h.values {
		if v != (reports.ID{}) {
			if q.values[m][cell] == nil {
				q.values[m][cell] = map[reports.ID]struct{}{}
			}
			q.values[m][cell][v] = struct{}{}
		}
	}
}

// one counts a record of which nothing is measured.
func (q *cube) one(cell uint32) {
	q.room(cell)
	q.n[cell]++
}

// room makes room for a cell.
func (q *cube) room(cell uint32) {
	if int(cell) >= len(q.n) {
		q.grow(max(int(cell)+1, 2*len(q.n)))
	}
}

// plus adds up what another hand counted.
func (q *cube) plus(o *cube) {
	q.grow(len(o.n))
	for cell, n := range o.n {
		if n == 0 {
			continue
		}
		q.n[cell] += n
		for m := range o.sums {
			q.sums[m][cell] += o.sums[m][cell]
		}
		for m := range o.days {
			if q.days[m][cell] == nil {
				q.days[m][cell] = o.days[m][cell]
				continue
			}
			for d, n := range o.days[m][cell] {
				q.days[m][cell][d] += n
			}
		}
		for m := range o.values {
			if q.values[m][cell] == nil {
				q.values[m][cell] = o.values[m][cell]
				continue
			}
			maps.Copy(q.values[m][cell], o.values[m][cell])
		}
	}
}

// grow makes room for the first n cells.
func (q *cube) grow(n int) {
	if q.sums == nil {
		q.sums = make([][]int64, len(q.ext.Sums))
		q.days = make([][]map[int32]int64, len(q.ext.Days))
		q.values = make([][]map[reports.ID]struct{}, len(q.ext.Distinct))
	}
	q.n = grown(q.n, n)
	for m := range q.sums {
		q.sums[m] = grown(q.sums[m], n)
	}
	for m := range q.days {
		q.days[m] = grown(q.days[m], n)
	}
	for m := range q.values {
		q.values[m] = grown(q.values[m], n)
	}
}

func grown[T any](s []T, n int) []T {
	if n > len(s) {
		s = append(s, make([]T, n-len(s))...)
	}
	return s
}

// pick is the values of s at the places of order.
func pick[T any](s []T, order []uint32) []T {
	out := make([]T, len(order))
	for i, at := range order {
		out[i] = s[at]
	}
	return out
}
