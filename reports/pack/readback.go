package pack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"despatch/reports"
)

// A standing is one figure in one place of one file: what should stand there.
type standing struct {
	figure *reports.ManifestFigure
	place  reports.ManifestPlace
}

// A reading is what was found there.
type reading struct {
	standing
	text string
	err  error // the place could not be read
}

// right says whether the reading is what should stand there: the very words, or the
// figure's digits whatever separators print adds.
func (r reading) right() bool {
	if r.err != nil {
		return false
	}
	if r.place.Text != "" {
		return r.text == r.place.Text && agrees(r.place.Text, r.figure.Value)
	}
	return reports.Bare(r.text) == r.figure.Value
}

// formatOf finds the format of a name; pack is handed it, so that a test can have its own.
type formatOf func(name string) (reports.Format, bool)

// readBack opens files of a folder again and reads every place in them. Files are
// read side by side; the readings come in the order of the files, then of the standings.
func readBack(folder string, files []reports.ManifestFile, at map[string][]standing, formats formatOf) ([]reading, error) {
	out := make([][]reading, len(files))
	errs := make([]error, len(files))
	beside(files, func(i int, f reports.ManifestFile) {
		defer func() {
			if p := recover(); p != nil {
				errs[i] = fmt.Errorf("%w: reading %s back: %v", errFault, f.Name, p)
			}
		}()
		if len(at[f.Name]) > 0 {
			out[i], errs[i] = readFile(folder, f, at[f.Name], formats)
		}
	})
	return slices.Concat(out...), errors.Join(errs...)
}

// errFault marks a fault of the program; the command says where to report it.
var errFault = errors.New("a fault of despatch")

// IsFault says whether an error is a fault of the program, not of its input.
func IsFault(err error) bool { return errors.Is(err, errFault) }

func readFile(folder string, mf reports.ManifestFile, at []standing, formats formatOf) ([]reading, error) {
	format, ok := formats(mf.Format)
	if !ok {
		return unread(at, fmt.Errorf("no format %q is known", mf.Format)), nil
	}
	f, err := os.Open(filepath.Join(folder, filepath.FromSlash(mf.Name)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	r, err := format.Open(f, info.Size())
	return readAt(r, err, at), nil
}

// readAt reads every place of a file that was opened, or could not be.
func readAt(r reports.Reader, err error, at []standing) []reading {
	if err != nil {
		return unread(at, err)
	}
	out := make([]reading, len(at))
	for i, s := range at {
		out[i].standing = s
		out[i].text, out[i].err = r.At(s.place.At)
	}
	return out
}

// unread is the readings of a file that could not be opened as what it should be.
func unread(at []standing, err error) []reading {
	out := make([]reading, len(at))
	for i, s := range at {
		out[i] = reading{standing: s, err: err}
	}
	return out
}

// byFile sorts the places of figures by the file they are in.
func byFile(figures []reports.ManifestFigure) map[string][]standing {
	at := map[string][]standing{}
	for i := range figures {
		for _, p := range figures[i].Places {
			at[p.File] = append(at[p.File], standing{&figures[i], p})
		}
	}
	return at
}
