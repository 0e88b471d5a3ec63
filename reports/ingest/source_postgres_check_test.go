//go:build (check || engines) && unix

package ingest

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"despatch/reports"
	"despatch/reports/ingest/engine"
	"despatch/reports/outside/server"

	"github.com/jackc/pgx/v5/stdlib"
)

// planted is what must never be seen again: the password and the name of the user.
const planted, plantedUser = "Zx9-planted-password", "planted_user"

// postgresServer starts PostgreSQL on the loopback and gives the address of a user who may read.
func postgresServer(t *testing.T) (address string, admin *sql.DB) {
	t.Helper()
	return server.Postgres(t, plantedUser, planted)
}

// fill makes the table of the made records: all text, and with true types.
func fillPostgres(t *testing.T, db *sql.DB, name string, records [][]string, typed bool) {
	t.Helper()
	kinds := "case_id text, offence text, released_on text, started_on text, deported_on text, recorded_on text, people text, name text"
	if typed {
		kinds = "case_id bigint, offence text, released_on date, started_on date, deported_on timestamp, recorded_on date, people int, name text"
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "create table "+name+" (line bigint, "+kinds+")"); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, r := range records {
		fmt.Fprintf(&b, "%d", i)
		for _, v := range r {
			v = strings.NewReplacer("\\", "\\\\", "\n", "\\n", "\t", "\\t").Replace(v)
			if v == "" {
				v = "\\N"
			}
			b.WriteString("\t" + v)
		}
		b.WriteString("\n")
	}
	err = conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().PgConn().CopyFrom(t.Context(), strings.NewReader(b.String()), "copy "+name+" from stdin")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

const fromPostgres = "-- the cases\nselect * from %s where recorded_on::date <= date '2030-01-01' and :as_at > date '2000-01-01' order by line;\n"

func TestPostgres(t *testing.T) {
	address, db := postgresServer(t)
	const n = databaseRecords
	dirty, clean := made(n, true), made(n, false)
	fillPostgres(t, db, "dirty", dirty, false)
	fillPostgres(t, db, "clean", clean, true)
	for name, records := range map[string][][]string{"dirty": dirty, "clean": clean} {
		want, _ := madeTrial("cases.csv", asCSV(t, records)).tally(t)
		start := time.Now()
		got, res := databaseTrial(address, fmt.Sprintf(fromPostgres, name)).tally(t)
		t.Log(time.Since(start))
		sameTally(t, "PostgreSQL, "+name, got, want)
		if p := res.Account.Parts[0]; p.File != "cases.sql" || p.Encoding != "PostgreSQL" || p.Records != n {
			t.Errorf("%+v", p)
		}
	}
	if _, err := db.Exec("create role stranger login password '" + planted + "'"); err != nil {
		t.Fatal(err)
	}
	t.Run("refused", func(t *testing.T) { refusedByPostgres(t, address) })
}

func refusedByPostgres(t *testing.T, address string) {
	usual := waits
	t.Cleanup(func() { waits = usual })
	waits = engine.Limits{Connect: 3 * time.Second, Answer: 3 * time.Second}
	ordered := " order by line"
	for name, c := range map[string]struct {
		address, query, id, says string
	}{
		"no such table":   {address, "select * from casses" + ordered, "D111", "a table it names does not exist"},
		"no such column":  {address, "select colour from clean" + ordered, "D111", "a column it names"},
		"grammar":         {address, "select selec from from" + ordered, "D111", "grammar"},
		"a value quoted":  {address, "select name::int from clean" + ordered, "D111", "cannot be turned into"},
		"two statements":  {address, "select 1; drop table clean", "D111", "more than one statement"},
		"no SELECT":       {address, "delete from clean", "D111", "SELECT or WITH"},
		"a hidden write":  {address, "with x as (delete from clean returning *) select * from x" + ordered, "D110", "only reads"},
		"a function":      {address, "select nextval('s') as line" + ordered, "D111", ""},
		"another value":   {address, "select :region from clean" + ordered, "D111", ":region"},
		"no order":        {address, "select * from clean", "D114", "ORDER BY"},
		"slow":            {address, "select pg_sleep(60), 1 as line from clean" + ordered, "D112", "in time"},
		"lists":           {address, "select array[1] as offence, c.* from clean c" + ordered, "D012", "more than once"},
		"fractions":       {address, "select line, case_id, people::float8 as people, offence, released_on, started_on, deported_on, recorded_on, name from clean" + ordered, "D103", "float8"},
		"numbers":         {address, "select line, case_id, people, offence, line as released_on, started_on, deported_on, recorded_on, name from clean" + ordered, "D103", "dates by the release"},
		"no right":        {strings.Replace(address, plantedUser, "stranger", 1), "select * from clean" + ordered, "D110", "may not read"},
		"password":        {strings.Replace(address, planted, "wrong-"+planted, 1), "select 1", "D110", "let this user in"},
		"database":        {strings.Replace(address, "/postgres?", "/nowhere?", 1), "select 1", "D110", "no database of that name"},
		"away":            {fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/x", plantedUser, planted, freePort(t)), "select 1", "D110", "no connection"},
		"no address":      {"", "select 1", "D110", "CASES_DB"},
		"strange address": {"mysql://" + plantedUser + ":" + planted + "@h/x", "select 1", "D110", "does not begin"},
		"broken address":  {"postgres://" + plantedUser + ":" + planted + "@127.0.0.1:port/x", "select 1", "D110", "understood"},
	} {
		g := databaseTrial(c.address, c.query).read(t)
		f, ok := g.finding(c.id)
		if !ok || !strings.Contains(f.Msg, c.says) || f.Severity != reports.Error {
			t.Errorf("%s: %v, want %s with %q", name, g.Findings, c.id, c.says)
		}
		told := fmt.Sprintf("%+v", g.Result.Findings)
		for _, secret := range []string{planted, plantedUser, "127.0.0.1", "Person "} {
			if strings.Contains(told, secret) {
				t.Errorf("%s: %q is told: %s", name, secret, told)
			}
		}
	}
}
