// Package tabulate counts. Blocks of coded records come in, one Tally an
// extract goes out: the finest cube, in which every combination of codes and
// cohorts that occurs has its count, sums, waits and distinct values. Every table
// of the release is then rolled up from a Tally into a Count.
//
// It settles which of several records of a case counts, completes the account of
// the records, and counts again what must agree: parts against totals (law 3),
// stages reached against furthest stages (law 4). It opens no file, rounds nothing
// and makes no cell: what it hands on is raw, for package protect alone.
package tabulate
