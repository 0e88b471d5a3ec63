package engine

import (
	"strings"

	"despatch/reports"
)

// A Base is a query taken as a table, of which other queries are made.
type Base struct {
	s    *Session
	text string
}

// Base is a query as a table.
func (s *Session) Base(q *Query, asAt reports.Day) *Base {
	// The line break ends a comment in which the query's file may end.
	return &Base{s, "(" + q.with(s.dialect.asAt(asAt)) + "\n)"}
}

// From is the base in a FROM, under a name.
func (b *Base) From(name string) string { return " FROM " + b.text + " AS " + name }

// Send asks a query that was made of the base.
func (b *Base) Send(text string) (*Rows, error) { return b.s.send(text) }

// Columns are those of the base.
func (b *Base) Columns() ([]Column, error) {
	rows, err := b.Send("SELECT *" + b.From("q") + " LIMIT 1")
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		continue // nothing of the record is wanted
	}
	return rows.Columns, rows.Close()
}

// Name is a column of the base.
func (b *Base) Name(c Column) string { return b.s.dialect.quote(c.Name) }

// Value is a column of the base as something that has a least value in every engine and
// can be told apart as the records of a file are: texts as texts, yes and no in words.
func (b *Base) Value(c Column) string {
	name := b.Name(c)
	switch c.Kind {
	case Text:
		return b.s.dialect.text(name, c)
	case YesNo:
		return "CASE WHEN " + name + " THEN 'true' WHEN NOT " + name + " THEN 'false' END"
	}
	return name
}

// Day is a date that can be compared with a column of dates.
func (b *Base) Day(d reports.Day, c Column) string { return b.s.dialect.day(d, c) }

// Integer is a sum as a whole number of 64 bits.
func (b *Base) Integer(sum string) string { return b.s.dialect.integer(sum) }

// In is the operator that looks a value up among the answers of another query.
func (b *Base) In() string { return b.s.dialect.in() }

func (postgres) in() string { return " IN " }
func (trino) in() string    { return " IN " }

// in asks for the other answers once, of all shards, and never of each shard its own part.
func (clickhouse) in() string { return " GLOBAL IN " }

// doubled is a name in quotation marks by the standard.
func doubled(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (postgres) quote(name string) string { return doubled(name) }
func (trino) quote(name string) string    { return doubled(name) }

// quote doubles nothing: ClickHouse knows the backslash in names.
func (clickhouse) quote(name string) string {
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`").Replace(name) + "`"
}

// text names the collation too: a column may have one by which two texts are the same
// that are not, and this one is also the quickest to sort by.
func (postgres) text(column string, _ Column) string {
	return "CAST(" + column + ` AS text) COLLATE "C"`
}

func (trino) text(column string, _ Column) string { return "CAST(" + column + " AS varchar)" }

func (clickhouse) text(column string, c Column) string {
	if name := bare(c.Type); name == "string" || strings.HasPrefix(name, "fixedstring(") {
		return column
	}
	return "toString(" + column + ")"
}

func (d postgres) day(day reports.Day, _ Column) string { return d.asAt(day) }
func (d trino) day(day reports.Day, _ Column) string    { return d.asAt(day) }

// day minds the two types of dates: what is before 1970 or after 2149 only one of them holds.
func (d clickhouse) day(day reports.Day, c Column) string {
	if bare(c.Type) == "date32" {
		return "toDate32('" + day.ISO() + "')"
	}
	return d.asAt(day)
}

func (postgres) integer(sum string) string   { return "CAST(" + sum + " AS bigint)" }
func (trino) integer(sum string) string      { return "CAST(" + sum + " AS bigint)" }
func (clickhouse) integer(sum string) string { return "toInt64(" + sum + ")" }
