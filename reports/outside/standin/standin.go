// Package standin is a database for tests where no server is to be had: it speaks the
// protocol of PostgreSQL on the loopback, by pgx's own words for it, and SQLite in memory
// answers. Tests only. It knows as much of PostgreSQL as despatch asks of it: one query at a
// time, texts, whole numbers and dates. The real servers are asked under the build tags
// check and engines.
package standin

import (
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgproto3"
	_ "modernc.org/sqlite" // the engine behind
)

// A Server is a database with one table, cases.
type Server struct {
	// BreakAfter, where it is above 0, is the row of an answer after which the connection is cut.
	BreakAfter int
	// Before, where it is set, is called with every query before it is answered.
	Before func(query string)
	// Refuse, where it is set, gives the SQLSTATE that a query is refused with; "" answers it.
	Refuse func(query string) string

	db       *sql.DB
	listener net.Listener
	types    map[string]uint32 // of the table's columns
	wait     sync.WaitGroup
	mu       sync.Mutex
	asked    []string
	open     map[net.Conn]bool
}

// The types of values, by PostgreSQL's numbers for them.
const (
	typeInteger = 20
	typeText    = 25
	typeDate    = 1082
)

// Password must be in no message and no log.
const Password = "not-to-be-told"

// mark begins a text that is a date, so that SQLite, which has none, can tell and order them.
const mark = "\x01"

// Serve answers on a free port of the loopback, with the records of a CSV file as its
// table. Columns named in dates are of type date, blank fields NULL. Close it.
func Serve(records io.Reader, dates ...string) (*Server, error) {
	s := &Server{types: map[string]uint32{}, open: map[net.Conn]bool{}}
	var err error
	if s.db, err = sql.Open("sqlite", ":memory:"); err != nil {
		return nil, err
	}
	s.db.SetMaxOpenConns(1) // each connection would have a memory of its own
	if err := s.fill(records, dates); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	s.wait.Go(s.accept)
	return s, nil
}

// Address is where it answers, as despatch is told it.
func (s *Server) Address() string {
	return "postgres://reader:" + Password + "@" + s.listener.Addr().String() + "/cases?sslmode=disable&default_query_exec_mode=simple_protocol"
}

// Asked is every query that was answered.
func (s *Server) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

// Do changes the table.
func (s *Server) Do(query string) error {
	_, err := s.db.Exec(query)
	return err
}

// Close ends it and every connection.
func (s *Server) Close() error {
	err := s.listener.Close()
	s.mu.Lock()
	for c := range s.open {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.wait.Wait()
	return errors.Join(err, s.db.Close())
}

func (s *Server) fill(records io.Reader, dates []string) error {
	r := csv.NewReader(records)
	head, err := r.Read()
	if err != nil {
		return err
	}
	quoted := make([]string, len(head))
	for i, name := range head {
		quoted[i], s.types[name] = `"`+name+`"`, typeText
	}
	for _, name := range dates {
		s.types[name] = typeDate
	}
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.Exec("CREATE TABLE cases (" + strings.Join(quoted, ", ") + ", line INTEGER PRIMARY KEY)"); err != nil {
		return err
	}
	s.types["line"] = typeInteger
	put, err := tx.Prepare("INSERT INTO cases (" + strings.Join(quoted, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(head)-1) + ")")
	if err != nil {
		return err
	}
	values := make([]any, len(head))
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return tx.Commit()
		}
		if err != nil {
			return err
		}
		for i, v := range row {
			switch {
			case v == "":
				values[i] = nil
			case s.types[head[i]] == typeDate:
				values[i] = mark + v
			default:
				values[i] = v
			}
		}
		if _, err := put.Exec(values...); err != nil {
			return err
		}
	}
}

func (s *Server) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return // it is closed
		}
		s.mu.Lock()
		s.open[c] = true
		s.mu.Unlock()
		s.wait.Go(func() {
			defer func() {
				s.mu.Lock()
				delete(s.open, c)
				s.mu.Unlock()
				_ = c.Close()
			}()
			_ = s.converse(c) // the other side tells what matters
		})
	}
}

// converse is one connection, from its first word to its last.
func (s *Server) converse(c net.Conn) error {
	b := pgproto3.NewBackend(c, c)
	if _, err := b.ReceiveStartupMessage(); err != nil {
		return err
	}
	b.Send(&pgproto3.AuthenticationCleartextPassword{})
	if err := b.Flush(); err != nil {
		return err
	}
	if err := b.SetAuthType(pgproto3.AuthTypeCleartextPassword); err != nil {
		return err
	}
	first, err := b.Receive()
	if err != nil {
		return err
	}
	if p, ok := first.(*pgproto3.PasswordMessage); !ok || p.Password != Password {
		b.Send(&pgproto3.ErrorResponse{Severity: "FATAL", Code: "28P01", Message: "password authentication failed for user reader"})
		return b.Flush()
	}
	b.Send(&pgproto3.AuthenticationOk{})
	for name, value := range map[string]string{"client_encoding": "UTF8", "standard_conforming_strings": "on", "server_version": "15.0"} {
		b.Send(&pgproto3.ParameterStatus{Name: name, Value: value})
	}
	for {
		b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		if err := b.Flush(); err != nil {
			return err
		}
		m, err := b.Receive()
		if err != nil {
			return err
		}
		q, ok := m.(*pgproto3.Query)
		if !ok {
			return fmt.Errorf("%T is not known here", m)
		}
		if err := s.answer(b, q.String); err != nil {
			return err
		}
	}
}

var (
	asDate = regexp.MustCompile(`(?i)\bdate '`)
	noSQL  = regexp.MustCompile(`(?is)^\s*(--.*|begin.*|rollback)?$`)
)

// answer answers one query.
func (s *Server) answer(b *pgproto3.Backend, query string) error {
	if noSQL.MatchString(query) {
		b.Send(&pgproto3.CommandComplete{CommandTag: []byte("BEGIN")})
		return nil
	}
	if s.Before != nil {
		s.Before(query)
	}
	s.mu.Lock()
	s.asked = append(s.asked, query)
	s.mu.Unlock()
	if s.Refuse != nil {
		if code := s.Refuse(query); code != "" {
			b.Send(&pgproto3.ErrorResponse{Severity: "ERROR", Code: code, Message: "a message of the server, which may quote a value"})
			return nil
		}
	}
	// SQLite tells texts apart letter by letter in any case, and knows no collation by that name.
	names, rows, err := s.rows(strings.ReplaceAll(asDate.ReplaceAllString(query, "'"+mark), ` COLLATE "C"`, ""))
	if err != nil {
		b.Send(&pgproto3.ErrorResponse{Severity: "ERROR", Code: "42601", Message: err.Error()})
		return nil
	}
	b.Send(&pgproto3.RowDescription{Fields: s.describe(names, rows)})
	for i, row := range rows {
		if s.BreakAfter > 0 && i == s.BreakAfter {
			return errors.Join(b.Flush(), errors.New("cut, as was asked"))
		}
		b.Send(&pgproto3.DataRow{Values: texts(row)})
	}
	b.Send(&pgproto3.CommandComplete{CommandTag: fmt.Appendf(nil, "SELECT %d", len(rows))})
	return nil
}

// rows are all of an answer.
func (s *Server) rows(query string) (names []string, all [][]any, err error) {
	rows, err := s.db.Query(query)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	if names, err = rows.Columns(); err != nil {
		return nil, nil, err
	}
	for rows.Next() {
		row := make([]any, len(names))
		into := make([]any, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, nil, err
		}
		all = append(all, row)
	}
	return names, all, rows.Err()
}

// describe gives each column of an answer its type: that of the table, or of the values.
func (s *Server) describe(names []string, rows [][]any) []pgproto3.FieldDescription {
	out := make([]pgproto3.FieldDescription, len(names))
	for i, name := range names {
		t, known := s.types[name]
		for _, row := range rows {
			if known {
				break
			}
			switch v := row[i].(type) {
			case int64:
				t, known = typeInteger, true
			case string:
				t, known = typeText, true
				if strings.HasPrefix(v, mark) {
					t = typeDate
				}
			}
		}
		if t == 0 {
			t = typeText // of nothing but NULL
		}
		out[i] = pgproto3.FieldDescription{Name: []byte(name), DataTypeOID: t, DataTypeSize: -1, TypeModifier: -1}
	}
	return out
}

// texts are the values of a row as they are sent.
func texts(row []any) [][]byte {
	out := make([][]byte, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case nil:
		case string:
			out[i] = []byte(strings.TrimPrefix(v, mark))
		default:
			out[i] = fmt.Append(nil, v)
		}
	}
	return out
}
