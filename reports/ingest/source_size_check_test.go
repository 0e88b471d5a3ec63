//go:build check

package ingest

// emptyRows is how many rows of a sheet hold nothing.
const emptyRows = 1_000_000
