//go:build (check || engines) && unix

package ingest

import "despatch/reports/outside/server"

// How servers are started and ended.
var (
	freePort  = server.FreePort
	serverDir = server.Dir
	serve     = server.Serve
	until     = server.Until
)
