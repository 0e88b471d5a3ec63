package reports

import "io"

// A Format writes a Document as one kind of file, says where it put each
// figure, and can open the file again to read the figures back from there.
type Format struct {
	Name  string // "xlsx": the key in the release and the manifest
	Label string // "XLSX": as people write it
	// Write makes the document's file or files through create; names are relative to
	// the document's side of the pack, with forward slashes. It writes each file whole
	// before it creates the next, and is a pure function of the document.
	Write func(create Create, d *Document) (Written, error)
	// Open reads one file back, sharing no code with Write; called once a file.
	Open func(r io.ReaderAt, size int64) (Reader, error)
}

// Create starts a new file of the pack. The caller of Write closes it.
type Create func(name string) (io.Writer, error)

// Written is what came of writing a document.
type Written struct {
	Places   []Place
	Pages    int       // of a paged format
	Findings []Finding // an error among them stops the pack
}

// A Place is where a figure stands in a file.
type Place struct {
	Figure string // its id
	File   string // relative to the side: "tables/progress.csv"
	At     string // in the format's own terms: "progress!C5", "p3#14", "#progress/all/due"
	Text   string // what stands there, where not the figure's own digits: "fourteen", "one person"
}

// A Reader reads what stands at a place: "1,023" or "1023", "[c]", "fourteen".
type Reader interface {
	At(where string) (string, error)
}

// FileBase is a document's file name without its ending: the release's id for
// the release itself ("index" on the web), else the document's id.
func FileBase(d *Document) string {
	if d.ID == "release" {
		return d.Meta.ReleaseID
	}
	return d.ID
}
