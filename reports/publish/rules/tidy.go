package rules

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"path"
	"strings"
)

// A tidy is one CSV of a table, with its description.
type tidy struct {
	file    File
	heads   []string
	rows    [][]string
	columns []csvColumn // as its description has them; nil without one
	title   string
	about   string // all texts of the description
	url     string
}

type csvColumn struct {
	Name     string          `json:"name"`
	Datatype json.RawMessage `json:"datatype"`
	Required bool            `json:"required"`
}

// readCSV reads a CSV; its description is found by describe.
func readCSV(f File) (*tidy, error) {
	if bytes.HasPrefix(f.Data, []byte("\xef\xbb\xbf")) {
		return nil, errors.New("it begins with a byte order mark")
	}
	r := csv.NewReader(bytes.NewReader(f.Data))
	r.ReuseRecord = false
	all, err := r.ReadAll()
	if err != nil {
		return nil, errors.New("it is no sound CSV")
	}
	if len(all) == 0 {
		return nil, errors.New("it is empty")
	}
	return &tidy{file: f, heads: all[0], rows: all[1:]}, nil
}

// describe reads the description beside a CSV.
func (t *tidy) describe(f File) error {
	var m struct {
		URL         string `json:"url"`
		Title       string `json:"dc:title"`
		Description string `json:"dc:description"`
		Schema      struct {
			Columns []csvColumn `json:"columns"`
		} `json:"tableSchema"`
	}
	if err := json.Unmarshal(f.Data, &m); err != nil {
		return errors.New("it is no sound JSON")
	}
	t.columns, t.title, t.url, t.about = m.Schema.Columns, m.Title, m.URL, string(f.Data)
	return nil
}

// column is the index of a column, -1 for none.
func (t *tidy) column(name string) int {
	for i, h := range t.heads {
		if h == name {
			return i
		}
	}
	return -1
}

var (
	bareNumber = pattern(`^-?[0-9]+(\.[0-9]+)?$`)
	columnName = pattern(`^[a-z][a-z0-9_]*$`)
)

// x42: tables as data.
func x42(c *call) {
	have := map[string]bool{}
	if m := c.side.Manifest; m != nil {
		for _, f := range m.Files { // that a file is not there is told elsewhere
			have[strings.TrimSuffix(strings.TrimPrefix(f.Name, "tables/"), ".csv")] = true
		}
	}
	for _, t := range c.tidies {
		described(c, t)
		values(c, t)
	}
	if len(c.tidies) == 0 {
		return // the release asks for no CSV
	}
	for _, b := range c.books {
		for _, s := range b.sheets {
			if !s.special() && s.table() != nil && !have[s.name] && !have[strings.ReplaceAll(s.name, "_", "-")] {
				c.bad(b.file.Name, "%s: the table has no CSV", s.name)
			}
		}
	}
}

func described(c *call, t *tidy) {
	name := t.file.Name
	if t.columns == nil {
		c.bad(name, "it has no description (%s-metadata.json)", name)
		return
	}
	if t.url != name[strings.LastIndexByte(name, '/')+1:] {
		c.bad(name, "its description is of %s", short(t.url))
	}
	if len(t.columns) != len(t.heads) {
		c.bad(name, "it has %d columns, its description %d", len(t.heads), len(t.columns))
		return
	}
	for i, col := range t.columns {
		if col.Name != t.heads[i] {
			c.bad(name, "column %d is called %s, in the description %s", i+1, short(t.heads[i]), short(col.Name))
		}
		if !columnName().MatchString(t.heads[i]) {
			c.bad(name, "column %d: the name %s is not in lower case with underscores", i+1, short(t.heads[i]))
		}
		kind := string(col.Datatype)
		for n, row := range t.rows {
			v := row[i]
			switch {
			case v == "" && col.Required:
				c.bad(name, "line %d, column %s: is empty", n+2, t.heads[i])
			case v != "" && (strings.Contains(kind, "integer") && !bareNumber().MatchString(v) || strings.Contains(kind, "integer") && strings.Contains(v, ".")):
				c.bad(name, "line %d, column %s: %s is no whole number, as the description has it", n+2, t.heads[i], short(v))
			}
		}
	}
}

// values holds each line against the manifest.
func values(c *call, t *tidy) {
	value, symbol, figure := t.column("value"), t.column("symbol"), t.column("figure")
	if value < 0 || symbol < 0 || figure < 0 {
		c.bad(t.file.Name, "it lacks a column value, symbol or figure")
		return
	}
	seen := map[string]bool{}
	own := strings.TrimSuffix(path.Base(t.file.Name), ".csv") + "/" // figures of other tables may recur: what was said twice before
	for n, row := range t.rows {
		line := n + 2
		for i, v := range row {
			switch {
			case v != strings.TrimSpace(v):
				c.bad(t.file.Name, "line %d, column %s: a space stands at the edge", line, t.heads[i])
			case strings.Contains(v, "[note"):
				c.bad(t.file.Name, "line %d, column %s: holds the marker of a note", line, t.heads[i])
			}
		}
		v, s, id := row[value], row[symbol], row[figure]
		if v != "" && !bareNumber().MatchString(v) && !isNoValue(v) && !symbolForm().MatchString(v) {
			c.bad(t.file.Name, "line %d: the value %s is no bare number", line, short(v))
		}
		if seen[id] && strings.HasPrefix(id, own) {
			c.bad(t.file.Name, "line %d: the figure %s stands twice", line, short(id))
		}
		seen[id] = true
		f := c.figures[id]
		if f == nil {
			c.bad(t.file.Name, "line %d: %s is no figure of the manifest", line, short(id))
		} else if got := v + s; got != f.Value && bareNumber().MatchString(v) {
			c.bad(t.file.Name, "line %d: reads %s, the manifest says %s", line, short(got), f.Value)
		}
	}
}
