package tabulate

import "despatch/reports"

// A cube holds, for each combination of codes by its number, what is counted in it.
type cube struct {
	ext    *reports.Extract
	n      []int64
	sums   [][]int64                   // [Extract.Sums][cell]
	days   [][]map[int32]int64         // [Extract.Days][cell]
	values [][]map[reports.ID]struct{} // [Extract.Distinct][cell]
}

// A source is where the measures of a record are read: a block, or the table of
// newest records. The second index is the record's.
type source struct {
	weights [][]int64
	days    [][]int32
	values  [][]reports.ID
}

// add counts record i of the source in a cell.
func (q *cube) add(cell uint32, s source, i int) {
	q.grow(int(cell) + 1)
	q.n[cell]++
	for m := range s.weights {
		q.sums[m][cell] += s.weights[m][i]
	}
	for m := range s.days {
		if d := s.days[m][i]; d != reports.NoDays {
			if q.days[m][cell] == nil {
				q.days[m][cell] = map[int32]int64{}
			}
			q.days[m][cell][d]++
		}
	}
	for m := range s.values {
		if v := s.values[m][i]; v != (reports.ID{}) {
			if q.values[m][cell] == nil {
				q.values[m][cell] = map[reports.ID]struct{}{}
			}
			q.values[m][cell][v] = struct{}{}
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
