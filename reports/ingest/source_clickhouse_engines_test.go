//go:build engines && unix

package ingest

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"despatch/reports/ingest/engine"

	ch "github.com/ClickHouse/clickhouse-go/v2"
)

const clickhouseConfig = `<yandex>
<logger><level>error</level><log>%[1]s/log</log><errorlog>%[1]s/errors</errorlog></logger>
<http_port>%[2]d</http_port><tcp_port>%[3]d</tcp_port><listen_host>127.0.0.1</listen_host>
<path>%[1]s/data/</path><tmp_path>%[1]s/tmp/</tmp_path><users_config>%[1]s/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>268435456</mark_cache_size><uncompressed_cache_size>0</uncompressed_cache_size>
<remote_servers><both>
<shard><replica><host>127.0.0.1</host><port>%[4]d</port><user>%[7]s</user><password>%[6]s</password></replica></shard>
<shard><replica><host>127.0.0.1</host><port>%[5]d</port><user>%[7]s</user><password>%[6]s</password></replica></shard>
</both></remote_servers>
</yandex>`

const clickhouseUsers = `<yandex>
<profiles><default><max_memory_usage>4000000000</max_memory_usage></default>
<lax><skip_unavailable_shards>1</skip_unavailable_shards><readonly>1</readonly></lax></profiles>
<users>
<%[2]s><password>%[1]s</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></%[2]s>
<lax><password>%[1]s</password><networks><ip>127.0.0.1</ip></networks><profile>lax</profile><quota>default</quota></lax>
<stranger><password>%[1]s</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
<allow_databases><database>other</database></allow_databases></stranger>
</users><quotas><default></default></quotas></yandex>`

// clickhouseServers starts two servers that know of each other.
func clickhouseServers(t *testing.T) (ports, web [2]int, servers [2]*exec.Cmd) {
	t.Helper()
	name, err := exec.LookPath("clickhouse-server")
	if err != nil {
		t.Fatal("make check-engines needs ClickHouse: run .ci/tools")
	}
	ports, web = [2]int{freePort(t), freePort(t)}, [2]int{freePort(t), freePort(t)}
	for i, port := range ports {
		dir := serverDir(t, nil)
		for _, sub := range []string{"data", "tmp"} {
			if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		for file, text := range map[string]string{
			"config.xml": fmt.Sprintf(clickhouseConfig, dir, web[i], port, ports[0], ports[1], planted, plantedUser),
			"users.xml":  fmt.Sprintf(clickhouseUsers, planted, plantedUser),
		} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		servers[i] = serve(t, nil, dir, name, "--config-file="+filepath.Join(dir, "config.xml"))
	}
	return ports, web, servers
}

func clickhouseAddress(user string, port int) string {
	return fmt.Sprintf("clickhouse://%s:%s@127.0.0.1:%d/default", user, url.QueryEscape(planted), port)
}

func clickhouseDB(t *testing.T, port int) *sql.DB {
	t.Helper()
	o, err := ch.ParseDSN(clickhouseAddress(plantedUser, port))
	if err != nil {
		t.Fatal(err)
	}
	db := ch.OpenDB(o)
	t.Cleanup(func() { db.Close() })
	until(t, 60*time.Second, db.Ping)
	return db
}

func TestClickHouse(t *testing.T) {
	ports, web, servers := clickhouseServers(t)
	var dbs [2]*sql.DB
	for i, port := range ports {
		dbs[i] = clickhouseDB(t, port)
	}
	const n = databaseRecords
	records := made(n, false)
	for _, db := range dbs {
		if _, err := db.Exec(`CREATE TABLE part (line Int64, case_id Int64, offence Nullable(String), released_on Nullable(Date), started_on Nullable(Date),
			deported_on Nullable(Date), recorded_on Date, people Int32, name String) ENGINE = MergeTree ORDER BY line`); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := dbs[0].Exec("CREATE TABLE cases AS part ENGINE = Distributed(both, default, part, rand())"); err != nil {
		t.Fatal(err)
	}
	if _, err := dbs[0].Exec("CREATE DATABASE other"); err != nil { // all that the stranger may see
		t.Fatal(err)
	}
	for i, port := range web {
		fillClickHouse(t, port, records, i)
	}
	want, _ := madeTrial("cases.csv", asCSV(t, records)).tally(t)
	query := "SELECT * FROM cases WHERE recorded_on <= toDate('2030-01-01') AND :as_at > toDate('2000-01-01') ORDER BY line"
	address := clickhouseAddress(plantedUser, ports[0])
	start := time.Now()
	got, _ := databaseTrial(address, query).tally(t)
	t.Log(time.Since(start))
	sameTally(t, "ClickHouse, two shards", got, want)
	t.Run("counts", func(t *testing.T) {
		countedByEngine(t, "ClickHouse", address, "SELECT if(line % 50 = 0, case_id, 1000000000 + line) AS case_id, offence, released_on, started_on, deported_on, recorded_on, people, name "+
			"FROM cases WHERE (line % 50 > 0 OR case_id > 990000) AND :as_at > toDate('2000-01-01') ORDER BY line", records)
	})
	t.Run("refused", func(t *testing.T) { refusedByClickHouse(t, ports[0]) })
	t.Run("a shard away", func(t *testing.T) {
		cutOff(t, "a shard goes under way", databaseTrial(address, "SELECT * FROM cases CROSS JOIN (SELECT number FROM system.numbers LIMIT 100)"), func() { _ = servers[1].Process.Kill() }, "D113", "does not answer")
		toldBoth(t, "a shard away", address, query, "D113", "does not answer")
	})
}

// endlessClickHouse never comes to its end.
const endlessClickHouse = `SELECT number AS line, number AS case_id, 'x' AS offence, toDate('2005-01-01') AS released_on, released_on AS started_on, released_on AS deported_on,
	released_on AS recorded_on, 1 AS people, 'x' AS name FROM system.numbers WHERE number % 2 = 2 ORDER BY line`

func refusedByClickHouse(t *testing.T, port int) {
	waits = engine.Limits{Connect: 5 * time.Second, Answer: 5 * time.Second}
	t.Cleanup(func() { waits = engine.Usual })
	address, query := clickhouseAddress(plantedUser, port), "SELECT * FROM cases ORDER BY line"
	for name, c := range map[string]struct{ address, query, id, says string }{
		"a profile that leaves out": {clickhouseAddress("lax", port), query, "D113", "leave out shards"},
		"no such table":             {address, "SELECT * FROM casses ORDER BY line", "D111", "code 60"},
		"a write":                   {address, "SELECT 1; DROP TABLE part", "D111", "more than one"},
		"slow":                      {address, endlessClickHouse, "D112", "in time"},
		"wrong password":            {strings.Replace(address, planted, "wrong-"+planted, 1), query, "D110", "let this user in"},
		"no right":                  {strings.Replace(clickhouseAddress("stranger", port), "/default", "/other", 1), "SELECT * FROM default.cases ORDER BY line", "D110", "may not read"},
		"away":                      {clickhouseAddress(plantedUser, freePort(t)), query, "D110", "no connection"},
	} {
		toldBoth(t, name, c.address, c.query, c.id, c.says)
	}
}

// fillClickHouse puts every second record into a shard, by HTTP.
func fillClickHouse(t *testing.T, port int, records [][]string, shard int) {
	t.Helper()
	var b bytes.Buffer
	clean := strings.NewReplacer("\\", "\\\\", "\n", "\\n", "\t", "\\t")
	for i := shard; i < len(records); i += 2 {
		fmt.Fprint(&b, i)
		for _, v := range records[i] {
			if v == "" {
				v = "\\N"
			} else {
				v = clean.Replace(v)
			}
			b.WriteString("\t" + v)
		}
		b.WriteByte('\n')
	}
	q := url.Values{"query": {"INSERT INTO part FORMAT TabSeparated"}, "user": {plantedUser}, "password": {planted}}
	resp, err := http.Post(fmt.Sprintf("http://127.0.0.1:%d/?%s", port, q.Encode()), "text/plain", &b)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", resp.Status, text)
	}
}
