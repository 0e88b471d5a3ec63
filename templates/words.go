package templates

import "embed"

//go:embed words/*.md
var words embed.FS

// Words is the starting text of a document: "release", "brief", "press" or "accessibility". It
// names no figure of any one release, so it composes for all of them. ok is false
// for a document that has no starting text.
func Words(id string) (text string, ok bool) {
	b, err := words.ReadFile("words/" + id + ".md")
	return string(b), err == nil
}
