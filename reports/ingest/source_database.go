package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"despatch/reports"
	"despatch/reports/ingest/engine"
)

// queryLimit is how long the file of a query may be.
const queryLimit = 1 << 20

// session reads the query of a database and connects; what hinders it is a refusal.
func (r *reader) session(ctx context.Context, query io.Reader) (*engine.Session, *engine.Query, error) {
	text, err := io.ReadAll(io.LimitReader(query, queryLimit+1))
	if err != nil {
		return nil, nil, err
	}
	if len(text) > queryLimit || !utf8.Valid(text) {
		return nil, nil, r.refuse("D111", 0, 0, "the query of the extract %q is no text in UTF-8 of a size for a query", r.ext.ID)
	}
	q, err := engine.ParseQuery(string(text))
	if f, ok := errors.AsType[*engine.QueryFault](err); ok {
		return nil, nil, r.refuse("D111", int64(f.Line), 0, "the query of the extract %q: %s", r.ext.ID, f.What)
	}
	address, ok := "", false
	if r.ext.Env != nil {
		address, ok = r.ext.Env(r.origin.env)
	}
	if !ok || address == "" {
		return nil, nil, r.refuse("D110", 0, 0, "the extract %q is a database, and the variable %s, which holds its address, is not set", r.ext.ID, r.origin.env)
	}
	s, err := engine.Open(ctx, address, waits)
	if err != nil {
		return nil, nil, r.unanswered(err)
	}
	return s, q, nil
}

// waits are the limits of time for databases.
var waits = engine.Usual

// unanswered turns a failure of a database into a refusal.
func (r *reader) unanswered(err error) error {
	f, ok := errors.AsType[*engine.Failure](err)
	if !ok {
		return err
	}
	switch f.Cause {
	case engine.BadQuery:
		return r.refuse("D111", int64(f.Line), int64(f.Col), "the query of the extract %q: %s", r.ext.ID, f.What)
	case engine.PartMissing:
		return r.refuse("D113", 0, 0, "the extract %q: %s", r.ext.ID, f.What)
	case engine.Slow:
		return r.refuse("D112", 0, 0, "the extract %q: %s", r.ext.ID, f.What)
	}
	return r.refuse("D110", 0, 0, "the extract %q, at the address in %s: %s", r.ext.ID, r.origin.env, f.What)
}

// readDatabase streams the answer of a database through the same rules as any file.
func (r *reader) readDatabase(ctx context.Context, number int, query io.Reader) error {
	s, q, err := r.session(ctx, query)
	if err != nil {
		return err
	}
	defer s.Close()
	if r.ext.ByDatabase {
		return r.countDatabase(ctx, number, s, q)
	}
	if len(r.ext.Key) > 0 && !q.Ordered() {
		return r.refuse("D114", 0, 0, "the extract %q has an id, and its query does not end in ORDER BY", r.ext.ID)
	}
	answer, err := s.Ask(q, r.rel.AsAt)
	if err != nil {
		return r.unanswered(err)
	}
	t := &answerTable{answer: answer, columns: answer.Columns, sum: sha256.New()}
	defer t.end()
	if err := r.takeTable(ctx, number, t); err != nil {
		return r.unanswered(err)
	}
	p := &r.res.Account.Parts[number]
	p.SHA256, p.Bytes, p.Encoding = hex.EncodeToString(t.sum.Sum(nil)), t.bytes, s.Engine()
	return nil
}

// An answer is the rows of one query, as an engine gives them.
type answer interface {
	Next() bool
	Values() ([]any, error)
	Close() error
}

// An answerTable is the answer of a database, row by row.
type answerTable struct {
	answer  answer
	columns []engine.Column
	asks    []ask
	salt    []salt
	date    []*dater
	shelf   *shelf
	row     int64
	sum     hash.Hash
	bytes   int64
	text    []byte // of the row under way, for the sum
	ended   bool
}

func (t *answerTable) header() *header {
	h := &header{}
	for _, c := range t.columns {
		h.names = append(h.names, c.Name)
	}
	return h
}

func (t *answerTable) want(asks []ask) (found []reports.Finding) {
	t.asks, t.shelf, t.row = asks, newShelf(len(asks)), 1
	for i, c := range t.columns {
		t.salt, t.date = append(t.salt, newSalt(c.Name)), append(t.date, newDater(asks[i].layouts))
		if asks[i].wanted {
			if what := misfit(c, asks[i]); what != "" {
				found = append(found, reports.Find(Rules, "D103", "column %q %s", c.Name, what))
			}
		}
	}
	return found
}

// misfit is what is wrong with the kind of a column of an answer.
func misfit(c engine.Column, a ask) string {
	isDate := c.Kind == engine.Date || c.Kind == engine.Moment
	switch {
	case c.Kind == engine.Other:
		return "is of the kind " + c.Type + ", which is not read"
	case len(a.layouts) > 0 && (c.Kind == engine.Whole || c.Kind == engine.YesNo):
		return "holds dates by the release, and numbers or yes and no in the database"
	case a.number && (isDate || c.Kind == engine.YesNo):
		return "holds whole numbers by the release, and dates or yes and no in the database"
	}
	return ""
}

func (t *answerTable) next(ctx context.Context) (*rows, error) { return t.batch(ctx, t.put) }

// batch is the next rows, each taken by put.
func (t *answerTable) batch(ctx context.Context, put func(*rows, []any) error) (*rows, error) {
	if t.ended {
		return nil, io.EOF
	}
	b := t.shelf.take(t.row)
	for b.n < batchLen {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !t.answer.Next() {
			t.ended = true
			if err := t.answer.Close(); err != nil {
				return nil, err
			}
			break
		}
		values, err := t.answer.Values()
		if err != nil {
			return nil, err
		}
		if err := put(b, values); err != nil {
			return nil, err
		}
	}
	t.row += int64(b.n)
	if b.n == 0 {
		return nil, io.EOF
	}
	return b, nil
}

func (t *answerTable) put(b *rows, values []any) error {
	i := b.n
	b.n++
	t.text = t.text[:0]
	for col, v := range values {
		at := i*b.width + col
		b.fields[at] = field{}
		if !t.asks[col].wanted {
			continue
		}
		t.text = append(t.text, 0)
		if v == nil {
			continue
		}
		value, ok := t.field(v, col)
		if !ok || !utf8.Valid(value) {
			return &damage{fmt.Sprintf("column %d of row %d of the answer holds a value that is no text", col+1, b.first+int64(i))}
		}
		b.text.put(at, value)
		mixIn(&b.hash[i], t.salt[col].of(value))
		t.text = append(append(t.text, 1), value...)
	}
	t.text = append(t.text, '\n')
	t.bytes += int64(len(t.text))
	t.sum.Write(t.text)
	return nil
}

// field is a value as text.
func (t *answerTable) field(v any, col int) ([]byte, bool) {
	switch v := v.(type) {
	case string:
		return []byte(v), true
	case []byte:
		return append([]byte{}, v...), true
	case bool:
		if v {
			return yes, true
		}
		return no, true
	case time.Time:
		if t.columns[col].Kind == engine.Date {
			return t.date[col].days(floorDiv(v.Unix(), 86400)), true
		}
		return t.date[col].moment(v), true
	}
	n, ok := whole(v)
	return n, ok
}

// whole writes a whole number of any width.
func whole(v any) ([]byte, bool) {
	switch n := v.(type) {
	case int64:
		return strconv.AppendInt(nil, n, 10), true
	case int32:
		return strconv.AppendInt(nil, int64(n), 10), true
	case int16:
		return strconv.AppendInt(nil, int64(n), 10), true
	case int8:
		return strconv.AppendInt(nil, int64(n), 10), true
	case int:
		return strconv.AppendInt(nil, int64(n), 10), true
	case uint64:
		return strconv.AppendUint(nil, n, 10), true
	case uint32:
		return strconv.AppendUint(nil, uint64(n), 10), true
	case uint16:
		return strconv.AppendUint(nil, uint64(n), 10), true
	case uint8:
		return strconv.AppendUint(nil, uint64(n), 10), true
	}
	return nil, false
}

func (t *answerTable) giveBack(b *rows) { t.shelf.giveBack(b) }

func (t *answerTable) closing(p *reports.Part) []reports.Finding {
	p.Lines = t.row - 1
	return nil
}

func (t *answerTable) end() {
	if !t.ended {
		t.ended = true
		_ = t.answer.Close()
	}
}
