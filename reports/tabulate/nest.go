package tabulate

import "despatch/reports"

// leaves lists the combinations of codes of two parts: where the second lies
// within the first, each of its codes in its parent; else every code of the one with
// every code of the other.
func (w *work) leaves(a, b *part) (out []leaf, nested bool, findings []reports.Finding) {
	var parents []reports.Code
	if a.Dim != nil && b.Dim != nil {
		parents = b.Dim.Parents[a.Dim.ID]
		nested = parents != nil || b.Dim.Within == a.Dim
	}
	occurs := map[pair]bool{}
	if nested {
		for _, cell := range w.cells {
			occurs[pair{w.tally.Codes[a.coding][cell], w.tally.Codes[b.coding][cell]}] = true
		}
		if parents == nil {
			findings = w.twoParents(a, b, occurs)
		}
	}
	for _, x := range a.codes {
		for _, y := range b.codes {
			known := parents != nil && y.kind != reports.NotKnown && int(y.code) < len(parents) && parents[y.code] == x.code
			if !nested || known || occurs[pair{x.code, y.code}] {
				out = append(out, leaf{x, y})
			}
		}
	}
	return out, nested, findings
}

// twoParents finds codes of b that lie in two known codes of a. Values as found
// are not quoted: only how many there are.
func (w *work) twoParents(a, b *part, occurs map[pair]bool) []reports.Finding {
	var several int64
	for _, y := range b.codes {
		if y.kind == reports.NotKnown {
			continue
		}
		in := 0
		for _, x := range a.codes {
			if x.kind != reports.NotKnown && occurs[pair{x.code, y.code}] {
				in++
			}
		}
		if in > 1 {
			several++
		}
	}
	if several == 0 {
		return nil
	}
	f := find("D084", "table %q: %d of the codes of dimension %q lie in more than one code of dimension %q",
		w.spec.ID, several, b.Dim.ID, a.Dim.ID).At(b.Dim.Pos)
	f.Count = several
	return []reports.Finding{f}
}
