package compose

import "despatch/reports"

// A Script is the words of a release, read and understood but not yet filled
// in: documents, notes, titles of charts, and checks.
type Script struct {
	rel    *reports.Release
	docs   []*draft
	notes  []*noteWords
	titles map[string][]inline // by chart id
	checks []*check
	exprs  []*reports.Expr
	seen   map[string]int // Expr.String() to its place in exprs
}

// A draft is one document as written.
type draft struct {
	spec   *reports.DocSpec
	blocks []node
}

// noteWords is one note as written, and the places it marks.
type noteWords struct {
	spec *reports.NoteSpec
	text []inline
}

// A node is a block of a document as written.
type node struct {
	kind  nodeKind
	pos   reports.Pos
	level int      // of a heading
	text  []inline // of a heading or paragraph
	// points of a list; each is blocks.
	ordered bool
	points  [][]node
	mark    *mark // of a block mark or a condition
	then    []node
	other   []node
}

type nodeKind int

const (
	headingNode nodeKind = iota
	paraNode
	listNode
	markNode // a mark alone in its paragraph
	ifNode
)

// An inline is a run of words, a mark among them, or emphasised or linked words.
type inline struct {
	kind inlineKind
	pos  reports.Pos
	text string
	mark *mark
	kids []inline
	url  string
}

type inlineKind int

const (
	textInline inlineKind = iota
	markInline
	emphInline
	strongInline
	linkInline
)

// Parse reads every text of a release: the Markdown of its documents, its
// notes, the titles of its charts and its checks. All faults come back at once, each
// with its place. A Script comes back in any case; with an error among the
// findings it must not be filled in.
func Parse(rel *reports.Release) (*Script, []reports.Finding) {
	s := &Script{rel: rel, titles: map[string][]inline{}, seen: map[string]int{}}
	r := &reading{rel: rel, script: s}
	for _, n := range rel.Notes {
		s.notes = append(s.notes, &noteWords{spec: n, text: r.line(n.Text, nil)})
		for _, on := range n.On {
			r.place(on)
		}
	}
	for _, c := range rel.Charts {
		s.titles[c.ID] = r.line(c.Title, c)
	}
	for _, d := range rel.Documents {
		s.docs = append(s.docs, &draft{spec: d, blocks: r.document(d)})
	}
	for _, w := range rel.Checks {
		if c := r.check(w); c != nil {
			s.checks = append(s.checks, c)
		}
	}
	r.generated()
	reports.SortFindings(r.findings)
	return s, r.findings
}

// Exprs lists every figure and derived figure the words need, once each, in
// the order in which the words first name them; those of the branch of a
// condition that will not be taken are among them.
func (s *Script) Exprs() []*reports.Expr { return s.exprs }

// need adds an expression to those asked of package protect. An expression the
// writer named makes a soft one hard.
func (s *Script) need(e *reports.Expr) {
	if e == nil {
		return
	}
	key := e.String()
	if i, ok := s.seen[key]; ok {
		if s.exprs[i].Soft && !e.Soft {
			s.exprs[i] = e
		}
		return
	}
	s.seen[key] = len(s.exprs)
	s.exprs = append(s.exprs, e)
}

// A reading is one run of Parse.
type reading struct {
	rel      *reports.Release
	script   *Script
	findings []reports.Finding
	chart    *reports.ChartSpec // while a chart's title is read
}

func (r *reading) find(p reports.Pos, id, format string, args ...any) {
	r.findings = append(r.findings, reports.Find(Rules, id, format, args...).At(p))
}

// hint is find with a hint of its own before the rule's.
func (r *reading) hint(p reports.Pos, hint, id, format string, args ...any) {
	f := reports.Find(Rules, id, format, args...).At(p)
	if hint != "" {
		f.Hints = append([]string{hint}, f.Hints...)
	}
	r.findings = append(r.findings, f)
}
