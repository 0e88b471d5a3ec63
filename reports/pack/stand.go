package pack

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"despatch/reports"
)

// stand moves the staged sides into place, unless what stands there may not be moved.
func (b *building) stand() error {
	j := &journal{ID: b.rel.ID, Restricted: b.Restricted, Sides: map[reports.Side]print{}}
	for _, p := range b.places {
		if b.stage.made[p.staged()] { // what swap then finds there must be this
			j.Sides[p.side] = b.stage.print(p)
		}
	}
	same, all, found, err := b.before(j)
	b.note(found)
	if err != nil || b.stopped() {
		return err
	}
	if !all { // otherwise what is staged is cleared away, and nothing else need be touched
		decided, err := swap(b.disk, b.Out, j)
		if decided {
			b.stage = nil
		}
		if err != nil {
			return err
		}
	}
	b.result.Written, b.result.Unchanged = true, same
	for _, p := range b.places {
		switch {
		case j.Sides[p.side].Files == "":
		case p.side == reports.Published:
			b.result.Pack = p.at
		case p.side == reports.Briefing:
			b.result.Briefing = p.at
		default:
			b.result.Restricted = p.at
		}
		if j.Superseded != "" && p.side == reports.Published {
			b.result.Superseded = p.kept(b.Out, b.rel.ID, j.Superseded)
		}
	}
	return b.disk.RemoveAll(failedFolder(b.Out, b.rel.ID))
}

// before looks at what stands where the new sides should, and says whether they may
// go there: nothing, a draft, the same pack, or with Replace any pack of ours. The
// same pack is one with the same manifest; only where its files are, too, is nothing changed.
// Where that is so of every side, all of it stands already.
func (b *building) before(j *journal) (same, all bool, found []reports.Finding, err error) {
	mark, any, unchanged := "", false, true
	same, all = true, true
	for _, p := range b.places {
		there, err := stands(p.at)
		if err != nil {
			return false, false, nil, err
		}
		if !there {
			same = same && j.Sides[p.side].Files == ""
			all = all && same
			continue
		}
		if entries, err := os.ReadDir(p.at); err == nil && len(entries) == 0 {
			same = same && j.Sides[p.side].Files == ""
			all = false
			continue
		}
		made := j.Sides[p.side]
		is, manifest, err := made.stands(p.at, p)
		if err != nil {
			return false, false, nil, err
		}
		all = all && is
		if made.Files != "" && manifest == made.Manifest {
			unchanged = unchanged && is // its manifest is ours to the last byte: nothing to read in it
			continue
		}
		old, hash, err := readManifest(p.at, p.proof())
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, ErrManifest) && !isNotFolder(p.at) {
			return false, false, nil, err
		}
		if err != nil || old.Release.ID != b.rel.ID || old.Side != p.side {
			found = append(found, find("O075", "%s stands where the %s side should go, and despatch did not write it", p.at, p.side))
			continue
		}
		if p.side != restrictedSide {
			same = false
		}
		if old.Release.State != "draft" {
			any = any || p.side != restrictedSide
			if p.side == reports.Published || mark == "" {
				mark = hash[:8]
			}
		}
	}
	if any && !same {
		if !b.Replace {
			found = append(found, find("O074", "a pack of %s stands in %s and is no draft", b.rel.ID, b.places[2].at))
		}
		j.Superseded = mark
	}
	return same && unchanged, all, found, nil
}

func isNotFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

func failedFolder(out, id string) string { return filepath.Join(out, id+".failed") }

// fail leaves the sides as they were, and writes what stopped the build where a
// person can look at it.
func (b *building) fail() error {
	folder := failedFolder(b.Out, b.rel.ID)
	p := place{side: restrictedSide, at: folder}
	s, err := newStage(b.disk, []place{p})
	if err != nil {
		return err
	}
	contents, err := b.insideFiles()
	for _, c := range contents {
		if err == nil && (c.name == "findings.json" || c.name == "quarantine.csv") {
			_, err = s.whole(restrictedSide, c.name, c.data)
		}
	}
	if err == nil {
		err = s.sync()
	}
	if err == nil {
		err = b.disk.RemoveAll(folder)
	}
	if err == nil {
		err = b.disk.Rename(p.staged(), folder)
	}
	if err != nil {
		return errors.Join(err, s.remove())
	}
	b.result.Failed = folder
	return b.disk.Sync(b.Out)
}
