package ingest

import "despatch/reports"

// A block is a Cases with room for size records.
type block struct {
	reports.Cases
	size int
}

func newBlock(ext *reports.Extract, size int) *block {
	b := &block{size: size}
	b.Extract = ext
	b.File, b.Line, b.Ordinal = make([]int32, size), make([]int64, size), make([]int64, size)
	b.Fate, b.Reason, b.HasID = make([]reports.Fate, size), make([]int32, size), make([]bool, size)
	b.ID, b.Row = make([]reports.ID, size), make([]reports.ID, size)
	b.Recorded, b.Cohorts = make([]int64, size), make([]uint64, size)
	b.Times, b.Alike = make([]int64, size), make([]int64, size)
	b.Codes = columns[reports.Code](len(ext.Dims)+len(ext.Ladders), size)
	b.Weights = columns[int64](len(ext.Sums), size)
	b.Days = columns[int32](len(ext.Days), size)
	b.Values = columns[reports.ID](len(ext.Distinct), size)
	return b
}

func columns[T any](n, size int) [][]T {
	out := make([][]T, n)
	for i := range out {
		out[i] = make([]T, size)
	}
	return out
}

func (b *block) full() bool { return b.Len == b.size }

// cut makes every slice as long as the block.
func (b *block) cut() { b.resize(b.Len) }

// reset empties the block.
func (b *block) reset() {
	b.resize(b.size)
	b.Len = 0
}

func (b *block) resize(n int) {
	b.File, b.Line, b.Ordinal = b.File[:n], b.Line[:n], b.Ordinal[:n]
	b.Fate, b.Reason, b.HasID = b.Fate[:n], b.Reason[:n], b.HasID[:n]
	b.ID, b.Row, b.Recorded, b.Cohorts = b.ID[:n], b.Row[:n], b.Recorded[:n], b.Cohorts[:n]
	b.Times, b.Alike = b.Times[:n], b.Alike[:n]
	resize(b.Codes, n)
	resize(b.Weights, n)
	resize(b.Days, n)
	resize(b.Values, n)
}

func resize[T any](cols [][]T, n int) {
	for i := range cols {
		cols[i] = cols[i][:n]
	}
}
