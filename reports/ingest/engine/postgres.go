package engine

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net/url"
	"strconv"
	"strings"

	"despatch/reports"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgres is PostgreSQL, by pgx.
type postgres struct{}

func (postgres) name() string { return "PostgreSQL" }

func (postgres) open(address *url.URL, l Limits) (*sql.DB, error) {
	c, err := pgx.ParseConfig(address.String())
	if err != nil {
		return nil, err
	}
	c.ConnectTimeout = l.Connect
	c.RuntimeParams["default_transaction_read_only"] = "on"
	c.RuntimeParams["statement_timeout"] = strconv.FormatInt(l.Answer.Milliseconds(), 10)
	c.RuntimeParams["TimeZone"] = "UTC"
	c.RuntimeParams["application_name"] = "despatch"
	return stdlib.OpenDB(*c), nil
}

func (postgres) begin(ctx context.Context, c *sql.Conn, _ Limits) (func(), error) {
	if err := c.PingContext(ctx); err != nil {
		return nil, err
	}
	// One snapshot for all queries, and no way to write. The transaction outlives the time to connect.
	if _, err := c.ExecContext(ctx, "begin transaction isolation level repeatable read read only"); err != nil {
		return nil, err
	}
	return func() { _, _ = c.ExecContext(context.Background(), "rollback") }, nil
}

func (postgres) asAt(d reports.Day) string { return "date '" + d.ISO() + "'" }

func (postgres) kind(t string) Kind {
	switch t {
	case "TEXT", "VARCHAR", "BPCHAR", "CHAR", "NAME", "UUID", "NUMERIC":
		return Text
	case "INT2", "INT4", "INT8", "OID":
		return Whole
	case "BOOL":
		return YesNo
	case "DATE":
		return Date
	case "TIMESTAMP", "TIMESTAMPTZ":
		return Moment
	}
	return Other
}

func (postgres) failure(err error) *Failure {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pgFailure(e)
	}
	if pgconn.Timeout(err) {
		return &Failure{Cause: Away, What: "nobody answered in time"}
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return &Failure{Cause: Away, What: "no connection could be made"}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return &Failure{Cause: Away, What: "the database ended the connection"}
	}
	return nil
}

// pgFailure goes by the SQLSTATE code alone: the message may quote a value.
func pgFailure(e *pgconn.PgError) *Failure {
	f := &Failure{Cause: Broken, What: "the database broke off its answer (SQLSTATE " + e.Code + ")"}
	switch {
	case e.Code == "57014":
		f.Cause, f.What = Slow, "the database did not finish its answer in time"
	case strings.HasPrefix(e.Code, "28"):
		f.Cause, f.What = Refused, "the database does not let this user in"
	case e.Code == "3D000":
		f.Cause, f.What = Refused, "there is no database of that name"
	case e.Code == "42501":
		f.Cause, f.What = Refused, "this user may not read what the query asks for"
	case e.Code == "25006":
		f.Cause, f.What = Refused, "the query would change the database, and despatch only reads"
	case strings.HasPrefix(e.Code, "42"):
		f.Cause = BadQuery
		f.What = map[string]string{"42601": "there is an error of grammar", "42703": "a column it names does not exist", "42P01": "a table it names does not exist",
			"42883": "a function or a comparison it uses does not exist for these types", "42804": "the types of its parts do not fit"}[e.Code]
		if f.What == "" {
			f.What = "the database does not understand it"
		}
		f.What += " (SQLSTATE " + e.Code + ")"
	case strings.HasPrefix(e.Code, "22"):
		f.Cause, f.What = BadQuery, "a value cannot be turned into what the query wants (SQLSTATE "+e.Code+")"
	case strings.HasPrefix(e.Code, "57P") || strings.HasPrefix(e.Code, "08") || strings.HasPrefix(e.Code, "53"):
		f.Cause, f.What = Away, "the database is not ready or is shutting down (SQLSTATE "+e.Code+")"
	}
	return f
}
