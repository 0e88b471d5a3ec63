package csv

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"despatch/reports"
)

// metadata is the JSON of CSVW: what the file is, who publishes it, since when,
// and what each column holds.
type metadata struct {
	Context     []any          `json:"@context"`
	URL         string         `json:"url"`
	Title       string         `json:"dc:title"`
	Description string         `json:"dc:description,omitempty"`
	Publisher   string         `json:"dc:publisher"`
	Modified    typed          `json:"dc:modified"`
	Source      string         `json:"dc:source,omitempty"`
	Keywords    []string       `json:"dcat:keyword,omitempty"`
	Dialect     map[string]any `json:"dialect"`
	Schema      tableSchema    `json:"tableSchema"`
}

type typed struct {
	Value string `json:"@value"`
	Type  string `json:"@type"`
}

type tableSchema struct {
	Columns    []schemaColumn `json:"columns"`
	PrimaryKey string         `json:"primaryKey"`
}

type schemaColumn struct {
	Name     string `json:"name"`
	Titles   string `json:"titles"`
	About    string `json:"dc:description"`
	Type     string `json:"datatype"`
	Required bool   `json:"required"`
}

func writeMetadata(out io.Writer, s *tidy, m *reports.Meta) error {
	t := s.table
	title := t.Title
	if t.Number > 0 {
		title = fmt.Sprintf("Table %d: %s", t.Number, t.Title)
	}
	about := []string{}
	for _, x := range append([]string{t.Subtitle}, t.Remarks...) {
		if x != "" {
			about = append(about, strings.TrimSuffix(x, ".")+".")
		}
	}
	about = append(about, fmt.Sprintf("%s, %s, as at %s.", m.Status.Text(), m.State, m.AsAt))
	if m.Notice != "" {
		about = append(about, m.Notice)
	}
	if s.shielded > 0 {
		about = append(about, "A label that begins with =, +, - or @ has an apostrophe before it, so that no spreadsheet takes it for a formula.")
	}
	x := metadata{
		Context: []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": m.Lang}},
		URL:     path.Base(t.ID + ".csv"), Title: title, Description: strings.Join(about, " "), Publisher: m.Organisation,
		Modified: typed{m.Published.Format("2006-01-02"), "xsd:date"}, Source: t.Source, Keywords: m.Keywords,
		Dialect: map[string]any{"header": true, "encoding": "utf-8", "delimiter": ",", "lineTerminators": []string{"\r\n"}},
		Schema:  tableSchema{PrimaryKey: "figure"},
	}
	for _, c := range s.columns {
		x.Schema.Columns = append(x.Schema.Columns, schemaColumn{c.name, c.name, c.about, c.kind, c.filled})
	}
	b, err := json.MarshalIndent(x, "", "  ")
	if err != nil {
		return err
	}
	_, err = out.Write(append(b, '\n'))
	return err
}
