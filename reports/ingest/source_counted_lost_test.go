package ingest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A cluster speaks as much of Trino's protocol as it takes to begin an answer and to lose
// a node before it is whole.
type cluster struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func newCluster(t *testing.T) *cluster {
	c := &cluster{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		text, err := io.ReadAll(q.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		if strings.HasPrefix(string(text), "START TRANSACTION") {
			w.Header().Set("X-Trino-Started-Transaction-Id", "1")
		}
		if err := json.NewEncoder(w).Encode(c.say(q, string(text))); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(c.Close)
	return c
}

// say takes a query with one request, and gives its answer with the next.
func (c *cluster) say(q *http.Request, text string) map[string]any {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[string]any{"id": "1", "infoUri": c.URL, "stats": map[string]any{"state": "RUNNING"}}
	switch {
	case q.Method == http.MethodPost:
		c.asked = append(c.asked, text)
		out["nextUri"] = c.URL + "/v1/answer"
	case strings.HasSuffix(q.URL.Path, "/lost"):
		out["error"] = map[string]any{"message": "worker of a secret name is gone", "errorCode": 65_538, "errorName": "REMOTE_HOST_GONE", "errorType": "INTERNAL_ERROR"}
	case q.Method == http.MethodGet:
		last := c.asked[len(c.asked)-1]
		var names []string
		var row []any
		switch {
		case strings.HasSuffix(last, "LIMIT 1"):
			names, row = madeNames, []any{"1", "Burglary", "2004-01-01", nil, nil, "2004-02-01", "2", "Person 1"}
		case strings.Contains(last, "HAVING COUNT(*) = 1"):
			names, row = []string{"y1", "y2", "y3", "y4", "y5", "y6", "records", "kinds"}, []any{"Burglary", "2004-01-01", nil, nil, "2004-02-01", "2", 3, 3}
			out["nextUri"] = c.URL + "/v1/lost"
		case strings.Contains(last, "COUNT(*) AS n"):
			names, row = []string{"x0", "n"}, []any{"Person 1", 3}
		case strings.HasPrefix(last, "SELECT COUNT(*)"):
			names, row = []string{"n"}, []any{0}
		default:
			names, row = []string{"x"}, []any{1}
		}
		out["columns"], out["data"] = columnsOf(names, row), [][]any{row}
	}
	return out
}

// columnsOf are the columns of an answer, with the types of a row's values.
func columnsOf(names []string, row []any) []any {
	out := []any{}
	for i, name := range names {
		kind := "varchar"
		if _, whole := row[i].(int); whole {
			kind = "bigint"
		}
		out = append(out, map[string]any{"name": name, "type": kind, "typeSignature": map[string]any{"rawType": kind, "arguments": []any{}}})
	}
	return out
}

// TestCountedLost: where a cluster loses a node in the midst of the counts, what had come
// is not counted, and that a part is missing is told.
func TestCountedLost(t *testing.T) {
	c := newCluster(t)
	address := strings.Replace(c.URL, "http:", "trino:", 1) + "/catalog/schema"
	refusedOnce(t, "a node lost", databaseTrial(address, "select * from cases"), "D113", "a node of the cluster does not answer")
	if !slices.ContainsFunc(c.asked, func(q string) bool { return strings.Contains(q, "HAVING COUNT(*) = 1") }) {
		t.Errorf("it was never asked to count: %q", c.asked)
	}
}
