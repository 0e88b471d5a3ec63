// Package compose puts words, tables and charts in reading order: one Document
// for each reader of a release.
//
// The words come in as Markdown in which figures are named, never typed. Parse
// reads them all before a record is read, and says which figures they need;
// once package protect has made those, Documents writes the sentences. Nothing is
// counted or worked out here: every number shown is the text of a Figure of
// the Store, and every span that shows one says which (law 1 of product.md).
package compose
