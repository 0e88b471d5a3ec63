package rules

import (
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"despatch/reports"
)

// held is a side with every file taken apart once.
type held struct {
	side    *Side
	release reports.ManifestRelease
	books   []*book
	tidies  []*tidy
	pages   []*page
	drawn   []*graphic
	pdfs    []*tagged
	words   []said                                        // what each file says, kept once asked for
	placed  map[string]map[string]*reports.ManifestFigure // by file and place
	figures map[string]*reports.ManifestFigure
	index   map[string]int // of figures: their order in the manifest
	// unread is what could not be taken apart at all, by file.
	unread map[string]error
}

func hold(s *Side) *held {
	h := &held{side: s, figures: map[string]*reports.ManifestFigure{}, index: map[string]int{}, unread: map[string]error{}, placed: map[string]map[string]*reports.ManifestFigure{}}
	if s.Manifest != nil {
		h.release = s.Manifest.Release
		for i := range s.Manifest.Figures {
			f := &s.Manifest.Figures[i]
			h.figures[f.ID], h.index[f.ID] = f, i
			for _, p := range f.Places {
				if h.placed[p.File] == nil {
					h.placed[p.File] = map[string]*reports.ManifestFigure{}
				}
				h.placed[p.File][p.At] = f
			}
		}
	}
	for i, keep := range sideBySide(s.Files, h.take) {
		if err := keep(); err != nil {
			h.unread[s.Files[i].Name] = err
		}
	}
	h.describe()
	h.drawings()
	return h
}

// drawings adds those that stand in pages, and tells each which figures it shows.
func (h *held) drawings() {
	for _, p := range h.pages {
		for _, n := range p.tags["svg"] {
			if value(n, "role") != "img" {
				continue
			}
			at, _, _ := strings.Cut(value(n, "aria-labelledby"), ".title")
			g := draw(svgOf(n), p.file, "#"+at)
			g.page = p
			for up := n.Parent; up != nil && g.figure == nil; up = up.Parent {
				if up.Data == "figure" {
					g.figure = up
				}
			}
			h.drawn = append(h.drawn, g)
		}
	}
	for _, g := range h.drawn {
		for at, f := range h.placed[g.file.Name] {
			if id, ok := strings.CutPrefix(at, "#"); ok {
				g.figures[id] = f
			}
		}
	}
}

// describe gives each CSV its description.
func (h *held) describe() {
	about := map[string]*tidy{}
	for _, t := range h.tidies {
		about[t.file.Name+"-metadata.json"] = t
	}
	for _, f := range h.side.Files {
		if t := about[f.Name]; t != nil {
			if err := t.describe(f); err != nil {
				h.unread[f.Name] = err
			}
		}
	}
}

// take takes a file apart, and gives what then adds it to what is held. Only the
// latter changes h, so that files may be taken apart side by side.
func (h *held) take(f File) (keep func() error) {
	switch {
	case f.Format == "xlsx":
		return read(&h.books, f, readXLSX)
	case f.Format == "ods":
		return read(&h.books, f, readODS)
	case f.Format == "html":
		return read(&h.pages, f, readPage)
	case f.Format == "pdf":
		return read(&h.pdfs, f, readPDF)
	case f.Format == "svg" && strings.HasSuffix(f.Name, ".svg"):
		return read(&h.drawn, f, readSVG)
	case f.Format == "csv" && strings.HasSuffix(f.Name, ".csv"):
		return read(&h.tidies, f, readCSV)
	}
	return func() error { return nil }
}

// read reads a file, and gives what adds it to a list, unless it cannot be read.
func read[T any](list *[]*T, f File, read func(File) (*T, error)) (keep func() error) {
	x, err := read(f)
	return func() error {
		if err == nil {
			*list = append(*list, x)
		}
		return err
	}
}

// sideBySide does something with each file on all processors, and gives what came
// of it in their order. A panic is one of the caller's.
func sideBySide[T any](files []File, do func(File) T) []T {
	out, failed := make([]T, len(files)), make([]any, len(files))
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, f := range files {
		free <- struct{}{}
		wg.Go(func() {
			defer func() {
				failed[i] = recover()
				<-free
			}()
			out[i] = do(f)
		})
	}
	wg.Wait()
	for _, p := range failed {
		if p != nil {
			panic(p)
		}
	}
	return out
}

// sorted lists the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// A spot is where a figure stands on a worksheet, and the codes of its row and column.
type spot struct{ row, column, measure string }

// spots finds the codes of rows and columns of figures by file and cell ("progress!C5").
func (h *held) spots(file string) map[string]spot {
	out := map[string]spot{}
	if h.side.Manifest == nil {
		return out
	}
	for _, f := range h.side.Manifest.Figures {
		parts := strings.Split(f.ID, "/")
		if len(parts) < 3 || f.Formula != "" {
			continue
		}
		s := spot{row: parts[1], column: parts[2]}
		if len(parts) > 3 {
			s.measure = parts[3]
		}
		for _, p := range f.Places {
			if p.File == file && strings.HasPrefix(p.At, strings.ReplaceAll(parts[0], "-", "_")+"!") {
				out[p.At] = s
			}
		}
	}
	return out
}
