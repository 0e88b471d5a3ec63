package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A print tells one version of a side from another.
type print struct {
	Manifest string `json:"manifest"` // sha256 of the side's manifest
	Files    string `json:"files"`    // sha256 over the names and bytes of all its files
}

// printOf is the print of a folder; the zero print where it is not there.
func printOf(folder string, p place) (print, error) {
	var names []string
	err := filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(folder, name)
		names = append(names, filepath.ToSlash(rel))
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return print{}, nil
	}
	if err != nil {
		return print{}, err
	}
	sums, err := shas(folder, names)
	return print{sums[p.proof()], printed(names, func(name string) string { return sums[name] })}, err
}

// printed is a hash over the names and the hashes of files, folder by folder.
func printed(names []string, sum func(name string) string) string {
	slices.SortFunc(names, func(a, b string) int { return slices.Compare(strings.Split(a, "/"), strings.Split(b, "/")) })
	all := sha256.New()
	for _, name := range names {
		fmt.Fprintf(all, "%s %q\n", sum(name), name)
	}
	return hex.EncodeToString(all.Sum(nil))
}

// stands says whether what lies in a folder is this print, and gives the hash of its
// manifest. Only where the manifest is the same are the other files read.
func (is print) stands(folder string, p place) (bool, string, error) {
	manifest := hashOf(folder, p)
	if is.Files == "" || manifest != is.Manifest {
		return false, manifest, nil
	}
	there, err := printOf(folder, p)
	return there == is, manifest, err
}

// hashOf is the sha256 of the manifest in a folder, or "" where there is none.
func hashOf(folder string, p place) string {
	name := filepath.Join(folder, p.proof())
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return "" // to open a pipe nobody writes to would wait for ever
	}
	sum, err := shaOf(name)
	if err != nil {
		return ""
	}
	return sum
}

// shas is the sha256 of files of a folder, read side by side.
func shas(folder string, names []string) (map[string]string, error) {
	sums, errs := make([]string, len(names)), make([]error, len(names))
	beside(names, func(i int, name string) {
		sums[i], errs[i] = shaOf(filepath.Join(folder, filepath.FromSlash(name)))
	})
	out := make(map[string]string, len(names))
	for i, name := range names {
		out[name] = sums[i]
	}
	return out, errors.Join(errs...)
}

// pages are what files are read through to be hashed, one after another.
var pages = sync.Pool{New: func() any { return new([1 << 16]byte) }}

// shaOf is the sha256 of a file.
func shaOf(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	page, ok := pages.Get().(*[1 << 16]byte)
	if !ok {
		page = new([1 << 16]byte)
	}
	defer pages.Put(page)
	sum := sha256.New()
	if _, err := io.CopyBuffer(sum, struct{ io.Reader }{f}, page[:]); err != nil { // a file would not use the page
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func sha(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
