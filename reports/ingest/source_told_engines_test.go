//go:build engines && unix

package ingest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"despatch/reports"
)

// told reads a database once and wants the finding, and in no finding a secret or a person.
func told(t *testing.T, name string, tr *trial, id, says string) {
	t.Helper()
	res, err := Read(t.Context(), tr.rel, tr.ext, func(*reports.Cases) error { return nil })
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	wants(t, name, res, id, says)
}

// toldBoth is told of both ways to count.
func toldBoth(t *testing.T, name, address, query, id, says string) {
	t.Helper()
	told(t, name, databaseTrial(address, query), id, says)
	counted := databaseTrial(address, query)
	counted.ext.ByDatabase = true
	told(t, name+", counted in the database", counted, id, says)
}

func wants(t *testing.T, name string, res *Result, id, says string) {
	t.Helper()
	all := fmt.Sprintf("%+v", res.Findings)
	if n := len(res.Findings); n != 1 || res.Findings[0].ID != id || res.Findings[0].Severity != reports.Error || !strings.Contains(res.Findings[0].Msg, says) {
		t.Errorf("%s: %s, want %s with %q", name, all, id, says)
	}
	for _, secret := range []string{planted, plantedUser, "127.0.0.1", "Person "} {
		if strings.Contains(all, secret) {
			t.Errorf("%s: %q is told: %s", name, secret, all)
		}
	}
}

// cutOff ends a server, or our connection, when the first records have come, and wants the finding: what
// came before is no count.
func cutOff(t *testing.T, name string, tr *trial, end func(), id, says string) {
	t.Helper()
	tr.ext.Key, tr.ext.Recorded = nil, nil // no order is asked for, so that the first records come at once
	var once sync.Once
	n := 0
	res, err := Read(t.Context(), tr.rel, tr.ext, func(b *reports.Cases) error {
		once.Do(func() {
			n = b.Len
			end()
		})
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if n == 0 {
		t.Errorf("%s: the server ended before any record came", name)
	}
	wants(t, name, res, id, says)
}
