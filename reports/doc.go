// Package reports holds the words every room of despatch speaks: what a
// release is, what a case, a tally, a cell, a table, a chart and a document
// are. It does no work and opens no file; the rooms below it do.
//
// The road runs one way and each step changes the type:
//
//	release.yaml, *.md ─spec→ Release ─┐
//	extract ─ingest→ Cases (blocks) ───┴─tabulate→ Tally → Count ─protect→ Store
//	Store ─compose→ Document ─publish→ files and Places ─pack→ Manifest
//
// A Tally and a Count are raw; no Document reaches one. Only package protect
// makes a Cell that is set.
package reports
