package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"despatch/reports/ingest/engine"
)

// countDatabase lets the database put records together that are alike in all that the
// release asks of them, and judges each kind once. What a value means is still decided
// here and nowhere else, by the rules that every source is read by: the database only
// compares and counts. It is asked for
//
//   - the records that are the only one of their case, put together: most of them;
//   - the records of cases that have several, and those without an id, one by one: which
//     is the newest sound one depends on what each says;
//   - the values of private columns, which must not be met in what is written;
//   - how many records there are, which must be as many as came.
func (r *reader) countDatabase(ctx context.Context, number int, s *engine.Session, q *engine.Query) error {
	base := s.Base(q, r.rel.AsAt)
	columns, err := base.Columns()
	if err != nil {
		return r.unanswered(err)
	}
	r.private.asked = true
	t := &countedTable{answerTable: answerTable{columns: columns, sum: sha256.New(), ended: true}, r: r, base: base, key: -1}
	defer t.end()
	if err := r.takeTable(ctx, number, t); err != nil {
		return r.broken(r.unanswered(err))
	}
	p := &r.res.Account.Parts[number]
	p.SHA256, p.Bytes, p.Encoding = hex.EncodeToString(t.sum.Sum(nil)), t.bytes, s.Engine()
	return nil
}

// send asks a query made of the base. All but the base's columns goes through it, so that
// a benchmark can hand over answers that took no time.
var send = func(b *engine.Base, query string) (answer, error) { return b.Send(query) }

// A countedTable is the answers of a database that counts.
type countedTable struct {
	answerTable
	r       *reader
	base    *engine.Base
	key     int // column of the id; -1 for none
	stage   int
	into    []int // of the answer under way: the column of the header each value belongs to
	grouped bool  // it holds kinds of records, and how many there are of each
	kinds   []grouping
	records int64
	ties    ties
}

// next goes through the answers, one after the other.
func (t *countedTable) next(ctx context.Context) (*rows, error) {
	for {
		if !t.ended {
			b, err := t.answerTable.batch(ctx, t.row1)
			if err != io.EOF {
				return b, err
			}
		}
		var err error
		switch t.stage++; t.stage {
		case 1:
			err = t.begin()
		case 2:
			err = t.ask(t.together())
			t.grouped = true
		case 3:
			t.grouped = false
			if t.key >= 0 {
				err = t.ask(t.several())
			}
		case 4:
			err = t.close()
		default:
			return nil, io.EOF
		}
		if err != nil {
			return nil, err
		}
	}
}

// ask sends a query whose rows the next batches hold.
func (t *countedTable) ask(query string) error {
	answer, err := send(t.base, query)
	if err == nil {
		t.answer, t.ended = answer, false
	}
	return err
}

// row1 puts one row of an answer into a batch.
func (t *countedTable) row1(b *rows, values []any) error {
	if b.times == nil {
		b.times, b.alike = make([]int64, batchLen), make([]int64, batchLen)
	}
	all := make([]any, len(t.columns))
	for i, at := range t.into {
		all[at] = values[i]
	}
	times, alike := int64(0), int64(0)
	if t.grouped {
		n, kinds, ok := counts(values[len(values)-2:])
		if !ok {
			return &damage{"the database gave a number of records that is none"}
		}
		if n == 0 {
			return nil // of a query that groups by nothing, where there is no record
		}
		times, alike = n, n-kinds
		if t.key >= 0 {
			all[t.key], alike = "1", 0 // it has an id; which, nobody asks
		}
	}
	i := b.n
	b.times[i], b.alike[i] = times, alike
	t.records += max(1, times)
	if err := t.put(b, all); err != nil {
		return err
	}
	t.sum.Write(strconv.AppendInt(nil, times, 10))
	if !t.grouped {
		t.ties.meet(b, i, t.key)
	}
	return nil
}

// counts are the two numbers at the end of a row.
func counts(values []any) (a, b int64, ok bool) {
	var out [2]int64
	for i, v := range values {
		if v == nil {
			continue
		}
		text, fits := whole(v)
		n, err := strconv.ParseInt(string(text), 10, 64)
		if !fits || err != nil || n < 0 {
			return 0, 0, false
		}
		out[i] = n
	}
	return out[0], out[1], true
}

// begin looks at what is asked of each column, and asks for what goes before the records.
func (t *countedTable) begin() error {
	t.kinds = t.r.groupings(t.asks, t.columns)
	if keys := t.r.plan.key; len(keys) > 0 {
		k := keys[0]
		t.key = k.at[0]
		kind, g := t.columns[t.key].Kind, t.kinds[t.key]
		if len(keys) > 1 || len(k.between) > 0 || k.layouts != nil || k.number || k.blanks != nil || kind != engine.Text && kind != engine.Whole || g.users > 1 || g.every {
			return t.r.refuse("D116", 0, 0, "the id of the extract %q is not one plain column of texts or whole numbers that is used for nothing else", t.r.ext.ID)
		}
		t.ties = newTies(t.r.plan)
		if err := t.spaced(); err != nil {
			return err
		}
	}
	if err := t.askPrivate(); err != nil {
		return err
	}
	return t.askEnds()
}

// spaced refuses ids with white space at an end: here they are read without it, and the
// database takes it for a part of the id.
func (t *countedTable) spaced() error {
	c := t.columns[t.key]
	if c.Kind != engine.Text {
		return nil
	}
	var tests []string
	for space := rune(0); space <= 0x3000; space++ {
		if unicode.IsSpace(space) {
			for _, like := range []string{string(space) + "%", "%" + string(space)} {
				tests = append(tests, t.base.Value(c)+" LIKE '"+like+"'")
			}
		}
	}
	n, err := t.number("SELECT COUNT(*)" + t.base.From("q") + " WHERE " + strings.Join(tests, " OR "))
	if err == nil && n > 0 {
		err = t.r.refuse("D116", 0, 0, "the id of the extract %q has white space at an end in %s", t.r.ext.ID, many(n, "record"))
	}
	return err
}

// rowsOf calls f with each row of an answer.
func (t *countedTable) rowsOf(query string, f func(values []any) error) error {
	answer, err := send(t.base, query)
	if err != nil {
		return err
	}
	for answer.Next() {
		values, err := answer.Values()
		if err == nil {
			err = f(values)
		}
		if err != nil {
			_ = answer.Close()
			return err
		}
	}
	return answer.Close()
}

// number is the answer of a query that has one.
func (t *countedTable) number(query string) (n int64, err error) {
	err = t.rowsOf(query, func(values []any) error {
		var ok bool
		if n, _, ok = counts(values[:1]); !ok {
			return &damage{"the database gave a number of records that is none"}
		}
		return nil
	})
	return n, err
}

// askPrivate takes the values of private columns, each once.
func (t *countedTable) askPrivate() error {
	r := t.r
	if r.survey {
		return nil
	}
	for i := range r.private.columns {
		p := &r.private.columns[i]
		c := t.columns[p.at]
		v := t.base.Value(c)
		err := t.rowsOf(fmt.Sprintf("SELECT %s AS x0, COUNT(*) AS n%s GROUP BY %s", v, t.base.From("q"), v), func(values []any) error {
			n, _, ok := counts(values[1:])
			if !ok {
				return &damage{"the database gave a number of records that is none"}
			}
			var field []byte
			if values[0] != nil {
				if field, ok = t.field(values[0], p.at); !ok {
					return &damage{fmt.Sprintf("column %d of the answer holds a value that is no text", p.at+1)}
				}
			}
			if isBlank(field) {
				p.blank += n
			} else {
				r.private.pile.Add(i, trim(field), n, &p.met)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// together is the query for the records that are the only one of their case, put
// together where they are alike: first in every value, then in what the values are for.
func (t *countedTable) together() string {
	t.into = nil
	var inner, group, outer, by, order []string
	for i, k := range t.kinds {
		if !t.asks[i].wanted || i == t.key || k.private && t.key >= 0 {
			continue
		}
		v, x := t.base.Value(t.columns[i]), "x"+strconv.Itoa(i)
		if t.key >= 0 {
			inner = append(inner, "MIN("+v+") AS "+x)
		} else {
			inner, group = append(inner, v+" AS "+x), append(group, v)
		}
		if k.private {
			continue // only for telling equal records apart
		}
		y := "y" + strconv.Itoa(i)
		t.into, order = append(t.into, i), append(order, y)
		if k.class == "" {
			outer, by = append(outer, x+" AS "+y), append(by, x)
		} else { // one of the days between which nothing the release asks makes a difference
			outer, by = append(outer, "MIN("+x+") AS "+y), append(by, k.class)
		}
	}
	inner = append(inner, "COUNT(*) AS n")
	having := ""
	if t.key >= 0 {
		v := t.base.Value(t.columns[t.key])
		group, having = []string{v}, " HAVING COUNT(*) = 1 AND "+v+" IS NOT NULL"
		if t.columns[t.key].Kind == engine.Text {
			having += " AND " + v + " <> ''"
		}
	}
	outer = append(outer, t.base.Integer("SUM(n)")+" AS records", "COUNT(*) AS kinds")
	return "SELECT " + strings.Join(outer, ", ") + " FROM (SELECT " + strings.Join(inner, ", ") + t.base.From("q") + clause(" GROUP BY ", group) + having +
		") AS p" + clause(" GROUP BY ", by) + clause(" ORDER BY ", order)
}

func clause(word string, list []string) string {
	if len(list) == 0 {
		return ""
	}
	return word + strings.Join(list, ", ")
}

// several is the query for the records of cases that have more than one, and for those
// without an id, case by case.
func (t *countedTable) several() string {
	t.into = nil
	list, order := []string{}, []string{"y" + strconv.Itoa(t.key)}
	for i := range t.kinds {
		if t.asks[i].wanted {
			y := "y" + strconv.Itoa(i)
			t.into = append(t.into, i)
			list = append(list, t.base.Value(t.columns[i])+" AS "+y)
			if i != t.key {
				order = append(order, y)
			}
		}
	}
	v := t.base.Value(t.columns[t.key])
	where := v + t.base.In() + "(SELECT " + v + " AS k" + t.base.From("q2") + " GROUP BY " + v + " HAVING COUNT(*) > 1) OR " + v + " IS NULL"
	if t.columns[t.key].Kind == engine.Text {
		where += " OR " + v + " = ''"
	}
	return "SELECT " + strings.Join(list, ", ") + t.base.From("q") + " WHERE " + where + " ORDER BY " + strings.Join(order, ", ")
}

// close holds what came against what there is.
func (t *countedTable) close() error {
	n, err := t.number("SELECT COUNT(*)" + t.base.From("q"))
	switch {
	case err != nil:
		return err
	case n != t.records:
		return t.r.refuse("D117", 0, 0, "the extract %q: the database counts %s, and %d came", t.r.ext.ID, many(n, "record"), t.records)
	case t.ties.differ > 0:
		return t.r.refuse("D115", 0, 0, "the extract %q: %s the same case and the same time as another that differs", t.r.ext.ID, have(t.ties.differ))
	}
	return nil
}

func have(n int64) string {
	if n == 1 {
		return "1 record has"
	}
	return many(n, "record") + " have"
}
