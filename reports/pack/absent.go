package pack

import (
	"fmt"
	"slices"

	"despatch/reports/hidden"

	"despatch/reports"
)

// absentPrivate refuses a name under private that no extract holds (law 6).
func (b *building) absentPrivate() {
	for i, name := range b.rel.Private {
		var near []string
		absent := func(x *counted) bool {
			at := slices.IndexFunc(x.private.Columns, func(c hidden.Column) bool { return c.Absent && c.Name == name })
			if at >= 0 {
				near = append(near, x.private.Columns[at].Near...)
			}
			return at >= 0
		}
		if slices.ContainsFunc(b.extracts, func(x *counted) bool { return !absent(x) }) {
			continue // held by one, or one that could not be read
		}
		f := find("O088", "no extract has the private column %q", name)
		if i < len(b.rel.PrivateAt) {
			f = f.At(b.rel.PrivateAt[i])
		}
		if len(near) > 0 {
			f.Hints = append([]string{fmt.Sprintf("did you mean %q?", near[0])}, f.Hints...)
		}
		b.note([]reports.Finding{f})
	}
}
