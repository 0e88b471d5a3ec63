package rules

// A Row is one rule with how it is seen to: what docs/accessibility.md prints.
type Row struct {
	ID      string
	Level   string // "essential", "advised, and refused", "advised"
	Text    string
	Source  string
	Checked bool
	How     string // what the check looks at
	Why     string // why there is none, or what it leaves out
	Eye     string // what a person looks at, when and who
}

// Guide is every rule in the order of the guidance.
func Guide() []Row {
	out := make([]Row, 0, len(table))
	for _, r := range table {
		out = append(out, Row{r.id, string(r.level), r.text, r.source, r.check != nil, r.how, r.why, r.eye})
	}
	return out
}
