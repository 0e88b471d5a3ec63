package ingest

import (
	"path"
	"strings"
)

// A kind is what an extract's name says that it is. Names decide, never the first
// bytes: a file that is not what it is called is refused, not guessed at.
type kind uint8

const (
	csvKind kind = iota
	parquetKind
	bookKind
	databaseKind
	strangeKind // known, and not read
)

// An origin is where an extract comes from, taken apart.
type origin struct {
	kind    kind
	files   string // name or pattern
	sheet   string // of a workbook
	packing string // of a CSV file: "gzip", "zstd" or ""
	env     string // of a database: the variable that holds the address
	ending  string
}

// originOf reads from: of a release.
func originOf(from string) origin {
	if rest, ok := strings.CutPrefix(from, "env:"); ok {
		name, query, _ := strings.Cut(rest, "#")
		return origin{kind: databaseKind, env: name, files: query}
	}
	o := origin{files: from, ending: strings.ToLower(path.Ext(from))}
	if at := strings.LastIndex(strings.ToLower(from), ".xlsx#"); at >= 0 {
		o.kind, o.files, o.sheet, o.ending = bookKind, from[:at+5], from[at+6:], ".xlsx"
		return o
	}
	switch o.ending {
	case ".parquet":
		o.kind = parquetKind
	case ".xlsx":
		o.kind = bookKind
	case ".xls", ".ods", ".xlsm", ".xlsb", ".zip":
		o.kind = strangeKind
	case ".gz":
		o.packing = "gzip"
	case ".zst":
		o.packing = "zstd"
	}
	return o
}
