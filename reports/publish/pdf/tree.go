package pdf

import "fmt"

// An Elem is one element of the structure tree: what a part of the page is, for
// those who do not see it. Its kids are in reading order.
type Elem struct {
	Role      string // of ISO 32000-1, 14.8.4: "P", "H1", "TD"
	Kids      []Kid
	Alt       string     // of a Figure
	Lang      string     // where not the document's: "cy"
	ID        string     // unique in the file: "note-started"
	Scope     string     // of a TH: "Row" or "Column"
	Headers   []string   // of a cell: the ids of its TH
	Numbering string     // of an L: "Disc", "Decimal", "None"
	BBox      [4]float64 // of a Figure: left, bottom, right, top in points from the page's lower left
	// object numbers, its own and that of its parent, given by the rewriter
	number, parent int
}

// A Kid is exactly one of an element, a marked content (MCID on Page) and a
// link's annotation.
type Kid struct {
	Elem *Elem
	Page int // from 0
	MCID int
	Link *link
}

// Add makes a new last kid of e with the role.
func (e *Elem) Add(role string) *Elem {
	k := &Elem{Role: role}
	e.Kids = append(e.Kids, Kid{Elem: k})
	return k
}

// A link is one rectangle of a Link element: a link over two lines has two.
type link struct {
	page     int
	rect     [4]float64 // as BBox
	contents string     // where it goes, in words
	url      string     // out of the file, or
	dest     string     // the name of a spot in it
	elem     *Elem
	number   int
}

// A spot is a place links and bookmarks lead to.
type spot struct {
	page int
	top  float64 // from the page's lower edge
}

// An outline is one bookmark; levels start at 1 and skip none.
type outline struct {
	level int
	title string
	spot  spot
}

// sound refuses a tree that is no PDF/UA-1: the faults veraPDF lets pass among them.
func (e *Elem) sound() error {
	ids := map[string]bool{}
	var walk func(e *Elem) error
	walk = func(e *Elem) error {
		switch {
		case e.Role == "TH" && e.Scope == "" && len(e.Headers) == 0:
			return fmt.Errorf("a table head has neither scope nor headers")
		case e.Role == "Figure" && e.Alt == "":
			return fmt.Errorf("a drawing has no text alternative")
		case e.Role == "Figure" && e.BBox[2] <= e.BBox[0]:
			return fmt.Errorf("a drawing has no extent")
		case e.ID != "" && ids[e.ID]:
			return fmt.Errorf("the id %q is used twice", e.ID)
		case e.Role == "Note" && e.ID == "":
			return fmt.Errorf("a note has no id")
		}
		ids[e.ID] = true
		for _, k := range e.Kids {
			if k.Elem != nil {
				if err := walk(k.Elem); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return walk(e)
}
