package pack

import (
	"io/fs"
	"path/filepath"

	"despatch/reports"
)

// restrictedSide is the third side, which no document is written to.
const restrictedSide reports.Side = "restricted"

// The file that names a side and everything in it.
const (
	manifestFile = "manifest.json"
	packFile     = "pack.json" // on the restricted side
)

// A place is where one side of a release stands, and where it is made ready.
type place struct {
	side reports.Side
	at   string // the folder people open
}

// places lists the sides in the order in which they are moved into place: the
// published one last, since its manifest is what the others name.
func places(out, id, restricted string) []place {
	if restricted == "" {
		restricted = filepath.Join(out, id+".restricted")
	}
	return []place{
		{restrictedSide, restricted},
		{reports.Briefing, filepath.Join(out, id+".briefing")},
		{reports.Published, filepath.Join(out, id)},
	}
}

// proof is the file whose hash tells one version of the side from another.
func (p place) proof() string {
	if p.side == restrictedSide {
		return packFile
	}
	return manifestFile
}

// staged is where the side is made ready; it is hidden, and on the same file system.
func (p place) staged() string { return p.hidden("new") }

// between is where the old one waits where two folders cannot be exchanged in one step.
func (p place) between() string { return p.hidden("old") }

func (p place) hidden(ending string) string {
	return filepath.Join(filepath.Dir(p.at), ".despatch-"+filepath.Base(p.at)+"."+ending)
}

// kept is where a superseded side is kept: "fnp.superseded-1a2b3c4d.briefing".
func (p place) kept(out, id, mark string) string {
	aside := ".superseded-" + mark
	switch p.at {
	case filepath.Join(out, id+".restricted"), filepath.Join(out, id+".briefing"):
		return filepath.Join(out, id+aside+filepath.Ext(p.at))
	}
	return p.at + aside
}

// mode says who may open the side's folder.
func (p place) mode() (folder, file fs.FileMode) {
	switch p.side {
	case restrictedSide:
		return 0o700, 0o600
	case reports.Briefing:
		return 0o750, 0o640
	}
	return 0o755, 0o644
}
