// Command bench sets despatch beside other programs that can do its job: the same
// records read, judged, reduced to the newest of each case and counted into the same 560
// cells (release/release.yaml), each engine a process of its own, run in turns, with its
// time and peak memory. All must agree to the last count, or no table is printed.
//
// It is a module of its own, which the product never imports: DuckDB needs cgo. The
// records are made by despatch sample, kept in the cache folder, and about nobody.
package main
