// Package ingest reads the case records of one extract. Files come in: CSV, one
// or many. Blocks of coded records go out, each record with its fate, its place and
// its codes; then the code lists as they came out of the extract, the account, the
// quarantined records and the findings.
//
// The road inside: a source (files, decode) gives the bytes of a file as UTF-8; the
// scanner (scan, quotes) cuts them into records with their physical lines, plain ones many
// at a time (sweep); records are read by the sheaf, a column after the other (sheaf, load,
// where, judge, code, record). A source of another kind goes in at the scanner's door and
// changes nothing else.
//
// It never guesses a separator, an encoding, a layout of dates or a total; it never
// mends a record, and no finding quotes a value of one.
package ingest
