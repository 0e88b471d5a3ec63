//go:build engines

package ingest

// databaseRecords is how many records a database is filled with.
const databaseRecords = 1_000_000
