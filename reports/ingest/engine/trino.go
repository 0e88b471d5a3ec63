package engine

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"

	"despatch/reports"

	client "github.com/trinodb/trino-go-client/trino"
)

// trino is Trino by its HTTP protocol: trino://user@host:8080/catalog/schema, and
// trinos:// for an encrypted connection.
type trino struct{}

func (trino) name() string { return "Trino" }

func (trino) open(address *url.URL, l Limits) (*sql.DB, error) {
	if _, secret := address.User.Password(); secret && address.Scheme == "trino" {
		return nil, &Failure{Cause: BadAddress, What: "a password goes to Trino over an encrypted connection alone: trinos://"}
	}
	u := *address
	u.Scheme = map[string]string{"trino": "http", "trinos": "https"}[u.Scheme]
	catalog, schema, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	values := u.Query()
	for key, v := range map[string]string{"catalog": catalog, "schema": schema, "source": "despatch",
		"timezone": "UTC", "query_timeout": l.Answer.String(), "request_retry_timeout": (l.Connect * 2 / 3).String()} {
		if v != "" {
			values.Set(key, v)
		}
	}
	u.Path, u.RawQuery = "", values.Encode()
	return sql.Open("trino", u.String())
}

// begin opens a transaction in which the server itself forbids to write. It outlives
// ctx, which is the time to connect; one state of the records it does not promise.
func (trino) begin(ctx context.Context, c *sql.Conn, l Limits) (func(), error) {
	held, end := context.WithTimeout(context.WithoutCancel(ctx), l.Answer)
	stop := context.AfterFunc(ctx, end)
	tx, err := c.BeginTx(held, &sql.TxOptions{ReadOnly: true})
	if err == nil && !stop() {
		err = ctx.Err()
	}
	if err != nil {
		end()
		return nil, err
	}
	return func() {
		_ = tx.Rollback()
		end()
	}, nil
}

func (trino) asAt(d reports.Day) string { return "DATE '" + d.ISO() + "'" }

func (trino) kind(t string) Kind {
	name, _, _ := strings.Cut(strings.ToLower(t), "(")
	switch strings.TrimSpace(name) {
	case "varchar", "char", "uuid", "decimal":
		return Text
	case "bigint", "integer", "smallint", "tinyint":
		return Whole
	case "boolean":
		return YesNo
	case "date":
		return Date
	case "timestamp", "timestamp with time zone":
		return Moment
	}
	return Other
}

// trinoParts are the errors of a cluster that lost a node, before the answer or under way.
var trinoParts = []string{"NO_NODES_AVAILABLE", "MISSING_DATA", "REMOTE_HOST_GONE", "REMOTE_TASK_MISMATCH", "REMOTE_TASK_FAILED",
	"PAGE_TRANSPORT_ERROR", "PAGE_TRANSPORT_TIMEOUT", "TOO_MANY_REQUESTS_FAILED"}

func (trino) failure(err error) *Failure {
	if e, ok := errors.AsType[*client.ErrTrino](err); ok {
		switch {
		case e.ErrorName == "EXCEEDED_TIME_LIMIT":
			return &Failure{Cause: Slow, What: "the database did not finish its answer in time"}
		case e.ErrorName == "PERMISSION_DENIED":
			return &Failure{Cause: Refused, What: "this user may not read what the query asks for"}
		case e.ErrorType == "USER_ERROR":
			return &Failure{Cause: BadQuery, What: "the database does not understand it (" + e.ErrorName + ")", Line: e.ErrorLocation.LineNumber, Col: e.ErrorLocation.ColumnNumber}
		case slices.Contains(trinoParts, e.ErrorName):
			return &Failure{Cause: PartMissing, What: "a node of the cluster does not answer (" + e.ErrorName + ")"}
		}
		return &Failure{Cause: Broken, What: "the database broke off its answer (" + e.ErrorName + ")"}
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return &Failure{Cause: Refused, What: "the server's certificate is not one that is trusted here"}
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return &Failure{Cause: Away, What: "no connection could be made"}
	}
	if q, ok := errors.AsType[*client.ErrQueryFailed](err); ok && (q.StatusCode == 401 || q.StatusCode == 403) {
		return &Failure{Cause: Refused, What: "the database does not let this user in"}
	}
	return nil
}
