//go:build check && unix

package main

import (
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"despatch/reports/outside/server"
	"despatch/reports/outside/standin"
)

// TestDatabaseStoriesPostgres tells the stories of a database with PostgreSQL in place of the
// stand-in: the 2006 example record by record, and counted by the database, is what the
// CSV file gives, byte for byte.
func TestDatabaseStoriesPostgres(t *testing.T) {
	address, admin := server.Postgres(t, "reader", standin.Password)
	var n atomic.Int64 // stories run side by side
	p := stories()
	p.Dir, p.Files = "", []string{"testdata/database.txtar", "testdata/counted.txtar"}
	p.Cmds["database"] = func(ts *testscript.TestScript, _ bool, args []string) {
		f, err := os.Open(ts.MkAbs(args[1]))
		ts.Check(err)
		defer f.Close()
		of, err := server.Cases(t.Context(), address, admin, fmt.Sprint("story", n.Add(1)), f, args[2:]...)
		ts.Check(err)
		ts.Setenv(args[0], of)
	}
	testscript.Run(t, p)
}
