// Package data carries the example release inside the binary, so that despatch
// has something to build on a machine with nothing else. The example is synthetic.
package data

import "embed"

// Example is the release of 26 April 2006 in the folder fnp-2006: release.yaml,
// a synthetic extract, its code list and the words of three documents.
//
//go:embed fnp-2006/release.yaml fnp-2006/*.csv fnp-2006/*.md
var Example embed.FS

// ExampleFolder is the folder of the example within Example.
const ExampleFolder = "fnp-2006"
