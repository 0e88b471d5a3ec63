package pack

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"despatch/reports"
)

// verifyData holds the tidy data against the manifest from the other end: every
// figure a CSV lists is one of the manifest's, with its place there. It reads the
// file by the names of its columns, not by the manifest's places, so that a place
// turned to another row is seen. What the readings tell already is not told again.
func verifyData(folder string, m *reports.Manifest, files []reports.ManifestFile, readings []reading) ([]reports.Finding, error) {
	told := map[[2]string]bool{}
	for _, r := range readings {
		if !r.right() {
			told[[2]string{r.place.File, r.figure.ID}] = true
		}
	}
	placed := map[string]map[string]*reports.ManifestFigure{} // file → figure
	for i := range m.Figures {
		for _, p := range m.Figures[i].Places {
			if placed[p.File] == nil {
				placed[p.File] = map[string]*reports.ManifestFigure{}
			}
			placed[p.File][m.Figures[i].ID] = &m.Figures[i]
		}
	}
	var out []reports.Finding
	for _, f := range files {
		if f.Format != "csv" || filepath.Ext(f.Name) != ".csv" {
			continue
		}
		values, order, err := tidyFigures(filepath.Join(folder, filepath.FromSlash(f.Name)))
		if err != nil {
			return nil, err
		}
		if values == nil {
			out = append(out, find("O083", "%s: is not the tidy data of a table", f.Name))
			continue
		}
		for _, id := range order {
			switch known := placed[f.Name][id]; {
			case known == nil:
				out = append(out, find("O083", "%s: holds figure %q, and the manifest gives it no place there", f.Name, id))
			case known.Value != values[id] && !told[[2]string{f.Name, id}]:
				out = append(out, find("O082", "%s: %s: holds %s, the manifest says %s", f.Name, name(id, known.Table, known.Row, known.Column), short(values[id]), known.Value))
			}
		}
	}
	return out, nil
}

// tidyFigures is figure → value or symbol of a CSV with those columns, in its
// order; nil where the file is no such CSV.
func tidyFigures(file string) (map[string]string, []string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return nil, nil, notCSV(err)
	}
	id, value, symbol := slices.Index(head, "figure"), slices.Index(head, "value"), slices.Index(head, "symbol")
	if id < 0 || value < 0 || symbol < 0 {
		return nil, nil, nil
	}
	values := map[string]string{}
	var order []string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return values, order, nil
		}
		if err != nil {
			return nil, nil, notCSV(err)
		}
		v := row[value]
		if v == "" {
			v = row[symbol]
		}
		order = append(order, row[id])
		values[row[id]] = reports.Bare(v)
	}
}

// notCSV forgets an error that is the file's own fault, which a finding tells.
func notCSV(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) || errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
