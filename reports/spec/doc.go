// Package spec reads a release's folder, release.yaml with its code lists, words,
// theme and earlier manifests, into a reports.Release. It owns the language of
// the release file: its versions, its defaults, its JSON Schema. All faults of a
// file come out at once, each with its place and what to write instead. It
// never opens an extract and never quotes what stands in a file other than the
// release's own YAML.
package spec
