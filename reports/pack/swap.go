package pack

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"despatch/reports"
)

// A journal is the decision to replace what stands by what is staged. Once it
// lies on disk the new pack will stand, in this run or, after a kill, in the next:
// each step can be told done from not done by the hash of a side's manifest.
type journal struct {
	ID         string                 `json:"id"`
	Restricted string                 `json:"restricted,omitempty"` // where not beside the pack
	Superseded string                 `json:"superseded,omitempty"` // keep the old one under this mark
	Sides      map[reports.Side]print `json:"sides"`                // what is staged; none: the release no longer has this side
}

func journalName(out, id string) string { return filepath.Join(out, ".despatch-"+id+".journal") }

// swap puts the staged sides where the old ones stand. Where a step fails, what
// was done is undone and the old sides stand; where even that fails, or the program
// is killed, the journal lets the next run finish: then decided is true, and what is
// staged must be left alone.
func swap(d disk, out string, j *journal) (decided bool, err error) {
	data, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return false, err
	}
	name := journalName(out, j.ID)
	if err := replaceFile(d, name, 0o600, data); err != nil {
		return forget(d, name, fmt.Errorf("write the journal: %w", err))
	}
	sides := places(out, j.ID, j.Restricted)
	for i, p := range sides {
		if err := j.put(d, p); err != nil {
			for k := i; k >= 0; k-- {
				if undo := j.takeBack(d, sides[k]); undo != nil {
					return true, fmt.Errorf("move the pack into place: %w; the next run will finish it", errors.Join(err, undo))
				}
			}
			return forget(d, name, fmt.Errorf("move the pack into place: %w", err))
		}
	}
	return true, j.settle(d, out)
}

// forget takes a decision back: without its journal what is staged is nothing.
func forget(d disk, name string, why error) (decided bool, err error) {
	if err := d.RemoveAll(name); err != nil {
		there, unsure := stands(name)
		return there || unsure != nil, errors.Join(why, err)
	}
	return false, errors.Join(why, d.Sync(filepath.Dir(name)))
}

// put makes the staged side stand, if it does not yet. It can be run again after a
// kill at any point: what is staged tells whether it was done.
func (j *journal) put(d disk, p place) error {
	there, err := stands(p.at)
	if err != nil {
		return err
	}
	want := j.Sides[p.side]
	isNew, manifest, err1 := want.stands(p.at, p)
	lies, err2 := printOf(p.staged(), p)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	switch {
	case want.Files == "" && !there, isNew:
		return nil
	case want.Files == "":
		err = d.Rename(p.at, p.staged())
	case lies != want && manifest == want.Manifest:
		return nil // it stands; somebody has been at it since
	case lies != want:
		return fmt.Errorf("neither %s nor %s is the pack that was made ready", p.at, p.staged())
	case there:
		err = d.Exchange(p.staged(), p.at)
		if errors.Is(err, errors.ErrUnsupported) {
			err = d.Rename(p.at, p.between())
			if err == nil {
				err = d.Rename(p.staged(), p.at)
			}
		}
	default:
		err = d.Rename(p.staged(), p.at)
	}
	if err != nil {
		return err
	}
	return d.Sync(filepath.Dir(p.at))
}

// takeBack undoes put.
func (j *journal) takeBack(d disk, p place) error {
	between, err := stands(p.between())
	if err != nil {
		return err
	}
	want := j.Sides[p.side]
	isNew, _, err1 := want.stands(p.at, p)
	old, err2 := stands(p.staged())
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	switch {
	case between:
		if isNew {
			err = d.Rename(p.at, p.staged())
		}
		if err == nil {
			err = d.Rename(p.between(), p.at)
		}
	case isNew && old:
		err = d.Exchange(p.staged(), p.at)
	case isNew:
		err = d.Rename(p.at, p.staged())
	case want.Files == "" && old:
		err = d.Rename(p.staged(), p.at)
	}
	if err != nil {
		return err
	}
	return d.Sync(filepath.Dir(p.at))
}

// settle keeps or removes what was replaced, then forgets the journal.
func (j *journal) settle(d disk, out string) error {
	for _, p := range places(out, j.ID, j.Restricted) {
		for _, old := range []string{p.between(), p.staged()} {
			there, err := stands(old)
			if err != nil {
				return err
			}
			if !there {
				continue
			}
			if j.Superseded == "" || hashOf(old, p) == j.Sides[p.side].Manifest { // a draft, or the same again
				err = d.RemoveAll(old)
			} else {
				err = j.keep(d, p, old, out)
			}
			if err != nil {
				return fmt.Errorf("the new pack stands; what it replaced is still to be put aside: %w", err)
			}
		}
	}
	if err := d.RemoveAll(journalName(out, j.ID)); err != nil {
		return err
	}
	return d.Sync(out)
}

// supersededFile marks a pack that was replaced. Nothing else in it is touched.
const supersededFile = "SUPERSEDED.txt"

func (j *journal) keep(d disk, p place, old, out string) error {
	_, mode := p.mode()
	text := fmt.Sprintf("This was replaced by a later build of the release %s and is kept as it was.\nThe manifest of what replaced it has the SHA-256 %s.\n",
		j.ID, j.Sides[p.side].Manifest)
	if j.Sides[p.side].Files == "" {
		text = fmt.Sprintf("A later build of the release %s has no such side; this is kept as it was.\n", j.ID)
	}
	if err := replaceFile(d, filepath.Join(old, supersededFile), mode, []byte(text)); err != nil {
		return err
	}
	to := p.kept(out, j.ID, j.Superseded)
	for n := 2; ; n++ {
		there, err := stands(to)
		if err != nil {
			return err
		}
		if !there {
			break
		}
		to = fmt.Sprintf("%s-%d", p.kept(out, j.ID, j.Superseded), n)
	}
	if err := d.Rename(old, to); err != nil {
		return err
	}
	return d.Sync(filepath.Dir(to))
}

// ErrBusy says that another run is at work in the folder.
var ErrBusy = errors.New("another run of despatch is at work in this folder")

// Recover finishes in a folder of packs what an earlier run decided and was
// killed before doing, and removes what one left unfinished. A folder that is not there,
// or cannot be written, has nothing to recover.
func Recover(out string) error { return recoverFolder(realDisk{}, out) }

func recoverFolder(d disk, out string) error {
	left, err := leftovers(out)
	if err != nil || len(left) == 0 {
		return err
	}
	unlock, err := lockFolder(out)
	if errors.Is(err, ErrBusy) {
		return nil // not left over: at work
	}
	if err != nil {
		return err
	}
	defer unlock()
	return finish(d, out)
}

// finish does what Recover says; the folder is locked.
func finish(d disk, out string) error {
	left, err := leftovers(out)
	if err != nil {
		return err
	}
	for _, name := range left {
		if !strings.HasSuffix(name, ".journal") {
			continue
		}
		j, err := readJournal(filepath.Join(out, name))
		if err != nil {
			return err
		}
		for _, p := range places(out, j.ID, j.Restricted) {
			if err := j.put(d, p); err != nil {
				return fmt.Errorf("finish the pack of an earlier run: %w", err)
			}
		}
		if err := j.settle(d, out); err != nil {
			return err
		}
	}
	for _, name := range left {
		if err := d.RemoveAll(filepath.Join(out, name)); err != nil {
			return err
		}
	}
	return nil
}

// leftovers lists what runs left unfinished in a folder.
func leftovers(out string) ([]string, error) {
	entries, err := os.ReadDir(out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var left []string
	for _, e := range entries {
		n := e.Name()
		if strings.HasPrefix(n, ".despatch-") && (strings.HasSuffix(n, ".new") || strings.HasSuffix(n, ".old") || strings.HasSuffix(n, ".journal")) {
			left = append(left, n)
		}
	}
	return left, err
}

func readJournal(name string) (*journal, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	j := new(journal)
	if err := json.Unmarshal(data, j); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if journalName(filepath.Dir(name), j.ID) != name || strings.ContainsAny(j.ID, `/\`) || strings.ContainsAny(j.Superseded, `/\`) {
		return nil, fmt.Errorf("%s is not a journal of despatch: remove it", name)
	}
	return j, nil
}
