// Package protect makes the figures. Counts come in, raw; the Store goes out: every
// table with its cells, every figure the words need, each made once and rounded
// once. It is the only maker of cells, so that what a disclosure policy withholds
// is withheld in every percentage, change and sentence too.
//
// Percentages, changes and sums are worked out from cells that have been let out,
// never from raw counts. It writes nothing and knows no format.
package protect
