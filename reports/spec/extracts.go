package spec

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"despatch/reports"
)

// extracts resolves the block extracts, then what the command line puts in place of them.
func (r *resolver) extracts() {
	r.extract = map[string]*reports.Extract{}
	for _, e := range r.file.Extracts {
		r.id(e.ID, "extract")
		x := r.oneExtract(e)
		r.rel.Extracts = append(r.rel.Extracts, x)
		r.extract[x.ID] = x
	}
	if len(r.file.Extracts) == 0 {
		r.add(reports.Pos{File: r.rel.File, Line: 1, Col: 1}, "S007", "the release names no extract")
	}
	r.fromElsewhere()
	if c := r.o.Counted; c != "" && c != here && c != inDatabase {
		r.hint(commandLine("counted"), "S061", "write here or in-database", "an extract is counted here or in its database")
	} else if c == inDatabase && !slices.ContainsFunc(r.rel.Extracts, func(x *reports.Extract) bool { return x.ByDatabase }) {
		r.add(commandLine("counted"), "S061", "the release reads no database that could count")
	}
}

// Where a database's records are counted, as the release and the command line say it.
const here, inDatabase = "here", "in-database"

func (r *resolver) oneExtract(e entry[extractV1]) *reports.Extract {
	v := &e.Val
	x := &reports.Extract{
		ID: e.ID.S, From: v.From.S, Files: r.fsys, Folder: r.o.Folder, Env: r.o.Env, Closed: v.Closed.V, Header: 1, Comma: ',',
		Encoding: "utf-8", Limit: 50_000, IfNewestBroken: "earlier", Pos: e.ID.Pos,
	}
	r.fromPath(v.From, x.ID)
	counted, at := v.Counted.S, v.Counted.Pos
	if r.o.Counted != "" && strings.HasPrefix(v.From.S, "env:") {
		counted, at = r.o.Counted, commandLine("counted")
	}
	x.ByDatabase = counted == inDatabase
	for _, t := range v.ID.Each {
		if c := r.columnOf(t); c != nil {
			x.Key = append(x.Key, c)
		}
	}
	x.Recorded = r.dateColumn(v.Recorded, "recorded")
	if v.Recorded.Set && !v.ID.Set {
		r.add(v.Recorded.Pos, "S027", "extract %q: recorded chooses among records of a case, and no id says what a case is", x.ID)
	}
	x.Where = r.whereOf(v.Where, false)
	for _, ex := range v.Exclude {
		x.Exclude = append(x.Exclude, reports.Exclusion{Reason: ex.ID.S, Where: r.whereOf(ex.Val, false)})
	}
	if v.Header.Set {
		x.Header = v.Header.N
		if x.Header == 0 || x.Header > 1000 {
			r.add(v.Header.Pos, "S009", "header is the number of a line, from 1")
			x.Header = 1
		}
	}
	if v.Separator.Set {
		x.Comma = r.separator(v.Separator)
	}
	if v.Encoding.Set {
		x.Encoding = v.Encoding.S
	}
	if v.Quarantine.Set {
		x.Limit, x.LimitSaid = r.share(v.Quarantine), true
	}
	if v.IfNewestQuarantined.Set {
		x.IfNewestBroken = v.IfNewestQuarantined.S
	}
	if x.ByDatabase {
		r.canCount(v, x, at)
	}
	return x
}

// canCount refuses at a place what a database cannot be left to count by itself, as far as the
// release tells; ingest sees the kinds of the columns, and the values.
func (r *resolver) canCount(v *extractV1, x *reports.Extract, at reports.Pos) {
	const orHere = "or leave counted out: then every record comes, and is counted here"
	rest, ok := strings.CutPrefix(v.From.S, "env:")
	_, query, _ := strings.Cut(rest, "#")
	switch {
	case !ok:
		r.hint(at, "S009", "leave counted out, or read from a database: env:NAME#query.sql", "extract %q: only a database can count its records itself", x.ID)
	case strings.ContainsAny(query, "*{}"):
		r.hint(at, "S027", "make one query of them, "+orHere, "extract %q: a database counts the records of one query, and from names several", x.ID)
	case len(x.Key) > 1:
		r.hint(at, "S027", "join them in the query (office || '/' || number AS case_id), "+orHere, "extract %q: a database tells cases apart by one column, and the id has %d", x.ID, len(x.Key))
	case len(x.Key) == 1 && notPlain(x.Key[0]):
		r.hint(at, "S027", "make it in the query, "+orHere, "extract %q: a database tells cases apart by a column as it stands, and %q is joined, a date, a number with a range or has further values for blank",
			x.ID, x.Key[0].Name)
	}
}

// notPlain says whether a column means something else than what stands in it.
func notPlain(c *reports.Column) bool {
	return c.Template != "" || c.IsDate() || c.Number || len(c.Blank) > 0
}

// fromPath refuses a path that leaves the folder; what a pattern finds belongs to ingest.
func (r *resolver) fromPath(t text, id string) {
	if !t.Set {
		return
	}
	if rest, ok := strings.CutPrefix(t.S, "env:"); ok {
		name, query, ok := strings.Cut(rest, "#")
		if !ok || !regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`).MatchString(name) {
			r.hint(t.Pos, "S009", "env:NAME#query.sql: the variable holds the address, the file one SELECT", "extract %q: this names no variable and query", id)
			return
		}
		t.S = query
	}
	if strings.Contains(t.S, "://") {
		r.hint(t.Pos, "S013", "name an environment variable that holds the address: env:NAME#query.sql", "extract %q: an address cannot stand in the release", id)
		return
	}
	if at := strings.LastIndex(strings.ToLower(t.S), ".xlsx#"); at >= 0 {
		if at+6 == len(t.S) {
			r.hint(t.Pos, "S009", "book.xlsx#Sheet 1", "extract %q: no sheet is named after #", id)
			return
		}
		t.S = t.S[:at+5]
	}
	t.S = braces.ReplaceAllString(t.S, "x")
	t.S = strings.NewReplacer("*", "x", "?", "x").Replace(t.S)
	r.path(t, "extract "+strconv.Quote(id))
}

func (r *resolver) separator(t text) byte {
	switch t.S {
	case "tab", "\t", `\t`:
		return '\t'
	}
	if len(t.S) != 1 || t.S[0] > '~' || t.S[0] <= ' ' || t.S[0] == '"' || t.S[0] >= '0' && t.S[0] <= '9' {
		r.hint(t.Pos, "S009", `for example ";" or tab`, "separator is one character, and neither a letter of the alphabet nor a quotation mark")
		return ','
	}
	return t.S[0]
}

// share reads "5%" or "0.5%" into parts per million.
func (r *resolver) share(t text) reports.Share {
	s, ok := strings.CutSuffix(strings.ReplaceAll(t.S, " ", ""), "%")
	f, err := strconv.ParseFloat(s, 64)
	if !ok || err != nil || math.IsNaN(f) || f < 0 || f > 100 {
		r.hint(t.Pos, "S009", "for example 5%", "quarantine is a share of the records, from 0%% to 100%%")
		return 50_000
	}
	return reports.Share(math.Round(f * 10_000))
}

// fromElsewhere puts what --cases says in place of where extracts are read from.
func (r *resolver) fromElsewhere() {
	for _, c := range r.o.Cases {
		var those []*reports.Extract
		switch {
		case c.Extract != "":
			x, ok := r.extract[c.Extract]
			if !ok {
				r.hint(commandLine("cases"), "S061", didYouMean(c.Extract, sortedKeys(r.extract)), "there is no extract %q", c.Extract)
				continue
			}
			those = []*reports.Extract{x}
		case c.From != "" && len(r.rel.Extracts) > 1:
			r.hint(commandLine("cases"), "S061", "write --cases NAME=FILE, with one of "+strings.Join(sortedKeys(r.extract), ", "),
				"the release has %d extracts: say which one is read from the file", len(r.rel.Extracts))
			continue
		default:
			those = r.rel.Extracts
		}
		for _, x := range those {
			if c.Files != nil {
				x.Files, x.Folder = c.Files, c.Folder
			}
			if c.From != "" {
				x.From = c.From
				x.ByDatabase = false // of a file there is nobody else to count
			}
		}
	}
}
