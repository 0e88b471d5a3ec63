// Package pack knows the order of the rooms. From a release comes a pack: a
// published, a briefing and a restricted side, every file of which was opened again
// and every figure in it compared before anything was moved into place. A pack is
// written whole or not at all; what stood before stands until then. The package
// also reads finished packs: Verify, Diff, and Trace from a figure to its records.
//
// It never makes a cell, prints nothing, and reads no clock.
package pack
