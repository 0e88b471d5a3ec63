package pack

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"despatch/reports"
)

// Against builds the pack again from its release, in a folder of its own that is
// gone afterwards, and compares what is given out byte for byte. The result is that
// of the build; where findings stopped it, there is nothing to compare.
func Against(ctx context.Context, folder string, rel *reports.Release, o Options) (_ *Result, found []reports.Finding, err error) {
	temp, err := os.MkdirTemp("", "despatch-verify-")
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	o.Out, o.Restricted, o.Replace = temp, "", false
	res, err := Build(ctx, rel, o)
	if err != nil {
		return res, nil, err
	}
	if !res.Written {
		return res, append(res.Findings, find("O084", "%s: its release builds no pack any more", filepath.Base(folder))), nil
	}
	folder = filepath.Clean(folder)
	sides := [][2]string{{folder, res.Pack}}
	beside, err := stands(folder + ".briefing")
	if err != nil {
		return res, nil, err
	}
	if beside && res.Briefing != "" {
		sides = append(sides, [2]string{folder + ".briefing", res.Briefing})
	}
	for _, s := range sides {
		more, err := compareFolders(s[0], s[1])
		if err != nil {
			return res, nil, err
		}
		found = append(found, more...)
	}
	return res, found, nil
}

// compareFolders says which files of two folders are not the same.
func compareFolders(have, built string) ([]reports.Finding, error) {
	var out []reports.Finding
	base := filepath.Base(have)
	err := filepath.WalkDir(built, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(built, path)
		if err != nil {
			return err
		}
		want, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		got, err := readPlain(filepath.Join(have, rel))
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, errNoFile):
			out = append(out, find("O084", "%s/%s: is built from the release, and the pack does not have it", base, filepath.ToSlash(rel)))
		case err != nil:
			return err
		case !bytes.Equal(got, want):
			out = append(out, find("O084", "%s/%s: is not what the release builds", base, filepath.ToSlash(rel)))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(have, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == supersededFile {
			return err
		}
		rel, err := filepath.Rel(have, path)
		if err != nil {
			return err
		}
		if there, err := stands(filepath.Join(built, rel)); err != nil || !there {
			out = append(out, find("O084", "%s/%s: is in the pack, and the release does not build it", base, filepath.ToSlash(rel)))
			return err
		}
		return nil
	})
	return out, err
}
