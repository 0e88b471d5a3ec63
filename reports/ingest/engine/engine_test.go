package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"despatch/reports"

	ch "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/jackc/pgx/v5/pgconn"
	client "github.com/trinodb/trino-go-client/trino"
)

func TestParseQuery(t *testing.T) {
	for text, want := range map[string]string{
		"select 1": "select 1", "\ufeffSELECT 1;\n-- done\n": "SELECT 1", "with x as (select 1) select * from x": "same",
		"select * from c where d <= :as_at and e < :as_at":                                                       "select * from c where d <= DAY and e < DAY",
		"select ':as_at', \":as_at\", `:as_at`, a::date, $$:as_at$$, $q$ ' :as_at $q$ -- :as_at ;\n/* :as_at */": "same",
		"select 'it''s; --' as x": "same",
	} {
		q, err := ParseQuery(text)
		if want == "same" {
			want = text
		}
		if err != nil || q.with("DAY") != want {
			t.Errorf("%q: %v, %v", text, q, err)
		}
	}
	for text, want := range map[string]string{
		"": "no statement", " -- nothing\n": "no statement", "update c set x = 1": "SELECT or WITH", "select 1; select 2": "more than one",
		"select :region": ":region", "select $1": "by its place", "select ?": "by its place", "select 'x": "not closed", "select /* x": "not closed",
		"select $a$ x": "not closed", `select 'a\'b'`: "two ways",
	} {
		if _, err := ParseQuery(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if f, ok := errors.AsType[*QueryFault](func() error { _, err := ParseQuery("select 1\n, :x"); return err }()); !ok || f.Line != 2 {
		t.Error("a fault has no line")
	}
	for text, want := range map[string]bool{"select 1 order by 1": true, "select 1": false, "select * from (select 1 order by 1) x": false,
		"select 'order by'": false, "select 1 order by 1 union select 2": false, "(select 1) order by 1": false} {
		if q, err := ParseQuery(text); err == nil && q.Ordered() != want {
			t.Errorf("%q: ordered %v", text, !want)
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"select :as_at", "select $$ $$", "select 'x''", "with a as (select 1) select ;", "select /*", "\x00", "$$", ":"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := ParseQuery(text)
		if err != nil {
			return
		}
		if sent := q.with("1"); len(sent) > len(text) {
			t.Errorf("%q became %q", text, sent)
		}
	})
}

func TestFailures(t *testing.T) {
	secret := "secret-value"
	pg := func(code string) error {
		return fmt.Errorf("wrapped: %w", &pgconn.PgError{Code: code, Message: secret, Detail: secret})
	}
	for _, c := range []struct {
		d    dialect
		err  error
		want Cause
	}{
		{postgres{}, pg("57014"), Slow}, {postgres{}, pg("28P01"), Refused}, {postgres{}, pg("3D000"), Refused}, {postgres{}, pg("42501"), Refused},
		{postgres{}, pg("25006"), Refused}, {postgres{}, pg("42P01"), BadQuery}, {postgres{}, pg("42999"), BadQuery}, {postgres{}, pg("22P02"), BadQuery},
		{postgres{}, pg("57P01"), Away}, {postgres{}, pg("53300"), Away}, {postgres{}, pg("XX000"), Broken},
		{clickhouse{}, &ch.Exception{Code: 516, Message: secret}, Refused}, {clickhouse{}, &ch.Exception{Code: 81}, Refused},
		{clickhouse{}, &ch.Exception{Code: 497}, Refused}, {clickhouse{}, &ch.Exception{Code: 164}, Refused},
		{clickhouse{}, &ch.Exception{Code: 279, Message: secret}, PartMissing}, {clickhouse{}, &ch.Exception{Code: 159}, Slow},
		{clickhouse{}, &ch.Exception{Code: 60, Message: secret}, BadQuery}, {clickhouse{}, &ch.Exception{Code: 241, Message: secret}, Broken},
		{clickhouse{}, &net.OpError{Op: "dial", Err: errors.New(secret)}, Away},
		{trino{}, &client.ErrTrino{ErrorName: "EXCEEDED_TIME_LIMIT", Message: secret}, Slow}, {trino{}, &client.ErrTrino{ErrorName: "PERMISSION_DENIED"}, Refused},
		{trino{}, &client.ErrTrino{ErrorName: "TABLE_NOT_FOUND", ErrorType: "USER_ERROR", Message: secret}, BadQuery},
		{trino{}, &client.ErrTrino{ErrorName: "NO_NODES_AVAILABLE", ErrorType: "INTERNAL_ERROR", Message: secret}, PartMissing},
		{trino{}, &client.ErrTrino{ErrorName: "REMOTE_HOST_GONE", ErrorType: "INTERNAL_ERROR", Message: secret}, PartMissing},
		{trino{}, &client.ErrQueryFailed{Reason: &tls.CertificateVerificationError{Err: errors.New(secret)}}, Refused},
		{trino{}, &client.ErrTrino{ErrorName: "GENERIC_INTERNAL_ERROR", Message: secret}, Broken},
		{trino{}, &client.ErrQueryFailed{StatusCode: 401, Reason: errors.New(secret)}, Refused},
		{trino{}, &net.OpError{Op: "dial", Err: errors.New(secret)}, Away},
	} {
		f := c.d.failure(c.err)
		if f == nil || f.Cause != c.want || f.What == "" || strings.Contains(f.What, secret) {
			t.Errorf("%s, %v: %+v", c.d.name(), c.err, f)
		}
	}
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		d    dialect
		name string
		want Kind
	}{
		{postgres{}, "TEXT", Text}, {postgres{}, "INT8", Whole}, {postgres{}, "BOOL", YesNo}, {postgres{}, "DATE", Date}, {postgres{}, "TIMESTAMPTZ", Moment},
		{postgres{}, "FLOAT8", Other}, {postgres{}, "_TEXT", Other}, {postgres{}, "JSONB", Other},
		{clickhouse{}, "LowCardinality(Nullable(String))", Text}, {clickhouse{}, "UInt16", Whole}, {clickhouse{}, "Nullable(Date)", Date},
		{clickhouse{}, "DateTime('UTC')", Moment}, {clickhouse{}, "Enum8('a' = 1)", Text}, {clickhouse{}, "Array(String)", Other}, {clickhouse{}, "Float64", Other},
		{trino{}, "varchar(10)", Text}, {trino{}, "BIGINT", Whole}, {trino{}, "date", Date}, {trino{}, "timestamp(3) with time zone", Moment}, {trino{}, "decimal(38,0)", Text}, {trino{}, "double", Other},
	} {
		if got := c.d.kind(c.name); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.d.name(), c.name, got, c.want)
		}
	}
	day, err := reports.ParseDay("2006-04-26")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []dialect{postgres{}, clickhouse{}, trino{}} {
		if s := d.asAt(day); !strings.Contains(s, "'2006-04-26'") || d.day(day, Column{Type: "nullable(date)"}) != s {
			t.Error(s)
		}
	}
	if s := (clickhouse{}).day(day, Column{Type: "nullable(date32)"}); s != "toDate32('2006-04-26')" {
		t.Errorf("the wider dates of ClickHouse are compared with %s", s)
	}
	for column, want := range map[string]string{"lowcardinality(nullable(string))": "x", "fixedstring(4)": "x", "enum8('string' = 1)": "toString(x)", "uuid": "toString(x)"} {
		if s := (clickhouse{}).text("x", Column{Type: column}); s != want {
			t.Errorf("%s as text: %s", column, s)
		}
	}
}

// TestAway asks servers that are not there, and one that never answers.
func TestAway(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	silent := l.Addr().String()
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := gone.Addr().String()
	gone.Close()
	defer l.Close()
	limits := Limits{Connect: 300 * time.Millisecond, Answer: time.Second}
	for _, scheme := range []string{"postgres://someone:planted@", "clickhouse://someone:planted@", "trino://someone@"} {
		for _, host := range []string{silent, closed} {
			start := time.Now()
			_, err := Open(context.Background(), scheme+host+"/x", limits)
			f, ok := errors.AsType[*Failure](err)
			if !ok || f.Cause != Away && f.Cause != Slow || strings.Contains(f.What, "planted") || strings.Contains(f.What, "127.0") {
				t.Errorf("%s, %v: %v", scheme, host == silent, err)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("%s: %v", scheme, took)
			}
		}
	}
	for _, address := range []string{"", "x", "mysql://h/x", "postgres://h:port/x", "clickhouse://h:1?dial_timeout=x", "trino://someone:planted@h/x", "\x00"} {
		_, err := Open(context.Background(), address, limits)
		if f, ok := errors.AsType[*Failure](err); !ok || f.Cause != BadAddress {
			t.Errorf("%q: %v", address, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(ctx, "postgres://someone@"+silent+"/x", limits); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
