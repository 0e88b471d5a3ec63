package reports

import "strings"

// A Ref names a figure as the words do: "progress/since_august/started",
// "offence/largest/total", "failed@nov-2005". Reserved codes (latest, first,
// largest, smallest, with -2 …) are resolved by protect.
type Ref struct {
	Table   string // "" where Own is set
	Row     string // "most-serious.murder"
	Column  string // "total" where the table has none
	Measure string // "" is the table's first
	Earlier string // "apr-25": the figure as said then
	Own     string // with Earlier: a stated figure with an id of its own
	Pos     Pos
}

// String is the reference as it is written in full.
func (r Ref) String() string {
	s := r.Own
	if s == "" {
		s = r.Table + "/" + r.Row
		if r.Column != "" {
			s += "/" + r.Column
		}
		if r.Measure != "" {
			s += "/" + r.Measure
		}
	}
	if r.Earlier != "" {
		s += "@" + r.Earlier
	}
	return s
}

// Op is how a derived figure is made from others.
type Op string

// The operations; "percent A of B", "change A from B", "A plus B".
const (
	OpRef           Op = ""
	OpPercent       Op = "percent"
	OpChange        Op = "change"
	OpPercentChange Op = "percent-change"
	OpPlus          Op = "plus"
	OpMinus         Op = "minus"
)

// An Expr is a figure, or one derived from figures.
type Expr struct {
	Op   Op
	Ref  *Ref  // OpRef
	A, B *Expr // any other
	// Soft marks a figure that generated words would like to use: where it cannot be
	// made (a tie, nothing counted) there is no answer and no finding.
	Soft bool
	Pos  Pos
}

// String is the expression in the words' own syntax; equal expressions have
// equal texts. It is the key of Store.Answers and, resolved, a derived figure's id.
func (e *Expr) String() string {
	switch e.Op {
	case OpRef:
		return e.Ref.String()
	case OpPercent:
		return "percent " + e.A.String() + " of " + e.B.String()
	case OpChange, OpPercentChange:
		return string(e.Op) + " " + e.A.String() + " from " + e.B.String()
	}
	return e.A.String() + " " + string(e.Op) + " " + e.B.String()
}

// Refs lists every figure the expression names.
func (e *Expr) Refs() []*Ref {
	if e.Op == OpRef {
		return []*Ref{e.Ref}
	}
	return append(e.A.Refs(), e.B.Refs()...)
}

// ReservedTables are tables every release has without declaring them: the
// account of its records, the reasons, what its columns hold, what is not known, and what
// was said before.
var ReservedTables = []string{"account", "reasons", "column_quality", "not_known", "earlier"}

// ReservedCode says whether a code may not be an ordinary category's, and so
// must be settled by a code list: total, rest, unknown, and the ranks.
func ReservedCode(code string) bool {
	base, n, ok := strings.Cut(code, "-")
	if ok && (n == "" || strings.Trim(n, "0123456789") != "") {
		return false
	}
	switch base {
	case "first", "latest", "largest", "smallest":
		return true
	case "total", "rest", "unknown":
		return !ok
	}
	return false
}
