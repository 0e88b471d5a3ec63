// Package server starts servers that are not ours on the loopback, for tests under the
// build tags check and engines: each in a folder of its own, bounded in time, and ended
// with the test that began it. Tests only.
package server
