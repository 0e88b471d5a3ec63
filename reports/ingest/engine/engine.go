// Package engine asks a database: an address and one SELECT come in, rows of plain
// values go out. PostgreSQL, ClickHouse and Trino are known; the address's scheme says
// which. It only ever reads, inside time limits, and what it says of a failure holds no
// address, user, password or value of a record: messages of servers and drivers quote
// all of them, so they are turned into a few kinds of failure and never passed on.
package engine

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"time"

	"despatch/reports"
)

// Limits are how long to wait.
type Limits struct {
	Connect time.Duration // for the server to answer at all
	Answer  time.Duration // for a whole answer
}

// Usual are the limits of a build.
var Usual = Limits{Connect: 15 * time.Second, Answer: 30 * time.Minute}

// A Kind is what the values of a column are.
type Kind uint8

// The kinds. Other is one that is not read.
const (
	Text Kind = iota
	Whole
	YesNo
	Date
	Moment
	Other
)

// A Column is one column of an answer.
type Column struct {
	Name string
	Kind Kind
	Type string // as the engine calls it
}

// A Cause is what kind of failure stopped an answer.
type Cause uint8

// The causes.
const (
	BadAddress  Cause = iota // the address cannot be understood
	Away                     // nobody answers there
	Refused                  // the server does not let this user in, or not read this
	Slow                     // longer than the limits
	BadQuery                 // the server does not understand the query
	PartMissing              // a part of a distributed table is away, or may be left out unseen
	Broken                   // anything else
)

// A Failure is why there is no answer. Its text is fit for everyone to read.
type Failure struct {
	Cause Cause
	What  string
	Line  int // of the query, from 1; 0 where it is not known
	Col   int
}

func (f *Failure) Error() string { return f.What }

// A dialect is one kind of engine.
type dialect interface {
	// name is the engine's own.
	name() string
	// open makes the pool of connections; nothing is sent yet.
	open(address *url.URL, l Limits) (*sql.DB, error)
	// begin sets up a connection so that it can only read, and makes sure that it answers whole.
	begin(ctx context.Context, c *sql.Conn, l Limits) (end func(), err error)
	// asAt is the as-at date as the text of a query.
	asAt(d reports.Day) string
	// quote writes a name so that it means that column and nothing else.
	quote(name string) string
	// text is a column as text whose letters are told apart each by itself, integer a sum
	// as a whole number of 64 bits.
	text(column string, c Column) string
	integer(sum string) string
	// day is a date that can be compared with a column of dates.
	day(d reports.Day, c Column) string
	// in is IN, over all parts of a distributed table.
	in() string
	// kind tells the kind of a column by the engine's name of its type.
	kind(typeName string) Kind
	// failure tells what an error of the engine means; nil for one it does not know.
	failure(err error) *Failure
}

// A Session is one reading of a database: all its answers are of one state of the
// records where the engine can promise that (PostgreSQL can).
type Session struct {
	dialect dialect
	db      *sql.DB
	conn    *sql.Conn
	finish  func()
	cancel  context.CancelFunc
	ctx     context.Context
}

// Open connects to the database at an address.
func Open(ctx context.Context, address string, l Limits) (*Session, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, &Failure{Cause: BadAddress, What: "the address cannot be understood"}
	}
	d := dialectOf(u.Scheme)
	if d == nil {
		return nil, &Failure{Cause: BadAddress, What: "the address does not begin with postgres://, clickhouse:// or trino://"}
	}
	db, err := d.open(u, l)
	if f, ok := errors.AsType[*Failure](err); ok {
		return nil, f
	}
	if err != nil {
		return nil, &Failure{Cause: BadAddress, What: "the address cannot be understood"}
	}
	db.SetMaxOpenConns(1)
	s := &Session{dialect: d, db: db, finish: func() {}}
	s.ctx, s.cancel = context.WithTimeout(ctx, l.Answer)
	connecting, stop := context.WithTimeout(s.ctx, l.Connect)
	defer stop()
	if s.conn, err = db.Conn(connecting); err == nil {
		var end func()
		if end, err = d.begin(connecting, s.conn, l); err == nil {
			s.finish = end
			return s, nil
		}
	}
	failed := s.fail(err, true)
	s.Close()
	return nil, failed
}

func dialectOf(scheme string) dialect {
	switch scheme {
	case "postgres", "postgresql":
		return postgres{}
	case "clickhouse":
		return clickhouse{}
	case "trino", "trinos":
		return trino{}
	}
	return nil
}

// Engine is the engine's name: "PostgreSQL".
func (s *Session) Engine() string { return s.dialect.name() }

// Close ends the session; what was begun is undone.
func (s *Session) Close() {
	s.finish()
	if s.conn != nil {
		_ = s.conn.Close()
	}
	_ = s.db.Close()
	s.cancel()
}

// fail turns an error into a failure that quotes nothing.
func (s *Session) fail(err error, connecting bool) error {
	if failed, ok := errors.AsType[*Failure](err); ok {
		return failed
	}
	switch {
	case errors.Is(s.ctx.Err(), context.Canceled):
		return context.Canceled
	case errors.Is(s.ctx.Err(), context.DeadlineExceeded):
		return &Failure{Cause: Slow, What: "the database did not finish its answer in time"}
	}
	if f := s.dialect.failure(err); f != nil {
		return f
	}
	switch {
	case connecting && errors.Is(err, context.DeadlineExceeded):
		return &Failure{Cause: Away, What: "nobody answered in time"}
	case connecting:
		return &Failure{Cause: Away, What: "no connection could be made"}
	case errors.Is(err, context.DeadlineExceeded):
		return &Failure{Cause: Slow, What: "the database did not answer in time"}
	}
	return &Failure{Cause: Broken, What: "the database broke off its answer"}
}

// Rows are an answer, row by row.
type Rows struct {
	Columns []Column
	s       *Session
	rows    *sql.Rows
	values  []any
	into    []any
}

// Ask sends a query whose :as_at is bound to the as-at date. Other values are bound to args.
func (s *Session) Ask(q *Query, asAt reports.Day) (*Rows, error) {
	return s.send(q.with(s.dialect.asAt(asAt)))
}

func (s *Session) send(text string, args ...any) (*Rows, error) {
	rows, err := s.conn.QueryContext(s.ctx, text, args...)
	if err != nil {
		return nil, s.fail(err, false)
	}
	types, err := rows.ColumnTypes()
	if err != nil {
		_ = rows.Close()
		return nil, s.fail(err, false)
	}
	r := &Rows{s: s, rows: rows, values: make([]any, len(types))}
	for i, t := range types {
		r.Columns = append(r.Columns, Column{Name: t.Name(), Kind: s.dialect.kind(t.DatabaseTypeName()), Type: strings.ToLower(t.DatabaseTypeName())})
		r.into = append(r.into, &r.values[i])
	}
	return r, nil
}

// Next reads the next row; false after the last and where the answer broke off, which Close tells.
func (r *Rows) Next() bool { return r.rows.Next() }

// Values is the row: nil, string, []byte, a whole number, bool or time.Time. They stay until the next call.
func (r *Rows) Values() ([]any, error) {
	if err := r.rows.Scan(r.into...); err != nil {
		return nil, &Failure{Cause: Broken, What: "the database gave a value that cannot be read"}
	}
	return r.values, nil
}

// Close ends the answer; the error says that it is not whole.
func (r *Rows) Close() error {
	err := r.rows.Err()
	if closing := r.rows.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return r.s.fail(err, false)
	}
	return nil
}
