package engine

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"despatch/reports"

	ch "github.com/ClickHouse/clickhouse-go/v2"
)

// clickhouse is ClickHouse by its native protocol.
type clickhouse struct{}

func (clickhouse) name() string { return "ClickHouse" }

func (clickhouse) open(address *url.URL, l Limits) (*sql.DB, error) {
	o, err := ch.ParseDSN(address.String())
	if err != nil {
		return nil, err
	}
	o.Protocol = ch.Native
	o.DialTimeout, o.ReadTimeout = l.Connect, l.Answer
	o.Settings = ch.Settings{
		"readonly":                2, // no writing; 1 would forbid to set what follows
		"max_execution_time":      int(l.Answer.Seconds()),
		"skip_unavailable_shards": 0,       // a table without one of its shards is not the table
		"max_query_size":          4 << 20, // a query that groups days names each turn of a period
	}
	return ch.OpenDB(o), nil
}

// begin makes sure that the server would rather fail than leave a shard out: a
// profile can hold a setting against what is asked for.
func (clickhouse) begin(ctx context.Context, c *sql.Conn, _ Limits) (func(), error) {
	if err := c.PingContext(ctx); err != nil {
		return nil, err
	}
	var value string
	err := c.QueryRowContext(ctx, "SELECT toString(value) FROM system.settings WHERE name = 'skip_unavailable_shards'").Scan(&value)
	if err != nil {
		return nil, err
	}
	if value != "0" {
		return nil, &Failure{Cause: PartMissing, What: "the server is set to leave out shards that do not answer (skip_unavailable_shards), so a part of the records could be missing unseen"}
	}
	return func() {}, nil
}

func (clickhouse) asAt(d reports.Day) string { return "toDate('" + d.ISO() + "')" }

func (clickhouse) kind(t string) Kind {
	name, _, _ := strings.Cut(bare(t), "(")
	switch name {
	case "string", "fixedstring", "enum8", "enum16", "uuid":
		return Text
	case "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64":
		return Whole
	case "bool":
		return YesNo
	case "date", "date32":
		return Date
	case "datetime", "datetime64":
		return Moment
	}
	return Other
}

// bare is a type of ClickHouse without what only says how it is kept, in small letters.
func bare(t string) string {
	t = strings.ToLower(t)
	for _, outer := range []string{"lowcardinality(", "nullable("} {
		if inner, ok := strings.CutPrefix(t, outer); ok {
			t = strings.TrimSuffix(inner, ")")
		}
	}
	return t
}

func (clickhouse) failure(err error) *Failure {
	if e, ok := errors.AsType[*ch.Exception](err); ok {
		code := " (code " + strconv.Itoa(int(e.Code)) + ")"
		switch e.Code {
		case 192, 193, 194, 516:
			return &Failure{Cause: Refused, What: "the database does not let this user in"}
		case 81:
			return &Failure{Cause: Refused, What: "there is no database of that name"}
		case 291, 497:
			return &Failure{Cause: Refused, What: "this user may not read what the query asks for"}
		case 164:
			return &Failure{Cause: Refused, What: "the user's profile does not let despatch set its limits (readonly must be 0 or 2)"}
		case 279, 210, 209, 32, 519:
			return &Failure{Cause: PartMissing, What: "a shard of the table does not answer" + code}
		case 159, 160:
			return &Failure{Cause: Slow, What: "the database did not finish its answer in time"}
		case 47, 60, 62, 46, 43, 53, 36, 42, 6, 70, 386:
			return &Failure{Cause: BadQuery, What: "the database does not understand it" + code}
		}
		return &Failure{Cause: Broken, What: "the database broke off its answer" + code}
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return &Failure{Cause: Away, What: "no connection could be made"}
	}
	if t, ok := errors.AsType[net.Error](err); ok && t.Timeout() {
		return &Failure{Cause: Slow, What: "the database did not answer in time"}
	}
	return nil
}
