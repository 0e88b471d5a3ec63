// Package sample makes extracts up: for any release a file of synthetic records with
// its columns, code lists, dates, ladders and bands, with as much dirt as is asked for, and
// beside it the true account: what a right reading of the file must come to.
//
// Record i is a pure function of the seed and i, so the same seed gives the same bytes
// on any number of threads, and a file of any size is made in constant memory. Records
// that repeat or correct another stand within the same span of 4,096, which is counted
// as a whole and forgotten.
//
// The account is not read back from the file. The package knows what it meant each
// value to be and judges that by a reading of the release of its own, sharing no code with
// package ingest: each is the other's witness. No record is about a person, no name is one.
package sample
