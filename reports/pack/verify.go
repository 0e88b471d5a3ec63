package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"despatch/reports"
	"despatch/reports/publish"
)

// Verify reads a finished pack again, and the briefing side beside it where there
// is one: every hash, every figure in every place, and whether the manifest is that of a
// whole pack. Findings say what differs; the error is for what could not be read at all.
func Verify(folder string) (*reports.Manifest, []reports.Finding, error) {
	return verify(folder, publish.Lookup)
}

func verify(folder string, formats formatOf) (*reports.Manifest, []reports.Finding, error) {
	folder = filepath.Clean(folder)
	m, hash, err := readManifest(folder, manifestFile)
	if err != nil {
		return nil, nil, err
	}
	found, err := verifySide(folder, m, formats)
	if err != nil {
		return m, nil, err
	}
	if m.Side == reports.Briefing {
		return m, found, nil
	}
	briefing := folder + ".briefing"
	if there, err := stands(briefing); err != nil || !there {
		return m, found, err
	}
	bm, _, err := readManifest(briefing, manifestFile)
	if err != nil {
		return m, found, err
	}
	more, err := verifySide(briefing, bm, formats)
	if err != nil {
		return m, found, err
	}
	for _, f := range more {
		f.Msg = filepath.Base(briefing) + ": " + f.Msg
		found = append(found, f)
	}
	return m, append(found, ofOnePack(m, hash, bm)...), nil
}

// ofOnePack says whether a briefing side belongs to a pack: it names its manifest,
// and every figure in it is one of the pack's.
func ofOnePack(m *reports.Manifest, hash string, briefing *reports.Manifest) []reports.Finding {
	var out []reports.Finding
	if briefing.Pack != hash {
		out = append(out, find("O083", "the briefing side is not of this pack: it names the manifest %s, and this one is %s", short(briefing.Pack), hash))
	}
	values := map[string]string{}
	for _, f := range m.Figures {
		values[f.ID] = f.Value
	}
	for _, f := range briefing.Figures {
		v, ok := values[f.ID]
		switch {
		case !ok:
			out = append(out, find("O083", "%s: is in the briefing side and not in the pack", name(f.ID, f.Table, f.Row, f.Column)))
		case v != f.Value:
			out = append(out, find("O083", "%s: is %s in the briefing side and %s in the pack", name(f.ID, f.Table, f.Row, f.Column), f.Value, v))
		}
	}
	return out
}

// verifySide checks one folder against its manifest.
func verifySide(folder string, m *reports.Manifest, formats formatOf) ([]reports.Finding, error) {
	found, files, err := verifyFiles(folder, m)
	if err != nil {
		return nil, err
	}
	found = append(found, wholeManifest(m)...)
	readings, err := readBack(folder, files, byFile(m.Figures), formats)
	if err != nil {
		return nil, err
	}
	more, err := verifyData(folder, m, files, readings)
	if err != nil {
		return nil, err
	}
	broken, err := guidance(folder, m, files)
	return slices.Concat(found, more, differing(readings), broken), err
}

// verifyFiles compares the files of a folder with those its manifest names, and
// gives those that are there.
func verifyFiles(folder string, m *reports.Manifest) (found []reports.Finding, there []reports.ManifestFile, err error) {
	named := map[string]bool{manifestFile: true, supersededFile: true}
	for _, f := range m.Files {
		if !fs.ValidPath(f.Name) || strings.ContainsAny(f.Name, `\:`) {
			found = append(found, find("O083", "manifest.json names a file outside the pack: %s", short(f.Name)))
			continue
		}
		if named[f.Name] {
			found = append(found, find("O083", "manifest.json names %s twice", f.Name))
			continue
		}
		named[f.Name] = true
		data, err := readPlain(filepath.Join(folder, filepath.FromSlash(f.Name)))
		switch {
		case errors.Is(err, errNoFile):
			found = append(found, find("O081", "%s is no file", f.Name))
			continue
		case errors.Is(err, fs.ErrNotExist):
			found = append(found, find("O081", "%s is missing", f.Name))
			continue
		case err != nil:
			return nil, nil, err
		case sha(data) != f.SHA256 || int64(len(data)) != f.Bytes:
			found = append(found, find("O080", "%s: has the SHA-256 %s and %d bytes, the manifest says %s and %d", f.Name, sha(data), len(data), f.SHA256, f.Bytes))
		}
		there = append(there, f)
	}
	err = filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(folder, name)
		if err != nil {
			return err
		}
		if rel = filepath.ToSlash(rel); !e.IsDir() && !named[rel] {
			found = append(found, find("O081", "%s is in the folder and not in the manifest", rel))
		}
		return nil
	})
	if marked, _ := stands(filepath.Join(folder, supersededFile)); marked {
		found = append(found, find("O085", "%s: this is marked superseded: a later build replaced it", supersededFile))
	}
	return found, there, err
}

// differing says what was read otherwise than the manifest has it. Where every
// place of a figure agrees on another value, it is the manifest that was changed.
func differing(readings []reading) []reports.Finding {
	byFigure := map[*reports.ManifestFigure][]reading{}
	for _, r := range readings {
		byFigure[r.figure] = append(byFigure[r.figure], r)
	}
	var out []reports.Finding
	said := map[*reports.ManifestFigure]bool{}
	for _, r := range readings {
		if r.right() || said[r.figure] {
			continue
		}
		if value, ok := agreed(byFigure[r.figure]); ok && value != r.figure.Value {
			said[r.figure] = true
			out = append(out, find("O082", "%s: %s: says %s, and every file reads %s", manifestFile,
				name(r.figure.ID, r.figure.Table, r.figure.Row, r.figure.Column), r.figure.Value, value))
			continue
		}
		out = append(out, find("O082", "%s", r.wrong("the manifest says")))
	}
	return out
}

// agreed is the value that all places of a figure in more than one file read, where they
// read digits.
func agreed(rs []reading) (string, bool) {
	value, files := "", map[string]bool{}
	for _, r := range rs {
		if r.place.Text != "" {
			continue
		}
		got := reports.Bare(r.text)
		if r.err != nil || value != "" && got != value {
			return "", false
		}
		value = got
		files[r.place.File] = true
	}
	return value, len(files) > 1
}

// wholeManifest checks what a manifest must hold whatever the release: an account
// that adds up, figures that are there once, and places in files it names.
func wholeManifest(m *reports.Manifest) []reports.Finding {
	var out []reports.Finding
	values := map[string]string{}
	files := map[string]bool{}
	for _, f := range m.Files {
		files[f.Name] = true
	}
	for _, f := range m.Figures {
		if _, twice := values[f.ID]; twice {
			out = append(out, find("O083", "manifest.json holds figure %q twice", f.ID))
		}
		values[f.ID] = f.Value
		for _, p := range f.Places {
			if !files[p.File] {
				out = append(out, find("O083", "%s: stands in %s, which is no file of the manifest", name(f.ID, f.Table, f.Row, f.Column), p.File))
			}
		}
	}
	for _, a := range m.Account {
		if a.Read != a.Counted+a.Superseded+a.Excluded+a.Quarantined {
			out = append(out, find("O083", "the account of extract %q does not add up: %d read, but %d counted, %d superseded, %d excluded and %d quarantined",
				a.Extract, a.Read, a.Counted, a.Superseded, a.Excluded, a.Quarantined))
		}
		for part, n := range map[string]int64{"read": a.Read, "counted": a.Counted, "superseded": a.Superseded, "excluded": a.Excluded, "quarantined": a.Quarantined} {
			id := "account/" + a.Extract + "/" + part
			if v, ok := values[id]; ok && v != fmt.Sprint(n) {
				out = append(out, find("O083", "figure %q is %s, and the account of the manifest says %d", id, v, n))
			}
		}
	}
	slices.SortFunc(out, func(a, b reports.Finding) int { return strings.Compare(a.Msg, b.Msg) })
	return append(out, placedEverywhere(m)...)
}

// placedEverywhere checks that the figures of one table stand in the same data
// files: a figure whose place was taken out of the manifest is no longer read back.
func placedEverywhere(m *reports.Manifest) []reports.Finding {
	data := map[string]bool{} // files that carry whole tables
	for _, f := range m.Files {
		if f.Format == "csv" || f.Format == "xlsx" || f.Format == "ods" {
			data[f.Name] = true
		}
	}
	where := map[string]map[string]int{} // table → file → figures placed
	size := map[string]int{}
	tableOf := func(f *reports.ManifestFigure) string {
		id, _, _ := strings.Cut(f.ID, "/")
		if f.Table == "" {
			return ""
		}
		return id
	}
	each := func(do func(f *reports.ManifestFigure, table string, files map[string]bool)) {
		for i := range m.Figures {
			f := &m.Figures[i]
			t := tableOf(f)
			if t == "" {
				continue
			}
			files := map[string]bool{}
			for _, p := range f.Places {
				if data[p.File] {
					files[p.File] = true
				}
			}
			do(f, t, files)
		}
	}
	each(func(_ *reports.ManifestFigure, t string, files map[string]bool) {
		if where[t] == nil {
			where[t] = map[string]int{}
		}
		size[t]++
		for f := range files {
			where[t][f]++
		}
	})
	var out []reports.Finding
	each(func(f *reports.ManifestFigure, t string, files map[string]bool) {
		for _, file := range slices.Sorted(maps.Keys(where[t])) {
			// Most of the table stands in the file: it prints the table, and so all of it.
			if !files[file] && where[t][file]*2 > size[t] {
				out = append(out, find("O083", "%s: %s: the manifest gives it no place there", file, name(f.ID, f.Table, f.Row, f.Column)))
			}
		}
	})
	return out
}
