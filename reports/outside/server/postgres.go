//go:build (check || engines) && unix

package server

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"despatch/reports/outside"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Postgres starts PostgreSQL with one user, and gives its address and a connection to it.
func Postgres(tb testing.TB, user, password string) (address string, admin *sql.DB) {
	tb.Helper()
	bin := ""
	for _, dir := range []string{"/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin"} {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			bin = dir
		}
	}
	if bin == "" {
		outside.Lacking(tb, "postgresql")
	}
	as := Ordinary(tb, "postgres", "nobody")
	dir := Dir(tb, as)
	pw := filepath.Join(dir, "pw")
	if err := os.WriteFile(pw, []byte(password), 0o644); err != nil {
		tb.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	c := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", user, "--pwfile", pw, "-A", "scram-sha-256", "-E", "UTF8", "--no-locale", "--no-sync")
	c.SysProcAttr, c.Dir = &syscall.SysProcAttr{Credential: as}, dir
	if out, err := c.CombinedOutput(); err != nil {
		tb.Fatalf("%v: %s", err, out)
	}
	port := FreePort(tb)
	Serve(tb, as, dir, filepath.Join(bin, "postgres"), "-D", data, "-p", fmt.Sprint(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+dir, "-c", "fsync=off")
	address = fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/postgres?sslmode=disable", user, password, port)
	config, err := pgx.ParseConfig(address)
	if err != nil {
		tb.Fatal(err)
	}
	admin = stdlib.OpenDB(*config)
	tb.Cleanup(func() { _ = admin.Close() })
	Until(tb, 30*time.Second, admin.Ping)
	return address, admin
}

// Cases makes a database with the records of a CSV file as its table cases, in their order
// by the column line, and gives its address. Columns named in dates are of type date, the
// others text, blank fields NULL.
func Cases(ctx context.Context, address string, admin *sql.DB, name string, records io.Reader, dates ...string) (string, error) {
	all, err := csv.NewReader(records).ReadAll()
	if err != nil {
		return "", err
	}
	if _, err := admin.ExecContext(ctx, "create database "+name); err != nil {
		return "", err
	}
	address = strings.Replace(address, "/postgres?", "/"+name+"?", 1)
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	columns, places := make([]string, len(all[0])), make([]string, len(all[0]))
	for i, column := range all[0] {
		columns[i], places[i] = column+" text", fmt.Sprintf("nullif($%d, '')", i+1)
		if slices.Contains(dates, column) {
			columns[i], places[i] = column+" date", fmt.Sprintf("nullif($%d::text, '')::date", i+1)
		}
	}
	if _, err := conn.Exec(ctx, "create table cases ("+strings.Join(columns, ", ")+", line bigserial)"); err != nil {
		return "", err
	}
	var batch pgx.Batch
	for _, row := range all[1:] {
		values := make([]any, len(row))
		for i := range row {
			values[i] = row[i]
		}
		batch.Queue("insert into cases values ("+strings.Join(places, ", ")+")", values...)
	}
	return address, conn.SendBatch(ctx, &batch).Close()
}
