package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The marks in docs/performance.md between which the results stand.
const (
	markBegin = "<!-- results of make bench-record: begin -->\n"
	markEnd   = "<!-- results of make bench-record: end -->\n"
)

func (s *settings) file(name string) string {
	return filepath.Join(s.root, filepath.FromSlash(name))
}

// recorded is every run that is kept, smaller sizes first.
func (s *settings) recorded() ([]*outcome, error) {
	data, err := os.ReadFile(s.file("cmd/bench/results.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var runs []*outcome
	return runs, json.Unmarshal(data, &runs)
}

// keep puts a run in the place of the one kept of the same sizes, and writes what docs/ says.
func (s *settings) keep(r *outcome) error {
	runs, err := s.recorded()
	if err != nil {
		return err
	}
	runs = slices.DeleteFunc(runs, func(o *outcome) bool { return slices.Equal(o.counts(), r.counts()) })
	runs = append(runs, r)
	slices.SortFunc(runs, func(a, b *outcome) int {
		return cmp.Or(slices.Compare(a.counts(), b.counts()), cmp.Compare(a.Date, b.Date))
	})
	data, err := json.MarshalIndent(runs, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.file("cmd/bench/results.json"), append(data, '\n'), 0o644); err != nil {
		return err
	}
	return s.document()
}

func (r *outcome) counts() (n []int64) {
	for _, m := range r.Sizes {
		n = append(n, m.N)
	}
	return n
}

// document writes the drawing, and the results into docs/performance.md.
func (s *settings) document() error {
	runs, err := s.recorded()
	if err != nil {
		return err
	}
	page := s.file("docs/performance.md")
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	text, err = withResults(text, runs)
	if err != nil {
		return fmt.Errorf("%s: %w", page, err)
	}
	if err := os.WriteFile(page, text, 0o644); err != nil {
		return err
	}
	return os.WriteFile(s.file("docs/growth.svg"), draw(curves(runs)), 0o644)
}

// withResults is a page with the results of all runs between its marks.
func withResults(page []byte, runs []*outcome) ([]byte, error) {
	before, rest, ok1 := strings.Cut(string(page), markBegin)
	_, after, ok2 := strings.Cut(rest, markEnd)
	if !ok1 || !ok2 {
		return nil, fmt.Errorf("the marks %q and %q are not both there", strings.TrimSpace(markBegin), strings.TrimSpace(markEnd))
	}
	var b bytes.Buffer
	for i, r := range runs {
		if i > 0 {
			b.WriteString("\n")
		}
		r.print(&b, false)
	}
	return []byte(before + markBegin + b.String() + markEnd + after), nil
}
