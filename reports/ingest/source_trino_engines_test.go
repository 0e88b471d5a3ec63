//go:build engines && unix

package ingest

import (
	"crypto/pbkdf2"
	"crypto/sha1"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"despatch/reports/ingest/engine"

	_ "github.com/trinodb/trino-go-client/trino" // the driver that fills the table
)

// trinoRights: the loader may do all, the planted user read, and anyone else see that there are tables.
const trinoRights = `{"catalogs": [{"allow": "all"}],
"schemas": [{"user": "loader", "owner": true}, {"owner": false}],
"tables": [{"user": "loader", "privileges": ["SELECT", "INSERT", "OWNERSHIP"]}, {"user": "` + plantedUser + `", "privileges": ["SELECT"]}, {"privileges": []}]}`

// A trinoCluster is two servers: one that asks and reads, one that only reads.
type trinoCluster struct {
	open, sealed  int // ports of the first, for addresses without a password and with one
	certificate   string
	first, second *exec.Cmd
}

// address is that of the cluster for a user who shows no password.
func (c *trinoCluster) address(user string) string {
	return fmt.Sprintf("trino://%s@127.0.0.1:%d/memory/default", user, c.open)
}

// sealedAddress is that of the cluster for the planted user.
func (c *trinoCluster) sealedAddress() string {
	return fmt.Sprintf("trinos://%s:%s@127.0.0.1:%d/memory/default?SSLCertPath=%s", plantedUser, planted, c.sealed, url.QueryEscape(c.certificate))
}

// trinoServers starts the cluster.
func trinoServers(t *testing.T) *trinoCluster {
	t.Helper()
	home := os.Getenv("DESPATCH_TOOLS")
	if home == "" {
		home = filepath.Join(os.Getenv("HOME"), ".cache", "despatch-tools")
	}
	home = filepath.Join(home, "trino")
	if _, err := os.Stat(filepath.Join(home, "lib")); err != nil {
		t.Fatal("make check-engines needs Trino: run .ci/tools engines")
	}
	c := &trinoCluster{open: freePort(t), sealed: freePort(t)}
	first, second := serverDir(t, nil), serverDir(t, nil)
	c.certificate = filepath.Join(first, "certificate.pem")
	trinoSecrets(t, home, first, c.certificate)
	both := map[string]string{
		"discovery.uri":                        fmt.Sprintf("http://127.0.0.1:%d", c.open),
		"internal-communication.shared-secret": "between the two of them alone, and of some length",
		"query.max-length":                     "20000000",
		"query.max-history":                    "1",
		"query.min-expire-age":                 "1s",
	}
	c.first = trinoServer(t, home, first, "one", both, map[string]string{
		"coordinator": "true", "node-scheduler.include-coordinator": "true", "http-server.http.port": fmt.Sprint(c.open),
		"http-server.https.enabled": "true", "http-server.https.port": fmt.Sprint(c.sealed), "http-server.https.keystore.path": filepath.Join(first, "keys.p12"),
		"http-server.https.keystore.key": planted, "http-server.authentication.type": "PASSWORD", "http-server.authentication.allow-insecure-over-http": "true",
	})
	c.second = trinoServer(t, home, second, "two", both, map[string]string{"coordinator": "false", "http-server.http.port": fmt.Sprint(freePort(t))})
	return c
}

// trinoSecrets writes the certificate, the password and the rights of the first server.
func trinoSecrets(t *testing.T, home, dir, certificate string) {
	t.Helper()
	keytool, keys := filepath.Join(home, "java", "bin", "keytool"), filepath.Join(dir, "keys.p12")
	for _, args := range [][]string{
		{"-genkeypair", "-alias", "trino", "-keyalg", "EC", "-dname", "CN=trino", "-ext", "san=ip:127.0.0.1", "-validity", "2"},
		{"-exportcert", "-rfc", "-alias", "trino", "-file", certificate},
	} {
		if out, err := exec.Command(keytool, append(args, "-keystore", keys, "-storepass", planted)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	salt := []byte("sixteen bytes it")
	hash, err := pbkdf2.Key(sha1.New, planted, salt, 1000, 20) // what Trino knows by the form of the line
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{
		"passwords":                             fmt.Sprintf("%s:1000:%x:%x\n", plantedUser, salt, hash),
		"rights.json":                           trinoRights,
		"etc/password-authenticator.properties": "password-authenticator.name=file\nfile.password-file=" + filepath.Join(dir, "passwords") + "\n",
		"etc/access-control.properties":         "access-control.name=file\nsecurity.config-file=" + filepath.Join(dir, "rights.json") + "\n",
	} {
		writeServerFile(t, dir, file, text)
	}
}

func writeServerFile(t *testing.T, dir, file, text string) {
	t.Helper()
	path := filepath.Join(dir, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// trinoServer starts one of the servers in its folder.
func trinoServer(t *testing.T, home, dir, id string, settings ...map[string]string) *exec.Cmd {
	t.Helper()
	var config strings.Builder
	for _, some := range settings {
		for key, value := range some {
			fmt.Fprintf(&config, "%s=%s\n", key, value)
		}
	}
	fmt.Fprintf(&config, "plugin.dir=%s\ncatalog.config-dir=%s\n", filepath.Join(home, "plugin"), filepath.Join(dir, "etc", "catalog"))
	writeServerFile(t, dir, "etc/config.properties", config.String())
	writeServerFile(t, dir, "etc/catalog/memory.properties", "connector.name=memory\nmemory.max-data-per-node=1GB\n")
	writeServerFile(t, dir, "etc/log.properties", "io.trino=WARN\n")
	return serve(t, nil, dir, filepath.Join(home, "java", "bin", "java"), "-Xmx2g", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-XX:+EnableDynamicAgentLoading", "-Djdk.attach.allowAttachSelf=true",
		"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "--add-modules=jdk.incubator.vector",
		"-Dnode.environment=check", "-Dnode.id="+id, "-Dnode.data-dir="+filepath.Join(dir, "data"), "-Dnode.bind-ip=127.0.0.1", "-Dnode.internal-address=127.0.0.1",
		"-Dconfig=etc/config.properties", "-Dlog.levels-file=etc/log.properties", "-cp", filepath.Join(home, "lib", "*"), "io.trino.server.TrinoServer")
}

// fillTrino puts the records into a table of the cluster, spread over its nodes.
func fillTrino(t *testing.T, c *trinoCluster, records [][]string) {
	t.Helper()
	db, err := sql.Open("trino", fmt.Sprintf("http://loader@127.0.0.1:%d?catalog=memory&schema=default&session_properties=%s", c.open,
		url.QueryEscape("scale_writers:false;redistribute_writes:false"))) // each node writes what it is sent
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	until(t, 5*time.Minute, func() error {
		var n int
		err := db.QueryRow("SELECT count(*) FROM system.runtime.nodes WHERE state = 'active'").Scan(&n)
		if err == nil && n != 2 {
			err = fmt.Errorf("%d nodes", n)
		}
		return err
	})
	ask := func(text string) {
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%.2000s", err.Error())
		}
	}
	ask(`CREATE TABLE cases (line bigint, case_id bigint, offence varchar, released_on date, started_on date, deported_on timestamp(3), recorded_on date, people integer, name varchar)`)
	const batch = 50_000
	for from := 0; from < len(records); from += batch {
		var b strings.Builder
		for i := from; i < min(from+batch, len(records)); i++ {
			fmt.Fprintf(&b, "%d\x1f%s\x1e", i, strings.Join(records[i], "\x1f"))
		}
		text := strings.ReplaceAll(strings.TrimSuffix(b.String(), "\x1e"), "'", "''")
		// DISTINCT, in which all records differ, sends each by its hash to one of the nodes.
		ask(`INSERT INTO cases SELECT DISTINCT CAST(f[1] AS bigint), CAST(f[2] AS bigint), nullif(f[3], ''), CAST(nullif(f[4], '') AS date), CAST(nullif(f[5], '') AS date),
			CAST(CAST(nullif(f[6], '') AS date) AS timestamp(3)), CAST(f[7] AS date), CAST(f[8] AS integer), f[9]
			FROM (SELECT split(r, chr(31)) FROM UNNEST(split('` + text + `', chr(30))) AS t(r)) AS u(f)`)
	}
}

const fromTrino = "-- the cases\nSELECT * FROM cases WHERE recorded_on <= DATE '2030-01-01' AND :as_at > DATE '2000-01-01' ORDER BY line"

// endlessTrino gives ten million records of no table.
const endlessTrino = `SELECT n AS line, n AS case_id, 'Burglary' AS offence, DATE '2005-01-01' AS released_on, CAST(NULL AS date) AS started_on, CAST(NULL AS date) AS deported_on,
	DATE '2005-02-01' AS recorded_on, 1 AS people, 'x' AS name FROM UNNEST(sequence(1, 10000)) AS t(n) CROSS JOIN UNNEST(sequence(1, 1000)) AS u(m)`

func TestTrino(t *testing.T) {
	c := trinoServers(t)
	records := made(databaseRecords, false)
	start := time.Now()
	fillTrino(t, c, records)
	t.Logf("filled after %v", time.Since(start))
	want, _ := madeTrial("cases.csv", asCSV(t, records)).tally(t)
	for how, address := range map[string]string{"open": c.address(plantedUser), "with a password": c.sealedAddress()} {
		start := time.Now()
		got, res := databaseTrial(address, fromTrino).tally(t)
		t.Log(time.Since(start))
		sameTally(t, "Trino, two nodes, "+how, got, want)
		if p := res.Account.Parts[0]; p.File != "cases.sql" || p.Encoding != "Trino" || p.Records != databaseRecords {
			t.Errorf("%+v", p)
		}
	}
	t.Run("counts", func(t *testing.T) {
		countedByEngine(t, "Trino", c.address(plantedUser), "SELECT if(line % 50 = 0, case_id, 1000000000 + line) AS case_id, offence, released_on, started_on, CAST(deported_on AS date) AS deported_on, "+
			"recorded_on, people, name FROM cases WHERE (line % 50 > 0 OR case_id > 990000) AND :as_at > DATE '2000-01-01' ORDER BY line", records)
	})
	t.Run("only reads", func(t *testing.T) { trinoOnlyReads(t, c) })
	t.Run("refused", func(t *testing.T) { refusedByTrino(t, c) })
	t.Run("a node away", func(t *testing.T) {
		cutOff(t, "a node goes under way", databaseTrial(c.address(plantedUser), "SELECT cases.* FROM cases CROSS JOIN UNNEST(sequence(1, 100)) AS t(n)"), func() { _ = c.second.Process.Kill() }, "D113", "does not answer")
		toldBoth(t, "a node away", c.address(plantedUser), fromTrino, "D113", "does not answer")
	})
	t.Run("the server away", func(t *testing.T) {
		cutOff(t, "the server goes under way", databaseTrial(c.address(plantedUser), endlessTrino), func() { _ = c.first.Process.Kill() }, "D110", "CASES_DB")
	})
}

// trinoOnlyReads asks the server what it takes our session for.
func trinoOnlyReads(t *testing.T, c *trinoCluster) {
	s, err := engine.Open(t.Context(), c.address("loader"), engine.Usual)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	q, err := engine.ParseQuery("SELECT read_only, auto_commit_context, current_timezone() FROM system.runtime.transactions WHERE NOT auto_commit_context")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.Ask(q, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; rows.Next(); n++ {
		values, err := rows.Values()
		if err != nil || values[0] != true || values[2] != "UTC" {
			t.Errorf("%v, %v: not a transaction that only reads, in UTC", values, err)
		}
	}
	if err := rows.Close(); err != nil || n != 1 {
		t.Errorf("%d transactions, %v", n, err)
	}
}

func refusedByTrino(t *testing.T, c *trinoCluster) {
	waits = engine.Limits{Connect: 5 * time.Second, Answer: 5 * time.Second}
	t.Cleanup(func() { waits = engine.Usual })
	open, sealed, ordered := c.address(plantedUser), c.sealedAddress(), " ORDER BY line"
	for name, c := range map[string]struct{ address, query, id, says string }{
		"no such table":        {open, "SELECT * FROM casses" + ordered, "D111", "TABLE_NOT_FOUND"},
		"no such column":       {open, "SELECT colour FROM cases" + ordered, "D111", "COLUMN_NOT_FOUND"},
		"no such schema":       {strings.Replace(open, "/default", "/nowhere", 1), fromTrino, "D111", "SCHEMA_NOT_FOUND"},
		"grammar":              {open, "SELECT selec FROM FROM" + ordered, "D111", "SYNTAX_ERROR"},
		"a value quoted":       {open, "SELECT CAST(name AS integer) FROM cases" + ordered, "D111", "INVALID_CAST_ARGUMENT"},
		"a write":              {open, "SELECT 1; DROP TABLE cases", "D111", "more than one"},
		"no order":             {open, "SELECT * FROM cases", "D114", "ORDER BY"},
		"slow":                 {open, "SELECT count(*) AS line FROM cases a CROSS JOIN cases b WHERE a.name || b.name = 'x'" + ordered, "D112", "in time"},
		"no right":             {strings.Replace(open, plantedUser, "stranger", 1), fromTrino, "D110", "may not read"},
		"wrong password":       {strings.Replace(sealed, planted, "wrong-"+planted, 1), fromTrino, "D110", "let this user in"},
		"a password unsealed":  {strings.Replace(open, plantedUser, plantedUser+":"+planted, 1), fromTrino, "D110", "encrypted"},
		"unknown certificate":  {strings.Split(sealed, "?")[0], fromTrino, "D110", "certificate"},
		"away":                 {fmt.Sprintf("trino://%s@127.0.0.1:%d/memory/default", plantedUser, freePort(t)), fromTrino, "D110", "no connection"},
		"another kind of port": {strings.Replace(open, fmt.Sprint(":", c.open), fmt.Sprint(":", c.sealed), 1), fromTrino, "D110", ""},
	} {
		told(t, name, databaseTrial(c.address, c.query), c.id, c.says)
	}
}
